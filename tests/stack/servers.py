"""Servers of a test program's own: MariaDB, Redis, nginx.

Each lives in a folder of its own, listens on a Unix socket or on a free port of the loopback interface, is stopped by its
pid, and goes with the program however that ends. What is `shared()` is started when it is first asked for."""
from __future__ import annotations

import atexit
import functools
import hashlib
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

# Another Python than Debian's finds Debian's module too: it is Python alone.
try:
    import pymysql
except ModuleNotFoundError:
    sys.path.append("/usr/lib/python3/dist-packages")
    import pymysql

RENDER = Path(__file__).resolve().parents[2] / "deploy/nginx/render.sh"
PATIENCE_S = 60


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_ports(count: int = 1) -> int:
    """The first of so many free ones in a row: below those that outgoing connections are given, which others here make."""
    while True:
        first = random.randrange(12_000, 32_000)
        if all(is_free(first + i) for i in range(count)):
            return first


def free_port() -> int:
    return free_ports()


def _folder(name: str, wanted_bytes: int = 0) -> Path:
    """In memory where there is room: a schema makes hundreds of small files."""
    memory = Path("/dev/shm")
    has_room = wanted_bytes > 0 and memory.is_dir() and shutil.disk_usage(memory).free > wanted_bytes
    folder = Path(tempfile.mkdtemp(prefix=f"drp-{name}-", dir=memory if has_room else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _account() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


class Process:
    """A server process; gone with this one, however this one ends."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.kill)

    def start(self, command: list[str | Path], place: str | int, death: str = "KILL") -> None:
        """Returns when somebody listens at the socket or the port."""
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", f"--pdeathsig={death}", *map(str, command)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "PATH": path},
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers(place):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{command[0]} does not answer:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.005)

    @staticmethod
    def _answers(place: str | int) -> bool:
        family, address = (socket.AF_UNIX, place) if isinstance(place, str) else (socket.AF_INET, ("127.0.0.1", place))
        with socket.socket(family) as probe:
            return probe.connect_ex(address) == 0

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """As a crash: nothing is shut down."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


FAST = (
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-flush-method=nosync",
    "--innodb-buffer-pool-size=256M",
    "--innodb-log-file-size=128M",
)


class MariadbServer:
    """Keeps what was committed over a kill of its process (not over a loss of power, which no test makes)."""

    def __init__(self, folder: Path | None = None, settings: Sequence[str] = ()) -> None:
        """Without `settings` it is fast, and durable only over the end of its own process."""
        if folder is not None:
            folder.mkdir()
        self.folder = folder or _folder("mariadb", wanted_bytes=2 << 30)
        self.settings = settings or FAST
        self.socket = str(self.folder / "socket")
        self.process = Process(self.folder / "log")
        # On one machine as on the other: the only account is root's, without a password, on a socket that only this
        # user reaches.
        install = ["mariadb-install-db", "--no-defaults", f"--datadir={self.folder / 'data'}", *_account(),
                   "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=PATIENCE_S)
        self.start()

    @staticmethod
    @functools.cache
    def shared() -> MariadbServer:
        return MariadbServer()

    def start(self) -> None:
        self.process.start(
            [
                "mariadbd", "--no-defaults", f"--datadir={self.folder / 'data'}", f"--socket={self.socket}",
                f"--pid-file={self.folder / 'pid'}", f"--tmpdir={self.folder}", "--skip-networking", "--skip-name-resolve",
                "--innodb-stats-persistent=OFF", "--max-allowed-packet=64M", *self.settings, *_account(),
            ],
            self.socket,
        )  # fmt: skip

    def kill(self) -> None:
        self.process.kill()

    def address_of(self, database: str) -> str:
        return f"mariadb+unix://{self.socket}/{database}?user=root"

    @staticmethod
    def database_of(path: Path) -> str:
        """The name of the database that stands for a file."""
        return f"{re.sub('[^0-9A-Za-z]', '_', path.stem)[:20]}_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"

    def connect(self, database: str | None = None) -> pymysql.Connection:
        return pymysql.connect(
            unix_socket=self.socket, user="root", database=database, charset="utf8mb4", autocommit=True,
            client_flag=pymysql.constants.CLIENT.MULTI_STATEMENTS)  # fmt: skip

    def make(self, database: str) -> None:
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin")

    def has(self, database: str) -> bool:
        with self.connect() as connection, connection.cursor() as cursor:
            return bool(cursor.execute("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s", (database,)))

    def drop(self, database: str) -> None:
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS `{database}`")


class RedisServer:
    """In memory alone."""

    def __init__(self) -> None:
        self.folder = _folder("redis")
        self.socket = str(self.folder / "socket")
        self.process = Process(self.folder / "log")
        self.start()

    @staticmethod
    @functools.cache
    def shared() -> RedisServer:
        return RedisServer()

    def start(self) -> None:
        command = ["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no"]
        self.process.start([*command, "--dir", self.folder], self.socket)

    @property
    def address(self) -> str:
        return f"redis+unix://{self.socket}"


class Nginx:
    """As deploy/nginx configures it, in front of instances on ports of this machine; with limits that no test reaches."""

    def __init__(self, *upstream_ports: int) -> None:
        self.folder = _folder("nginx")
        self.folder.chmod(0o711)  # started by root, its workers are somebody else
        self.certificate, key = Nginx.pair()
        self.process = Process(self.folder / "log")
        self.port = free_port()
        variables = {
            "UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in upstream_ports),
            "HTTPS_LISTEN": f"127.0.0.1:{self.port}",
            "HTTP_LISTEN": f"unix:{self.folder / 'plain'}",
            "RUN": str(self.folder),
            "CERTIFICATE": str(self.certificate),
            "CERTIFICATE_KEY": str(key),
            "REQUESTS": "100000r/s",
            "CONNECTIONS": "10000",
        }
        made = subprocess.run([RENDER, "whole"], env={**os.environ, **variables}, capture_output=True, text=True, check=True)
        configuration = self.folder / "nginx.conf"
        configuration.write_text(made.stdout)
        settings = ["-g", "daemon off; worker_shutdown_timeout 1s;"]
        # TERM, for its workers go with it only then.
        self.process.start(["nginx", "-e", self.folder / "error.log", "-c", configuration, *settings], self.port, "TERM")

    @staticmethod
    @functools.cache
    def pair() -> tuple[Path, Path]:
        """A certificate of this machine's and its key."""
        folder = _folder("certificate")
        certificate, key = folder / "tls.crt", folder / "tls.key"
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        return certificate, key

    def stop(self) -> None:
        self.process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
