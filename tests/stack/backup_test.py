"""Backups: made while the portal works, restored as they were, never half, never over a store that is in use."""
from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
import unittest
from pathlib import Path
from typing import Any

from support import (
    BINARY,
    Client,
    Outcome,
    Server,
    StackTest,
    StoreFile,
    Ticks,
    drp,
    eventually,
    long_csv,
    quarter_hours,
    seeded_random,
)

ONE_SHAPE = "backups of a SQLite file"

INVALID, NOT_FOUND, CONFLICT, LATER, DAMAGED = 2, 4, 5, 6, 7


def content(store: StoreFile) -> list[str]:
    """All that the store holds; a copy may hold it in another order."""
    return sorted(store.dump())


class BackupTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.db = self.store()
        self.db.drp("migrate", "--time-zone", "America/Chicago")
        self.db.import_text(long_csv(row for meter in ("700", "701") for row in quarter_hours(meter, *range(300))))
        self.backups = self.folder / "backups"

    def back_up(self, *arguments: str, code: int = 0) -> Outcome:
        return self.db.drp("backup", "--to", self.backups, *arguments, code=code)

    def a_backup(self, *arguments: str) -> Path:
        """A new one; its name is its second, so that two need two seconds."""
        outcome: list[dict[str, Any]] = []

        def made() -> bool:
            done = drp("backup", "--json", "--store", self.db.url, "--to", self.backups, *arguments)
            if done.code == CONFLICT and done.problem["code"] == "backup-exists":
                return False
            self.assertEqual(0, done.code, done.err)
            outcome.append(done.json)
            return True

        eventually(made, "a second without a backup")
        return Path(outcome[0]["backup"])

    def restore(self, source: Path, *arguments: str | Path, code: int = 0, into: str = "restored.db") -> Outcome:
        return self.store(into).drp("restore", "--json", "--from", source, *arguments, code=code)

    def names(self) -> list[str]:
        """What lies in the folder of backups, but for its lock."""
        return sorted(path.name for path in self.backups.iterdir() if path.name != ".lock")

    def dated(self, made_utc: str, source: Path) -> Path:
        """A copy of the backup that was made at another time."""
        manifest = json.loads((source / "manifest.json").read_text())
        target = self.backups / ("drp-" + made_utc.replace("-", "").replace(":", ""))
        shutil.copytree(source, target)
        (target / "manifest.json").write_text(json.dumps(manifest | {"made_utc": made_utc}))
        return target


class MakingTest(BackupTest):
    def test_what_is_restored_is_what_was_there(self) -> None:
        made = self.a_backup("--verify")
        self.restore(made)
        restored = self.store("restored.db")
        self.assertEqual(content(self.db), content(restored))
        self.assertEqual(self.db.digest(), restored.digest())
        self.assert_clean(restored)

    def test_the_manifest_says_what_it_is(self) -> None:
        made = self.a_backup()
        manifest = json.loads((made / "manifest.json").read_text())
        self.assertEqual(self.db.digest(), manifest["readings_sha256"])
        self.assertEqual((2, "sqlite"), (manifest["meters"], manifest["engine"]))
        packed = made / manifest["content"]
        sums = subprocess.run(["sha256sum", packed], capture_output=True, text=True, check=True).stdout
        self.assertEqual(manifest["content_sha256"], sums.split()[0])
        self.assertEqual(manifest["content_bytes"], packed.stat().st_size)

    def test_only_its_owner_can_read_it(self) -> None:
        made = self.a_backup()
        modes = {path.stat().st_mode & 0o077 for path in (self.backups, made, made / "store.sqlite.zst")}
        self.assertEqual({0}, modes)

    def test_it_is_one_moment_of_a_store_that_goes_on(self) -> None:
        token = "import-token-of-the-backup-test-0123456789"
        folder = self.folder / "serving"
        folder.mkdir()
        with Server(folder, environment={"DRP_IMPORT_TOKEN": token}) as server:
            self.db = server.store
            client = Client(server, secure=False, bearer=token)
            with Ticks(client) as ticks:
                eventually(lambda: ticks.sent > 2, "ticks arrive")
                before = ticks.sent
                made = self.a_backup("--verify")
                after = ticks.sent + 1
        self.restore(made)
        rows = self.store("restored.db").export()
        of_meter = {m: sum(r.meter == m for r in rows) for m in ("A", "B", "C")}
        self.assertEqual(1, len(set(of_meter.values())), "a tick was torn")
        self.assertTrue(before <= of_meter["A"] <= after, (before, of_meter, after))

    def test_a_second_one_at_the_same_time_is_refused(self) -> None:
        self.a_backup()
        with open(self.backups / ".lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            outcome = drp("backup", "--json", "--to", self.backups, "--store", self.db.url)
        self.assertEqual((LATER, "backup-running"), (outcome.code, outcome.problem["code"]))

    def test_killed_at_any_moment_it_leaves_nothing_that_looks_like_a_backup(self) -> None:
        random = seeded_random(self.id())
        complete = self.a_backup("--verify")
        died = 0
        for _ in range(8):
            command = [BINARY, "backup", "--verify", "--store", self.db.url, "--to", self.backups]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.0, 0.15))
            process.send_signal(signal.SIGKILL)
            died += process.wait() == -signal.SIGKILL
            for name in self.names():
                if not name.startswith("."):
                    self.restore(self.backups / name, "--verify")
        self.assertGreater(died, 0, "it was always faster than its end: nothing has been shown")
        self.a_backup()
        self.assertTrue(complete.exists())
        self.assertEqual([], [name for name in self.names() if name.startswith(".")])

    def test_a_store_that_is_not_there(self) -> None:
        outcome = drp("backup", "--json", "--store", self.store("none.db").url, "--to", self.backups)
        self.assertEqual((NOT_FOUND, "store-missing"), (outcome.code, outcome.problem["code"]))
        self.assertFalse(self.backups.exists())


class RetentionTest(BackupTest):
    def test_the_newest_of_each_day_and_week_stays(self) -> None:
        source = self.a_backup()
        days = ["2020-03-01T03:00:00Z", "2020-03-08T03:00:00Z", "2020-03-09T03:00:00Z", "2020-03-10T03:00:00Z"]
        for made in [*days, "2020-03-10T01:00:00Z"]:
            self.dated(made, source)
        newest = self.a_backup("--keep-daily", "2", "--keep-weekly", "4")
        self.assertEqual(
            ["drp-20200301T030000Z", "drp-20200308T030000Z", "drp-20200310T030000Z", newest.name],
            self.names(),
        )

    def test_without_a_rule_nothing_goes(self) -> None:
        old = self.dated("2020-03-01T03:00:00Z", self.a_backup())
        self.a_backup()
        self.assertTrue(old.exists())

    def test_a_folder_that_is_no_backup_stays(self) -> None:
        self.a_backup()
        (self.backups / "notes").mkdir()
        self.a_backup("--keep-last", "1")
        self.assertEqual(2, len(self.names()))
        self.assertIn("notes", self.names())

    def test_a_failed_backup_removes_nothing(self) -> None:
        kept = self.a_backup()
        self.db.path.write_bytes(b"no store at all" * 1000)
        outcome = drp("backup", "--store", self.db.url, "--to", self.backups, "--keep-last", "1")
        self.assertNotEqual(0, outcome.code)
        self.assertEqual([kept.name], self.names())

    def test_the_list_has_the_newest_first(self) -> None:
        old = self.dated("2020-03-01T03:00:00Z", self.a_backup())
        listed = self.back_up("--list", "--json").json["backups"]
        self.assertEqual(str(old), listed[-1]["backup"])
        self.assertEqual([True, True], ["2020" not in listed[0]["made_utc"], listed[1]["made_utc"].startswith("2020")])


class RestoringTest(BackupTest):
    def test_a_folder_of_backups_means_the_newest(self) -> None:
        self.dated("2020-03-01T03:00:00Z", self.a_backup())
        self.db.import_text(long_csv(quarter_hours("702", 5)))
        newest = self.a_backup()
        self.assertEqual(str(newest), self.restore(self.backups).json["backup"])
        self.assertEqual(self.db.digest(), self.store("restored.db").digest())

    def assert_refused(self, outcome: Outcome, code: str) -> None:
        self.assertEqual(code, outcome.problem["code"])

    def test_a_store_that_is_there_is_not_touched(self) -> None:
        made = self.a_backup()
        before = content(self.db)
        self.assert_refused(self.restore(made, code=CONFLICT, into="drp.db"), "store-exists")
        self.assert_refused(self.restore(made, "--force", "other.db", code=CONFLICT, into="drp.db"), "store-exists")
        self.assertEqual(before, content(self.db))

    def test_a_store_that_is_named_is_moved_aside(self) -> None:
        made = self.a_backup()
        at_backup = content(self.db)
        self.db.import_text(long_csv(quarter_hours("999", 5)))
        later = content(self.db)
        done = self.restore(made, "--force", self.db.path, into="drp.db").json
        self.assertEqual(at_backup, content(self.db))
        self.assertEqual(later, content(StoreFile(Path(done["aside"]))))

    def test_a_damaged_store_can_be_replaced_and_its_log_does_not_stay(self) -> None:
        made = self.a_backup()
        whole = content(self.db)
        self.db.path.write_bytes(os.urandom(100_000))
        Path(f"{self.db.path}-wal").write_bytes(os.urandom(10_000))
        self.restore(made, "--force", self.db.path, into="drp.db")
        self.assertEqual(whole, content(self.db))
        self.assert_clean(self.db)

    def test_a_store_in_use_is_not_replaced(self) -> None:
        folder = self.folder / "serving"
        folder.mkdir()
        with Server(folder) as server:
            self.db = server.store
            made = self.a_backup()
            outcome = self.db.drp("restore", "--json", "--from", made, "--force", self.db.path, code=CONFLICT)
            self.assert_refused(outcome, "store-in-use")
            self.assertIn(str(server.process.pid), outcome.problem["message"])

    def test_one_changed_byte_is_found_and_leaves_no_store(self) -> None:
        made = self.a_backup()
        packed = made / "store.sqlite.zst"
        whole = packed.read_bytes()
        random = seeded_random(self.id())
        for _ in range(8):
            place = random.randrange(len(whole))
            packed.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
            self.assert_refused(self.restore(made, code=DAMAGED), "backup-damaged")
            self.assert_refused(self.restore(made, "--verify", code=DAMAGED), "backup-damaged")
        packed.write_bytes(whole[:-1])
        self.assert_refused(self.restore(made, code=DAMAGED), "backup-damaged")
        self.assertEqual([], [path.name for path in self.folder.glob("restored.db*")])

    def test_readings_other_than_the_manifest_says_are_found(self) -> None:
        made = self.a_backup()
        file = made / "manifest.json"
        manifest = json.loads(file.read_text())
        file.write_text(json.dumps(manifest | {"readings_sha256": "0" * 64}))
        self.assert_refused(self.restore(made, code=DAMAGED), "backup-damaged")
        self.assertFalse(self.store("restored.db").path.exists())

    def test_a_manifest_cannot_name_a_file_elsewhere(self) -> None:
        made = self.a_backup()
        file = made / "manifest.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"content": "../../drp.db"}))
        self.assert_refused(self.restore(made, code=DAMAGED), "backup-damaged")

    def test_a_backup_of_a_later_format_is_left_to_a_later_version(self) -> None:
        made = self.a_backup()
        file = made / "manifest.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 2, "more": True}))
        self.assert_refused(self.restore(made, code=CONFLICT), "backup-newer")

    def test_a_folder_without_backups(self) -> None:
        self.assert_refused(self.restore(self.folder, code=NOT_FOUND), "backup-missing")

    def test_verifying_leaves_nothing(self) -> None:
        made = self.a_backup()
        self.assertTrue(self.restore(made, "--verify").json["verified"])
        self.assertEqual([made.name], self.names())
        self.assertFalse(self.store("restored.db").path.exists())


if __name__ == "__main__":
    unittest.main()
