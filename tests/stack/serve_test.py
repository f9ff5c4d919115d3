"""`drp serve` from its start to its end, over TLS, with the headers that every answer carries."""
import json
import signal
import socket
import ssl
import stat
import unittest
import warnings
from http.client import HTTPConnection

from small_portal import ADMIN, PASSWORD, STAFF, TOKEN, PortalTest, log_in, machine, make_portal, reading
from support import Client, EventStream, Server, StackTest, eventually, private_folder


class StartAndStopTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)

    def test_it_says_where_it_serves(self) -> None:
        with self.portal.serve(behind_nginx=False) as server:
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
            eventually(
                lambda: all(a["email"] in server.output() for a in portal["demo_accounts"]), "it shows the log-ins"
            )
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
        outcome = self.portal.store.drp("serve", "--data", self.folder, "--port", "0", "--http-port", "18080", code=5)
        self.assertIn("America/Chicago", outcome.err)

    def test_sigterm_lets_a_request_in_flight_end_and_takes_no_new_one(self) -> None:
        with self.portal.serve(behind_nginx=False) as server:
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
    behind_nginx = False  # nginx has its own, see nginx_test

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
        old.set_ciphers("ALL:@SECLEVEL=0")  # else our own side would refuse first
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        with socket.create_connection(("127.0.0.1", self.server.tls_port)) as raw:
            with self.assertRaises(OSError):
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
        with Server(other, behind_nginx=False):
            pass
        pair = ("--certificate", str(other / "tls.crt"), "--key", str(other / "tls.key"))
        with Server(private_folder(self.addCleanup), *pair, behind_nginx=False) as server:
            self.assertFalse((server.folder / "tls.crt").exists())
            trust = ssl.create_default_context(cafile=str(other / "tls.crt"))
            with socket.create_connection(("127.0.0.1", server.tls_port)) as raw:
                trust.wrap_socket(raw, server_hostname="localhost").close()


class HeadersTest(PortalTest):
    behind_nginx = False  # what nginx adds is in nginx_test

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


if __name__ == "__main__":
    unittest.main()
