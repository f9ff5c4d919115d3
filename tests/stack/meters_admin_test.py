"""Meters, claim codes and API tokens in the hands of the system administrator."""
import csv
import io
import json
import unittest
from datetime import datetime, timedelta, timezone

from small_portal import ADMIN, NURSE, RESIDENT, STAFF, PortalTest, log_in, reading
from support import NOON, Answer, Client, EventStream, long_csv


def in_days(days: int) -> str:
    return (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


class AdminTest(PortalTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.admin = log_in(cls.server, ADMIN)
        rows = cls.admin.get("/api/admin/organizations").json["rows"]
        cls.organisations = {row["name"]: row["id"] for row in rows}

    def add(self, text: str, **query: str) -> Answer:
        return self.admin.request(
            "POST", "/api/entity/meters/add", query, text.encode(), {"Content-Type": "text/csv"}
        )

    def assign(self, meters: list[str], organisation: int | None, **more: bool) -> Answer:
        body = {"meters": meters, "organization_id": organisation, **more}
        return self.admin.post_json("/api/entity/meters/assign", body)

    def meter(self, number: str) -> dict:
        return self.admin.get(f"/api/admin/meters/{number}").json

    def numbers(self, **query: str) -> list[str]:
        return [row["id"] for row in self.admin.get("/api/admin/meters", query).json["rows"]]

    def change(self, number: str, /, **fields: object) -> Answer:
        return self.admin.request(
            "PATCH",
            f"/api/admin/meters/{number}",
            body=json.dumps(fields).encode(),
            headers={"Content-Type": "application/json"},
        )

    def trail(self) -> list[str]:
        with self.portal.store.sql() as connection:
            rows = connection.execute("SELECT action, subject FROM audit ORDER BY audit_id").fetchall()
        return [f"{action} {subject}" for action, subject in rows]


class MakingTest(AdminTest):
    def test_one_meter_is_made_from_an_object(self) -> None:
        answer = self.admin.post_json("/api/entity/meters/add", {"number": "one", "label": "Barn", "interval_s": 900})
        self.assertEqual((201, {"count": 1, "is_dry_run": False}), (answer.status, answer.json))
        self.assertEqual(("Barn", 900), (self.meter("one")["label"], self.meter("one")["interval_s"]))

    def test_many_are_made_from_csv_in_any_order_of_columns(self) -> None:
        text = '\ufefflabel,number,address,longitude,latitude\r\n"Barn, old",csv-1,Mill Lane 1,-93.6,41.5\r\n\r\n,csv-2,,,\r\n'
        self.assertEqual(201, self.add(text).status)
        barn = self.meter("csv-1")
        self.assertEqual(("Barn, old", "Mill Lane 1", 41.5), (barn["label"], barn["address"], barn["latitude"]))
        self.assertIsNone(self.meter("csv-2")["latitude"])

    def test_with_anything_wrong_none_is_made_and_every_wrong_line_is_told(self) -> None:
        answer = self.add("number,latitude,longitude\nwrong-1,,\nwr ong,,\n100,,\nwrong-2,north,1\nwrong-3,1\nwrong-1,,\n")
        self.assert_problem(422, "meters-invalid", answer)
        errors = [(e["line"], e["field"], e["reason"]) for e in answer.json["errors"]]
        self.assertEqual(
            [
                (3, "number", "meter-number-invalid"),
                (4, "number", "meter-exists"),
                (5, "latitude", "field-invalid"),
                (6, "longitude", "field-invalid"),
                (7, "number", "meter-twice"),
            ],
            errors,
        )
        self.assert_problem(404, "meter-not-found", self.admin.get("/api/admin/meters/wrong-1"))

    def test_a_dry_run_makes_nothing(self) -> None:
        self.assertEqual((200, True), (self.add("number\ndry\n", dry_run="true").status, "dry" not in self.numbers(q="dry")))

    def test_files_that_are_no_list_of_meters_are_refused(self) -> None:
        for text in ("", "number\n", "meter\n1\n", "number,number\n1,1\n", "71007919\n"):
            with self.subTest(text):
                self.assert_problem(422, "request-body-invalid", self.add(text))
        self.assert_problem(422, "too-many-meters", self.add("number\n" + "".join(f"m{i}\n" for i in range(5001))))

    def test_five_thousand_are_made_at_once(self) -> None:
        answer = self.add("number\n" + "".join(f"many-{i}\n" for i in range(5000)))
        self.assertEqual((201, 5000), (answer.status, answer.json["count"]))
        self.assertEqual(5000, self.admin.get("/api/admin/meters", {"q": "many-"}).json["total"])

    def test_it_is_in_the_trail(self) -> None:
        self.add("number\ntrailed\n")
        self.assertIn("meter.create meter trailed", self.trail())


class KeepingTest(AdminTest):
    def test_a_description_changes_only_in_what_is_named(self) -> None:
        self.add("number,label,address\ndescribed,Barn,Mill Lane 1\n")
        answer = self.change("described", latitude=1.5, longitude=2)
        self.assertEqual((200, "Barn", 1.5), (answer.status, answer.json["label"], answer.json["latitude"]))
        self.assertEqual("", self.change("described", label=None).json["label"])
        self.assert_problem(422, "field-invalid", self.change("described", latitude=1))
        self.assert_problem(422, "field-invalid", self.change("described", latitude=91, longitude=0))
        self.assert_problem(422, "field-invalid", self.change("described", interval_s=600))
        self.assert_problem(422, "field-invalid", self.change("described", number="other"))
        self.assert_problem(404, "meter-not-found", self.change("none", label="x"))

    def test_a_replaced_meter_keeps_its_history_and_takes_files_with_either_number(self) -> None:
        self.admin.finished(self.admin.send_file(reading("device-1", 0, 10)))
        self.assign(["device-1"], self.organisations["Schools"])
        answer = self.admin.post_json("/api/admin/meters/device-1/replace", {"number": "device-2"})
        self.assertEqual(["device-1"], [n["id"] for n in answer.json["former_numbers"]])
        both = long_csv([("device-1", NOON + 900, 11, None, 900), ("device-2", NOON + 1800, 12, None, 900)])
        job = self.admin.finished(self.admin.send_file(both))
        self.assertEqual((2, 0), (job["new_values"], job["refused"]))
        staff = log_in(self.server, STAFF)
        exported = staff.get("/api/data/export", {"meter": "device-2", "from": "2025-06-15", "to": "2025-06-16"}).text
        self.assertEqual(["10", "11", "12"], [row["actual_wh"] for row in csv.DictReader(io.StringIO(exported))])
        self.assertEqual(200, staff.get("/api/vis/meter_data/device-1").status)
        taken = self.admin.post_json("/api/admin/meters/100/replace", {"number": "device-1"})
        self.assert_problem(409, "meter-exists", taken)
        self.assertNotIn("device-1", self.numbers(q="device-2", sort="number"))
        self.assertEqual(["device-2"], self.numbers(q="device-1"))

    def test_a_retired_meter_stays_visible_takes_readings_and_is_silent_on_the_live_stream(self) -> None:
        self.add("number\nold-1\n")
        self.assign(["old-1"], self.organisations["Hospital"])
        nurse = log_in(self.server, NURSE)
        stream = EventStream(nurse)
        self.addCleanup(stream.close)
        self.assertIsNotNone(self.admin.post_json("/api/admin/meters/old-1/retire", None).json["retired"])
        job = self.admin.finished(self.admin.send_file(reading("old-1", 0, 10)))
        self.assertEqual(1, job["new_values"])
        self.admin.finished(self.admin.send_file(reading("200", 7, 10)))
        self.assertEqual("200", stream.next()[1]["meter"])
        listed = {m["id"]: m for m in nurse.get("/api/entity/meters").json["meters"]}
        self.assertTrue(listed["old-1"]["is_retired"])
        self.assertFalse(listed["200"]["is_retired"])
        self.assertEqual(["old-1"], self.numbers(retired="true", q="old-"))
        self.assertIsNone(self.admin.post_json("/api/admin/meters/old-1/restore", None).json["retired"])

    def test_only_a_meter_without_readings_is_deleted(self) -> None:
        self.add("number\nempty\n")
        self.assertEqual(204, self.admin.request("DELETE", "/api/admin/meters/empty").status)
        self.assert_problem(404, "meter-not-found", self.admin.request("DELETE", "/api/admin/meters/empty"))
        self.admin.finished(self.admin.send_file(reading("full", 0, 10)))
        self.assert_problem(409, "meter-has-readings", self.admin.request("DELETE", "/api/admin/meters/full"))


class AssigningTest(AdminTest):
    def test_meters_are_assigned_in_bulk_and_seen_at_once(self) -> None:
        self.add("number\nbulk-1\nbulk-2\n")
        self.assertIn("bulk-1", [m["id"] for m in self.admin.get("/api/entity/meters/unassigned").json["rows"]])
        answer = self.assign(["bulk-1", "bulk-2"], self.organisations["Schools"])
        self.assertEqual((200, 2, []), (answer.status, answer.json["changed"], answer.json["assigned_elsewhere"]))
        staff = log_in(self.server, STAFF)
        self.assertIn("bulk-2", [m["id"] for m in staff.get("/api/entity/meters").json["meters"]])
        self.assertNotIn("bulk-1", [m["id"] for m in self.admin.get("/api/entity/meters/unassigned").json["rows"]])

    def test_what_somebody_else_has_is_taken_only_when_said_so(self) -> None:
        self.add("number\ntaken-1\ntaken-2\n")
        self.assign(["taken-1"], self.organisations["Schools"])
        refused = self.assign(["taken-1", "taken-2"], self.organisations["Hospital"])
        self.assert_problem(409, "meter-assigned", refused)
        self.assertEqual([{"id": "taken-1", "holder": "Schools"}], refused.json["assigned_elsewhere"])
        self.assertIsNone(self.meter("taken-2")["organisation"])
        done = self.assign(["taken-1", "taken-2"], self.organisations["Hospital"], is_reassignment=True)
        self.assertEqual((200, 2), (done.status, done.json["changed"]))
        self.assertEqual("Hospital", self.meter("taken-1")["organisation"]["name"])

    def test_a_resident_loses_the_meter_only_when_said_so_and_it_is_in_the_trail(self) -> None:
        self.assertEqual(RESIDENT, self.meter("300")["resident"])
        self.assert_problem(409, "meter-assigned", self.assign(["300"], self.organisations["Schools"]))
        self.assertEqual(200, self.assign(["300"], None).status)
        self.assertIsNone(self.meter("300")["resident"])
        self.assertEqual([], log_in(self.server, RESIDENT).get("/api/entity/meters").json["meters"])
        self.assertIn("meter.unassign meter 300", self.trail())

    def test_unknown_meters_and_organisations_change_nothing(self) -> None:
        self.add("number\nstay\n")
        self.assert_problem(404, "meter-not-found", self.assign(["stay", "none"], self.organisations["Schools"]))
        self.assert_problem(404, "organisation-not-found", self.assign(["stay"], 999_999))
        self.assert_problem(409, "organisation-is-provider", self.assign(["stay"], self.organisations["Power"]))
        self.assert_problem(422, "field-invalid", self.admin.post_json("/api/entity/meters/assign", {"meters": ["stay"]}))
        self.assertIsNone(self.meter("stay")["organisation"])


class ClaimsTest(AdminTest):
    def claims(self, **query: str) -> dict[str, dict]:
        answer = self.admin.get("/api/admin/claims", query)
        self.assertEqual(200, answer.status, answer.text)
        return {row["id"]: row for row in answer.json["rows"]}

    def test_codes_are_listed_without_being_shown(self) -> None:
        before = len(self.trail())
        rows = self.claims()
        self.assertEqual(("open", False), (rows["400"]["state"], "code" in rows["400"]))
        self.assertEqual(before, len(self.trail()))

    def test_showing_codes_is_booked_with_how_many_and_never_with_the_code(self) -> None:
        code = self.claims(ids="400", with_codes="true")["400"]["code"]
        self.assertRegex(code, r"^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$")
        with self.portal.store.sql() as connection:
            line = connection.execute("SELECT action, after FROM audit ORDER BY audit_id DESC LIMIT 1").fetchone()
            whole = "".join(str(row) for row in connection.execute("SELECT * FROM audit"))
        self.assertEqual(("claim.show", '{"count":"1"}'), line)
        self.assertNotIn(code, whole)

    def test_the_export_has_codes_only_where_they_were_asked_for(self) -> None:
        plain = self.admin.get("/api/admin/claims", {"format": "csv"}).text
        self.assertEqual("id,name,address,state,since", plain.splitlines()[0])
        rows = csv.DictReader(io.StringIO(self.admin.get("/api/admin/claims", {"format": "csv", "with_codes": "true"}).text))
        codes = {row["id"]: row["code"] for row in rows}
        self.assertEqual(self.claims(ids="100", with_codes="true")["100"]["code"], codes["100"])

    def test_a_renewed_code_is_another_and_a_revoked_one_is_none(self) -> None:
        def code() -> str | None:
            return self.claims(ids="200", with_codes="true")["200"]["code"]

        first = code()
        self.assertEqual(204, self.admin.post_json("/api/admin/claims/renew", {"kind": "meter", "ids": ["200"]}).status)
        self.assertNotIn(code(), (first, None))
        self.assertEqual(204, self.admin.post_json("/api/admin/claims/revoke", {"kind": "meter", "ids": ["200"]}).status)
        self.assertIsNone(code())
        self.assertEqual("revoked", self.claims(state="revoked")["200"]["state"])
        self.assertIn("claim.renew meter 200", self.trail())

    def test_organisations_have_codes_and_the_provider_has_none(self) -> None:
        rows = self.claims(kind="organization", with_codes="true")
        self.assertEqual({str(self.organisations[name]) for name in ("Schools", "Hospital")}, set(rows))
        for ids, problem in (([str(self.organisations["Power"])], "organisation-not-found"), (["999999"], "organisation-not-found")):
            answer = self.admin.post_json("/api/admin/claims/renew", {"kind": "organization", "ids": ids})
            self.assert_problem(404, problem, answer)

    def test_the_portal_says_that_codes_are_required(self) -> None:
        self.assertIs(True, self.visitor.get("/api/portal").json["claim_codes_required"])


class TokensTest(AdminTest):
    def make(self, *scopes: str, expires: str | None = None) -> dict:
        body = {"name": "Loader", "scopes": list(scopes), "expires": expires or in_days(30)}
        answer = self.admin.post_json("/api/admin/tokens", body)
        self.assertEqual(201, answer.status, answer.text)
        return answer.json

    def holder(self, *scopes: str) -> Client:
        return Client(self.server, bearer=self.make(*scopes)["token"])

    def test_a_token_is_good_for_its_scopes_and_nothing_else(self) -> None:
        asked = {
            "import": lambda c: c.send_file(reading("400", 0, 1)).status,
            "export": lambda c: c.get("/api/data/export", {"meter": "100"}).status,
            "read": lambda c: c.get("/api/vis/meter_data/100").status,
        }
        self.admin.finished(self.admin.send_file(reading("100", 0, 1)))
        for scope in asked:
            client = self.holder(scope)
            for what, ask in asked.items():
                with self.subTest(token=scope, asked=what):
                    good = 202 if what == "import" else 200
                    self.assertEqual(good if what == scope else 403, ask(client))
            for path in ("/api/user", "/api/admin/tokens", "/api/admin/meters"):
                self.assertEqual(403, client.get(path).status, path)

    def test_it_is_shown_once_and_stored_hashed(self) -> None:
        made = self.make("read")
        listed = self.admin.get("/api/admin/tokens")
        self.assertNotIn(made["token"], listed.text)
        self.assertNotIn(made["token"], "\n".join(self.portal.store.dump()))
        self.assertEqual("active", {t["id"]: t["state"] for t in listed.json["rows"]}[made["id"]])

    def test_a_revoked_token_is_refused_at_once(self) -> None:
        made = self.make("read")
        client = Client(self.server, bearer=made["token"])
        self.assertEqual(200, client.get("/api/entity/meters").status)
        self.assertEqual(204, self.admin.request("DELETE", f"/api/admin/tokens/{made['id']}").status)
        self.assert_problem(401, "token-invalid", client.get("/api/entity/meters"))
        token = next(t for t in self.admin.get("/api/admin/tokens").json["rows"] if t["id"] == made["id"])
        self.assertEqual("revoked", token["state"])
        self.assertIsNotNone(token["last_used"])
        self.assertIn(f"token.revoke token {made['id']}", self.trail())

    def test_wishes_that_make_no_sense_are_refused_at_their_field(self) -> None:
        good = {"name": "Loader", "scopes": ["read"], "expires": in_days(30)}
        for field, value in (
            ("name", ""),
            ("name", "n" * 101),
            ("scopes", []),
            ("scopes", ["write"]),
            ("scopes", "read"),
            ("expires", "soon"),
            ("expires", in_days(-1)),
            ("expires", in_days(800)),
        ):
            with self.subTest(field=field, value=value):
                answer = self.admin.post_json("/api/admin/tokens", good | {field: value})
                self.assert_problem(422, "field-invalid", answer)
                self.assertEqual(field, answer.json["place"])

    def test_what_is_no_token_is_refused(self) -> None:
        for text in ("x" * 43, "drp_" + "A" * 43, "drp_" + "A" * 4000, "drp_' OR '1'='1"):
            with self.subTest(text[:20]):
                self.assert_problem(401, "token-invalid", Client(self.server, bearer=text).get("/api/entity/meters"))


if __name__ == "__main__":
    unittest.main()
