"""The life of response events from outside: programme, enrolment, notices, opting out, the live board, the command line."""
from __future__ import annotations

import json
import time
import unittest
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api_description import Description
from mail_sink import MailSink
from small_portal import ADMIN, NURSE, PASSWORD, RESIDENT, STAFF, log_in, make_portal
from support import Answer, Client, Server, StackTest, drp, eventually, free_port, long_csv

ZONE = ZoneInfo("America/Chicago")
HALF_HOUR = 1800
GRID = 300  # seconds on whose multiples events start and end
TERMS = {
    "baseline": {"method": "3-day"},
    "credit": {"kind": "performance_kw", "per": "season", "rate_dollars": "2.8"},
    "wholesale_dollars_per_kw": "7.15",
    "holidays": {"rule": "none"},
    "notice_lead_min": 120,
    "opt_out_deadline_min": 60,
}
ENROLMENTS = """meter_id,nomination_kw,from,to,contact,contact_name
100,2.5,2025-01-01,,desk@schools.example,Front desk
200,4,2025-01-01,,,
300,0.75,2025-01-01,,,
"""


def wall_clock(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, ZONE).strftime("%Y-%m-%dT%H:%M")


class EventsTest(StackTest):
    """A portal of its own for each test, with a programme and the meters 100, 200 and 300 in it."""

    def setUp(self) -> None:
        super().setUp()
        self.portal = make_portal(self.folder)
        self.smtp_port = free_port()
        smtp = {"host": "127.0.0.1", "port": self.smtp_port, "security": "none", "from": "portal@example.org"}
        settings = {"public_url": "https://portal.example", "smtp": smtp}
        (self.folder / "drp-config.json").write_text(json.dumps(settings))
        self.sink = MailSink(self.addCleanup, self.smtp_port)
        self.serve()
        self.admin = log_in(self.server, ADMIN)
        self.description = Description(self.admin.get("/api/openapi.yaml").text)
        self.program = self.ask(self.admin, "createProgram", {"name": "Peak days", "terms": TERMS}).json["id"]
        answer = self.admin.request(
            "POST",
            f"/api/programs/{self.program}/enrolments",
            body=ENROLMENTS.encode(),
            headers={"Content-Type": "text/csv"},
        )
        self.assertEqual((201, {"count": 3, "is_dry_run": False}), (answer.status, answer.json))

    def serve(self) -> None:
        self.server = Server(self.folder, environment={"DRP_SMTP_PASSWORD": "smtp secret"})
        self.addCleanup(self.server.stop)

    def ask(self, client: Client, operation_id: str, body: Any = None, status: int | None = None, **path: Any) -> Answer:
        """An answer, held against its description."""
        operation = self.description.by_id(operation_id)
        content = None if body is None else json.dumps(body).encode()
        answer = client.request(operation.method, operation.path.format(**path), body=content)
        self.assertEqual([], self.description.errors(operation, answer), answer.text)
        if status is not None:
            self.assertEqual(status, answer.status, answer.text)
        return answer

    def draw_up(self, start: int, hours: float = 1, **more: Any) -> int:
        body = {
            "program_id": self.program,
            "name": "Peak",
            "start": wall_clock(start),
            "end": wall_clock(start + int(hours * 3600)),
            **more,
        }
        return self.ask(self.admin, "createEvent", body, 201).json["id"]

    def schedule(self, event: int, is_late: bool = False) -> None:
        self.ask(self.admin, "scheduleEvent", {"is_late": is_late}, 200, event_id=event)

    def tomorrow(self) -> int:
        """At 16:00, which no clock skips."""
        day = datetime.now(ZONE).date() + timedelta(days=1)
        return int(datetime(day.year, day.month, day.day, 16, tzinfo=ZONE).timestamp())

    def state(self, event: int) -> str:
        return self.ask(self.admin, "getEvent", event_id=event).json["state"]

    def reaches(self, event: int, state: str) -> None:
        eventually(lambda: self.state(event) == state, f"the event is {state}")

    def pass_time(self, event: int, seconds: int) -> None:
        """As if the event had been scheduled so much earlier, or up to five minutes more: it stays on its grid. Its rule is
        taken off and put back by the store's owner."""
        seconds = -(-seconds // GRID) * GRID
        with self.portal.store.sql() as sql:
            with sql.without_rules("event"):
                sql.execute(
                    "UPDATE event SET start_utc = start_utc - ?1, end_utc = end_utc - ?1, notice_utc = notice_utc - ?1, "
                    "opt_out_until_utc = opt_out_until_utc - ?1 WHERE event_id = ?2",
                    (seconds, event),
                )

    def problem(self, answer: Answer) -> tuple[int, str]:
        return answer.status, answer.json["type"].removeprefix("/problems/")

    # ---- the life of an event ----------------------------------------------------------------------------------------

    def test_an_event_goes_from_draft_to_done_and_tells_those_it_calls(self) -> None:
        staff, nurse = log_in(self.server, STAFF), log_in(self.server, NURSE)
        start = self.tomorrow()
        event = self.draw_up(start, target="meters", meters=["100", "300"], message="Please switch off the pool.")
        self.assertEqual((404, "event-not-found"), self.problem(self.ask(staff, "getEvent", event_id=event)))
        self.assertEqual([], staff.get("/api/events").json["rows"])
        self.schedule(event)

        seen = self.ask(staff, "getEvent", status=200, event_id=event).json
        self.assertEqual(("scheduled", 1, 2.5, True), tuple(seen[k] for k in ("state", "meters", "nominated_kw", "may_opt_out")))
        self.assertEqual(["100"], [m["meter"] for m in seen["own_meters"]])
        self.assertEqual(({"organisations": [], "meters": []}, None), (seen["targets"], seen["created_by"]))
        unknown = self.ask(nurse, "getEvent", event_id=999).json
        foreign = self.ask(nurse, "getEvent", event_id=event).json
        self.assertEqual({**unknown, "instance": ""}, {**foreign, "instance": ""})

        now = int(time.time())
        self.pass_time(event, start - now - 3600)  # in an hour
        self.reaches(event, "notified")
        standby = self.sink.to("desk@schools.example")
        self.assertIn("stand by", str(standby.message["Subject"]))
        self.assertIn("Please switch off the pool.", standby.text)
        self.assertIn(f"https://portal.example/events/{event}", standby.text)
        self.sink.to(STAFF)
        self.sink.to(RESIDENT)
        self.pass_time(event, 3700)
        self.reaches(event, "active")
        self.assertIn("use less now", str(self.sink.to(STAFF, 2).message["Subject"]))
        self.server.stop()
        self.serve()
        self.admin = log_in(self.server, ADMIN)
        self.pass_time(event, 3700)
        self.reaches(event, "done")
        self.assertIn("all clear", str(self.sink.to(STAFF, 3).message["Subject"]))

        def log() -> list[dict[str, Any]]:
            rows = self.ask(self.admin, "listNotices", status=200, event_id=event).json["rows"]
            return rows if all(row["state"] == "sent" for row in rows) else []

        rows = eventually(log, "every notice is sent")
        told = sorted((row["kind"], row["recipient"]) for row in rows)
        people = ("desk@schools.example", RESIDENT, STAFF)
        self.assertEqual(sorted((k, p) for k in ("standby", "start", "all_clear") for p in people), told)
        self.assertEqual(9, len(self.sink.mails), "once each, over a restart")
        self.assertEqual(0, len([m for m in self.sink.mails if m.recipient == NURSE]))
        self.assert_clean(self.portal.store)

    def test_a_member_opts_out_and_in_again_until_the_deadline(self) -> None:
        staff, nurse, resident = (log_in(self.server, who) for who in (STAFF, NURSE, RESIDENT))
        start = self.tomorrow()
        event = self.draw_up(start)
        out = {"meter": "100", "reason": "Exams"}
        self.assertEqual((404, "event-not-found"), self.problem(self.ask(staff, "optOut", out, event_id=event)))
        self.schedule(event)
        self.assertEqual((404, "meter-not-found"), self.problem(self.ask(nurse, "optOut", out, event_id=event)))
        unknown = self.ask(nurse, "optOut", {"meter": "999", "reason": "x"}, event_id=event).json
        foreign = self.ask(nurse, "optOut", {"meter": "100", "reason": "x"}, event_id=event).json
        self.assertEqual(unknown["detail"].replace("999", "100"), foreign["detail"])
        made = self.ask(staff, "optOut", out, 200, event_id=event).json
        self.assertEqual(("Exams", STAFF), (made["opt_out"]["reason"], made["opt_out"]["made_by"]))
        self.ask(resident, "optOut", {"meter": "300", "reason": "Guests"}, 200, event_id=event)
        self.ask(self.admin, "optOut", {"meter": "200", "reason": "By telephone"}, 200, event_id=event)
        self.assertEqual(3, len(self.ask(self.admin, "listOptOuts", event_id=event).json["opt_outs"]))
        own = self.ask(staff, "listOptOuts", event_id=event).json["opt_outs"]
        self.assertEqual(["100"], [o["meter"] for o in own])
        self.assertIsNone(self.ask(staff, "optIn", None, 200, event_id=event, meter_id="100").json["opt_out"])
        for body in ({"meter": "100"}, {"meter": "100", "reason": ""}, {"meter": "100", "reason": "x" * 501}, [], {**out, "by": "me"}):
            with self.subTest(body):
                self.assertIn(self.ask(staff, "optOut", body, event_id=event).status, (400, 422))
        self.pass_time(event, start - int(time.time()) - 3500)  # an hour and less before it
        self.assertEqual((409, "opt-out-closed"), self.problem(self.ask(staff, "optOut", out, event_id=event)))
        self.assertEqual((409, "opt-out-closed"), self.problem(self.ask(resident, "optIn", event_id=event, meter_id="300")))
        self.assertFalse(self.ask(staff, "getEvent", event_id=event).json["may_opt_out"])
        lines = self.admin.get("/api/admin/audit", {"action": "event"}).json
        actions = [line["action"] for line in lines["rows"]]
        self.assertEqual(3, actions.count("event.opt-out"))
        self.assertEqual(1, actions.count("event.opt-in"))

    def test_who_may_not_opt_out_is_refused(self) -> None:
        organisations = self.portal.store.drp("org", "list", "--json").json
        provider = next(o["id"] for o in organisations if o["is_provider"])
        password = PASSWORD.encode() + b"\n"
        self.portal.store.drp("user", "add", "watch@power.example", "--organisation", str(provider), stdin=password)
        event = self.draw_up(self.tomorrow())
        self.schedule(event)
        body = {"meter": "100", "reason": "x"}
        staff = log_in(self.server, "watch@power.example")
        self.assertEqual(200, self.ask(staff, "getEvent", event_id=event).status)
        self.assertEqual(403, self.ask(staff, "optOut", body, event_id=event).status)
        self.assertEqual(401, self.ask(Client(self.server), "optOut", body, event_id=event).status)
        member = log_in(self.server, STAFF)
        forged = Client(self.server, cookie=member.cookie)
        self.assertEqual((403, "csrf-token-invalid"), self.problem(self.ask(forged, "optOut", body, event_id=event)))

    def test_a_cancelled_event_is_taken_back_by_mail(self) -> None:
        start = self.tomorrow()
        event = self.draw_up(start)
        self.assertEqual((409, "event-not-open"), self.problem(self.ask(self.admin, "cancelEvent", {"reason": "x"}, event_id=event)))
        self.schedule(event)
        self.pass_time(event, start - int(time.time()) - 3600)
        self.reaches(event, "notified")
        self.ask(self.admin, "cancelEvent", {"reason": "The weather turned."}, 200, event_id=event)
        mail = self.sink.to(NURSE, 2)
        self.assertIn("cancelled", str(mail.message["Subject"]))
        self.assertIn("The weather turned.", mail.text)
        self.assertEqual("cancelled", self.ask(log_in(self.server, NURSE), "getEvent", event_id=event).json["state"])
        self.assertEqual((409, "event-not-open"), self.problem(self.ask(self.admin, "cancelEvent", {"reason": "x"}, event_id=event)))

    def test_whoever_wants_no_notices_gets_none(self) -> None:
        nurse = log_in(self.server, NURSE)
        body = json.dumps({"preferences": {"event_notices": "off"}}).encode()
        self.assertEqual(200, nurse.request("PATCH", "/api/user/update", body=body).status)
        start = self.tomorrow()
        event = self.draw_up(start)
        self.schedule(event)
        self.pass_time(event, start - int(time.time()) - 3600)
        self.reaches(event, "notified")
        self.sink.to(STAFF)
        rows = self.ask(self.admin, "listNotices", event_id=event).json["rows"]
        self.assertNotIn(NURSE, [row["recipient"] for row in rows])

    # ---- the live board ------------------------------------------------------------------------------------------------

    def test_the_board_follows_the_readings(self) -> None:
        day = datetime.now(ZONE).date() - timedelta(days=1)
        while day.weekday() != 3:  # the last Thursday before today: three weekdays stand before it
            day -= timedelta(days=1)
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp())
        start = int(datetime(day.year, day.month, day.day, 16, tzinfo=ZONE).timestamp())
        first = int((datetime(day.year, day.month, day.day) - timedelta(days=3)).replace(tzinfo=ZONE).timestamp())
        history = [("100", t, 5000, None, HALF_HOUR) for t in range(first, midnight, HALF_HOUR)]
        self.portal.store.import_text(long_csv(history))
        event = self.draw_up(start)
        self.assertEqual((409, "event-not-scheduled"), self.problem(self.ask(self.admin, "getEventBoard", event_id=event)))
        self.assertEqual((409, "event-too-soon"), self.problem(self.ask(self.admin, "scheduleEvent", {}, event_id=event)))
        self.schedule(event, is_late=True)
        self.reaches(event, "done")
        board = self.ask(self.admin, "getEventBoard", status=200, event_id=event).json
        self.assertEqual((3, 0, 3), tuple(board["totals"][k] for k in ("meters", "compared", "without_readings")))

        self.portal.store.import_text(long_csv([("100", start, 3500, None, HALF_HOUR)]))

        def compared() -> dict[str, Any] | None:
            board = self.ask(self.admin, "getEventBoard", status=200, event_id=event).json
            return board if board["totals"]["compared"] == 1 else None

        board = eventually(compared, "the reading is on the board")
        row = next(r for r in board["rows"] if r["meter"] == "100")
        self.assertEqual((7.0, 10.0, 3.0), (row["actual_kw"], row["baseline_kw"], row["reduction_kw"]))
        self.assertGreater(row["missing"], 0)
        self.assertEqual(3.0, board["totals"]["reduction_kw"])
        own = self.ask(log_in(self.server, STAFF), "getEventBoard", status=200, event_id=event).json
        self.assertEqual(["100"], [r["meter"] for r in own["rows"]])
        self.assertEqual(1, own["totals"]["meters"])
        self.assertEqual(0, len(self.sink.mails), "nobody is told of an event of the past")
        lines = self.admin.get(f"/api/events/{event}/board", {"format": "csv"}).text.splitlines()
        self.assertEqual(4, len(lines))

    # ---- programmes and enrolments ---------------------------------------------------------------------------------------

    def test_a_programme_changes_by_versions_that_events_keep(self) -> None:
        event = self.draw_up(self.tomorrow())
        self.schedule(event)
        changed = self.ask(
            self.admin,
            "changeProgram",
            {"name": "Peak days", "note": "dearer", "terms": TERMS | {"credit": TERMS["credit"] | {"rate_dollars": "3.005"}}},
            200,
            program_id=self.program,
        ).json
        self.assertEqual((2, "3.005"), (changed["version"], changed["terms"]["credit"]["rate_dollars"]))
        self.assertEqual(["3.005", "2.8"], [v["terms"]["credit"]["rate_dollars"] for v in changed["versions"]])
        self.assertEqual(1, self.ask(self.admin, "getEvent", event_id=event).json["program"]["version"])
        for wrong, place in (
            ({"baseline": {"method": "guess"}}, "terms.baseline.method"),
            ({"baseline": {"method": "3-day", "parameters": {"days": "4"}}}, "terms.baseline.parameters.days"),
            ({"credit": {"kind": "performance_kw", "rate_dollars": 2.8}}, "terms.credit.rate_dollars"),
            ({"credit": {"kind": "gift", "rate_dollars": "1"}}, "terms.credit.kind"),
            ({"holidays": {"rule": "none", "own_holidays": ["31 December"]}}, "terms.holidays.own_holidays"),
            ({"notice_lead_min": 20_000}, "terms.notice_lead_min"),
            ({"price": 1}, "terms.price"),
        ):
            with self.subTest(place):
                answer = self.ask(self.admin, "createProgram", {"name": "Other", "terms": TERMS | wrong}, 422)
                self.assertEqual(place, answer.json["place"])
        self.assertEqual((409, "program-name-taken"), self.problem(self.ask(self.admin, "createProgram", {"name": "PEAK DAYS", "terms": TERMS})))

    def test_enrolments_are_made_all_or_none_and_told_line_by_line(self) -> None:
        address = f"/api/programs/{self.program}/enrolments"
        file = "meter_id,nomination_kw,from\n400,1.5,2025-01-01\n100,1,2025-02-01\n999,1,\n400,a lot,\n"
        answer = self.admin.request("POST", address, body=file.encode(), headers={"Content-Type": "text/csv"})
        self.assertEqual((422, "enrolments-invalid"), self.problem(answer))
        self.assertEqual(
            [(3, "meter-enrolled"), (4, "meter-not-found"), (5, "nomination-invalid")],
            [(e["line"], e["reason"]) for e in answer.json["errors"]],
        )
        self.assertEqual(3, self.admin.get(address).json["total"])
        self.assertEqual(200, self.admin.post_json(f"{address}?dry_run=true", {"meter_id": "400"}).status)
        self.assertEqual(201, self.admin.post_json(address, [{"meter_id": "400", "nomination_kw": 1.001, "from": "2025-01-01"}]).status)
        (row,) = self.admin.get(address, {"q": "400"}).json["rows"]
        self.assertEqual((1.001, "active"), (row["nomination_kw"], row["state"]))
        changed = self.ask(self.admin, "changeEnrolment", {"nomination_kw": 2, "nomination_from": "2099-01-01"}, 200, enrolment_id=row["id"]).json
        self.assertEqual((1.001, 2), (changed["nomination_kw"], len(changed["nominations"])))
        self.ask(self.admin, "endEnrolment", None, 204, enrolment_id=row["id"])
        self.assertEqual("ended", self.ask(self.admin, "getEnrolment", enrolment_id=row["id"]).json["state"])

    def test_times_of_days_on_which_clocks_change_are_told_apart(self) -> None:
        skipped = {"program_id": self.program, "name": "x", "start": "2027-03-14T02:30", "end": "2027-03-14T04:00"}
        answer = self.ask(self.admin, "createEvent", skipped)
        self.assertEqual(((422, "time-skipped"), "start"), (self.problem(answer), answer.json["place"]))
        twice = {"program_id": self.program, "name": "x", "start": "2027-11-07T01:30", "end": "2027-11-07T03:00"}
        made = self.ask(self.admin, "createEvent", twice, 201).json
        self.assertEqual(("2027-11-07T06:30:00Z", "2027-11-07T07:30:00Z"), (made["start"], made["other_start"]))
        meant = self.ask(self.admin, "changeEvent", {"start": made["other_start"]}, 200, event_id=made["id"]).json
        self.assertEqual(("2027-11-07T07:30:00Z", "2027-11-07T01:30"), (meant["start"], meant["start_local"]))

    # ---- the command line --------------------------------------------------------------------------------------------

    def test_the_command_line_does_the_same(self) -> None:
        self.server.stop()
        store = self.portal.store
        made = store.drp("program", "create", "Reserve", "--baseline", "high-5-of-10", "--parameter", "look_back_days=60",
                         "--credit", "capacity", "--rate", "18", "--notice", "30", "--json").json
        self.assertEqual({"look_back_days": "60"}, made["terms"]["baseline"]["parameters"])
        changed = store.drp("program", "change", "reserve", "--rate", "19.5", "--note", "dearer", "--json").json
        self.assertEqual((2, "19.5", "capacity"), (changed["version"], changed["terms"]["credit"]["rate_dollars"], changed["terms"]["credit"]["kind"]))
        self.assertEqual(["Peak days", "Reserve"], [p["name"] for p in store.drp("program", "list", "--json").json])
        file = self.folder / "enrolments.csv"
        file.write_text("meter_id,nomination_kw,from\n100,3,2025-01-01\n400,5,2025-01-01\n")
        self.assertEqual(2, store.drp("enrol", file, "--program", "Reserve", "--json").json["count"])
        refused = store.drp("enrol", file, "--program", "Reserve", code=2)
        self.assertIn(f"{file}:2:", refused.err)
        event = store.drp("event", "create", "Old peak", "--program", "Reserve", "--start", "2025-06-12T16:00",
                          "--end", "2025-06-12T18:00", "--schedule", "--late", "--json").json
        self.assertEqual(("done", ["100", "400"]), (event["state"], [m["meter"] for m in event["called"]]))
        start = wall_clock(self.tomorrow())
        drafted = store.drp("event", "create", "Peak", "--program", "1", "--start", start, "--end", start[:11] + "17:00",
                            "--meter", "200", "--test", "--json").json
        number = str(drafted["id"])
        self.assertEqual(("draft", "test"), (drafted["state"], drafted["kind"]))
        self.assertEqual("scheduled", store.drp("event", "schedule", number, "--json").json["state"])
        self.assertEqual("event-not-draft", json.loads(store.drp("event", "schedule", number, "--json", code=5).err)["problem"]["code"])
        store.drp("event", "cancel", number, "--reason", "Rain")
        listed = store.drp("event", "list", "--state", "cancelled", "--json").json
        self.assertEqual([("Peak", "Rain")], [(e["name"], e["cancel_reason"]) for e in listed])
        self.assertIn("cancelled: Rain", store.drp("event", "show", number).out)
        self.assertIn("Old peak", store.drp("event", "list", "--program", "Reserve").out)
        store.drp("event", "show", "999", code=4)
        store.drp("program", "show", "Nothing", code=4)
        for command in (("program",), ("program", "create"), ("enrol",), ("event",), ("event", "create")):
            self.assertIn("--help", drp(*command, "--help").out)
        self.assert_clean(store)


if __name__ == "__main__":
    unittest.main()
