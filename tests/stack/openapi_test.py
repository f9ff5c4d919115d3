"""openapi.yaml describes what the server does, all of it and nothing else.

The routes that the server has are held against the document in both directions, and the answers of what is asked once
only - logging in and out, the own log-in, imports - against their schemas. Who may ask what: roles_test.py."""
import json
import re
import unittest
from typing import Any

from account_test import totp
from api_description import METHODS, problem_errors
from role_matrix import ALLOWED, BAD_FILE, DEFAULT_QUERY, EVERYBODY, GOOD_FILE, LEVELS, MACHINES, Attempt, DemoTest
from support import ROOT, Answer, Client

UNDESCRIBED = {"/healthz", "/readyz", "/metrics"}  # for machines that watch the server, not for clients of the API


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


class AnswersTest(DemoTest):
    """Answers to what is asked once only, or in an order."""

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
