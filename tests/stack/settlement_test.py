"""Events are settled to the cent, and a statement can be computed again by whoever has it.

Two events that a distributor settled in a spreadsheet come out of its own AMI exports, through the importer and the
store, with every intermediate value; and small stores of our own making show what a settlement is: a record."""
import csv
import json
import unittest
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from support import Outcome, StackTest, StoreFile, drp, private_folder, shared_files

ZONE = "America/Chicago"
CENT = Decimal("0.01")
TOLERANCE = Decimal("0.000001")


def statement_lines(text: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, Any]]:
    first, *lines, last = (json.loads(line) for line in text.splitlines())
    return first, {line["meter"]: line for line in lines}, last


def settled_event(store: StoreFile, name: str, start: str, end: str, nominations: dict[str, str], *terms: str) -> int:
    """A programme with these nominations and a past event of it; returns the event's number."""
    store.drp("program", "create", name, *terms)
    rows = "".join(f"{meter},{kw},2021-01-01\n" for meter, kw in nominations.items())
    store.drp("enrol", "-", "--program", name, stdin=f"meter_id,nomination_kw,from\n{rows}".encode())
    made = store.drp(
        "event", "create", name, "--program", name, "--start", start, "--end", end, "--schedule", "--late", "--json"
    )
    return made.json["id"]


class DistributorsEventsTest(StackTest):
    """The distributor's sheets, one row a meter. Their values are the result of binary arithmetic: 1e-6 is their limit."""

    @classmethod
    def setUpClass(cls) -> None:
        (sheet,) = shared_files("settlement")
        cls.rows = list(csv.DictReader(sheet.read_text().splitlines()))
        cls.store_file = StoreFile(private_folder(cls.addClassCleanup) / "drp.db")
        cls.store_file.import_json(*shared_files("ami"), "--time-zone", ZONE)
        cls.results = {book: cls.settle(book) for book in ("04", "05")}

    @classmethod
    def settle(cls, book: str) -> tuple[dict[str, Any], str]:
        rows = [row for row in cls.rows if row["workbook"] == book]
        start = rows[0]["event_start"]
        end = f"{start[:11]}{int(start[11:13]) + 1:02}:00"
        nominations = {row["meter_id"]: row["nomination_kw"] for row in rows}
        event = settled_event(
            cls.store_file, f"Workbook {book}", start, end, nominations,
            "--baseline", "3-day", "--credit", "performance_kw", "--per", "event",
            "--rate", rows[0]["rate"], "--wholesale", rows[0]["wholesale"], "--holidays", "nerc",
        )
        summary = cls.store_file.drp("settle", "--event", str(event), "--json").json
        statement = cls.store_file.drp("settle", "--event", str(event), "--output", "-").out
        return summary, statement

    def assert_near(self, expected: str, actual: str, what: str) -> None:
        self.assertLessEqual(abs(Decimal(expected) - Decimal(actual)), TOLERANCE, f"{what}: {expected} and {actual}")

    def each_row(self) -> Any:
        for book, (_, statement) in self.results.items():
            _, lines, _ = statement_lines(statement)
            for row in (row for row in self.rows if row["workbook"] == book):
                with self.subTest(book=book, meter=row["meter_id"]):
                    yield row, lines[row["meter_id"]]

    def test_the_three_days_and_their_half_hours_are_those_of_the_sheet(self) -> None:
        for row, line in self.each_row():
            used = {day["day"]: day["wh"] for day in line["baseline"]["used"]}
            self.assertEqual(set(row["base_days"].split()), set(used))
            for day, cells in zip(sorted(used), (("b1a", "b1b"), ("b2a", "b2b"), ("b3a", "b3b"))) if row["workbook"] == "04" else ():
                self.assertEqual([round(Decimal(row[cell]) * 1000) for cell in cells], used[day])

    def test_baseline_event_and_performance_come_out(self) -> None:
        for row, line in self.each_row():
            self.assert_near(row["baseline"], line["result"]["baseline_kwh"], "baseline")
            self.assert_near(row["event"], line["result"]["metered_kwh"], "event")
            self.assert_near(row["performance"], line["result"]["performance_kw"], "performance")
            self.assert_near(row["perf_factor"], line["result"]["factor"], "factor")

    def test_credits_and_savings_come_out_and_are_rounded_once(self) -> None:
        for row, line in self.each_row():
            result = line["result"]
            self.assert_near(row["unadjusted_credit"], result["unadjusted_credit"], "unadjusted credit")
            self.assert_near(row["total_credit"], result["exact_credit"], "credit")
            self.assert_near(row["demand_savings"], result["exact_saving"], "saving")
            self.assertEqual(str(Decimal(result["exact_credit"]).quantize(CENT, ROUND_HALF_EVEN)), result["credit"])

    def test_the_totals_come_out(self) -> None:
        for book, (summary, statement) in self.results.items():
            rows = [row for row in self.rows if row["workbook"] == book]
            with self.subTest(book=book):
                self.assertEqual(len(rows), summary["settled"])
                for column, exact in (("total_credit", "exact_credit"), ("demand_savings", "exact_provider_saving")):
                    total = sum(Decimal(row[column]) for row in rows)
                    self.assert_near(str(total), summary[exact], column)
                _, lines, last = statement_lines(statement)
                cents = sum(Decimal(line["result"]["credit"]) for line in lines.values())
                self.assertEqual(str(cents), last["totals"]["credit"])
                self.assertEqual(summary["digest"], last["digest"])

    def test_the_statement_is_verified_offline(self) -> None:
        for summary, statement in self.results.values():
            verified = drp("settle", "--verify", "-", "--json", stdin=statement.encode())
            self.assertEqual(0, verified.code, verified.out + verified.err)
            self.assertEqual(summary["digest"], verified.json["digest"])
            self.assertEqual(summary["credit"], verified.json["credit"])


def half_hours(days: dict[str, tuple[int, int]], meter: str = "100") -> str:
    """Long CSV: each day's 48 half-hours of 1,000 Wh but for those of 16:00 and 16:30 (UTC)."""
    rows = ["meter_id,timestamp,actual_wh"]
    for day, event_hour in days.items():
        for slot in range(48):
            wh = event_hour[slot - 32] if slot in (32, 33) else 1000
            rows.append(f"{meter},{day}T{slot // 2:02}:{slot % 2 * 30:02}:00Z,{wh}")
    return "\n".join(rows) + "\n"


# Monday 14 to Friday 18 June 2021: three days of 4.0, 4.1 and 4.2 kW, a day of 4.3, and the event with 1.5 kW.
DAYS = {
    "2021-06-14": (2000, 2000),
    "2021-06-15": (2050, 2050),
    "2021-06-16": (2100, 2100),
    "2021-06-17": (2150, 2150),
    "2021-06-18": (700, 800),
}


class SettlementTest(StackTest):
    def setUp(self) -> None:
        super().setUp()
        self.portal = self.store()
        self.portal.import_text(half_hours(DAYS))
        self.event = settled_event(
            self.portal, "Peaks", "2021-06-18T16:00", "2021-06-18T17:00", {"100": "2"},
            "--baseline", "3-day", "--credit", "performance_kw", "--rate", "2.85", "--wholesale", "10",
        )

    def settle(self, *arguments: str, code: int = 0) -> Outcome:
        return self.portal.drp("settle", "--event", str(self.event), *arguments, code=code)

    def statement(self, *arguments: str) -> str:
        return self.settle("--output", "-", *arguments).out

    def verify(self, text: str) -> Outcome:
        return drp("settle", "--verify", "-", "--json", stdin=text.encode())

    def test_the_customer_is_paid_for_what_it_did_up_to_its_nomination(self) -> None:
        # Baseline (4.1 + 4.2 + 4.3) / 3 = 4.2 kW, used 1.5: 2.7 kW of the 2 nominated.
        result = statement_lines(self.statement())[1]["100"]["result"]
        self.assertEqual("2.7", result["performance_kw"])
        self.assertEqual("1.35", result["factor"])
        self.assertEqual("7.695", result["unadjusted_credit"])
        self.assertEqual("5.70", result["credit"])
        self.assertEqual("27.00", result["saving"])

    def test_the_derivation_can_be_followed_with_a_pencil(self) -> None:
        text = self.settle("--explain").out
        for passage in (
            "2021-06-17: used. 2.150 + 2.150 kWh",
            "16:00: (2.150 + 2.100 + 2.050) / 3 = 2.1 kWh",
            "(4.2 - 1.5) kWh / 1 h = 2.7 kW",
            "The factor is above 1: nomination x rate = 2 kW x 2.85 $/kW = 5.7 $",
            "Rounded once, half to even: 5.70 $",
        ):
            self.assertIn(passage, text)

    def test_looking_again_makes_no_other_version(self) -> None:
        first = self.settle("--json").json
        self.assertEqual(first, self.settle("--json").json)
        self.assertEqual("settlement-unchanged", self.settle("--reason", "to be sure", "--json", code=5).problem["code"])
        self.assertEqual(1, self.settle("--json").json["version"])

    def test_a_correction_makes_a_new_version_and_leaves_the_old_one_as_it_was(self) -> None:
        before = self.statement()
        self.portal.import_text(half_hours({"2021-06-17": (2450, 2450)}))
        self.assertEqual(1, self.settle("--json").json["version"])
        self.assertEqual(before, self.statement(), "readings changed, the record did not")
        again = self.settle("--reason", "17 June was corrected", "--json").json
        self.assertEqual(2, again["version"])
        self.assertEqual("2.9", statement_lines(self.statement())[1]["100"]["result"]["performance_kw"])
        self.assertEqual(before, self.statement("--version", "1"))
        for text in (before, self.statement()):
            self.assertEqual(0, self.verify(text).code)

    def test_the_day_of_an_outage_is_passed_over_from_the_next_version_on(self) -> None:
        before = self.statement()
        self.portal.drp("outage", "add", "--meter", "100", "--from", "2021-06-17", "--reason", "Storm")
        self.assertEqual(before, self.statement(), "an outage was entered, the record did not change")
        self.settle("--reason", "the storm of 17 June")
        line = statement_lines(self.statement())[1]["100"]
        self.assertEqual(["2021-06-17"], line["outage_days"])
        self.assertIn({"day": "2021-06-17", "why": "outage_day"}, line["baseline"]["passed_over"])
        self.assertEqual("2.6", line["result"]["performance_kw"])  # (4.0 + 4.1 + 4.2) / 3 - 1.5
        self.assertEqual(0, self.verify(self.statement()).code)

    def test_firm_service_is_settled_by_the_level_that_was_agreed(self) -> None:
        self.portal.drp("program", "create", "Firm", "--baseline", "firm-service-level", "--rate", "2", "--credit", "performance_kw")
        enrolled = b"meter_id,nomination_kw,firm_service_level_kw,from\n100,3,1.8,2021-01-01\n"
        self.portal.drp("enrol", "-", "--program", "Firm", stdin=enrolled)
        made = self.portal.drp(
            "event", "create", "Down", "--program", "Firm", "--start", "2021-06-18T16:00", "--end", "2021-06-18T17:00",
            "--schedule", "--late", "--json",
        )
        text = self.portal.drp("settle", "--event", str(made.json["id"]), "--output", "-").out
        line = statement_lines(text)[1]["100"]
        self.assertEqual("1.8", line["firm_service_level_kw"])
        self.assertEqual("0.3", line["result"]["performance_kw"])  # 1.8 - 1.5
        self.assertEqual(0, self.verify(text).code)
        self.assertNotEqual(0, self.verify(text.replace('"firm_service_level_kw":"1.8"', '"firm_service_level_kw":"1.9"')).code)

    def test_missing_readings_of_the_event_pay_nothing_until_they_are_there(self) -> None:
        other = self.store("other.db")
        other.import_text(half_hours({day: DAYS[day] for day in list(DAYS)[:4]}))
        event = settled_event(
            other, "Peaks", "2021-06-18T16:00", "2021-06-18T17:00", {"100": "2"}, "--baseline", "3-day",
            "--credit", "performance_kw", "--rate", "2.85", "--wholesale", "10",
        )
        summary = other.drp("settle", "--event", str(event), "--json").json
        self.assertEqual((1, 0, "0.00"), (summary["lines"], summary["settled"], summary["credit"]))
        text = other.drp("settle", "--event", str(event), "--output", "-").out
        self.assertEqual("incomplete", statement_lines(text)[1]["100"]["status"])
        self.assertIn("2 of the 2 readings of the event are missing", text)
        self.assertEqual(0, self.verify(text).code)

    def test_one_altered_digit_is_found_wherever_it_is(self) -> None:
        text = self.statement()
        self.assertTrue(self.verify(text).json["is_right"])
        # Every digit, one after the other, of all that the statement says; bands are stated beside it, not computed.
        positions = [i for i, c in enumerate(text) if c.isdigit()]
        self.assertGreater(len(positions), 500)
        for i in positions[:: max(1, len(positions) // 120)]:
            altered = text[:i] + str((int(text[i]) + 1) % 10) + text[i + 1 :]
            outcome = self.verify(altered)
            self.assertNotEqual(0, outcome.code, f"{text[max(0, i - 40):i]}[{text[i]}]{text[i + 1:i + 20]}")

    def test_what_is_cut_short_or_written_otherwise_is_refused(self) -> None:
        text = self.statement()
        lines = text.splitlines(keepends=True)
        for altered in ("", text[:-1], "".join(lines[:-1]), "".join(lines[:1] + lines[2:]), text + "{}\n", text.replace(",", ", ")):
            self.assertNotEqual(0, self.verify(altered).code, altered[:80])

    def test_a_settlement_cannot_be_changed_with_a_sql_tool(self) -> None:
        self.settle()
        with self.portal.sql() as sql:
            for statement in (
                "UPDATE settlement SET paid_cents = 1",
                "DELETE FROM settlement",
                "UPDATE settlement_line SET paid_cents = 1",
                "DELETE FROM settlement_line",
                "INSERT INTO settlement_line SELECT NULL, settlement_id, 2, meter_id, org_id, user_id, status, nomination_w, "
                "baseline_nkwh, metered_wh, performance_mw, band_mw, 9, 9, 9, 9, document FROM settlement_line",
                "REPLACE INTO settlement SELECT * FROM settlement",
            ):
                with self.subTest(statement=statement), self.assertRaisesRegex(Exception, "recorded stays|without gaps"):
                    sql.execute(statement)
        self.assert_clean(self.portal)

    def test_an_event_that_is_not_over_is_not_settled(self) -> None:
        made = self.portal.drp(
            "event", "create", "Later", "--program", "Peaks", "--start", "2090-06-01T16:00", "--end", "2090-06-01T17:00",
            "--json",
        )
        outcome = self.portal.drp("settle", "--event", str(made.json["id"]), "--json", code=5)
        self.assertEqual("event-not-over", outcome.problem["code"])


if __name__ == "__main__":
    unittest.main()
