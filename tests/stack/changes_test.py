"""Entity tags, corrections, prices, and what somebody else may see."""
import unittest
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from imported_portal import AUTUMN, SPRING, STEP, ImportedPortalTest, local_midnight
from small_portal import ADMIN, METERS, NURSE, RESIDENT, STAFF, log_in, machine, make_portal
from support import long_csv, private_folder, read_export, seconds_of


class ChangesTest(ImportedPortalTest):
    def setUp(self) -> None:
        super().setUp()
        self.machine = machine(self.server)

    def send(self, *rows: tuple[str, int, int | None, int | None, int]) -> dict[str, Any]:
        return self.machine.finished(self.machine.send_file(long_csv(rows)))

    def test_what_has_not_changed_is_not_sent_again(self) -> None:
        query = {"meter": "200", "from": f"{SPRING}", "to": f"{AUTUMN}"}
        for accept in ("application/json", "application/octet-stream"):
            for encoding in ("identity", "gzip"):
                with self.subTest(accept=accept, encoding=encoding):
                    headers = {"Accept": accept, "Accept-Encoding": encoding}
                    first = self.client.get("/api/vis/data/", query, headers)
                    tag = first.header("ETag")
                    again = self.client.get("/api/vis/data/", query, {**headers, "If-None-Match": tag})
                    self.assertEqual((304, b"", tag), (again.status, again.body, again.header("ETag")))
                    other = self.client.get("/api/vis/data/", query, {**headers, "If-None-Match": '"something else"'})
                    self.assertEqual((200, first.body), (other.status, other.body))

    def test_json_and_binary_have_different_tags(self) -> None:
        query = {"meter": "200", "from": f"{SPRING}", "to": f"{AUTUMN}"}
        tags = {
            self.client.get("/api/vis/data/", query, {"Accept": a}).header("ETag")
            for a in ("application/json", "application/octet-stream")
        }
        self.assertEqual(2, len(tags))

    def test_a_correction_is_seen_at_once_counted_and_has_a_new_tag(self) -> None:
        start = local_midnight(date(2025, 7, 1))
        self.send(*[("400", start + 900 * i, 100, 110, 900) for i in range(96)])
        query = {"meter": "400", "from": "2025-07-01", "to": "2025-07-02"}
        before = self.client.get("/api/vis/data/", query)
        job = self.send(("400", start + 900, 90, None, 900), ("400", start + 1800, 100, 130, 900))
        self.assertEqual((0, 2, 2), (job["new_values"], job["equal_values"] + 1, job["corrected_values"]))
        after = self.client.get("/api/vis/data/", query, {"If-None-Match": before.header("ETag")})
        self.assertEqual((200, [100, 90, 100]), (after.status, after.json["actual_wh"][:3]))
        totals = self.get("/api/vis/total_data/400", from_="2025-07-01", to="2025-07-02")
        self.assertEqual((96 * 10 + 10 + 20, 1), (totals["saved_wh"], totals["corrected_intervals"]))

    def test_a_credit_factor_is_exact_decimal(self) -> None:
        folder = private_folder(self.addCleanup)
        portal = make_portal(folder)
        (folder / "drp-config.json").write_text('{"credit_factor_dollars_per_kwh": "0.1375"}')
        start = local_midnight(date(2025, 7, 1))
        portal.store.import_text(long_csv([("100", start + 900 * i, 0, 1_234_567, 900) for i in range(96)]))
        with portal.serve() as server:
            totals = log_in(server, ADMIN).get("/api/vis/total_data/100").json
        exact = Decimal(96 * 1_234_567) / 1000 * Decimal("0.1375")
        self.assertEqual("0.1375", totals["credit_factor_dollars_per_kwh"])
        self.assertEqual(str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)), totals["saved_dollars"])

    def test_a_meter_of_others_is_answered_exactly_like_one_that_is_not_there(self) -> None:
        nurse = log_in(self.server, NURSE)
        asked = [
            (f"/api/vis/{kind}_data/{{}}", {}) for kind in ("meter", "pie", "total", "acf", "pacf", "sig", "profile")
        ]
        asked += [
            (path, {"meter": "{}"}) for path in ("/api/vis/", "/api/vis/data/", "/api/vis/stream", "/api/data/export")
        ]
        for path, query in asked:
            with self.subTest(path):
                answers = []
                for number in ("100", "300", "400", "999"):  # the school's, the resident's, nobody's, none
                    answer = nurse.get(path.format(number), {k: v.format(number) for k, v in query.items()})
                    problem = answer.json
                    problem.pop("instance")
                    problem["detail"] = problem["detail"].replace(number, "#")
                    headers = {k for k, _ in answer.headers}
                    answers.append((answer.status, problem, headers))
                self.assertEqual(404, answers[0][0])
                self.assertEqual([answers[-1]] * 4, answers)

    def test_lists_and_exports_hold_only_ones_own_meters(self) -> None:
        for email, own in ((ADMIN, set(METERS)), (STAFF, {"100"}), (NURSE, {"200"}), (RESIDENT, {"300"})):
            with self.subTest(email):
                client = log_in(self.server, email)
                self.assertEqual(own, {m["id"] for m in client.get("/api/entity/meters").json["meters"]})
                exported = read_export(client.get("/api/data/export").text)
                self.assertEqual(own & set(STEP), {r.meter for r in exported} - {"400"})
                for meter in own & set(STEP):
                    seen = {seconds_of(r.start): (r.actual_wh, r.predicted_wh) for r in exported if r.meter == meter}
                    self.assertEqual(self.readings[meter], seen)
                overview = client.get("/api/vis/")
                self.assertIn(overview.json["meter"]["id"], own)

    def test_members_see_no_other_organisations_name(self) -> None:
        for email, hidden in ((STAFF, "Hospital"), (NURSE, "Schools"), (RESIDENT, "Hospital")):
            client = log_in(self.server, email)
            for path in ("/api/entity/meters", "/api/vis/", "/api/user", "/api/portal"):
                self.assertNotIn(hidden, client.get(path).text)

    def test_an_export_over_http_is_the_command_lines_export(self) -> None:
        day, end = f"{AUTUMN}", f"{AUTUMN + timedelta(1)}"
        mine = self.client.get("/api/data/export", {"meter": "100", "from": day, "to": end}).text
        theirs = self.server.store.drp("export", "--meter", "100", "--from", day, "--to", end).out
        self.assertEqual(theirs, mine)
        self.assertEqual(
            len(self.expected("100", local_midnight(AUTUMN), local_midnight(AUTUMN + timedelta(1)))),
            len(mine.splitlines()) - 1,
        )


if __name__ == "__main__":
    unittest.main()
