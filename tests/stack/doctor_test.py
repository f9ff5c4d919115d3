"""`drp doctor` names what is wrong around a portal, with the cure; and is content where nothing is."""
from __future__ import annotations

import json
import os
import socket
import subprocess
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from mail_sink import MailSink
from support import ON_SERVERS, Server, StackTest, StoreFile, drp, file_only, free_port


class DoctorTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.folder.chmod(0o755)
        self.db = self.store()
        self.db.drp("migrate", "--time-zone", "America/Chicago")
        if not ON_SERVERS:
            self.db.path.chmod(0o600)
        self.port, self.plain_port = free_port(), free_port()
        self.backups = self.folder / "backups"

    @staticmethod
    def where(store: StoreFile) -> list[str]:
        """A file is found in the data folder."""
        return ["--store", store.url] if ON_SERVERS else []

    def ask(self, *arguments: str | Path, code: int | None = None, **environment: str) -> dict[str, Any]:
        place = ["--data", self.folder, "--port", self.port, "--http-port", self.plain_port, *self.where(self.db)]
        outcome = drp("doctor", "--json", *place, *arguments, environment=environment)
        if code is not None:
            self.assertEqual(code, outcome.code, outcome.out + outcome.err)
        return outcome.json

    def assert_says(self, health: str, code: str, report: dict[str, Any]) -> dict[str, Any]:
        found = [line for line in report["lines"] if line["code"] == code]
        self.assertEqual([health], [line["health"] for line in found], report)
        if health != "ok":
            self.assertNotEqual("", found[0]["cure"])
        return found[0]

    def configure(self, **settings: Any) -> None:
        (self.folder / "drp-config.json").write_text(json.dumps(settings))

    def certificate(self, *options: str, name: str = "portal.example", key: str = "tls.key") -> None:
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        command += ["-keyout", self.folder / key, "-out", self.folder / "tls.crt", "-subj", f"/CN={name}"]
        command += ["-addext", f"subjectAltName=DNS:{name}", *options]
        subprocess.run(command, check=True, capture_output=True)

    def make_backup(self) -> None:
        """Of a file, wherever the store is: what is looked at is the folder."""
        file = f"sqlite://{self.folder / 'backed-up.db'}"
        drp("migrate", "--store", file)
        drp("backup", "--to", self.backups, "--store", file)

    def backed_up(self, ago: timedelta) -> None:
        self.make_backup()
        (made,) = self.backups.glob("drp-*")
        file = made / "manifest.json"
        then = (datetime.now(timezone.utc) - ago).strftime("%Y-%m-%dT%H:%M:%SZ")
        file.write_text(json.dumps(json.loads(file.read_text()) | {"made_utc": then}))


class HealthyTest(DoctorTest):
    def test_nothing_fails_where_nothing_is_wrong(self) -> None:
        self.make_backup()
        report = self.ask("--backups", self.backups, code=0)
        self.assertNotIn("fail", [line["health"] for line in report["lines"]])
        areas = {line["area"] for line in report["lines"]}
        expected = {"configuration", "store", "port", "certificate", "permission", "clock", "disk", "backup", "mail"}
        self.assertEqual(expected, areas)

    def test_a_running_portal_is_in_order(self) -> None:
        folder = self.folder / "serving"
        folder.mkdir()
        with Server(folder, behind_nginx=False) as server:
            place = ["--data", folder, "--port", server.tls_port, "--http-port", server.plain_port]
            place += self.where(server.store)
            report = drp("doctor", "--json", *place).json
        ports = [line for line in report["lines"] if line["area"] == "port"]
        self.assertEqual(["port-served"] * 2, [line["code"] for line in ports])
        self.assertIn(str(server.process.pid), ports[0]["message"])
        self.assert_says("ok", "certificate-valid", report)

    def test_it_changes_nothing(self) -> None:
        before = sorted(path.name for path in self.folder.iterdir())
        self.ask()
        self.assertEqual(before, [n for n in sorted(p.name for p in self.folder.iterdir()) if n not in SHARED_MEMORY])

    def test_warnings_fail_where_that_is_wanted(self) -> None:
        self.assert_says("warn", "backup-unknown", self.ask(code=0))
        self.ask("--strict", code=1)

    def test_people_read_the_cure_below_the_line(self) -> None:
        said = drp("doctor", "--data", self.folder, "--port", self.port, *self.where(self.db)).out
        self.assertRegex(said, r"(?m)^warn  backup +Nobody has said where backups are\.\n +-> Set DRP_BACKUPS")


SHARED_MEMORY = ("drp.db-shm", "drp.db-wal")


class FindingTest(DoctorTest):
    def test_a_wrong_setting(self) -> None:
        self.configure(nmae="Portal")
        self.assert_says("fail", "configuration-invalid", self.ask(code=1))

    def test_a_store_that_is_not_made_yet(self) -> None:
        self.db.remove()
        self.assert_says("warn", "store-missing", self.ask())

    def test_a_store_of_a_later_version(self) -> None:
        with self.db.sql() as sql:
            columns = sql.columns("schema_migration")
            copied = ", ".join("999" if name == "version" else name for name in columns)
            last = "FROM schema_migration ORDER BY version DESC LIMIT 1"
            sql.execute(f"INSERT INTO schema_migration SELECT {copied} {last}")
        self.assert_says("fail", "store-newer", self.ask(code=1))

    @file_only("about a SQLite file")
    def test_a_file_that_is_no_store(self) -> None:
        self.db.path.write_bytes(b"what is this? " * 1000)
        report = self.ask(code=1)
        self.assertIn("fail", [line["health"] for line in report["lines"] if line["area"] == "store"])

    @file_only("about the log of a SQLite file")
    def test_a_long_log(self) -> None:
        with open(f"{self.db.path}-wal", "wb") as log:
            log.truncate(1 << 30)
        self.assert_says("warn", "store-log-long", self.ask())

    def test_a_port_that_another_program_has(self) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", self.port))
            other.listen()
            line = self.assert_says("fail", "port-taken", self.ask(code=1))
        self.assertIn(str(self.port), line["message"])

    def test_an_address_of_another_machine(self) -> None:
        lines = self.ask("--address", "192.0.2.1", code=1)["lines"]
        self.assertEqual({"port-unusable"}, {line["code"] for line in lines if line["area"] == "port"})

    def test_no_port_at_all(self) -> None:
        outcome = drp("doctor", "--json", "--data", self.folder, "--port", "0", *self.where(self.db))
        self.assert_says("fail", "port-none", outcome.json)

    def test_a_certificate_that_ends_soon(self) -> None:
        self.certificate("-days", "5")
        self.assert_says("warn", "certificate-expires", self.ask())

    def test_a_certificate_that_has_ended(self) -> None:
        self.certificate()
        crt, key, request = self.folder / "tls.crt", self.folder / "tls.key", self.folder / "request.pem"
        for command in (
            ["openssl", "req", "-new", "-key", key, "-subj", "/CN=portal.example", "-out", request],
            ["openssl", "x509", "-req", "-in", request, "-signkey", key, "-days", "-1", "-out", crt],
        ):
            subprocess.run(command, check=True, capture_output=True)
        self.assert_says("fail", "certificate-expired", self.ask(code=1))

    def test_a_certificate_of_another_key(self) -> None:
        self.certificate(key="other.key")
        subprocess.run(
            ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            + ["-out", self.folder / "tls.key"],
            check=True,
            capture_output=True,
        )
        self.assert_says("fail", "certificate-of-another-key", self.ask(code=1))

    def test_a_certificate_of_another_name(self) -> None:
        self.certificate(name="portal.example")
        self.configure(public_url="https://other.example/")
        self.assert_says("warn", "certificate-of-another-name", self.ask())
        self.configure(public_url="https://portal.example/")
        self.assertNotIn("certificate-of-another-name", [line["code"] for line in self.ask()["lines"]])

    def test_a_certificate_that_is_none(self) -> None:
        (self.folder / "tls.crt").write_text("nothing")
        (self.folder / "tls.key").write_text("nothing")
        self.assert_says("fail", "certificate-unreadable", self.ask(code=1))

    def test_a_key_that_everybody_can_read(self) -> None:
        self.certificate()
        (self.folder / "tls.key").chmod(0o644)
        line = self.assert_says("fail", "secret-readable", self.ask(code=1))
        self.assertEqual(f"chmod 600 {self.folder}/tls.key", line["cure"])

    def test_a_secret_file_that_everybody_can_read(self) -> None:
        secret = self.folder / "token"
        secret.write_text("x" * 40)
        secret.chmod(0o644)
        self.assert_says("fail", "secret-readable", self.ask(code=1, DRP_IMPORT_TOKEN_FILE=str(secret)))
        secret.chmod(0o600)
        self.assert_says("ok", "secrets-shut", self.ask(DRP_IMPORT_TOKEN_FILE=str(secret)))

    @file_only("about the permissions of a SQLite file")
    def test_a_store_that_everybody_can_read(self) -> None:
        self.db.path.chmod(0o644)
        self.assert_says("warn", "store-readable", self.ask())
        self.folder.chmod(0o700)  # behind a shut door
        self.assert_says("ok", "secrets-shut", self.ask())

    @file_only("about the time of a SQLite file")
    def test_a_clock_that_is_late(self) -> None:
        tomorrow = datetime.now().timestamp() + 86_400
        os.utime(self.db.path, (tomorrow, tomorrow))
        self.assert_says("fail", "clock-late", self.ask(code=1))

    def test_backups_that_have_stopped(self) -> None:
        self.backed_up(timedelta(hours=30))
        self.assert_says("warn", "backup-old", self.ask("--backups", self.backups))

    def test_backups_that_have_stopped_long_ago(self) -> None:
        self.backed_up(timedelta(days=8))
        self.assert_says("fail", "backup-old", self.ask("--backups", self.backups, code=1))

    def test_backups_that_were_never_made(self) -> None:
        self.assert_says("fail", "backup-none", self.ask("--backups", self.backups, code=1))

    def test_a_backup_whose_manifest_is_broken(self) -> None:
        self.backed_up(timedelta())
        (made,) = self.backups.glob("drp-*")
        (made / "manifest.json").write_text("{}")
        self.assert_says("fail", "backup-damaged", self.ask("--backups", self.backups, code=1))


class MailTest(DoctorTest):
    def smtp(self, port: int) -> None:
        smtp = {"host": "127.0.0.1", "port": port, "security": "none", "from": "portal@example.org"}
        self.configure(public_url="https://portal.example", smtp=smtp)

    def test_a_mail_server_that_answers(self) -> None:
        sink = MailSink(self.addCleanup, free_port())
        self.smtp(sink.port)
        self.assert_says("ok", "mail-server-answers", self.ask())
        self.assertEqual([], sink.mails)

    def test_a_mail_server_that_does_not(self) -> None:
        self.smtp(free_port())
        self.assert_says("fail", "mail-server-unusable", self.ask(code=1))

    def test_it_is_left_alone_where_that_is_wanted(self) -> None:
        self.smtp(free_port())
        self.assertNotIn("mail", {line["area"] for line in self.ask("--no-mail", code=0)["lines"]})


if __name__ == "__main__":
    unittest.main()
