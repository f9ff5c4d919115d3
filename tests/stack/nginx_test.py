"""nginx in front of two instances, as deploy/nginx configures it and deploy/local starts it."""
from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import unittest
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from servers import free_ports
from support import (
    BINARY,
    PATIENCE_S,
    ROOT,
    Client,
    EventStream,
    StackTest,
    eventually,
    long_csv,
    private_folder,
    quarter_hours,
)

SECURITY_HEADERS = (
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
)
TOKEN = "import-token-of-the-nginx-test-0123456789abc"

ONE_SHAPE = "deploy/local/up starts the portal"


class Front:
    """Looks to a Client like a server: the address of nginx."""

    def __init__(self, folder: Path, port: int) -> None:
        self.tls_port = self.plain_port = port
        self.certificate = folder / "run/tls.crt"


class NginxTest(StackTest):
    @classmethod
    def setUpClass(cls) -> None:
        if shutil.which("nginx") is None:
            message = "SKIPPED: nginx is not installed (apt-get install nginx-light)"
            print(message, flush=True)
            raise unittest.SkipTest(message)
        cls.data = private_folder(cls.addClassCleanup)
        cls.port = free_ports(4)
        limits = {f"per_{kind}_per_minute": 1_000_000_000 for kind in ("address", "account", "token")}
        (cls.data / "drp-config.json").write_text(json.dumps({"rate_limits": limits}))
        environment = {**os.environ, "DRP_BINARY": str(BINARY), "DRP_IMPORT_TOKEN": TOKEN}
        cls.addClassCleanup(cls.stop)
        place = ["--data", str(cls.data), "--port", str(cls.port)]
        # Not captured: the daemons would hold the pipe for ever.
        with open(cls.data / "up.log", "wb") as log:
            command = [ROOT / "deploy/local/up", "2", *place]
            done = subprocess.run(command, env=environment, stdout=log, stderr=log, timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError((cls.data / "up.log").read_text())
        cls.front = Front(cls.data, cls.port)

    @classmethod
    def stop(cls) -> None:
        subprocess.run([ROOT / "deploy/local/down", "--data", str(cls.data)], check=True, timeout=120)

    def client(self, **details: Any) -> Client:
        return Client(self.front, **details)

    def member(self) -> Client:
        return self.client().log_in("admin@demo.example", "demo-portal")

    def lines(self, name: str) -> list[dict[str, Any]]:
        file = self.data / "run" / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


class PassingOnTest(NginxTest):
    def test_people_log_in_and_read_through_it(self) -> None:
        client = self.member()
        for _ in range(8):  # both instances know the session
            self.assertEqual(200, client.get("/api/user").status)
        upstreams = {line["upstream"] for line in self.lines("access.log") if line["status"] == 200}
        self.assertGreater(len(upstreams), 1)

    def test_each_security_header_is_there_once(self) -> None:
        for path in ("/api/portal", "/healthz", "/api/user", "/"):
            answer = self.client().get(path)
            for name in SECURITY_HEADERS:
                found = [value for key, value in answer.headers if key.lower() == name.lower()]
                self.assertEqual(1, len(found), (path, name, found))

    def test_an_event_arrives_at_once(self) -> None:
        machine = self.client(bearer=TOKEN)
        stream = EventStream(self.member())
        self.addCleanup(stream.close)
        self.assertEqual(200, stream.response.status)
        machine.finished(machine.send_file(long_csv(quarter_hours("NGINX-1", 5))))
        name, data = stream.next()
        while data.get("meter") != "NGINX-1":  # the demonstration goes on measuring
            name, data = stream.next()
        self.assertIn(name, ("reading", "changed"))

    def test_a_long_import_is_passed_on_whole(self) -> None:
        machine = self.client(bearer=TOKEN)
        rows = (row for meter in range(20) for row in quarter_hours(f"BIG-{meter}", *range(2000)))
        job = machine.finished(machine.send_file(long_csv(rows)))
        self.assertEqual(("finished", 0), (job["status"], job["refused"]))

    def test_metrics_are_not_for_others(self) -> None:
        self.assertEqual(404, self.client().get("/metrics").status)

    def test_plain_http_is_sent_to_https(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port + 3, timeout=PATIENCE_S)
        self.addCleanup(connection.close)
        connection.request("GET", "/meters?x=1")
        response = connection.getresponse()
        self.assertEqual(308, response.status)
        self.assertRegex(response.getheader("Location"), rf"^https://127\.0\.0\.1:{self.port}/meters\?x=1$")

    def test_it_speaks_http_2_and_no_old_tls(self) -> None:
        trust = ssl.create_default_context(cafile=str(self.front.certificate))
        trust.set_alpn_protocols(["h2", "http/1.1"])
        with trust.wrap_socket(socket.create_connection(("127.0.0.1", self.port)), server_hostname="127.0.0.1") as tls:
            self.assertEqual("h2", tls.selected_alpn_protocol())
            self.assertIn(tls.version(), ("TLSv1.2", "TLSv1.3"))

    def test_the_log_has_no_query(self) -> None:
        self.client().get("/api/portal", {"secret": "of-a-query"})
        self.assertNotIn("of-a-query", (self.data / "run/access.log").read_text())


class FailureTest(NginxTest):
    def pid(self, instance: int) -> int:
        return int((self.data / f"run/drp-{instance}.pid").read_text())

    def test_one_instance_that_is_killed_is_not_noticed_and_none_is_said_kindly(self) -> None:
        client = self.member()
        os.kill(self.pid(1), signal.SIGKILL)
        self.assertEqual({200}, {client.get("/api/user").status for _ in range(20)})
        os.kill(self.pid(2), signal.SIGKILL)

        def refused() -> Any:
            answer = client.get("/api/user")
            return answer if answer.status == 503 else None

        answer = eventually(refused, "nobody answers")
        self.assertEqual("application/problem+json", answer.content_type)
        self.assertEqual("portal-unavailable", answer.json["code"])
        self.assertEqual("2", answer.header("Retry-After"))


class LogTest(NginxTest):
    def test_one_request_has_one_id_in_every_log_and_the_address_of_who_asked(self) -> None:
        claimed = {"X-Request-Id": "from-the-client-1", "X-Forwarded-For": "203.0.113.9"}
        answer = self.client().get("/api/portal", headers=claimed)
        self.assertEqual("from-the-client-1", answer.header("X-Request-Id"))
        self.stop()
        logs = [self.lines(name) for name in ("access.log", "requests-1.log", "requests-2.log")]
        found = [line for log in logs for line in log if line["id"] == "from-the-client-1"]
        self.assertEqual(["127.0.0.1"] * 2, [line["remote"] for line in found])


class RenderTest(StackTest):
    def render(self, *arguments: str, **variables: str) -> str:
        environment = {**os.environ, "RUN": str(self.folder / "run"), **variables}
        script = [ROOT / "deploy/nginx/render.sh", *arguments]
        return subprocess.run(script, env=environment, capture_output=True, text=True, check=True).stdout

    def test_every_place_is_filled_in(self) -> None:
        site = self.render("site", UPSTREAMS="10.0.0.1:80 10.0.0.2:80", SERVER_NAME="portal.example")
        self.assertNotRegex(site, r"@[A-Z_]+@")
        self.assertEqual(2, len(re.findall(r"server 10\.0\.0\.\d:80", site)))

    def test_a_certificate_of_ones_own_is_used(self) -> None:
        site = self.render("site", CERTIFICATE="/etc/ssl/a.pem", CERTIFICATE_KEY="/etc/ssl/a.key")
        self.assertIn("ssl_certificate     /etc/ssl/a.pem;", site)
        self.assertFalse((self.folder / "run/tls.crt").exists())


if __name__ == "__main__":
    unittest.main()
