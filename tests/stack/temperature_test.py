"""Temperatures from outside: the command and the API write the same, a second run changes nothing, refusals are told."""
import unittest

from role_matrix import TEMPERATURES, DemoTest
from support import StackTest, shared_files

CSV = (
    "site,time_utc,temp_c\n"
    "KDSM,2026-01-01T00:00:00Z,-4.5\n"
    "KDSM,2026-01-01T01:00:00Z,-4.0\n"
    "KDSM,2026-01-01T02:00:00Z,cold\n"
    "KCID,2026-01-01T00:00:00+00:00,1\n"
)


class CommandTest(StackTest):
    def test_a_file_is_imported_once_and_its_refusals_are_told(self) -> None:
        store = self.store()
        store.import_text("meter_id,timestamp,actual_wh\nM1,2026-01-01T00:00:00Z,5\nM1,2026-01-01T00:15:00Z,5\n")
        first = store.drp("temperature", "import", "-", "--json", stdin=CSV.encode()).json["files"][0]
        self.assertEqual((3, 0, 0, 1), tuple(first[k] for k in ("new", "equal", "corrected", "refused")))
        self.assertEqual(["KDSM", "KCID"], first["sites"])
        again = store.drp("temperature", "import", "-", "--json", stdin=CSV.encode()).json["files"][0]
        self.assertEqual((0, 3, 0, 1), tuple(again[k] for k in ("new", "equal", "corrected", "refused")))
        store.drp("temperature", "describe", "KCID", "--name", "Airport", "--default")
        store.drp("temperature", "assign", "KDSM", "M1")
        sites = {site["site"]: site for site in store.drp("temperature", "list", "--json").json}
        self.assertEqual((True, 0), (sites["KCID"]["default"], sites["KCID"]["meters"]))
        self.assertEqual((False, 1), (sites["KDSM"]["default"], sites["KDSM"]["meters"]))
        self.assert_clean(store)

    def test_every_public_file_goes_in_whole(self) -> None:
        files = shared_files("temperature")
        store = self.store()
        store.import_text("meter_id,timestamp,actual_wh\nM1,2026-01-01T00:00:00Z,5\nM1,2026-01-01T00:15:00Z,5\n")
        for report in store.drp("temperature", "import", *files, "--json").json["files"]:
            self.assertEqual(0, report["refused"], report)
            self.assertEqual(report["rows"], report["new"] + report["blank"], report)


class ApiTest(DemoTest):
    def test_what_is_sent_is_told_listed_and_booked(self) -> None:
        admin = self.members["system_administrator"]
        answer = self.machine.request("POST", "/api/data/temperature", {"file_name": "t.csv"}, CSV.encode())
        self.assertEqual((200, 3, 1), (answer.status, answer.json["new_values"], answer.json["refused"]))
        verdict = answer.json["verdicts"][0]
        self.assertEqual((4, "temp_c", "cold", "not-a-number"), tuple(verdict[k] for k in ("line", "column_name", "value", "reason")))
        again = self.machine.request("POST", "/api/data/temperature", body=CSV.encode()).json
        self.assertEqual((0, 3, 0), tuple(again[f"{k}_values"] for k in ("new", "equal", "corrected")))
        corrected = CSV.replace("-4.5", "-5.5")
        trial = self.machine.request("POST", "/api/data/temperature", {"dry_run": "true"}, corrected.encode()).json
        self.assertEqual((True, 1), (trial["is_dry_run"], trial["corrected_values"]))
        sites = {site["site"]: site for site in admin.get("/api/data/temperature").json["sites"]}
        self.assertEqual(2, sites["KDSM"]["readings"])
        audit = admin.get("/api/admin/audit", {"action": "temperature"}).json["rows"]
        self.assertLessEqual({"weather site KDSM", "weather site KCID"}, {row["subject"] for row in audit})

    def test_a_file_of_readings_is_not_taken_for_temperatures(self) -> None:
        answer = self.machine.request("POST", "/api/data/temperature", body=b"meter,start_utc,seconds,wh\n")
        self.assertEqual("/problems/unknown-format", answer.json["type"])

    def test_a_site_can_be_given_to_meters_and_taken_back(self) -> None:
        admin = self.members["system_administrator"]
        self.machine.request("POST", "/api/data/temperature", body=TEMPERATURES.encode())
        self.machine.request("POST", "/api/data/temperature", body=TEMPERATURES.replace("WALK", "OTHER").encode())
        meter = self.meters["residential_user"][0]
        default = next(s["site"] for s in admin.get("/api/data/temperature").json["sites"] if s["is_default"])
        other = "WALK" if default != "WALK" else "OTHER"
        assign = "/api/data/temperature/assign"
        self.assertEqual(1, admin.post_json(assign, {"meters": [meter], "site": other}).json["changed"])
        self.assertEqual(0, admin.post_json(assign, {"meters": [meter], "site": other}).json["changed"])
        self.assertEqual(1, admin.post_json(assign, {"meters": [meter], "site": None}).json["changed"])
        self.assertEqual(404, admin.post_json(assign, {"meters": [meter, "nobody"], "site": other}).status)


if __name__ == "__main__":
    unittest.main()
