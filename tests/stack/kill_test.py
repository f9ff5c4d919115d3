"""kill -9 at any moment loses nothing that was acknowledged and leaves nothing broken.

Moments are drawn anew in every run; the seed is printed (set DRP_SEED to have a run again)."""
import os
import signal
import subprocess
import threading
import time
import unittest
from pathlib import Path

from support import (
    BINARY,
    ON_SERVERS,
    Client,
    Server,
    StackTest,
    StoreFile,
    drp,
    eventually,
    instant,
    long_csv,
    private_folder,
    seeded_random,
)

KILLS = 8 if ON_SERVERS else 20  # an import takes longer there
NOT_FOUND, CONFLICT = 4, 5
START = 1_700_006_400  # 2023-11-15, midnight UTC


def write_wide_file(path: Path, meters: int, days: int) -> None:
    """An AMI export in quarter hours, so large that the import takes several batches. Rows repeat their values after a
    prime number of rows, so that writing it takes no longer than reading it."""
    numbers = [str(30_000_000 + i) for i in range(meters)]
    tails = [",".join(f"{(i * 7919 + k * 104_729) % 9_000 / 1000:.3f}" for i in range(meters)) for k in range(97)]
    with path.open("w") as file:
        file.write("AMI Meter ID,," + ",".join(numbers) + "\n")
        for row in range(days * 96):
            start = START + row * 900
            file.write(f"{instant(start)},{instant(start + 900)},{tails[row % 97]}\n")


def start_import(store: StoreFile, file: Path) -> subprocess.Popen[bytes]:
    command = [str(BINARY), "import", "--quiet", str(file), "--store", store.url]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class KilledImportTest(StackTest):
    METERS, DAYS = 400, 450  # 17 million values: several batches

    @classmethod
    def setUpClass(cls) -> None:
        folder = private_folder(cls.addClassCleanup)
        cls.file = folder / "fleet.csv"
        write_wide_file(cls.file, cls.METERS, cls.DAYS)
        cls.undisturbed = StoreFile(folder / "undisturbed.db")
        started = time.monotonic()
        report = cls.undisturbed.import_json(cls.file)[0]
        cls.undisturbed_s = time.monotonic() - started
        assert report["new"] == cls.METERS * cls.DAYS * 96, report
        cls.digest = cls.undisturbed.digest()

    def setUp(self) -> None:
        super().setUp()
        self.random = seeded_random(self.id())

    def killed_import(self, store: StoreFile, is_moment: "Moment") -> int:
        """Runs an import and kills it; returns how many values it had acknowledged."""
        process = start_import(store, self.file)
        acknowledged = is_moment.wait(process, store)
        process.kill()
        process.wait()
        return acknowledged

    def assert_whole_and_completed_by_another_run(self, store: StoreFile, acknowledged: int) -> int:
        """Returns how many values had been kept."""
        kept = self.assert_clean(store)["values"] if self.is_complete(store) else 0
        self.assertGreaterEqual(kept, acknowledged)
        report = store.import_json(self.file)[0]
        self.assertEqual((kept, 0, 0), (report["equal"], report["corrected"], report["refused"]))
        self.assertEqual(self.digest, store.digest())
        self.assert_clean(store)
        return kept

    def is_complete(self, store: StoreFile) -> bool:
        """Killed while it was being made, a store is not there or says so; then nothing had been acknowledged."""
        outcome = drp("check", "--json", "--store", store.url)
        if outcome.code in (NOT_FOUND, CONFLICT):
            self.assertIn(outcome.problem["code"], ("store-missing", "store-needs-migration"))
            return False
        return True

    def test_an_import_killed_at_random_moments_is_completed_by_another_run(self) -> None:
        for k in range(KILLS // 2):
            after_s = self.random.uniform(0, self.undisturbed_s)
            with self.subTest(kill=k, after_s=after_s):
                store = self.store(f"{k}.db")
                acknowledged = self.killed_import(store, AfterSeconds(after_s))
                self.assert_whole_and_completed_by_another_run(store, acknowledged)
                store.remove()

    def test_an_import_killed_between_or_inside_its_transactions_keeps_what_it_acknowledged(self) -> None:
        in_the_middle = 0
        for k in range(KILLS // 2):
            delay_s = self.random.uniform(0, self.undisturbed_s / 4)
            with self.subTest(kill=k, delay_s=delay_s):
                store = self.store(f"{k}.db")
                acknowledged = self.killed_import(store, AfterFirstBatch(delay_s))
                kept = self.assert_whole_and_completed_by_another_run(store, acknowledged)
                in_the_middle += 0 < kept < self.METERS * self.DAYS * 96
                store.remove()
        self.assertGreater(in_the_middle, 0, "no kill hit the middle: the file is too small for this machine")


class KilledWhileMakingAStoreTest(StackTest):
    def test_a_store_whose_making_was_killed_is_made_by_the_next_run(self) -> None:
        random = seeded_random(self.id())
        text = long_csv([("1", START + 900 * i, i, None, 900) for i in range(500)])
        file = self.folder / "small.csv"
        file.write_text(text)
        undisturbed = self.store("undisturbed.db")
        started = time.monotonic()
        undisturbed.import_json(file)
        whole_s = time.monotonic() - started
        for k in range(4 * KILLS):
            after_s = random.uniform(0, whole_s)
            with self.subTest(kill=k, after_s=after_s):
                store = self.store(f"{k}.db")
                process = start_import(store, file)
                time.sleep(after_s)
                process.kill()
                process.wait()
                store.import_json(file)
                self.assertEqual(undisturbed.digest(), store.digest())
                self.assert_clean(store)


class Moment:
    """When to kill an import."""

    def wait(self, process: subprocess.Popen, store: StoreFile) -> int:
        """Returns the number of values that the store had acknowledged by then."""
        raise NotImplementedError


class AfterSeconds(Moment):
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def wait(self, process: subprocess.Popen, store: StoreFile) -> int:
        time.sleep(self.seconds)
        return 0


class AfterFirstBatch(Moment):
    """Some time after the first batch has been committed."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s

    def wait(self, process: subprocess.Popen, store: StoreFile) -> int:
        eventually(lambda: process.poll() is not None or acknowledged_values(store), "the first batch is in")
        time.sleep(self.delay_s)
        return acknowledged_values(store)


def has_schema(store: StoreFile) -> bool:
    with store.sql() as sql:
        return "import" in sql.tables()


def acknowledged_values(store: StoreFile) -> int:
    """What the store itself says has been added so far."""
    if not store.exists() or not has_schema(store):
        return 0
    with store.sql() as sql:
        return sql.execute("SELECT coalesce(sum(added), 0) FROM import").fetchone()[0]


class KilledServerTest(StackTest):
    """Ticks: one small file for each interval, with a reading of every meter, as a head-end system sends them."""

    METERS = 20
    TOKEN = "a-token-for-this-test-only-0123456789"

    def tick(self, n: int) -> list[tuple[str, int, int | None, int | None, int]]:
        return [(f"LIVE-{i:02}", START + 900 * n, 100 * n + i, 90 * n + 3 * i, 900) for i in range(self.METERS)]

    def send_until_it_dies(self, client: Client, first: int) -> int:
        """Sends tick after tick; returns the number of the first one that was not reported as finished."""
        n = first
        try:
            while True:
                job = client.finished(client.send_file(long_csv(self.tick(n)), file_name=f"tick {n}"))
                self.assertEqual(("finished", 0), (job["status"], job["refused"]))
                n += 1
        except (OSError, EOFError, ValueError):
            return n
        except Exception as error:  # what http.client raises when the other side is gone
            if type(error).__module__ != "http.client":
                raise
            return n

    def test_ticks_reported_as_finished_survive_kills_at_random_moments(self) -> None:
        random = seeded_random(self.id())
        store = self.store()
        done = 0
        for kill in range(KILLS):
            with self.subTest(kill=kill):
                done = self.send_and_kill(done, random.uniform(0.02, 0.6))
                stored = {(r.meter, r.start): (r.actual_wh, r.predicted_wh) for r in store.export()}
                sent = [self.tick(n) for n in range(done)]
                for meter, start, actual, predicted, _ in (row for tick in sent for row in tick):
                    self.assertEqual((actual, predicted), stored.pop((meter, instant(start)), None))
                # The tick that was under way is there as a whole or not at all.
                self.assertIn(len(stored), (0, self.METERS))
                self.assert_clean(store)
        self.assertGreater(done, KILLS, "hardly a tick was finished: nothing has been shown")
        self.assert_like_an_undisturbed_store(store, done)

    def send_and_kill(self, first: int, after_s: float) -> int:
        with Server(self.folder, environment={"DRP_IMPORT_TOKEN": self.TOKEN}) as server:
            result: list[int] = []
            client = Client(server, secure=False, bearer=self.TOKEN)
            sender = threading.Thread(target=lambda: result.append(self.send_until_it_dies(client, first)))
            sender.start()
            time.sleep(after_s)
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
            sender.join()
            self.assertEqual(-signal.SIGKILL, server.process.returncode)
        self.assertEqual(1, len(result), "the sender ended in an error")
        return result[0]

    def assert_like_an_undisturbed_store(self, store: StoreFile, ticks: int) -> None:
        rows = [row for n in range(ticks + 1) for row in self.tick(n)]
        store.import_text(long_csv(rows))
        undisturbed = self.store("undisturbed.db")
        undisturbed.import_text(long_csv(rows))
        self.assertEqual(undisturbed.digest(), store.digest())
        self.assert_clean(store)


if __name__ == "__main__":
    unittest.main()
