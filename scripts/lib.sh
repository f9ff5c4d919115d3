# Shared by ./run, ./test and ./bench: what they need installed and how the parts are built. Sourced, never run.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
JOBS=${JOBS:-$(nproc)}

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Packages by purpose; scripts/packages.txt holds "purpose package" lines.
packages_for() { awk -v want=" $* " '!/^#/ && NF == 2 && index(want, " " $1 " ") { print $2 }' "$ROOT/scripts/packages.txt"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "packages are missing and there is neither root nor sudo; install them yourself: ${*: -1}"; fi
}

# ensure_packages PURPOSE…: installs what is missing, says what, does nothing where nothing is missing.
ensure_packages() {
  local wanted missing=()
  wanted=$(packages_for "$@")
  # A newer Node beside Debian's counts as installed.
  if command -v node >/dev/null && command -v npm >/dev/null; then wanted=$(grep -vxE 'nodejs|npm' <<<"$wanted" || true); fi
  local installed
  # shellcheck disable=SC2086
  installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' $wanted 2>/dev/null | awk '$1 == "ii" { print $2 }' || true)
  local package
  for package in $wanted; do grep -qxF "$package" <<<"$installed" || missing+=("$package"); done
  [ ${#missing[@]} = 0 ] && return
  say "installing from Debian: ${missing[*]}"
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2
}

# ensure_web: web/dist as the sources in web/ and openapi.yaml say; nothing is done where it is current.
ensure_web() {
  local stamp=$ROOT/web/dist/.stamp lock=$ROOT/web/node_modules/.installed
  ensure_web_modules
  if [ -e "$stamp" ] && [ -z "$(find "$ROOT/web" "$ROOT/src/api/openapi.yaml" -path '*/node_modules' -prune -o -path '*/dist' -prune -o \
      -path '*/src/api/schema.ts' -prune -o -type f -newer "$stamp" -print -quit)" ] && [ "$stamp" -nt "$lock" ]; then return; fi
  say "building the web pages"
  (cd "$ROOT/web" && npm run --silent build) >&2
  touch "$stamp"
}

ensure_web_modules() {
  local lock=$ROOT/web/node_modules/.installed
  if [ -e "$lock" ] && [ "$lock" -nt "$ROOT/web/package-lock.json" ]; then return; fi
  say "installing the web build's packages (npm ci)"
  (cd "$ROOT/web" && npm ci --no-audit --no-fund --loglevel=error) >&2
  touch "$lock"
}

# build PRESET [TARGET…]
build() {
  local preset=$1 dir
  shift
  dir=$ROOT/build/$preset
  [ "$preset" = bench ] && dir=$ROOT/build/release
  export CCACHE_DIR=${CCACHE_DIR:-$HOME/.cache/ccache}
  if [ ! -e "$dir/build.ninja" ] || [ "$preset" = bench ] || [ "$ROOT/CMakePresets.json" -nt "$dir/build.ninja" ]; then
    (cd "$ROOT" && cmake --preset "$preset" >"/tmp/drp-cmake-$$.log" 2>&1) || { cat "/tmp/drp-cmake-$$.log" >&2; die "cmake failed"; }
    rm -f "/tmp/drp-cmake-$$.log"
  fi
  # Ninja prints one line of progress on a terminal; elsewhere only what went wrong is worth reading.
  if [ -t 2 ]; then ninja -C "$dir" -j "$JOBS" "$@" >&2
  else
    local log
    log=$(mktemp)
    if ! ninja -C "$dir" -j "$JOBS" "$@" >"$log" 2>&1; then grep -vE '^\[[0-9]+/[0-9]+\]' "$log" >&2; rm -f "$log"; die "the $preset build failed"; fi
    rm -f "$log"
  fi
}
