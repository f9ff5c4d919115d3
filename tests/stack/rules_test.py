"""The ten rules that the database itself keeps hold against a person with a SQL tool.

The tool is Python's sqlite3 on the store's own file: another program than drp, with none of drp's code, foreign keys on
or off, recursive triggers off as they are by default."""
import random
import shutil
import sqlite3
import unittest
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import for1
from support import StackTest, StoreFile, instant, long_csv, private_folder, seconds_of

ZONE = ZoneInfo("America/Chicago")
STEPS = (300, 900, 1800, 3600)
PEOPLE = "INSERT INTO user (email, org_id, status, is_admin, created_utc) VALUES (?, ?, ?, ?, 0)"


def id_of(sql: sqlite3.Connection, table: str, name: str) -> int:
    column = {"user": "email", "organization": "name"}[table]
    return sql.execute(f"SELECT id FROM {table} WHERE {column} = ?", (name,)).fetchone()[0]


def meter_of(sql: sqlite3.Connection, number: str) -> int:
    return sql.execute("SELECT meter_id FROM meter WHERE number = ?", (number,)).fetchone()[0]


def entities_of(sql: sqlite3.Connection, number: str) -> set[int]:
    return {
        row[0] for row in sql.execute("SELECT entity_id FROM meter_map WHERE meter_id = ?", (meter_of(sql, number),))
    }


# Each says what must never be found, and is named by the rules that forbid it.
NEVER = {
    "add_user_id": "SELECT email FROM user WHERE id IS NULL OR id NOT IN (SELECT id FROM entity WHERE kind = 'user')",
    "add_org_id": (
        "SELECT name FROM organization WHERE id IS NULL"
        " OR id NOT IN (SELECT id FROM entity WHERE kind = 'organization')"
    ),
    "link_user_entity_delete": "SELECT id FROM entity WHERE kind = 'user' AND id NOT IN (SELECT id FROM user WHERE id IS NOT NULL)",
    "link_org_entity_delete": (
        "SELECT id FROM entity WHERE kind = 'organization' AND id NOT IN (SELECT id FROM organization WHERE id IS NOT NULL)"
    ),
    "what hangs on entities": (
        "SELECT entity_id FROM meter_map WHERE entity_id NOT IN (SELECT id FROM entity)"
        " UNION ALL SELECT user_id FROM session WHERE user_id NOT IN (SELECT id FROM user WHERE id IS NOT NULL)"
        " UNION ALL SELECT org_id FROM user WHERE org_id NOT IN (SELECT id FROM organization WHERE id IS NOT NULL)"
    ),
    "limit_residential_associations: one meter": (
        "SELECT u.email FROM user u JOIN meter_map m ON m.entity_id = u.id GROUP BY u.id HAVING count(*) > 1"
    ),
    "limit_residential_associations: one resident": (
        "SELECT meter_id FROM meter_map JOIN user u ON u.id = entity_id GROUP BY meter_id HAVING count(*) > 1"
    ),
    "disallow_org_user_map": "SELECT email FROM user JOIN meter_map ON entity_id = id WHERE org_id IS NOT NULL",
    "approve_residential": "SELECT email FROM user WHERE org_id IS NULL AND status <> 'approved'",
    "assign_distributor_meters: provider": (
        "SELECT number FROM meter JOIN organization o ON o.is_provider = 1 WHERE NOT EXISTS"
        " (SELECT 1 FROM meter_map m WHERE m.meter_id = meter.meter_id AND m.entity_id = o.id)"
    ),
    "assign_distributor_meters: one other": (
        "SELECT meter_id FROM meter_map WHERE entity_id NOT IN"
        " (SELECT id FROM organization WHERE is_provider = 1) GROUP BY meter_id HAVING count(*) > 1"
    ),
    "one provider": "SELECT 1 FROM organization WHERE is_provider = 1 GROUP BY is_provider HAVING count(*) > 1",
}


class RulesTest(StackTest):
    """Power is the provider; Ada administers Schools, Bo is its member; Rosa lives at meter 1, Sam at none; meter 2 is the
    school's, 3 and 4 are nobody's."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.template = StoreFile(private_folder(cls.addClassCleanup) / "template.db")
        cls.template.drp("migrate", "--time-zone", ZONE.key)
        with cls.template.sql() as sql:
            sql.execute("INSERT INTO organization (name, is_provider, created_utc) VALUES ('Power', 1, 0)")
            sql.executemany("INSERT INTO organization (name, created_utc) VALUES (?, 0)", [("Schools",), ("Hospital",)])
            schools = id_of(sql, "organization", "Schools")
            sql.executemany(
                PEOPLE,
                [
                    ("ada", schools, "pending", 0),
                    ("bo", schools, "approved", 0),
                    ("rosa", None, "pending", 0),
                    ("sam", None, "rejected", 0),
                ],
            )
            sql.executemany("INSERT INTO meter (number, created_utc) VALUES (?, 0)", [(str(n),) for n in (1, 2, 3, 4)])
            owners = [(id_of(sql, "user", "rosa"), meter_of(sql, "1")), (schools, meter_of(sql, "2"))]
            sql.executemany("INSERT INTO meter_map (entity_id, meter_id) VALUES (?, ?)", owners)
            sql.execute("INSERT INTO session VALUES ('hash', ?, 0, 0, 99)", (id_of(sql, "user", "bo"),))
            sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def each_way(self) -> Iterator[sqlite3.Connection]:
        """A fresh store for each setting; afterwards every rule holds and drp finds nothing wrong."""
        for foreign_keys in (False, True):
            with self.subTest(foreign_keys=foreign_keys):
                store = self.store(f"fk{foreign_keys}.db")
                shutil.copy(self.template.path, store.path)
                with store.sql(foreign_keys) as sql:
                    yield sql
                    self.assert_rules_hold(sql)
                self.assert_clean(store)

    def assert_rules_hold(self, sql: sqlite3.Connection) -> None:
        for rule, query in NEVER.items():
            self.assertEqual([], sql.execute(query).fetchall(), rule)

    def refused(self, sql: sqlite3.Connection, rule: str, statement: str, *values: object) -> None:
        with self.assertRaisesRegex(sqlite3.IntegrityError, rule, msg=statement):
            sql.execute(statement, values)
        self.assert_rules_hold(sql)

    def harmless(self, sql: sqlite3.Connection, statement: str, *values: object) -> None:
        """May be refused or not, but breaks nothing."""
        try:
            sql.execute(statement, values)
        except sqlite3.Error:
            pass
        self.assert_rules_hold(sql)

    def test_these_questions_can_find_something(self) -> None:
        store = self.store("broken.db")
        shutil.copy(self.template.path, store.path)
        with store.sql() as sql:
            for (name,) in sql.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                sql.execute(f"DROP TRIGGER {name}")
            sql.execute("DROP INDEX organization_one_provider")
            bo = id_of(sql, "user", "bo")
            sql.executescript(
                f"""
                UPDATE user SET id = NULL, org_id = NULL, status = 'pending' WHERE email = 'rosa';
                INSERT INTO organization (name, created_utc) VALUES ('no id', 0);
                INSERT INTO entity (kind) VALUES ('user'), ('organization');
                INSERT INTO meter_map VALUES ({bo}, 3), ({bo}, 4), (4711, 4);
                INSERT INTO meter_map SELECT id, 3 FROM user WHERE email = 'sam';
                DELETE FROM meter_map WHERE meter_id = 2;
                UPDATE organization SET is_provider = 1 WHERE name = 'Hospital';
            """
            )
            for rule, query in NEVER.items():
                self.assertNotEqual([], sql.execute(query).fetchall(), rule)

    def test_add_user_id(self) -> None:
        for sql in self.each_way():
            last = sql.execute("SELECT max(id) FROM entity").fetchone()[0]
            sql.executemany(PEOPLE, [("u1", None, "pending", 0), ("u2", None, "pending", 0)])
            self.assertEqual([last + 1, last + 2], [id_of(sql, "user", "u1"), id_of(sql, "user", "u2")])
            self.refused(sql, "add_user_id", "INSERT INTO user (id, email, created_utc) VALUES (?, 'x', 0)", last + 9)
            self.refused(sql, "add_user_id", "UPDATE user SET id = id + 100")
            self.refused(sql, "add_user_id", "UPDATE user SET id = NULL WHERE email = 'rosa'")
            self.refused(sql, "entity", "INSERT INTO entity (kind) VALUES ('user')")
            self.refused(sql, "entity", "UPDATE entity SET kind = 'organization' WHERE kind = 'user'")
            self.harmless(sql, "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'entity'")
            self.harmless(sql, PEOPLE, "u3", None, "pending", 0)
            self.harmless(sql, "INSERT INTO user (rowid, email, created_utc) VALUES (1, 'x', 0)")
            self.harmless(sql, "UPDATE user SET rowid = rowid + 1000")

    def test_add_org_id(self) -> None:
        for sql in self.each_way():
            last = sql.execute("SELECT max(id) FROM entity").fetchone()[0]
            sql.execute("INSERT INTO organization (name, created_utc) VALUES ('Town', 0), ('Water', 0)")
            self.assertEqual([last + 1, last + 2], [id_of(sql, "organization", n) for n in ("Town", "Water")])
            self.refused(
                sql, "add_org_id", "INSERT INTO organization (id, name, created_utc) VALUES (?, 'x', 0)", last + 9
            )
            self.refused(sql, "add_org_id", "UPDATE organization SET id = id + 100")
            self.refused(sql, "entity", "INSERT INTO entity (kind) VALUES ('organization')")
            self.refused(sql, "entity", "INSERT OR REPLACE INTO entity (id, kind) VALUES (1, 'user')")
            self.harmless(sql, "UPDATE organization SET rowid = rowid + 1000")

    def test_link_user_entity_delete(self) -> None:
        for sql in self.each_way():
            bo, rosa = id_of(sql, "user", "bo"), id_of(sql, "user", "rosa")
            self.refused(sql, "entity", "DELETE FROM entity WHERE id = ?", rosa)
            self.refused(
                sql, "link_user_entity_delete", "INSERT OR REPLACE INTO user (email, created_utc) VALUES ('rosa', 0)"
            )
            self.refused(sql, "link_user_entity_delete", "UPDATE OR REPLACE user SET email = 'rosa' WHERE email = 'bo'")
            self.refused(
                sql,
                "link_user_entity_delete",
                "UPDATE OR REPLACE user SET rowid = (SELECT rowid FROM user WHERE email = 'rosa') WHERE email = 'bo'",
            )
            sql.execute("DELETE FROM user WHERE email IN ('rosa', 'bo')")
            self.assertEqual([], sql.execute("SELECT id FROM entity WHERE id IN (?, ?)", (bo, rosa)).fetchall())
            self.assertEqual([], sql.execute("SELECT * FROM session").fetchall())
            self.assertEqual({id_of(sql, "organization", "Power")}, entities_of(sql, "1"))

    def test_link_org_entity_delete(self) -> None:
        for sql in self.each_way():
            schools = id_of(sql, "organization", "Schools")
            self.refused(sql, "entity", "DELETE FROM entity WHERE id = ?", schools)
            self.refused(
                sql,
                "link_org_entity_delete",
                "INSERT OR REPLACE INTO organization (name, created_utc) VALUES ('schools', 0)",
            )
            self.refused(
                sql,
                "link_org_entity_delete",
                "UPDATE OR REPLACE organization SET name = 'SCHOOLS' WHERE name = 'Hospital'",
            )
            sql.execute("DELETE FROM organization WHERE name = 'Schools'")
            self.assertEqual([("rosa",), ("sam",)], sql.execute("SELECT email FROM user ORDER BY email").fetchall())
            self.assertEqual([], sql.execute("SELECT * FROM session").fetchall())
            self.assertEqual({id_of(sql, "organization", "Power")}, entities_of(sql, "2"))

    def test_limit_residential_associations(self) -> None:
        for sql in self.each_way():
            add = "INSERT INTO meter_map (entity_id, meter_id) VALUES (?, ?)"
            rosa, sam = id_of(sql, "user", "rosa"), id_of(sql, "user", "sam")
            self.refused(sql, "limit_residential_associations", add, rosa, meter_of(sql, "3"))
            self.refused(sql, "limit_residential_associations|assign_distributor_meters", add, sam, meter_of(sql, "1"))
            self.refused(sql, "meter_map", "UPDATE meter_map SET entity_id = ? WHERE entity_id = ?", sam, rosa)
            self.harmless(sql, "INSERT OR REPLACE INTO meter_map SELECT ?, meter_id FROM meter", sam)
            self.harmless(sql, "INSERT OR IGNORE INTO meter_map SELECT ?, meter_id FROM meter", sam)
            self.harmless(
                sql, "INSERT INTO meter_map VALUES (?, ?), (?, ?)", sam, meter_of(sql, "3"), sam, meter_of(sql, "4")
            )

    def test_disallow_org_user_map(self) -> None:
        for sql in self.each_way():
            for member in ("ada", "bo"):
                self.refused(
                    sql,
                    "disallow_org_user_map",
                    "INSERT INTO meter_map (entity_id, meter_id) VALUES (?, ?)",
                    id_of(sql, "user", member),
                    meter_of(sql, "3"),
                )
            self.refused(
                sql,
                "disallow_org_user_map",
                "UPDATE user SET org_id = ? WHERE email = 'rosa'",
                id_of(sql, "organization", "Schools"),
            )
            sql.execute("UPDATE user SET org_id = ? WHERE email = 'sam'", (id_of(sql, "organization", "Schools"),))
            sql.execute("UPDATE user SET org_id = NULL WHERE email = 'bo'")  # who leaves may have a meter
            sql.execute("INSERT INTO meter_map VALUES (?, ?)", (id_of(sql, "user", "bo"), meter_of(sql, "3")))

    def test_org_prime_admin(self) -> None:
        standing = "SELECT is_admin, status FROM user WHERE email = ?"
        for sql in self.each_way():
            self.assertEqual((1, "approved"), sql.execute(standing, ("ada",)).fetchone())
            self.assertEqual((0, "approved"), sql.execute(standing, ("bo",)).fetchone())
            hospital = id_of(sql, "organization", "Hospital")
            sql.executemany(PEOPLE, [("h1", hospital, "rejected", 0), ("h2", hospital, "pending", 0)])
            self.assertEqual((1, "approved"), sql.execute(standing, ("h1",)).fetchone())
            self.assertEqual((0, "pending"), sql.execute(standing, ("h2",)).fetchone())
            sql.execute("INSERT INTO organization (name, created_utc) VALUES ('Town', 0)")
            sql.execute("UPDATE user SET org_id = ? WHERE email = 'h2'", (id_of(sql, "organization", "Town"),))
            self.assertEqual((1, "approved"), sql.execute(standing, ("h2",)).fetchone())

    def test_approve_residential(self) -> None:
        for sql in self.each_way():
            for status in ("pending", "rejected"):
                sql.execute(PEOPLE, (status, None, status, 0))
                self.assertEqual(
                    ("approved",), sql.execute("SELECT status FROM user WHERE email = ?", (status,)).fetchone()
                )
                sql.execute("UPDATE user SET status = ? WHERE email = 'rosa'", (status,))
            self.assert_rules_hold(sql)
            sql.execute("UPDATE user SET status = 'pending' WHERE email = 'bo'")
            sql.execute("UPDATE user SET org_id = NULL WHERE email = 'bo'")
            self.assertEqual(("approved",), sql.execute("SELECT status FROM user WHERE email = 'bo'").fetchone())
            self.harmless(sql, "UPDATE user SET is_admin = 1 WHERE email = 'rosa'")

    def test_assign_distributor_meters(self) -> None:
        for sql in self.each_way():
            power, hospital = id_of(sql, "organization", "Power"), id_of(sql, "organization", "Hospital")
            sql.execute("INSERT INTO meter (number, created_utc) VALUES ('5', 0), ('6', 0)")
            self.assertEqual([{power}, {power}], [entities_of(sql, "5"), entities_of(sql, "6")])
            rule = "assign_distributor_meters"
            self.refused(
                sql, rule, "INSERT INTO meter_map (entity_id, meter_id) VALUES (?, ?)", hospital, meter_of(sql, "2")
            )
            self.refused(
                sql, rule, "INSERT INTO meter_map (entity_id, meter_id) VALUES (?, ?)", hospital, meter_of(sql, "1")
            )
            self.refused(sql, rule, "DELETE FROM meter_map WHERE entity_id = ?", power)
            self.refused(sql, rule, "DELETE FROM organization WHERE name = 'Power'")
            self.refused(sql, rule, "UPDATE organization SET is_provider = 0 WHERE name = 'Power'")
            self.refused(sql, "", "UPDATE organization SET is_provider = 1 WHERE name = 'Hospital'")
            self.refused(sql, "", "INSERT INTO organization (name, is_provider, created_utc) VALUES ('Other', 1, 0)")
            self.refused(
                sql, "", "INSERT OR REPLACE INTO organization (name, is_provider, created_utc) VALUES ('Other', 1, 0)"
            )
            self.refused(sql, "meter", "INSERT OR REPLACE INTO meter (number, created_utc) VALUES ('1', 7)")
            self.refused(sql, "meter", "UPDATE meter SET meter_id = 99 WHERE number = '1'")
            sql.execute("DELETE FROM meter WHERE number IN ('5', '2')")
            self.assertEqual(
                set(),
                {
                    e
                    for (e,) in sql.execute(
                        "SELECT entity_id FROM meter_map WHERE meter_id NOT IN (SELECT meter_id FROM meter)"
                    )
                },
            )

    def test_assign_distributor_meters_when_the_provider_comes_after_the_meters(self) -> None:
        for is_update in (False, True):
            store = self.store(f"late{is_update}.db")
            store.drp("migrate")
            with store.sql() as sql:
                sql.execute("INSERT INTO meter (number, created_utc) VALUES ('1', 0), ('2', 0)")
                sql.execute("INSERT INTO organization (name, created_utc) VALUES ('Power', 0)")
                sql.execute(
                    "INSERT INTO meter_map VALUES (?, ?)", (id_of(sql, "organization", "Power"), meter_of(sql, "1"))
                )
                if is_update:
                    sql.execute("UPDATE organization SET is_provider = 1")
                else:
                    sql.execute("INSERT INTO organization (name, is_provider, created_utc) VALUES ('Grid', 1, 0)")
                self.assert_rules_hold(sql)
            self.assert_clean(store)


Block = tuple[list[int | None], list[int | None]]


class DeltaRuleTest(StackTest):
    """populate_deltas: whoever changes readings changes their sums, and nobody can make sums that are not theirs."""

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

    def insert(self, sql: sqlite3.Connection, key: int, block: Block, verb: str = "INSERT") -> None:
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

    def assert_sums_follow(self, sql: sqlite3.Connection) -> None:
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
                "INSERT OR REPLACE INTO reading_daily SELECT day_meter, 1, 1, 1, 1, 1, 1, 1, 1 FROM reading_daily",
                "INSERT INTO reading_daily SELECT day_meter + (1 << 32) * 9, 1, 0, 0, 0, 1, 0, 0, 0 FROM reading_daily",
            ):
                with self.assertRaisesRegex(sqlite3.IntegrityError, "populate_deltas", msg=statement):
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
                with self.assertRaisesRegex(sqlite3.IntegrityError, "reading_day", msg=(n, actual)):
                    sql.execute(
                        "INSERT INTO reading_day (day_key, n, rev, actual) VALUES (?, ?, 1, ?)", (key, n, actual)
                    )
            for key in (
                self.key(9, "2025-06-01", 3600),
                self.key(1, "1985-06-01", 3600),
                self.key(1, "2120-06-01", 3600),
            ):
                with self.assertRaisesRegex(sqlite3.IntegrityError, "reading_day", msg=key):
                    sql.execute("INSERT INTO reading_day (day_key, n, rev, actual) VALUES (?, 24, 1, ?)", (key, good))
            self.assertEqual([], sql.execute("SELECT * FROM reading_day").fetchall())
            self.assert_sums_follow(sql)
        self.assert_clean(self.db)

    def test_a_meter_with_readings_stays(self) -> None:
        with self.db.sql() as sql:
            self.insert(sql, self.key(1, "2025-06-01", 900), self.random_block(900))
            with self.assertRaisesRegex(sqlite3.IntegrityError, "readings"):
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

    def assert_view_agrees_with_export(self, sql: sqlite3.Connection) -> None:
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
