"""A store of every schema that there was is brought up to this one, with all that is in it.

A demonstration of today lends its rows: an old store is made from the first migrations alone, and takes of each row what
it has columns for."""
from __future__ import annotations

import hashlib
import unittest
from pathlib import Path

from servers import MariadbServer
from small_portal import STAFF, log_in, machine, make_portal, reading
from sql_tool import SqlTool
from support import ON_SERVERS, ROOT, Client, Server, StackTest, StoreFile, drp, private_folder

ZONE = "America/Chicago"
CONFLICT = 5
MIGRATIONS = sorted((ROOT / "sql" / ("mariadb" if ON_SERVERS else "sqlite")).glob("*.sql"))
HISTORY = (
    "CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, sha256 CHAR(64) NOT NULL,"
    " applied_utc BIGINT NOT NULL)"
)
HISTORY_ON_SERVERS = (
    "CREATE TABLE schema_migration (version INT PRIMARY KEY, name VARCHAR(100) NOT NULL, sha256 CHAR(64) NOT NULL,"
    " applied_utc BIGINT) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
)


class UpgradeTest(StackTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.today = StoreFile(private_folder(cls.addClassCleanup) / "today.db")
        cls.today.drp("demo", "--time-zone", ZONE)
        cls.digest_of_today = cls.today.digest()
        cls.meters = cls.today.drp("meter", "list", "--json").json

    def old_store(self, version: int) -> StoreFile:
        """As a program that knew so many migrations made it and filled it."""
        store = self.store(f"v{version}.db")
        if ON_SERVERS:
            MariadbServer.shared().make(store.database)
        with store.sql() as sql:
            sql.script(HISTORY_ON_SERVERS if ON_SERVERS else HISTORY)
            for n, file in enumerate(MIGRATIONS[:version], 1):
                self.apply(sql, n, file)
            sql.fill_from(self.today)
        return store

    @staticmethod
    def apply(sql: SqlTool, version: int, file: Path) -> None:
        text = file.read_text()
        sql.script(text)
        name = file.stem.split("_", 1)[1]
        digest = hashlib.sha256(text.encode()).hexdigest()
        sql.execute("INSERT INTO schema_migration VALUES (?, ?, ?, 1)", (version, name, digest))

    def rows(self, store: StoreFile, table: str) -> int:
        with store.sql() as sql:
            return sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def test_each_is_whole_afterwards_and_serves(self) -> None:
        for version in range(1, len(MIGRATIONS) + 1):
            with self.subTest(version=version):
                store = self.old_store(version)
                told = store.drp("migrate", "--time-zone", ZONE, "--json").json
                self.assertEqual((len(MIGRATIONS), ZONE), (told["schema_version"], told["time_zone"]))
                self.assert_clean(store)
                for table in ("user", "organization", "meter", "meter_map"):
                    self.assertEqual(self.rows(self.today, table), self.rows(store, table), table)
                if version >= 2:  # which brought the readings
                    self.assertEqual(self.digest_of_today, store.digest())
                self.assert_serves(store)
                store.remove()

    def assert_serves(self, store: StoreFile) -> None:
        folder = private_folder(self.addCleanup)
        with Server(folder, store=store) as server:
            client = Client(server).log_in("admin@demo.example", "demo-portal")
            self.assertEqual(len(self.meters), len(client.get("/api/entity/meters").json["meters"]))

    def test_a_newer_schema_is_refused_by_every_command_and_the_server(self) -> None:
        store = self.old_store(len(MIGRATIONS))
        with store.sql() as sql:
            sql.execute("INSERT INTO schema_migration VALUES (9999, 'future', 'x', 1)")
        for command in (["export"], ["check"], ["migrate"], ["meter", "list"], ["serve", "--port", "0", "--http-port", "1"]):
            with self.subTest(command):
                outcome = drp(*command, "--store", store.url, *(["--json"] if command[0] != "serve" else []))
                self.assertEqual(CONFLICT, outcome.code, outcome.err)
                self.assertIn("Use a newer program.", outcome.err)


class RollingTest(StackTest):
    """Instances are replaced one after the other: those of the old version work on under the schema of the new one, which
    has only added to it. Which version adds what is not known to a test; that this program bears additions is."""

    ADDITIONS = (
        "ALTER TABLE meter ADD COLUMN of_tomorrow INTEGER NOT NULL DEFAULT 7",
        "ALTER TABLE user ADD COLUMN of_tomorrow INTEGER",
        "ALTER TABLE reading_daily ADD COLUMN of_tomorrow INTEGER NOT NULL DEFAULT 0",
        "CREATE TABLE tomorrow (x INTEGER PRIMARY KEY)",
        "CREATE INDEX meter_of_tomorrow ON meter (of_tomorrow)",
        "INSERT INTO schema_migration VALUES (9999, 'tomorrow', 'x', 1)",
    )

    def test_a_running_instance_goes_on_and_a_restarted_one_says_why_not(self) -> None:
        portal = make_portal(self.folder)
        with portal.serve() as server:
            before = log_in(server, STAFF)
            self.assert_works(server, before, 0)
            with portal.store.sql() as sql:
                for statement in self.ADDITIONS:
                    sql.execute(statement)
            for n in range(1, 4):
                self.assert_works(server, before, n)
                self.assert_works(server, log_in(server, STAFF), 10 + n)
        outcome = portal.store.drp("serve", "--data", self.folder, "--port", "0", "--http-port", "1", code=CONFLICT)
        self.assertIn("Use a newer program.", outcome.err)

    def assert_works(self, server: Server, member: Client, n: int) -> None:
        self.assertEqual(200, Client(server).get("/readyz").status)
        self.assertEqual(["100"], [meter["id"] for meter in member.get("/api/entity/meters").json["meters"]])
        job = machine(server).finished(machine(server).send_file(reading("100", n, 5 + n)))
        self.assertEqual(("finished", 1), (job["status"], job["new_values"]))


if __name__ == "__main__":
    unittest.main()
