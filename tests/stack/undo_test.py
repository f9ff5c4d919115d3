"""Taking an import back, from outside: readings, figures, the trail, and who may."""
import unittest

from small_portal import ADMIN, STAFF, PortalTest, log_in, machine, reading


class UndoTest(PortalTest):
    def imported(self, text: str) -> dict:
        return machine(self.server).finished(machine(self.server).send_file(text))

    def test_what_was_there_before_is_there_again_and_the_trail_tells(self) -> None:
        self.imported(reading("100", 0, 500, 600))
        before = self.portal.store.digest()
        wrong = self.imported(reading("100", 0, 999) + reading("100", 1, 7).split("\n", 1)[1])
        self.assertEqual((1, 1, True), (wrong["new_values"], wrong["corrected_values"], wrong["is_undoable"]))
        self.assertNotEqual(before, self.portal.store.digest())

        admin = log_in(self.server, ADMIN)
        undone = admin.request("POST", f"/api/data/import/{wrong['id']}/undo")
        self.assertEqual((200, False), (undone.status, undone.json["is_undoable"]))
        self.assertRegex(undone.json["undone"], r"^20\d\d-")
        self.assertEqual(before, self.portal.store.digest())
        self.assert_clean(self.portal.store)
        again = admin.request("POST", f"/api/data/import/{wrong['id']}/undo")
        self.assert_problem(409, "import-undone", again)

        with self.portal.store.sql() as sql:
            lines = sql.execute(
                "SELECT actor_kind, actor_name, action FROM audit WHERE subject = ? ORDER BY audit_id",
                (f"import {wrong['id']}",),
            ).fetchall()
        self.assertEqual([("token", "DRP_IMPORT_TOKEN", "import.start"), ("user", ADMIN, "import.undo")], lines)

    def test_a_page_that_showed_the_wrong_figures_shows_the_right_ones_at_once(self) -> None:
        staff = log_in(self.server, STAFF)
        day = {"from": "2025-06-15", "to": "2025-06-16"}
        self.imported(reading("100", 4, 100, 150))
        before = staff.get("/api/vis/total_data/100", day).json
        wrong = self.imported(reading("100", 4, 10))
        self.assertNotEqual(before, staff.get("/api/vis/total_data/100", day).json)
        log_in(self.server, ADMIN).request("POST", f"/api/data/import/{wrong['id']}/undo")
        self.assertEqual(before, staff.get("/api/vis/total_data/100", day).json)

    def test_a_later_correction_has_to_be_undone_first(self) -> None:
        admin = log_in(self.server, ADMIN)
        first = self.imported(reading("100", 8, 1))
        second = self.imported(reading("100", 8, 2))
        refused = admin.request("POST", f"/api/data/import/{first['id']}/undo")
        self.assert_problem(409, "import-built-upon", refused)
        self.assertIn(f"import {second['id']}", refused.json["cure"])
        for job in (second, first):
            self.assertEqual(200, admin.request("POST", f"/api/data/import/{job['id']}/undo").status)


if __name__ == "__main__":
    unittest.main()
