"""A demonstration that is asked everything by everybody: who may do what, and ways to ask each operation."""
from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from api_description import Description, Operation
from support import Answer, Client, Server, StackTest, StoreFile, eventually, long_csv, private_folder, seconds_of

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
    **dict.fromkeys(("listAlerts", "createAlert", "changeAlert", "deleteAlert", "testAlert", "listRaisedAlerts"), MEMBERS),
    "listImports": LEVELS[:2],
    "getRanking": LEVELS[:4],
    **dict.fromkeys(("createInvitation", "listInvitations", "deleteInvitation", "createResetLink"), (LEVELS[0], LEVELS[2])),
    **dict.fromkeys(("getJoinCode", "renewJoinCode"), (LEVELS[0], LEVELS[2])),
    "createImport": (*LEVELS[:1], "machine"),
    "getImport": (*LEVELS[:2], "machine"),
    "getImportVerdicts": (*LEVELS[:2], "machine"),
    "getImportFindings": (*LEVELS[:2], "machine"),
    "undoImport": LEVELS[:1],
    "listWeatherSites": LEVELS[:2],
    "importTemperatures": (*LEVELS[:1], "machine"),
    **dict.fromkeys(("assignWeatherSite", "changeWeatherSite"), LEVELS[:1]),
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
            "takeSecondFactor",
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
    **dict.fromkeys(("listPrograms", "getProgram", "listEnrolments", "getEnrolment", "listOutages", "listNotices"), LEVELS[:2]),
    **dict.fromkeys(
        (
            "createProgram",
            "changeProgram",
            "enrolMeters",
            "changeEnrolment",
            "endEnrolment",
            "addOutages",
            "removeOutage",
            "createEvent",
            "changeEvent",
            "deleteEvent",
            "scheduleEvent",
            "cancelEvent",
            "storeEventPredictions",
            "settleEvent",
        ),
        LEVELS[:1],
    ),
    **dict.fromkeys(("tryBaselines", "advisePeakHours", "getSeason"), LEVELS[:2]),
    **dict.fromkeys(
        (
            "listSettlements",
            "getSettlement",
            "listSettlementLines",
            "explainSettlementLine",
            "compareSettlement",
            "downloadStatement",
        ),
        (*MEMBERS, "reader"),
    ),
    **dict.fromkeys(("listEvents", "getEvent", "getEventBoard", "listOptOuts"), (*MEMBERS, "reader")),
    "listAcknowledgements": (*MEMBERS, "reader"),
    "acknowledgeEvent": LEVELS[2:5],
    **dict.fromkeys(("optOut", "optIn"), (LEVELS[0], *LEVELS[2:5])),
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
            "getTypicalDays",
            "getHeatMap",
            "getLoadDuration",
            "getStatistics",
            "getPortmanteau",
            "getAnomalies",
        ),
        (*MEMBERS, "reader"),
    ),
}

GOOD_FILE = long_csv([("WALK-1", seconds_of("2026-01-01T00:00:00Z"), 5, 6, 900)])
BAD_FILE = GOOD_FILE + "WALK-1,2026-01-01T00:15:00Z,many,,900\n"

TEMPERATURES = "site,time_utc,temp_c\nWALK,2026-01-01T00:00:00Z,-4.5\nWALK,2026-01-01T01:00:00Z,cold\n"

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
    "silent_days": ["1", "36500"],
    "kind": ["meter", "organization"],
    "ids": ["", "1,2", ",,"],
    "with_codes": ["true", "false"],
    "program_id": ["1", "999999"],
    "alert_id": ["1", "999999"],
    "windows": ["14:00-16:00", "00:00-24:00,17:00-17:30"],
    "days": ["weekdays", "others", "all"],
}
# Of one operation, where a name means another thing there.
GOOD_QUERY_OF: dict[tuple[str, str], list[str]] = {
    ("listAdminMeters", "organization_id"): ["1", "999999"],
    ("listClaims", "organization_id"): ["1", "999999"],
    ("listEnrolments", "organization_id"): ["1", "999999"],
    ("tryBaselines", "program_id"): ["1"],
    ("advisePeakHours", "program_id"): ["1"],
    ("tryBaselines", "from"): [f"{DAY}"],
    ("tryBaselines", "to"): [f"{NEXT_DAY}"],
    ("downloadStatement", "format"): ["jsonl", "csv"],
    ("listSettlementLines", "status"): ["settled", "opted_out", "incomplete"],
    ("listRaisedAlerts", "state"): ["lasting", "all"],
    ("listEvents", "state"): ["draft", "scheduled,notified,active", "done,settled,cancelled"],
}
WRONG_QUERY: dict[str, list[str]] = {
    "from": ["", "yesterday", "1850-01-01", "2026-02-30", "2200-01-01", "9" * 41, f"{DAY}T00:00:00", "\N{SNOWMAN}"],
    "to": ["", "tomorrow", "1850-01-01", "2200-01-01", f"{DAY}"],  # the last leaves nothing
    "points": ["", "15", "100001", "-16", "many", "16.5", "99999999999999999999"],
    "lags": ["", "0", "110001", "-1", "x"],
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
    "silent_days": ["", "0", "36501", "1.5"],
    "kind": ["", "user"],
    "ids": [",".join("1" * 201)],
    "with_codes": ["", "yes"],
    "program_id": ["", "0", "x"],
    "alert_id": ["", "0", "x"],
    "windows": ["", "14:00", "16:00-14:00", "24:00-25:00", "1:00-2:00", ",".join(["14:00-15:00"] * 7)],
    "days": ["", "sundays"],
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


def organisation_of(test: DemoTest) -> dict[str, Any]:
    """A new one."""
    name = f"Organisation {next(NUMBERS)}"
    return test.members["system_administrator"].post_json("/api/admin/organizations", {"name": name}).json


def deleting_organisation(test: DemoTest) -> tuple[dict[str, Any], Any]:
    made = organisation_of(test)
    return {"organization_id": made["id"]}, {"confirm_name": made["name"]}


def undoing_import(test: DemoTest) -> tuple[dict[str, Any], Any]:
    start = seconds_of("2026-01-01T00:00:00Z")
    file = long_csv([(f"UNDONE-{next(NUMBERS)}", start, 5, 6, 900)])
    return {"import_id": test.machine.finished(test.machine.send_file(file))["id"]}, None


def member_of(test: DemoTest, body: Any) -> tuple[dict[str, Any], Any]:
    """A new one of the provider, made at the machine."""
    email = f"member-{next(NUMBERS)}@demo.example"
    provider = test.members["power_provider"].get("/api/user").json["organisation"]["id"]
    added = test.server.store.drp("user", "add", email, "--organisation", str(provider), "--json", stdin=b"a long password of this test\n")
    return {"user_id": added.json["id"]}, body


def member_with_factor(test: DemoTest) -> tuple[dict[str, Any], Any]:
    values, body = member_of(test, None)
    with test.server.store.sql() as sql:
        sql.execute(
            "INSERT INTO second_factor (user_id, sealed_secret, created_utc, confirmed_utc) VALUES (?, 'sealed', 1, 1)",
            (values["user_id"],),
        )
    return values, body


def meter_of(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    """A new one, as the path names it."""
    number = f"WALK-M-{next(NUMBERS)}"
    test.members["system_administrator"].post_json("/api/entity/meters/add", {"number": number})
    return {"meter_id": number}


def token_of(test: DemoTest | type[DemoTest], *scopes: str) -> dict[str, Any]:
    """A new one, as it was shown."""
    body = {"name": f"Token {next(NUMBERS)}", "scopes": scopes, "expires": f"{date.today() + timedelta(days=30)}T00:00:00Z"}
    return test.members["system_administrator"].post_json("/api/admin/tokens", body).json


def weather_site_of(test: DemoTest) -> str:
    test.machine.request("POST", "/api/data/temperature", body=TEMPERATURES.encode())
    return "WALK"
TERMS = {"baseline": {"method": "3-day"}, "credit": {"kind": "performance_kw", "rate_dollars": "2.8"}}


def program_of(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    """A new one, as the path names it."""
    body = {"name": f"Programme {next(NUMBERS)}", "terms": TERMS}
    return {"program_id": test.members["system_administrator"].post_json("/api/programs", body).json["id"]}


def enrolment_of(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    """A new meter in the test's programme."""
    meter = meter_of(test)["meter_id"]
    enrolments = f"/api/programs/{test.program_id}/enrolments"
    admin = test.members["system_administrator"]
    admin.post_json(enrolments, {"meter_id": meter, "nomination_kw": 1.5})
    (row,) = admin.get(enrolments, {"q": meter}).json["rows"]
    return {"enrolment_id": row["id"]}


def outage_of(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    """A new one, as the path names it."""
    wish = {"meters": list(meter_of(test).values()), "from": f"{DAY}", "to": f"{DAY}", "reason": "Works"}
    return {"outage_id": test.members["system_administrator"].post_json("/api/outages", wish).json["ids"][0]}


def event_body(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    """An event of the day after tomorrow."""
    day = date.today() + timedelta(days=2)
    times = {"start": f"{day}T16:00", "end": f"{day}T18:00"}
    return {"program_id": test.program_id, "name": f"Event {next(NUMBERS)}", "kind": "real", "target": "all", **times}


def draft_of(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    return {"event_id": test.members["system_administrator"].post_json("/api/events", event_body(test)).json["id"]}


def scheduled_of(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    event = draft_of(test)
    test.members["system_administrator"].post_json(f"/api/events/{event['event_id']}/schedule", {})
    return event


def past_event_of(test: DemoTest | type[DemoTest]) -> dict[str, Any]:
    """One that is over; the portal's clock takes it there within seconds."""
    admin = test.members["system_administrator"]
    times = {"start": f"{DAY}T16:00", "end": f"{DAY}T18:00"}
    event = admin.post_json("/api/events", event_body(test) | times).json["id"]
    admin.post_json(f"/api/events/{event}/schedule", {"is_late": True})
    eventually(lambda: admin.get(f"/api/events/{event}").json["state"] == "done", "the event is done")
    return {"event_id": event}


def settlement_of(test: DemoTest | type[DemoTest]) -> int:
    """Of an event with a meter of every role."""
    event = past_event_of(test)["event_id"]
    return test.members["system_administrator"].post_json(f"/api/events/{event}/settlements", {}).json["id"]


# What an operation that changes something is asked: values of the path's parameters and a body, both made for the
# occasion, because most can be asked once only.
OCCASIONS: dict[str, Callable[[DemoTest], tuple[dict[str, Any], Any]]] = {
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
    "takeSecondFactor": lambda test: member_with_factor(test),
    "renewJoinCode": lambda test: ({}, {}),
    "addMeters": lambda test: ({}, {"number": f"WALK-M-{next(NUMBERS)}"}),
    "changeMeter": lambda test: (meter_of(test), {"label": "Barn", "latitude": 41.5, "longitude": -93.6}),
    "replaceMeter": lambda test: (meter_of(test), {"number": f"WALK-M-{next(NUMBERS)}"}),
    "retireMeter": lambda test: (meter_of(test), None),
    "restoreMeter": lambda test: (meter_of(test), None),
    "deleteMeter": lambda test: (meter_of(test), None),
    "assignMeters": lambda test: (
        {},
        {"meters": list(meter_of(test).values()), "organization_id": organisation_of(test)["id"]},
    ),
    "renewClaims": lambda test: ({}, {"kind": "meter", "ids": list(meter_of(test).values())}),
    "revokeClaims": lambda test: ({}, {"kind": "organization", "ids": [str(organisation_of(test)["id"])]}),
    "createToken": lambda test: (
        {},
        {"name": "Loader", "scopes": ["import"], "expires": f"{date.today() + timedelta(days=30)}T00:00:00Z"},
    ),
    "assignWeatherSite": lambda test: ({}, {"meters": list(meter_of(test).values()), "site": weather_site_of(test)}),
    "changeWeatherSite": lambda test: ({"site": weather_site_of(test)}, {"name": "Airport", "is_default": True}),
    "revokeToken": lambda test: ({"token_id": token_of(test, "read")["id"]}, None),
    "createProgram": lambda test: ({}, {"name": f"Programme {next(NUMBERS)}", "terms": TERMS}),
    "changeProgram": lambda test: (
        program_of(test),
        {"name": f"Programme {next(NUMBERS)}", "note": "dearer", "terms": TERMS | {"notice_lead_min": 90}},
    ),
    "enrolMeters": lambda test: (program_of(test), {**meter_of(test), "nomination_kw": 12.5, "from": f"{DAY}"}),
    "changeEnrolment": lambda test: (enrolment_of(test), {"nomination_kw": 2, "contact_email": "a@b.example"}),
    "endEnrolment": lambda test: (enrolment_of(test), None),
    "createAlert": lambda test: ({}, {"kind": "data_missing", "scope": "own", "limit_hours": 8000, "channel": "email"}),
    "addOutages": lambda test: ({}, {"meters": list(meter_of(test).values()), "from": f"{DAY}", "reason": "Storm"}),
    "removeOutage": lambda test: (outage_of(test), None),
    "createEvent": lambda test: ({}, event_body(test)),
    "changeEvent": lambda test: (draft_of(test), {"name": "Another name"}),
    "deleteEvent": lambda test: (draft_of(test), None),
    "scheduleEvent": lambda test: (draft_of(test), {"is_late": True}),
    "storeEventPredictions": lambda test: (scheduled_of(test), None),
    "settleEvent": lambda test: (past_event_of(test), {"reason": "Corrected"}),
    "cancelEvent": lambda test: (scheduled_of(test), {"reason": "It rains."}),
}
# Questions with walks of their own, in organisation_test.py.
WALKED_ELSEWHERE = {"setMemberState", "labelOrganizationMeter"}
# With the meters of whoever asks, in events_test.py.
WALKED_ELSEWHERE |= {"optOut"}
# With the alerts of whoever asks, in alerts_test.py.
WALKED_ELSEWHERE |= {"changeAlert", "deleteAlert", "testAlert", "acknowledgeEvent"}
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
        # Requests come from many addresses, which nginx would not believe.
        options = ("--demo", "--trusted-proxy", "127.0.0.1")
        cls.server = Server(folder, *options, environment={"DRP_IMPORT_TOKEN": TOKEN}, behind_nginx=False)
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
        cls.program_id = program_of(cls)["program_id"]
        before = f"{DAY - timedelta(days=1)}"
        enrolments = [{"meter_id": number, "from": before} for number in sorted({cls.meters[role][0] for role in MEMBERS})]
        cls.members["system_administrator"].post_json(f"/api/programs/{cls.program_id}/enrolments", enrolments)
        cls.event_id = scheduled_of(cls)["event_id"]
        cls.settlement_id = settlement_of(cls)
        cls.enrolment_id = enrolment_of(cls)["enrolment_id"]
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
        for name, value in self.own_ids().items():
            path = path.replace(f"{{{name}}}", str(value))
        path = path.replace("{import_id}", str(self.job if job is None else job))
        return re.sub(r"\{\w+\}", "1", path)

    def own_ids(self) -> dict[str, int]:
        """What every member may look at, or the staff."""
        return {
            "program_id": self.program_id,
            "event_id": self.event_id,
            "enrolment_id": self.enrolment_id,
            "outage_id": outage_of(self)["outage_id"],
            "settlement_id": self.settlement_id,
        }

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

    def assert_described(self, operation: Operation, answer: Answer, attempt: object) -> None:
        self.assertEqual([], self.description.errors(operation, answer), attempt)

    def attempts(self, operation: Operation, own: list[str], foreign: list[str]) -> list[Attempt]:
        """Ways to ask: one thing changed at a time."""
        parameters = {p["name"]: p for p in self.description.parameters(operation) if p["in"] == "query"}
        base = {name: value for name, value in DEFAULT_QUERY.items() if name in parameters}
        if "meter" in parameters and operation.id != "streamReadings":
            base["meter"] = own[0]
        if operation.id in OCCASIONS:
            return self.attempts_to_change(operation)
        body = {"createImport": GOOD_FILE.encode(), "importTemperatures": TEMPERATURES.encode()}.get(operation.id)
        good = self.path_of(operation, own[0])
        attempts = [Attempt(good, base, True, body)]
        for name in parameters:
            fitting = parameters[name]["schema"].get("enum") or GOOD_QUERY.get(name, [])
            fitting = GOOD_QUERY_OF.get((operation.id, name), fitting)
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
        for name in self.own_ids():
            if f"{{{name}}}" in operation.path:
                others = {key: value for key, value in self.own_ids().items() if key != name}
                for strange_id in ("0", "-1", "999999", "x", "1e3", "9" * 30):
                    path = operation.path.replace(f"{{{name}}}", strange_id)
                    for key, value in others.items():
                        path = path.replace(f"{{{key}}}", str(value))
                    attempts.append(Attempt(path.replace("{meter_id}", own[0]), base, False))
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
