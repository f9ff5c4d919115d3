"""A whole portal moves into another store, of either engine, with the real binary; and its copying may be killed."""
from __future__ import annotations

import subprocess
import time
import unittest

from servers import MariadbServer
from sql_tool import MariadbTool
from support import BINARY, StackTest, StoreFile, drp, long_csv, private_folder, quarter_hours, seeded_random

ONE_SHAPE = "copies between both engines"

DONE, CONFLICT = 0, 5
MADE_WITH_A_STORE = 40_179  # the calendar: each day from 1989-12-31 to 2100-01-01, compared and not copied


class Database(StoreFile):
    """On the private server, whatever shape the tests have."""

    @property
    def url(self) -> str:
        return MariadbServer.shared().address_of(self.database)


class CopyTest(StackTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.portal = StoreFile(private_folder(cls.addClassCleanup) / "portal.db")
        cls.portal.drp("demo")
        # What comes after the demonstration, so that tables of every kind have rows.
        cls.portal.import_text(long_csv(quarter_hours("COPY-1", *range(500))))
        cls.portal.import_text(long_csv(quarter_hours("COPY-1", *range(7, 400))))  # corrections
        cls.digest = cls.portal.digest()

    def copy(self, source: StoreFile, target: StoreFile) -> dict[str, int]:
        return drp_json("copy", "--from", source.url, "--to", target.url)

    def assert_same(self, store: StoreFile) -> None:
        self.assertEqual(self.digest, store.digest())
        self.assert_clean(store)

    def test_a_copied_portal_is_the_same_portal(self) -> None:
        target = self.store("b.db")
        copied = self.copy(self.portal, target)
        self.assertEqual(copied["rows"] - copied["copied"], MADE_WITH_A_STORE)
        self.assert_same(target)

    def test_it_moves_to_a_database_server_and_back(self) -> None:
        database, back = Database(self.folder / "moved.db"), self.store("back.db")
        there = self.copy(self.portal, database)
        self.assert_same(database)
        returned = self.copy(database, back)
        self.assert_same(back)
        self.assertEqual((there["rows"], there["sha256"]), (returned["rows"], returned["sha256"]))
        self.assertEqual(self.portal.export(), back.export())

    def test_one_that_is_killed_goes_on_where_it_stopped(self) -> None:
        random = seeded_random(self.id())
        in_the_middle = 0
        for n in range(4):
            database = Database(self.folder / f"killed{n}.db")
            kept = self.kill_a_copy_into(database, random.uniform(0, 0.1))
            with self.subTest(kept=kept):
                again = drp("copy", "--from", self.portal.url, "--to", database.url, "--json")
                if again.code == DONE:
                    whole = again.json["rows"] - MADE_WITH_A_STORE
                    self.assertLessEqual(again.json["copied"], whole - kept)
                    in_the_middle += 0 < again.json["copied"] < whole
                else:  # it had just got to its end
                    self.assertEqual("store-not-empty", again.problem["code"])
                self.assert_same(database)
        self.assertGreater(in_the_middle, 0, "no kill hit the middle")

    def kill_a_copy_into(self, database: Database, after_s: float) -> int:
        """Some time after its first rows have come; returns how many rows of blocks were there for sure by then."""
        command = [BINARY, "copy", "--from", self.portal.url, "--to", database.url]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and blocks_in(database) == 0:
            time.sleep(0.005)
        time.sleep(after_s)
        kept = blocks_in(database)
        process.kill()
        process.wait()
        return kept

    def test_a_store_in_use_is_not_copied_over(self) -> None:
        for target in (self.store("b.db"), Database(self.folder / "b.db")):
            drp("migrate", "--time-zone", "America/Chicago", "--store", target.url)
            drp("meter", "add", "1", "--store", target.url)
            again = drp("copy", "--from", self.portal.url, "--to", target.url)
            self.assertEqual(CONFLICT, again.code)
            self.assertIn("Copy into a store that does not exist yet.", again.err)


def drp_json(*arguments: str) -> dict[str, int]:
    outcome = drp(*arguments, "--json")
    assert outcome.code == DONE, outcome.err
    return outcome.json


def blocks_in(database: Database) -> int:
    server = MariadbServer.shared()
    if not server.has(database.database):
        return 0
    with MariadbTool(database.database, foreign_keys=False) as sql:
        return sql.execute("SELECT count(*) FROM reading_day").fetchone()[0] if "reading_day" in sql.tables() else 0


if __name__ == "__main__":
    unittest.main()
