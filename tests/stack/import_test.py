"""`drp import`: verdicts, dry and strict runs that write nothing, and where files come from."""
import csv
import gzip
import struct
import unittest
from collections.abc import Iterator
from contextlib import contextmanager

from support import NOON, ON_SERVERS, StackTest, StoreFile, drp, instant, long_csv, quarter_hours

DONE, USAGE = 0, 2

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

    def assert_no_trace(self, store: StoreFile) -> None:
        self.assertFalse(store.exists())
        self.assertEqual([], [f.name for f in self.folder.iterdir()])

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return str(self.folder / name)

    @contextmanager
    def nothing_written(self, store: StoreFile) -> Iterator[None]:
        def state() -> tuple[list[str], bytes, str]:
            return store.dump(), b"" if ON_SERVERS else store.path.read_bytes(), store.digest()

        before = state()
        yield
        self.assertEqual(before, state())

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
        self.assert_no_trace(store)

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
        self.assert_no_trace(store)

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
