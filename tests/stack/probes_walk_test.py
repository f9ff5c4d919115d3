"""Attacks on every field and every id that openapi.yaml describes: walks, so that what is added later is attacked too."""
from __future__ import annotations

import itertools
import json
import re
import unittest
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from api_description import Description, Operation
from small_portal import (
    ADMIN,
    NURSE,
    RESIDENT,
    STAFF,
    PortalTest,
    log_in,
    machine,
    make_portal,
    reading,
)
from support import Answer, Client, eventually, private_folder

SQL_PAYLOADS = (
    "' OR '1'='1",
    '" OR ""="',
    "'; DROP TABLE user; --",
    "1); DELETE FROM meter; --",
    "%' ESCAPE '",
    "1 UNION SELECT password_hash FROM user",
    "\\'; --",
    "' AND load_extension('x') --",
    "*\" NEAR ('",
)
# What would lift its sender, were it taken over into a record.
EXTRAS: dict[str, Any] = {
    "is_admin": True,
    "is_administrator": True,
    "is_provider": True,
    "org_id": 1,
    "organization_id": 1,
    "user_id": 1,
    "id": 1,
    "status": "approved",
    "level": 0,
    "role": "system_administrator",
    "password_hash": "$2b$12$x",
    "must_change_password": False,
    "__proto__": {"level": 0},
}
NOWHERE = "987654"
KEPT = ("user", "organization", "meter", "one_time_link", "api_token", "import_job")


class WalkTest(PortalTest):
    """Each request comes from an address of its own, so that no limit hides what lies behind it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.portal = make_portal(private_folder(cls.addClassCleanup))
        cls.server = cls.portal.serve("--trusted-proxy", "127.0.0.1")
        cls.addClassCleanup(cls.server.stop)
        cls.visitor = Client(cls.server)
        cls.admin, cls.boss, cls.resident = (log_in(cls.server, e) for e in (ADMIN, STAFF, RESIDENT))
        cls.description = Description(cls.visitor.get("/api/openapi.yaml").text)
        cls.addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))

    def value(self, schema: dict[str, Any], name: str = "") -> Any:
        """One that the schema allows, with all that it may have."""
        schema = self.description.schemas.resolved(schema)
        for choice in ("oneOf", "anyOf", "allOf"):
            if choice in schema:
                return self.value(schema[choice][-1], name)
        if "enum" in schema or "const" in schema:
            return schema.get("const", next(iter(schema.get("enum", [None]))))
        if "examples" in schema:
            return schema["examples"][0]
        kind = schema.get("type", "string")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            return {key: self.value(part, key) for key, part in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.value(schema["items"], name)]
        if kind in ("integer", "number"):
            return int(NOWHERE) if name.endswith("_id") else schema.get("minimum", 1)
        if schema.get("format") == "date":
            return "2026-07-04"
        return {"boolean": False, "null": None}.get(kind, "text of this test")

    def body(self, operation: Operation) -> Any:
        content = operation.details.get("requestBody", {}).get("content", {})
        return self.value(content["application/json"]["schema"]) if "application/json" in content else None

    def path(self, operation: Operation, **values: str) -> str:
        path = operation.path
        for name in self.names(operation, "path"):
            path = path.replace(f"{{{name}}}", quote(values.get(name, NOWHERE), safe=""))
        return path

    def names(self, operation: Operation, place: str) -> list[str]:
        item = self.description.document["paths"][operation.path]
        shared = [self.description.schemas.resolved(p) for p in item.get("parameters", [])]
        return [p["name"] for p in [*shared, *self.description.parameters(operation)] if p["in"] == place]

    def ask(
        self,
        client: Client,
        method: str,
        path: str,
        query: dict[str, Any] | None,
        body: Any,
    ) -> Answer:
        headers: dict[str, str | None] = {
            "X-Forwarded-For": next(self.addresses),
            "Content-Type": "application/json",
        }
        content = None if body is None else json.dumps(body).encode()
        return client.request(method, path, query, content, headers)

    def client_of(self, operation: Operation) -> Client:
        return self.admin if self.description.security(operation) else self.visitor

    def kept(self) -> dict[str, list[Any]]:
        """What nobody may have changed; a session's last use is no change."""
        with self.portal.store.sql() as sql:
            rows = {}
            for table in set(sql.tables()) & set(KEPT):
                columns = [f'"{name}"' for name in sql.columns(table) if not name.startswith("last_")]
                rows[table] = list(sql.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1"))
            return rows


def with_text(value: Any, payload: str) -> Iterator[Any]:
    """The same with one of its texts replaced, one after the other."""
    if isinstance(value, str):
        yield payload
    elif isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            for changed in with_text(value[key], payload):
                other = value.copy()
                other[key] = changed
                yield other


def with_extra(value: Any, name: str, extra: Any) -> Iterator[Any]:
    """The same with a field more in one of its objects, one after the other."""
    if isinstance(value, dict):
        if name not in value:
            yield value | {name: extra}
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            for changed in with_extra(value[key], name, extra):
                other = value.copy()
                other[key] = changed
                yield other


class SqlTest(WalkTest):
    def requests(self, operation: Operation, payload: str) -> Iterator[tuple[str, dict[str, Any] | None, Any]]:
        body = self.body(operation)
        for name in self.names(operation, "path"):
            yield self.path(operation, **{name: payload}), None, body
        for name in self.names(operation, "query"):
            yield self.path(operation), {name: payload}, body
        for changed in with_text(body, payload):
            yield self.path(operation), None, changed

    def test_no_text_in_any_field_becomes_part_of_a_statement(self) -> None:
        with self.portal.store.sql() as sql:
            schema = sql.schema()
            people = list(sql.execute("SELECT id, email, password_hash FROM user ORDER BY id"))
        asked = 0
        for operation in self.description.operations:
            if operation.id in ("streamReadings", "createImport"):
                continue
            for payload in SQL_PAYLOADS:
                for path, query, body in self.requests(operation, payload):
                    with self.subTest(operation.id, query=query, body=body, path=path):
                        answer = self.ask(
                            self.client_of(operation),
                            operation.method,
                            path,
                            query,
                            body,
                        )
                        self.assertLess(answer.status, 500, answer.body[:300])
                        self.assertNotIn(b"$2b$", answer.body)
                        self.assertNotRegex(
                            answer.body,
                            rb"(?i)sqlite|mariadb|sql syntax|syntax error|(no such|unknown) (table|column)",
                        )
                        asked += 1
        print(f"{asked} requests with SQL in them", flush=True)
        self.assertGreater(asked, 300)
        with self.portal.store.sql() as sql:
            self.assertEqual(schema, sql.schema())
            after = list(sql.execute("SELECT id, email, password_hash FROM user ORDER BY id"))
        self.assertEqual(people, after[: len(people)])
        self.assert_clean(self.portal.store)

    def test_a_file_with_sql_in_its_cells_and_its_name_is_data(self) -> None:
        client = machine(self.server)
        for payload in SQL_PAYLOADS:
            cell = payload.replace('"', '""')
            file = (
                f'meter_id,timestamp,actual_wh,predicted_wh,interval_s\n"{cell}","{cell}","{cell}","{cell}","{cell}"\n'
            )
            job = client.finished(client.send_file(file, file_name=payload))
            self.assertEqual((payload, 0), (job["file_name"], job["new_values"]))
        self.assert_clean(self.portal.store)


class MassAssignmentTest(WalkTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        terms = {"baseline": {"method": "3-day"}, "credit": {"kind": "performance_kw", "rate_dollars": "2.8"}}
        made = cls.admin.post_json("/api/programs", {"name": "Peaks", "terms": terms})
        cls.program_id = str(made.json["id"])  # looked for before what is enrolled is read

    def test_a_field_more_than_is_offered_is_refused_and_changes_nothing(self) -> None:
        before = self.kept()
        asked = 0
        for operation in self.description.operations:
            body = self.body(operation)
            for name, extra in EXTRAS.items():
                for changed in with_extra(body, name, extra):
                    with self.subTest(operation.id, field=name):
                        answer = self.ask(
                            self.client_of(operation),
                            operation.method,
                            self.path(operation, program_id=self.program_id),
                            None,
                            changed,
                        )
                        self.assertIn(answer.status, (400, 422), answer.body[:300])
                        self.assertIn(
                            name,
                            answer.json.get("place", ""),
                            "refused for what it is, not for something else",
                        )
                        asked += 1
        print(f"{asked} bodies with a field too many", flush=True)
        self.assertGreater(asked, 20)
        self.assertEqual(before, self.kept())

    def test_of_a_parameter_given_twice_the_first_counts(self) -> None:
        for path, rows in (("page_size=1&page_size=200", 1), ("page_size=200&page_size=1", 3)):
            self.assertEqual(rows, len(self.admin.get(f"/api/admin/organizations?{path}&q=o").json["rows"]))

    def test_what_the_query_says_is_not_taken_for_a_field(self) -> None:
        made = self.ask(
            self.admin,
            "POST",
            "/api/admin/organizations",
            {"is_provider": "true", "id": "1"},
            {"name": "Mill"},
        )
        self.assertEqual(201, made.status)
        with self.portal.store.sql() as sql:
            providers = sql.execute("SELECT count(*) FROM organization WHERE is_provider = 1").fetchone()[0]
        self.assertEqual(1, providers)


class ForeignIdTest(WalkTest):
    """Whatever belongs to another organisation is answered exactly as what is not there."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        nurse = log_in(cls.server, NURSE)
        client = machine(cls.server)
        me = nurse.get("/api/user").json
        cls.foreign = {
            "meter_id": "200",
            "organization_id": str(me["organisation"]["id"]),
            "user_id": str(me["id"]),
            "import_id": str(client.finished(client.send_file(reading("200", 0, 1)))["id"]),
        }
        sent = nurse.post_json("/api/organization/invite", {"email": "guest@hospital.example"})
        if sent.status == 201:
            cls.foreign["invitation_id"] = str(sent.json["invitation"]["id"])
        token = {
            "name": "Loader",
            "scopes": ["read"],
            "expires": "2026-12-31T00:00:00Z",
        }
        made = cls.admin.post_json("/api/admin/tokens", token)
        if made.status == 201:
            cls.foreign["token_id"] = str(made.json["id"])
        cls.foreign |= cls.event_of_the_hospital()
        wish = {"kind": "data_missing", "scope": "own", "limit_hours": 24, "channel": "email"}
        cls.foreign["alert_id"] = str(nurse.post_json("/api/alerts", wish).json["id"])
        client.request("POST", "/api/data/temperature", body=b"site,time_utc,temp_c\nHOSPITAL,2025-06-15T00:00:00Z,21\n")
        cls.foreign["site"] = "HOSPITAL"
        sessions = nurse.get("/api/user/sessions")
        if sessions.status == 200:
            cls.foreign["session_id"] = str(sessions.json["sessions"][0]["id"])

    @classmethod
    def event_of_the_hospital(cls) -> dict[str, str]:
        """A programme and an event that concern the hospital's meter alone, settled."""
        terms = {"baseline": {"method": "3-day"}, "credit": {"kind": "performance_kw", "rate_dollars": "2.8"}}
        program = cls.admin.post_json("/api/programs", {"name": "Peaks", "terms": terms}).json["id"]
        enrolments = f"/api/programs/{program}/enrolments"
        cls.admin.post_json(enrolments, {"meter_id": "200", "from": "2025-01-01"})
        times = {"start": "2025-06-15T16:00", "end": "2025-06-15T17:00"}
        wish = {"program_id": program, "name": "June", "kind": "real", "target": "meters", "meters": ["200"]}
        event = cls.admin.post_json("/api/events", wish | times).json["id"]
        cls.admin.post_json(f"/api/events/{event}/schedule", {"is_late": True})
        eventually(lambda: cls.admin.get(f"/api/events/{event}").json["state"] == "done", "the event is done")
        settlement = cls.admin.post_json(f"/api/events/{event}/settlements", {}).json["id"]
        (enrolment,) = cls.admin.get(enrolments).json["rows"]
        wish = {"meters": ["200"], "from": "2025-06-10", "reason": "Storm"}
        (outage,) = cls.admin.post_json("/api/outages", wish).json["ids"]
        ids = {"program_id": program, "event_id": event, "settlement_id": settlement, "outage_id": outage}
        ids["enrolment_id"] = enrolment["id"]
        return {name: str(number) for name, number in ids.items()}

    def said(self, answer: Answer, number: str) -> Any:
        """All that a reader can tell apart, without the number that he sent himself."""
        unlike = {
            "date",
            "x-request-id",
            "content-length",
            "ratelimit-remaining",
            "ratelimit-reset",
            "etag",
        }
        headers = sorted((k, v) for k, v in answer.headers if k.lower() not in unlike)
        text = json.dumps({k: v for k, v in answer.json.items() if k != "instance"}) if answer.body else ""
        return answer.status, headers, re.sub(rf"\b{number}\b", "#", text)

    def compare(self, client: Client, operation: Operation, name: str, make: Any) -> None:
        real = self.foreign[name]
        missing = NOWHERE if name != "meter_id" else "987"
        answers = []
        for number in (real, missing):
            path, query, body = make(number)
            answers.append(self.said(self.ask(client, operation.method, path, query, body), number))
        self.assertEqual(answers[1], answers[0])
        self.assertGreaterEqual(answers[0][0], 400)

    def test_every_id_in_an_address(self) -> None:
        before = self.kept()
        walked = set()
        for operation in self.description.operations:
            for name in self.names(operation, "path"):
                self.assertIn(name, self.foreign, "an id that this test does not know")
                for who, client in (
                    ("boss", self.boss),
                    ("resident", self.resident),
                    ("visitor", self.visitor),
                ):
                    with self.subTest(operation.id, who=who):
                        self.compare(
                            client,
                            operation,
                            name,
                            lambda n: (
                                self.path(operation, **{name: n}),
                                None,
                                self.body(operation),
                            ),
                        )
                        walked.add((operation.id, name))
        print(f"{len(walked)} ids in addresses", flush=True)
        self.assertLessEqual({("getMeterData", "meter_id"), ("getImport", "import_id")}, walked)
        self.assertEqual(before, self.kept())

    def test_every_id_in_a_query(self) -> None:
        walked = set()
        names = {
            "meter": "meter_id",
            "organization_id": "organization_id",
            "organisation": "organization_id",
        }
        for operation in self.description.operations:
            for name in set(self.names(operation, "query")) & set(names):
                for client in (self.boss, self.resident):
                    with self.subTest(operation.id, name=name):
                        self.compare(
                            client,
                            operation,
                            names[name],
                            lambda n: (self.path(operation), {name: n}, None),
                        )
                        walked.add((operation.id, name))
        self.assertIn(("getSeries", "meter"), walked)

    def test_every_id_in_a_body(self) -> None:
        before = self.kept()
        walked = set()
        for operation in self.description.operations:
            body = self.body(operation)
            for name in set(body) & set(self.foreign) if isinstance(body, dict) else ():
                for client in (self.boss, self.resident):
                    with self.subTest(operation.id, name=name):
                        self.compare(
                            client,
                            operation,
                            name,
                            lambda n: (
                                self.path(operation),
                                None,
                                body | {name: type(body[name])(n)},
                            ),
                        )
                        walked.add((operation.id, name))
        print(f"{sorted(walked)} in bodies", flush=True)
        self.assertEqual(before, self.kept())

    def test_the_ids_of_this_test_are_real(self) -> None:
        day = {"from": "2025-06-15", "to": "2025-06-16"}
        self.assertEqual(200, self.admin.get("/api/vis/meter_data/200", day).status)
        self.assertEqual(200, self.admin.get(f"/api/data/import/{self.foreign['import_id']}").status)
        place = f"/api/admin/organizations/{self.foreign['organization_id']}/contents"
        self.assertEqual(200, self.admin.get(place).status)


if __name__ == "__main__":
    unittest.main()
