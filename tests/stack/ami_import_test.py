"""A distributor's own AMI exports, and meter files in the plain form, go in without losing a Wh.

Everything that `drp` says is held against the files as they are read here, in decimal arithmetic of our own."""
import csv
import unittest
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from support import Reading, StackTest, StoreFile, instant, private_folder, shared_files

ZONE = "America/Chicago"
Values = dict[tuple[str, str], int]  # (meter, start in UTC) to Wh


class AmiFile:
    """One export: values in Wh by meter and start, and the file's own row of totals."""

    def __init__(self, path: Path) -> None:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        header = rows[0]
        columns = {i: name for i, name in enumerate(header) if name.isdigit()}
        self.meters = list(columns.values())
        self.values: Values = {}
        self.totals: dict[str, Decimal] = {}
        for row in rows[1:]:
            if row[0] == "Description":
                continue
            if row[0] == "Total":
                self.totals = {meter: Decimal(row[i]) for i, meter in columns.items()}
                continue
            local = datetime.strptime(row[0], "%m/%d/%Y %H:%M").replace(tzinfo=ZoneInfo(ZONE))
            start = instant(int(local.timestamp()))
            for i, meter in columns.items():
                wh = Decimal(row[i]) * 1000
                if wh != wh.to_integral_value() or (meter, start) in self.values:
                    raise AssertionError(f"{path}: {meter} {row[0]} {row[i]}")
                self.values[meter, start] = int(wh)


def sums(values: Values) -> dict[str, int]:
    by_meter: dict[str, int] = {}
    for (meter, _), wh in values.items():
        by_meter[meter] = by_meter.get(meter, 0) + wh
    return by_meter


def actual_values(readings: list[Reading]) -> Values:
    return {(r.meter, r.start): r.actual_wh for r in readings if r.actual_wh is not None}


class AmiImportTest(StackTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.paths = shared_files("ami")
        cls.files = [AmiFile(path) for path in cls.paths]
        cls.union: Values = {}
        for file in cls.files:
            cls.union |= file.values
        cls.imported = StoreFile(private_folder(cls.addClassCleanup) / "drp.db")
        cls.reports = cls.imported.import_json(*cls.paths, "--time-zone", ZONE)
        cls.readings = cls.imported.export()

    def test_the_exports_hold_51_meters(self) -> None:
        for file in self.files:
            self.assertEqual(51, len(file.meters))
        self.assertEqual({meter for file in self.files for meter in file.meters}, {r.meter for r in self.readings})
        self.assertEqual(51, len(self.imported.drp("meter", "list", "--json").json))

    def test_where_the_exports_overlap_they_agree(self) -> None:
        april, may = (file.values for file in self.files)
        shared = april.keys() & may.keys()
        days = {datetime.fromisoformat(start).astimezone(ZoneInfo(ZONE)).date().isoformat() for _, start in shared}
        self.assertEqual({"2021-04-26", "2021-04-27", "2021-04-28"}, days)
        self.assertEqual({key: april[key] for key in shared}, {key: may[key] for key in shared})

    def test_every_stored_value_is_the_files_own(self) -> None:
        self.assertEqual(self.union, actual_values(self.readings))
        self.assertEqual({1800}, {r.interval_s for r in self.readings})
        self.assertEqual({None}, {r.predicted_wh for r in self.readings})

    def test_the_stored_sum_of_each_meter_is_the_files_exact_sum(self) -> None:
        self.assertEqual(sums(self.union), sums(actual_values(self.readings)))

    def test_the_sql_view_and_the_daily_sums_say_the_same_as_the_export(self) -> None:
        with self.imported.sql() as sql:
            by_view = dict(sql.execute("SELECT meter_id, sum(actual_wh) FROM meter_reading GROUP BY meter_id"))
            by_day = dict(
                sql.execute(
                    "SELECT number, sum(actual_wh) FROM reading_daily JOIN meter USING (meter_id) GROUP BY number"
                )
            )
        self.assertEqual(sums(self.union), by_view)
        self.assertEqual(sums(self.union), by_day)

    def test_the_total_row_is_the_files_own_sum_but_for_its_rounding(self) -> None:
        # It was added up before its values were rounded to whole Wh: half a Wh each at most. 95 of the 102 totals lie
        # within 0.05 kWh; the farthest misses by 0.125.
        within_50_wh = 0
        for path, file in zip(self.paths, self.files):
            intervals = len(file.values) // len(file.meters)
            for meter, wh in sums(file.values).items():
                with self.subTest(file=path.name, meter=meter):
                    difference = abs(Decimal(wh) / 1000 - file.totals[meter])
                    self.assertLessEqual(difference, intervals * Decimal("0.0005"))
                    self.assertLessEqual(difference, Decimal("0.125"))
                    within_50_wh += difference <= Decimal("0.05")
        self.assertEqual(95, within_50_wh)

    def test_the_report_counts_new_and_equal_values_and_refuses_nothing(self) -> None:
        april, may = self.files
        overlap = len(april.values.keys() & may.values.keys())
        expected = [(len(april.values), 0), (len(may.values) - overlap, overlap)]
        self.assertEqual(expected, [(r["new"], r["equal"]) for r in self.reports])
        for report in self.reports:
            self.assertEqual((0, 0, {}), (report["refused"], report["corrected"], report["refusals"]))

    def test_a_second_run_finds_everything_equal_and_changes_nothing(self) -> None:
        before = self.imported.digest()
        for report, file in zip(self.imported.import_json(*self.paths), self.files):
            self.assertEqual(
                (0, len(file.values), 0, 0), tuple(report[k] for k in ("new", "equal", "corrected", "refused"))
            )
        self.assertEqual(before, self.imported.digest())
        self.assert_clean(self.imported)

    def test_any_order_and_one_file_at_a_time_give_the_same_store(self) -> None:
        backwards = self.store("backwards.db")
        backwards.import_json(*reversed(self.paths), "--time-zone", ZONE)
        apart = self.store("apart.db")
        for path in self.paths:
            apart.import_json(path, "--time-zone", ZONE)
        for store in (self.imported, backwards, apart):
            self.assertEqual(self.imported.digest(), store.digest())
            self.assert_clean(store)

    def test_an_export_goes_into_another_store_without_loss(self) -> None:
        copy = self.store("copy.db")
        text = self.imported.drp("export").out
        report = copy.import_text(text, "--time-zone", ZONE)
        self.assertEqual((len(self.union), 0), (report["new"], report["refused"]))
        self.assertEqual(self.imported.digest(), copy.digest())
        self.assert_clean(copy)

    def test_strict_takes_the_exports_too(self) -> None:
        strict = self.store("strict.db")
        strict.import_json("--strict", *self.paths, "--time-zone", ZONE)
        self.assertEqual(self.imported.digest(), strict.digest())


def plain_values(path: Path) -> dict[tuple[str, str], tuple[int, int]]:
    """(meter, start) to (Wh, seconds) of a file in the form meter,start_utc,seconds,wh; every row is good."""
    values: dict[tuple[str, str], tuple[int, int]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            start = datetime.fromisoformat(row["start_utc"])
            seconds = int(row["seconds"])
            if start.tzinfo != timezone.utc or int(start.timestamp()) % seconds != 0:
                raise AssertionError(f"{path}: {row}")
            key = row["meter"], row["start_utc"]
            if key in values:
                raise AssertionError(f"{path}: {key} stands there twice")
            values[key] = int(row["wh"]), seconds
    return values


class MeterFilesTest(StackTest):
    """Published meter data of 11 sources, 15 to 60 minutes, from a single home to a university."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.paths = shared_files("meters")
        cls.files = [plain_values(path) for path in cls.paths]
        cls.imported = StoreFile(private_folder(cls.addClassCleanup) / "drp.db")
        # Every time in them names UTC itself; a store in another zone must not move them.
        cls.reports = cls.imported.import_json(*cls.paths, "--time-zone", "Australia/Sydney")

    def test_no_reading_stands_in_two_files(self) -> None:
        self.assertEqual(sum(map(len, self.files)), len({key for file in self.files for key in file}))

    def test_each_file_is_counted_as_it_is(self) -> None:
        for path, file, report in zip(self.paths, self.files, self.reports):
            with self.subTest(path.name):
                self.assertEqual(path.name, report["file"])
                self.assertEqual((len(file), len(file)), (report["rows"], report["new"]))
                self.assertEqual(len({meter for meter, _ in file}), report["meters"])
                self.assertEqual([0, 0, 0, 0], [report[k] for k in ("equal", "corrected", "refused", "blank")])
                self.assertEqual(sum(wh < 0 for wh, _ in file.values()), report["negative"])

    def test_every_stored_value_is_the_files_own(self) -> None:
        expected = {key: value for file in self.files for key, value in file.items()}
        stored = {(r.meter, r.start): (r.actual_wh, r.interval_s) for r in self.imported.export()}
        self.assertEqual(expected, stored)

    def test_the_daily_sums_are_those_of_the_files(self) -> None:
        expected = sums({key: wh for file in self.files for key, (wh, _) in file.items()})
        with self.imported.sql() as sql:
            stored = dict(
                sql.execute(
                    "SELECT number, sum(actual_wh) FROM reading_daily JOIN meter USING (meter_id) GROUP BY number"
                )
            )
        self.assertEqual(expected, stored)

    def test_the_store_is_clean_and_a_second_run_changes_nothing(self) -> None:
        before = self.imported.digest()
        for file, report in zip(self.files, self.imported.import_json(*self.paths)):
            self.assertEqual((0, len(file)), (report["new"], report["equal"]))
        self.assertEqual(before, self.imported.digest())
        self.assert_clean(self.imported)

    def test_an_export_goes_into_another_store_without_loss(self) -> None:
        copy = self.store("copy.db")
        copy.import_text(self.imported.drp("export").out)
        self.assertEqual(self.imported.digest(), copy.digest())


if __name__ == "__main__":
    unittest.main()
