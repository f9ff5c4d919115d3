"""Measures the portal beside its rivals on the same data, and prints one table. Called by ./bench."""
import argparse
import datetime
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import bench_http
import bench_mariadb
from bench_process import Programs, median, run, store_bytes, sync
from bench_table import Row, as_markdown, as_text, at_least, at_most, number, write_markdown

ROW_STORE = "SQLite, a row a reading"
IMPORT_ROUNDS = 3


def say(text: str) -> None:
    print(f"    {text}", file=sys.stderr, flush=True)


def load() -> float:
    return os.getloadavg()[0]


def cpu_model() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def memory(what: str, mib: tuple[float, float]) -> Row:
    return Row(f"{what} (its own, without pages of files)", f"{number(mib[0])} ({number(mib[1])}) MiB")


STATSMODELS = """
import sys, time, numpy
from statsmodels.tsa.stattools import acf
x = numpy.loadtxt(sys.argv[1])
begin = time.perf_counter()
acf(x, nlags=len(x) - 1, fft=False)
print(1000 * (time.perf_counter() - begin))
"""


def direct_acf_ms(series: pathlib.Path) -> float | None:
    """What others take for the same series; nothing where they are not installed."""
    done = subprocess.run([sys.executable, "-c", STATSMODELS, str(series)], capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


class Bench:
    def __init__(self, programs: Programs, seconds: int):
        self.programs = programs
        self.seconds = seconds
        self.folder = programs.folder
        self.store = programs.folder / "drp.db"
        self.rows: list[Row] = []
        self.notes: list[str] = []

    def run(self) -> None:
        say(f"making the data: {self.programs.meters} meters, one year, 15 minutes")
        self.programs.generate()
        for step in (self.machine, self.imports, self.row_store, self.sizes, self.queries, self.lists, self.days, self.ticks,
                     self.mariadb, self.baselines, self.settlement, self.diagnostics, self.http, self.process):
            say(f"measuring: {step.__name__.replace('_', ' ')}")
            sync()
            step()

    def machine(self) -> None:
        figures = self.programs.piece("machine")
        self.rows += [
            Row("machine: memcpy, one thread", f"{number(figures['memcpy_gb_s']['value'])} GB/s"),
            Row("machine: fsync of 4 KiB", f"{number(figures['fsync_ms']['value'])} ms"),
        ]

    def imports(self) -> None:
        fresh, again = [], []
        for _ in range(IMPORT_ROUNDS):
            for file in self.folder.glob("drp.db*"):
                file.unlink()
            sync()
            seconds, self.report = self.programs.import_file(self.store, "year.csv")
            fresh.append(seconds)
        for _ in range(IMPORT_ROUNDS):
            seconds, repeated = self.programs.import_file(self.store, "year.csv")
            again.append(seconds)
            if repeated["new"] or repeated["corrected"] or repeated["equal"] != self.report["new"]:
                raise SystemExit("error: the second import of the year is not unchanged")
        if self.report["refused"]:
            raise SystemExit("error: the year has refusals")
        self.readings = self.report["new"]
        self.import_rate = self.readings / median(fresh) / 1e6
        self.again_rate = self.readings / median(again) / 1e6
        megabytes = (self.folder / "year.csv").stat().st_size / 1e6
        self.notes.append(f"The year: {self.readings:,} readings, {megabytes:,.0f} MB of CSV; "
                          f"the whole import process took {median(fresh):.2f} s, that is {megabytes / median(fresh):,.0f} MB/s.")

    def row_store(self) -> None:
        figures = self.programs.piece("rows")
        readings = figures["rows_readings"]["value"]
        which = ROW_STORE if self.programs.row_meters == self.programs.meters else f"{ROW_STORE} (*)"
        if which != ROW_STORE:
            self.notes.append(f"(*) The rival has {self.programs.row_meters} of the meters: all of them would take minutes, and "
                              "a smaller table favours it.")
        self.rows += [
            at_least("year of CSV to durable store", self.import_rate, "M readings/s", 20, which,
                     readings / figures["rows_import_s"]["value"] / 1e6),
            at_least("the same file again, nothing changes", self.again_rate, "M readings/s", None, which,
                     readings / figures["rows_reimport_s"]["value"] / 1e6),
        ]

    def sizes(self) -> None:
        """With the predictions that the rest of the bench wants."""
        alone = store_bytes(self.store) / self.readings
        seconds, report = self.programs.import_file(self.store, "predictions.csv")
        self.programs.piece("predictions")
        both = store_bytes(self.store) / self.readings
        rows_db = self.folder / "rows.db"
        with sqlite3.connect(rows_db) as rows:
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            count = rows.execute("SELECT count(wh) FROM reading").fetchone()[0]
        rows.close()
        self.rows += [
            at_least("predictions, long CSV, to durable store", report["new"] / seconds / 1e6, "M values/s"),
            at_most("bytes per reading with daily sums, actual only", alone, "bytes"),
            at_most("bytes per reading with prediction and sums", both, "bytes", 3.0, ROW_STORE,
                    store_bytes(rows_db) / count),
        ]
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True) as store:
            widths = store.execute("SELECT avg(unicode(CAST(substr(actual, 1, 1) AS TEXT))), "
                                   "avg(unicode(CAST(substr(predicted, 1, 1) AS TEXT))) FROM reading_day").fetchone()
        store.close()
        self.notes.append(f"A day's values take {widths[0]:.1f} bits each, its predictions {widths[1]:.1f} (mean over blocks).")

    def queries(self) -> None:
        figures = self.programs.piece("queries")
        count = min(100, self.programs.row_meters)
        for name, what, limit, rival in (
                ("meter_year_ms", "one meter-year out of the store", 0.3, ROW_STORE),
                ("totals_ms", "its totals", 0.2, f"{ROW_STORE}, summed"),
                ("last_day_ms", "its last 24 h", 0.01, ROW_STORE),
                ("sum_ms", f"{count} meters x 30 days summed per interval", 2, f"{ROW_STORE}, summed in C++"),
                ("fleet_days_ms", "the fleet's daily totals of the year", 50, "its own daily rollup, as many rows")):
            self.rows.append(at_most(what, figures[name]["value"], "ms", limit, rival, figures[f"rows_{name}"]["value"]))

    def lists(self) -> None:
        """Whatever the scale: the aim is about a large provider."""
        for name, figure in self.programs.piece("lists").items():
            what = name.removesuffix("_ms").replace("_", " ")
            self.rows.append(at_most(f"list of 50 rows: {what} (p99)", figure["p99"], "ms", 100))
        self.notes.append("Lists: over 100,000 meters, 5,000 organisations, 20,000 accounts, 100,000 lines of audit trail.")

    def days(self) -> None:
        figures = self.programs.piece("days")
        values = self.programs.meters * 96
        fresh, again = [], []
        for day in (8, 9, 10):
            fresh.append(self.programs.import_file(self.store, f"day-{day}.csv")[0] * 1e3)
            again.append(self.programs.import_file(self.store, f"day-{day}.csv")[0] * 1e3)
        new, same = figures["day_new_ms"]["value"], figures["day_unchanged_ms"]["value"]
        self.rows += [
            at_most(f"a day's file ({values:,} readings), in the process", new, "ms", 40, ROW_STORE,
                    figures["rows_day_new_ms"]["value"]),
            at_most("the same file again, nothing changes", same, "ms", 10, ROW_STORE,
                    figures["rows_day_unchanged_ms"]["value"]),
            at_most("a day's file, whole `drp import` process", median(fresh), "ms"),
            at_most("the same file again, whole process", median(again), "ms"),
        ]

    def ticks(self) -> None:
        figures = self.programs.piece("ticks")
        self.rows.append(at_most(f"tick: {self.programs.meters:,} meters, one durable transaction",
                                 figures["tick_ms"]["value"], "ms", 15, f"{ROW_STORE}, with rollup",
                                 figures["rows_tick_ms"]["value"]))

    def mariadb(self) -> None:
        figures = bench_mariadb.measure(self.programs, self.readings)
        ours, file = figures["mariadb"], figures["sqlite"]
        self.rows += [
            at_least("MariaDB: year of CSV to durable store", ours["year_rate"], "M readings/s", 12, "SQLite, the same run",
                     file["year_rate"]),
            at_most(f"MariaDB: a tick of {self.programs.meters:,} meters, whole process", ours["tick_ms"], "ms", None,
                    "SQLite, the same run", file["tick_ms"]),
            at_most("MariaDB: a day's file, whole process", ours["day_ms"], "ms", None, "SQLite, the same run",
                    file["day_ms"]),
        ]

    def baselines(self) -> None:
        """Whatever the scale."""
        figures = self.programs.piece("baselines")
        self.rows += [
            at_most("baselines of 10,000 meters x 1 event: the eleven without a regression",
                    figures["matching_ms"]["value"], "ms"),
            at_most("of 1,000 meters x 1 event: the two regressions", figures["regressions_ms"]["value"], "ms"),
            at_most("laboratory: 51 meters x 5 months x 3 windows x all methods",
                    figures["laboratory_ms"]["value"] / 1e3, "s", 2),
            at_most("  of that, without the regressions", figures["laboratory_matching_ms"]["value"] / 1e3, "s"),
        ]
        self.notes.append("Baselines: 90 days of quarter hours a meter, an event of two hours; the laboratory: half hours; "
                          "both on all processors, with temperatures.")

    def diagnostics(self) -> None:
        """Whatever the scale."""
        figures = self.programs.piece("diagnostics")
        theirs = direct_acf_ms(self.folder / "meter-year.txt")
        self.rows += [
            at_most("ACF of a meter-year at all 35,040 lags", figures["acf_all_lags_ms"]["value"], "ms", 15,
                    "statsmodels acf(fft=False)" if theirs else "", theirs),
            at_most("PACF by least squares, 192 lags, longest stretch of it", figures["pacf_ols_ms"]["value"], "ms"),
            at_most("odd readings of a meter-year", figures["anomalies_ms"]["value"], "ms"),
        ]
        if theirs is None:
            self.notes.append("statsmodels is not installed here, so its direct sum was not measured beside the ACF.")

    def settlement(self) -> None:
        figures = self.programs.piece("settlement")
        settled = figures["settled"]["value"]
        self.rows += [
            at_most(f"settling an event of {settled:,.0f} meters, with error bands", figures["settle_s"]["value"], "s"),
            at_most("  memory of its own meanwhile, at most", figures["settle_mib"]["value"], "MiB"),
            at_most("  of that, before it began", figures["before_mib"]["value"], "MiB"),
        ]
        self.notes.append("Settlement: 45 days of half hours a meter, the 3-day rule, a band from the days before; the store's mapped file is not counted.")

    def http(self) -> None:
        programs = self.programs
        store = ["--store", f"sqlite://{self.store}"]
        organisation = programs.drp_json("org", "add", "Bench Power", "--provider", *store)["id"]
        run([programs.drp, "user", "add", bench_http.EMAIL, "--organisation", organisation, "--admin", *store],
            stdin=bench_http.PASSWORD + "\n")
        numbers = [str(70_000_001 + meter * 7) for meter in range(programs.meters)]
        figures = bench_http.measure(programs.drp, self.folder, numbers, self.seconds)
        for kind in bench_http.ACCEPT:
            samples = figures[f"cold_{kind}"]
            self.rows.append(at_most(f"HTTP {kind}, cold: first request for a meter-year, p50", median(samples), "ms", 1.5))
        self.notes.append(f"Of a cold request the client itself takes about {median(figures['again_json']):.2f} ms "
                          "(the same client, the same meters again, JSON).")
        for (kind, connections), both in figures["warm"].items():
            ours, theirs = both["ours"], both["nginx"]
            ratio = ours["per_s"] / theirs["per_s"]
            what = f"HTTP {kind} ({both['bytes'] / 1000:,.0f} kB), warm, {connections} connection{'s' * (connections > 1)}"
            self.rows += [
                Row(what, f"{number(ours['per_s'])} requests/s", ">= 0.8 x", ratio >= 0.8, "nginx, same bytes as a file",
                    f"{number(theirs['per_s'])} requests/s", ratio),
                Row("  p50, p99", f"{number(ours['p50_ms'])}, {number(ours['p99_ms'])} ms", "", None, "nginx",
                    f"{number(theirs['p50_ms'])}, {number(theirs['p99_ms'])} ms", theirs["p50_ms"] / ours["p50_ms"]),
            ]
        self.rows += [
            at_most("start of `drp serve` to the first healthy answer", figures["start_ms"], "ms"),
            memory("resident memory, idle", figures["idle_mib"]),
            memory("resident memory, after the HTTP load", figures["loaded_mib"]),
        ]

    def process(self) -> None:
        samples = []
        for _ in range(21):
            started = time.perf_counter()
            run([self.programs.drp, "version"])
            samples.append((time.perf_counter() - started) * 1e3)
        self.rows.append(at_most("`drp version`, whole process", median(samples), "ms"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1, help="share of the 1,000 meters, 0.02 to 4 (1)")
    parser.add_argument("--markdown", type=pathlib.Path, help="also write the table into this file")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not 0.02 <= chosen.scale <= 4:
        parser.error("--scale is from 0.02 to 4")
    return chosen


def main() -> None:
    chosen = arguments()
    meters = round(1000 * chosen.scale)
    place = pathlib.Path("build/bench").absolute()
    place.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=place))
    folder.chmod(0o755)  # nginx's workers read from it
    started, load_before = time.monotonic(), load()
    try:
        bench = Bench(Programs(chosen.build.absolute(), folder, meters, min(meters, 250)), 3 if chosen.scale >= 1 else 1)
        bench.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    today = datetime.date.today().isoformat()
    heading = (f"{today}, {cpu_model()}, {os.cpu_count()} cores; {meters:,} meters x 1 year x 15 minutes; "
               f"{time.monotonic() - started:.0f} s, load {load_before:.1f} before; medians")
    print(f"{heading}\n\n{as_text(bench.rows)}\n")
    print("\n".join(bench.notes))
    if meters != 1000:
        print("The aims are those of 1,000 meters; what is fixed in a store or a process weighs more with fewer.")
    if chosen.markdown:
        notes = "\n".join(f"- {note}" for note in bench.notes)
        write_markdown(chosen.markdown, f"{heading}.\n\n{as_markdown(bench.rows)}\n\n{notes}")


if __name__ == "__main__":
    main()
