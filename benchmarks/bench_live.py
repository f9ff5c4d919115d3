"""A crowd that watches meters live, and the machine that sends their readings."""
import dataclasses
import http.client
import json
import pathlib
import re
import selectors
import socket
import time

STEP_S = 900
FIRST_UTC = 1_767_830_400  # 2026-01-08, after every reading of the year
READING = re.compile(rb'"start_utc":(\d+)')


def percentile(values: list[float], share: float) -> float:
    """By nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share / 100))] if ranked else float("nan")


def private_mib(process: int) -> float:
    """Its own memory, without pages of files."""
    status = pathlib.Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.search(r"RssAnon:\s+(\d+)", status).group(1)) / 1024


@dataclasses.dataclass
class Tick:
    sent: float
    took_ms: float


class Crowd:
    """Sockets that are read by one thread; what comes is noted with its moment and looked at afterwards."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        self._came: list[tuple[float, bytes]] = []
        self._is_over = False

    def join(self, port: int, cookie: str, meter: str) -> None:
        viewer = socket.create_connection(("127.0.0.1", port))
        viewer.sendall((f"GET /api/vis/stream?meter={meter} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                        f"Cookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n").encode())
        head = viewer.recv(4096)
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"error: a viewer is refused: {head[:200]!r}")
        viewer.setblocking(False)
        self._selector.register(viewer, selectors.EVENT_READ)
        self._sockets.append(viewer)

    def settle(self) -> None:
        """Until whatever the opening brings has come."""
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            for key, _ in self._selector.select(0.1):
                key.fileobj.recv(65_536)

    def watch(self) -> None:
        while not self._is_over:
            for key, _ in self._selector.select(0.1):
                data = key.fileobj.recv(65_536)
                self._came.append((time.perf_counter(), data))
                if not data:
                    self._selector.unregister(key.fileobj)

    def leave(self) -> None:
        self._is_over = True

    def delays_ms(self, sent: dict[int, Tick]) -> list[float]:
        for viewer in self._sockets:
            viewer.close()
        return [(moment - sent[start].sent) * 1e3 for moment, data in self._came
                for start in map(int, READING.findall(data)) if start in sent]


def tick(port: int, token: str, numbers: list[str], seconds: int) -> dict[int, Tick]:
    """By the start of the interval: when its readings were sent, and how long their import took."""
    ticks = {}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
    began = time.perf_counter()
    for second in range(seconds):
        time.sleep(max(0.0, began + second - time.perf_counter()))
        start = FIRST_UTC + second * STEP_S
        instant = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start))
        lines = "".join(f"{number},{instant},{100 + second},,{STEP_S}\n" for number in numbers)
        sent = time.perf_counter()
        connection.request("POST", "/api/data/import", "meter_id,timestamp,actual_wh,predicted_wh,interval_s\n" + lines, headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 202:
            raise SystemExit(f"error: a tick is refused: {response.status} {body[:300]!r}")
        ticks[start] = Tick(sent, _until_done(connection, response.getheader("Location"), headers, sent))
    connection.close()
    return ticks


def _until_done(connection: http.client.HTTPConnection, job: str, headers: dict[str, str], sent: float) -> float:
    while True:
        connection.request("GET", job, headers=headers)
        report = json.loads(connection.getresponse().read())
        if report["status"] != "running":
            break
        time.sleep(0.002)
    if report["status"] != "finished" or report["refused"]:
        raise SystemExit(f"error: a tick failed: {report}")
    return (time.perf_counter() - sent) * 1e3
