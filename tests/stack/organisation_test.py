"""Organisations and their people: who may change whom, what nobody learns of others, and lists as files."""
import csv
import io
import json
import unittest
from typing import Any

from api_description import Description
from small_portal import ADMIN, NURSE, PASSWORD, RESIDENT, STAFF, PortalTest, log_in
from support import Answer, Client, StoreFile

TEACHER = "teacher@schools.example"
NEWCOMER = "newcomer@schools.example"
CLERK = "clerk@power.example"  # of the provider, without power


def put(client: Client, body: Any) -> Answer:
    return send(client, "PUT", "/api/organization", body)


def send(client: Client, method: str, path: str, body: Any = None) -> Answer:
    data = None if body is None else json.dumps(body).encode()
    return client.request(method, path, body=data, headers={"Content-Type": "application/json"})


def account_id(store: StoreFile, email: str) -> int:
    with store.sql() as connection:
        return connection.execute("SELECT id FROM user WHERE email = ?", (email,)).fetchone()[0]


class OrganisationTest(PortalTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        store = cls.portal.store
        cls.schools = log_in(cls.server, STAFF).get("/api/user").json["organisation"]["id"]
        cls.hospital = log_in(cls.server, NURSE).get("/api/user").json["organisation"]["id"]
        cls.power = log_in(cls.server, ADMIN).get("/api/user").json["organisation"]["id"]
        for email, organisation in ((TEACHER, cls.schools), (NEWCOMER, cls.schools), (CLERK, cls.power)):
            store.drp("user", "add", email, "--organisation", str(organisation), stdin=PASSWORD.encode() + b"\n")
        cls.admin = log_in(cls.server, ADMIN)
        cls.staff = log_in(cls.server, STAFF)
        cls.clerk = log_in(cls.server, CLERK)
        cls.description = Description(cls.visitor.get("/api/openapi.yaml").text)

    def id_of(self, email: str) -> int:
        return account_id(self.portal.store, email)

    def assert_described(self, operation: str, answer: Answer) -> None:
        self.assertEqual([], self.description.errors(self.description.by_id(operation), answer))

    def alike(self, answer: Answer) -> tuple[int, str, str]:
        """What a reader can tell apart."""
        problem = answer.json
        return answer.status, problem["type"], problem["detail"]


class MembersTest(OrganisationTest):
    def test_the_administrator_of_an_organisation_sees_its_members_and_meters(self) -> None:
        page = self.staff.get("/api/organization", {"sort": "email"})
        self.assert_described("getOrganization", page)
        self.assertEqual([NEWCOMER, STAFF, TEACHER], [m["email"] for m in page.json["rows"]])
        self.assertEqual(("Schools", 3), (page.json["organisation"]["name"], page.json["total"]))
        meters = self.staff.get("/api/organization/meters")
        self.assert_described("listOrganizationMeters", meters)
        self.assertEqual(["100"], [m["id"] for m in meters.json["rows"]])

    def test_a_state_that_is_set_counts_at_the_members_next_request(self) -> None:
        member = log_in(self.server, TEACHER)
        self.assertEqual(200, member.get("/api/entity/meters").status)
        for state, level in (("pending", 5), ("rejected", 5), ("administrator", 2), ("approved", 3)):
            with self.subTest(state):
                answer = put(self.staff, {"user_id": self.id_of(TEACHER), "state": state})
                self.assertEqual((200, state), (answer.status, answer.json["state"]))
                self.assert_described("setMemberState", answer)
                self.assertEqual(level, member.get("/api/user/permissions").json["level"])
                self.assertEqual(403 if level == 5 else 200, member.get("/api/entity/meters").status)

    def test_an_organisation_keeps_its_last_administrator(self) -> None:
        answer = put(self.admin, {"organization_id": self.schools, "user_id": self.id_of(STAFF), "state": "approved"})
        self.assert_problem(409, "last-administrator", answer)
        self.assert_problem(409, "own-role", put(self.staff, {"user_id": self.id_of(STAFF), "state": "pending"}))

    def test_bodies_that_say_too_much_or_too_little_are_refused(self) -> None:
        user = self.id_of(TEACHER)
        for body in ({}, {"user_id": user}, {"state": "approved"}, {"user_id": user, "state": "king"}, [], "x"):
            with self.subTest(body):
                answer = put(self.staff, body)
                self.assertIn(answer.status, (400, 422))
                self.assert_described("setMemberState", answer)
        mass = put(self.staff, {"user_id": user, "state": "approved", "is_admin": True, "org_id": self.power})
        self.assert_problem(422, "field-invalid", mass)

    def test_a_meter_is_named_by_its_own_organisation(self) -> None:
        named = send(self.staff, "PATCH", "/api/organization/meters/100", {"label": "Gymnasium <b>&"})
        self.assertEqual(204, named.status)
        self.assert_described("labelOrganizationMeter", named)
        rows = self.staff.get("/api/organization/meters").json["rows"]
        self.assertEqual("Gymnasium <b>&", rows[0]["label"])

    def test_whoever_is_no_administrator_is_refused(self) -> None:
        for email in (TEACHER, RESIDENT):
            client = log_in(self.server, email)
            for answer in (
                client.get("/api/organization"),
                client.get("/api/organization/meters"),
                put(client, {"user_id": self.id_of(email), "state": "administrator"}),
                send(client, "PATCH", "/api/organization/meters/100", {"label": "x"}),
                client.get("/api/admin/users"),
                client.get("/api/admin/audit"),
            ):
                self.assertEqual(403, answer.status)

    def test_the_providers_staff_looks_on(self) -> None:
        self.assertEqual(200, self.clerk.get("/api/organization", {"organization_id": self.schools}).status)
        body = {"organization_id": self.schools, "user_id": self.id_of(TEACHER), "state": "rejected"}
        self.assert_problem(403, "not-allowed", put(self.clerk, body))
        labelling = send(self.clerk, "PATCH", "/api/organization/meters/100", {"label": "x"})
        self.assert_problem(403, "not-allowed", labelling)


class ForeignIdsTest(OrganisationTest):
    """An administrator tries every id that is not his own organisation's: each is answered like one that is not there."""

    def test_organisations(self) -> None:
        for path in ("/api/organization", "/api/organization/meters"):
            nowhere = self.alike(self.staff.get(path, {"organization_id": 99_999}))
            self.assertEqual((404, "/problems/organisation-not-found"), nowhere[:2])
            for other in (self.hospital, self.power, self.id_of(STAFF), self.id_of(NURSE)):
                self.assertEqual(nowhere, self.alike(self.staff.get(path, {"organization_id": other})))
            self.assertEqual(200, self.staff.get(path, {"organization_id": self.schools}).status)

    def test_members(self) -> None:
        nobody = self.alike(put(self.staff, {"user_id": 99_999, "state": "rejected"}))
        self.assertEqual((404, "/problems/user-not-found"), nobody[:2])
        for other in (self.id_of(NURSE), self.id_of(ADMIN), self.id_of(RESIDENT), self.schools, self.hospital, -1, 0):
            for state in ("rejected", "administrator", "approved"):
                self.assertEqual(nobody, self.alike(put(self.staff, {"user_id": other, "state": state})))
        with_organisation = {"organization_id": self.hospital, "user_id": self.id_of(NURSE), "state": "rejected"}
        nowhere = {**with_organisation, "organization_id": 99_999}
        self.assertEqual(self.alike(put(self.staff, nowhere)), self.alike(put(self.staff, with_organisation)))
        self.assertEqual(200, log_in(self.server, NURSE).get("/api/entity/meters").status)

    def test_meters(self) -> None:
        def label(number: str) -> tuple[int, str, str]:
            status, kind, detail = self.alike(
                send(self.staff, "PATCH", f"/api/organization/meters/{number}", {"label": "mine"})
            )
            return status, kind, detail.replace(number, "")

        nothing = label("987654")
        self.assertEqual((404, "/problems/meter-not-found"), nothing[:2])
        for number in ("200", "300", "400"):
            self.assertEqual(nothing, label(number))
        with self.portal.store.sql() as connection:
            self.assertEqual(0, connection.execute("SELECT COUNT(*) FROM meter WHERE label = 'mine'").fetchone()[0])

    def test_the_administration_is_closed_whatever_the_id(self) -> None:
        for method, path, body in (
            ("GET", "/api/admin/organizations", None),
            ("POST", "/api/admin/organizations", {"name": "Mine"}),
            ("PATCH", "/api/admin/organizations/{}", {"name": "Mine"}),
            ("DELETE", "/api/admin/organizations/{}", {"confirm_name": "Hospital"}),
            ("GET", "/api/admin/organizations/{}/contents", None),
            ("PATCH", "/api/admin/users/{}", {"is_administrator": True}),
            ("DELETE", "/api/admin/users/{}", None),
            ("POST", "/api/admin/users/{}/unlock", None),
        ):
            answers = {
                self.alike(send(self.staff, method, path.format(number), body))
                for number in (self.schools, self.hospital, self.id_of(TEACHER), 99_999)
            }
            with self.subTest(f"{method} {path}"):
                self.assertEqual({403}, {status for status, _, _ in answers})
                self.assertEqual(1, len(answers))


class AdministrationTest(OrganisationTest):
    def test_an_organisation_is_created_renamed_and_deleted_with_what_hangs_on_it(self) -> None:
        made = send(self.admin, "POST", "/api/admin/organizations", {"name": "Mill"})
        self.assertEqual(201, made.status)
        path = f"/api/admin/organizations/{made.json['id']}"
        self.assertEqual("Old Mill", send(self.admin, "PATCH", path, {"name": "Old Mill"}).json["name"])
        self.assert_problem(
            409, "organization-name-taken", send(self.admin, "PATCH", path, {"name": "schools"})
        )
        store = self.portal.store
        store.drp("user", "add", "miller@mill.example", "--organisation", str(made.json["id"]), stdin=b"a long one 17\n")
        store.drp("meter", "assign", "400", str(made.json["id"]))
        contents = self.admin.get(f"{path}/contents").json
        self.assertEqual((1, 1), (contents["members"], contents["meters"]))
        self.assertEqual((["miller@mill.example"], ["400"]), (contents["first_members"], contents["first_meters"]))
        self.assert_problem(422, "confirmation-differs", send(self.admin, "DELETE", path, {"confirm_name": "Mill"}))
        self.assertEqual(204, send(self.admin, "DELETE", path, {"confirm_name": "Old Mill"}).status)
        self.assert_problem(404, "organisation-not-found", self.admin.get(f"{path}/contents"))
        self.assertEqual(401, Client(self.server).try_log_in("miller@mill.example", "a long one 17").status)
        audit = self.admin.get("/api/admin/audit", {"subject": f"organisation {made.json['id']}"}).json
        self.assertEqual(
            ["organisation.delete", "organisation.rename", "organisation.create"], [r["action"] for r in audit["rows"]]
        )
        self.assertEqual({"name": "Mill"}, audit["rows"][1]["before"])
        self.assertTrue(audit["rows"][0]["actor_name"] == ADMIN and audit["rows"][0]["address"])
        self.assert_clean(store)

    def test_the_provider_and_its_last_administrator_stay(self) -> None:
        gone = send(self.admin, "DELETE", f"/api/admin/organizations/{self.power}", {"confirm_name": "Power"})
        self.assert_problem(409, "provider-stays", gone)
        own = f"/api/admin/users/{self.id_of(ADMIN)}"
        self.assert_problem(409, "own-role", send(self.admin, "DELETE", own))
        self.assert_problem(409, "own-role", send(self.admin, "PATCH", own, {"is_administrator": False}))

    def test_a_locked_account_is_found_and_unlocked(self) -> None:
        for _ in range(10):
            self.visitor.try_log_in(RESIDENT, "wrong")
        self.assertEqual(429, self.visitor.try_log_in(RESIDENT, PASSWORD).status)
        locked = self.admin.get("/api/admin/users", {"locked": "yes"}).json["rows"]
        self.assertEqual([RESIDENT], [row["email"] for row in locked])
        self.assertEqual(204, send(self.admin, "POST", f"/api/admin/users/{locked[0]['id']}/unlock").status)
        self.assertEqual(200, self.visitor.try_log_in(RESIDENT, PASSWORD).status)

    def test_a_person_is_forced_to_choose_a_new_password(self) -> None:
        member = log_in(self.server, NEWCOMER)
        path = f"/api/admin/users/{self.id_of(NEWCOMER)}"
        self.assertEqual(200, send(self.admin, "PATCH", path, {"must_change_password": True}).status)
        self.assert_problem(403, "password-change-required", member.get("/api/entity/meters"))
        self.assertEqual(200, send(self.admin, "PATCH", path, {"must_change_password": False}).status)
        self.assertEqual(200, member.get("/api/entity/meters").status)

    def test_people_are_found_by_part_of_a_name_and_by_role(self) -> None:
        found = self.admin.get("/api/admin/users", {"q": "SCHOOLS.ex", "sort": "-email", "page_size": 2}).json
        self.assertEqual((3, [TEACHER, STAFF]), (found["total"], [row["email"] for row in found["rows"]]))
        rest = self.admin.get("/api/admin/users", {"q": "schools.ex", "sort": "-email", "page_size": 2, "page": 2}).json
        self.assertEqual([NEWCOMER], [row["email"] for row in rest["rows"]])
        residents = self.admin.get("/api/admin/users", {"role": "residential_user"}).json
        self.assertEqual([RESIDENT], [row["email"] for row in residents["rows"]])
        for metacharacters in ("'", "%", "_", "\\", "' OR '1'='1", '"; DROP TABLE user; --'):
            self.assertEqual(0, self.admin.get("/api/admin/users", {"q": metacharacters}).json["total"])


class CsvTest(OrganisationTest):
    def rows(self, answer: Answer) -> list[list[str]]:
        self.assertEqual(("text/csv", 200), (answer.content_type, answer.status))
        self.assertTrue(answer.text.endswith("\r\n"))
        return list(csv.reader(io.StringIO(answer.text, newline="")))

    def test_a_list_is_a_file_with_every_row_that_fits(self) -> None:
        header, *rows = self.rows(self.admin.get("/api/admin/users", {"format": "csv", "page_size": 1, "sort": "email"}))
        self.assertEqual(["id", "email"], header[:2])
        self.assertEqual(sorted(row[1] for row in rows), [row[1] for row in rows])
        self.assertEqual(self.admin.get("/api/admin/users").json["total"], len(rows))
        accepted = self.admin.get("/api/admin/users", {"sort": "email"}, headers={"Accept": "text/csv"})
        self.assertEqual([header, *rows], self.rows(accepted))

    def test_more_rows_than_are_read_at_a_time_come_once_each(self) -> None:
        with self.portal.store.sql() as connection:
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO organization (name, created_utc) VALUES (?, 0)", [(f"Many {i:05}",) for i in range(4500)]
            )
            connection.execute("COMMIT")
        query = {"format": "csv", "q": "Many", "sort": "-name"}
        _, *rows = self.rows(self.admin.get("/api/admin/organizations", query))
        self.assertEqual([f"Many {i:05}" for i in reversed(range(4500))], [row[1] for row in rows])
        with self.portal.store.sql() as connection:
            connection.execute("DELETE FROM organization WHERE name LIKE 'Many %'")

    def test_cells_are_no_formulas_and_survive_quotes_and_commas(self) -> None:
        names = ["=1+1", "+49 123", "-5", "@home", 'Say "hello", twice', "plain"]
        for name in names:
            self.assertEqual(201, send(self.admin, "POST", "/api/admin/organizations", {"name": name}).status)
        _, *rows = self.rows(self.admin.get("/api/admin/organizations", {"format": "csv"}))
        cells = {row[1] for row in rows}
        self.assertLessEqual({"'=1+1", "'+49 123", "'-5", "'@home", 'Say "hello", twice', "plain"}, cells)

    def test_what_cannot_be_sorted_by_is_a_problem_and_no_file(self) -> None:
        answer = self.admin.get("/api/admin/users", {"format": "csv", "sort": "password_hash"})
        self.assert_problem(422, "query-invalid", answer)
        self.assertEqual("sort", answer.json["place"])


if __name__ == "__main__":
    unittest.main()
