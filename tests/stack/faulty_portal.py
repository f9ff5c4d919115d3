"""A portal as in production whose parts can be broken one by one: nginx, two `drp`, a MariaDB, a Redis.

Everything is private, on loopback and in a folder of its own, and dies with the test program."""
from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest
from contextlib import closing
from pathlib import Path
from typing import Any

from support import BINARY, ROOT, eventually, free_port

PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
TOKEN = "import-token-of-the-fault-tests-0123456789abc"
PASSWORD = "a password of these tests"
PROVIDER = "admin@power.example"
METERS = tuple(f"90{i}" for i in range(3))
STAFF = tuple(f"staff{i}@schools.example" for i in range(4))
RATE_LIMITS = {f"per_{kind}_per_minute": 1_000_000_000 for kind in ("address", "account", "token")}


def needs(*programs: str) -> None:
    """Skips the tests, loudly, where a server is not installed."""
    missing = [program for program in programs if shutil.which(program, path=PATH) is None]
    if missing:
        message = f"SKIPPED: not installed: {', '.join(missing)} (scripts/packages.txt names the packages)"
        print(message, flush=True)
        raise unittest.SkipTest(message)


def as_root_if_root() -> list[str]:
    """mariadbd does not run as root unless it is told to."""
    return ["--user=root"] if os.geteuid() == 0 else []


class Process:
    """A server that is started again as it was first started."""

    def __init__(self, command: list[str | Path], log: Path, environment: dict[str, str] | None = None) -> None:
        # Gone with this program, however it ends.
        self.command = ["setpriv", "--pdeathsig=KILL", *map(str, command)]
        self.log = log
        self.environment = {**os.environ, "PATH": PATH, **(environment or {})}
        self.start()

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        """As a power cut of this process alone."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """As it is asked to: with the processes that it has made."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def is_running(self) -> bool:
        return self.process.poll() is None

    def said(self) -> str:
        return self.log.read_text(errors="replace")


def listens(place: Path | tuple[str, int]) -> bool:
    family = socket.AF_UNIX if isinstance(place, Path) else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.settimeout(5)
        return probe.connect_ex(str(place) if isinstance(place, Path) else place) == 0


class Mariadb:
    """On a socket and on a loopback port. It keeps what was committed over a kill of its process."""

    OPTIONS = (
        "--innodb-flush-log-at-trx-commit=1",
        "--innodb-flush-method=nosync",  # a kill of the process is survived all the same, and the disk is spared
        "--innodb-buffer-pool-size=64M",
        "--innodb-log-file-size=16M",
        "--innodb-stats-persistent=OFF",
    )

    def __init__(self, folder: Path, disk: SmallDisk | None = None) -> None:
        needs("mariadbd", "mariadb-install-db", "mariadb")
        folder.mkdir(exist_ok=True)
        self.folder, self.socket = folder, folder / "socket"
        self.data = (disk.folder if disk else folder) / "data"
        inside = disk.inside if disk else ()
        self.port = free_port()
        install = [*inside, "mariadb-install-db", "--no-defaults", f"--datadir={self.data}", "--skip-test-db"]
        install += ["--auth-root-authentication-method=normal", "--skip-name-resolve", *as_root_if_root()]
        command = [*inside, "mariadbd", "--no-defaults", f"--datadir={self.data}", f"--socket={self.socket}"]
        command += [f"--pid-file={folder}/pid", f"--tmpdir={folder}", "--bind-address=127.0.0.1"]
        command += [f"--port={self.port}", "--skip-name-resolve", *self.OPTIONS, *as_root_if_root()]
        subprocess.run(install, check=True, capture_output=True, env={**os.environ, "PATH": PATH})
        self.process = Process(command, folder / "log")
        self.await_ready()

    def await_ready(self) -> None:
        def is_ready_or_gone() -> bool:
            return not self.process.is_running() or listens(self.socket)

        eventually(is_ready_or_gone, "mariadbd listens")
        if not self.process.is_running():
            raise AssertionError(self.process.said())

    def start(self) -> None:
        self.process.start()
        self.await_ready()

    def sql(self, statement: str) -> str:
        command = ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-N", "-e", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def store(self, database: str) -> str:
        return f"mariadb+unix://{self.socket}/{database}?user=root"


class Redis:
    def __init__(self, folder: Path) -> None:
        needs("redis-server", "redis-cli")
        folder.mkdir(exist_ok=True)
        self.socket = folder / "socket"
        command = ["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no"]
        self.process = Process([*command, "--dir", folder], folder / "log")
        eventually(lambda: listens(self.socket), "redis-server listens")

    @property
    def url(self) -> str:
        return f"redis+unix://{self.socket}"

    def command(self, *words: str) -> str:
        return subprocess.run(
            ["redis-cli", "-s", str(self.socket), *words], check=True, capture_output=True, text=True
        ).stdout.strip()


class Portal:
    """Instances of drp on one store behind nginx, as deploy/nginx says; its people and its meters are made first."""

    def __init__(
        self, folder: Path, store: str, *options: str, instances: int = 2, inside: tuple[str, ...] = ()
    ) -> None:
        needs("nginx", "setpriv")
        self.folder, self.store, self.options, self.inside = folder, store, options, inside
        folder.mkdir(exist_ok=True)
        (folder / "drp-config.json").write_text(json.dumps({"rate_limits": RATE_LIMITS, "time_zone": "America/Chicago"}))
        self.make_people()
        self.ports = [free_port() for _ in range(instances)]
        self.instances = [self.make_instance(i, port) for i, port in enumerate(self.ports)]
        for i in range(instances):
            self.await_instance(i)
        self.nginx = self.make_nginx()

    def drp(self, *words: str, stdin: bytes = b"", codes: tuple[int, ...] = (0,)) -> str:
        """What a command on the store says."""
        command = [*self.inside, str(BINARY), *words, "--store", self.store]
        environment = {**os.environ, **self.secrets}
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=300, check=False, env=environment)
        if done.returncode not in codes:
            raise AssertionError(f"drp {' '.join(words)}: {done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode()

    @property
    def secrets(self) -> dict[str, str]:
        return {"DRP_IMPORT_TOKEN": TOKEN, "DRP_PORTAL_KEY": "0123456789abcdef" * 4}

    def make_people(self) -> None:
        self.drp("migrate", "--time-zone", "America/Chicago")
        organisation = {
            name: str(json.loads(self.drp("org", "add", name, *flags, "--json"))["id"])
            for name, flags in (("Power", ["--provider"]), ("Schools", []))
        }
        for number in METERS:
            self.drp("meter", "add", number)
            self.drp("meter", "assign", number, organisation["Schools"])
        for email in (PROVIDER, *STAFF):
            name = "Power" if email == PROVIDER else "Schools"
            words = ("user", "add", email, "--organisation", organisation[name], "--admin")
            self.drp(*words, stdin=PASSWORD.encode() + b"\n")

    def make_instance(self, number: int, port: int) -> Process:
        command = [*self.inside, BINARY, "serve", "--data", self.folder, "--store", self.store, "--port", "0"]
        command += ["--http-port", str(port), "--trusted-proxy", "127.0.0.0/8", "--request-log", "none"]
        return Process([*command, *self.options], self.folder / f"drp-{number}.log", self.secrets)

    def await_instance(self, number: int) -> None:
        process = self.instances[number]
        address = ("127.0.0.1", self.ports[number])
        eventually(lambda: not process.is_running() or listens(address), "drp serve listens")
        if not process.is_running():
            raise AssertionError(process.said())

    def make_nginx(self) -> Process:
        run = self.folder / "run"
        run.mkdir(exist_ok=True)
        self.port = free_port()
        places = {
            "UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in self.ports),
            "HTTPS_LISTEN": f"127.0.0.1:{self.port}",
            "HTTP_LISTEN": f"127.0.0.1:{free_port()}",
            "RUN": str(run),
        }
        environment = {**os.environ, **places}
        script = [ROOT / "deploy/nginx/render.sh", "whole"]
        text = subprocess.run(script, env=environment, check=True, capture_output=True, text=True).stdout
        (run / "nginx.conf").write_text(text)
        command = ["nginx", "-e", run / "error.log", "-c", run / "nginx.conf", "-g", "daemon off;"]
        process = Process(command, run / "nginx.log")
        eventually(lambda: listens(("127.0.0.1", self.port)), "nginx listens")
        return process

    @property
    def certificate(self) -> Path:
        return self.folder / "run/tls.crt"

    @property
    def tls_port(self) -> int:
        """So that a Client takes it for a server."""
        return self.port

    def ended_instances(self) -> list[int]:
        return [number for number, process in enumerate(self.instances) if not process.is_running()]

    def check(self) -> Any:
        return json.loads(self.drp("check", "--json", codes=(0, 7)))

    def export(self) -> str:
        return self.drp("export")

    def stop(self) -> None:
        self.nginx.end()
        for process in self.instances:
            process.kill()


class Wire:
    """A way to a server through this program that can be cut: it then takes connections and passes nothing on, as a
    network that swallows everything; mended, what was open is reset."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.is_cut = threading.Event()
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.open.add(near)
            threading.Thread(target=self.connect, args=(near,), daemon=True).start()

    def connect(self, near: socket.socket) -> None:
        if self.is_cut.is_set():
            return  # it may wait for an answer as long as it likes
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()
            return
        with self.lock:
            self.open.add(far)
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self.pass_on, args=(source, sink), daemon=True).start()

    def pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                if self.is_cut.is_set():
                    return
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for side in (source, sink):
                try:
                    side.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def cut(self) -> None:
        self.is_cut.set()

    def mend(self) -> None:
        self.is_cut.clear()
        with self.lock:
            for end in self.open:
                try:  # a reset, not a farewell
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    end.shutdown(socket.SHUT_RDWR)
                    end.close()
                except OSError:
                    pass
            self.open.clear()

    def close(self) -> None:
        self.listener.close()
        self.mend()


class SmallDisk:
    """A disk of so many megabytes in a mount namespace of its own, gone with this program."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        folder.mkdir(exist_ok=True)
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "$0" && echo mounted && exec sleep infinity'
        command = ["unshare", *user, "--mount", "--propagation=private", "sh", "-c", mount, folder]
        self.holder = Process(command, folder.parent / "disk.log")
        eventually(lambda: "mounted" in self.holder.said() or not self.holder.is_running(), "the disk is there")
        if not self.holder.is_running():
            message = f"SKIPPED: no file system may be mounted here: {self.holder.said()}"
            print(message, flush=True)
            raise unittest.SkipTest(message)
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        self.folder = folder
        self.inside = ("nsenter", *user, "--mount", f"--target={self.holder.pid}")  # what sees it begins with this
        self.path = Path(f"/proc/{self.holder.pid}/root{folder}")  # from outside


def fill(disk: Path) -> Path:
    """Takes all the room that is left."""
    file = disk / "filling"
    with open(file, "wb", buffering=0) as out:
        for size in (1 << 20, 4096):
            try:
                while out.write(b"\0" * size) == size:
                    pass
            except OSError:
                pass
    return file


def pause(seconds: float) -> None:
    """How long a fault lasts, or the load goes on after it."""
    time.sleep(seconds)
