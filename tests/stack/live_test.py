"""Server-sent events: what arrives reaches those who are watching and may see it, and nobody else."""
import unittest

from small_portal import ADMIN, NOON, NURSE, RESIDENT, STAFF, PortalTest, log_in, machine, reading
from support import EventStream, eventually, instant, long_csv


class LiveTest(PortalTest):
    def watch(self, email: str, **query: str) -> EventStream:
        stream = EventStream(log_in(self.server, email), query)
        self.addCleanup(stream.close)
        self.assertEqual(200, stream.response.status)
        return stream

    def import_beside(self, text: str) -> None:
        """By another process."""
        self.portal.store.import_text(text)

    def send(self, text: str) -> None:
        machine(self.server).finished(machine(self.server).send_file(text))

    def test_a_reading_sent_to_the_api_is_pushed_with_its_values(self) -> None:
        staff, nurse, admin, resident = map(self.watch, (STAFF, NURSE, ADMIN, RESIDENT))
        self.send(reading("100", 0, 1234, 1300))
        expected = {"meter": "100", "start_utc": NOON, "interval_s": 900, "actual_wh": 1234, "predicted_wh": 1300}
        self.assertEqual(("reading", expected), staff.next())
        self.assertEqual(("reading", expected), admin.next())
        # The first that the others hear of is their own: nothing came before it.
        self.send(reading("200", 0, 7))
        self.assertEqual("200", nurse.next()[1]["meter"])
        self.send(reading("300", 0, -8))
        self.assertEqual(
            {"meter": "300", "start_utc": NOON, "interval_s": 900, "actual_wh": -8, "predicted_wh": None},
            resident.next()[1],
        )
        self.assertEqual(["200", "300"], [admin.next()[1]["meter"] for _ in range(2)])

    def test_an_import_by_another_process_is_noticed(self) -> None:
        staff, nurse = map(self.watch, (STAFF, NURSE))
        later = NOON + 200 * 86_400  # than anything the other tests send
        self.import_beside(long_csv([("100", later, 1, None, 900), ("100", later + 900, 2, None, 900)]))
        name, data = staff.next()
        self.assertEqual(("changed", "100"), (name, data["meter"]))
        self.assertLess(data["from_utc"], later + 900)
        self.assertEqual(later + 1800, data["to_utc"])
        client = log_in(self.server, STAFF)
        self.assertEqual(
            [1, 2], client.get("/api/vis/data/", {"meter": "100", "from": instant(later)}).json["actual_wh"][:2]
        )
        self.import_beside(reading("200", 20_000, 7))
        self.assertEqual("200", nurse.next()[1]["meter"])

    def test_many_readings_of_a_meter_are_told_as_one_change(self) -> None:
        staff = self.watch(STAFF)
        start = NOON + 10 * 86_400
        self.send(long_csv([("100", start + 900 * i, i, None, 900) for i in range(50)]))
        self.assertEqual(("changed", {"meter": "100", "from_utc": start, "to_utc": start + 50 * 900}), staff.next())

    def test_a_stream_of_one_meter_is_silent_about_others(self) -> None:
        narrow, wide = self.watch(ADMIN, meter="400"), self.watch(ADMIN)
        self.send(reading("100", 2000, 1))
        self.send(reading("400", 2000, 2))
        self.assertEqual(["100", "400"], [wide.next()[1]["meter"] for _ in range(2)])
        self.assertEqual("400", narrow.next()[1]["meter"])

    def test_a_dry_run_and_a_repeated_import_are_no_news(self) -> None:
        text = reading("100", 3000, 1)
        staff = self.watch(STAFF)
        machine(self.server).finished(machine(self.server).send_file(text, dry_run="true"))
        self.send(text)
        self.assertEqual(NOON + 3000 * 900, staff.next()[1]["start_utc"])
        self.send(text)
        self.send(reading("100", 3001, 1))
        self.assertEqual(NOON + 3001 * 900, staff.next()[1]["start_utc"])

    def test_somebody_who_may_not_watch_is_told_so(self) -> None:
        for client, status in ((self.visitor, 401), (machine(self.server), 403), (log_in(self.server, NURSE), 404)):
            self.assertEqual(status, client.get("/api/vis/stream", {"meter": "100"}).status)

    def test_a_new_meter_of_an_import_is_seen_by_the_provider_only(self) -> None:
        self.import_beside(reading("NEW-1", 0, 5))
        admin = log_in(self.server, ADMIN)
        eventually(lambda: admin.get("/api/vis/meter_data/NEW-1").status == 200, "the new meter is known")
        for email in (STAFF, NURSE, RESIDENT):
            self.assertEqual(404, log_in(self.server, email).get("/api/vis/meter_data/NEW-1").status)


if __name__ == "__main__":
    unittest.main()
