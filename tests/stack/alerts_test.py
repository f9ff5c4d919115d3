"""Alerts to people from outside: made, tested, told by e-mail and by signed webhook, once whoever of two portals looks."""
from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
import unittest
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from api_description import Description
from events_test import ENROLMENTS, TERMS, ZONE, wall_clock
from mail_sink import MailSink
from small_portal import ADMIN, NURSE, RESIDENT, STAFF, log_in, make_portal
from support import Answer, Client, Server, StackTest, eventually, free_port, long_csv

QUARTER = 900
SILENCE = {"kind": "data_missing", "scope": "own", "limit_hours": 24, "channel": "email"}


class Receiver:
    """A server of somebody's that keeps what it is sent."""

    def __init__(self, test: unittest.TestCase) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append((dict(self.headers), body))
                self.send_response(receiver.status)
                if receiver.status == 302:
                    self.send_header("Location", receiver.url + "elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        test.addCleanup(thread.join)
        test.addCleanup(self.server.server_close)
        test.addCleanup(self.server.shutdown)


def signature(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As docs/alerts.md tells the receiver to check it."""
    parts = dict(part.split("=", 1) for part in headers["X-DRP-Signature"].split(","))
    expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"]) and abs(time.time() - int(parts["t"])) < 300


class AlertsTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)
        self.configure(alert_webhooks={"to_private_addresses": True, "over_http": True})

    def configure(self, **more: Any) -> None:
        port = free_port()
        smtp = {"host": "127.0.0.1", "port": port, "security": "none", "from": "portal@example.org"}
        settings = {"public_url": "https://portal.example", "smtp": smtp, **more}
        (self.folder / "drp-config.json").write_text(json.dumps(settings))
        self.sink = MailSink(self.addCleanup, port)

    def serve(self) -> Server:
        server = Server(self.folder, environment={"DRP_SMTP_PASSWORD": "smtp secret"})
        self.addCleanup(server.stop)
        return server

    def member(self, server: Server, email: str = STAFF) -> Client:
        client = log_in(server, email)
        self.description = Description(client.get("/api/openapi.yaml").text)
        return client

    def ask(self, client: Client, operation_id: str, body: Any = None, status: int = 200, **path: Any) -> Answer:
        """An answer, held against its description."""
        operation = self.description.by_id(operation_id)
        content = None if body is None else json.dumps(body).encode()
        answer = client.request(operation.method, operation.path.format(**path), body=content)
        self.assertEqual([], self.description.errors(operation, answer), answer.text)
        self.assertEqual(status, answer.status, answer.text)
        return answer

    def read(self, meter: str, *values: int, ago_s: int) -> None:
        start = (int(time.time()) - ago_s) // QUARTER * QUARTER
        rows = [(meter, start + QUARTER * i, value, None, QUARTER) for i, value in enumerate(values)]
        self.portal.store.import_text(long_csv(rows))

    def mails_to(self, email: str) -> list[str]:
        return [mail.text for mail in self.sink.mails if mail.recipient == email]

    def log(self, client: Client) -> list[dict[str, Any]]:
        return self.ask(client, "listRaisedAlerts").json["rows"]

    def test_two_portals_on_one_store_tell_of_silence_once_and_of_its_end(self) -> None:
        self.read("100", 10, ago_s=48 * 3600)
        first, second = self.serve(), self.serve()
        member = self.member(first)
        self.ask(member, "createAlert", SILENCE, 201)
        eventually(lambda: self.mails_to(STAFF), "a mail came")
        # Both have looked again when this one came from each.
        for server in (first, second):
            seen = server.output().count("alerts:")
            self.assertLessEqual(seen, 1)
        self.read("100", 10, ago_s=1800)
        eventually(lambda: len(self.mails_to(STAFF)) >= 2, "its end was told")
        self.assertEqual(2, len(self.mails_to(STAFF)))
        self.assertIn("Meter 100: no readings, since", self.mails_to(STAFF)[0])
        self.assertIn("this is over", self.mails_to(STAFF)[1])
        (row,) = self.log(member)
        self.assertEqual(("data_missing", "Meter 100", "told"), (row["kind"], row["subject"], row["telling"]))
        self.assertIsNotNone(row["until"])

    def test_a_restart_tells_nothing_again(self) -> None:
        self.read("100", 10, ago_s=48 * 3600)
        server = self.serve()
        self.ask(self.member(server), "createAlert", SILENCE, 201)
        eventually(lambda: self.mails_to(STAFF), "a mail came")
        server.kill()
        again = self.serve()
        member = self.member(again)
        self.ask(member, "createAlert", SILENCE | {"limit_hours": 12}, 201)  # proof that it looks
        eventually(lambda: len(self.mails_to(STAFF)) >= 2, "the other rule told")
        self.assertEqual(2, len(self.mails_to(STAFF)))
        self.assertEqual(1, sum("for 1 day" in text or "for 24 hours" in text for text in self.mails_to(STAFF)))

    def test_high_usage_calls_a_signed_webhook_until_it_answers(self) -> None:
        receiver = Receiver(self)
        member = self.member(self.serve())
        wish = {"kind": "usage_above", "scope": "meter", "meter": "100", "limit_w": 1000, "window_min": 15}
        made = self.ask(member, "createAlert", wish | {"channel": "webhook", "webhook_url": receiver.url}, 201).json
        secret = made["webhook_secret"]
        self.assertIsNone(self.ask(member, "listAlerts").json["rows"][0].get("webhook_secret"))
        self.read("100", 200, 400, ago_s=QUARTER)  # the second ends after the rule was made
        eventually(lambda: receiver.calls, "the webhook was called")
        headers, body = receiver.calls[0]
        self.assertTrue(signature(secret, headers, body), headers)
        self.assertFalse(signature(secret, headers, body + b" "), "another body has another signature")
        told = json.loads(body)
        self.assertEqual(("news", "usage_above", 1), (told["reason"], told["rule"]["kind"], told["total"]))
        self.assertEqual(1600, told["alerts"][0]["measured"])
        with self.portal.store.sql() as sql:
            self.assertNotIn(secret, str(list(sql.execute("SELECT webhook_url, sealed_secret FROM alert_rule"))))
        eventually(lambda: self.log(member)[0]["telling"] == "told", "the log says so")

    def test_a_test_says_what_came_of_it(self) -> None:
        receiver = Receiver(self)
        member = self.member(self.serve())
        mailed = self.ask(member, "createAlert", SILENCE, 201).json["id"]
        self.assertEqual({"channel": "email", "to": STAFF, "status": None}, self.ask(member, "testAlert", alert_id=mailed).json)
        eventually(lambda: self.mails_to(STAFF), "the test mail came")
        self.assertIn("this is a test", self.mails_to(STAFF)[0])
        self.ask(member, "testAlert", status=429, alert_id=mailed)
        for status, answer in ((204, 200), (500, 503), (302, 503)):
            receiver.status = status
            wish = SILENCE | {"channel": "webhook", "webhook_url": receiver.url}
            called = self.ask(member, "createAlert", wish, 201).json["id"]
            self.ask(member, "testAlert", status=answer, alert_id=called)
        self.assertEqual(3, len(receiver.calls), "no redirect is followed")
        self.assertEqual([], [c for c in receiver.calls if b"elsewhere" in c[1]])

    def test_without_the_configuration_private_addresses_are_refused(self) -> None:
        self.configure(alert_webhooks={"over_http": True})
        receiver = Receiver(self)
        member = self.member(self.serve())
        for url in (receiver.url, receiver.url.replace("127.0.0.1", "localhost"), "http://[::1]:1/"):
            made = self.ask(member, "createAlert", SILENCE | {"channel": "webhook", "webhook_url": url}, 201).json
            answer = self.ask(member, "testAlert", status=422, alert_id=made["id"])
            self.assertIn("webhook-private", answer.json["type"])
        self.assertEqual([], receiver.calls)
        self.configure()

    def called_event(self, admin: Client) -> int:
        """Of tomorrow; it calls the schools, the hospital and the resident."""
        program = self.ask(admin, "createProgram", {"name": "Peak days", "terms": TERMS}, 201).json["id"]
        csv = {"Content-Type": "text/csv"}
        admin.request("POST", f"/api/programs/{program}/enrolments", body=ENROLMENTS.encode(), headers=csv)
        day = datetime.now(ZONE).date() + timedelta(days=1)
        start = int(datetime(day.year, day.month, day.day, 16, tzinfo=ZONE).timestamp())
        times = {"start": wall_clock(start), "end": wall_clock(start + 3600)}
        event = self.ask(admin, "createEvent", {"program_id": program, "name": "Peak", **times}, 201).json["id"]
        self.ask(admin, "scheduleEvent", {"is_late": False}, event_id=event)
        return event

    def test_an_event_is_acknowledged_by_those_it_calls_and_the_provider_told_of_those_who_did_not(self) -> None:
        server = self.serve()
        admin, staff = self.member(server, ADMIN), self.member(server)
        event = self.called_event(admin)
        wish = {"kind": "event_unacknowledged", "scope": "own", "limit_min": 10080, "channel": "email"}
        self.ask(admin, "createAlert", wish, 201)
        self.ask(staff, "createAlert", wish, 201)
        told = lambda email: [text for text in self.mails_to(email) if "You asked for this" in text]
        eventually(lambda: told(ADMIN) and told(STAFF), "the provider and the schools were told")
        (holders,) = re.findall("Peak, (.*): not acknowledged", told(ADMIN)[0])
        self.assertEqual({"Hospital", "Schools", "resident@home.example"}, set(holders.split(", ")))
        self.assertIn("Peak, Schools: not acknowledged", told(STAFF)[0])

        self.ask(admin, "acknowledgeEvent", status=403, event_id=event)
        first = self.ask(staff, "acknowledgeEvent", event_id=event).json
        self.assertEqual(("Schools", STAFF), (first["holder"], first["made_by"]))
        self.assertEqual(first, self.ask(staff, "acknowledgeEvent", event_id=event).json, "a second time changes nothing")
        own = self.ask(staff, "listAcknowledgements", event_id=event).json
        self.assertEqual(["Schools"], [row["holder"] for row in own["rows"]])
        for email in (NURSE, RESIDENT):
            self.ask(self.member(server, email), "acknowledgeEvent", event_id=event)
        everybody = self.ask(admin, "listAcknowledgements", event_id=event).json
        self.assertEqual((3, 3), (everybody["called"], everybody["acknowledged"]))
        eventually(lambda: len(told(ADMIN)) == 2, "the provider was told that all have")
        self.ask(admin, "cancelEvent", {"reason": "It rains."}, event_id=event)
        self.ask(staff, "acknowledgeEvent", status=409, event_id=event)

    def test_alerts_of_others_do_not_exist(self) -> None:
        server = self.serve()
        member, nurse = self.member(server), self.member(server, NURSE)
        made = self.ask(member, "createAlert", SILENCE, 201).json["id"]
        self.ask(nurse, "changeAlert", SILENCE, 404, alert_id=made)
        self.ask(nurse, "testAlert", status=404, alert_id=made)
        self.ask(nurse, "deleteAlert", status=404, alert_id=made)
        self.assertEqual([], self.ask(nurse, "listAlerts").json["rows"])
        self.ask(nurse, "createAlert", SILENCE | {"scope": "meter", "meter": "100"}, 404)
        self.ask(nurse, "createAlert", {"kind": "disk_low", "limit_percent": 5, "channel": "email"}, 403)
        self.ask(member, "changeAlert", SILENCE | {"is_on": False}, 200, alert_id=made)
        self.ask(member, "deleteAlert", status=204, alert_id=made)
        self.ask(member, "deleteAlert", status=404, alert_id=made)
        actions = [row["action"] for row in log_in(server, ADMIN).get("/api/admin/audit", {"action": "alert"}).json["rows"]]
        self.assertEqual(["alert.change", "alert.create", "alert.delete"], sorted(actions))


if __name__ == "__main__":
    unittest.main()
