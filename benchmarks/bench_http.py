"""The meter-year over HTTP: the portal's server against nginx with the same bytes in a file."""
import contextlib
import getpass
import json
import pathlib
import re
import socket
import subprocess
import time
from typing import Iterator

from bench_process import free_port, median, resident_mib, run, start, stop

CONNECTIONS = (1, 16, 128)
ROUNDS = 3
EMAIL, PASSWORD = "bench@example.org", "correct horse battery"
ACCEPT = {"json": "application/json", "binary": "application/octet-stream"}

# wrk prints two digits; this prints microseconds.
WRK_REPORT = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\\nREPORT {"requests": %d, "us": %d, "p50": %d, "p99": %d, "errors": %d}\\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""

NGINX = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=100;
  client_body_temp_path {folder}/nginx-tmp; proxy_temp_path {folder}/nginx-tmp; fastcgi_temp_path {folder}/nginx-tmp;
  uwsgi_temp_path {folder}/nginx-tmp; scgi_temp_path {folder}/nginx-tmp;
  server {{ listen 127.0.0.1:{port} reuseport; root {folder}/www; default_type application/octet-stream; }}
}}
"""


class Client:
    """One connection that is kept; nothing but a request and its body, so that little of the time is the client's."""

    def __init__(self, port: int, cookie: str = ""):
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = f"127.0.0.1:{port}"
        self._cookie = f"Cookie: {cookie}\r\n" if cookie else ""
        self._buffer = bytearray(1 << 21)

    def request(self, method: str, path: str, headers: str = "", body: bytes = b"") -> tuple[int, str, bytes]:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\n{self._cookie}{headers}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._socket.sendall(head.encode() + b"\r\n" + body)
        view, have, end = memoryview(self._buffer), 0, -1
        while end < 0:
            have += self._receive(view[have:])
            end = self._buffer.find(b"\r\n\r\n", 0, have)
        answer = self._buffer[:end].decode("latin-1")
        length = re.search(r"\r\ncontent-length: *(\d+)", answer, re.IGNORECASE)
        total = end + 4 + int(length.group(1) if length else 0)
        while have < total:
            have += self._receive(view[have:total])
        return int(answer.split()[1]), answer, bytes(view[end + 4:total])

    def _receive(self, into: memoryview) -> int:
        got = self._socket.recv_into(into)
        if got == 0:
            raise SystemExit("error: the server closed the connection")
        return got

    def close(self) -> None:
        self._socket.close()


def wait_until_healthy(process: subprocess.Popen, port: int) -> None:
    for _ in range(20_000):
        if process.poll() is not None:
            raise SystemExit("error: the server did not start")
        with contextlib.suppress(OSError):
            client = Client(port)
            status = client.request("GET", "/healthz")[0]
            client.close()
            if status == 200:
                return
        time.sleep(0.0005)
    raise SystemExit("error: the server did not become healthy")


@contextlib.contextmanager
def portal(drp: pathlib.Path, data: pathlib.Path) -> Iterator[tuple[subprocess.Popen, int, float]]:
    """The server, its port, and the ms from its start to its first healthy answer."""
    port = free_port()
    # What one client may ask a minute is answered here in a second.
    limits = {f"{kind}_per_minute": 1_000_000_000 for kind in ("per_address", "per_account", "per_token")}
    (data / "drp-config.json").write_text(json.dumps({"rate_limits": limits}), encoding="utf-8")
    started = time.perf_counter()
    process = start([drp, "serve", "--data", data, "--port", 0, "--http-port", port, "--request-log", "none",
                     "--log-level", "warning"])
    try:
        wait_until_healthy(process, port)
        yield process, port, (time.perf_counter() - started) * 1e3
    finally:
        stop(process)


@contextlib.contextmanager
def nginx(folder: pathlib.Path) -> Iterator[int]:
    port = free_port()
    user = "user root;" if getpass.getuser() == "root" else ""
    (folder / "nginx-tmp").mkdir(exist_ok=True)
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, user=user), encoding="utf-8")
    process = start(["nginx", "-e", folder / "nginx.log", "-p", folder, "-c", config])
    try:
        for _ in range(2000):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.005)
        yield port
    finally:
        stop(process)


def log_in(port: int) -> str:
    client = Client(port)
    body = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
    status, head, _ = client.request("POST", "/api/user/session/create", body=body)
    client.close()
    cookie = re.search(r"\r\nset-cookie: *(drp_session=[^;]+)", head, re.IGNORECASE)
    if status != 200 or not cookie:
        raise SystemExit(f"error: log-in failed: {head}")
    return cookie.group(1)


def wrk(script: pathlib.Path, port: int, path: str, connections: int, seconds: int, headers: list[str]) -> dict:
    command = ["wrk", "-t", min(2, connections), "-c", connections, "-d", f"{seconds}s", "-s", script]
    for header in headers:
        command += ["-H", header]
    text = run([*command, f"http://127.0.0.1:{port}{path}"])
    result = json.loads(text.split("REPORT ", 1)[1])
    if result["errors"]:
        raise SystemExit(f"error: {path}: {result['errors']} failed requests\n{text}")
    return {"per_s": result["requests"] / result["us"] * 1e6, "p50_ms": result["p50"] / 1e3, "p99_ms": result["p99"] / 1e3}


def meter_path(number: str) -> str:
    return f"/api/vis/data/?meter={number}&from=2025-01-01&to=2026-01-01"


def medians(rounds: list[dict]) -> dict:
    return {key: median([one[key] for one in rounds]) for key in rounds[0]}


def warm(folder: pathlib.Path, port: int, cookie: str, number: str, seconds: int) -> dict:
    """{(kind, connections): {"ours": …, "nginx": …, "bytes": …}}; the two take turns."""
    script = folder / "report.lua"
    script.write_text(WRK_REPORT, encoding="utf-8")
    (folder / "www").mkdir(exist_ok=True)
    results = {}
    with nginx(folder) as nginx_port:
        for kind, accept in ACCEPT.items():
            client = Client(port, cookie)
            status, head, body = client.request("GET", meter_path(number), f"Accept: {accept}\r\n")
            client.close()
            if status != 200:
                raise SystemExit(f"error: {head}")
            (folder / "www" / kind).write_bytes(body)
            headers = [f"Accept: {accept}", f"Cookie: {cookie}"]
            for connections in CONNECTIONS:
                ours, theirs = [], []
                for _ in range(ROUNDS):
                    ours.append(wrk(script, port, meter_path(number), connections, seconds, headers))
                    theirs.append(wrk(script, nginx_port, f"/{kind}", connections, seconds, headers))
                results[kind, connections] = {"ours": medians(ours), "nginx": medians(theirs), "bytes": len(body)}
    return results


def cold(port: int, cookie: str, numbers: list[str], accept: str) -> list[float]:
    """ms of the first request for each meter's year."""
    client = Client(port, cookie)
    samples = []
    for number in numbers:
        path = meter_path(number)
        started = time.perf_counter()
        status, head, _ = client.request("GET", path, f"Accept: {accept}\r\n")
        samples.append((time.perf_counter() - started) * 1e3)
        if status != 200:
            raise SystemExit(f"error: {head}")
    client.close()
    return samples


def measure(drp: pathlib.Path, folder: pathlib.Path, numbers: list[str], seconds: int) -> dict:
    results: dict = {}
    starts = []
    for _ in range(5):
        with portal(drp, folder) as (_, _, ms):
            starts.append(ms)
    results["start_ms"] = median(starts)
    with portal(drp, folder) as (process, port, _):
        results["idle_mib"] = resident_mib(process)
        cookie = log_in(port)
        half = len(numbers) // 2
        # The first request after a start opens connections and fills the page cache; that is no meter's fault.
        cold(port, cookie, numbers[:1], ACCEPT["json"])
        results["cold_json"] = cold(port, cookie, numbers[1:half][:300], ACCEPT["json"])
        results["again_json"] = cold(port, cookie, numbers[1:half][:300], ACCEPT["json"])
        results["cold_binary"] = cold(port, cookie, numbers[half:][:300], ACCEPT["binary"])
        results["warm"] = warm(folder, port, cookie, numbers[0], seconds)
        results["loaded_mib"] = resident_mib(process)
    return results
