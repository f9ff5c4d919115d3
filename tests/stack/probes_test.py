"""Attacks on what lies below the forms: sessions, headers, redirects, paths, lines of logs and mails.

Cross-site requests are in session_test.py and roles_test.py, files outside the pages' folder in pages_test.py."""
import json
import re
import socket
import unittest

from small_portal import (
    ADMIN,
    PASSWORD,
    RESIDENT,
    STAFF,
    PortalTest,
    log_in,
    machine,
    make_portal,
    reading,
)
from support import Answer, Client, Server, StackTest, eventually

EVIL = "evil.example"
CHOSEN = "A" * 43  # a session that a stranger would like his victim to have


class FixationTest(PortalTest):
    def test_a_session_that_a_stranger_chose_is_never_the_one_that_opens(self) -> None:
        for chosen in (CHOSEN, "", "x", "A" * 5000):
            victim = Client(self.server, cookie=f"__Host-drp_session={chosen}")
            answer = victim.try_log_in(STAFF, PASSWORD)
            self.assertEqual(200, answer.status)
            self.assertNotIn(f"={chosen};", answer.header("Set-Cookie"))
            self.assertEqual(401, victim.get("/api/user").status)

    def test_each_log_in_makes_a_token_of_its_own_even_over_an_open_session(
        self,
    ) -> None:
        first = log_in(self.server, STAFF)
        former, secret = first.cookie, first.csrf
        first.log_in(STAFF, PASSWORD)
        self.assertNotEqual(former, first.cookie)
        self.assertNotEqual(secret, first.csrf)

    def test_a_strangers_own_session_does_not_become_his_victims(self) -> None:
        stranger = log_in(self.server, RESIDENT)
        victim = Client(self.server, cookie=stranger.cookie, csrf=stranger.csrf)
        victim.log_in(STAFF, PASSWORD)
        self.assertEqual(RESIDENT, stranger.get("/api/user").json["email"])
        self.assertEqual(STAFF, victim.get("/api/user").json["email"])

    def test_a_session_is_taken_from_the_cookie_and_from_nowhere_else(self) -> None:
        name, token = log_in(self.server, STAFF).cookie.split("=", 1)
        self.assertEqual(200, Client(self.server, cookie=f"{name}={token}").get("/api/user").status)
        for headers in (
            {"Cookie": f"drp_session={token}"},
            {"Cookie": f"__Host-drp_Session={token}"},
            {"Authorization": f"Bearer {token}"},
            {"Authorization": f"Basic {token}"},
            {"X-Session": token},
        ):
            with self.subTest(headers):
                self.assertEqual(401, self.visitor.get("/api/user", headers=dict(headers)).status)
        for query in ({name: token}, {"session": token}, {"access_token": token}):
            self.assertEqual(401, self.visitor.get("/api/user", query).status)


class HeadersTest(PortalTest):
    behind_nginx = False  # what nginx adds of its own is in nginx_test

    def answers(self, secure: bool = True) -> dict[str, Answer]:
        visitor = Client(self.server, secure=secure)
        html = {"Accept": "text/html"}
        body = b"x"
        return {
            "page": visitor.get("/", headers=html),
            "page of a route": visitor.get("/meters", headers=html),
            "file that is not there": visitor.get("/assets/gone.js"),
            "answer": visitor.get("/api/portal"),
            "not logged in": visitor.get("/api/user"),
            "unknown address": visitor.get("/api/nothing"),
            "wrong method": visitor.request("DELETE", "/api/portal"),
            "wrong body": visitor.request("POST", "/api/user/session/create", body=body),
            "foreign site": visitor.request(
                "POST",
                "/api/user/session/create",
                headers={"Origin": f"https://{EVIL}"},
            ),
            "too long": visitor.get("/" + "a" * 30_000),
            "health": visitor.get("/healthz"),
        }

    def test_every_answer_forbids_framing_sniffing_and_foreign_eyes(self) -> None:
        for what, answer in self.answers().items():
            with self.subTest(what, status=answer.status):
                self.assertEqual(["DENY"], answer.all_headers("X-Frame-Options"))
                self.assertEqual(["nosniff"], answer.all_headers("X-Content-Type-Options"))
                self.assertEqual(["same-origin"], answer.all_headers("Cross-Origin-Opener-Policy"))
                self.assertEqual(["same-origin"], answer.all_headers("Cross-Origin-Resource-Policy"))
                self.assertIn(answer.header("Referrer-Policy"), ("no-referrer", "same-origin"))
                self.assertIn("max-age=", answer.header("Strict-Transport-Security"))
                self.assertIsNone(answer.header("Server"))
                self.assertIsNone(answer.header("X-Powered-By"))

    def test_the_content_policy_names_this_site_alone_and_no_script_within_a_page(
        self,
    ) -> None:
        for what, answer in self.answers().items():
            with self.subTest(what):
                (policy,) = answer.all_headers("Content-Security-Policy")
                rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
                self.assertEqual(["'none'"], rules["frame-ancestors"])
                self.assertIn(rules["base-uri"], (["'none'"], ["'self'"]))
                self.assertIn(
                    rules["object-src"] if "object-src" in rules else rules["default-src"],
                    (["'none'"],),
                )
                scripts = rules.get("script-src", rules["default-src"])
                self.assertIn(scripts, (["'self'"], ["'none'"]))
                self.assertNotIn("*", policy)

    def test_strict_transport_is_promised_over_tls_only(self) -> None:
        for what, answer in self.answers(secure=False).items():
            with self.subTest(what):
                self.assertIsNone(answer.header("Strict-Transport-Security"))

    def test_no_other_site_is_let_in_whatever_it_calls_itself(self) -> None:
        client = log_in(self.server, STAFF)
        for origin in (
            f"https://{EVIL}",
            "null",
            client.origin,
            client.origin + f".{EVIL}",
        ):
            for method in ("GET", "OPTIONS"):
                headers = {"Origin": origin, "Access-Control-Request-Method": "DELETE"}
                answer = client.request(method, "/api/user", headers=dict(headers))
                allowed = [name for name, _ in answer.headers if name.lower().startswith("access-control-")]
                self.assertEqual([], allowed, origin)

    def test_what_the_api_says_stays_in_no_cache(self) -> None:
        client = log_in(self.server, STAFF)
        for path in (
            "/api/user",
            "/api/entity/meters",
            "/api/user/session/validate",
            "/api/nothing",
        ):
            self.assertRegex(client.get(path).header("Cache-Control"), r"no-store|private", path)


class RedirectTest(PortalTest):
    TARGETS = (
        f"//{EVIL}/",
        f"///{EVIL}/%2f..",
        f"/\\{EVIL}/",
        f"/%2f%2f{EVIL}/",
        f"/%5c%5c{EVIL}",
        f"/log-in?next=//{EVIL}",
        f"/log-in?next=https://{EVIL}",
        f"/login?return=https://{EVIL}",
        f"http://{EVIL}/",
        f"https://{EVIL}/api/portal",
        f"http://{EVIL}",
        f"/.{EVIL}",
    )

    def raw(self, target: str, host: str) -> bytes:
        """Over a plain socket: no library tidies the request up."""
        with socket.create_connection(("127.0.0.1", self.server.plain_port), timeout=30) as line:
            line.sendall(
                f"GET {target} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: {host}\r\n"
                f"Accept: text/html\r\nConnection: close\r\n\r\n".encode()
            )
            answer = b""
            while piece := line.recv(65536):
                answer += piece
        return answer

    def test_no_address_and_no_host_leads_anybody_elsewhere(self) -> None:
        for target in self.TARGETS:
            for host in (
                EVIL,
                f"127.0.0.1:{self.server.plain_port}",
                f"{EVIL}:443",
                f"127.0.0.1@{EVIL}",
            ):
                with self.subTest(target, host=host):
                    head, _, body = self.raw(target, host).partition(b"\r\n\r\n")
                    self.assertRegex(head, rb"^HTTP/1\.1 [245]\d\d ")
                    self.assertNotIn(b"location:", head.lower())
                    self.assertNotIn(EVIL.encode(), head)
                    self.assertNotIn(EVIL.encode(), body)

    def test_where_something_new_lies_is_said_without_a_host(self) -> None:
        answer = machine(self.server).request(
            "POST",
            "/api/data/import",
            body=reading("100", 0, 1).encode(),
            headers={"Host": EVIL},
        )
        self.assertEqual(202, answer.status)
        self.assertRegex(answer.header("Location"), r"^/api/data/import/\d+$")

    def test_two_hosts_and_none_are_refused(self) -> None:
        for hosts in ("", f"Host: 127.0.0.1\r\nHost: {EVIL}\r\n"):
            with socket.create_connection(("127.0.0.1", self.server.plain_port), timeout=30) as line:
                line.sendall(f"GET /api/portal HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n".encode())
                self.assertTrue(line.recv(65536).startswith(b"HTTP/1.1 400 "))


class InjectionTest(PortalTest):
    """Line breaks where one text ends and the next begins."""

    behind_nginx = False  # which passes a request id on

    BREAKS = ("\r\n", "\n", "\r", "\0", "\x0b", "\x1b[2J")

    def assert_single(self, answer: Answer) -> None:
        self.assertLess(answer.status, 500)
        names = {name.lower() for name, _ in answer.headers}
        self.assertNotIn("x-injected", names)
        self.assertLessEqual(len(answer.all_headers("Set-Cookie")), 1)

    def test_no_text_that_is_sent_begins_a_header_of_the_answer(self) -> None:
        admin = log_in(self.server, ADMIN)
        for line_break in self.BREAKS:
            text = f"x{line_break}X-Injected: yes{line_break}Set-Cookie: a=b"
            with self.subTest(repr(line_break)):
                self.assert_single(admin.get("/api/admin/organizations", {"q": text}))
                self.assert_single(admin.request("POST", "/api/data/import", {"file_name": text}, b"x"))
                made = admin.post_json("/api/admin/organizations", {"name": text})
                self.assert_single(made)
                self.assert_problem(422, "field-invalid", made)
                self.assert_single(Client(self.server).try_log_in(text, PASSWORD))

    def test_no_header_that_is_sent_comes_back(self) -> None:
        text = "harmless-looking-7c1"
        answer = self.visitor.get(
            "/api/user",
            headers={n: text for n in ("X-Request-Id", "Origin", "Referer", "Accept")},
        )
        self.assertNotIn(text, json.dumps(answer.headers) + answer.text)

    def test_a_file_name_names_no_file_of_ours(self) -> None:
        before = sorted(p.name for p in self.portal.folder.rglob("*"))
        client = machine(self.server)
        for name in (
            "../../../tmp/drp-probe.csv",
            "/etc/drp-probe",
            "..\\drp-probe",
            "verdicts/../../drp-probe",
            "-o",
        ):
            accepted = client.send_file("meter_id,timestamp\nnonsense\n", file_name=name)
            job = client.finished(accepted)
            number = job["id"]
            verdicts = client.get(f"/api/data/import/{number}/verdicts")
            self.assertEqual(200, verdicts.status)
            stated = verdicts.header("Content-Disposition")
            self.assertEqual(f'attachment; filename="verdicts-{number}.csv"', stated)
        made = {p.name for p in self.portal.folder.rglob("*")} - set(before)
        self.assertEqual(
            [],
            [name for name in made if not re.fullmatch(r"verdicts|\d+\.csv(\.gz)?|drp\.db-\w+", name)],
        )

    def test_no_number_in_an_address_climbs_out_of_its_folder(self) -> None:
        admin = log_in(self.server, ADMIN)
        climbing = (
            "..%2f..%2ftls.key",
            "%2e%2e%2ftls.key",
            "..%5c..%5ctls.key",
            "....//tls.key",
            "1%00.csv",
            "%c0%ae%c0%ae",
        )
        for text in climbing:
            for path in (
                f"/api/data/import/{text}/verdicts",
                f"/api/data/import/{text}",
                f"/api/docs/{text}",
            ):
                with self.subTest(path):
                    answer = admin.get(path)
                    self.assertIn(answer.status, (400, 404, 422))
                    self.assertNotIn(b"PRIVATE KEY", answer.body)


class LogTest(StackTest):
    def test_the_request_log_has_one_line_for_each_request_and_nothing_that_was_sent(
        self,
    ) -> None:
        with make_portal(self.folder).serve(behind_nginx=False) as server:
            visitor = Client(server)
            for line_break in (
                "%0a",
                "%0d%0a",
                "%1b%5b31m",
                "%00",
                "%e2%80%a8",
                "%22%7d%0a%7b",
            ):
                visitor.get(f"/api/forged{line_break}forged-line", {"forged": "forged-line"})
                visitor.get(f"/api/vis/meter_data/{line_break}forged-line")
                visitor.try_log_in(f"forged{line_break}-line", PASSWORD)
            visitor.get(
                "/api/portal",
                headers={"User-Agent": "forged-line", "X-Forwarded-For": "forged-line"},
            )
        lines = (self.folder / "requests.log").read_text().split("\n")
        self.assertEqual("", lines.pop())
        self.assertGreaterEqual(len(lines), 19)
        for line in lines:
            self.assertLessEqual({"id", "route", "status"}, set(json.loads(line)))
        self.assertNotIn("forged", "\n".join(lines))
        self.assertNotRegex(server.output(), "forged|\x1b")


class MailTest(StackTest):
    """Mails wait in the store as long as nobody takes them; there they can be read."""

    PUBLIC_URL = "https://portal.example"

    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)
        smtp = {
            "host": "127.0.0.1",
            "port": 9,
            "security": "none",
            "from": "portal@example.org",
        }
        settings = {"public_url": self.PUBLIC_URL, "smtp": smtp}
        (self.folder / "drp-config.json").write_text(json.dumps(settings))
        self.server = Server(self.folder)
        self.addCleanup(self.server.stop)

    def mails(self) -> list[tuple[str, str, str]]:
        with self.portal.store.sql() as sql:
            return list(sql.execute("SELECT recipient, subject, body FROM mail ORDER BY mail_id"))

    def test_a_link_in_a_mail_leads_to_the_address_that_is_configured_whatever_the_request_said(
        self,
    ) -> None:
        for name in ("Host", "X-Forwarded-Host", "X-Forwarded-Server", "Forwarded"):
            value = f"host={EVIL}" if name == "Forwarded" else EVIL
            headers: dict[str, str | None] = {name: value}
            if name == "Host":
                headers["Origin"] = f"https://{EVIL}"  # a browser that was led there by a forged name server
            question = {"email": RESIDENT, "meter_number": "300"}
            answer = Client(self.server).post_json("/api/passwordReset", question, headers)
            self.assertEqual(202, answer.status)
        mails = eventually(self.mails, "a mail is there")
        for _, _, body in mails:
            self.assertNotIn(EVIL, body)
            self.assertIn(f"{self.PUBLIC_URL}/reset-password#", body)

    def test_no_name_and_no_address_begins_a_header_of_a_mail(self) -> None:
        admin = log_in(self.server, ADMIN)
        boss = log_in(self.server, STAFF)
        for line_break in ("\r\n", "\n", "\r", "\x85", "\u2028", "%0d%0a", "\\r\\n"):
            name = f"Mill{line_break}Bcc: eve@{EVIL}"
            admin.post_json("/api/admin/organizations", {"name": name})
            for address in (
                f"ana@example.org{line_break}Bcc: eve@{EVIL}",
                f"ana@example.org{line_break}",
            ):
                answer = boss.post_json("/api/organization/invite", {"email": address})
                self.assertIn(answer.status, (201, 422), repr(address))
        for organisation in admin.get("/api/admin/organizations", {"q": "Mill"}).json["rows"]:
            body = {"email": "guest@example.org", "organization_id": organisation["id"]}
            self.assertEqual(201, admin.post_json("/api/organization/invite", body).status)
        mails = eventually(self.mails, "the invitations are there")
        for recipient, subject, _ in mails:
            self.assertRegex(recipient, r"^[!-~]+@[!-~]+$")
            self.assertNotRegex(subject, r"[\x00-\x1f\x7f]")
            self.assertNotIn(EVIL, recipient)


if __name__ == "__main__":
    unittest.main()
