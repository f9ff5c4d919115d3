"""Faults, one by one, in a portal of two instances behind nginx, under a load of people and ticks.

Whatever breaks: no acknowledged write is lost, no wrong value is served, and whoever cannot be served is told 503 with
Retry-After, within the time that a request may take. Each test prints one line of figures; docs/reliability.md has
them."""
from __future__ import annotations

import signal
import sys
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fault_load import Load, Tally
from faulty_portal import (
    METERS,
    PASSWORD,
    STAFF,
    TOKEN,
    Mariadb,
    Portal,
    Redis,
    SmallDisk,
    Wire,
    fill,
    needs,
    pause,
)
from support import NOON, Client, StackTest, eventually, long_csv, private_folder


ONE_SHAPE = "starts the servers that it breaks"


class FaultTest(StackTest):
    """One portal for all tests of a class: it has to be as good as new after each of them."""

    portal: Portal

    @classmethod
    def folder_of_class(cls) -> Path:
        needs("nginx", "mariadbd", "redis-server", "setpriv")
        return private_folder(cls.addClassCleanup)

    @contextmanager
    def load(self, name: str) -> Iterator[Tally]:
        load = Load(self.portal, PASSWORD, TOKEN, METERS, STAFF).start()
        try:
            pause(1.5)
            yield load.tally
            pause(2)
            self.await_write(load)
        finally:
            tally = load.finish()
            print(tally.line(name), flush=True)
        for what in (*tally.wrong[:5], *tally.others[:12], *tally.lost[:5]):
            print(f"  {what}", file=sys.stderr, flush=True)
        self.assertEqual([], tally.lost[:5])
        self.assertEqual([], tally.wrong[:5])
        self.assertEqual([], tally.others[:5])
        self.assertEqual([], self.portal.ended_instances())
        report = self.portal.check()
        self.assertEqual([], report["findings"])

    def await_write(self, load: Load) -> None:
        """After a fault, everything goes on by itself."""
        before = load.tally.acknowledged
        eventually(lambda: load.tally.acknowledged > before + 20, "writes go on")


class ServersTest(FaultTest):
    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.folder_of_class()
        cls.database, cls.redis = Mariadb(folder / "mariadb"), Redis(folder / "redis")
        cls.addClassCleanup(cls.database.process.kill)
        cls.addClassCleanup(cls.redis.process.kill)
        cls.portal = Portal(folder / "portal", cls.database.store("portal"), "--redis", cls.redis.url)
        cls.addClassCleanup(cls.portal.stop)

    def test_a_database_server_that_is_killed_and_comes_back(self) -> None:
        with self.load("mariadbd killed, down for 3 s") as tally:
            self.database.process.kill()
            pause(3)
            self.database.start()
        self.assertGreater(tally.refused, 0)

    def test_a_redis_that_is_killed_and_comes_back(self) -> None:
        with self.load("redis killed, down for 3 s"):
            self.redis.process.kill()
            pause(3)
            self.redis.process.start()

    def test_a_redis_that_is_emptied(self) -> None:
        with self.load("redis flushed, three times"):
            for _ in range(3):
                self.assertEqual("OK", self.redis.command("FLUSHALL"))
                pause(0.5)

    def test_a_redis_that_is_frozen(self) -> None:
        with self.load("redis frozen for 30 s"):
            self.redis.process.send(signal.SIGSTOP)
            try:
                pause(30)
            finally:
                self.redis.process.send(signal.SIGCONT)

    def test_one_of_two_instances_that_is_killed(self) -> None:
        with self.load("one of two drp killed, started again after 3 s"):
            self.portal.instances[0].kill()
            pause(3)
            self.portal.instances[0].start()
            self.portal.await_instance(0)

    def test_a_proxy_that_is_reloaded(self) -> None:
        with self.load("nginx reloaded, three times"):
            for _ in range(3):
                self.portal.nginx.send(signal.SIGHUP)
                pause(1)


class NetworkTest(FaultTest):
    """The way between the instances and the database goes through this program."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.folder_of_class()
        cls.database = Mariadb(folder / "mariadb")
        cls.addClassCleanup(cls.database.process.kill)
        cls.database.sql("CREATE USER drp@'%'; GRANT ALL ON *.* TO drp@'%'")
        cls.wire = Wire(cls.database.port)
        cls.addClassCleanup(cls.wire.close)
        cls.portal = Portal(folder / "portal", f"mariadb://drp@127.0.0.1:{cls.wire.port}/portal")
        cls.addClassCleanup(cls.portal.stop)

    def test_a_network_that_swallows_everything_and_then_resets(self) -> None:
        with self.load("network between drp and mariadbd silent for 25 s, then reset") as tally:
            self.wire.cut()
            pause(25)
            self.wire.mend()
        self.assertGreater(tally.refused, 0)


class FullDiskTest(FaultTest):
    """The store lies on a small disk of its own, which is filled to the last byte and then has room again."""

    def more_until_refused(self, client: Client) -> int:
        """Imports days of a large meter until the disk takes no more; returns how many were acknowledged."""
        for n in range(400):
            rows = [("903", NOON + 86_400 * n + 900 * i, (n * 7919 + i * 104_729) % 30_000, None, 900) for i in range(90)]
            answer = client.send_file(long_csv(rows))
            if answer.status != 202:
                self.assertEqual((503, True), (answer.status, answer.header("Retry-After") is not None), answer.text)
                return n
            job = client.finished(answer)
            if job["status"] != "finished":
                self.assertEqual("/problems/store-full", job["problem"]["type"])
                return n
        raise AssertionError("the disk is not full")

    def stored_days(self) -> int:
        return len({line.split(",")[1][:10] for line in self.portal.export().splitlines() if line.startswith("903,")})

    def walk(self, name: str, disk: Path) -> None:
        machine = Client(self.portal, bearer=TOKEN, extra={"X-Forwarded-For": "127.0.2.1"})
        with self.load(name) as tally:
            filling = fill(disk)
            try:
                acknowledged = self.more_until_refused(machine)
                pause(2)
            finally:
                filling.unlink()
        self.assertGreater(tally.refused, 0)
        self.assertGreaterEqual(self.stored_days(), acknowledged)

    def test_a_full_disk_under_a_file(self) -> None:
        folder = self.folder_of_class()
        disk = SmallDisk(folder / "disk", 48)
        self.addCleanup(disk.holder.kill)
        portal = type(self).portal = Portal(
            folder / "portal", f"sqlite://{disk.folder}/drp.db", instances=1, inside=disk.inside
        )
        self.addCleanup(portal.stop)
        self.walk("disk of a SQLite store full", disk.path)

    def test_a_full_disk_under_a_database_server(self) -> None:
        folder = self.folder_of_class()
        disk = SmallDisk(folder / "disk", 256)
        self.addCleanup(disk.holder.kill)
        database = Mariadb(folder / "mariadb", disk)
        self.addCleanup(database.process.kill)
        portal = type(self).portal = Portal(folder / "portal", database.store("portal"))
        self.addCleanup(portal.stop)
        self.walk("disk of mariadbd full", disk.path)


if __name__ == "__main__":
    unittest.main()
