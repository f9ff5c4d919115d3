"""Health, metrics and request logs."""
import json
import re
import unittest

from small_portal import PASSWORD, STAFF, TOKEN, PortalTest, log_in
from support import Client, Server, private_folder


class WatchingTest(PortalTest):
    behind_nginx = False  # whom drp itself believes, and what its own log says

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
        server = Server(private_folder(self.addCleanup), "--trusted-proxy", "127.0.0.1", behind_nginx=False)
        self.addCleanup(server.stop)
        return server

    def test_an_address_that_anybody_can_claim_is_not_believed(self) -> None:
        self.assertEqual(200, self.visitor.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status)
        server = Server(private_folder(self.addCleanup), behind_nginx=False)
        self.addCleanup(server.stop)
        Client(server).get("/api/portal", headers={"X-Forwarded-For": "203.0.113.9", "X-Request-Id": "mine"})
        self.assertEqual(0, server.stop())
        lines = (server.folder / "requests.log").read_text()
        self.assertNotIn("203.0.113.9", lines)
        self.assertNotIn('"id":"mine"', lines)

    def test_each_request_leaves_one_line_that_holds_no_secret(self) -> None:
        server = Server(private_folder(self.addCleanup), environment={"DRP_IMPORT_TOKEN": TOKEN}, behind_nginx=False)
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


if __name__ == "__main__":
    unittest.main()
