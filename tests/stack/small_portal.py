"""A portal with two organisations and a resident, made by the command line alone."""
from __future__ import annotations

import atexit
import functools
from dataclasses import dataclass
from pathlib import Path

from api_description import problem_errors
from support import NOON, Answer, Client, Server, StackTest, StoreFile, long_csv, private_folder

PASSWORD = "a password of this test"
TOKEN = "an-import-token-of-this-test-0123456789"

ADMIN = "admin@power.example"  # of the provider
STAFF = "staff@schools.example"  # whose organisation has meter 100
NURSE = "nurse@hospital.example"  # … 200
RESIDENT = "resident@home.example"  # who lives at 300; 400 is nobody's
METERS = ("100", "200", "300", "400")


@dataclass(frozen=True)
class Portal:
    folder: Path
    store: StoreFile

    def serve(self, *options: str, token: str | None = TOKEN, behind_nginx: bool = True) -> Server:
        environment = {"DRP_IMPORT_TOKEN": token} if token else None
        return Server(self.folder, *options, environment=environment, behind_nginx=behind_nginx)


def make_portal(folder: Path, time_zone: str = "America/Chicago") -> Portal:
    store = StoreFile(folder / "drp.db")
    store.make_from(template(time_zone))
    return Portal(folder, store)


@functools.cache
def template(time_zone: str) -> StoreFile:
    """Made once: four passwords take a second."""
    store = StoreFile(private_folder(atexit.register) / "template.db")
    store.drp("migrate", "--time-zone", time_zone)
    password = PASSWORD.encode() + b"\n"
    for number in METERS:
        store.drp("meter", "add", number)
    for name, email, meter in (("Power", ADMIN, None), ("Schools", STAFF, "100"), ("Hospital", NURSE, "200")):
        provider = ["--provider"] if name == "Power" else []
        organisation = str(store.drp("org", "add", name, *provider, "--json").json["id"])
        store.drp("user", "add", email, "--organisation", organisation, "--admin", stdin=password)
        if meter:
            store.drp("meter", "assign", meter, organisation)
    store.drp("user", "add", RESIDENT, "--meter", "300", stdin=password)
    return store


def log_in(server: Server, email: str) -> Client:
    return Client(server).log_in(email, PASSWORD)


def machine(server: Server) -> Client:
    """Whoever holds the import token."""
    return Client(server, bearer=TOKEN)


def reading(meter: str, n: int, actual: int, predicted: int | None = None) -> str:
    return long_csv([(meter, NOON + 900 * n, actual, predicted, 900)])


class PortalTest(StackTest):
    """A portal with two organisations, served for all tests of the class."""

    portal: Portal
    server: Server
    behind_nginx = True  # see support.Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.portal = make_portal(private_folder(cls.addClassCleanup))
        cls.server = cls.portal.serve(behind_nginx=cls.behind_nginx)
        cls.addClassCleanup(cls.server.stop)
        cls.visitor = Client(cls.server)

    def assert_problem(self, status: int, kind: str, answer: Answer) -> None:
        self.assertEqual((status, f"/problems/{kind}"), (answer.status, answer.json["type"]))
        self.assertEqual([], problem_errors(answer))
