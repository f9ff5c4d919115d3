#include "portal/events.hpp"

#include <gtest/gtest.h>

#include "a_program.hpp"
#include "portal/event_clock.hpp"
#include "portal/event_mails.hpp"
#include "storage/events.hpp"
#include "storage/mails.hpp"

namespace drp::portal {
namespace {

using storage::EventState;

/// World::now is 10:06:40 on 15 June 2025 in Chicago; the event is at 16:00 the same day.
constexpr core::UtcSeconds kStart{1'750'021'200};

class EventsTest : public testing::Test {
  protected:
    EventsTest() {
        world.add_meter("71", world.school);
        world.add_meter("72", world.mill);
        world.add_meter("73");
        program = add_program(world);
        for (const auto* meter : {"71", "72", "73"}) enrol_meter(world, program, meter, 10.5);
        directory.refresh();
        programme.zone = world.store().time_zone();
        programme.sends_mail = true;
        programme.public_url = "https://portal.example";
    }

    EventWish wish() const {
        return {
            program, "Summer peak", "2025-06-15T16:00", "2025-06-15T18:00", false, storage::EventTarget::all, {}, {},
            ""};
    }
    core::EventId a_draft() { return events.create(administrator(), wish(), World::now).value().event.id; }
    core::EventId a_scheduled() {
        const auto id = a_draft();
        events.schedule(administrator(), id, false, World::now).value();
        return id;
    }
    Actor member(core::OrgId org) {
        const auto email = "user" + std::to_string(++users_) + "@there.example";
        auto actor = World::member(world.add_user(email, org, users_ == 1), Level::organisation_user, org);
        actor.name = email;
        return actor;
    }
    EventState state(core::EventId id) { return events.find(administrator(), id, World::now)->event.state; }
    std::int64_t waiting_mails() {
        auto tx = world.store().read();
        return storage::count_mails(tx).waiting;
    }

    World world;
    core::ProgramId program;
    MeterDirectory directory{world.store()};
    Programme programme;
    Events events{world.store(), directory};
    EventClock clock() { return {world.store(), programme}; }

  private:
    int users_ = 0;
};

TEST_F(EventsTest, BeginAsDraftsThatNobodyElseSees) {
    const auto id = a_draft();
    EXPECT_EQ(state(id), EventState::draft);
    EXPECT_EQ(events.find(member(world.school), id, World::now).error().code, "event-not-found");
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.meters, 3) << "that it would call";
}

TEST_F(EventsTest, AreRefusedWithTheFieldThatIsWrong) {
    const auto refused = [&](auto change) {
        auto wrong = wish();
        change(wrong);
        const auto made = events.create(administrator(), wrong, World::now);
        return made ? std::string("made") : made.error().code + " " + made.error().place;
    };
    EXPECT_EQ(refused([](EventWish& w) { w.program = {99}; }), "program-not-found program_id");
    EXPECT_EQ(refused([](EventWish& w) { w.start = "2025-06-15T16:02"; }), "event-off-grid start");
    EXPECT_EQ(refused([](EventWish& w) { w.end = "2025-06-15T16:00"; }), "event-empty end");
    EXPECT_EQ(refused([](EventWish& w) { w.end = "2025-06-23T16:00"; }), "event-too-long end");
    EXPECT_EQ(refused([](EventWish& w) { w.start = "2026-03-08T02:30"; }), "time-skipped start");
    EXPECT_EQ(refused([](EventWish& w) { w.end = "later"; }), "time-invalid end");
    EXPECT_EQ(refused([](EventWish& w) { w.target = storage::EventTarget::meters; }), "targets-missing meters");
    EXPECT_EQ(refused([](EventWish& w) { w.target = storage::EventTarget::organisations; }),
              "targets-missing organisations");
    EXPECT_EQ(refused([](EventWish& w) {
                  w.target = storage::EventTarget::meters;
                  w.meters = {"71", "99"};
              }),
              "meter-not-found meters");
    EXPECT_EQ(refused([](EventWish& w) {
                  w.target = storage::EventTarget::organisations;
                  w.organisations = {{99}};
              }).substr(0, 22),
              "organisation-not-found");
}

TEST_F(EventsTest, OfferTheOtherMeaningOfATimeThatTheClockShowsTwice) {
    auto twice = wish();
    twice.start = "2025-11-02T01:30";
    twice.end = "2025-11-02T03:00";
    const auto made = events.create(administrator(), twice, World::now).value();
    EXPECT_EQ(made.event.period.from, at("2025-11-02T06:30:00Z"));
    EXPECT_EQ(made.other_start, at("2025-11-02T07:30:00Z"));
    EXPECT_EQ(made.other_end, std::nullopt);
    EXPECT_EQ(made.event.period.to - made.event.period.from, 9000) << "two and a half hours, clocks going back";
    const auto meant =
        events.change(administrator(), made.event.id, {.start = "2025-11-02T07:30:00Z"}, World::now).value();
    EXPECT_EQ(meant.event.period.to - meant.event.period.from, 5400);
}

TEST_F(EventsTest, ChangeAsDraftsOnly) {
    const auto id = a_draft();
    const auto changed = events.change(
        administrator(), id, {.name = "Other", .target = storage::EventTarget::meters, .meters = {"73"}}, World::now);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->event.name, "Other");
    EXPECT_EQ(changed->event.meters, 1);
    EXPECT_EQ(changed->event.period.from, kStart) << "what is not named stays";
    events.schedule(administrator(), id, false, World::now).value();
    EXPECT_EQ(events.change(administrator(), id, {.name = "x"}, World::now).error().code, "event-not-draft");
    EXPECT_EQ(events.remove(administrator(), id, World::now).error().code, "event-not-draft");
    EXPECT_EQ(events.schedule(administrator(), id, false, World::now).error().code, "event-not-draft");
    const auto other = a_draft();
    ASSERT_TRUE(events.remove(administrator(), other, World::now));
    EXPECT_EQ(events.find(administrator(), other, World::now).error().code, "event-not-found");
}

TEST_F(EventsTest, AreScheduledWithTheTermsInForce) {
    const auto id = a_draft();
    auto terms = three_day_terms();
    terms.notice_lead_min = 30;
    (void)change_program(world.store(), administrator(), program, {"Peak days", terms, "", false}, World::now).value();
    const auto scheduled = events.schedule(administrator(), id, false, World::now).value();
    EXPECT_EQ(scheduled.event.program_version, 2);
    EXPECT_EQ(scheduled.event.notice, kStart - 1800);
    EXPECT_EQ(scheduled.event.opt_out_until, kStart - 3600);
    terms.notice_lead_min = 10;
    (void)change_program(world.store(), administrator(), program, {"Peak days", terms, "", false}, World::now).value();
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.program_version, 2) << "and keep them";
}

TEST_F(EventsTest, ThatComeTooSoonAreMeantSo) {
    const auto id = a_draft();
    const auto late = kStart - 119 * 60;
    EXPECT_EQ(events.schedule(administrator(), id, false, late).error().code, "event-too-soon");
    EXPECT_TRUE(events.schedule(administrator(), id, true, late));
}

TEST_F(EventsTest, ThatCallNobodyAreNotScheduled) {
    auto nobody = wish();
    nobody.start = "2025-06-14T16:00";  // before anybody was enrolled
    nobody.end = "2025-06-14T17:00";
    const auto id = events.create(administrator(), nobody, World::now).value().event.id;
    EXPECT_EQ(events.schedule(administrator(), id, true, World::now).error().code, "event-calls-nobody");
}

TEST_F(EventsTest, OfThePastAreDoneAtOnceAndTellNobody) {
    const auto id = a_draft();
    events.schedule(administrator(), id, true, kStart + 8 * 86'400).value();
    EXPECT_EQ(clock().advance(kStart + 8 * 86'400), 3);
    EXPECT_EQ(state(id), EventState::done);
    EXPECT_EQ(waiting_mails(), 0);
}

TEST_F(EventsTest, FollowTheClockWithANoticeForEachStep) {
    const auto anna = member(world.school);
    const auto id = a_scheduled();
    EXPECT_EQ(clock().advance(kStart - 7201), 0);
    EXPECT_EQ(clock().advance(kStart - 7200), 1);
    EXPECT_EQ(state(id), EventState::notified);
    EXPECT_EQ(waiting_mails(), 1) << "the one member there is";
    EXPECT_EQ(clock().advance(kStart - 1), 0);
    EXPECT_EQ(clock().advance(kStart), 1);
    EXPECT_EQ(state(id), EventState::active);
    EXPECT_EQ(waiting_mails(), 2);
    EXPECT_EQ(clock().advance(kStart + 7199), 0);
    EXPECT_EQ(clock().advance(kStart + 7200), 1);
    EXPECT_EQ(state(id), EventState::done);
    EXPECT_EQ(waiting_mails(), 3);
    EXPECT_EQ(clock().advance(kStart + 90'000), 0) << "settling is another's";
    const auto notices = events.notices(id, {}).value();
    ASSERT_EQ(notices.total, 3);
    EXPECT_EQ(notices.rows[0].kind, "standby");
    EXPECT_EQ(notices.rows[1].kind, "start");
    EXPECT_EQ(notices.rows[2].kind, "all_clear");
    EXPECT_EQ(notices.rows[0].recipient, anna.name);
}

TEST_F(EventsTest, TellEverybodyOnceHoweverOftenThePortalIsStarted) {
    (void)member(world.school);
    a_scheduled();
    for (int start = 0; start < 3; ++start)
        for (const auto t : {kStart - 7200, kStart - 7000, kStart + 10, kStart + 20}) (void)clock().advance(t);
    EXPECT_EQ(waiting_mails(), 2);
}

TEST_F(EventsTest, ThatAStoppedPortalMissedAreNotAnnouncedAfterwards) {
    (void)member(world.school);
    const auto id = a_scheduled();
    EXPECT_EQ(clock().advance(kStart + 60), 2);
    EXPECT_EQ(state(id), EventState::active);
    const auto notices = events.notices(id, {}).value();
    ASSERT_EQ(notices.total, 1) << "no standby for what has begun";
    EXPECT_EQ(notices.rows[0].kind, "start");
}

TEST_F(EventsTest, AreNotedWithoutAMailServerToo) {
    (void)member(world.school);
    const auto id = a_scheduled();
    programme.sends_mail = false;
    (void)clock().advance(kStart - 7200);
    EXPECT_EQ(waiting_mails(), 0);
    EXPECT_EQ(events.notices(id, {})->rows.at(0).mail, std::nullopt);
}

TEST_F(EventsTest, AreCancelledWithAReasonAndWordToWhomItMayConcern) {
    (void)member(world.school);
    const auto id = a_scheduled();
    (void)clock().advance(kStart - 7200);
    ASSERT_TRUE(events.cancel(administrator(), id, "It rains.", kStart - 3600));
    EXPECT_EQ(state(id), EventState::cancelled);
    for (int i = 0; i < 3; ++i) (void)clock().advance(kStart - 3500 + i);
    EXPECT_EQ(waiting_mails(), 2) << "standby, and that it is off";
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.cancel_reason, "It rains.");
    EXPECT_EQ(events.cancel(administrator(), id, "Again", kStart).error().code, "event-not-open");
}

TEST_F(EventsTest, ThatNobodyWasCalledToAreCancelledSilently) {
    (void)member(world.school);
    const auto id = a_scheduled();
    ASSERT_TRUE(events.cancel(administrator(), id, "Not needed.", World::now));
    (void)clock().advance(kStart);
    EXPECT_EQ(waiting_mails(), 0);
}

TEST_F(EventsTest, AreNotCancelledAsDraftsNorWhenTheyAreDone) {
    EXPECT_EQ(events.cancel(administrator(), a_draft(), "x", World::now).error().code, "event-not-open");
    const auto id = a_scheduled();
    (void)clock().advance(kStart + 7200);
    EXPECT_EQ(events.cancel(administrator(), id, "x", kStart + 7201).error().code, "event-not-open");
}

TEST_F(EventsTest, OfAnotherOrganisationAreAsIfTheyDidNotExist) {
    auto for_mill = wish();
    for_mill.target = storage::EventTarget::organisations;
    for_mill.organisations = {world.mill};
    const auto id = events.create(administrator(), for_mill, World::now).value().event.id;
    events.schedule(administrator(), id, false, World::now).value();
    const auto school = member(world.school);
    const auto mill = member(world.mill);
    const auto unknown = events.find(school, {999}, World::now).error();
    const auto foreign = events.find(school, id, World::now).error();
    EXPECT_EQ(foreign.code, unknown.code);
    EXPECT_EQ(foreign.message, unknown.message);
    EXPECT_EQ(events.opt_out(school, id, "71", "x", World::now).error().code, "event-not-found");
    EXPECT_EQ(events.participants(school, id).error().code, "event-not-found");
    EXPECT_EQ(events.list(school, {}, {})->total, 0);
    ASSERT_TRUE(events.find(mill, id, World::now));
    EXPECT_EQ(events.list(mill, {}, {})->rows[0].meters, 1);
}

TEST_F(EventsTest, ShowAMemberItsOwnMetersAlone) {
    const auto id = a_scheduled();
    const auto seen = events.find(member(world.school), id, World::now).value();
    ASSERT_EQ(seen.own_meters.size(), 1U);
    EXPECT_EQ(seen.own_meters[0].number, "71");
    EXPECT_EQ(seen.own_meters[0].nomination, core::Watts{10'500});
    EXPECT_EQ(seen.event.nominated, core::Watts{10'500});
    EXPECT_TRUE(seen.may_opt_out);
    const auto staff =
        World::member(world.add_user("s@power.example", world.provider, false), Level::power_provider, world.provider);
    const auto watched = events.find(staff, id, World::now).value();
    EXPECT_EQ(watched.event.meters, 3);
    EXPECT_FALSE(watched.may_opt_out) << "the provider's staff look on";
}

TEST_F(EventsTest, AreLeftByAMemberUntilTheDeadline) {
    const auto id = a_scheduled();
    const auto school = member(world.school);
    const auto deadline = kStart - 3600;
    const auto out = events.opt_out(school, id, "71", "Exams", deadline - 1).value();
    EXPECT_EQ(out.opt_out->reason, "Exams");
    EXPECT_EQ(out.opt_out->made_by, school.name);
    EXPECT_EQ(events.opt_out(school, id, "71", "Again", deadline - 1)->opt_out->reason, "Exams") << "once is enough";
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.opted_out, 1);
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.nominated, core::Watts{21'000});
    ASSERT_TRUE(events.opt_in(school, id, "71", deadline - 1));
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.opted_out, 0);
    EXPECT_EQ(events.opt_out(school, id, "71", "Late", deadline).error().code, "opt-out-closed");
    EXPECT_FALSE(events.find(school, id, deadline)->may_opt_out);
    EXPECT_EQ(events.opt_out(school, id, "72", "Not mine", deadline - 1).error().code, "meter-not-found");
    EXPECT_EQ(events.opt_out(school, id, "999", "Nobody's", deadline - 1).error().message,
              "There is no meter '999' in this event.");
    EXPECT_TRUE(events.opt_out(administrator(), id, "73", "By telephone", deadline - 1));
}

TEST_F(EventsTest, TellNobodyWhoHasOptedOut) {
    const auto school = member(world.school);
    const auto id = a_scheduled();
    ASSERT_TRUE(events.opt_out(school, id, "71", "Exams", World::now));
    (void)clock().advance(kStart + 7200);
    EXPECT_EQ(events.notices(id, {})->total, 0);
}

TEST_F(EventsTest, FollowTheEnrolmentsUntilTheyBegin) {
    const auto id = a_scheduled();
    world.add_meter("74");
    enrol_meter(world, program, "74", 4);
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.meters, 4);
    (void)change_enrolment(world.store(), administrator(), {1},
                           {.nomination = EnrolmentChange::Nomination{.power = core::Watts{20'000}}}, World::now)
        .value();
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.nominated, core::Watts{45'000});
    (void)clock().advance(kStart);
    ASSERT_TRUE(end_enrolment(world.store(), administrator(), {2}, kStart + 1));
    EXPECT_EQ(events.find(administrator(), id, World::now)->event.meters, 4) << "not after that";
}

TEST_F(EventsTest, FromBeforeThereWereProgrammesMoveAlongSilently) {
    (void)member(world.school);
    {
        auto tx = world.store().write();
        (void)storage::create_event(tx, {World::now + 1, World::now + 61}, "Old", "", {}).value();
        tx.commit();
    }
    EXPECT_EQ(clock().advance(World::now + 100), 3);
    EXPECT_EQ(state({1}), EventState::done);
    EXPECT_EQ(waiting_mails(), 0);
}

TEST_F(EventsTest, SayInTheirMailsWhatToDoAndUntilWhen) {
    auto test = wish();
    test.is_test = true;
    test.message = "Please switch off the pool.";
    const auto id = events.create(administrator(), test, World::now).value().event.id;
    events.schedule(administrator(), id, false, World::now).value();
    const auto event = events.find(administrator(), id, World::now)->event;
    const auto mail = event_mail(programme, event, storage::NoticeKind::standby, {"a@b.example", {"71", "72"}});
    EXPECT_EQ(mail.recipient, "a@b.example");
    EXPECT_NE(mail.subject.find("TEST, stand by"), std::string::npos);
    for (const std::string part : {"Sunday 15 June 2025, 16:00 to 18:00 (America/Chicago)", "Meters 71, 72.",
                                   "Please switch off the pool.", "say so until 15:00 on Sunday 15 June 2025",
                                   "https://portal.example/events/1", "This is a test of the programme."})
        EXPECT_NE(mail.body.find(part), std::string::npos) << part << "\n" << mail.body;
}

}  // namespace
}  // namespace drp::portal
