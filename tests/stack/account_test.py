"""One's own account: second factor, sessions, password, preferences, download, deletion. As a browser sees it."""
import base64
import hashlib
import hmac
import io
import json
import re
import statistics
import struct
import time
import unittest
import zipfile
from typing import Any

from mail_sink import MailSink
from small_portal import ADMIN, NURSE, PASSWORD, RESIDENT, STAFF, PortalTest, log_in, machine, make_portal, reading
from support import Answer, Client, StackTest, eventually, free_port

OTHER_PASSWORD = "tidy otter walks at noon"


def totp(secret: str, steps: int = 0) -> str:
    """RFC 6238, of now or of some steps from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class AccountTest(PortalTest):
    def new_account(self, email: str) -> Client:
        self.portal.store.drp("user", "add", email, stdin=PASSWORD.encode() + b"\n")
        return Client(self.server).log_in(email, PASSWORD)

    def send(self, client: Client, method: str, path: str, value: object) -> Answer:
        return client.request(method, path, body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})

    def adopt(self, client: Client, answer: Answer, session: dict | None = None) -> None:
        """Takes the new cookie and token, as a browser does."""
        self.assertEqual(200, answer.status, answer.text)
        client.cookie = answer.header("Set-Cookie").split(";")[0]
        client.csrf = (session or answer.json)["csrf_token"]

    def log_in_with(self, email: str, code: str) -> Answer:
        return self.visitor.post_json("/api/user/session/create", {"email": email, "password": PASSWORD, "code": code})

    def enrol(self, client: Client) -> tuple[str, list[str]]:
        begun = client.post_json("/api/user/second-factor", {"password": PASSWORD})
        self.assertEqual(200, begun.status, begun.text)
        secret = begun.json["secret"]
        # The step before, so that the code of this one is still good for a log-in.
        confirmed = self.send(client, "PUT", "/api/user/second-factor", {"code": totp(secret, -1)})
        self.adopt(client, confirmed, confirmed.json.get("session"))
        return secret, confirmed.json["recovery_codes"]

    def test_a_second_factor_is_asked_for_once_it_is_confirmed(self) -> None:
        client = self.new_account("factor@example.org")
        old_cookie = client.cookie
        secret, codes = self.enrol(client)
        self.assertNotEqual(old_cookie, client.cookie)
        self.assertEqual(401, Client(self.server, cookie=old_cookie).get("/api/user").status)
        self.assertEqual(10, len(codes))
        self.assert_problem(401, "second-factor-needed", self.visitor.try_log_in("factor@example.org", PASSWORD))
        self.assert_problem(401, "log-in-failed", self.visitor.try_log_in("factor@example.org", "wrong password"))
        self.assert_problem(401, "second-factor-wrong", self.log_in_with("factor@example.org", "000000"))
        code = totp(secret)
        self.assertEqual(200, self.log_in_with("factor@example.org", code).status)
        self.assert_problem(401, "second-factor-wrong", self.log_in_with("factor@example.org", code))
        self.assertEqual(200, self.log_in_with("factor@example.org", codes[3].upper()).status)
        self.assert_problem(401, "second-factor-wrong", self.log_in_with("factor@example.org", codes[3]))
        self.assertEqual(9, client.get("/api/user/second-factor").json["recovery_codes_left"])
        dump = "\n".join(self.portal.store.dump())
        for told in (secret, *codes):
            self.assertNotIn(told, dump)
        removed = self.send(client, "DELETE", "/api/user/second-factor", {"password": PASSWORD, "code": codes[4]})
        self.adopt(client, removed)
        self.assertEqual(200, self.visitor.try_log_in("factor@example.org", PASSWORD).status)

    def test_a_new_password_ends_all_other_sessions(self) -> None:
        here = self.new_account("pass@example.org")
        there = Client(self.server).log_in("pass@example.org", PASSWORD)
        old_cookie = here.cookie
        wrong = self.send(here, "PUT", "/api/user/password", {"old_password": "wrong", "password": OTHER_PASSWORD})
        self.assert_problem(422, "password-wrong", wrong)
        common = self.send(here, "PUT", "/api/user/password", {"old_password": PASSWORD, "password": "Passwordpassword"})
        self.assert_problem(422, "password-common", common)
        self.adopt(here, self.send(here, "PUT", "/api/user/password", {"old_password": PASSWORD, "password": OTHER_PASSWORD}))
        self.assertEqual(200, here.get("/api/user").status)
        self.assertEqual(401, there.get("/api/user").status)
        self.assertEqual(401, Client(self.server, cookie=old_cookie).get("/api/user").status)

    def test_an_unknown_cookie_is_never_adopted(self) -> None:
        chosen = "A" * 43
        fixed = Client(self.server, cookie=f"__Host-drp_session={chosen}")
        answer = fixed.try_log_in(STAFF, PASSWORD)
        self.assertEqual(200, answer.status)
        self.assertNotIn(chosen, answer.header("Set-Cookie"))
        self.assertEqual(401, fixed.get("/api/user").status)

    def test_the_session_that_logs_in_again_gets_another_token(self) -> None:
        client = log_in(self.server, STAFF)
        again = client.try_log_in(STAFF, PASSWORD)
        self.assertNotEqual(client.cookie, again.header("Set-Cookie").split(";")[0])

    def test_sessions_are_listed_and_ended_and_those_of_others_are_out_of_reach(self) -> None:
        here = self.new_account("many@example.org")
        there = Client(self.server, extra={"User-Agent": "A phone <b>" + "x" * 400})
        there.log_in("many@example.org", PASSWORD)
        stranger = log_in(self.server, NURSE)
        sessions = here.get("/api/user/sessions").json["sessions"]
        self.assertEqual([True, False], sorted((s["is_this_one"] for s in sessions), reverse=True))
        other = next(s for s in sessions if not s["is_this_one"])
        self.assertTrue(other["device"].startswith("A phone <b>"))
        self.assertLess(len(other["device"]), 210)
        self.assertEqual("127.0.0.1", other["address"])
        self.assertRegex(other["id"], r"^[0-9a-f]{16}$")
        self.assertNotIn(other["id"], [s["id"] for s in stranger.get("/api/user/sessions").json["sessions"]])
        path = f"/api/user/sessions/{other['id']}"
        self.assert_problem(404, "session-not-found", stranger.request("DELETE", path))
        self.assertEqual(200, there.get("/api/user").status)
        self.assertEqual(204, here.request("DELETE", path).status)
        self.assertEqual(401, there.get("/api/user").status)
        self.assert_problem(404, "session-not-found", here.request("DELETE", path))
        third = Client(self.server).log_in("many@example.org", PASSWORD)
        self.assertEqual({"ended": 1}, here.request("DELETE", "/api/user/sessions").json)
        self.assertEqual(401, third.get("/api/user").status)

    def test_nothing_that_a_form_does_not_offer_can_be_set(self) -> None:
        client = self.new_account("mass@example.org")
        for field, value in (("is_admin", True), ("level", 0), ("status", "approved"), ("org_id", 1), ("email", "x@y.z")):
            with self.subTest(field):
                self.assert_problem(422, "field-invalid", self.send(client, "PATCH", "/api/user/update", {field: value}))
        for wrong in ({"clock": "25h"}, {"theme": "red"}, {"clock": None}, {"clock": {"a": 1}}):
            with self.subTest(str(wrong)):
                answer = self.send(client, "PATCH", "/api/user/update", {"preferences": wrong})
                self.assert_problem(422, "preference-unknown", answer)
        changed = self.send(client, "PATCH", "/api/user/update", {"first_name": "Ana", "preferences": {"clock": "24h"}})
        self.assertEqual(("Ana", "24h", "kW"), (changed.json["first_name"], *map(changed.json["preferences"].get, ("clock", "unit"))))
        self.assertEqual("24h", client.get("/api/user/session/validate").json["session"]["preferences"]["clock"])

    def test_the_download_holds_ones_own_data_and_no_secret(self) -> None:
        accepted = machine(self.server).send_file(reading("300", 5, 42))
        machine(self.server).finished(accepted)
        resident = log_in(self.server, RESIDENT)
        answer = resident.get("/api/user/download")
        self.assertEqual((200, "application/zip"), (answer.status, answer.content_type))
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            self.assertIsNone(archive.testzip())
            files = {name: archive.read(name).decode() for name in archive.namelist()}
        self.assertEqual(
            {"README.txt", "account.csv", "sessions.csv", "activity.csv", "meters.csv", "readings.csv"}, set(files)
        )
        self.assertIn(RESIDENT, files["account.csv"])
        self.assertIn("300,", files["readings.csv"])
        self.assertIn("session.begin", files["activity.csv"])
        everything = "\n".join(files.values())
        self.assertNotRegex(everything, r"\$2[aby]\$")
        self.assertNotIn(resident.cookie.split("=", 1)[1], everything)
        with zipfile.ZipFile(io.BytesIO(log_in(self.server, STAFF).get("/api/user/download").body)) as archive:
            self.assertNotIn("readings.csv", archive.namelist())

    def test_deleting_asks_for_the_password_and_spares_the_last_administrator(self) -> None:
        client = self.new_account("leaving@example.org")
        self.assertEqual("leaving@example.org", client.get("/api/user/delete-preview").json["email"])
        self.assert_problem(422, "password-wrong", self.send(client, "DELETE", "/api/user/delete", {"password": "wrong"}))
        gone = self.send(client, "DELETE", "/api/user/delete", {"password": PASSWORD})
        self.assertEqual(204, gone.status)
        self.assertIn("Max-Age=0", gone.header("Set-Cookie"))
        self.assertEqual(401, client.get("/api/user").status)
        self.assert_problem(401, "log-in-failed", self.visitor.try_log_in("leaving@example.org", PASSWORD))
        admin = log_in(self.server, ADMIN)
        self.assertIsNotNone(admin.get("/api/user/delete-preview").json["hindrance"])
        self.assert_problem(409, "last-administrator", self.send(admin, "DELETE", "/api/user/delete", {"password": PASSWORD}))
        self.assertEqual(200, admin.get("/api/user").status)

    def test_every_change_needs_the_sessions_token(self) -> None:
        client = log_in(self.server, STAFF)
        client.csrf = None
        for method, path in (
            ("PATCH", "/api/user/update"),
            ("PUT", "/api/user/password"),
            ("POST", "/api/user/second-factor"),
            ("PUT", "/api/user/second-factor"),
            ("DELETE", "/api/user/second-factor"),
            ("POST", "/api/user/second-factor/recovery-codes"),
            ("DELETE", "/api/user/sessions"),
            ("DELETE", "/api/user/sessions/0123456789abcdef"),
            ("DELETE", "/api/user/delete"),
        ):
            with self.subTest(f"{method} {path}"):
                self.assert_problem(403, "csrf-token-invalid", client.request(method, path, body=b"{}"))
                self.assert_problem(401, "not-logged-in", self.visitor.request(method, path, body=b"{}"))

    def test_what_was_done_is_in_the_trail_and_the_trail_is_sound(self) -> None:
        client = self.new_account("trail@example.org")
        self.visitor.try_log_in("trail@example.org", "wrong password")
        client.request("DELETE", "/api/user/session/delete")
        with self.portal.store.sql() as sql:
            trail = sql.execute("SELECT action, address FROM audit WHERE actor_name = 'trail@example.org'").fetchall()
        for action in ("session.begin", "session.refuse", "session.end"):
            self.assertIn((action, "127.0.0.1"), trail)
        self.portal.store.drp("check")

    def test_how_long_an_unknown_account_takes(self) -> None:
        """Printed, not judged: a busy machine says nothing. That both cost one bcrypt is what makes them alike."""

        def median(email: str) -> float:
            times = []
            for _ in range(5):
                began = time.monotonic()
                self.assertEqual(401, self.visitor.try_log_in(email, "wrong password").status)
                times.append(time.monotonic() - began)
            return statistics.median(times)

        known, unknown = median(NURSE), median("nobody-at-all@example.org")
        print(f"log-in refused after (median of 5): known account {known:.3f} s, unknown {unknown:.3f} s", flush=True)


class SecurityMailTest(StackTest):
    """What is done to the way an account is logged in to, its owner is told by mail."""

    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)
        self.sink = MailSink(self.addCleanup, free_port())
        smtp = {"host": "127.0.0.1", "port": self.sink.port, "security": "none", "from": "portal@example.org"}
        settings = {"public_url": "https://portal.example", "name": "Valley Power", "smtp": smtp}
        (self.folder / "drp-config.json").write_text(json.dumps(settings))
        self.server = self.portal.serve()
        self.addCleanup(self.server.stop)
        self.admin = log_in(self.server, ADMIN)
        self.told = 0

    def assert_told(self, subject: str, *absent: str, by: str = NURSE) -> None:
        """The next mail says so, in the zone of the programme, and none of what is `absent`."""
        self.told += 1
        mail = self.sink.to(by, self.told)
        self.assertEqual(f"Valley Power: {subject}", mail.message["Subject"])
        self.assertRegex(mail.text, r"on \d{4}-\d\d-\d\d at \d\d:\d\d \(America/Chicago\)")
        self.assertIn("If it was not, ", mail.text)
        for secret in absent:
            self.assertNotIn(secret, mail.raw.decode())

    def changed(self, client: Client, method: str, path: str, value: object) -> Answer:
        answer = client.request(method, path, body=json.dumps(value).encode())
        self.assertEqual(200, answer.status, answer.text)
        if cookie := answer.header("Set-Cookie"):
            client.cookie = cookie.split(";")[0]
            client.csrf = answer.json.get("session", answer.json)["csrf_token"]
        return answer

    def enrol(self, client: Client) -> list[str]:
        begun = self.changed(client, "POST", "/api/user/second-factor", {"password": PASSWORD})
        code = {"code": totp(begun.json["secret"], -1)}
        return self.changed(client, "PUT", "/api/user/second-factor", code).json["recovery_codes"]

    def test_every_change_of_the_log_in_is_told(self) -> None:
        nurse = log_in(self.server, NURSE)
        codes = self.enrol(nurse)
        self.assert_told("a second factor was set up", *codes)
        proof = {"password": PASSWORD, "code": codes[0]}
        codes = self.changed(nurse, "POST", "/api/user/second-factor/recovery-codes", proof).json["recovery_codes"]
        self.assert_told("your recovery codes were renewed", *codes)
        self.changed(nurse, "DELETE", "/api/user/second-factor", {"password": PASSWORD, "code": codes[0]})
        self.assert_told("your second factor was removed")
        new = {"old_password": PASSWORD, "password": OTHER_PASSWORD}
        self.changed(nurse, "PUT", "/api/user/password", new)
        self.assert_told("your password was changed", PASSWORD, OTHER_PASSWORD)
        self.told += 1  # that another address was asked for is a mail of its own
        self.changed(nurse, "POST", "/api/user/email", {"email": "new@hospital.example", "password": OTHER_PASSWORD})
        token = self.sink.to("new@hospital.example").token
        confirmed = self.admin.post_json("/api/user/email/confirm", {"token": token})
        self.assertEqual(204, confirmed.status, confirmed.text)
        self.assert_told("your e-mail address was changed", "new@hospital.example")

    def test_a_password_set_by_a_link_is_told(self) -> None:
        nurse = self.admin.get("/api/admin/users", {"q": NURSE}).json["rows"][0]
        link = self.admin.post_json("/api/organization/reset-link", {"user_id": nurse["id"]}).json["link"]
        choice = {"token": link.split("#")[1], "password": OTHER_PASSWORD}
        answer = Client(self.server).request("PUT", "/api/passwordReset", body=json.dumps(choice).encode())
        self.assertEqual(204, answer.status, answer.text)
        self.assert_told("your password was set anew", OTHER_PASSWORD)

    def test_an_administrator_takes_the_second_factor_off_whoever_lost_it(self) -> None:
        nurse = log_in(self.server, NURSE)
        codes = self.enrol(nurse)
        self.assert_told("a second factor was set up")

        def listed(email: str) -> dict[str, Any]:
            return self.admin.get("/api/admin/users", {"q": email}).json["rows"][0]

        path = f"/api/admin/users/{listed(NURSE)['id']}/second-factor"
        self.assertTrue(listed(NURSE)["has_second_factor"])
        self.assertEqual(403, log_in(self.server, STAFF).request("DELETE", path).status)
        self.assertEqual(204, self.admin.request("DELETE", path).status)
        self.assert_told("your second factor was taken off", *codes)
        self.assertFalse(listed(NURSE)["has_second_factor"])
        self.assertEqual(401, nurse.get("/api/user").status)
        again = log_in(self.server, NURSE)
        self.assertEqual(0, again.get("/api/user/second-factor").json["recovery_codes_left"])
        for code, status, user in (
            ("second-factor-missing", 409, listed(NURSE)["id"]),
            ("own-second-factor", 409, listed(ADMIN)["id"]),
            ("user-not-found", 404, 999_999),
        ):
            answer = self.admin.request("DELETE", f"/api/admin/users/{user}/second-factor")
            self.assertEqual((status, f"/problems/{code}"), (answer.status, answer.json["type"]))
        with self.portal.store.sql() as sql:
            line = sql.execute("SELECT actor_name, after FROM audit WHERE action = 'second-factor.take-off'").fetchall()
        self.assertEqual([(ADMIN, json.dumps({"email": NURSE, "sessions_ended": "1"}, separators=(",", ":")))], line)
        self.assert_clean(self.portal.store)


class RoleChangeTest(PortalTest):
    def test_a_role_that_changes_takes_effect_in_an_open_session(self) -> None:
        client = log_in(self.server, STAFF)
        self.assertEqual(2, client.get("/api/user/permissions").json["level"])
        with self.portal.store.sql() as database:
            database.execute("UPDATE user SET status = 'rejected' WHERE email = ?", (STAFF,))
        eventually(lambda: client.get("/api/user/permissions").json["level"] == 5, "the role takes effect")
        self.assertEqual(403, client.get("/api/entity/meters").status)
        self.assertEqual(200, client.get("/api/user").status)


if __name__ == "__main__":
    unittest.main()
