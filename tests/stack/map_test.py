"""The map and the ranking, as each role gets them."""
import unittest

from support import Client, Server, StackTest, passing_folder, private_folder

ROLES = ("system_administrator", "power_provider", "organisation_administrator", "organisation_user", "residential_user")


class MapTest(StackTest):
    @classmethod
    def setUpClass(cls) -> None:
        folder = private_folder(cls.addClassCleanup)
        cls.server = Server(folder, "--demo")
        cls.addClassCleanup(cls.server.stop)
        accounts = Client(cls.server).get("/api/portal").json["demo_accounts"]
        cls.members = {a["role"]: Client(cls.server).log_in(a["email"], a["password"]) for a in accounts}

    def test_the_map_holds_the_meters_that_the_role_may_see_and_no_other(self) -> None:
        for role in ROLES:
            listed = {meter["id"] for meter in self.members[role].get("/api/entity/meters").json["meters"]}
            answer = self.members[role].get("/api/map").json
            with self.subTest(role=role):
                self.assertEqual({meter["id"] for meter in answer["meters"]}, listed)
                self.assertEqual(answer["left_off"] + answer["without_place"], 0)

    def test_a_meter_shows_the_sums_that_its_own_page_shows(self) -> None:
        member = self.members["organisation_user"]
        answer = member.get("/api/map").json
        meter = answer["meters"][0]
        query = {"from": answer["days"]["from"]}
        totals = member.get(f"/api/vis/total_data/{meter['id']}", query).json
        # The demonstration goes on measuring between the two questions.
        self.assertAlmostEqual(meter["compared_intervals"], totals["compared_intervals"], delta=2)
        self.assertAlmostEqual(meter["saved_wh"], totals["saved_wh"], delta=max(1000, totals["saved_wh"] // 100))

    def test_the_ranking_names_ones_own_organisation_alone(self) -> None:
        for role in ("organisation_administrator", "organisation_user"):
            own = self.members[role].get("/api/user").json["organisation"]["name"]
            answer = self.members[role].get("/api/ranking").json
            names = [line["name"] for line in answer["organisations"] if line["name"] is not None]
            with self.subTest(role=role):
                self.assertEqual(names, [own])
                self.assertEqual([line["is_own"] for line in answer["organisations"]].count(True), 1)
                self.assertGreater(answer["left_off"], 0)  # the demonstration's organisations are small

    def test_the_provider_sees_every_organisation_in_the_order_that_was_asked_for(self) -> None:
        for by, figure in (("participation", "participation"), ("savings", "saved_wh_per_meter")):
            lines = self.members["power_provider"].get("/api/ranking", {"by": by}).json["organisations"]
            self.assertGreater(len(lines), 2)
            self.assertNotIn(None, [line["name"] for line in lines])
            figures = [line[figure] for line in lines]
            self.assertEqual(figures, sorted(figures, reverse=True))

    def test_who_sees_no_organisation_sees_no_ranking(self) -> None:
        self.assertEqual(self.members["residential_user"].get("/api/ranking").status, 403)
        self.assertEqual(self.members["pending"].get("/api/map").status, 403)
        self.assertEqual(Client(self.server).get("/api/map").status, 401)


class TilesTest(StackTest):
    def test_tiles_are_allowed_from_the_configured_origin_and_nowhere_else(self) -> None:
        with passing_folder() as folder:
            (folder / "drp-config.json").write_text(
                '{"map": {"tile_url": "https://tiles.example:8443/{z}/{x}/{y}.png", "attribution": "Tiles"}}'
            )
            with Server(folder, "--demo") as server:
                policy = Client(server).get("/api/portal").header("Content-Security-Policy") or ""
                self.assertIn("img-src 'self' data: blob: https://tiles.example:8443;", policy)
                self.assertEqual(policy.count("https:"), 1)
                account = Client(server).get("/api/portal").json["demo_accounts"][0]
                tiles = Client(server).log_in(account["email"], account["password"]).get("/api/map").json["tiles"]
                self.assertEqual(tiles["attribution"], "Tiles")


if __name__ == "__main__":
    unittest.main()
