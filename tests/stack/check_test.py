"""`drp check` finds what somebody has broken, and says with which meter and on which day."""
import unittest
from collections.abc import Iterator
from contextlib import contextmanager

from sql_tool import SqlTool
from support import NOON, StackTest, drp, file_only, long_csv

DAMAGED = 7


class DamageTest(StackTest):
    DAY = "2025-06-15"

    def setUp(self) -> None:
        super().setUp()
        self.db = self.store()
        self.db.drp("migrate", "--time-zone", "America/Chicago")
        hours = range(3 * 96)
        self.db.import_text(
            long_csv(
                [
                    (meter, NOON - 86_400 + 900 * i, 500 + 7 * i % 91, 520 + 5 * i % 83, 900)
                    for meter in ("700", "701")
                    for i in hours
                ]
            )
        )
        self.assert_clean(self.db)

    @contextmanager
    def past_the_rules(self, table: str) -> Iterator[SqlTool]:
        """A connection whose changes to the table no trigger sees; the triggers are back afterwards."""
        with self.db.sql() as sql, sql.without_rules(table):
            yield sql

    def assert_found(self, code: str, day: str = DAY, meter: str = "701", day_kind: str = "utc_day") -> None:
        report = self.db.check()
        self.assertFalse(report["clean"])
        found = [(f["code"], f["meter"], f.get(day_kind)) for f in report["findings"]]
        self.assertIn((code, meter, day), found)
        said = self.db.drp("check", code=DAMAGED).out
        self.assertIn("NOT CLEAN", said)
        kind = "UTC day" if day_kind == "utc_day" else "local day"
        self.assertIn(f"{code}: meter {meter} {kind} {day}", said)

    BLOCK = (
        "WHERE meter_id = (SELECT meter_id FROM meter WHERE number = '701') AND utc_day = unixepoch('2025-06-15') /"
        " 86400"
    )
    SUMS = (
        "WHERE meter_id = (SELECT meter_id FROM meter WHERE number = '701') AND local_day = unixepoch('2025-06-15') /"
        " 86400"
    )

    def test_a_changed_sum(self) -> None:
        with self.past_the_rules("reading_daily") as sql:
            sql.execute(f"UPDATE reading_daily SET saved_wh = saved_wh + 1 {self.SUMS}")
        self.assert_found("sum-wrong", day_kind="local_day")
        self.assertEqual(["sum-wrong", "fleet-sum-wrong"], [f["code"] for f in self.db.check()["findings"]])

    def test_a_missing_sum(self) -> None:
        with self.past_the_rules("reading_daily") as sql:
            sql.execute(f"DELETE FROM reading_daily {self.SUMS}")
        self.assert_found("sum-missing", day_kind="local_day")

    def test_a_sum_without_readings(self) -> None:
        with self.past_the_rules("reading_daily") as sql:
            sql.execute(
                "INSERT INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh, with_actual,"
                " with_predicted, with_both, with_saving) SELECT day_meter + (1 << 32) * 200, 1, 0, 0, 0, 1, 0, 0, 0"
                f" FROM reading_daily {self.SUMS}"
            )
        self.assertEqual(["fleet-sum-wrong", "sum-orphan"], [f["code"] for f in self.db.check()["findings"]])

    def test_a_block_whose_header_is_broken(self) -> None:
        with self.past_the_rules("reading_day") as sql:
            sql.execute(f"UPDATE reading_day SET actual = CAST(x'21' || substr(actual, 2) AS BLOB) {self.BLOCK}")
        self.assert_found("block-damaged")

    def test_a_block_that_was_cut(self) -> None:
        with self.past_the_rules("reading_day") as sql:
            sql.execute(f"UPDATE reading_day SET predicted = substr(predicted, 1, 20) {self.BLOCK}")
        self.assert_found("block-damaged")

    def test_a_bit_of_a_value(self) -> None:
        with self.past_the_rules("reading_day") as sql:
            (actual,) = sql.execute(f"SELECT actual FROM reading_day {self.BLOCK}").fetchone()
            flipped = bytearray(actual)
            flipped[40] ^= 0x01
            sql.execute(f"UPDATE reading_day SET actual = ? {self.BLOCK}", (bytes(flipped),))
        self.assertFalse(self.db.check()["clean"])
        self.assertEqual({"701"}, {f["meter"] for f in self.db.check()["findings"]})
        days = {f.get("utc_day") or f.get("local_day") for f in self.db.check()["findings"]}
        self.assertLessEqual(days, {"2025-06-14", "2025-06-15"})

    def test_a_wrong_count_of_values(self) -> None:
        with self.past_the_rules("reading_day") as sql:
            sql.execute(f"UPDATE reading_day SET n = n - 1 {self.BLOCK}")
        self.assert_found("count-wrong")

    def test_readings_of_a_meter_that_is_gone(self) -> None:
        with self.past_the_rules("reading_day") as sql:
            sql.execute(
                "INSERT INTO reading_day (day_key, n, rev, actual, predicted) SELECT day_key + (1 << 20) * 50, n, rev, actual, predicted FROM reading_day"
                f" {self.BLOCK}"
            )
        self.assertIn(("meter-unknown", self.DAY), {(f["code"], f.get("utc_day")) for f in self.db.check()["findings"]})

    def test_a_missing_rule(self) -> None:
        with self.db.sql() as sql:
            sql.execute("DROP TRIGGER disallow_org_user_map")
        findings = self.db.check()["findings"]
        self.assertEqual(["rule-missing"], [f["code"] for f in findings])
        self.assertIn("disallow_org_user_map", findings[0]["message"])

    def test_a_broken_reference(self) -> None:
        with self.past_the_rules("meter_map") as sql:
            sql.execute("INSERT INTO meter_map (entity_id, meter_id) SELECT 4711, meter_id FROM meter LIMIT 1")
        self.assertIn("reference-broken", {f["code"] for f in self.db.check()["findings"]})

    @file_only("about the pages of a SQLite file")
    def test_pages_that_a_disk_has_lost(self) -> None:
        with self.db.sql() as sql:
            sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (page_size,) = sql.execute("PRAGMA page_size").fetchone()
        content = bytearray(self.db.path.read_bytes())
        for page in range(3, len(content) // page_size, 3):
            content[page * page_size : (page + 1) * page_size] = bytes(page_size)
        self.db.path.write_bytes(content)
        outcome = drp("check", "--store", self.db.url)
        self.assertEqual(DAMAGED, outcome.code, outcome.out + outcome.err)


if __name__ == "__main__":
    unittest.main()
