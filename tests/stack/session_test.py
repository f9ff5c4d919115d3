"""Logging in and out, and what keeps others from using a session."""
import unittest

from small_portal import ADMIN, NURSE, PASSWORD, RESIDENT, STAFF, PortalTest, log_in, machine, reading
from support import Client, eventually


class SessionTest(PortalTest):
    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self) -> None:
        answer = self.visitor.try_log_in(STAFF, PASSWORD)
        (cookie,) = answer.all_headers("Set-Cookie")
        first, *attributes = cookie.split("; ")
        self.assertRegex(first, r"^__Host-drp_session=[A-Za-z0-9_-]{43}$")
        self.assertLessEqual({"HttpOnly", "Secure", "Path=/", "SameSite=Strict"}, set(attributes))
        self.assertFalse(any(a.startswith("Domain") for a in attributes))

    def test_without_tls_the_cookie_has_another_name_so_that_neither_stands_for_the_other(self) -> None:
        answer = Client(self.server, secure=False).try_log_in(STAFF, PASSWORD)
        cookie = answer.header("Set-Cookie")
        self.assertRegex(cookie, r"^drp_session=")
        self.assertIn("HttpOnly", cookie)
        value = cookie.split(";")[0].split("=", 1)[1]
        self.assertEqual(401, Client(self.server, cookie=f"drp_session={value}").get("/api/user").status)

    def test_the_token_of_the_cookie_is_not_stored_as_it_is(self) -> None:
        client = log_in(self.server, STAFF)
        token = client.cookie.split("=", 1)[1]
        self.assertNotIn(token, "\n".join(self.portal.store.dump()))

    def test_a_session_lasts_until_it_is_ended_and_no_longer(self) -> None:
        client = log_in(self.server, STAFF)
        state = client.get("/api/user/session/validate").json
        self.assertEqual(
            (True, STAFF, client.csrf),
            (state["authenticated"], state["session"]["user"]["email"], state["session"]["csrf_token"]),
        )
        ended = client.request("DELETE", "/api/user/session/delete")
        self.assertEqual(204, ended.status)
        self.assertRegex(ended.header("Set-Cookie"), r"^__Host-drp_session=; .*Max-Age=0")
        self.assertEqual(401, client.get("/api/user").status)
        self.assertEqual({"authenticated": False, "session": None}, client.get("/api/user/session/validate").json)

    def test_a_new_password_ends_all_sessions(self) -> None:
        self.portal.store.drp("user", "add", "new@example.org", stdin=b"the first password\n")
        client = Client(self.server).log_in("new@example.org", "the first password")
        self.portal.store.drp("user", "password", "new@example.org", stdin=b"the second password\n")
        eventually(lambda: client.get("/api/user").status == 401, "the session is over")
        self.assertEqual(401, Client(self.server).try_log_in("new@example.org", "the first password").status)
        self.assertEqual(200, Client(self.server).try_log_in("new@example.org", "the second password").status)
        self.portal.store.drp("user", "delete", "new@example.org")
        self.assertEqual(401, Client(self.server).try_log_in("new@example.org", "the second password").status)

    def test_an_unknown_account_and_a_wrong_password_are_answered_alike(self) -> None:
        answers = []
        changing = ("Date", "Content-Length", "X-Request-Id", "RateLimit-Remaining", "RateLimit-Reset")
        for email, password in (
            (RESIDENT, "not this one"),
            ("nobody@example.org", "not this one"),
            ("nobody@example.org", PASSWORD),
        ):
            answer = self.visitor.try_log_in(email, password)
            problem = answer.json
            problem.pop("instance")
            headers = sorted((k, v) for k, v in answer.headers if k not in changing)
            answers.append((answer.status, problem, len(answer.body), headers))
        self.assertEqual(401, answers[0][0])
        self.assertEqual([answers[0]] * 3, answers)

    def test_an_e_mail_is_the_same_in_capital_letters(self) -> None:
        self.assertEqual(200, self.visitor.try_log_in(STAFF.upper(), PASSWORD).status)

    def test_a_request_that_changes_something_needs_the_sessions_token(self) -> None:
        client = log_in(self.server, ADMIN)
        other = log_in(self.server, STAFF)
        for headers in (
            {"X-CSRF-Token": None},
            {"X-CSRF-Token": ""},
            {"X-CSRF-Token": "0" * 43},
            {"X-CSRF-Token": other.csrf},
        ):
            for method, path in (("DELETE", "/api/user/session/delete"), ("POST", "/api/data/import")):
                with self.subTest(headers, path=path):
                    body = reading("100", 0, 1).encode() if method == "POST" else None
                    self.assert_problem(
                        403, "csrf-token-invalid", client.request(method, path, body=body, headers=headers)
                    )
        self.assertEqual(200, client.get("/api/user").status)

    def test_a_request_that_changes_something_is_refused_from_another_site(self) -> None:
        client = log_in(self.server, ADMIN)
        foreign: list[dict[str, str | None]] = [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": None},
            {"Origin": f"http://127.0.0.1:{self.server.tls_port}"},
            {"Origin": f"https://127.0.0.1:{self.server.tls_port}.evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ]
        for headers in foreign:
            with self.subTest(headers):
                self.assert_problem(
                    403, "origin-not-allowed", client.request("DELETE", "/api/user/session/delete", headers=headers)
                )
        self.assertEqual(
            204, client.request("DELETE", "/api/user/session/delete", headers={"Sec-Fetch-Site": "same-origin"}).status
        )

    def test_reading_needs_no_token_and_a_machine_needs_no_origin(self) -> None:
        client = log_in(self.server, STAFF)
        self.assertEqual(200, client.get("/api/user", headers={"Origin": "https://evil.example"}).status)
        accepted = machine(self.server).send_file(reading("100", 1, 1))
        self.assertEqual("finished", machine(self.server).finished(accepted)["status"])


class ThrottleTest(PortalTest):
    def test_ten_failures_close_an_account_for_a_while_and_no_other(self) -> None:
        for _ in range(10):
            self.assertEqual(401, self.visitor.try_log_in(STAFF, "wrong").status)
        for password in ("wrong", PASSWORD):
            self.assert_problem(429, "too-many-log-ins", self.visitor.try_log_in(STAFF, password))
        self.assert_problem(429, "too-many-log-ins", self.visitor.try_log_in(STAFF.upper(), PASSWORD))
        self.assertEqual(200, self.visitor.try_log_in(NURSE, PASSWORD).status)
        for _ in range(10):
            self.visitor.try_log_in("nobody@example.org", "wrong")
        self.assert_problem(429, "too-many-log-ins", self.visitor.try_log_in("nobody@example.org", "wrong"))


if __name__ == "__main__":
    unittest.main()
