"""`drp serve` from its start to its end: TLS, headers, cookies, refusals, limits, files, live events, draining."""
import gzip
import json
import re
import signal
import socket
import ssl
import stat
import unittest
from http.client import HTTPConnection
from pathlib import Path

from api_description import problem_errors
from small_portal import ADMIN, NURSE, PASSWORD, RESIDENT, STAFF, TOKEN, Portal, log_in, machine, make_portal
from support import (
    Answer,
    Client,
    EventStream,
    Server,
    StackTest,
    drp,
    eventually,
    instant,
    long_csv,
    private_folder,
    seconds_of,
)

NOON = seconds_of("2026-01-15T18:00:00Z")


def reading(meter: str, n: int, actual: int, predicted: int | None = None) -> str:
    return long_csv([(meter, NOON + 900 * n, actual, predicted, 900)])


class PortalTest(StackTest):
    """A portal with two organisations, served for all tests of the class."""

    portal: Portal
    server: Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.portal = make_portal(private_folder(cls.addClassCleanup))
        cls.server = cls.portal.serve()
        cls.addClassCleanup(cls.server.stop)
        cls.visitor = Client(cls.server)

    def assert_problem(self, status: int, kind: str, answer: Answer) -> None:
        self.assertEqual((status, f"/problems/{kind}"), (answer.status, answer.json["type"]))
        self.assertEqual([], problem_errors(answer))


class StartAndStopTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)

    def test_it_says_where_it_serves(self) -> None:
        with self.portal.serve() as server:
            for address in (f"https://127.0.0.1:{server.tls_port}/", f"http://127.0.0.1:{server.plain_port}/"):
                eventually(lambda: f"Serving {address}\n" in server.output(), "it says so")
            said = server.output()
            self.assertNotIn("Demo log-ins", said)
            self.assertNotIn(TOKEN, said)
            self.assertNotIn(PASSWORD, said)

    def test_a_start_in_an_empty_folder_makes_an_empty_portal(self) -> None:
        with Server(private_folder(self.addCleanup)) as server:
            self.assertEqual(200, Client(server).get("/api/portal").status)
            self.assertEqual(401, Client(server).try_log_in("admin@demo.example", "demo-portal").status)

    def test_a_second_start_has_everything_that_the_first_had(self) -> None:
        with self.portal.serve() as first:
            client = log_in(first, ADMIN)
            job = machine(first).finished(machine(first).send_file(reading("100", 0, 5)))
            certificate = first.certificate.read_bytes()
        with self.portal.serve() as second:
            again = Client(second, cookie=client.cookie, csrf=client.csrf)
            self.assertEqual(ADMIN, again.get("/api/user").json["email"])
            self.assertIn(5, again.get("/api/vis/data/", {"meter": "100"}).json["actual_wh"])
            self.assertEqual(job["id"], again.get(f"/api/data/import/{job['id']}").json["id"])
            self.assertEqual(certificate, second.certificate.read_bytes())

    def test_a_demonstration_is_made_once(self) -> None:
        folder = private_folder(self.addCleanup)
        with Server(folder, "--demo") as server:
            portal = Client(server).get("/api/portal").json
            self.assertTrue(portal["is_demo"])
            self.assertEqual(6, len(portal["demo_accounts"]))
            eventually(lambda: all(a["email"] in server.output() for a in portal["demo_accounts"]), "it shows the log-ins")
            self.assertEqual(60, len(server.store.drp("meter", "list", "--json").json))
            before = {(r.meter, r.start): r.actual_wh for r in server.store.export()}
        self.assertEqual([], [f.name for f in folder.glob("*.making*")])
        with Server(folder, "--demo") as server:
            self.assertEqual(portal, Client(server).get("/api/portal").json)
            after = {(r.meter, r.start): r.actual_wh for r in server.store.export()}
            self.assertEqual(before, {key: after.get(key) for key in before})
        self.assert_clean(server.store)

    def test_without_demo_a_second_start_of_a_store_shows_no_accounts(self) -> None:
        with self.portal.serve("--demo") as server:
            portal = Client(server).get("/api/portal").json
            self.assertEqual((False, []), (portal["is_demo"], portal["demo_accounts"]))

    def test_configuration_is_what_the_portal_says_of_itself(self) -> None:
        (self.folder / "drp-config.json").write_text(
            json.dumps(
                {
                    "name": "Sparsam",
                    "provider": "Stadtwerke",
                    "contact": "hilfe@example.org",
                    "credit_factor_dollars_per_kwh": "0.085",
                }
            )
        )
        with self.portal.serve() as server:
            portal = Client(server).get("/api/portal").json
        self.assertEqual(
            ("Sparsam", "Stadtwerke", "hilfe@example.org", "0.085", "America/Chicago"),
            tuple(portal[k] for k in ("name", "provider", "contact", "credit_factor_dollars_per_kwh", "time_zone")),
        )

    def test_the_provider_is_the_one_of_the_store_unless_the_configuration_names_it(self) -> None:
        with self.portal.serve() as server:
            self.assertEqual("Power", Client(server).get("/api/portal").json["provider"])

    def test_a_time_zone_that_is_not_the_stores_ends_the_start(self) -> None:
        (self.folder / "drp-config.json").write_text('{"time_zone": "Asia/Tokyo"}')
        outcome = drp("serve", "--data", self.folder, "--port", "0", "--http-port", "18080")
        self.assertEqual(5, outcome.code)
        self.assertIn("America/Chicago", outcome.err)

    def test_sigterm_lets_a_request_in_flight_end_and_takes_no_new_one(self) -> None:
        with self.portal.serve() as server:
            client = machine(server)
            connection = client.connect()
            connection.putrequest("POST", "/api/data/import")
            for name, value in {**client.headers_of("POST"), "Transfer-Encoding": "chunked"}.items():
                connection.putheader(name, value)
            connection.endheaders()
            text = reading("100", 0, 5).encode()
            self.send_chunk(connection, text[:30])
            self.wait_until_running(client)
            server.terminate()
            eventually(lambda: not self.takes_connections(server), "no new connection is taken")
            self.assertIsNone(server.process.poll())
            self.send_chunk(connection, text[30:])
            connection.send(b"0\r\n\r\n")
            response = connection.getresponse()
            self.assertEqual((202, "close"), (response.status, response.getheader("Connection")))
            response.read()
            self.assertEqual(0, server.process.wait(60))
        self.assertEqual([("100", 5)], [(r.meter, r.actual_wh) for r in self.portal.store.export()])

    @staticmethod
    def send_chunk(connection: HTTPConnection, data: bytes) -> None:
        connection.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def wait_until_running(self, client: Client) -> None:
        eventually(lambda: client.get("/api/data/import/1").status == 200, "the import has begun")

    @staticmethod
    def takes_connections(server: Server) -> bool:
        try:
            return Client(server, secure=False).get("/healthz").status == 200
        except OSError:
            return False

    def test_sigint_and_sigterm_end_idle_connections_and_streams_politely(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number), self.portal.serve() as server:
                idle = Client(server).connect()
                idle.request("GET", "/healthz")
                idle.getresponse().read()
                stream = EventStream(log_in(server, STAFF))
                server.process.send_signal(number)
                self.assertEqual(("", None), stream.next())
                self.assertEqual(0, server.process.wait(60))
                idle.close()
                stream.close()


class TlsTest(PortalTest):
    def test_the_certificate_made_at_the_first_start_is_good_for_this_machine(self) -> None:
        for host in ("127.0.0.1", "localhost"):
            trust = ssl.create_default_context(cafile=str(self.server.certificate))
            with socket.create_connection(("127.0.0.1", self.server.tls_port)) as raw:
                with trust.wrap_socket(raw, server_hostname=host) as tls:
                    self.assertIn(tls.version(), ("TLSv1.2", "TLSv1.3"))

    def test_it_is_trusted_by_nobody_who_was_not_told(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.tls_port)) as raw:
            with self.assertRaises(ssl.SSLCertVerificationError):
                ssl.create_default_context().wrap_socket(raw, server_hostname="localhost")

    def test_its_key_is_for_its_owner_only(self) -> None:
        mode = (self.server.folder / "tls.key").stat().st_mode
        self.assertEqual(0o600, stat.S_IMODE(mode))

    def test_old_versions_of_tls_are_refused(self) -> None:
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with socket.create_connection(("127.0.0.1", self.server.tls_port)) as raw, self.assertRaises(
            (ssl.SSLError, OSError)
        ):
            old.wrap_socket(raw)

    def test_plain_bytes_on_the_tls_port_are_no_request(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.tls_port)) as raw:
            raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            raw.settimeout(30)
            try:
                self.assertNotIn(b"HTTP/1.1 200", raw.recv(1000))
            except ConnectionError:
                pass
        self.assertEqual(200, self.visitor.get("/healthz").status)

    def test_a_certificate_of_ones_own_is_used_instead(self) -> None:
        other = private_folder(self.addCleanup)
        with Server(other):
            pass
        with Server(
            private_folder(self.addCleanup), "--certificate", str(other / "tls.crt"), "--key", str(other / "tls.key")
        ) as server:
            self.assertFalse((server.folder / "tls.crt").exists())
            trust = ssl.create_default_context(cafile=str(other / "tls.crt"))
            with socket.create_connection(("127.0.0.1", server.tls_port)) as raw:
                trust.wrap_socket(raw, server_hostname="localhost").close()


class HeadersTest(PortalTest):
    def paths(self) -> list[str]:
        return ["/", "/api/portal", "/api/user", "/api/nothing", "/healthz"]

    def test_every_answer_carries_the_security_headers(self) -> None:
        for path in self.paths():
            with self.subTest(path):
                answer = self.visitor.get(path)
                self.assertEqual("nosniff", answer.header("X-Content-Type-Options"))
                self.assertEqual("same-origin", answer.header("Referrer-Policy"))
                self.assertEqual("same-origin", answer.header("Cross-Origin-Opener-Policy"))
                self.assertEqual("same-origin", answer.header("Cross-Origin-Resource-Policy"))
                self.assertIn("geolocation=()", answer.header("Permissions-Policy"))
                self.assertRegex(answer.header("Strict-Transport-Security"), r"max-age=\d{8}")
                self.assertIsNone(Client(self.server, secure=False).get(path).header("Strict-Transport-Security"))
                self.assertIsNone(answer.header("Server"))
                self.assertIsNone(answer.header("Access-Control-Allow-Origin"))

    def test_scripts_come_from_here_and_are_never_inline(self) -> None:
        for path in self.paths():
            policy = dict(
                d.strip().split(" ", 1) for d in self.visitor.get(path).header("Content-Security-Policy").split(";")
            )
            self.assertEqual("'self'", policy["script-src"])
            self.assertEqual("'self'", policy["default-src"])
            self.assertEqual("'none'", policy["frame-ancestors"])
            self.assertEqual("'none'", policy["object-src"])
            self.assertEqual("'none'", policy["base-uri"])

    def test_answers_about_people_are_not_kept_by_caches(self) -> None:
        client = log_in(self.server, STAFF)
        for path in (
            "/api/user",
            "/api/user/permissions",
            "/api/user/session/validate",
            "/api/entity/meters",
            "/api/vis/",
        ):
            with self.subTest(path):
                control = client.get(path).header("Cache-Control") or ""
                self.assertRegex(control, r"no-store|private")


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
        for email, password in (
            (RESIDENT, "not this one"),
            ("nobody@example.org", "not this one"),
            ("nobody@example.org", PASSWORD),
        ):
            answer = self.visitor.try_log_in(email, password)
            problem = answer.json
            problem.pop("instance")
            headers = sorted((k, v) for k, v in answer.headers if k not in ("Date", "Content-Length", "X-Request-Id"))
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


class LiveTest(PortalTest):
    """What arrives reaches those who are watching and may see it, and nobody else."""

    def watch(self, email: str, **query: str) -> EventStream:
        stream = EventStream(log_in(self.server, email), query)
        self.addCleanup(stream.close)
        self.assertEqual(200, stream.response.status)
        return stream

    def import_beside(self, text: str) -> None:
        """By another process."""
        self.portal.store.import_text(text)

    def send(self, text: str) -> None:
        machine(self.server).finished(machine(self.server).send_file(text))

    def test_a_reading_sent_to_the_api_is_pushed_with_its_values(self) -> None:
        staff, nurse, admin, resident = map(self.watch, (STAFF, NURSE, ADMIN, RESIDENT))
        self.send(reading("100", 0, 1234, 1300))
        expected = {"meter": "100", "start_utc": NOON, "interval_s": 900, "actual_wh": 1234, "predicted_wh": 1300}
        self.assertEqual(("reading", expected), staff.next())
        self.assertEqual(("reading", expected), admin.next())
        # The first that the others hear of is their own: nothing came before it.
        self.send(reading("200", 0, 7))
        self.assertEqual("200", nurse.next()[1]["meter"])
        self.send(reading("300", 0, -8))
        self.assertEqual(
            {"meter": "300", "start_utc": NOON, "interval_s": 900, "actual_wh": -8, "predicted_wh": None},
            resident.next()[1],
        )
        self.assertEqual(["200", "300"], [admin.next()[1]["meter"] for _ in range(2)])

    def test_an_import_by_another_process_is_noticed(self) -> None:
        staff, nurse = map(self.watch, (STAFF, NURSE))
        later = NOON + 200 * 86_400  # than anything the other tests send
        self.import_beside(long_csv([("100", later, 1, None, 900), ("100", later + 900, 2, None, 900)]))
        name, data = staff.next()
        self.assertEqual(("changed", "100"), (name, data["meter"]))
        self.assertLess(data["from_utc"], later + 900)
        self.assertEqual(later + 1800, data["to_utc"])
        client = log_in(self.server, STAFF)
        self.assertEqual(
            [1, 2], client.get("/api/vis/data/", {"meter": "100", "from": instant(later)}).json["actual_wh"][:2]
        )
        self.import_beside(reading("200", 20_000, 7))
        self.assertEqual("200", nurse.next()[1]["meter"])

    def test_many_readings_of_a_meter_are_told_as_one_change(self) -> None:
        staff = self.watch(STAFF)
        start = NOON + 10 * 86_400
        self.send(long_csv([("100", start + 900 * i, i, None, 900) for i in range(50)]))
        self.assertEqual(("changed", {"meter": "100", "from_utc": start, "to_utc": start + 50 * 900}), staff.next())

    def test_a_stream_of_one_meter_is_silent_about_others(self) -> None:
        narrow, wide = self.watch(ADMIN, meter="400"), self.watch(ADMIN)
        self.send(reading("100", 2000, 1))
        self.send(reading("400", 2000, 2))
        self.assertEqual(["100", "400"], [wide.next()[1]["meter"] for _ in range(2)])
        self.assertEqual("400", narrow.next()[1]["meter"])

    def test_a_dry_run_and_a_repeated_import_are_no_news(self) -> None:
        text = reading("100", 3000, 1)
        staff = self.watch(STAFF)
        machine(self.server).finished(machine(self.server).send_file(text, dry_run="true"))
        self.send(text)
        self.assertEqual(NOON + 3000 * 900, staff.next()[1]["start_utc"])
        self.send(text)
        self.send(reading("100", 3001, 1))
        self.assertEqual(NOON + 3001 * 900, staff.next()[1]["start_utc"])

    def test_somebody_who_may_not_watch_is_told_so(self) -> None:
        for client, status in ((self.visitor, 401), (machine(self.server), 403), (log_in(self.server, NURSE), 404)):
            self.assertEqual(status, client.get("/api/vis/stream", {"meter": "100"}).status)

    def test_a_new_meter_of_an_import_is_seen_by_the_provider_only(self) -> None:
        self.import_beside(reading("NEW-1", 0, 5))
        admin = log_in(self.server, ADMIN)
        eventually(lambda: admin.get("/api/vis/meter_data/NEW-1").status == 200, "the new meter is known")
        for email in (STAFF, NURSE, RESIDENT):
            self.assertEqual(404, log_in(self.server, email).get("/api/vis/meter_data/NEW-1").status)


class PagesTest(StackTest):
    """Files of the web pages, precompressed by the build."""

    SCRIPT = b"console.log('x');\n" * 500
    HASHED = "/assets/index-B1x2c3D4.js"

    @classmethod
    def setUpClass(cls) -> None:
        folder = private_folder(cls.addClassCleanup)
        pages = folder / "pages"
        (pages / "assets").mkdir(parents=True)
        (pages / "index.html").write_text(f"<!doctype html><title>t</title><script src='{cls.HASHED}'></script>")
        (pages / "robots.txt").write_text("User-agent: *\n")
        cls.put(pages / cls.HASHED[1:], cls.SCRIPT)
        (folder / "secret.txt").write_text("secret")
        (pages / "link.txt").symlink_to(folder / "secret.txt")
        cls.server = Server(folder, "--pages", str(pages))
        cls.addClassCleanup(cls.server.stop)
        cls.visitor = Client(cls.server)

    @staticmethod
    def put(file: Path, content: bytes) -> None:
        file.write_bytes(content)
        Path(f"{file}.gz").write_bytes(gzip.compress(content))
        Path(f"{file}.br").write_bytes(b"brotli stands here")

    def test_a_hashed_name_is_cached_for_ever_and_others_are_asked_for_again(self) -> None:
        self.assertEqual("public, max-age=31536000, immutable", self.visitor.get(self.HASHED).header("Cache-Control"))
        for path in ("/", "/robots.txt"):
            self.assertEqual("no-cache", self.visitor.get(path).header("Cache-Control"))

    def test_the_smallest_variant_that_is_welcome_is_sent(self) -> None:
        for accepted, coding, body in (
            ("br, gzip", "br", b"brotli stands here"),
            ("gzip", "gzip", gzip.compress(self.SCRIPT)),
            ("identity", None, self.SCRIPT),
            ("", None, self.SCRIPT),
            ("br;q=0, gzip", "gzip", None),
            ("deflate", None, self.SCRIPT),
        ):
            with self.subTest(accepted):
                answer = self.visitor.get(self.HASHED, headers={"Accept-Encoding": accepted})
                self.assertEqual(
                    (200, coding, "text/javascript"),
                    (answer.status, answer.header("Content-Encoding"), answer.content_type),
                )
                self.assertIn("Accept-Encoding", answer.header("Vary"))
                plain = gzip.decompress(answer.body) if coding == "gzip" else answer.body
                self.assertEqual(self.SCRIPT if coding == "gzip" else body, plain)

    def test_an_unchanged_file_is_not_sent_again(self) -> None:
        tag = self.visitor.get("/robots.txt").header("ETag")
        self.assertEqual(304, self.visitor.get("/robots.txt", headers={"If-None-Match": tag}).status)

    def test_addresses_of_the_pages_own_router_show_the_page_and_missing_files_do_not(self) -> None:
        html = {"Accept": "text/html"}
        page = self.visitor.get("/", headers=html)
        self.assertEqual(page.body, self.visitor.get("/meters/100", {"from": "2025-01-01"}, html).body)
        for path in ("/assets/gone-B1x2c3D4.js", "/api/meters"):
            self.assertEqual(404, self.visitor.get(path, headers=html).status)

    def test_nothing_outside_the_folder_is_served(self) -> None:
        for path in (
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/assets/../../secret.txt",
            "/..%2fsecret.txt",
            "/link.txt",
            "//etc/passwd",
            "/assets/..%5c..%5csecret.txt",
            "/tls.key",
            "/drp.db",
        ):
            with self.subTest(path):
                answer = self.visitor.get(path, headers={"Accept": "*/*"})
                self.assertNotIn(b"secret", answer.body.replace(b"/secret", b""))
                self.assertNotIn(b"PRIVATE", answer.body)
                self.assertNotIn(b"root:", answer.body)

    def test_the_pages_in_the_binary_hold_together(self) -> None:
        with Server(private_folder(self.addCleanup)) as server:
            client = Client(server)
            page = client.get("/", headers={"Accept": "text/html"})
            if page.status == 404:
                print(message := "SKIPPED: this binary was built without the web pages", flush=True)
                self.skipTest(message)
            self.assertEqual("text/html", page.content_type)
            self.assertNotRegex(page.text, r"<script(?![^>]*\bsrc=)[^>]*>")
            self.assertNotRegex(page.text, r"\son\w+=")
            parts = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
            self.assertTrue([p for p in parts if p.endswith(".js")])
            for path in parts:
                with self.subTest(path):
                    answer = client.get(path, headers={"Accept-Encoding": "br, gzip"})
                    self.assertEqual(200, answer.status)
                    if path.startswith("/assets/"):
                        self.assertIn("immutable", answer.header("Cache-Control"))
                        self.assertEqual("br", answer.header("Content-Encoding"))


class WatchingTest(PortalTest):
    def test_it_says_whether_it_lives_and_is_ready(self) -> None:
        self.assertEqual((200, "ok\n"), (self.visitor.get("/healthz").status, self.visitor.get("/healthz").text))
        self.assertEqual((200, "ready\n"), (self.visitor.get("/readyz").status, self.visitor.get("/readyz").text))

    def counted(self, text: str, route: str, status: int) -> int:
        found = re.search(
            rf'http_requests_total\{{method="GET",route="{re.escape(route)}",status="{status}"\}} (\d+)', text
        )
        return int(found.group(1)) if found else 0

    def test_metrics_count_requests_by_route_and_status(self) -> None:
        client = log_in(self.server, STAFF)
        route = "/api/vis/meter_data/{meter_id}"
        before = self.visitor.get("/metrics")
        self.assertEqual("text/plain", before.content_type)
        for _ in range(3):
            client.get("/api/vis/meter_data/100")
        client.get("/api/vis/meter_data/200")
        after = self.visitor.get("/metrics").text
        self.assertEqual(3, self.counted(after, route, 200) - self.counted(before.text, route, 200))
        self.assertEqual(1, self.counted(after, route, 404) - self.counted(before.text, route, 404))
        self.assertNotIn("meter_data/100", after)
        for line in after.splitlines():
            self.assertRegex(
                line,
                r'^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [-+0-9.eE]+|\w+(\{.*\})? (NaN|[+-]Inf))$',
            )

    def test_metrics_are_for_this_machine_and_for_the_provider(self) -> None:
        server = self.portal_behind_a_proxy()
        far = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
        self.assertEqual(403, Client(server, secure=False).get("/metrics", headers=far).status)
        self.assertEqual(200, Client(server, secure=False).get("/metrics").status)

    def portal_behind_a_proxy(self) -> Server:
        server = Server(private_folder(self.addCleanup), "--trusted-proxy", "127.0.0.1")
        self.addCleanup(server.stop)
        return server

    def test_an_address_that_anybody_can_claim_is_not_believed(self) -> None:
        self.assertEqual(200, self.visitor.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status)
        server = Server(private_folder(self.addCleanup))
        self.addCleanup(server.stop)
        Client(server).get("/api/portal", headers={"X-Forwarded-For": "203.0.113.9", "X-Request-Id": "mine"})
        self.assertEqual(0, server.stop())
        lines = (server.folder / "requests.log").read_text()
        self.assertNotIn("203.0.113.9", lines)
        self.assertNotIn('"id":"mine"', lines)

    def test_each_request_leaves_one_line_that_holds_no_secret(self) -> None:
        server = Server(private_folder(self.addCleanup), environment={"DRP_IMPORT_TOKEN": TOKEN})
        self.addCleanup(server.stop)
        answer = Client(server, bearer=TOKEN).get("/api/user", {"secret": "in-the-query"})
        Client(server).try_log_in("nobody@example.org", PASSWORD)
        self.assertEqual(0, server.stop())
        text = (server.folder / "requests.log").read_text()
        lines = [json.loads(line) for line in text.splitlines()]
        (line,) = [entry for entry in lines if entry["id"] == answer.json["instance"]]
        self.assertEqual(
            ("GET", "/api/user", 403, True, True), tuple(line[k] for k in ("method", "route", "status", "tls", "whole"))
        )
        for secret in (TOKEN, PASSWORD, "in-the-query", "nobody@example.org"):
            self.assertNotIn(secret, text)


class RefusalTest(PortalTest):
    """Requests that are too large, too odd or malformed are refused, and the server goes on."""

    def tearDown(self) -> None:
        self.assertEqual(200, self.visitor.get("/healthz").status)
        self.assertIsNone(self.server.process.poll())
        super().tearDown()

    def raw(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of whatever the server answers to these bytes."""
        with socket.create_connection(("127.0.0.1", self.server.plain_port), timeout=60) as raw:
            received = b""
            try:
                raw.sendall(request)
                raw.shutdown(socket.SHUT_WR)
                while piece := raw.recv(65_536):
                    received += piece
            except ConnectionError:
                pass
        head, _, body = received.partition(b"\r\n\r\n")
        return int(head.split(b" ")[1]) if head.startswith(b"HTTP/1.") else 0, body

    def test_malformed_requests(self) -> None:
        host = b"Host: x\r\n"
        cases = {
            400: [
                b"GET\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
                b"GET / HTTP/1.1\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                b"GET / HTTP/1.1\r\n" + host + b"A B: c\r\n\r\n",
                b"GET /%zz HTTP/1.1\r\n" + host + b"\r\n",
                b"GET /api/portal?a=%zz HTTP/1.1\r\n" + host + b"\r\n",
                b"GET / HTTP/1.1\r\n" + host + b"X: \0\r\n\r\n",
                b"POST /api/data/import HTTP/1.1\r\n" + host + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                b"POST /api/data/import HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n",
                b"POST /api/data/import HTTP/1.1\r\n"
                + host
                + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            ],
            414: [b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + host + b"\r\n"],
            431: [
                b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
                b"GET / HTTP/1.1\r\n" + host + b"".join(b"X%d: a\r\n" % i for i in range(100)) + b"\r\n",
            ],
            501: [b"BREW /api/portal HTTP/1.1\r\n" + host + b"\r\n"],
            505: [b"GET / HTTP/3.0\r\n" + host + b"\r\n"],
        }
        for expected, requests in cases.items():
            for request in requests:
                with self.subTest(request[:60]):
                    status, body = self.raw(request)
                    self.assertEqual(expected, status, body)
                    if body:
                        self.assertEqual(expected, json.loads(body)["status"])

    def test_bodies_that_are_too_large(self) -> None:
        for body in (b"x" * 100_000, b'{"email": "' + b"a" * 10_000 + b'"}'):
            self.assert_problem(
                413, "body-too-large", self.visitor.request("POST", "/api/user/session/create", body=body)
            )
        pieces = iter([b"x" * 5_000] * 10)  # chunked: nobody knows its length before
        answer = self.visitor.request("POST", "/api/user/session/create", body=pieces)
        self.assertEqual(413, answer.status)

    def test_a_refused_callers_body_is_not_waited_for(self) -> None:
        connection = self.visitor.connect()
        connection.request(
            "POST", "/api/data/import", headers={"Origin": self.visitor.origin, "Content-Length": "1000000000"}
        )
        self.assertEqual(401, connection.getresponse().status)
        connection.close()

    def test_a_body_that_breaks_off_is_a_failed_import_of_which_the_whole_rows_remain(self) -> None:
        client = machine(self.server)
        rows = [("400", NOON + 900 * i, i, None, 900) for i in range(20_000)]
        text = long_csv(rows).encode()
        with socket.create_connection(("127.0.0.1", self.server.plain_port), timeout=60) as raw:
            raw.sendall(
                b"POST /api/data/import?file_name=broken.csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + TOKEN.encode()
                + f"\r\nContent-Length: {len(text)}\r\n\r\n".encode()
                + text[: len(text) // 2]
            )
        admin = log_in(self.server, ADMIN)

        def failed() -> bool:
            jobs = [j for j in admin.get("/api/data/import").json["imports"] if j["file_name"] == "broken.csv"]
            return bool(jobs) and jobs[0]["status"] == "failed"

        eventually(failed, "the import is known to have failed")
        self.assert_clean(self.portal.store)
        stored = {r.start: r.actual_wh for r in self.portal.store.export("--meter", "400")}
        self.assertLessEqual(stored.items(), {instant(t): a for _, t, a, _, _ in rows}.items())
        self.assertEqual("finished", client.finished(client.send_file(text))["status"])

    def test_more_imports_than_it_can_bear_are_asked_to_come_back(self) -> None:
        client = machine(self.server)
        held = []
        for i in range(2):
            connection = client.connect()
            connection.putrequest("POST", f"/api/data/import?file_name=held-{i}")
            for name, value in {**client.headers_of("POST"), "Content-Length": "1000"}.items():
                connection.putheader(name, value)
            connection.endheaders()
            connection.send(b"meter_id,timestamp,actual_wh\n")
            held.append(connection)
        admin = log_in(self.server, ADMIN)

        def running() -> int:
            return sum(j["status"] == "running" for j in admin.get("/api/data/import").json["imports"])

        eventually(lambda: running() == 2, "two imports are running")
        self.assert_problem(503, "imports-busy", client.send_file(reading("100", 0, 1)))
        for connection in held:
            connection.close()
        eventually(lambda: running() == 0, "they are given up")
        self.assertEqual("finished", client.finished(client.send_file(reading("100", 0, 1)))["status"])

    def test_text_from_outside_comes_back_as_text(self) -> None:
        name = "<script>alert(1)</script>\N{SNOWMAN}\"',=+"
        client = machine(self.server)
        job = client.finished(client.send_file(reading("100", 0, 1), file_name=name))
        self.assertEqual(name, job["file_name"])
        self.assertEqual("application/json", client.get(f"/api/data/import/{job['id']}").content_type)

    def test_text_that_could_break_out_of_a_header_is_refused(self) -> None:
        for text in ("a\r\nSet-Cookie: b=c", "a\nb", "a\0b"):
            answer = machine(self.server).send_file(reading("100", 0, 1), file_name=text)
            self.assert_problem(400, "query-malformed", answer)
            self.assertEqual([], answer.all_headers("Set-Cookie"))

    def test_sql_in_every_field_is_only_text(self) -> None:
        admin = log_in(self.server, ADMIN)
        before = self.portal.store.digest()
        for text in (
            "' OR 1=1 --",
            "100'; DROP TABLE meter; --",
            '100" UNION SELECT password_hash FROM user --',
            "%",
            "_00",
        ):
            with self.subTest(text):
                self.assertEqual(404, admin.get("/api/vis/data/", {"meter": text}).status)
                self.assertEqual(422, admin.get("/api/vis/data/", {"meter": "100", "from": text}).status)
                self.assertEqual(401, self.visitor.try_log_in(text, text).status)
        self.assertEqual(before, self.portal.store.digest())


if __name__ == "__main__":
    unittest.main()
