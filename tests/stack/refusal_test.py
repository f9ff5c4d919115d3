"""Requests that are too large, too odd or malformed are refused, and the server goes on."""
import json
import socket
import unittest

from small_portal import ADMIN, NOON, TOKEN, PortalTest, log_in, machine, reading
from support import eventually, instant, long_csv


class RefusalTest(PortalTest):
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
