"""Attacks by mass: files that swell, codes by the thousand, and how long an answer takes."""
from __future__ import annotations

import gzip
import http.client
import io
import json
import statistics
import time
import unittest
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from small_portal import ADMIN, PASSWORD, RESIDENT, PortalTest, log_in, machine, make_portal
from support import Answer, Client, Server, StackTest

MIB = 1 << 20
# More than a reader's buffers, a zstd window and the pieces under way; much less than what the files swell to.
ROOM_MIB = 400


def gzip_of(piece: bytes, times: int) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([squeezer.compress(piece) for _ in range(times)]) + squeezer.flush()


def zstd_of_zeros(total: int, window_log: int) -> bytes:
    """Blocks that say "128 KiB of this byte" in four bytes (RFC 8878, 3.1.1.2); any window a decoder is to hold."""
    head = (0xFD2FB528).to_bytes(4, "little") + bytes([0, (window_log - 10) << 3])
    count = total // (128 << 10)
    block = (0b010 | (128 << 10) << 3).to_bytes(3, "little") + b"\0"
    last = (0b011 | (128 << 10) << 3).to_bytes(3, "little") + b"\0"
    return head + block * (count - 1) + last


def zip_of_zeros(total: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readings.csv", bytes(total))
    return file.getvalue()


class BombTest(PortalTest):
    behind_nginx = False  # how drp itself bears them

    def rss_mib(self, field: str) -> float:
        with open(f"/proc/{self.server.process.pid}/status", encoding="ascii") as status:
            (line,) = [line for line in status if line.startswith(f"{field}:")]
        return int(line.split()[1]) / 1024

    def assert_held(self, what: str, body: bytes | Iterator[bytes]) -> dict[str, Any]:
        """The import ends by itself with a reason, and the server has not swollen with it."""
        before = self.rss_mib("VmRSS")
        with open(f"/proc/{self.server.process.pid}/clear_refs", "w", encoding="ascii") as peak:
            peak.write("5")  # the peak is that of this test
        client = machine(self.server)
        answer = client.request("POST", "/api/data/import", {"file_name": f"{what}.csv"}, body)
        self.assertIn(answer.status, (202, 413, 422), answer.body[:300])
        job = client.finished(answer) if answer.status == 202 else {"new_values": 0, "problem": answer.json}
        grown = self.rss_mib("VmHWM") - before
        print(f"{what}: {grown:.0f} MiB more at most", flush=True)
        self.assertLess(grown, ROOM_MIB)
        self.assertEqual(0, job["new_values"])
        self.assertTrue(job["problem"] or job["refused"], "somebody is told why")
        self.assertEqual(200, Client(self.server).get("/readyz").status)
        return job

    def test_zeros_without_end_in_a_small_file(self) -> None:
        bomb = gzip_of(bytes(MIB), 2048)
        self.assertLess(len(bomb), 4 * MIB)
        self.assert_held("2 GiB of zeros in gzip", bomb)

    def test_empty_lines_without_end_in_a_small_file(self) -> None:
        self.assert_held("1 GiB of empty lines in gzip", gzip_of(b"\n" * MIB, 1024))

    def test_a_file_within_a_file_is_not_opened(self) -> None:
        self.assert_held(
            "gzip in gzip in gzip",
            gzip.compress(gzip.compress(gzip_of(bytes(MIB), 1024))),
        )

    def test_a_window_of_two_gigabytes(self) -> None:
        self.assert_held("zstd with a window of 2 GiB", zstd_of_zeros(256 * MIB, 31))

    def test_zeros_without_end_in_a_tiny_file(self) -> None:
        bomb = zstd_of_zeros(2048 * MIB, 20)
        self.assertLess(len(bomb), 128 << 10)
        self.assert_held("2 GiB of zeros in zstd", bomb)

    def test_an_archive_is_no_table(self) -> None:
        self.assert_held("zip", zip_of_zeros(64 * MIB))

    def test_a_line_without_an_end(self) -> None:
        self.assert_held("a line of 600 MiB", (b"1," * (MIB // 2) for _ in range(600)))

    def test_a_header_with_a_million_columns(self) -> None:
        self.assert_held("a million columns", b"meter_id" + b",x" * 1_000_000 + b"\n1,2\n")

    def test_a_large_body_where_none_belongs(self) -> None:
        for method, path in (
            ("POST", "/api/user/session/create"),
            ("DELETE", "/api/user/session/delete"),
        ):
            answer = Client(self.server).request(method, path, body=(bytes(MIB) for _ in range(64)))
            self.assertIn(answer.status, (401, 413))

    def test_a_body_that_is_nested_deeper_than_anybody_reads(self) -> None:
        for body in (
            b"[" * 8000,
            b'{"email":' * 800,
            b'{"email":"' + b"\\u0000" * 1000 + b'"}',
            b"1e999999",
        ):
            answer = Client(self.server).request("POST", "/api/user/session/create", body=body)
            self.assertIn(answer.status, (400, 413, 422))


class CodesTest(StackTest):
    """Ten thousand guesses at claim codes, from many addresses: a proxy that is trusted states them."""

    GUESSES = 10_000

    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)
        limits = {f"{kind}_per_minute": 1_000_000_000 for kind in ("per_address", "per_account", "per_token")}
        (self.folder / "drp-config.json").write_text(json.dumps({"rate_limits": limits}))
        self.server = Server(self.folder, "--trusted-proxy", "127.0.0.1", behind_nginx=False)
        self.addCleanup(self.server.stop)

    def guesses(self, count: int, address_of: Any) -> list[int]:
        """Their statuses; over one line as long as the server keeps it."""
        line: http.client.HTTPConnection | None = None
        statuses = []
        origin = Client(self.server, secure=False)
        for n in range(count):
            line = line or origin.connect()
            account = {
                "email": f"eve{n}@example.org",
                "first_name": "E",
                "last_name": "E",
                "password": PASSWORD,
            }
            body = json.dumps({**account, "meter_number": "400", "claim_code": f"{n:010d}"})
            headers = {
                "X-Forwarded-For": address_of(n),
                "Origin": origin.origin,
                "Content-Type": "application/json",
            }
            line.request("POST", "/api/user/register", body, headers)
            answer = line.getresponse()
            answer.read()
            statuses.append(answer.status)
            if answer.will_close:
                line.close()
                line = None
        if line:
            line.close()
        return statuses

    def test_ten_thousand_guesses_from_a_thousand_addresses_are_fifty(self) -> None:
        statuses = self.guesses(self.GUESSES, lambda n: f"10.{n % 1000 // 250}.{n % 250}.1")
        heard = statuses.count(422)
        print(f"{self.GUESSES} guesses: {heard} were compared", flush=True)
        self.assertEqual({422, 429}, set(statuses))
        self.assertLessEqual(heard, 50)
        with self.portal.store.sql() as sql:
            booked = sql.execute("SELECT count(*) FROM audit WHERE action LIKE 'claim.%'").fetchone()[0]
            people = sql.execute("SELECT count(*) FROM user WHERE email LIKE 'eve%'").fetchone()[0]
        self.assertEqual(0, people)
        self.assertTrue(0 < booked <= 250, booked)
        self.assert_clean(self.portal.store)

    def test_one_address_is_stopped_early_and_closes_the_door_to_nobody_else(
        self,
    ) -> None:
        statuses = self.guesses(300, lambda n: "10.9.9.9")
        self.assertLessEqual(statuses.count(422), 20)
        self.assertEqual(sorted(statuses), statuses, "once refused, always refused")
        self.assertEqual([422], self.guesses(1, lambda n: "10.8.8.8"), "another address is heard")


class TokensTest(StackTest):
    """Guesses at API tokens, from addresses that a trusted proxy states."""

    HEARD = 50  # in a quarter of an hour

    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)
        self.server = self.portal.serve("--trusted-proxy", "127.0.0.1", behind_nginx=False)
        self.addCleanup(self.server.stop)
        self.admin = log_in(self.server, ADMIN)

    def ask(self, token: str, address: str, path: str = "/api/entity/meters") -> Answer:
        return Client(self.server, bearer=token, extra={"X-Forwarded-For": address}).get(path)

    def token_of(self, name: str) -> dict[str, Any]:
        body = {"name": name, "scopes": ["read"], "expires": f"{date.today() + timedelta(days=30)}T00:00:00Z"}
        return self.admin.post_json("/api/admin/tokens", body).json

    def guesses(self, count: int, address: str) -> list[int]:
        return [self.ask(f"drp_{n:043d}", address).status for n in range(count)]

    def test_an_address_is_stopped_early_and_closes_the_door_to_nobody_else(self) -> None:
        statuses = self.guesses(200, "10.9.9.9")
        print(f"200 unknown tokens from one address: {statuses.count(401)} were looked up", flush=True)
        self.assertEqual([401] * self.HEARD + [429] * (200 - self.HEARD), statuses)
        refused = self.ask("drp_" + "A" * 43, "10.9.9.9")
        self.assertEqual("/problems/too-many-tokens", refused.json["type"])
        self.assertTrue(int(refused.header("Retry-After")) > 0)
        self.assertEqual([401], self.guesses(1, "10.8.8.8"))
        self.assertEqual(200, self.admin.get("/api/user").status, "whoever is logged in is heard")
        self.assertEqual(429, self.ask("no token of ours at all", "10.9.9.9").status, "whatever it looks like")
        with self.portal.store.sql() as sql:
            lines = sql.execute("SELECT action, address FROM audit WHERE action LIKE 'token.guess%'").fetchall()
        self.assertEqual([("token.guess", "10.9.9.9"), ("token.guess", "10.8.8.8")], lines)

    def test_a_machine_that_is_at_work_is_not_cut_off_by_who_guesses_next_door(self) -> None:
        working, spare = self.token_of("working"), self.token_of("spare")
        self.assertEqual(200, self.ask(working["token"], "10.9.9.9").status)
        self.guesses(self.HEARD + 1, "10.9.9.9")
        time.sleep(6)  # what the portal remembers without asking the store is forgotten by now
        self.assertEqual(200, self.ask(working["token"], "10.9.9.9").status)
        self.assertEqual(429, self.ask(spare["token"], "10.9.9.9").status, "it cannot be told from a guess")
        self.assertEqual(200, self.ask(spare["token"], "10.7.7.7").status)
        self.admin.request("DELETE", f"/api/admin/tokens/{working['id']}")
        self.assertIn(self.ask(working["token"], "10.9.9.9").status, (401, 429))
        self.assertEqual(429, self.ask(working["token"], "10.9.9.9").status, "one that was revoked is a guess")

    def test_whoever_watches_the_server_is_never_turned_away(self) -> None:
        self.guesses(self.HEARD + 1, "10.9.9.9")
        for path in ("/healthz", "/readyz"):
            self.assertEqual(200, self.ask("drp_" + "A" * 43, "10.9.9.9", path).status)


class TimingTest(PortalTest):
    """Answers are alike; how long they take is printed, not judged: a loaded machine would judge for us."""

    def median_ms(self, ask: Any) -> float:
        def spent() -> float:
            start = time.perf_counter()
            ask()
            return (time.perf_counter() - start) * 1000

        return statistics.median(spent() for _ in range(7))

    def alike(self, what: str, known: Any, unknown: Any) -> None:
        def shown(answer: Answer) -> Any:
            return (
                answer.status,
                {k: v for k, v in answer.json.items() if k != "instance"} if answer.body else None,
            )

        self.assertEqual(shown(unknown()), shown(known()))
        print(
            f"{what}: known {self.median_ms(known):.1f} ms, unknown {self.median_ms(unknown):.1f} ms",
            flush=True,
        )

    def test_a_log_in(self) -> None:
        self.alike(
            "log-in",
            lambda: self.visitor.try_log_in(RESIDENT, "not this one"),
            lambda: self.visitor.try_log_in("nobody@example.org", "not this one"),
        )

    def test_a_forgotten_password(self) -> None:
        def ask(email: str) -> Answer:
            return self.visitor.post_json("/api/passwordReset", {"email": email, "meter_number": "300"})

        self.alike(
            "forgotten password",
            lambda: ask(RESIDENT),
            lambda: ask("nobody@example.org"),
        )

    def test_a_registration(self) -> None:
        def ask(number: str) -> Answer:
            account = {
                "email": "eve@example.org",
                "first_name": "E",
                "last_name": "E",
                "password": PASSWORD,
            }
            return self.visitor.post_json(
                "/api/user/register",
                {**account, "meter_number": number, "claim_code": "00000-00000"},
            )

        self.alike("registration", lambda: ask("400"), lambda: ask("999"))


if __name__ == "__main__":
    unittest.main()
