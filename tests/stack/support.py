"""What the tests of the finished program share: running `drp`, serving with it, talking to it, reading its files.

The tests know the program from outside only: its commands, its files, its HTTP. Each works in a folder of its own that
goes away afterwards; servers listen on the loopback interface, on ports that are free, and are stopped by their pid.
`DRP_BINARY` names another binary than build/release/drp.

`DRP_TEST_SHAPE` says what shape the portal has: `file` (the default) is a SQLite file and drp itself at the port;
`server` is a database on a private MariaDB, a private Redis, and nginx at the port. A test that says nothing of it runs in
both; what can only be true of one says `@file_only(reason)`."""
from __future__ import annotations

import csv
import http.client
import io
import json
import os
import random
import shutil
import signal
import secrets
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from servers import MariadbServer, Nginx, RedisServer, free_port
from sql_tool import MariadbTool, SqliteTool, SqlTool

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("DRP_BINARY", ROOT / "build/release/drp")).resolve()
SHARED_DATA = ROOT.parent / "shared/data"

# Longer than anything here takes on a busy machine; a test that waits so long has failed.
PATIENCE_S = 60

SHAPE = os.environ.get("DRP_TEST_SHAPE", "file")
if SHAPE not in ("file", "server"):
    raise ValueError("DRP_TEST_SHAPE is file or server")
ON_SERVERS = SHAPE == "server"

# A store on a server has no folder for it.
PORTAL_KEY = secrets.token_hex(32)

if not BINARY.exists():
    raise FileNotFoundError(f"{BINARY} is not there: build it with ./run --build-only, or name another with DRP_BINARY")


def shared_files(folder: str) -> list[Path]:
    """Files that are not part of the project, by name; without them the test is skipped, loudly."""
    files = sorted((SHARED_DATA / folder).glob("*.csv"))
    if not files:
        message = f"SKIPPED: no files in {SHARED_DATA / folder}"
        print(message, flush=True)
        raise unittest.SkipTest(message)
    return files


def file_only(reason: str) -> Callable[[Any], Any]:
    """For what is about a SQLite file, or about a portal without a proxy, and has no meaning elsewhere."""
    return unittest.skipIf(ON_SERVERS, reason)


def server_only(reason: str) -> Callable[[Any], Any]:
    return unittest.skipIf(not ON_SERVERS, reason)


def seeded_random(name: str) -> random.Random:
    """Different moments in every run, and the seed printed so that a failing run can be had again (DRP_SEED)."""
    seed = int(os.environ.get("DRP_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"{name}: DRP_SEED={seed}", flush=True)
    return random.Random(seed)


def eventually(condition: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
    """The first true value of `condition`, asked again and again."""
    deadline = time.monotonic() + patience_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen in {patience_s} s: {what}")
        time.sleep(0.02)


# ---- the command line -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def problem(self) -> dict[str, str]:
        """What `--json` writes to standard error when a command fails."""
        return json.loads(self.err.splitlines()[-1])["problem"]


def environment_with(more: dict[str, str] | None) -> dict[str, str]:
    key = {"DRP_PORTAL_KEY": PORTAL_KEY} if ON_SERVERS else {}
    return {**os.environ, **key, **(more or {})}


def drp(*arguments: str | Path, stdin: bytes = b"", environment: dict[str, str] | None = None) -> Outcome:
    done = subprocess.run(
        [str(BINARY), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=600,
        check=False,
        env=environment_with(environment),
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass(frozen=True)
class Reading:
    meter: str
    start: str  # 2021-03-21T05:00:00Z
    actual_wh: int | None
    predicted_wh: int | None
    interval_s: int


def read_export(text: str) -> list[Reading]:
    def number(cell: str) -> int | None:
        return int(cell) if cell else None

    rows = csv.reader(io.StringIO(text))
    header = next(rows)
    if header != ["meter_id", "timestamp", "actual_wh", "predicted_wh", "interval_s"]:
        raise AssertionError(f"not the header of an export: {header}")
    return [Reading(m, t, number(a), number(p), int(s)) for m, t, a, p, s in rows]


class StoreFile:
    """A store and the commands that are asked about it again and again: a file, or the database that stands for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = MariadbServer.database_of(path)

    @property
    def url(self) -> str:
        return MariadbServer.shared().address_of(self.database) if ON_SERVERS else f"sqlite://{self.path}"

    def exists(self) -> bool:
        return MariadbServer.shared().has(self.database) if ON_SERVERS else self.path.exists()

    def make_from(self, other: StoreFile) -> None:
        """Holds what the other one holds."""
        if ON_SERVERS:
            with other.sql() as sql:
                ((zone,),) = sql.execute("SELECT value FROM setting WHERE \"key\" = 'time_zone'")
            self.drp("migrate", "--time-zone", zone)
            with MariadbTool(self.database, foreign_keys=False) as tool:
                tool.fill_from(other, ("schema_migration", "calendar"))
        else:
            shutil.copy(other.path, self.path)

    def remove(self) -> None:
        if ON_SERVERS:
            MariadbServer.shared().drop(self.database)
        else:
            self.path.unlink()

    def drp(self, *arguments: str | Path, stdin: bytes = b"", code: int = 0) -> Outcome:
        """A command on this store that is expected to end with `code`."""
        outcome = drp(*arguments, "--store", self.url, stdin=stdin)
        if outcome.code != code:
            raise AssertionError(
                f"drp {' '.join(map(str, arguments))}: exit {outcome.code}\n{outcome.out}{outcome.err}"
            )
        return outcome

    def import_json(self, *arguments: str | Path, stdin: bytes = b"", code: int = 0) -> list[dict[str, Any]]:
        """What `drp import --json` says of each file."""
        return self.drp("import", "--json", *arguments, stdin=stdin, code=code).json["files"]

    def import_text(self, text: str, *arguments: str, code: int = 0) -> dict[str, Any]:
        return self.import_json("-", *arguments, stdin=text.encode(), code=code)[0]

    def digest(self) -> str:
        return self.drp("export", "--digest").out.strip()

    def export(self, *arguments: str) -> list[Reading]:
        return read_export(self.drp("export", *arguments).out)

    def check(self) -> dict[str, Any]:
        outcome = drp("check", "--json", "--store", self.url)
        if outcome.code not in (0, 7):
            raise AssertionError(f"drp check: exit {outcome.code}\n{outcome.out}{outcome.err}")
        return outcome.json

    @contextmanager
    def sql(self, foreign_keys: bool = False) -> Iterator[SqlTool]:
        """The store as somebody with a SQL tool opens it; each statement is committed."""
        with MariadbTool(self.database, foreign_keys) if ON_SERVERS else SqliteTool(self.path, foreign_keys) as tool:
            yield tool

    def dump(self) -> list[str]:
        """Everything that the store holds, as SQL."""
        with self.sql() as tool:
            return tool.dump()


class StackTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self) -> None:
        self.folder = private_folder(self.addCleanup)

    def store(self, name: str = "drp.db") -> StoreFile:
        return StoreFile(self.folder / name)

    def assert_clean(self, store: StoreFile) -> dict[str, Any]:
        report = store.check()
        self.assertEqual([], report["findings"])
        self.assertTrue(report["clean"])
        return report


@contextmanager
def passing_folder() -> Iterator[Path]:
    """One that lasts as long as the block."""
    with tempfile.TemporaryDirectory(prefix="drp-test-") as name:
        yield Path(name)


def private_folder(add_cleanup: Callable[..., Any]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="drp-test-"))
    add_cleanup(shutil.rmtree, folder, ignore_errors=True)
    return folder


# ---- the server -----------------------------------------------------------------------------------------------------


class Server:
    """`drp serve` in a folder, over TLS and beside it plainly; ready when it has been made.

    On servers TLS is nginx's, and the plain port is drp's own behind it. A test of what drp does itself with what comes
    from the network says `behind_nginx=False`."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        environment: dict[str, str] | None = None,
        behind_nginx: bool = True,
        store: StoreFile | None = None,
    ) -> None:
        self.folder = folder
        self.nginx: Nginx | None = None
        self.behind_nginx = ON_SERVERS and behind_nginx
        self.store = store or StoreFile(folder / "drp.db")
        self.options = options
        self.environment = environment or {}
        self._raise_rate_limits()
        self.start()

    def _raise_rate_limits(self) -> None:
        """A test asks more in a second than people do in an hour; what it says of limits itself stays."""
        file = self.folder / "drp-config.json"
        configuration = json.loads(file.read_text()) if file.exists() else {}
        if isinstance(configuration, dict) and "rate_limits" not in configuration:
            kinds = ("per_address", "per_account", "per_token")
            configuration["rate_limits"] = {f"{kind}_per_minute": 1_000_000_000 for kind in kinds}
            file.write_text(json.dumps(configuration))

    def start(self) -> None:
        for attempt in range(5):
            self.tls_port, self.plain_port = free_port(), free_port()
            if self._try_to_start():
                self._put_nginx_in_front()
                return
            if "address" not in self.output().lower() or attempt == 4:
                raise AssertionError(f"drp serve ended with {self.process.returncode}:\n{self.output()}")

    def _put_nginx_in_front(self) -> None:
        if self.behind_nginx:
            self._remove_nginx()
            self.nginx = Nginx(self.plain_port)
            self.tls_port = self.nginx.port

    def _remove_nginx(self) -> None:
        if self.nginx is not None:
            self.nginx.stop()
            self.nginx = None

    def _place(self) -> list[str]:
        if not ON_SERVERS:
            return ["--store", self.store.url]
        place = ["--store", self.store.url, "--redis", RedisServer.shared().address]
        return [*place, "--trusted-proxy", "127.0.0.1"] if self.behind_nginx else place

    def _try_to_start(self) -> bool:
        self.log = self.folder / "serve.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [
                    str(BINARY),
                    "serve",
                    "--data",
                    str(self.folder),
                    "--address",
                    "127.0.0.1",
                    "--port",
                    str(0 if self.behind_nginx else self.tls_port),
                    "--http-port",
                    str(self.plain_port),
                    "--request-log",
                    str(self.folder / "requests.log"),
                    *self._place(),
                    *self.options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment_with(self.environment),
            )
        return eventually(self._is_ready_or_gone, f"drp serve is ready\n{self.output()}") == "ready"

    def _is_ready_or_gone(self) -> str:
        if self.process.poll() is not None:
            return "gone"
        try:
            return "ready" if Client(self, secure=False).get("/readyz").status == 200 else ""
        except OSError:
            return ""

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def certificate(self) -> Path:
        return Nginx.pair()[0] if self.behind_nginx else self.folder / "tls.crt"

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
        self._remove_nginx()
        return self.process.returncode

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        values = self.all_headers(name)
        return values[0] if values else None

    def all_headers(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def content_type(self) -> str | None:
        """Without parameters."""
        stated = self.header("Content-Type")
        return stated.split(";")[0].strip() if stated else None

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """A browser's or a machine's side. Every request has a connection of its own."""

    server: Server
    secure: bool = True
    cookie: str | None = None
    csrf: str | None = None
    bearer: str | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return (
            f"https://127.0.0.1:{self.server.tls_port}" if self.secure else f"http://127.0.0.1:{self.server.plain_port}"
        )

    def connect(self) -> http.client.HTTPConnection:
        if not self.secure:
            return http.client.HTTPConnection("127.0.0.1", self.server.plain_port, timeout=PATIENCE_S)
        trust = ssl.create_default_context(cafile=str(self.server.certificate))
        return http.client.HTTPSConnection("127.0.0.1", self.server.tls_port, timeout=PATIENCE_S, context=trust)

    def headers_of(self, method: str) -> dict[str, str]:
        """What the portal's own page sends."""
        headers = dict(self.extra)
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
        if method not in ("GET", "HEAD"):
            if not self.bearer:
                headers["Origin"] = self.origin
            if self.csrf:
                headers["X-CSRF-Token"] = self.csrf
        return headers

    def request(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: bytes | Iterable[bytes] | None = None,
        headers: dict[str, str | None] | None = None,
    ) -> Answer:
        """`headers` are added to those of the page; None takes one away."""
        sent = self.headers_of(method)
        for name, value in (headers or {}).items():
            sent.pop(name, None)
            if value is not None:
                sent[name] = value
        target = path + ("?" + urlencode(query, quote_via=quote) if query else "")
        connection = self.connect()
        try:
            connection.connect()
            try:
                connection.request(method, target, body=body, headers=sent)
            except OSError:
                pass  # the server has answered and closed before it had the whole body: its answer can be read
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def get(
        self, path: str, query: dict[str, Any] | None = None, headers: dict[str, str | None] | None = None
    ) -> Answer:
        return self.request("GET", path, query, headers=headers)

    def post_json(self, path: str, value: Any, headers: dict[str, str | None] | None = None) -> Answer:
        return self.request(
            "POST",
            path,
            body=json.dumps(value).encode(),
            headers={"Content-Type": "application/json", **(headers or {})},
        )

    def try_log_in(self, email: str, password: str) -> Answer:
        return self.post_json("/api/user/session/create", {"email": email, "password": password})

    def log_in(self, email: str, password: str) -> Client:
        answer = self.try_log_in(email, password)
        if answer.status != 200:
            raise AssertionError(f"{email} cannot log in: {answer.status} {answer.text}")
        self.cookie = answer.header("Set-Cookie").split(";")[0]
        self.csrf = answer.json["csrf_token"]
        return self

    def send_file(self, text: str | bytes, **query: Any) -> Answer:
        body = text.encode() if isinstance(text, str) else text
        return self.request("POST", "/api/data/import", query, body, {"Content-Type": "text/csv"})

    def finished(self, accepted: Answer) -> dict[str, Any]:
        """The job of an accepted import once it has ended."""
        if accepted.status != 202:
            raise AssertionError(f"not accepted: {accepted.status} {accepted.text}")

        def ended() -> dict[str, Any] | None:
            job = self.get(accepted.header("Location")).json
            return job if job["status"] != "running" else None

        return eventually(ended, "the import ends")


class Ticks:
    """A machine that sends one reading of three meters after the other while the block runs; `sent` counts the files."""

    METERS = ("A", "B", "C")

    def __init__(self, client: Client) -> None:
        self.client = client
        self.sent = 0
        self._is_over = threading.Event()
        self._sender = threading.Thread(target=self._send)

    def _send(self) -> None:
        while not self._is_over.is_set():
            rows = [row for m in self.METERS for row in quarter_hours(m, 7, start=NOON + 900 * self.sent)]
            self.client.finished(self.client.send_file(long_csv(rows)))
            self.sent += 1

    def __enter__(self) -> Ticks:
        self._sender.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._sender.join()


class EventStream:
    """A subscription to server-sent events."""

    def __init__(self, client: Client, query: dict[str, Any] | None = None) -> None:
        self.connection = client.connect()
        target = "/api/vis/stream" + ("?" + urlencode(query) if query else "")
        self.connection.request("GET", target, headers=client.headers_of("GET"))
        self.response = self.connection.getresponse()
        if self.response.status == 200:
            self.response.readline()  # the opening frame: the server has us on its list

    def next(self) -> tuple[str, Any]:
        """Name and data of the next event; waits for one. ("", None) at the stream's end."""
        deadline = time.monotonic() + PATIENCE_S
        name, data = "", []
        while line := self.response.readline():
            if time.monotonic() > deadline:  # the comments that keep the line open would go on for ever
                raise AssertionError(f"no event in {PATIENCE_S} s")
            text = line.decode().rstrip("\r\n")
            if not text and data:
                return name, json.loads("\n".join(data))
            key, _, value = text.partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                data.append(value)
        return "", None

    def close(self) -> None:
        self.connection.close()


# ---- data -----------------------------------------------------------------------------------------------------------


def instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())


def long_csv(rows: Iterable[tuple[str, int, int | None, int | None, int]]) -> str:
    """(meter, start in seconds, actual, predicted, interval) as a file that says everything."""
    lines = ["meter_id,timestamp,actual_wh,predicted_wh,interval_s"]
    for meter, start, actual, predicted, interval in rows:
        cells = ["" if value is None else str(value) for value in (actual, predicted)]
        lines.append(f"{meter},{instant(start)},{cells[0]},{cells[1]},{interval}")
    return "\n".join(lines) + "\n"


NOON = seconds_of("2025-06-15T12:00:00Z")


def quarter_hours(
    meter: str, *values: int | None, start: int = NOON
) -> list[tuple[str, int, int | None, int | None, int]]:
    return [(meter, start + 900 * i, value, None, 900) for i, value in enumerate(values)]
