"""The command line as scripts and people meet it: help, exit codes, JSON, and that nothing is written unasked."""
import csv
import gzip
import hashlib
import re
import socket
import struct
import unittest
from collections.abc import Iterator
from contextlib import contextmanager

from support import StackTest, StoreFile, drp, free_port, instant, long_csv, seconds_of

DONE, USAGE, NOT_FOUND, CONFLICT, DAMAGED = 0, 2, 4, 5, 7
NOON = seconds_of("2025-06-15T12:00:00Z")

COMMANDS = {
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
    "check": ["--store", "--json"],
    "migrate": ["--time-zone", "--store", "--json"],
    "version": ["--json"],
}


def quarter_hours(
    meter: str, *values: int | None, start: int = NOON
) -> list[tuple[str, int, int | None, int | None, int]]:
    return [(meter, start + 900 * i, value, None, 900) for i, value in enumerate(values)]


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


# Lines 3 to 8 each have something wrong beside something good, or are wrong as a whole.
CRAFTED = """\
AMI Meter ID,date,11111111,22222222,Residential,Total
3/13/2021 23:30,3/14/2021 0:00,1.000,2.000,3,3
3/14/2021 0:00,3/14/2021 0:30,abc,2.001,3,3
3/14/2021 0:30,3/14/2021 1:00,1.0005,2.002,3,3
3/14/2021 2:30,3/14/2021 3:00,1.003,2.003,3,3
2/31/2021 0:00,2/31/2021 0:30,1.004,2.004,3,3
3/14/2021 4:00,3/14/2021 4:30,1.005,2.005,3
3/14/2021 4:30,3/14/2021 5:00,=1+1,-0.500,3,3
3/14/2021 5:00,3/14/2021 5:30,,2.006,3,3
Total,,4,5,6,7
"""


class VerdictTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.db = self.store()
        self.db.drp("migrate", "--time-zone", "America/Chicago")
        self.file = self.folder / "crafted.csv"
        self.file.write_text(CRAFTED)

    def test_every_refusal_has_line_column_value_and_reason(self) -> None:
        verdicts = self.folder / "verdicts.csv"
        self.db.drp("import", self.file, "--verdicts", verdicts)
        rows = list(csv.DictReader(verdicts.read_text().splitlines()))
        self.assertEqual(["file", "line", "column", "column_name", "value", "reason", "message"], list(rows[0]))
        self.assertEqual(
            [
                ("3", "3", "11111111", "abc", "not-a-number"),
                ("4", "3", "11111111", "1.0005", "too-precise"),
                ("5", "1", "AMI Meter ID", "3/14/2021 2:30", "skipped-hour"),
                ("6", "1", "AMI Meter ID", "2/31/2021 0:00", "no-such-date"),
                ("7", "", "", "3/14/2021 4:00,3/14/2021 4:30,1.005,2.005,3", "wrong-field-count"),
                ("8", "3", "11111111", "'=1+1", "not-a-number"),
            ],  # no spreadsheet takes it for a formula
            [(r["line"], r["column"], r["column_name"], r["value"], r["reason"]) for r in rows],
        )
        self.assertEqual({"crafted.csv"}, {r["file"] for r in rows})
        self.assertTrue(all(r["message"].endswith(".") for r in rows))

    def test_what_is_good_beside_it_goes_in(self) -> None:
        report = self.db.import_json(self.file)[0]
        self.assertEqual((6, 6), (report["new"], report["refused"]))
        self.assertEqual(
            {"not-a-number": 2, "too-precise": 1, "skipped-hour": 1, "no-such-date": 1, "wrong-field-count": 1},
            report["refusals"],
        )
        self.assertEqual((1, 1), (report["blank"], report["negative"]))
        stored = {(r.meter, r.start): r.actual_wh for r in self.db.export()}
        self.assertEqual(
            {
                ("11111111", "2021-03-14T05:30:00Z"): 1000,
                ("22222222", "2021-03-14T05:30:00Z"): 2000,
                ("22222222", "2021-03-14T06:00:00Z"): 2001,
                ("22222222", "2021-03-14T06:30:00Z"): 2002,
                ("22222222", "2021-03-14T09:30:00Z"): -500,  # half past four in summer time
                ("22222222", "2021-03-14T10:00:00Z"): 2006,
            },
            stored,
        )
        self.assert_clean(self.db)

    def test_the_summary_says_it_to_a_person_too(self) -> None:
        said = self.db.drp("import", self.file).out
        self.assertIn("6 refused", said)
        self.assertIn("2 x not-a-number", said)
        self.assertIn("crafted.csv:4:3: '1.0005'", said)
        self.assertIn("columns that are no meters: Residential, Total", said)


class NothingIsWrittenTest(StackTest):
    GOOD = long_csv(quarter_hours("1", 10, 20))
    ALSO_GOOD = long_csv(quarter_hours("2", 30))
    BAD = long_csv(quarter_hours("3", 40)) + "3,2025-06-15T12:15:00Z,many,,900\n"

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return str(self.folder / name)

    @contextmanager
    def nothing_written(self, store: StoreFile) -> Iterator[None]:
        before = store.dump(), store.path.read_bytes(), store.digest()
        yield
        self.assertEqual(before[0], store.dump())
        self.assertEqual(before[1], store.path.read_bytes())
        self.assertEqual(before[2], store.digest())

    def test_a_dry_run_counts_everything_and_writes_nothing(self) -> None:
        store = self.store()
        store.import_text(long_csv(quarter_hours("1", 10)))
        with self.nothing_written(store):
            good, bad = store.import_json("--dry-run", self.write("a.csv", self.GOOD), self.write("b.csv", self.BAD))
        self.assertEqual((1, 1, 0, True), (good["new"], good["equal"], good["refused"], good["dry_run"]))
        self.assertEqual((1, 0, 1, True), (bad["new"], bad["equal"], bad["refused"], bad["dry_run"]))

    def test_a_dry_run_without_a_store_makes_none(self) -> None:
        store = self.store("none.db")
        self.assertEqual(2, store.import_text(self.GOOD, "--dry-run")["new"])
        self.assertEqual([], [f.name for f in self.folder.iterdir()])

    def test_a_strict_run_writes_nothing_if_anything_in_any_file_is_refused(self) -> None:
        store = self.store()
        store.import_text(long_csv(quarter_hours("1", 10)))
        files = [self.write("a.csv", self.GOOD), self.write("b.csv", self.BAD), self.write("c.csv", self.ALSO_GOOD)]
        with self.nothing_written(store):
            outcome = store.drp("import", "--strict", "--json", *files, code=USAGE)
        self.assertEqual("import-refused", outcome.problem["code"])
        self.assertEqual([0, 1, 0], [file["refused"] for file in outcome.json["files"]])

    def test_a_strict_run_writes_nothing_if_a_file_cannot_be_read_at_all(self) -> None:
        store = self.store()
        store.import_text(long_csv(quarter_hours("1", 10)))
        good = self.write("a.csv", self.GOOD)
        for bad in (
            self.write("b.csv", "no,such,format\n1,2,3\n"),
            str(self.folder / "missing.csv"),
            self.write("c.gz", "x"),
            self.write("d.csv", ""),
        ):
            with self.subTest(bad), self.nothing_written(store):
                self.assertNotEqual(DONE, drp("import", "--strict", good, bad, "--store", store.url).code)

    def test_a_strict_run_that_fails_leaves_no_new_store(self) -> None:
        store = self.store("none.db")
        store.drp("import", "--strict", "-", "--time-zone", "Asia/Tokyo", stdin=self.BAD.encode(), code=USAGE)
        self.assertEqual([], [f.name for f in self.folder.iterdir()])

    def test_a_strict_run_without_refusals_writes_everything(self) -> None:
        strict, plain = self.store("strict.db"), self.store("plain.db")
        files = [self.write("a.csv", self.GOOD), self.write("c.csv", self.ALSO_GOOD)]
        strict.import_json("--strict", *files)
        plain.import_json(*files)
        self.assertEqual(plain.digest(), strict.digest())


def zstd_stored(content: bytes) -> bytes:
    """A Zstandard frame of uncompressed blocks (RFC 8878, 3.1.1): enough to be read by every decoder."""
    blocks = [content[i : i + 60_000] for i in range(0, len(content), 60_000)] or [b""]
    frame = struct.pack("<IBB", 0xFD2FB528, 0, 7 << 3)  # no checksum, a window of 128 kB
    for i, block in enumerate(blocks):
        is_last = i == len(blocks) - 1
        frame += struct.pack("<I", len(block) << 3 | is_last)[:3] + block
    return frame


class SourcesTest(StackTest):
    TEXT = long_csv(quarter_hours("1", *range(5000)) + quarter_hours("2", *range(5000)))

    def test_standard_input_gzip_and_zstd_give_what_the_plain_file_gives(self) -> None:
        plain = self.store("plain.db")
        plain.import_json(self.file("a.csv", self.TEXT.encode()))
        packed = gzip.compress(self.TEXT[:9000].encode()) + gzip.compress(self.TEXT[9000:].encode())  # two members
        for name, content in (("a.csv.gz", packed), ("a.csv.zst", zstd_stored(self.TEXT.encode()))):
            for is_piped in (False, True):
                with self.subTest(name, is_piped=is_piped):
                    store = self.store(f"{name}-{is_piped}.db")
                    if is_piped:
                        store.import_json("-", stdin=content)
                    else:
                        store.import_json(self.file(name, content))
                    self.assertEqual(plain.digest(), store.digest())
        piped = self.store("piped.db")
        self.assertEqual("standard input", piped.import_text(self.TEXT)["file"])
        self.assertEqual(plain.digest(), piped.digest())

    def test_a_cut_compressed_file_keeps_what_came_before_and_fails(self) -> None:
        rows = [("1", NOON + 900 * i, i * 7919 % 5000, i * 104_729 % 5000, 900) for i in range(200_000)]
        text = long_csv(rows).encode()
        for name, content in (("a.gz", gzip.compress(text, 1)), ("a.zst", zstd_stored(text))):
            with self.subTest(name):
                store = self.store(f"{name}.db")
                outcome = store.drp("import", "--json", self.file(name, content[: len(content) * 9 // 10]), code=USAGE)
                self.assertIn("problem", outcome.json["files"][0])
                stored = {(r.start, r.actual_wh, r.predicted_wh) for r in store.export()}
                self.assertLess(50_000, len(stored))
                self.assertLessEqual(stored, {(instant(t), a, p) for _, t, a, p, _ in rows})
                self.assert_clean(store)

    def test_a_compressed_file_of_which_not_even_the_start_is_whole_is_refused(self) -> None:
        store = self.store()
        for name, content in (("a.gz", gzip.compress(self.TEXT.encode())), ("a.zst", zstd_stored(self.TEXT.encode()))):
            with self.subTest(name):
                outcome = store.drp("import", "--json", self.file(name, content[:50]), code=USAGE)
                self.assertEqual("compressed-file-damaged", outcome.problem["code"])

    def file(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)


if __name__ == "__main__":
    unittest.main()
