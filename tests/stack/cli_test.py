"""The command line as scripts and people meet it: help, exit codes, JSON, exports."""
import hashlib
import re
import socket
import subprocess
import unittest

from support import NOON, StackTest, drp, free_port, instant, long_csv, quarter_hours, seconds_of

DONE, USAGE, NOT_FOUND, CONFLICT, DAMAGED = 0, 2, 4, 5, 7

COMMANDS = {
    "config": ["check", "show", "schema"],
    "serve": ["--data", "--port", "--http-port", "--demo", "--store"],
    "import": ["--time-zone", "--dry-run", "--strict", "--verdicts", "--store", "--json"],
    "export": ["--meter", "--from", "--to", "--output", "--digest", "--store", "--json"],
    "demo": ["--time-zone", "--store", "--json"],
    "user": ["list", "add", "password", "delete"],
    "user list": ["--store", "--json"],
    "user add": ["email", "--organisation", "--admin", "--meter"],
    "user password": ["email"],
    "user delete": ["email"],
    "meter": ["list", "add", "assign", "unassign"],
    "meter list": ["--store", "--json"],
    "meter add": ["meter", "--label"],
    "meter assign": ["meter", "organisation"],
    "meter unassign": ["meter"],
    "org": ["add", "list"],
    "org add": ["name", "--provider"],
    "org list": ["--store", "--json"],
    "program": ["list", "show", "create", "change"],
    "enrol": ["file", "--program", "--dry-run", "--store", "--json"],
    "event": ["list", "show", "create", "schedule", "cancel"],
    "event create": ["--program", "--start", "--end", "--test", "--late"],
    "outage": ["add", "list", "remove"],
    "outage add": ["--meter", "--all", "--from", "--to", "--reason"],
    "temperature": ["import", "list", "describe", "assign"],
    "settle": ["--event", "--explain", "--verify", "--store", "--json"],
    "check": ["--store", "--json"],
    "copy": ["--from", "--to", "--json"],
    "backup": ["--to", "--keep-last", "--keep-daily", "--keep-weekly", "--keep-monthly", "--verify", "--list", "--json"],
    "doctor": ["--data", "--port", "--backups", "--no-mail", "--strict", "--store", "--json"],
    "restore": ["--from", "--force", "--verify", "--store", "--json"],
    "document": ["man", "bash"],
    "migrate": ["--time-zone", "--store", "--json"],
    "version": ["--json"],
}


class HelpTest(unittest.TestCase):
    def test_the_program_lists_its_commands_and_its_exit_codes(self) -> None:
        outcome = drp("--help")
        self.assertEqual(DONE, outcome.code)
        for command in COMMANDS:
            if " " not in command:
                self.assertRegex(outcome.out, rf"(?m)^\s+{command}\b")
        self.assertIn(
            (
                "Exit codes: 0 done; 2 wrong input or usage; 3 not allowed; 4 not found; 5 conflict; 6 try again "
                "later; 7 the store is damaged"
            ),
            outcome.out,
        )

    def test_the_manual_and_the_completions_know_every_command(self) -> None:
        for kind in ("man", "bash"):
            text = drp("document", kind).out.replace("\\-", "-")
            for command, words in COMMANDS.items():
                self.assertIn(command, text)
                for word in (w for w in words if w.startswith("--")):
                    self.assertIn(word, text)

    def test_the_shell_completes_what_follows_a_command(self) -> None:
        script = drp("document", "bash").out
        ask = 'COMP_WORDS=(drp event create --pr); COMP_CWORD=3; _drp; echo "${COMPREPLY[*]}"'
        done = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True)
        self.assertEqual("--program", done.stdout.strip())

    def test_no_command_is_missing_from_this_list(self) -> None:
        listed = re.search(r"(?s)Subcommands:\n(.*?)\n\n", drp("--help").out).group(1)
        self.assertEqual(sorted(c for c in COMMANDS if " " not in c), sorted(re.findall(r"(?m)^  (\w+)", listed)))

    def test_every_command_explains_its_options(self) -> None:
        for command, mentioned in COMMANDS.items():
            with self.subTest(command):
                outcome = drp(*command.split(), "--help")
                self.assertEqual((DONE, ""), (outcome.code, outcome.err))
                for word in mentioned:
                    self.assertIn(word, outcome.out)

    def test_the_version_is_told_to_people_and_to_programs(self) -> None:
        version = drp("version", "--json").json["version"]
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")
        self.assertEqual(f"drp {version}\n", drp("version").out)


class ExitCodeTest(StackTest):
    def test_wrong_usage_is_2(self) -> None:
        for arguments in (
            [],
            ["fly"],
            ["import"],
            ["export", "--no-such-option"],
            ["user"],
            ["meter", "add"],
            ["import", "--date-order", "ymd", "x.csv"],
            ["serve", "--port", "many"],
        ):
            with self.subTest(arguments):
                outcome = drp(*arguments)
                self.assertEqual(USAGE, outcome.code)
                self.assertNotEqual("", outcome.err + outcome.out)

    def test_a_store_that_is_not_there_is_4_and_is_not_made(self) -> None:
        store = self.store("nowhere.db")
        for arguments in (
            ["export"],
            ["check"],
            ["meter", "list"],
            ["user", "list"],
            ["org", "list"],
            ["org", "add", "A"],
            ["meter", "add", "1"],
        ):
            with self.subTest(arguments):
                outcome = drp(*arguments, "--store", store.url, "--json")
                self.assertEqual((NOT_FOUND, "store-missing"), (outcome.code, outcome.problem["code"]))
        self.assertEqual([], list(self.folder.iterdir()))

    def test_the_store_of_the_command_line_goes_before_that_of_the_environment(self) -> None:
        self.store().import_text(long_csv(quarter_hours("700", 1)))
        elsewhere = {"DRP_STORE": self.store("elsewhere.db").url}
        for command in ("check", "export", "migrate"):
            outcome = drp(command, "--store", self.store().url, environment=elsewhere)
            self.assertEqual(0, outcome.code, outcome.err)
        self.assertFalse(self.store("elsewhere.db").path.exists())
        self.assertEqual(0, drp("check", environment={"DRP_STORE": self.store().url}).code)

    def test_an_address_that_is_none_is_2(self) -> None:
        for address in ("", "drp.db", "mysql://x/y", "sqlite:", "sqlite://host/file.db", f"sqlite://{self.folder}/"):
            with self.subTest(address):
                outcome = drp("check", "--store", address, "--json")
                self.assertEqual((USAGE, "address-invalid"), (outcome.code, outcome.problem["code"]))

    def test_a_file_that_is_no_store_is_refused_and_left_alone(self) -> None:
        file = self.folder / "notes.txt"
        file.write_bytes(b"these are notes, not a database\n" * 1000)
        before = file.read_bytes()
        for command in (["check"], ["export"], ["migrate"], ["meter", "list"]):
            with self.subTest(command):
                self.assertIn(drp(*command, "--store", f"sqlite://{file}").code, (6, DAMAGED))
        self.assertEqual(before, file.read_bytes())

    def test_what_is_not_there_is_4_and_what_is_there_already_is_5(self) -> None:
        store = self.store()
        store.drp("migrate")
        store.drp("meter", "add", "77")
        store.drp("org", "add", "Schools")
        store.drp("org", "add", "Power", "--provider")
        for code, arguments in (
            (NOT_FOUND, ["meter", "assign", "78", "1"]),
            (NOT_FOUND, ["meter", "assign", "77", "4711"]),
            (NOT_FOUND, ["meter", "unassign", "78"]),
            (NOT_FOUND, ["user", "delete", "nobody@example.org"]),
            (NOT_FOUND, ["export", "--meter", "78"]),
            (NOT_FOUND, ["import", str(self.folder / "missing.csv")]),
            (CONFLICT, ["meter", "add", "77"]),
            (CONFLICT, ["org", "add", "schools"]),
            (CONFLICT, ["org", "add", "Other power", "--provider"]),
            (CONFLICT, ["migrate", "--time-zone", "Asia/Tokyo"]),
            (CONFLICT, ["demo"]),
        ):
            with self.subTest(arguments):
                outcome = store.drp(*arguments, "--json", code=code)
                self.assertEqual({"code", "message", "place", "cure"}, outcome.problem.keys())
                self.assertEqual("", outcome.out)

    def test_wrong_input_is_2(self) -> None:
        store = self.store()
        store.drp("migrate")
        store.drp("meter", "add", "no spaces, please", code=USAGE)
        store.drp("meter", "add", "9" * 33, code=USAGE)
        store.drp("export", "--from", "yesterday", code=USAGE)
        store.drp("export", "--from", "2025-06-02", "--to", "2025-06-01", code=USAGE)
        store.drp("migrate", "--time-zone", "Mars/Olympus", "--store", self.store("mars.db").url, code=USAGE)
        store.drp("user", "add", "a@example.org", stdin=b"short\n", code=USAGE)
        store.drp("import", "-", stdin=b"this is,no file,of ours\n1,2,3\n", code=USAGE)
        store.drp("import", "-", stdin=b"", code=USAGE)

    def test_a_port_that_is_taken_ends_the_start_with_a_reason(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            outcome = drp("serve", "--data", self.folder, "--port", str(port))
        self.assertNotIn(outcome.code, (0, 1))
        self.assertIn(str(port), outcome.err)

    def test_a_wrong_configuration_ends_the_start_with_its_key_and_file(self) -> None:
        for text, key in (
            ('{"credit_faktor": "1"}', "credit_faktor"),
            ('{"time_zone": "Mars/Olympus"}', "time_zone"),
            ('{"credit_factor_dollars_per_kwh": 0.1}', "credit_factor_dollars_per_kwh"),
            ('{"name": 7}', "name"),
            ('{"name": "a"', "JSON"),
            ("", "drp-config.json"),
        ):
            with self.subTest(text):
                (self.folder / "drp-config.json").write_text(text)
                outcome = drp("serve", "--data", self.folder, "--port", "0", "--http-port", str(free_port()))
                self.assertEqual(USAGE, outcome.code)
                self.assertIn(key, outcome.err)
                self.assertIn("drp-config.json", outcome.err)

    def test_a_guessable_import_token_ends_the_start(self) -> None:
        outcome = drp(
            "serve",
            "--data",
            self.folder,
            "--port",
            "0",
            "--http-port",
            str(free_port()),
            environment={"DRP_IMPORT_TOKEN": "secret"},
        )
        self.assertEqual(USAGE, outcome.code)
        self.assertIn("DRP_IMPORT_TOKEN", outcome.err)
        self.assertNotIn("'secret'", outcome.err)


class JsonTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.db = self.store()
        self.db.drp("migrate", "--time-zone", "America/Chicago")
        self.power = self.db.drp("org", "add", "Power", "--provider", "--json").json
        self.schools = self.db.drp("org", "add", "Schools", "--json").json
        self.db.import_text(long_csv(quarter_hours("77", 1, 2, 3)))

    def test_migrate_tells_address_schema_and_zone(self) -> None:
        told = self.db.drp("migrate", "--json").json
        self.assertEqual({"store", "schema_version", "time_zone"}, told.keys())
        self.assertEqual((self.db.url, "America/Chicago"), (told["store"], told["time_zone"]))
        self.assertIsInstance(told["schema_version"], int)

    def test_organisations(self) -> None:
        self.assertEqual({"id", "name"}, self.power.keys())
        power, schools = sorted(self.db.drp("org", "list", "--json").json, key=lambda o: o["id"])
        self.assertEqual(
            {"id": self.power["id"], "name": "Power", "is_provider": True, "meters": 1, "members": 0}, power
        )
        self.assertEqual(
            {"id": self.schools["id"], "name": "Schools", "is_provider": False, "meters": 0, "members": 0}, schools
        )

    def test_meters(self) -> None:
        self.db.drp("meter", "add", "A-1.b_2", "--label", 'Gymnasium, "north"')
        self.db.drp("meter", "assign", "77", str(self.schools["id"]))
        read, fresh = self.db.drp("meter", "list", "--json").json
        self.assertEqual(
            {
                "meter": "77",
                "label": "",
                "organisation": "Schools",
                "interval_s": 900,
                "first_reading": instant(NOON),
                "last_reading": instant(NOON + 1800),
            },
            read,
        )
        self.assertEqual({"meter": "A-1.b_2", "label": 'Gymnasium, "north"', "organisation": ""}, fresh)
        self.db.drp("meter", "unassign", "77")
        self.assertEqual("", self.db.drp("meter", "list", "--json").json[0]["organisation"])

    def test_users(self) -> None:
        password = b"correct horse battery\n"
        schools = str(self.schools["id"])
        added = self.db.drp("user", "add", "a@example.org", "--organisation", schools, "--json", stdin=password).json
        self.assertEqual({"id", "email"}, added.keys())
        self.db.drp("user", "add", "b@example.org", "--organisation", schools, stdin=password)
        self.db.drp("user", "add", "c@example.org", "--meter", "77", stdin=password)
        users = self.db.drp("user", "list", "--json").json
        self.assertEqual([{"id", "email", "role", "organisation"}] * 3, [u.keys() for u in users])
        roles = {u["email"]: (u["role"], u["organisation"]) for u in users}
        self.assertEqual(
            {
                "a@example.org": ("organisation_administrator", "Schools"),  # the first of an organisation
                "b@example.org": ("organisation_user", "Schools"),
                "c@example.org": ("residential_user", ""),
            },
            roles,
        )
        self.db.drp("user", "add", "A@example.org", stdin=password, code=CONFLICT)
        self.db.drp("user", "delete", "a@example.org")
        self.assertEqual(2, len(self.db.drp("user", "list", "--json").json))

    def test_a_password_is_stored_as_bcrypt_only(self) -> None:
        self.db.drp("user", "add", "a@example.org", stdin=b"correct horse battery\n")
        with self.db.sql() as sql:
            (hashed,) = sql.execute("SELECT password_hash FROM user").fetchone()
        self.assertRegex(hashed, r"^\$2b\$1[0-9]\$[./A-Za-z0-9]{53}$")
        self.assertNotIn("correct horse", "\n".join(self.db.dump()))

    def test_imports(self) -> None:
        report = self.db.import_text(long_csv(quarter_hours("77", 1, 5, -3, None) + quarter_hours("78", 7)))
        self.assertEqual(
            {
                "file",
                "rows",
                "meters",
                "new",
                "equal",
                "corrected",
                "refused",
                "blank",
                "negative",
                "rounded_predictions",
                "dry_run",
                "refusals",
            },
            report.keys(),
        )
        self.assertEqual(
            (5, 2, 1, 1, 2, 0, 1, False),
            tuple(report[k] for k in ("rows", "meters", "new", "equal", "corrected", "refused", "negative", "dry_run")),
        )

    def test_check_and_digest(self) -> None:
        self.assertEqual(
            {"clean": True, "meters": 1, "blocks": 1, "values": 3, "findings": []}, self.db.drp("check", "--json").json
        )
        digest = self.db.drp("export", "--digest", "--json").json
        self.assertEqual({"sha256": self.db.digest(), "meters": 1}, digest)
        self.assertRegex(digest["sha256"], r"^[0-9a-f]{64}$")


class ExportTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.db = self.store()
        self.db.drp("migrate", "--time-zone", "America/Chicago")
        midnight = seconds_of("2025-06-15T05:00:00Z")  # in Chicago
        self.db.import_text(
            long_csv(
                quarter_hours("B", 1, 2, 3, start=midnight - 900)
                + quarter_hours("a", 4)
                + [("10", NOON, None, 9, 3600), ("9", NOON, 8, 7, 1800)]
            )
        )

    def test_the_digest_is_the_sha256_of_the_text(self) -> None:
        text = self.db.drp("export").out
        self.assertEqual(hashlib.sha256(text.encode()).hexdigest(), self.db.digest())

    def test_it_is_sorted_by_meter_and_time(self) -> None:
        keys = [(r.meter, r.start) for r in self.db.export()]
        self.assertEqual(sorted(keys), keys)
        self.assertEqual(["10", "9", "B", "B", "B", "a"], [meter for meter, _ in keys])

    def test_absent_values_are_empty_and_lengths_are_told(self) -> None:
        by_meter = {r.meter: r for r in self.db.export("--meter", "10", "--meter", "9")}
        self.assertEqual(
            (None, 9, 3600), (by_meter["10"].actual_wh, by_meter["10"].predicted_wh, by_meter["10"].interval_s)
        )
        self.assertEqual((8, 7, 1800), (by_meter["9"].actual_wh, by_meter["9"].predicted_wh, by_meter["9"].interval_s))

    def test_a_day_is_a_local_day_and_its_end_is_not_included(self) -> None:
        self.assertEqual([2, 3], [r.actual_wh for r in self.db.export("--meter", "B", "--from", "2025-06-15")])
        self.assertEqual([1], [r.actual_wh for r in self.db.export("--meter", "B", "--to", "2025-06-15")])
        instants = self.db.export("--meter", "B", "--from", "2025-06-15T05:00:00Z", "--to", "2025-06-15T05:15:00Z")
        self.assertEqual([2], [r.actual_wh for r in instants])

    def test_it_writes_to_a_file(self) -> None:
        file = self.folder / "out.csv"
        outcome = self.db.drp("export", "--output", file)
        self.assertEqual("", outcome.out)
        self.assertEqual(self.db.drp("export").out, file.read_text())


if __name__ == "__main__":
    unittest.main()
