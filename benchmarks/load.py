"""The portal under load, in the shapes it runs in: the calls of the Meters page, and people who watch meters live.

    ./bench load [--scale 0.1] [--markdown FILE]

Everything runs on this machine and shares its cores: the portal, its database, nginx and the clients."""
import argparse
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import resource
import shutil
import ssl
import subprocess
import tempfile
import threading
import time
from typing import Iterator

import bench_http
import bench_live
from bench_process import Programs, run
from bench_table import Row, as_markdown, as_text, number, write_markdown

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONNECTIONS = (16, 128, 1000)
TOKEN = "0123456789abcdef0123456789abcdef"
PORT = 19_300

# Each thread of wrk goes through the calls of many meters' pages, one after the other.
PAGES = """
local calls, next = {}, 0
for line in io.lines('%s') do calls[#calls + 1] = line end
request = function()
  next = next %% #calls + 1
  return wrk.format('GET', calls[next])
end
"""


def say(text: str) -> None:
    print(f"    {text}", flush=True)


class Shape:
    """A portal started by deploy/local/up."""

    def __init__(self, programs: Programs, folder: pathlib.Path, servers: bool):
        self.programs, self.folder, self.servers = programs, folder, servers
        self.environment = {**os.environ, "DRP_BINARY": str(programs.drp), "DRP_IMPORT_TOKEN": TOKEN}
        self.store = f"sqlite://{folder}/drp.db"
        if servers:
            self.store = f"mariadb+unix://{folder}/run/mariadb.sock/drp?user=root"
            self.environment["DRP_PORTAL_KEY_FILE"] = f"{folder}/portal-key"
            self.environment["DRP_BUFFER_POOL"] = "1G"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        self.folder.mkdir(exist_ok=True)
        limits = {f"per_{kind}_per_minute": 1_000_000_000 for kind in ("address", "account", "token")}
        (self.folder / "drp-config.json").write_text(json.dumps({"rate_limits": limits}), encoding="utf-8")
        place = ["--data", str(self.folder), "--port", str(PORT)]
        shape = ["--servers"] if self.servers else []
        with open(self.folder / "up.log", "wb") as log:
            started = subprocess.run([ROOT / "deploy/local/up", "2", "--no-demo", "--unlimited", *shape, *place], env=self.environment,
                                     stdout=log, stderr=log, check=False)
        if started.returncode != 0:
            raise SystemExit((self.folder / "up.log").read_text(encoding="utf-8"))
        try:
            yield
        finally:
            subprocess.run([ROOT / "deploy/local/down", "--data", self.folder], check=True)

    def drp(self, *arguments: object, stdin: str | None = None) -> dict:
        done = subprocess.run([self.programs.drp, *map(str, arguments), "--store", self.store, "--json"], input=stdin,
                              capture_output=True, text=True, env=self.environment, check=False)
        if done.returncode != 0:
            raise SystemExit(f"error: drp {arguments}: {done.stderr}")
        return json.loads(done.stdout)

    def fill(self) -> None:
        organisation = self.drp("org", "add", "Bench Power", "--provider")["id"]
        self.drp("user", "add", bench_http.EMAIL, "--organisation", organisation, "--admin",
                 stdin=bench_http.PASSWORD + "\n")
        started = time.perf_counter()
        report = self.drp("import", self.programs.folder / "year.csv")
        say(f"imported in {time.perf_counter() - started:.1f} s: {json.dumps(report)[:200]}")

    def process(self, instance: int) -> int:
        return int((self.folder / f"run/drp-{instance}.pid").read_text())


def log_in(scheme: str, port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    if scheme == "https":
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context())
    body = json.dumps({"email": bench_http.EMAIL, "password": bench_http.PASSWORD})
    connection.request("POST", "/api/user/session/create", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    cookies = [value.split(";")[0] for name, value in response.getheaders() if name.lower() == "set-cookie"]
    connection.close()
    if response.status != 200:
        raise SystemExit(f"error: log-in failed: {response.status}")
    return "; ".join(cookies)


def wrk(script: pathlib.Path, address: str, connections: int, seconds: int, cookie: str) -> dict:
    text = run(["wrk", "-t", 2, "-c", connections, "-d", f"{seconds}s", "--timeout", "20s", "-s", script,
                "-H", f"Cookie: {cookie}", address])
    report = json.loads(text.split("REPORT ", 1)[1])
    return {"per_s": report["requests"] / report["us"] * 1e6, "p50_ms": report["p50"] / 1e3,
            "p99_ms": report["p99"] / 1e3, "errors": report["errors"]}


def page_calls(numbers: list[str]) -> list[str]:
    """What the Meters page asks when a meter is opened, its chart moved, and its details looked at."""
    calls = []
    for meter in numbers:
        span = "from=2025-06-01&to=2025-07-01"
        calls += [f"/api/vis/?meter={meter}&{span}", f"/api/vis/data/?meter={meter}&{span}",
                  f"/api/vis/meter_data/{meter}", f"/api/vis/pie_data/{meter}?{span}",
                  f"/api/vis/total_data/{meter}?{span}", "/api/user/session/validate"]
    return calls


def pages(shape: Shape, name: str, numbers: list[str], seconds: int) -> list[Row]:
    script = shape.folder / "pages.lua"
    calls = shape.folder / "calls.txt"
    calls.write_text("\n".join(page_calls(numbers)) + "\n", encoding="utf-8")
    script.write_text(PAGES % calls + bench_http.WRK_REPORT, encoding="utf-8")
    rows = []
    for way, scheme, port in (("direct, one instance", "http", PORT + 1),
                              ("nginx with TLS, two instances", "https", PORT)):
        cookie = log_in(scheme, port)
        for connections in CONNECTIONS:
            figures = wrk(script, f"{scheme}://127.0.0.1:{port}/", connections, seconds, cookie)
            failed = f", {figures['errors']} failed" if figures["errors"] else ""
            rows.append(Row(f"Meters page, {name}, {way}, {connections} connections",
                            f"{number(figures['per_s'])} requests/s; p50 {number(figures['p50_ms'])}, "
                            f"p99 {number(figures['p99_ms'])} ms{failed}"))
            say(rows[-1].what + ": " + rows[-1].ours)
    return rows


def live(shape: Shape, name: str, numbers: list[str], viewers: int, seconds: int) -> list[Row]:
    """Each viewer watches one meter; a machine sends a reading of every meter each second. With servers, half of the
    viewers are at the instance that does not take the readings, and hear of them through Redis."""
    ports = (PORT + 1, PORT + 2) if shape.servers else (PORT + 1,)
    cookies = {port: log_in("http", port) for port in ports}
    before = sum(bench_live.private_mib(shape.process(i)) for i in (1, 2))
    crowd = bench_live.Crowd()
    for i in range(viewers):
        port = ports[i % len(ports)]
        crowd.join(port, cookies[port], numbers[i % len(numbers)])
    crowd.settle()
    each = (sum(bench_live.private_mib(shape.process(i)) for i in (1, 2)) - before) * 1024 / viewers
    watching = threading.Thread(target=crowd.watch, daemon=True)
    watching.start()
    sent = bench_live.tick(PORT + 1, TOKEN, numbers, seconds)
    time.sleep(3)
    crowd.leave()
    watching.join()
    delays = crowd.delays_ms(sent)
    expected = viewers * len(sent)
    took = [tick.took_ms for tick in sent.values()]
    return [
        Row(f"{viewers:,} viewers live, {len(numbers):,} meters tick each second, {name}: from sending to the viewer",
            f"p50 {number(bench_live.percentile(delays, 50))}, p99 {number(bench_live.percentile(delays, 99))} ms"),
        Row("  of it, until the import of the second has ended", f"p50 {number(bench_live.percentile(took, 50))}, "
            f"p99 {number(bench_live.percentile(took, 99))} ms"),
        Row("  readings that a viewer saw", f"{len(delays):,} of {expected:,}", "all", len(delays) == expected),
        Row("  memory of a viewer", f"{number(each)} KiB"),
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench load", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1, help="share of the 1,000 meters and 2,000 viewers, 0.02 to 1 (1)")
    parser.add_argument("--markdown", type=pathlib.Path, help="also write the table into this file")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not 0.02 <= chosen.scale <= 1:
        parser.error("--scale is from 0.02 to 1")
    return chosen


def main() -> None:
    chosen = arguments()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    meters, viewers = round(1000 * chosen.scale), round(2000 * chosen.scale)
    place = pathlib.Path("build/bench").absolute()
    place.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="load-", dir=place))
    folder.chmod(0o755)  # nginx's workers read from it
    rows: list[Row] = []
    numbers = [str(70_000_001 + meter * 7) for meter in range(meters)]
    seconds = 6 if chosen.scale >= 0.5 else 2
    started, load_before = time.monotonic(), os.getloadavg()[0]
    try:
        programs = Programs(chosen.build.absolute(), folder, meters, min(meters, 10))
        programs.generate()
        for name, servers in (("SQLite", False), ("MariaDB and Redis", True)):
            shape = Shape(programs, folder / ("servers" if servers else "embedded"), servers)
            with shape.running():
                say(f"{name}: filling")
                shape.fill()
                rows += pages(shape, name, numbers[:200], seconds)
            with shape.running():  # anew: what the load has left in memory hides what viewers take
                rows += live(shape, name, numbers, viewers, 3 * seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    heading = (f"{datetime.date.today().isoformat()}, {os.cpu_count()} cores for the portal, its servers and the clients "
               f"together; {meters:,} meters x 1 year x 15 minutes; {time.monotonic() - started:.0f} s, load "
               f"{load_before:.1f} before")
    print(f"{heading}\n\n{as_text(rows)}")
    if chosen.markdown:
        write_markdown(chosen.markdown, f"{heading}.\n\n{as_markdown(rows)}")


if __name__ == "__main__":
    main()
