"""Runs the programs that ./bench measures, and reads what they say."""
import json
import os
import pathlib
import socket
import statistics
import subprocess
import time


class Programs:
    """The portal's binary and the two of benchmarks/, working in one folder."""

    def __init__(self, build: pathlib.Path, folder: pathlib.Path, meters: int, row_meters: int):
        self.drp = build / "drp"
        self._data = build / "benchmarks" / "bench_data"
        self._bench = build / "benchmarks" / "store_bench"
        self.folder = folder
        self.meters = meters
        self.row_meters = row_meters

    def generate(self) -> None:
        run([self._data, self.folder, self.meters, self.row_meters])

    def piece(self, name: str) -> dict[str, dict]:
        """The figures of one piece of store_bench, by name."""
        text = run([self._bench, name, self.folder, self.meters, self.row_meters])
        return {figure["name"]: figure for figure in map(json.loads, text.splitlines())}

    def drp_json(self, *arguments: object, stdin: str | None = None) -> dict:
        return json.loads(run([self.drp, *arguments, "--json"], stdin=stdin))

    def import_file(self, store: pathlib.Path, file: str) -> tuple[float, dict]:
        """Seconds of the whole process, and what became of the file."""
        command = [self.drp, "import", "--store", f"sqlite://{store}", "--time-zone", "America/Chicago", "--json",
                   self.folder / file]
        started = time.perf_counter()
        text = run(command)
        seconds = time.perf_counter() - started
        return seconds, json.loads(text)["files"][0]


def run(command: list, stdin: str | None = None) -> str:
    done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"error: {' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def start(command: list, **options) -> subprocess.Popen:
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, **options)


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def resident_mib(process: subprocess.Popen) -> tuple[float, float]:
    """All that is in memory, and the process's own part of it: the rest are pages of files, which the system can drop."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["RssAnon"].split()[0]) / 1024


def store_bytes(store: pathlib.Path) -> int:
    """File and log together: nothing may hide in the log."""
    return sum(file.stat().st_size for file in (store, pathlib.Path(f"{store}-wal")) if file.exists())


def sync() -> None:
    """What earlier steps left unwritten is not the next step's work."""
    os.sync()


def median(values: list[float]) -> float:
    return statistics.median(values)
