"""The store on a MariaDB server of the bench's own, beside the same on SQLite: whole `drp import` processes, durable."""
import pathlib
import sys
import time

from bench_process import Programs, median, run

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "tests/stack"))
from servers import MariadbServer  # noqa: E402  (the tests' own definition of a private server)

ROUNDS = 3
TICKS = 12
# As docs/operator.md sizes a server for this machine; every commit is on the disk before it is acknowledged.
SETTINGS = ["--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=1G", "--innodb-log-file-size=1G"]


def timed(programs: Programs, store: str, file: pathlib.Path) -> float:
    started = time.perf_counter()
    run([programs.drp, "import", "--quiet", "--store", store, "--time-zone", "America/Chicago", file])
    return time.perf_counter() - started


def write_ticks(folder: pathlib.Path, day: str) -> list[pathlib.Path]:
    """One file for each interval of the day's first ones, as a head-end system sends them."""
    header, *rows = (folder / day).read_text(encoding="utf-8").splitlines()
    files = []
    for n, row in enumerate(rows[: TICKS + 1]):
        files.append(folder / f"tick-{n}.csv")
        files[-1].write_text(f"{header}\n{row}\n", encoding="utf-8")
    return files


def measure(programs: Programs, readings: int) -> dict[str, dict[str, float]]:
    """By engine: millions of readings a second of a year into a new store; milliseconds of a tick, and of a day."""
    server = MariadbServer(programs.folder / "mariadb", SETTINGS)
    ticks = write_ticks(programs.folder, "day-8.csv")
    figures = {}
    try:
        for engine in ("sqlite", "mariadb"):
            stores = [f"sqlite://{programs.folder / f'engine-{n}.db'}" if engine == "sqlite" else server.address_of(f"bench_{n}")
                      for n in range(ROUNDS)]
            year = [timed(programs, store, programs.folder / "year.csv") for store in stores]
            timed(programs, stores[0], ticks[0])  # makes the day's blocks
            tick = [timed(programs, stores[0], file) for file in ticks[1:]]
            day = [timed(programs, store, programs.folder / "day-8.csv") for store in stores[1:]]
            figures[engine] = {"year_rate": readings / median(year) / 1e6, "tick_ms": median(tick) * 1e3,
                               "day_ms": median(day) * 1e3}
    finally:
        server.process.stop()
    return figures
