"""What Prometheus reads: clean by its own tools, true, and known to the alerts and the dashboard."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from support import NOON, ROOT, Client, Server, StackTest, StoreFile, drp, eventually, long_csv, private_folder, quarter_hours

TOKEN = "import-token-of-the-metrics-test-0123456789ab"
PROMETHEUS = ROOT / "deploy/prometheus"


def promtool(*arguments: str | Path, stdin: str = "") -> str:
    if shutil.which("promtool") is None:
        message = "SKIPPED: promtool is not installed (apt-get install prometheus)"
        print(message, flush=True)
        raise unittest.SkipTest(message)
    command = ["promtool", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout + done.stderr


class MetricsTest(StackTest):
    @classmethod
    def setUpClass(cls) -> None:
        folder = private_folder(cls.addClassCleanup)
        drp("demo", "--store", StoreFile(folder / "drp.db").url)
        other = f"sqlite://{folder}/other.db"
        drp("migrate", "--store", other)
        drp("backup", "--store", other, "--to", folder / "backups")
        cls.server = Server(folder, "--backups", str(folder / "backups"), environment={"DRP_IMPORT_TOKEN": TOKEN})
        cls.addClassCleanup(cls.server.stop)
        cls.client = Client(cls.server, secure=False)
        cls.machine = Client(cls.server, secure=False, bearer=TOKEN)

    def text(self) -> str:
        return self.client.get("/metrics").text

    def value(self, metric: str) -> float | None:
        """Of a metric with its labels, as it stands in the text."""
        found = re.search(rf"(?m)^{re.escape(metric)} (\S+)$", self.text())
        return float(found.group(1)) if found else None

    def test_prometheus_has_nothing_to_complain_of(self) -> None:
        self.client.get("/api/portal")
        eventually(lambda: "drp_mails_waiting" in self.text(), "the first look")
        self.assertEqual("", promtool("check", "metrics", stdin=self.text()))

    def test_it_says_what_is_running(self) -> None:
        version = drp("version", "--json").json["version"]
        found = eventually(lambda: re.search(r"(?m)^drp_build_info\{.*\} 1$", self.text()), "it says so")
        self.assertIn(f'version="{version}"', found.group(0))

    def test_requests_are_counted_by_route_and_status(self) -> None:
        metric = 'http_requests_total{method="GET",route="/api/portal",status="200"}'
        before = self.value(metric) or 0
        for _ in range(3):
            self.client.get("/api/portal")
        self.assertEqual(before + 3, self.value(metric))

    def test_what_imports_bring_is_counted(self) -> None:
        job = self.machine.finished(self.machine.send_file(long_csv(quarter_hours("METRICS-1", *range(40))) + "x\n"))
        self.assertEqual(1, job["refused"])
        eventually(lambda: self.value("drp_import_readings_total") == 40, "40 readings", 30)
        self.assertEqual(1, self.value("drp_import_refusals_total"))
        self.assertEqual(1, self.value('drp_imports_total{result="finished"}'))

    def test_the_age_of_data_is_said_of_each_organization(self) -> None:
        found = eventually(
            lambda: re.findall(r'(?m)^drp_data_newest_timestamp_seconds\{organization_id="\d+"\} (\d+)$', self.text()),
            "it is said",
        )
        self.assertGreater(len(found), 1)
        self.assertGreater(max(map(int, found)), NOON)

    def test_the_backup_has_its_time(self) -> None:
        found = eventually(lambda: self.value("drp_backup_newest_timestamp_seconds"), "it is said")
        self.assertLess(abs(found - time.time()), 3600)

    def test_waits_are_told_by_pool(self) -> None:
        self.client.get("/readyz")
        self.assertGreater(self.value('drp_worker_wait_seconds_count{pool="database"}'), 0)
        pools = set(re.findall(r'drp_worker_queue_length\{pool="(\w+)"\}', self.text()))
        self.assertEqual({"calls", "database", "passwords", "uploads"}, pools)


class AlertsTest(StackTest):
    def test_the_alerts_are_what_prometheus_takes(self) -> None:
        promtool("check", "rules", PROMETHEUS / "alerts.yml")
        promtool("check", "config", PROMETHEUS / "prometheus.yml")

    def test_each_alert_comes_when_it_should(self) -> None:
        promtool("test", "rules", PROMETHEUS / "alerts_test.yml")

    def test_each_alert_is_tested_and_in_the_guide(self) -> None:
        tests = (PROMETHEUS / "alerts_test.yml").read_text()
        guide = (ROOT / "docs/operator.md").read_text()
        for name in re.findall(r"- alert: (\w+)", (PROMETHEUS / "alerts.yml").read_text()):
            self.assertIn(name, tests)
            self.assertIn(name, guide)

    def test_the_dashboard_and_the_alerts_ask_for_metrics_that_there_are(self) -> None:
        folder = private_folder(self.addCleanup)
        drp("demo", "--store", StoreFile(folder / "drp.db").url)
        with Server(folder, "--backups", str(folder)) as server:
            client = Client(server, secure=False).log_in("admin@demo.example", "demo-portal")
            self.assertEqual(200, client.get("/api/vis/").status)
            text = eventually(lambda: self.complete(client), "every metric is there")
        known = set(re.findall(r"(?m)^# TYPE (\w+)", text)) | {"up", "node_filesystem_avail_bytes"}
        dashboard = json.loads((ROOT / "deploy/grafana/dashboard.json").read_text())
        asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        asked += re.findall(r"(?m)expr: (?!\|)(.*)$", (PROMETHEUS / "alerts.yml").read_text())
        for expression in asked:
            for name in re.findall(r"\b(?:drp|http|process|node)_\w+", expression):
                self.assertIn(re.sub(r"_(bucket|count|sum)$", "", name), known, expression)

    @staticmethod
    def complete(client: Client) -> str | None:
        text = client.get("/metrics").text
        return text if "drp_mails_waiting" in text and "drp_data_newest" in text else None


if __name__ == "__main__":
    unittest.main()
