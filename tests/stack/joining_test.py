"""Registering, invitations, forgotten passwords, and the mails that go with them, over HTTP and SMTP."""
from __future__ import annotations

import hashlib
import hmac
import json
import unittest
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

from api_description import Description
from mail_sink import MailSink
from small_portal import ADMIN, NURSE, PASSWORD, RESIDENT, STAFF, log_in, make_portal
from servers import Nginx
from support import Answer, Client, Server, StackTest, eventually, free_port

KEY = "the portal's own key in this test, long enough"
NEW_PASSWORD = "four small words here"
PUBLIC_URL = "https://portal.example"


def claim_code(kind: str, subject: int, generation: int = 1) -> str:
    """As docs/decisions/0005-claim-codes.md has it: nothing of it is in the store."""
    key = hmac.digest(hashlib.sha256(KEY.encode()).digest(), b"claim", "sha256")
    mac = hmac.digest(key, f"{kind}|{subject}|{generation}".encode(), "sha256")
    code = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte % 32] for byte in mac[:10])
    return f"{code[:5]}-{code[5:]}"


class JoiningTest(StackTest):
    """A portal of its own for each test: guesses are counted by address, and all tests have one."""

    settings: dict[str, Any] = {"public_url": PUBLIC_URL}

    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)
        self.smtp_port = free_port()
        self.serve()

    def serve(self, **more: Any) -> None:
        smtp = {"host": "127.0.0.1", "port": self.smtp_port, "security": "none", "from": "portal@example.org"}
        settings = {**self.settings, "smtp": smtp, **more}
        (self.folder / "drp-config.json").write_text(json.dumps({k: v for k, v in settings.items() if v is not None}))
        self.server = Server(self.folder, environment={"DRP_PORTAL_KEY": KEY, "DRP_SMTP_PASSWORD": "smtp secret"})
        self.addCleanup(self.server.stop)
        self.visitor = Client(self.server)
        self.description = Description((self.visitor.get("/api/openapi.yaml")).text)

    def ask(self, operation_id: str, body: Any = None, client: Client | None = None, **path: Any) -> Answer:
        """An answer of an operation, held against its description."""
        operation = self.description.by_id(operation_id)
        client = client or self.visitor
        address = operation.path.format(**path)
        if body is None:
            answer = client.request(operation.method, address)
        else:
            content = json.dumps(body).encode()
            answer = client.request(
                operation.method, address, body=content, headers={"Content-Type": "application/json"}
            )
        self.assertEqual([], self.description.errors(operation, answer), operation_id)
        return answer

    def id_of(self, table: str, column: str, value: str, key: str = "id") -> int:
        with self.portal.store.sql() as sql:
            return sql.execute(f"SELECT {key} FROM {table} WHERE {column} = ?", (value,)).fetchone()[0]

    def account(self, email: str = "ana@example.com", **more: str) -> dict[str, str]:
        return {"email": email, "first_name": "Ana", "last_name": "Silva", "password": NEW_PASSWORD, **more}

    def code_of_meter(self, number: str) -> str:
        return claim_code("meter", self.id_of("meter", "number", number, "meter_id"))


class RegisteringTest(JoiningTest):
    def test_a_meters_number_and_code_open_that_meter_and_no_other(self) -> None:
        made = self.ask(
            "registerAccount", self.account(meter_number="400", claim_code=self.code_of_meter("400").lower())
        )
        self.assertEqual((201, "approved", "residential_user"), (made.status, made.json["status"], made.json["role"]))
        client = Client(self.server).log_in("ana@example.com", NEW_PASSWORD)
        self.assertEqual(["400"], [m["id"] for m in client.get("/api/entity/meters").json["meters"]])

    def test_unknown_wrong_and_used_are_answered_alike_and_guesses_run_out(self) -> None:
        used = self.account("eve@example.com", meter_number="300", claim_code=self.code_of_meter("300"))
        wrong = self.account(meter_number="400", claim_code="00000-00000")
        unknown = self.account(meter_number="999", claim_code="00000-00000")
        answers = [self.ask("registerAccount", body) for body in (used, wrong, unknown)]
        documents = [{k: v for k, v in a.json.items() if k != "instance"} for a in answers]
        self.assertEqual([422] * 3, [a.status for a in answers])
        self.assertEqual(documents[0], documents[1])
        self.assertEqual(documents[0], documents[2])
        statuses = [self.ask("registerAccount", wrong).status for _ in range(30)]
        self.assertEqual({422, 429}, set(statuses))
        self.assertEqual(sorted(statuses), statuses, "once refused, always refused")
        right = self.account(meter_number="400", claim_code=self.code_of_meter("400"))
        self.assertEqual(429, self.ask("registerAccount", right).status)
        with self.portal.store.sql() as sql:
            lines = sql.execute("SELECT count(*) FROM audit WHERE action = 'claim.guess'").fetchone()[0]
        self.assertEqual(1, lines)

    def test_who_joins_an_organisation_without_a_code_waits_for_its_administrator(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        schools = str(self.id_of("organization", "name", "Schools"))
        made = self.ask("registerAccount", self.account(organisation_number=schools))
        self.assertEqual((201, "pending"), (made.status, made.json["status"]))
        self.assertIn("ana@example.com", sink.to(STAFF).text)
        client = Client(self.server).log_in("ana@example.com", NEW_PASSWORD)
        self.assertEqual(403, client.get("/api/entity/meters").status)
        code = claim_code("organization", int(schools))
        member = self.ask("registerAccount", self.account("bob@x.org", organisation_number=schools, claim_code=code))
        self.assertEqual("organisation_user", member.json["role"])

    def test_the_first_of_an_organisation_needs_the_code(self) -> None:
        mill = str(self.portal.store.drp("org", "add", "Mill", "--json").json["id"])
        self.assertEqual(422, self.ask("registerAccount", self.account(organisation_number=mill)).status)
        code = claim_code("organization", int(mill))
        made = self.ask("registerAccount", self.account(organisation_number=mill, claim_code=code))
        self.assertEqual("organisation_administrator", made.json["role"])

    def test_the_providers_number_opens_nothing(self) -> None:
        provider = self.id_of("organization", "name", "Power")
        for more in ({}, {"claim_code": claim_code("organization", provider)}):
            answer = self.ask("registerAccount", self.account(organisation_number=str(provider), **more))
            self.assertEqual(422, answer.status)

    def test_nobody_sets_what_the_form_does_not_offer(self) -> None:
        good = self.account(meter_number="400", claim_code=self.code_of_meter("400"))
        for field, value in (("is_admin", True), ("status", "approved"), ("org_id", 1), ("level", 0), ("id", 1)):
            self.assertEqual(422, self.ask("registerAccount", good | {field: value}).status)
        for change in (
            {"email": "no address"},
            {"email": "a@b\r\nBcc: c@d"},
            {"password": "short"},
            {"password": "ana@example.com"},
            {"first_name": ""},
            {"first_name": "A" * 101},
            {"organisation_number": "1"},
            {"meter_number": "9" * 33},
        ):
            with self.subTest(change):
                self.assertEqual(422, self.ask("registerAccount", good | change).status)
        self.assertEqual(201, self.ask("registerAccount", good).status)

    def test_the_owner_of_a_taken_address_is_told(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        answer = self.ask(
            "registerAccount", self.account(RESIDENT, meter_number="400", claim_code=self.code_of_meter("400"))
        )
        self.assertEqual(409, answer.status)
        self.assertIn("There is one already", sink.to(RESIDENT).text)


class InvitationTest(JoiningTest):
    def test_an_invitation_makes_a_member_of_whoever_has_the_mail(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        boss = log_in(self.server, STAFF)
        sent = self.ask("createInvitation", {"email": "ana@example.com"}, boss)
        self.assertEqual((201, None), (sent.status, sent.json["link"]))
        mail = sink.to("ana@example.com")
        self.assertTrue(mail.link.startswith(f"{PUBLIC_URL}/invitation#"))
        operation = self.description.by_id("getInvitation")
        seen = self.visitor.get(operation.path, {"token": mail.token})
        self.assertEqual([], self.description.errors(operation, seen))
        self.assertEqual(("ana@example.com", "Schools"), (seen.json["email"], seen.json["organisation"]))
        body = {"first_name": "Ana", "last_name": "S", "password": NEW_PASSWORD, "invitation": mail.token}
        self.assertEqual("organisation_user", self.ask("registerAccount", body).json["role"])
        self.assertEqual(404, self.ask("registerAccount", body).status)
        self.assertEqual(404, self.visitor.get(operation.path, {"token": mail.token}).status)
        self.assertEqual([], self.ask("listInvitations", client=boss).json["invitations"])

    def test_another_organisations_invitations_are_not_there(self) -> None:
        self.server.stop()
        self.serve(smtp=None)
        boss, other = log_in(self.server, STAFF), log_in(self.server, NURSE)
        sent = self.ask("createInvitation", {"email": "ana@example.com"}, other)
        self.assertIn("/invitation#", sent.json["link"], "no mails are sent: it is there to hand over")
        number = sent.json["invitation"]["id"]
        hospital = self.id_of("organization", "name", "Hospital")
        foreign = [
            self.ask("deleteInvitation", client=boss, invitation_id=number),
            self.ask("deleteInvitation", client=boss, invitation_id=999_999),
            self.ask("deleteInvitation", client=boss, invitation_id="x"),
            self.ask("createInvitation", {"email": "b@x.org", "organization_id": hospital}, boss),
            self.ask("createInvitation", {"email": "b@x.org", "organization_id": 999_999}, boss),
            boss.get("/api/organization/invite", {"organization_id": hospital}),
        ]
        self.assertEqual({404}, {a.status for a in foreign})
        self.assertEqual(1, len(self.ask("listInvitations", client=other).json["invitations"]))
        admin = log_in(self.server, ADMIN)
        seen = admin.get("/api/organization/invite", {"organization_id": hospital})
        self.assertEqual([number], [i["id"] for i in seen.json["invitations"]])
        self.assertEqual(204, self.ask("deleteInvitation", client=other, invitation_id=number).status)


class RefusalTest(JoiningTest):
    def test_whoever_manages_no_organisation_is_refused_as_described(self) -> None:
        boss = log_in(self.server, STAFF)
        stale = Client(self.server, cookie="__Host-drp_session=" + "A" * 43, csrf="x")
        operations = {
            "createInvitation": {"email": "a@x.org"},
            "listInvitations": None,
            "deleteInvitation": None,
            "createResetLink": {"user_id": 1},
        }
        for operation_id, body in operations.items():
            for status, client in ((401, self.visitor), (401, stale), (403, log_in(self.server, RESIDENT))):
                with self.subTest(operation_id, status=status):
                    answer = self.ask(operation_id, body, client, invitation_id=1)
                    self.assertEqual(status, answer.status)
            if operation_id != "listInvitations":
                forged = Client(self.server, cookie=boss.cookie, csrf="0" * 43)
                self.assertEqual(403, self.ask(operation_id, body, forged, invitation_id=1).status)

    def test_bodies_that_are_none_are_refused_as_described(self) -> None:
        for operation_id in ("registerAccount", "requestPasswordReset", "resetPassword"):
            operation = self.description.by_id(operation_id)
            for body in (b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"email": 7}', b"[" * 4000, b" " * 20_000):
                with self.subTest(operation_id, body=body[:20]):
                    answer = self.visitor.request(operation.method, operation.path, body=body)
                    self.assertIn(answer.status, (400, 413, 422))
                    self.assertEqual([], self.description.errors(operation, answer))
            answer = self.visitor.request(
                operation.method, operation.path, body=b"{}", headers={"Origin": "https://evil.example"}
            )
            self.assertEqual(403, answer.status)


class ForgottenPasswordTest(JoiningTest):
    def test_a_link_by_mail_sets_a_new_password_once_and_ends_all_sessions(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        session = log_in(self.server, RESIDENT)
        asked = self.ask("requestPasswordReset", {"email": RESIDENT, "meter_number": "300"})
        self.assertEqual((202, b""), (asked.status, asked.body))
        mail = sink.to(RESIDENT)
        self.assertEqual("portal@example.org", mail.sender)
        self.assertTrue(mail.link.startswith(f"{PUBLIC_URL}/reset-password#"))
        self.assertNotIn(mail.token, "\n".join(self.portal.store.dump()), "once it is sent, nothing keeps the link")
        choice = {"token": mail.token, "password": NEW_PASSWORD}
        self.assertEqual(422, self.ask("resetPassword", choice | {"password": "short"}).status)
        self.assertEqual(204, self.ask("resetPassword", choice).status)
        self.assertEqual(404, self.ask("resetPassword", choice).status)
        eventually(lambda: session.get("/api/user").status == 401, "the session is over")
        self.assertEqual(401, self.visitor.try_log_in(RESIDENT, PASSWORD).status)
        self.assertEqual(200, self.visitor.try_log_in(RESIDENT, NEW_PASSWORD).status)

    def test_whoever_is_not_there_is_answered_alike_and_mailed_nothing(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        schools = str(self.id_of("organization", "name", "Schools"))
        for body in (
            {"email": "nobody@example.org", "meter_number": "300"},
            {"email": RESIDENT, "meter_number": "400"},
            {"email": RESIDENT, "organisation_number": schools},
            {"email": NURSE, "organisation_number": schools},
            {"email": STAFF, "organisation_number": schools},  # the last, and the one that fits
        ):
            answer = self.ask("requestPasswordReset", body)
            self.assertEqual((202, b""), (answer.status, answer.body))
        sink.to(STAFF)
        self.assertEqual([STAFF], [m.recipient for m in sink.mails])

    def test_without_a_mail_server_an_administrator_hands_the_link_over(self) -> None:
        self.server.stop()
        self.serve(smtp=None, public_url=None)
        self.assertFalse(self.visitor.get("/api/portal").json["sends_mail"])
        for email in (RESIDENT, "nobody@example.org"):
            answer = self.ask("requestPasswordReset", {"email": email, "meter_number": "300"})
            self.assertEqual(503, answer.status)
        staff, resident = (self.id_of("user", "email", e) for e in (STAFF, RESIDENT))
        boss = log_in(self.server, STAFF)
        self.assertEqual(404, self.ask("createResetLink", {"user_id": resident}, boss).status)
        self.assertEqual(404, self.ask("createResetLink", {"user_id": 999_999}, boss).status)
        self.assertEqual(201, self.ask("createResetLink", {"user_id": staff}, boss).status)
        made = self.ask("createResetLink", {"user_id": resident}, log_in(self.server, ADMIN))
        self.assertRegex(made.json["link"], r"^/reset-password#[A-Za-z0-9_-]{43}$")
        choice = {"token": made.json["link"].split("#")[1], "password": NEW_PASSWORD}
        self.assertEqual(204, self.ask("resetPassword", choice).status)

    def test_a_mail_server_without_an_address_for_links_stops_the_start(self) -> None:
        self.server.stop()
        with self.assertRaisesRegex(AssertionError, "public_url"):
            self.serve(public_url=None)


class MailServerTest(JoiningTest):
    def test_a_mail_server_that_is_down_loses_nothing(self) -> None:
        self.ask("requestPasswordReset", {"email": RESIDENT, "meter_number": "300"})

        def attempts() -> int:
            with self.portal.store.sql() as sql:
                return sum(n for (n,) in sql.execute("SELECT attempts FROM mail"))

        eventually(lambda: attempts() > 0, "the server is asked")
        self.server.kill()
        sink = MailSink(self.addCleanup, self.smtp_port)
        with self.portal.store.sql() as sql:
            sql.execute("UPDATE mail SET due_utc = 0")  # a minute has passed
        self.serve()
        self.assertIn("/reset-password#", sink.to(RESIDENT).text)
        self.assertEqual(1, len(sink.mails))

    def test_a_recipient_that_the_server_does_not_know_is_given_up(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        sink.unknown.add("gone@example.org")
        boss = log_in(self.server, STAFF)
        self.ask("createInvitation", {"email": "gone@example.org"}, boss)
        self.ask("createInvitation", {"email": "ana@example.com"}, boss)
        sink.to("ana@example.com")
        with self.portal.store.sql() as sql:
            problem, body = sql.execute(
                "SELECT last_problem, body FROM mail WHERE given_up_utc IS NOT NULL AND recipient = 'gone@example.org'"
            ).fetchone()
        self.assertIn("550", problem)
        self.assertEqual("", body)

    def test_two_instances_send_a_mail_once(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        first = self.server
        self.serve()
        boss = Client(first).log_in(STAFF, PASSWORD)
        invited = [f"guest{n}@example.org" for n in range(20)]
        for address in invited:
            self.assertEqual(201, self.ask("createInvitation", {"email": address}, boss).status)
        for address in invited:
            sink.to(address)
        self.assertEqual(sorted(invited), sorted(m.recipient for m in sink.mails))

    def test_names_stay_where_they_belong_and_every_text_is_readable(self) -> None:
        sink = MailSink(self.addCleanup, self.smtp_port)
        self.server.stop()
        name = "Élan & Söhne <x@y>, \"Strom\" – " + "ein langer Name " * 6
        self.serve(name=name.strip())
        self.ask("createInvitation", {"email": "ana@example.com"}, log_in(self.server, STAFF))
        mail = sink.to("ana@example.com")
        message = mail.message
        sender = str(make_header(decode_header(message_from_bytes(mail.raw)["From"])))
        self.assertEqual(f"{name.strip()} <portal@example.org>", sender)
        self.assertTrue(message["Subject"].startswith(name.strip()))
        self.assertEqual("ana@example.com", message["To"])
        self.assertIn("Schools invites you", mail.text)
        self.assertTrue(all(len(line) <= 998 and line.isascii() for line in mail.raw.splitlines()))

    def test_with_starttls_the_mail_and_the_log_in_are_encrypted(self) -> None:
        self.server.stop()
        certificate, key = Nginx.pair()
        sink = MailSink(self.addCleanup, self.smtp_port, tls=(certificate, key))
        smtp = {"host": "127.0.0.1", "port": self.smtp_port, "security": "starttls", "from": "portal@example.org"}
        self.serve(smtp={**smtp, "user": "portal", "ca_file": str(certificate)})
        self.ask("createInvitation", {"email": "ana@example.com"}, log_in(self.server, STAFF))
        mail = sink.to("ana@example.com")
        self.assertTrue(mail.was_encrypted)
        self.assertTrue(mail.log_in.startswith("PLAIN"))
        self.assertNotIn("smtp secret", self.server.output())

    def test_a_server_that_does_not_go_over_to_tls_gets_no_mail(self) -> None:
        self.server.stop()
        sink = MailSink(self.addCleanup, self.smtp_port)
        smtp = {"host": "127.0.0.1", "port": self.smtp_port, "security": "starttls", "from": "portal@example.org"}
        self.serve(smtp=smtp)
        self.ask("createInvitation", {"email": "ana@example.com"}, log_in(self.server, STAFF))

        def problem() -> str:
            with self.portal.store.sql() as sql:
                return sql.execute("SELECT last_problem FROM mail").fetchone()[0]

        self.assertIn("STARTTLS", eventually(problem, "the attempt has failed"))
        self.assertEqual([], sink.mails)


if __name__ == "__main__":
    unittest.main()
