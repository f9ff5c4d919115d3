"""openapi.yaml describes what the server does, all of it and nothing else.

A walk over every operation, with good, wrong, missing and forbidden input, for every role, holds each answer against
its schema; and the routes that the server has are held against the document in both directions."""
import hashlib
import itertools
import json
import re
import unittest
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from account_test import totp
from api_description import METHODS, Description, Operation, problem_errors
from support import ROOT, Answer, Client, Server, StackTest, StoreFile, long_csv, private_folder, seconds_of

UNDESCRIBED = {"/healthz", "/readyz", "/metrics"}  # for machines that watch the server, not for clients of the API
TOKEN = "an-import-token-of-this-test-0123456789"
LEVELS = (
    "system_administrator",
    "power_provider",
    "organisation_administrator",
    "organisation_user",
    "residential_user",
    "pending",
)
MEMBERS = LEVELS[:5]  # whoever sees meters
MACHINES = ("machine", "exporter", "reader")  # the import token, and API tokens with one scope each

# Who may do what, written from the requirements; the visitor may do only what everybody may.
EVERYBODY = {"getPortal", "getOpenApi", "getDocs", "createSession", "validateSession"} | {
    "confirmEmail",
    "registerAccount",
    "getInvitation",
    "requestPasswordReset",
    "resetPassword",
}
ALLOWED = {
    "deleteSession": LEVELS,
    "getUser": LEVELS,
    "getPermissions": LEVELS,
    **dict.fromkeys(
        (
            "updateUser",
            "changeEmail",
            "changePassword",
            "listSessions",
            "endOtherSessions",
            "endSession",
            "getSecondFactor",
            "beginSecondFactor",
            "confirmSecondFactor",
            "removeSecondFactor",
            "renewRecoveryCodes",
            "downloadUser",
            "previewDeleteOwnAccount",
            "deleteOwnAccount",
        ),
        LEVELS,
    ),
    "listImports": LEVELS[:2],
    "getRanking": LEVELS[:4],
    **dict.fromkeys(("createInvitation", "listInvitations", "deleteInvitation", "createResetLink"), (LEVELS[0], LEVELS[2])),
    **dict.fromkeys(("getJoinCode", "renewJoinCode"), (LEVELS[0], LEVELS[2])),
    "createImport": (*LEVELS[:1], "machine"),
    "getImport": (*LEVELS[:2], "machine"),
    "getImportVerdicts": (*LEVELS[:2], "machine"),
    "undoImport": LEVELS[:1],
    **dict.fromkeys(
        (
            "getConfiguration",
            "listOrganizations",
            "createOrganization",
            "renameOrganization",
            "deleteOrganization",
            "getOrganizationContents",
            "listUsers",
            "changeUser",
            "deleteUser",
            "unlockUser",
            "listAudit",
            "listAdminMeters",
            "listUnassignedMeters",
            "addMeters",
            "assignMeters",
            "getAdminMeter",
            "changeMeter",
            "deleteMeter",
            "replaceMeter",
            "retireMeter",
            "restoreMeter",
            "listClaims",
            "renewClaims",
            "revokeClaims",
            "listTokens",
            "createToken",
            "revokeToken",
        ),
        LEVELS[:1],
    ),
    **dict.fromkeys(("getOrganization", "listOrganizationMeters"), LEVELS[:3]),
    **dict.fromkeys(("setMemberState", "labelOrganizationMeter"), (LEVELS[0], LEVELS[2])),
    "exportReadings": (*MEMBERS, "exporter"),
    **dict.fromkeys(
        (
            "listMeters",
            "getMap",
            "getOverview",
            "getSeries",
            "streamReadings",
            "getMeterData",
            "getParticipation",
            "getTotals",
            "getAutocorrelation",
            "getPartialAutocorrelation",
            "getSignificance",
            "getProfile",
        ),
        (*MEMBERS, "reader"),
    ),
}

GOOD_FILE = long_csv([("WALK-1", seconds_of("2026-01-01T00:00:00Z"), 5, 6, 900)])
BAD_FILE = GOOD_FILE + "WALK-1,2026-01-01T00:15:00Z,many,,900\n"

# A day of the demonstration's history: small answers, because the walk has thousands.
DAY = date.today() - timedelta(days=60)
NEXT_DAY = DAY + timedelta(days=1)
DEFAULT_QUERY = {"from": f"{DAY}", "to": f"{NEXT_DAY}"}

# Values of the query's parameters: what is taken, and what is refused.
GOOD_QUERY: dict[str, list[str]] = {
    "from": [f"{DAY}", f"{DAY}T00:00:00Z", f"{DAY}T00:00:00-06:00"],
    "to": [f"{NEXT_DAY}", f"{NEXT_DAY}T06:00:00Z"],
    "points": ["16", "90", "100000"],
    "lags": ["1", "96", "2016"],
    "by": ["participation", "savings"],
    "file_name": ["march.csv", "naïve name \N{SNOWMAN}.csv"],
    "time_zone": ["Asia/Tokyo"],
    "date_order": ["auto", "mdy", "dmy"],
    "meter_columns": ["A,B"],
    "dry_run": ["true", "false"],
    "strict": ["true", "false"],
    "q": ["", "a", "%_\\'\"", "\N{SNOWMAN}" * 60],
    "page": ["1", "2", "1000000"],
    "page_size": ["1", "200"],
    "format": ["json", "csv"],
    "has_members": ["yes", "no"],
    "has_meters": ["yes", "no"],
    "has_waiting": ["yes", "no"],
    "role": list(LEVELS),
    "status": ["pending", "approved", "rejected"],
    "state": ["pending", "rejected", "approved", "administrator"],
    "locked": ["yes"],
    "actor": ["admin", "%"],
    "action": ["meter", "meter.assign"],
    "subject": ["meter 1"],
    "assigned": ["true", "false"],
    "retired": ["true", "false"],
    "placed": ["true", "false"],
    "organisation_id": ["1", "999999"],
    "silent_days": ["1", "36500"],
    "kind": ["meter", "organization"],
    "ids": ["", "1,2", ",,"],
    "with_codes": ["true", "false"],
}
WRONG_QUERY: dict[str, list[str]] = {
    "from": ["", "yesterday", "1850-01-01", "2026-02-30", "2200-01-01", "9" * 41, f"{DAY}T00:00:00", "\N{SNOWMAN}"],
    "to": ["", "tomorrow", "1850-01-01", "2200-01-01", f"{DAY}"],  # the last leaves nothing
    "points": ["", "15", "100001", "-16", "many", "16.5", "99999999999999999999"],
    "lags": ["", "0", "2017", "-1", "x"],
    "by": ["", "name", "Savings"],
    "time_zone": ["", "Mars/Olympus", "../../etc/passwd"],
    "date_order": ["", "ymd"],
    "dry_run": ["", "yes", "1"],
    "strict": ["", "TRUE"],
    "q": ["x" * 201],
    "sort": ["", "-", "nothing", "--name", "name desc", "1; DROP TABLE user"],
    "page": ["", "0", "-1", "1.5", "x", "9" * 30],
    "page_size": ["", "0", "201", "all"],
    "format": ["", "xml"],
    "assigned": ["", "yes"],
    "retired": ["", "1"],
    "placed": ["", "TRUE"],
    "organisation_id": ["", "0", "x"],
    "silent_days": ["", "0", "36501", "1.5"],
    "kind": ["", "user"],
    "ids": [",".join("1" * 201)],
    "with_codes": ["", "yes"],
    "has_members": ["", "true"],
    "has_meters": ["", "true"],
    "has_waiting": ["", "true"],
    "role": ["", "0", "administrator"],
    "status": ["", "administrator"],
    "state": ["", "none"],
    "locked": ["", "no"],
    "actor": ["x" * 201],
    "action": ["x" * 201],
    "subject": ["x" * 201],
    "organization_id": ["", "0", "x", "9" * 30],
}


@dataclass(frozen=True)
class Attempt:
    path: str
    query: dict[str, str]
    is_good: bool
    body: bytes | None = None
    headers: tuple[tuple[str, str | None], ...] = ()


NUMBERS = itertools.count(1)


def organisation_of(test: "DemoTest") -> dict[str, Any]:
    """A new one."""
    name = f"Organisation {next(NUMBERS)}"
    return test.members["system_administrator"].post_json("/api/admin/organizations", {"name": name}).json


def deleting_organisation(test: "DemoTest") -> tuple[dict[str, Any], Any]:
    made = organisation_of(test)
    return {"organization_id": made["id"]}, {"confirm_name": made["name"]}


def undoing_import(test: "DemoTest") -> tuple[dict[str, Any], Any]:
    start = seconds_of("2026-01-01T00:00:00Z")
    file = long_csv([(f"UNDONE-{next(NUMBERS)}", start, 5, 6, 900)])
    return {"import_id": test.machine.finished(test.machine.send_file(file))["id"]}, None


def member_of(test: "DemoTest", body: Any) -> tuple[dict[str, Any], Any]:
    """A new one of the provider, made at the machine."""
    email = f"member-{next(NUMBERS)}@demo.example"
    provider = test.members["power_provider"].get("/api/user").json["organisation"]["id"]
    added = test.server.store.drp("user", "add", email, "--organisation", str(provider), "--json", stdin=b"a long password of this test\n")
    return {"user_id": added.json["id"]}, body


def meter_of(test: "DemoTest | type[DemoTest]") -> dict[str, Any]:
    """A new one, as the path names it."""
    number = f"WALK-M-{next(NUMBERS)}"
    test.members["system_administrator"].post_json("/api/entity/meters/add", {"number": number})
    return {"meter_id": number}


def token_of(test: "DemoTest | type[DemoTest]", *scopes: str) -> dict[str, Any]:
    """A new one, as it was shown."""
    body = {"name": f"Token {next(NUMBERS)}", "scopes": scopes, "expires": f"{date.today() + timedelta(days=30)}T00:00:00Z"}
    return test.members["system_administrator"].post_json("/api/admin/tokens", body).json


# What an operation that changes something is asked: values of the path's parameters and a body, both made for the
# occasion, because most can be asked once only.
OCCASIONS: dict[str, Callable[["DemoTest"], tuple[dict[str, Any], Any]]] = {
    "updateUser": lambda test: ({}, {"first_name": "Kim", "preferences": {"clock": "24h"}}),
    "endOtherSessions": lambda test: ({}, None),
    "createOrganization": lambda test: ({}, {"name": f"Organisation {next(NUMBERS)}"}),
    "renameOrganization": lambda test: (
        {"organization_id": organisation_of(test)["id"]},
        {"name": f"Organisation {next(NUMBERS)}"},
    ),
    "deleteOrganization": deleting_organisation,
    "undoImport": undoing_import,
    "changeUser": lambda test: member_of(test, {"status": "rejected", "must_change_password": True}),
    "deleteUser": lambda test: member_of(test, None),
    "unlockUser": lambda test: member_of(test, None),
    "renewJoinCode": lambda test: ({}, {}),
    "addMeters": lambda test: ({}, {"number": f"WALK-M-{next(NUMBERS)}"}),
    "changeMeter": lambda test: (meter_of(test), {"label": "Barn", "latitude": 41.5, "longitude": -93.6}),
    "replaceMeter": lambda test: (meter_of(test), {"number": f"WALK-M-{next(NUMBERS)}"}),
    "retireMeter": lambda test: (meter_of(test), None),
    "restoreMeter": lambda test: (meter_of(test), None),
    "deleteMeter": lambda test: (meter_of(test), None),
    "assignMeters": lambda test: (
        {},
        {"meters": list(meter_of(test).values()), "organisation_id": organisation_of(test)["id"]},
    ),
    "renewClaims": lambda test: ({}, {"kind": "meter", "ids": list(meter_of(test).values())}),
    "revokeClaims": lambda test: ({}, {"kind": "organization", "ids": [str(organisation_of(test)["id"])]}),
    "createToken": lambda test: (
        {},
        {"name": "Loader", "scopes": ["import"], "expires": f"{date.today() + timedelta(days=30)}T00:00:00Z"},
    ),
    "revokeToken": lambda test: ({"token_id": token_of(test, "read")["id"]}, None),
}
# Questions with walks of their own, in organisation_test.py.
WALKED_ELSEWHERE = {"setMemberState", "labelOrganizationMeter"}
# What needs a letter, a mail or a link: in joining_test.py.
WALKED_ELSEWHERE |= {
    "registerAccount",
    "getInvitation",
    "requestPasswordReset",
    "resetPassword",
    "createInvitation",
    "listInvitations",
    "deleteInvitation",
    "createResetLink",
}


OWN_WALKS = {
    "changeEmail",
    "confirmEmail",
    "createSession",
    "deleteSession",
    "changePassword",
    "endSession",
    "beginSecondFactor",
    "confirmSecondFactor",
    "removeSecondFactor",
    "renewRecoveryCodes",
    "deleteOwnAccount",
}


class DemoTest(StackTest):
    """A demonstration with all six roles, and machines that import, export and read."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = private_folder(cls.addClassCleanup)
        cls.server = Server(folder, "--demo", environment={"DRP_IMPORT_TOKEN": TOKEN})
        cls.addClassCleanup(cls.server.stop)
        cls.server_store = StoreFile(folder / "drp.db")
        cls.visitor = Client(cls.server)
        cls.machine = Client(cls.server, bearer=TOKEN)
        accounts = cls.visitor.get("/api/portal").json["demo_accounts"]
        cls.accounts = {a["role"]: a for a in accounts}
        cls.members = {role: cls.log_in_as(role) for role in cls.accounts}
        shown = {role: token_of(cls, scope) for role, scope in (("exporter", "export"), ("reader", "read"))}
        cls.machines = {"machine": cls.machine} | {r: Client(cls.server, bearer=t["token"]) for r, t in shown.items()}
        cls.token_id = shown["reader"]["id"]
        cls.description = Description(cls.visitor.get("/api/openapi.yaml").text)
        cls.meters = {
            role: [m["id"] for m in cls.members[role].get("/api/entity/meters").json["meters"]] for role in MEMBERS
        }
        cls.accounts_organisation = cls.members["organisation_user"].get("/api/user").json["organisation"]["id"]
        cls.job = cls.machine.finished(cls.machine.send_file(BAD_FILE))["id"]

    @classmethod
    def log_in_as(cls, role: str) -> Client:
        account = cls.accounts[role]
        return Client(cls.server).log_in(account["email"], account["password"])

    def path_of(self, operation: Operation, meter: str | None = None, job: object = None) -> str:
        """With its parameters filled in."""
        path = operation.path.replace("{meter_id}", meter or self.meters["residential_user"][0])
        path = path.replace("{organization_id}", str(self.accounts_organisation))
        path = path.replace("{token_id}", str(self.token_id))
        path = path.replace("{session_id}", "0123456789abcdef")
        path = path.replace("{import_id}", str(self.job if job is None else job))
        return re.sub(r"\{\w+\}", "1", path)

    def ask(self, client: Client, operation: Operation, attempt: Attempt) -> Answer:
        if operation.id == "streamReadings":
            return self.ask_stream(client, attempt)
        return client.request(operation.method, attempt.path, attempt.query, attempt.body, dict(attempt.headers))

    def ask_stream(self, client: Client, attempt: Attempt) -> Answer:
        """The head of a stream and its first line; it would never end by itself."""
        connection = client.connect()
        try:
            headers = {**client.headers_of("GET"), **{k: v for k, v in attempt.headers if v is not None}}
            connection.request("GET", f"{attempt.path}?{urlencode(attempt.query)}", headers=headers)
            response = connection.getresponse()
            body = response.readline() if response.status == 200 else response.read()
            return Answer(response.status, response.getheaders(), body)
        finally:
            connection.close()


class RoutesTest(DemoTest):
    def test_the_document_is_the_one_in_the_sources(self) -> None:
        self.assertEqual((ROOT / "src/api/openapi.yaml").read_text(), self.visitor.get("/api/openapi.yaml").text)

    def test_nothing_in_the_document_was_cut_off_by_a_comma(self) -> None:
        def holes(node: Any, place: str) -> list[str]:
            """YAML makes of {a: b, c} a key c without a value."""
            if isinstance(node, list):
                return [hole for i, item in enumerate(node) for hole in holes(item, f"{place}[{i}]")]
            if not isinstance(node, dict):
                return []
            empty = [f"{place}/{key}" for key, value in node.items() if value is None]
            return empty + [hole for key, value in node.items() for hole in holes(value, f"{place}/{key}")]

        self.assertEqual([], holes(self.description.document, ""))
        self.assertEqual(["[0]/a/c"], holes([{"a": {"b": 1, "c": None}}], ""))

    def test_the_demonstration_has_an_account_for_every_role(self) -> None:
        self.assertEqual(sorted(LEVELS), sorted(self.accounts))

    def test_every_route_in_the_sources_is_described_and_the_other_way_round(self) -> None:
        call = re.compile(r'router\.add\(\s*(?:http::Method::)?(\w+)\s*,\s*"([^"]+)"\s*,\s*"(\w+)"')
        methods = {"del": "DELETE"}
        added = {
            (methods.get(method, method.upper()), path, operation_id)
            for file in (ROOT / "src/api").glob("*.cpp")
            for method, path, operation_id in call.findall(file.read_text())
            if path not in UNDESCRIBED
        }
        self.assertEqual({(o.method, o.path, o.id) for o in self.description.operations}, added)

    def test_every_route_that_the_running_server_counts_is_described_and_the_other_way_round(self) -> None:
        metrics = Client(self.server, secure=False).get("/metrics").text
        counted = set(re.findall(r'http_request_duration_seconds_count\{method="(\w+)",route="(/[^"]*)"\}', metrics))
        described = {(o.method, o.path) for o in self.description.operations}
        self.assertEqual(described, {(m, path) for m, path in counted if path not in UNDESCRIBED})

    def test_every_described_operation_answers_and_no_other_method_does(self) -> None:
        for path in {o.path for o in self.description.operations}:
            described = {o.method: o for o in self.description.operations if o.path == path}
            for method in map(str.upper, METHODS):
                with self.subTest(f"{method} {path}"):
                    filled = self.path_of(next(iter(described.values())))
                    if method in described:
                        answer = self.ask(self.visitor, described[method], Attempt(filled, {}, is_good=True))
                        self.assertNotIn(answer.status, (404, 405))
                        continue
                    answer = self.visitor.request(method, filled)
                    self.assertEqual(405, answer.status)
                    self.assertEqual([], problem_errors(answer))
                    offered = set(re.split(r",\s*", answer.header("Allow") or ""))
                    self.assertEqual(
                        set(described) | {"OPTIONS"} | ({"HEAD"} if "GET" in described else set()), offered
                    )

    def test_an_address_that_is_not_described_is_a_problem_document(self) -> None:
        for path in (
            "/api",
            "/api/",
            "/api/nothing",
            "/api/vis",
            "/api/vis/data",
            "/api/portal/",
            "/api/user/1",
            "/api/vis/meter_data/",
            "/api/data/import/1/",
            "/api/../api/portal",
            "/API/portal",
        ):
            for client in (self.visitor, self.members["system_administrator"]):
                with self.subTest(path):
                    answer = client.get(path, headers={"Accept": "application/json"})
                    self.assertEqual(404, answer.status)
                    self.assertEqual([], problem_errors(answer))

    def test_head_answers_like_get_without_a_body(self) -> None:
        admin = self.members["system_administrator"]
        for operation in self.description.operations:
            if operation.method != "GET" or operation.id in ("streamReadings", "getInvitation"):
                continue
            with self.subTest(operation.id):
                query = DEFAULT_QUERY | {"meter": self.meters["residential_user"][0]}
                answer = admin.request("HEAD", self.path_of(operation), query)
                self.assertIn((answer.status, answer.body), ((200, b""), (303, b"")))

    def test_everybody_is_allowed_what_this_test_believes(self) -> None:
        # So that the walk below leaves no operation out.
        self.assertEqual({o.id for o in self.description.operations}, EVERYBODY | set(ALLOWED))
        for operation in self.description.operations:
            with self.subTest(operation.id):
                schemes = {"session"} | ({"token"} if set(MACHINES) & set(ALLOWED.get(operation.id, ())) else set())
                self.assertEqual(
                    set() if operation.id in EVERYBODY else schemes, set(self.description.security(operation))
                )


class WalkTest(DemoTest):
    """Every answer of every operation is one that is described."""

    def attempts(self, operation: Operation, own: list[str], foreign: list[str]) -> list[Attempt]:
        """Ways to ask: one thing changed at a time."""
        parameters = {p["name"]: p for p in self.description.parameters(operation) if p["in"] == "query"}
        base = {name: value for name, value in DEFAULT_QUERY.items() if name in parameters}
        if "meter" in parameters and operation.id != "streamReadings":
            base["meter"] = own[0]
        if operation.id in OCCASIONS:
            return self.attempts_to_change(operation)
        body = GOOD_FILE.encode() if operation.id == "createImport" else None
        good = self.path_of(operation, own[0])
        attempts = [Attempt(good, base, True, body)]
        for name in parameters:
            fitting = parameters[name]["schema"].get("enum") or GOOD_QUERY.get(name, [])
            attempts += [Attempt(good, base | {name: value}, True, body) for value in fitting]
            wrong = WRONG_QUERY.get(name, [])
            if name == "to" and operation.id == "listAudit":
                wrong = wrong[:-1]  # here a day's end is meant
            attempts += [Attempt(good, base | {name: value}, False, body) for value in wrong]
        strange = ["nobody", "0", "-", "A" * 33, "a b", "\N{SNOWMAN}", "1' OR '1'='1", *foreign[:1]]
        if "meter" in parameters:
            attempts += [Attempt(good, base | {"meter": number}, False) for number in strange]
        if "{meter_id}" in operation.path:
            attempts += [Attempt(self.path_of(operation, quote(number)), base, False) for number in strange]
        if "{import_id}" in operation.path:
            attempts += [
                Attempt(self.path_of(operation, job=j), base, False) for j in (0, -1, 999_999, "x", "1e3", "9" * 30)
            ]
        if "{organization_id}" in operation.path:
            attempts += [
                Attempt(operation.path.replace("{organization_id}", quote(o)), base, False)
                for o in ("0", "-1", "999999", "x", "1e3", "9" * 30)
            ]
        if operation.id == "getSeries":
            attempts += [
                Attempt(good, base | q, True, headers=(("Accept", "application/octet-stream"),))
                for q in ({}, {"points": "16"})
            ]
            attempts.append(Attempt(good, {}, False))  # it needs a meter
        return attempts

    def attempts_to_change(self, operation: Operation) -> list[Attempt]:
        """Once as it should be; without a body, with one that says too much, and for ids that are not there."""
        values, body = OCCASIONS[operation.id](self)
        path = operation.path
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", quote(str(value)))
        attempts = [Attempt(path, {}, True, None if body is None else json.dumps(body).encode())]
        if body is not None:
            wrong = [b"", b"[]", json.dumps(body | {"is_admin": True, "id": 1}).encode()]
            attempts = [Attempt(path, {}, False, b) for b in wrong] + attempts
        for name in values:
            for strange in ("0", "-1", "999999", "x", "1e3", "9" * 30, "1' OR '1'='1"):
                other = operation.path
                for key, value in values.items():
                    other = other.replace(f"{{{key}}}", quote(strange if key == name else str(value)))
                attempts.append(Attempt(other, {}, False, json.dumps(body).encode() if body is not None else None))
        return attempts

    def assert_described(self, operation: Operation, answer: Answer, attempt: object) -> None:
        self.assertEqual([], self.description.errors(operation, answer), attempt)

    def operations_to_walk(self) -> list[Operation]:
        """All but those that have walks of their own."""
        return [o for o in self.description.operations if o.id not in WALKED_ELSEWHERE | OWN_WALKS]

    def test_what_the_allowed_ask_is_answered_as_described(self) -> None:
        count = 0
        everyone = set(self.meters["system_administrator"])
        for operation in self.operations_to_walk():
            roles: Any = (*LEVELS, *MACHINES, "visitor") if operation.id in EVERYBODY else ALLOWED[operation.id]
            for role in roles:
                client = {**self.machines, "visitor": self.visitor, **self.members}[role]
                own = self.meters.get(role) or sorted(everyone)
                for attempt in self.attempts(operation, own, sorted(everyone - set(own))):
                    with self.subTest(operation.id, role=role, attempt=attempt):
                        answer = self.ask(client, operation, attempt)
                        self.assert_described(operation, answer, attempt)
                        self.assertEqual(
                            attempt.is_good, 200 <= answer.status < 400, f"{answer.status} {answer.body[:300]!r}"
                        )
                        if answer.status == 202:
                            client.finished(answer)
                        count += 1
        print(f"role matrix: {count} requests of those who may", flush=True)
        self.assertGreater(count, 500)

    def test_what_the_others_ask_is_refused_as_described(self) -> None:
        own = self.meters["residential_user"]
        stale = Client(self.server, cookie="__Host-drp_session=" + "A" * 43, csrf="x")
        impostor = Client(self.server, bearer="x" * 40)
        strangers = {"visitor": self.visitor, "stale": stale, "impostor": impostor, "expired": self.expired_session()}
        count = 0
        for operation in self.operations_to_walk():
            if operation.id in EVERYBODY:
                continue
            known = {**self.members, **self.machines}
            refused = {role: c for role, c in known.items() if role not in ALLOWED[operation.id]}
            for role, client in {**refused, **strangers}.items():
                for attempt in self.attempts(operation, own, [])[:3]:
                    with self.subTest(operation.id, role=role, attempt=attempt):
                        answer = self.ask(client, operation, attempt)
                        self.assertEqual(401 if role in strangers else 403, answer.status)
                        self.assert_described(operation, answer, attempt)
                        count += 1
        print(f"role matrix: {count} requests of those who may not", flush=True)

    def expired_session(self) -> Client:
        """A system administrator's, as it is left in a browser that nobody used for a week."""
        client = self.log_in_as("system_administrator")
        token_hash = hashlib.sha256(client.cookie.split("=", 1)[1].encode()).hexdigest()
        with self.server.store.sql() as sql:
            sql.execute("UPDATE session SET expires_utc = 1 WHERE token_hash = ?", (token_hash,))
        return client

    def test_nothing_changes_without_the_sessions_token(self) -> None:
        count = 0
        for operation in self.operations_to_walk():
            if operation.method == "GET" or operation.id in EVERYBODY:
                continue
            for role in set(ALLOWED[operation.id]) - {"machine"}:
                member = self.members[role]
                bare = Client(self.server, cookie=member.cookie)
                for attempt in self.attempts(operation, self.meters["residential_user"], [])[:1]:
                    with self.subTest(operation.id, role=role):
                        answer = self.ask(bare, operation, attempt)
                        self.assertEqual((403, "/problems/csrf-token-invalid"), (answer.status, answer.json["type"]))
                        self.assert_described(operation, answer, attempt)
                        count += 1
        print(f"role matrix: {count} requests without the session's token", flush=True)

    def test_everybody_sees_what_is_public_whatever_they_send_along(self) -> None:
        stale = Client(self.server, cookie="__Host-drp_session=nonsense; a=b;;=")
        impostor = Client(self.server, bearer="x" * 40)
        for client in (stale, impostor, Client(self.server, extra={"Authorization": "Basic YTpi"})):
            for operation_id in ("getPortal", "getOpenApi", "getDocs", "validateSession"):
                operation = self.description.by_id(operation_id)
                with self.subTest(operation_id, client=client):
                    answer = client.get(operation.path)
                    self.assertLess(answer.status, 400)
                    self.assert_described(operation, answer, client)

    def test_logging_in_is_answered_as_described(self) -> None:
        operation = self.description.by_id("createSession")
        account = self.accounts["organisation_user"]
        good = {"email": account["email"], "password": account["password"]}
        mistakes: list[tuple[int, Any]] = [
            (200, good),
            (401, good | {"password": "wrong"}),
            (401, good | {"email": "nobody@demo.example"}),
            *(
                (422, body)
                for body in (
                    {},
                    [],
                    None,
                    7,
                    "x",
                    {"email": good["email"]},
                    good | {"email": 7},
                    good | {"password": None},
                    good | {"password": ""},
                    good | {"is_admin": True},
                    good | {"email": "e" * 255},
                    good | {"password": "p" * 1025},
                )
            ),
        ]
        for status, body in mistakes:
            with self.subTest(str(body)[:80]):
                answer = self.visitor.post_json(operation.path, body)
                self.assertEqual(status, answer.status)
                self.assert_described(operation, answer, body)
        for raw in (
            b"",
            b"{",
            b'{"email": "a", "email": "b", "password": "c"',
            b"\xff\xfe",
            b'{"email": "\xff", "password": "x"}',
            b"[" * 4000,
        ):
            with self.subTest(raw[:20]):
                answer = self.visitor.request("POST", operation.path, body=raw)
                self.assertIn(answer.status, (400, 422))
                self.assert_described(operation, answer, raw)

    def test_a_log_in_whose_body_is_too_large_is_refused_as_described(self) -> None:
        operation = self.description.by_id("createSession")
        answer = self.visitor.request("POST", operation.path, body=b'{"email": "' + b"a" * 20_000 + b'"}')
        self.assertEqual(413, answer.status)
        self.assert_described(operation, answer, "20 kB")

    def test_a_log_in_from_a_foreign_page_is_refused_as_described(self) -> None:
        operation = self.description.by_id("createSession")
        answer = self.visitor.request("POST", operation.path, body=b"{}", headers={"Origin": "https://evil.example"})
        self.assertEqual(403, answer.status)
        self.assert_described(operation, answer, "origin")

    def test_logging_out_is_answered_as_described(self) -> None:
        operation = self.description.by_id("deleteSession")
        for role in LEVELS:
            client = self.log_in_as(role)
            for status, headers in (
                (403, {"X-CSRF-Token": None}),
                (403, {"X-CSRF-Token": "0" * 43}),
                (403, {"Origin": "https://evil.example"}),
                (204, {}),
                (401, {}),
            ):
                with self.subTest(role=role, status=status, headers=headers):
                    answer = client.request("DELETE", operation.path, headers=headers)
                    self.assertEqual(status, answer.status)
                    self.assert_described(operation, answer, headers)
        for status, client in ((401, self.visitor), (403, self.machine)):
            answer = client.request("DELETE", operation.path)
            self.assertEqual(status, answer.status)
            self.assert_described(operation, answer, client)

    def test_what_changes_how_one_logs_in_is_answered_as_described(self) -> None:
        self.server_store.drp("user", "add", "walker@example.org", stdin=b"tidy otter walks at noon\n")
        client = Client(self.server).log_in("walker@example.org", "tidy otter walks at noon")
        there = Client(self.server).log_in("walker@example.org", "tidy otter walks at noon")
        password = {"password": "tidy otter walks at noon"}
        session_id = next(
            s["id"] for s in client.get("/api/user/sessions").json["sessions"] if not s["is_this_one"]
        )
        steps: list[tuple[str, int, Any]] = [
            ("beginSecondFactor", 422, {"password": "wrong"}),
            ("beginSecondFactor", 200, password),
            ("confirmSecondFactor", 422, {"code": "000000"}),
            ("confirmSecondFactor", 200, None),
            ("confirmSecondFactor", 409, {"code": "000000"}),
            ("beginSecondFactor", 409, password),
            ("renewRecoveryCodes", 422, password | {"code": "0000-0000"}),
            ("renewRecoveryCodes", 200, None),
            ("removeSecondFactor", 422, password | {"code": "0000-0000"}),
            ("removeSecondFactor", 200, None),
            ("removeSecondFactor", 409, password | {"code": "0000-0000"}),
            ("endSession", 204, {}),
            ("endSession", 404, {}),
            ("changePassword", 422, {"old_password": "wrong", "password": "blue kettle sings alone"}),
            ("changePassword", 422, {"old_password": password["password"], "password": "short"}),
            ("changePassword", 422, {"old_password": password["password"], "new": "short"}),
            ("changePassword", 200, {"old_password": password["password"], "password": "blue kettle sings alone"}),
            ("changeEmail", 422, {"email": "x@example.org", "password": "wrong"}),
            ("changeEmail", 422, {"email": "no address", "password": "blue kettle sings alone"}),
            ("changeEmail", 200, {"email": "stroller@example.org", "password": "blue kettle sings alone"}),
            ("confirmEmail", 404, {"token": "A" * 43}),
            ("confirmEmail", 422, {}),
            ("deleteOwnAccount", 422, {"password": "wrong"}),
            ("deleteOwnAccount", 204, {"password": "blue kettle sings alone"}),
            ("deleteOwnAccount", 401, {"password": "blue kettle sings alone"}),
        ]
        secret, codes = "", []
        for operation_id, status, body in steps:
            with self.subTest(operation_id, status=status):
                operation = self.description.by_id(operation_id)
                if body is None:
                    body = {"code": totp(secret)} if operation_id == "confirmSecondFactor" else password | {"code": codes[0]}
                path = operation.path.replace("{session_id}", session_id)
                forged = client.request(operation.method, path, body=b"{}", headers={"X-CSRF-Token": None})
                self.assert_described(operation, forged, "no token")
                answer = client.request(operation.method, path, body=json.dumps(body).encode())
                self.assert_described(operation, answer, body)
                self.assertEqual(status, answer.status, answer.text)
                if status != 200:
                    continue
                secret = answer.json.get("secret", secret)
                codes = answer.json.get("recovery_codes", codes)
                if cookie := answer.header("Set-Cookie"):
                    client.cookie = cookie.split(";")[0]
                    client.csrf = answer.json.get("session", answer.json)["csrf_token"]
        self.assertEqual(401, there.get("/api/user").status)

    def test_imports_of_every_kind_of_file_are_jobs_as_described(self) -> None:
        create, get, verdicts = map(self.description.by_id, ("createImport", "getImport", "getImportVerdicts"))
        for content, status in (
            (GOOD_FILE.encode(), "finished"),
            (BAD_FILE.encode(), "finished"),
            (b"", "failed"),
            (b"\0" * 100, "failed"),
            (b"no,such,format\n1,2,3\n", "failed"),
        ):
            for query in ({}, {"strict": "true"}, {"dry_run": "true"}):
                with self.subTest(content[:30], query=query):
                    accepted = self.machine.request("POST", create.path, query, content)
                    self.assert_described(create, accepted, query)
                    job = self.machine.finished(accepted)
                    expected = "failed" if query == {"strict": "true"} and content == BAD_FILE.encode() else status
                    self.assertEqual((expected, query == {"dry_run": "true"}), (job["status"], job["is_dry_run"]))
                    self.assertEqual(expected == "failed", job["problem"] is not None)
                    answer = self.machine.get(accepted.header("Location"))
                    self.assert_described(get, answer, job)
                    answer = self.machine.get(accepted.header("Location") + "/verdicts")
                    self.assert_described(verdicts, answer, job)
                    self.assertEqual(job["refused"], len(answer.text.splitlines()) - 1)
        self.assert_described(
            self.description.by_id("listImports"), self.members["power_provider"].get("/api/data/import"), "list"
        )

    def test_an_import_that_is_too_large_or_forged_is_refused_as_described(self) -> None:
        create = self.description.by_id("createImport")
        admin = self.members["system_administrator"]
        forged = admin.request("POST", create.path, body=b"x", headers={"X-CSRF-Token": None})
        self.assertEqual(403, forged.status)
        self.assert_described(create, forged, "no token")
        connection = self.machine.connect()
        try:
            connection.request(
                "POST", create.path, headers={**self.machine.headers_of("POST"), "Content-Length": str(17 << 30)}
            )
            response = connection.getresponse()
            large = Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()
        self.assertEqual(413, large.status)
        self.assert_described(create, large, "17 GiB")


if __name__ == "__main__":
    unittest.main()
