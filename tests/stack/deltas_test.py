"""populate_deltas: whoever changes readings changes their sums, and nobody can make sums that are not theirs.

As in rules_test.py it is a person with a SQL tool who does it."""
import random
import unittest
from datetime import datetime
from zoneinfo import ZoneInfo

import for1
from sql_tool import Refused, SqlTool
from support import ON_SERVERS, StackTest, instant, long_csv, seconds_of

ZONE = ZoneInfo("America/Chicago")
STEPS = (300, 900, 1800, 3600)
# Without those that are computed.
SUMS = "day_meter, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, with_predicted, with_both, with_saving"

Block = tuple[list[int | None], list[int | None]]


class DeltaRuleTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.db = self.store()
        self.db.drp("migrate", "--time-zone", ZONE.key)
        self.db.drp("meter", "add", "1")
        self.db.drp("meter", "add", "2")
        self.random = random.Random(20260131)
        self.blocks: dict[int, Block] = {}  # by day_key: what should be stored

    @staticmethod
    def key(meter: int, day: str, step: int) -> int:
        return (meter << 20) + (seconds_of(f"{day}T00:00:00Z") // 86_400 << 2) + STEPS.index(step)

    def random_block(self, step: int) -> Block:
        def column() -> list[int | None]:
            low, high = self.random.choice([(0, 0), (-500, 900), (-1_000_000_000, 1_000_000_000), (100, 101)])
            holes = self.random.choice([0, 0.1, 1])
            return [
                None if self.random.random() < holes else self.random.randint(low, high) for _ in range(86_400 // step)
            ]

        block = column(), column()
        return block if any(v is not None for v in block[0] + block[1]) else self.random_block(step)

    def row(self, key: int, block: Block) -> tuple[int, int, bytes | None, bytes | None]:
        present = sum(v is not None for v in block[0] + block[1])
        return key, present, for1.encode(block[0]), for1.encode(block[1])

    def insert(self, sql: SqlTool, key: int, block: Block, verb: str = "INSERT") -> None:
        sql.execute(
            f"{verb} INTO reading_day (day_key, n, rev, actual, predicted) VALUES (?, ?, 1, ?, ?)", self.row(key, block)
        )
        self.blocks[key] = block

    def expected_sums(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """(meter, local day) to the eight columns, from the blocks as they should be."""
        sums: dict[tuple[int, int], list[int]] = {}
        epoch = datetime(1970, 1, 1).date()
        for key, (actual, predicted) in self.blocks.items():
            step, day_start = STEPS[key & 3], (key >> 2 & 262143) * 86_400
            for i, (a, p) in enumerate(zip(actual, predicted)):
                if a is None and p is None:
                    continue
                local = datetime.fromtimestamp(day_start + i * step, ZONE).date()
                row = sums.setdefault((key >> 20, (local - epoch).days), [0] * 8)
                both = a is not None and p is not None
                delta = p - a if both else 0
                for c, term in enumerate(
                    (a or 0, p or 0, max(0, delta), delta, a is not None, p is not None, both, delta > 0)
                ):
                    row[c] += int(term)
        return {key: tuple(row) for key, row in sums.items()}

    def assert_sums_follow(self, sql: SqlTool) -> None:
        columns = "actual_wh, predicted_wh, saved_wh, net_wh, with_actual, with_predicted, with_both, with_saving"
        stored = {
            (m, d): tuple(rest)
            for m, d, *rest in sql.execute(f"SELECT meter_id, local_day, {columns} FROM reading_daily")
        }
        self.assertEqual(self.expected_sums(), stored)

    def assert_export_agrees(self) -> None:
        expected = {}
        for key, block in self.blocks.items():
            start, step = (key >> 2 & 262143) * 86_400, STEPS[key & 3]
            for i, (a, p) in enumerate(zip(*block)):
                if a is not None or p is not None:
                    expected[str(key >> 20), instant(start + i * step), step] = a, p
        self.assertEqual(
            expected, {(r.meter, r.start, r.interval_s): (r.actual_wh, r.predicted_wh) for r in self.db.export()}
        )

    # Around both changes of the clock: local days of 23, 24 and 25 hours lie across UTC days.
    DAYS = ("2025-03-08", "2025-03-09", "2025-03-10", "2025-11-01", "2025-11-02", "2025-11-03")

    def test_inserted_changed_moved_and_deleted_readings_take_their_sums_with_them(self) -> None:
        for foreign_keys in (False, True):
            with self.db.sql(foreign_keys) as sql:
                for day in self.DAYS:
                    for meter in (1, 2):
                        self.insert(sql, self.key(meter, day, 900), self.random_block(900), "INSERT OR REPLACE")
                        self.assert_sums_follow(sql)
                for day in self.random.sample(self.DAYS, 3):
                    key = self.key(1, day, 900)
                    self.blocks[key] = self.random_block(900)
                    _, n, actual, predicted = self.row(key, self.blocks[key])
                    sql.execute(
                        "UPDATE reading_day SET n = ?, actual = ?, predicted = ? WHERE day_key = ?",
                        (n, actual, predicted, key),
                    )
                    self.assert_sums_follow(sql)
            self.assert_export_agrees()
            self.assert_clean(self.db)
        with self.db.sql() as sql:
            old, new = self.key(1, "2025-03-09", 900), self.key(2, "2025-06-01", 900)
            sql.execute("UPDATE reading_day SET day_key = ? WHERE day_key = ?", (new, old))
            self.blocks[new] = self.blocks.pop(old)
            self.assert_sums_follow(sql)
            old, new = self.key(1, "2025-03-10", 900), self.key(1, "2025-11-01", 900)
            if ON_SERVERS:  # where an UPDATE never replaces
                sql.execute("DELETE FROM reading_day WHERE day_key = ?", (new,))
            sql.execute("UPDATE OR REPLACE reading_day SET day_key = ? WHERE day_key = ?", (new, old))
            self.blocks[new] = self.blocks.pop(old)
            self.assert_sums_follow(sql)
            sql.execute("DELETE FROM reading_day WHERE meter_id = 2")
            self.blocks = {key: block for key, block in self.blocks.items() if key >> 20 != 2}
            self.assert_sums_follow(sql)
        self.assert_export_agrees()
        self.assert_clean(self.db)

    def test_a_prediction_that_comes_after_its_reading_makes_the_delta_and_one_that_goes_takes_it(self) -> None:
        key = self.key(1, "2025-06-01", 3600)
        with self.db.sql() as sql:
            self.insert(sql, key, ([1000] * 24, [None] * 24))
            self.assert_sums_follow(sql)
            self.insert(sql, key, ([1000] * 24, [1300] * 12 + [900] * 12), "REPLACE")
            self.assert_sums_follow(sql)
            saved = sql.execute("SELECT sum(saved_wh), sum(net_wh), sum(with_saving) FROM reading_daily").fetchone()
            self.assertEqual((12 * 300, 12 * 300 - 12 * 100, 12), saved)
            self.insert(sql, key, ([1000] * 24, [None] * 24), "REPLACE")
            self.assert_sums_follow(sql)

    def test_every_interval_length_and_every_width_is_summed_and_seen(self) -> None:
        self.db.drp("meter", "add", "3")
        self.db.drp("meter", "add", "4")
        with self.db.sql() as sql:
            for width in range(0, 32):
                meter, step = 1 + width % 4, STEPS[width % 4]
                lowest, highest = -1_000_000_000, 1_000_000_000
                span = min(max(0, (1 << width) - 2), highest - lowest)
                low = self.random.randint(lowest, highest - span)
                values: list[int | None] = [low + self.random.randint(0, span) for _ in range(86_400 // step)]
                values[:2] = [low, low + span]
                if width:
                    values[self.random.randrange(2, len(values))] = None
                self.assertEqual(width, for1.encode(values)[0])
                self.insert(sql, self.key(meter, "2024-01-01", step) + (width << 2), (values, values[::-1]))
            self.assert_sums_follow(sql)
            self.assert_view_agrees_with_export(sql)
        self.assert_export_agrees()
        self.assert_clean(self.db)

    def test_sums_cannot_be_written_by_hand(self) -> None:
        with self.db.sql() as sql:
            self.insert(sql, self.key(1, "2025-06-01", 900), self.random_block(900))
            for statement in (
                "UPDATE reading_daily SET saved_wh = saved_wh + 1",
                "UPDATE reading_daily SET with_both = 0, with_saving = 0, actual_wh = 7",
                "UPDATE reading_daily SET day_meter = day_meter + 1",
                "DELETE FROM reading_daily",
                f"INSERT OR REPLACE INTO reading_daily ({SUMS}) SELECT day_meter, 1, 1, 1, 1, 1, 1, 1, 1 FROM reading_daily",
                f"INSERT INTO reading_daily ({SUMS}) SELECT day_meter + (1 << 32) * 9, 1, 0, 0, 0, 1, 0, 0, 0 FROM reading_daily",
            ):
                with self.assertRaisesRegex(Refused, "populate_deltas", msg=statement):
                    sql.execute(statement)
                self.assert_sums_follow(sql)
        self.assert_clean(self.db)

    def test_bytes_that_are_no_block_are_refused(self) -> None:
        key = self.key(1, "2025-06-01", 3600)
        good = for1.encode([5] * 23 + [9])
        assert good is not None
        with self.db.sql() as sql:
            for n, actual in (
                (24, b""),
                (24, b"\x21" + good[1:]),
                (24, good[:-1]),
                (24, good + b"\0"),
                (23, good),
                (0, None),
            ):
                with self.assertRaisesRegex(Refused, "reading_day", msg=(n, actual)):
                    sql.execute(
                        "INSERT INTO reading_day (day_key, n, rev, actual) VALUES (?, ?, 1, ?)", (key, n, actual)
                    )
            for key in (
                self.key(9, "2025-06-01", 3600),
                self.key(1, "1985-06-01", 3600),
                self.key(1, "2120-06-01", 3600),
            ):
                with self.assertRaisesRegex(Refused, "reading_day", msg=key):
                    sql.execute("INSERT INTO reading_day (day_key, n, rev, actual) VALUES (?, 24, 1, ?)", (key, good))
            self.assertEqual([], sql.execute("SELECT * FROM reading_day").fetchall())
            self.assert_sums_follow(sql)
        self.assert_clean(self.db)

    def test_a_meter_with_readings_stays(self) -> None:
        with self.db.sql() as sql:
            self.insert(sql, self.key(1, "2025-06-01", 900), self.random_block(900))
            with self.assertRaisesRegex(Refused, "readings"):
                sql.execute("DELETE FROM meter WHERE number = '1'")
            sql.execute("DELETE FROM meter WHERE number = '2'")
        self.assert_clean(self.db)

    def test_what_drp_imports_is_what_the_view_and_the_sums_show(self) -> None:
        start = seconds_of("2025-11-01T00:00:00Z")
        rows = []
        for meter, step in (("1", 900), ("2", 1800), ("X-7", 300)):
            for i in range(3 * 86_400 // step):
                actual = None if i % 11 == 0 else self.random.randint(-40, 4000)
                predicted = None if i % 7 == 0 else self.random.randint(0, 4000)
                rows.append((meter, start + i * step, actual, predicted, step))
        self.db.import_text(long_csv(rows))
        with self.db.sql() as sql:
            self.assert_view_agrees_with_export(sql)
            for key, actual, predicted in sql.execute("SELECT day_key, actual, predicted FROM reading_day"):
                count = 86_400 // STEPS[key & 3]
                self.blocks[key] = for1.decode(actual, count), for1.decode(predicted, count)
            self.assert_sums_follow(sql)

    def assert_view_agrees_with_export(self, sql: SqlTool) -> None:
        query = "SELECT meter_id, utc_day, start_utc, interval_s, actual_wh, predicted_wh, delta_wh FROM meter_reading"
        seen = {}
        for meter, day, start, interval, actual, predicted, delta in sql.execute(query):
            self.assertEqual(day, start // 86_400)
            has_both = actual is not None and predicted is not None
            self.assertEqual(max(0, predicted - actual) if has_both else None, delta)
            seen[meter, instant(start), interval] = actual, predicted
        exported = {(r.meter, r.start, r.interval_s): (r.actual_wh, r.predicted_wh) for r in self.db.export()}
        self.assertEqual(exported, seen)
        one_day = sql.execute(
            "SELECT count(*) FROM meter_reading WHERE meter_id = '1' AND utc_day ="
            " (SELECT min(utc_day) FROM meter_reading WHERE meter_id = '1')"
        ).fetchone()[0]
        first = min(r.start for r in self.db.export("--meter", "1"))[:10]
        self.assertEqual(sum(r.start.startswith(first) for r in self.db.export("--meter", "1")), one_day)


if __name__ == "__main__":
    unittest.main()
