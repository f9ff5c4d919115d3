"""The ten rules that the database itself keeps hold against a person with a SQL tool.

The tool is Python's own driver on the store itself: another program than drp, with none of drp's code, foreign keys on or
off, SQLite's recursive triggers off as they are by default."""
import unittest
from collections.abc import Iterator

from sql_tool import Refused, SqlError, SqlTool
from support import ON_SERVERS, StackTest, StoreFile, private_folder

PEOPLE = "INSERT INTO user (email, org_id, status, is_admin, created_utc) VALUES (?, ?, ?, ?, 0)"


def id_of(sql: SqlTool, table: str, name: str) -> int:
    column = {"user": "email", "organization": "name"}[table]
    return sql.execute(f"SELECT id FROM {table} WHERE {column} = ?", (name,)).fetchone()[0]


def meter_of(sql: SqlTool, number: str) -> int:
    return sql.execute("SELECT meter_id FROM meter WHERE number = ?", (number,)).fetchone()[0]


def entities_of(sql: SqlTool, number: str) -> set[int]:
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
    "link_user_entity_delete": (
        "SELECT id FROM entity WHERE kind = 'user' AND id NOT IN (SELECT id FROM user WHERE id IS NOT NULL)"
    ),
    "link_org_entity_delete": (
        "SELECT id FROM entity WHERE kind = 'organization' AND id NOT IN (SELECT id FROM organization WHERE id IS NOT"
        " NULL)"
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
    """Power is the provider. Ada administers Schools, Bo is its member; Rosa lives at meter 1, Sam at none; meter 2 is
    the school's, 3 and 4 are nobody's."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.template = StoreFile(private_folder(cls.addClassCleanup) / "template.db")
        cls.template.drp("migrate", "--time-zone", "America/Chicago")
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
            sql.execute("INSERT INTO session VALUES ('hash', ?, 0, 0, 99, '', '')", (id_of(sql, "user", "bo"),))
            if not ON_SERVERS:
                sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def each_way(self) -> Iterator[SqlTool]:
        """A fresh store for each setting; afterwards every rule holds and drp finds nothing wrong."""
        for foreign_keys in (False, True):
            with self.subTest(foreign_keys=foreign_keys):
                store = self.store(f"fk{foreign_keys}.db")
                store.make_from(self.template)
                with store.sql(foreign_keys) as sql:
                    yield sql
                    self.assert_rules_hold(sql)
                self.assert_clean(store)

    def assert_rules_hold(self, sql: SqlTool) -> None:
        for rule, query in NEVER.items():
            self.assertEqual([], sql.execute(query).fetchall(), rule)

    def refused(self, sql: SqlTool, rule: str, statement: str, *values: object) -> None:
        with self.assertRaisesRegex(Refused, rule, msg=statement):
            sql.execute(statement, values)
        self.assert_rules_hold(sql)

    def harmless(self, sql: SqlTool, statement: str, *values: object) -> None:
        """May be refused or not, but breaks nothing."""
        try:
            sql.execute(statement, values)
        except SqlError:
            pass
        self.assert_rules_hold(sql)

    def test_these_questions_can_find_something(self) -> None:
        store = self.store("broken.db")
        store.make_from(self.template)
        with store.sql() as sql:
            sql.execute("DROP INDEX organization_one_provider" + (" ON organization" if ON_SERVERS else ""))
            bo = id_of(sql, "user", "bo")
            with sql.without_rules():
                for statement in (
                    "UPDATE user SET id = 4712, org_id = NULL, status = 'pending' WHERE email = 'rosa'",
                    "INSERT INTO organization (name, created_utc) VALUES ('no id', 0)",
                    "INSERT INTO entity (id, kind) VALUES (9001, 'user'), (9002, 'organization')",
                    f"INSERT INTO meter_map VALUES ({bo}, 3), ({bo}, 4), (4711, 4)",
                    "INSERT INTO meter_map SELECT id, 3 FROM user WHERE email = 'sam'",
                    "DELETE FROM meter_map WHERE meter_id = 2",
                    "UPDATE organization SET is_provider = 1 WHERE name = 'Hospital'",
                ):
                    sql.execute(statement)
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
            if not ON_SERVERS:
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


if __name__ == "__main__":
    unittest.main()
