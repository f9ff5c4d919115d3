"""A portal on a Galera cluster of three nodes, as deploy/galera starts it, and what a node's end does to it."""
from __future__ import annotations

import os
import signal
import subprocess
import unittest
from pathlib import Path

import faults_test
from faulty_portal import PATH, Portal, needs, pause
from support import ROOT, eventually, free_port, private_folder

ONE_SHAPE = "starts the cluster that it breaks"
PROVIDER_LIBRARY = Path("/usr/lib/galera/libgalera_smm.so")


class Cluster:
    """Three mariadbd at 127.0.0.11 to 13."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.port = free_port()
        self.url = self.script("up", "--port", str(self.port)).strip().splitlines()[-1]

    def script(self, name: str, *options: str) -> str:
        command = [ROOT / "deploy/galera" / name, "--data", self.folder, *options]
        with open(self.folder / f"{name}.log", "w+") as log:  # not a pipe: the nodes would hold it for ever
            done = subprocess.run(
                command, stdout=log, stderr=log, timeout=240, check=False, env={**os.environ, "PATH": PATH}
            )
            log.seek(0)
            said = log.read()
        if done.returncode != 0:
            raise AssertionError(f"{name}: {said}")
        return said

    def pid(self, node: int) -> int:
        return int((self.folder / f"{node}/pid").read_text())

    def send(self, node: int, number: signal.Signals) -> None:
        os.kill(self.pid(node), number)

    def kill(self, node: int) -> None:
        self.send(node, signal.SIGKILL)
        place = Path(f"/proc/{self.pid(node)}")
        eventually(lambda: not place.exists() or "\nState:\tZ" in (place / "status").read_text(), "the node is gone")
        (self.folder / f"{node}/pid").unlink()

    def sql(self, node: int, statement: str) -> str:
        command = ["mariadb", "--no-defaults", f"--socket={self.folder}/{node}/socket", "-uroot", "-N", "-e", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def close(self) -> None:
        for node in (1, 2, 3):
            try:
                self.send(node, signal.SIGCONT)
                self.kill(node)
            except (OSError, ValueError):
                pass


class GaleraTest(faults_test.FaultTest):
    cluster: Cluster

    @classmethod
    def setUpClass(cls) -> None:
        needs("nginx", "mariadbd", "rsync", "setpriv", "setsid")
        if not PROVIDER_LIBRARY.exists():
            message = "SKIPPED: galera-4 is not installed"
            print(message, flush=True)
            raise unittest.SkipTest(message)
        folder = private_folder(cls.addClassCleanup)
        folder.chmod(0o711)  # the nodes are another user's if this is root
        cls.cluster = Cluster(folder / "cluster")
        cls.addClassCleanup(cls.cluster.close)
        cls.portal = Portal(folder / "portal", cls.cluster.url)
        cls.addClassCleanup(cls.portal.stop)

    def assert_nodes_agree(self) -> None:
        """Every node has all of it, and each says the same of itself."""
        question = "SHOW STATUS LIKE 'wsrep_cluster_%'; SELECT version FROM portal.write_turn"
        for node in (1, 2, 3):
            self.cluster.sql(node, "SET SESSION wsrep_sync_wait = 15; SELECT 1")
        eventually(lambda: len({self.cluster.sql(node, question) for node in (1, 2, 3)}) == 1, "all nodes agree")
        self.assertIn("wsrep_cluster_size\t3", self.cluster.sql(1, question))

    def test_1_the_writer_is_killed_and_joins_again(self) -> None:
        with self.load("galera: writing node killed, joins again after 3 s"):
            self.cluster.kill(1)
            pause(3)
            self.cluster.script("up", "1")
        self.assert_nodes_agree()

    def test_2_a_reader_is_killed_and_joins_again(self) -> None:
        with self.load("galera: another node killed, joins again after 3 s"):
            self.cluster.kill(3)
            pause(3)
            self.cluster.script("up", "3")
        self.assert_nodes_agree()

    def test_3_the_writer_is_cut_off_from_the_others(self) -> None:
        """It goes on listening to clients, but hears no other node: it may neither take a write nor show old values."""
        with self.load("galera: writing node isolated for 10 s") as tally:
            self.cluster.sql(1, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'")
            pause(10)
            self.cluster.sql(1, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'")
            eventually(lambda: "Synced" in self.cluster.sql(1, "SHOW STATUS LIKE 'wsrep_local_state_comment'"), "it is back")
        self.assertGreater(tally.acknowledged, 20)
        self.assert_nodes_agree()

    def test_4_the_writer_is_frozen(self) -> None:
        with self.load("galera: writing node frozen for 15 s"):
            self.cluster.send(1, signal.SIGSTOP)
            try:
                pause(15)
            finally:
                self.cluster.send(1, signal.SIGCONT)
            eventually(lambda: "Synced" in self.cluster.sql(1, "SHOW STATUS LIKE 'wsrep_local_state_comment'"), "it is back")
        self.assert_nodes_agree()

    def test_5_all_nodes_are_killed_and_recovered(self) -> None:
        with self.load("galera: all nodes killed at once, recovered") as tally:
            for node in (2, 1, 3):
                self.cluster.send(node, signal.SIGKILL)
            for node in (2, 1, 3):
                self.cluster.kill(node)
            with self.assertRaisesRegex(AssertionError, "recover"):
                self.cluster.script("up")  # beginning anywhere would lose something
            self.cluster.script("recover")
        self.assertGreater(tally.refused, 0)
        self.assert_nodes_agree()


if __name__ == "__main__":
    unittest.main()
