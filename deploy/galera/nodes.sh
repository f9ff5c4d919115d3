# What up, down and recover share; for bash.
data=$here/../../var/galera port=3306 nodes=
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    [123]) nodes="$nodes $1"; shift ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$here/up" >&2; exit 2 ;;
  esac
done
nodes=${nodes# }
: "${nodes:=1 2 3}"
PATH=$PATH:/usr/sbin:/sbin
for program in mariadbd mariadb mariadb-install-db rsync; do
  command -v $program >/dev/null || { echo "$program is missing: apt-get install mariadb-server galera-4 rsync" >&2; exit 1; }
done
mkdir -p "$data"
data=$(cd "$data" && pwd)
if [ -e "$data/port" ]; then port=$(cat "$data/port"); else echo "$port" >"$data/port"; fi
# Not as root: its rsync, which brings a node's data, would write as nobody.
as_user=()
[ "$(id -u)" != 0 ] || as_user=(--user=mysql)

is_running() { [ -e "$data/$1/pid" ] && kill -0 "$(cat "$data/$1/pid")" 2>/dev/null; }
running() { for n in 1 2 3; do if is_running "$n"; then printf '%s ' "$n"; fi; done; }
sql() { mariadb --no-defaults --socket="$data/$1/socket" -uroot -N -e "$2"; }
status() { sql "$1" "SHOW STATUS LIKE '$2'" 2>/dev/null | cut -f2; }
is_synced() { [ "$(status "$1" wsrep_local_state_comment)" = Synced ] && [ "$(status "$1" wsrep_ready)" = ON ]; }

# How far a node that was killed had got, by its own log: "uuid:number". A node that starts without being told so would
# take all data from another, or, being the first, call itself Synced while the others have more.
position_of() {  # NODE: "uuid:number"
  local log=$data/$1/recover.log
  rm -f "$log"
  mariadbd --defaults-file="$data/$1/node.cnf" "${as_user[@]}" --wsrep-recover --log-error="$log" >/dev/null 2>&1 || true
  sed -n 's/.*WSREP: Recovered position: *\([0-9a-f-]*:-\?[0-9]*\).*/\1/p' "$log" | tail -1
}

is_killed() { [ -e "$data/$1/data/ibdata1" ] && grep -q '^seqno: *-1' "$data/$1/data/grastate.dat" 2>/dev/null; }

start() {  # NODE OPTION…
  local node=$1 position
  shift
  NODE=$node ADDRESS=127.0.0.1$node PORT=$port FOLDER=$data/$node DONORS=3,2, \
    MEMBERS=127.0.0.11:$((port + 1)),127.0.0.12:$((port + 1)),127.0.0.13:$((port + 1)) \
    "$here/render.sh" >"$data/$node/node.cnf"
  if is_killed "$node"; then
    position=$(position_of "$node")
    case $position in '' | 00000000-*) ;; *) set -- "$@" --wsrep-start-position="$position" ;; esac
  fi
  # Its own process group: a Ctrl-C in this shell is not for it. The pid is written at once; mariadbd's own comes late.
  setsid mariadbd --defaults-file="$data/$node/node.cnf" "${as_user[@]}" "$@" >>"$data/$node/log" 2>&1 </dev/null &
  echo $! >"$data/$node/pid"
}
await_synced() {  # NODE
  for _ in $(seq 1200); do
    is_running "$1" || { tail -20 "$data/$1/log" >&2; echo "node $1 has ended" >&2; exit 1; }
    is_synced "$1" && return
    sleep 0.1
  done
  echo "node $1 is not Synced after two minutes: $data/$1/log" >&2
  exit 1
}
