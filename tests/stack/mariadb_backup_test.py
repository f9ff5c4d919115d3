"""Backups of a portal on MariaDB: made while it works, restored into either engine, and one moment brought back from the
server's own logs as docs/operator.md tells it."""
from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest
from pathlib import Path

from support import (
    BINARY,
    NOON,
    Client,
    Outcome,
    Server,
    StackTest,
    StoreFile,
    Ticks,
    drp,
    eventually,
    long_csv,
    private_folder,
    quarter_hours,
    seeded_random,
)

ONE_SHAPE = "starts a server of its own that logs what it changes"

CONFLICT, INVALID, DAMAGED = 5, 2, 7
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
KEY = {"DRP_PORTAL_KEY": "portal-key-of-the-backup-test-0123456789"}
TOKEN = "import-token-of-the-backup-test-0123456789"


class DatabaseServer:
    """A mariadbd of this test's own that logs what it changes; reached through its socket alone."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("mariadbd", path=PATH) is None:
            raise unittest.SkipTest("SKIPPED: mariadb-server is not installed (scripts/packages.txt)")
        self.folder = folder
        self.socket = folder / "socket"
        account = ["--user=root"] if os.geteuid() == 0 else []
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", *account, "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True, capture_output=True,
        )  # fmt: skip
        with open(folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig=KILL", "mariadbd", "--no-defaults", f"--datadir={folder}/data", *account,
                 f"--socket={self.socket}", f"--pid-file={folder}/pid", f"--tmpdir={folder}", "--skip-networking",
                 f"--log-bin={folder}/binlog", "--binlog-format=ROW", "--log-bin-trust-function-creators=1",
                 "--innodb-flush-method=nosync", "--innodb-log-file-size=64M"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "PATH": PATH},
            )  # fmt: skip
        eventually(lambda: self.client("DO 1", check=False).returncode == 0, "mariadbd answers")

    def client(self, statement: str, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = ["mariadb", "--no-defaults", "-S", str(self.socket), "-u", "root", *options, "-e", statement]
        return subprocess.run(command, check=check, capture_output=True, text=True)

    def address(self, database: str) -> str:
        return f"mariadb+unix://{self.socket}/{database}?user=root"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class ServerStore(StoreFile):
    """A portal in a database of the server's."""

    def __init__(self, server: DatabaseServer, database: str) -> None:
        super().__init__(server.folder / database)
        self.server = server
        self.database = database

    @property
    def url(self) -> str:
        return self.server.address(self.database)


class MariadbTest(StackTest):
    server: DatabaseServer

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = DatabaseServer(private_folder(cls.addClassCleanup))
        cls.addClassCleanup(cls.server.kill)

    def setUp(self) -> None:
        super().setUp()
        self.db = ServerStore(self.server, re.sub("[^a-z]", "", self.id().split(".")[-1])[:50])
        self.db.import_text(long_csv(row for meter in ("700", "701") for row in quarter_hours(meter, *range(300))))
        self.backups = self.folder / "backups"

    def a_backup(self, *arguments: str) -> Path:
        made = self.db.drp("backup", "--json", "--to", self.backups, *arguments).json
        return Path(made["backup"])

    def another_database(self) -> ServerStore:
        return ServerStore(self.server, f"{self.db.database}_new")

    def restore(self, source: Path, store: StoreFile, *arguments: str, code: int = 0) -> Outcome:
        return store.drp("restore", "--json", "--from", source, *arguments, code=code)

    def all_rows(self, store: StoreFile) -> str:
        """The digest of all that it holds, of both engines alike: what a copy of it says."""
        target = StoreFile(self.folder / f"copy-{time.monotonic_ns()}.db")
        outcome = drp("copy", "--json", "--from", store.url, "--to", target.url)
        self.assertEqual(0, outcome.code, outcome.err)
        return str(outcome.json["sha256"])


class MariadbBackupTest(MariadbTest):
    def test_what_is_restored_is_what_was_there(self) -> None:
        made = self.a_backup("--verify")
        restored = self.another_database()
        self.restore(made, restored)
        self.assertEqual(self.all_rows(self.db), self.all_rows(restored))
        self.assertEqual(self.db.digest(), restored.digest())
        self.assert_clean(restored)

    def test_it_goes_into_a_file_as_well(self) -> None:
        made = self.a_backup()
        self.restore(made, self.store("restored.db"))
        self.assertEqual(self.all_rows(self.db), self.all_rows(self.store("restored.db")))

    def test_a_backup_of_a_file_goes_into_a_database(self) -> None:
        file = self.store()
        file.import_text(long_csv(quarter_hours("800", 1, 2, 3)))
        made = Path(file.drp("backup", "--json", "--to", self.backups).json["backup"])
        restored = self.another_database()
        self.restore(made, restored)
        self.assertEqual(self.all_rows(file), self.all_rows(restored))

    def test_a_restored_portal_goes_on(self) -> None:
        self.restore(self.a_backup(), restored := self.another_database())
        added = restored.import_text(long_csv(quarter_hours("700", 5, start=NOON + 900 * 300)))
        self.assertEqual(1, added["new"])
        self.assert_clean(restored)

    def test_it_is_one_moment_of_a_portal_that_goes_on(self) -> None:
        folder = self.folder / "serving"
        folder.mkdir()
        with Server(folder, store=self.db, environment={"DRP_IMPORT_TOKEN": TOKEN, **KEY}) as server:
            client = Client(server, secure=False, bearer=TOKEN)
            with Ticks(client) as ticks:
                eventually(lambda: ticks.sent > 2, "ticks arrive")
                before = ticks.sent
                made = self.a_backup("--verify")
                after = ticks.sent + 1
        self.assertGreater(ticks.sent, before, "nothing was written meanwhile: nothing has been shown")
        self.restore(made, self.store("restored.db"))
        rows = self.store("restored.db").export()
        of_meter = {m: sum(r.meter == m for r in rows) for m in ("A", "B", "C")}
        self.assertEqual(1, len(set(of_meter.values())), "a tick was torn")
        self.assertTrue(before <= of_meter["A"] <= after, (before, of_meter, after))

    def test_killed_at_any_moment_it_leaves_nothing_that_looks_like_a_backup(self) -> None:
        random = seeded_random(self.id())
        self.a_backup()
        died = 0
        for _ in range(5):
            command = [BINARY, "backup", "--verify", "--store", self.db.url, "--to", self.backups]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.0, 0.6))
            process.send_signal(signal.SIGKILL)
            died += process.wait() == -signal.SIGKILL
            for made in self.backups.glob("drp-*"):
                self.restore(made, self.db, "--verify")
        self.assertGreater(died, 0, "it was always faster than its end: nothing has been shown")
        eventually(lambda: drp("backup", "--store", self.db.url, "--to", self.backups).code == 0, "the next one is made")
        self.assertEqual([], list(self.backups.glob(".drp-*")))

    def test_a_database_with_a_portal_is_not_touched(self) -> None:
        made = self.a_backup()
        self.db.import_text(long_csv(quarter_hours("999", 5)))
        before = self.all_rows(self.db)
        refused = self.restore(made, self.db, code=CONFLICT)
        self.assertEqual("store-exists", refused.problem["code"])
        forced = self.restore(made, self.db, "--force", self.db.database, code=INVALID)
        self.assertEqual("restore-needs-new-database", forced.problem["code"])
        self.assertEqual(before, self.all_rows(self.db))

    def test_one_changed_byte_is_found_and_makes_no_database(self) -> None:
        made = self.a_backup()
        packed = made / json.loads((made / "manifest.json").read_text())["content"]
        whole = packed.read_bytes()
        place = seeded_random(self.id()).randrange(len(whole))
        packed.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        target = self.another_database()
        self.assertEqual("backup-damaged", self.restore(made, target, code=DAMAGED).problem["code"])
        self.assertNotIn(target.database, self.server.client("SHOW DATABASES", "-N").stdout.split())
        self.assertEqual([], list(self.backups.glob(".drp-*")))


class MomentTest(MariadbTest):
    """The recipe of docs/operator.md: the newest dump, then what the log says up to just before the accident."""

    def run_shell(self, command: str) -> str:
        environment = {**os.environ, "PATH": PATH, "S": str(self.server.socket), "D": self.db.database}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], capture_output=True, text=True, check=False,
                              cwd=self.folder, env=environment)  # fmt: skip
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def test_what_was_written_between_the_dump_and_the_accident_comes_back(self) -> None:
        self.run_shell(
            'mariadb-dump --no-defaults -S "$S" -u root --single-transaction --routines --triggers --master-data=2 '
            '"$D" | zstd -q >portal.sql.zst'
        )
        self.db.import_text(long_csv(quarter_hours("702", *range(50))))
        self.db.import_text(long_csv(quarter_hours("700", 77, 78)))  # corrections
        self.db.drp("org", "add", "--provider", "Valley Electric")
        digest, rows = self.db.digest(), self.all_rows(self.db)
        self.server.client(f"SET foreign_key_checks = 0; DROP TABLE `{self.db.database}`.reading_day")

        log, position = self.run_shell(
            "zstd -dc portal.sql.zst | sed -n "
            "\"s/^-- CHANGE MASTER TO MASTER_LOG_FILE='\\([^']*\\)', MASTER_LOG_POS=\\([0-9]*\\);/\\1 \\2/p\""
        ).split()
        # Where the transaction of the accident begins.
        accident = self.run_shell(
            f'mariadb-binlog --no-defaults --start-position={position} "{self.server.folder}/{log}" | '
            "awk '/^# at /{ at = $3 } /\\tGTID /{ begin = at } /^DROP TABLE/ && !found++ { print begin }'"
        ).strip()
        new = self.another_database()
        self.run_shell(
            f'mariadb --no-defaults -S "$S" -u root -e "CREATE DATABASE {new.database} '
            'CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"\n'
            f'zstd -dc portal.sql.zst | mariadb --no-defaults --comments -S "$S" -u root {new.database}\n'
            f'mariadb-binlog --no-defaults --database="$D" --rewrite-db="$D->{new.database}" '
            f'--start-position={position} --stop-position={accident} "{self.server.folder}/{log}" '
            '| mariadb --no-defaults -S "$S" -u root --binary-mode'
        )
        self.assertEqual(digest, new.digest())
        self.assertEqual(rows, self.all_rows(new))
        self.assert_clean(new)


if __name__ == "__main__":
    unittest.main()
