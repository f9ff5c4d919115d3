#include "storage/program_events.hpp"

#include <set>

#include <gtest/gtest.h>

#include "a_program.hpp"
#include "storage/accounts.hpp"
#include "storage/enrolments.hpp"
#include "storage/event_notices.hpp"
#include "storage/mails.hpp"

namespace drp::storage {
namespace {

using core::Watts;
using test::AStore;
using test::kNow;
using test::Shell;
using test::with_program;

constexpr core::UtcSeconds kStart{kNow.value / 300 * 300 + 86'400};
constexpr EventViewer kAll{.entity = std::nullopt, .sees_drafts = true};

EventDraft draft_of(core::ProgramId program) {
    return {.program = program, .period = {kStart, kStart + 3600}, .name = "Peak", .message = ""};
}

/// A store with a programme, an enrolled meter (key 1) and an event (1) in the state asked for.
class EventRules : public testing::Test {
  protected:
    EventRules() {
        store_.with_provider();
        meters_ = store_.with_meters({"1", "2"});
        auto tx = store_->write();
        const auto program = with_program(tx);
        (void)create_enrolment(tx, program, {meters_[0], kNow, {}, "", "a@b.example", NominatedPower{{12'500}, {}}},
                               "me", kNow)
            .value();
        event_ = create_event_draft(tx, draft_of(program), "me", kNow);
        tx.commit();
    }
    void bring_to(EventState state) {
        auto tx = store_->write();
        const auto present = find_program_event(tx, event_, kAll)->state;
        if (present == EventState::draft && state != EventState::draft)
            schedule_event(tx, event_, 1, {kStart - 3600, kStart - 1800}, kNow);
        if (state == EventState::cancelled) {
            cancel_event(tx, event_, "rain");
        } else {
            for (const auto next : {EventState::notified, EventState::active, EventState::done, EventState::settled})
                if (next <= state) advance_event(tx, event_, next);
        }
        tx.commit();
    }
    std::string attack(const std::string& sql) { return Shell(store_.address()).run(sql); }

    AStore store_;
    std::vector<core::MeterId> meters_;
    core::EventId event_;
};

TEST(EventState, GoesItsWayAndNoOther) {
    const std::vector<std::string> states{"draft", "scheduled", "notified", "active", "done", "settled", "cancelled"};
    const std::set<std::pair<std::string, std::string>> allowed{
        {"scheduled", "notified"},  {"notified", "active"},    {"active", "done"},     {"done", "settled"},
        {"scheduled", "cancelled"}, {"notified", "cancelled"}, {"active", "cancelled"}};
    for (const auto from : {EventState::draft, EventState::scheduled, EventState::notified, EventState::active,
                            EventState::done, EventState::settled}) {
        AStore store;
        store.with_provider();
        const auto meter = store.with_meter("1");
        {
            auto tx = store->write();
            const auto program = with_program(tx);
            (void)create_enrolment(tx, program, {meter, kNow, {}, "", "", NominatedPower{{1}, {}}}, "me", kNow).value();
            const auto id = create_event_draft(tx, draft_of(program), "me", kNow);
            if (from != EventState::draft) schedule_event(tx, id, 1, {kStart, kStart}, kNow);
            for (const auto next : {EventState::notified, EventState::active, EventState::done, EventState::settled})
                if (next <= from) advance_event(tx, id, next);
            tx.commit();
        }
        Shell shell(store.address());
        for (const auto& to : states) {
            if (to == to_text(from)) continue;
            const auto said =
                shell.run("BEGIN; UPDATE event SET state = '" + to +
                          "', cancel_reason = 'rain', scheduled_utc = "
                          "coalesce(scheduled_utc, 1), notice_utc = coalesce(notice_utc, 1), opt_out_until_utc = "
                          "coalesce(opt_out_until_utc, 1) WHERE event_id = 1");
            (void)shell.run("ROLLBACK");
            const bool is_fine =
                allowed.contains({std::string(to_text(from)), to}) || (from == EventState::draft && to == "scheduled");
            EXPECT_EQ(said.empty(), is_fine) << to_text(from) << " to " << to << ": " << said;
        }
    }
}

TEST_F(EventRules, ACancelledEventStaysCancelled) {
    bring_to(EventState::cancelled);
    for (const auto* to : {"draft", "scheduled", "notified", "active", "done", "settled"})
        EXPECT_NE(attack("UPDATE event SET state = '" + std::string(to) + "'").find("cannot go"), std::string::npos);
    EXPECT_NE(attack("DELETE FROM event").find("cancelled, not deleted"), std::string::npos);
}

TEST_F(EventRules, ACancellationHasAReason) {
    bring_to(EventState::scheduled);
    EXPECT_NE(attack("UPDATE event SET state = 'cancelled'").find("a reason is given"), std::string::npos);
}

TEST_F(EventRules, WhatIsScheduledDoesNotChange) {
    bring_to(EventState::scheduled);
    for (const auto* change : {"start_utc = start_utc - 300", "end_utc = end_utc + 300", "is_test = 1",
                               "target = 'meters'", "opt_out_until_utc = 1", "notice_utc = 1", "program_version = 2"})
        EXPECT_NE(attack("UPDATE event SET " + std::string(change)).find("what is scheduled does not change"),
                  std::string::npos)
            << change;
    EXPECT_NE(attack("INSERT INTO event_target VALUES (1, 'meter', 1)").find("does not change"), std::string::npos);
}

TEST_F(EventRules, AnEventBeginsAsADraftOnWholeFiveMinutes) {
    const std::string insert =
        "INSERT INTO event (start_utc, end_utc, name, is_for_all, program_id, program_version, state) VALUES ";
    EXPECT_NE(attack(insert + "(0, 300, 'x', 0, 1, 1, 'scheduled')").find("begins as a draft"), std::string::npos);
    EXPECT_NE(attack(insert + "(0, 300, 'x', 0, NULL, NULL, 'done')").find("begins as a draft"), std::string::npos);
    EXPECT_NE(attack(insert + "(0, 301, 'x', 0, 1, 1, 'draft')").find("five minutes"), std::string::npos);
    EXPECT_NE(attack(insert + "(0, 300, 'x', 0, 1, 9, 'draft')").find("no such version"), std::string::npos);
    EXPECT_EQ(attack(insert + "(0, 300, 'x', 0, 1, 1, 'draft')"), "");
}

TEST_F(EventRules, WhoTakesPartIsFixedWhenTheEventBegins) {
    bring_to(EventState::notified);
    EXPECT_EQ(attack("UPDATE event_meter SET nomination_w = 13000"), "");
    bring_to(EventState::active);
    for (const auto* sql : {"UPDATE event_meter SET nomination_w = 99", "DELETE FROM event_meter",
                            "INSERT INTO event_meter (event_id, meter_id) VALUES (1, 2)",
                            "INSERT OR REPLACE INTO event_meter (event_id, meter_id, nomination_w) VALUES (1, 1, 99)"})
        EXPECT_NE(attack(sql).find("fixed when the event begins"), std::string::npos) << sql;
}

TEST_F(EventRules, OneOptsOutOfWhatOneIsCalledToAndInTime) {
    const std::string early = std::to_string(kStart.value - 1801);
    const std::string late = std::to_string(kStart.value - 1800);
    const auto insert = [&](int meter, const std::string& at) {
        return attack("INSERT INTO event_opt_out VALUES (1, " + std::to_string(meter) + ", 'ill', 'me', " + at + ")");
    };
    EXPECT_NE(insert(1, early), "") << "a draft calls nobody";
    bring_to(EventState::scheduled);
    EXPECT_NE(insert(2, early).find("does not take part"), std::string::npos);
    EXPECT_NE(insert(1, late).find("too late"), std::string::npos);
    EXPECT_EQ(insert(1, early), "");
    EXPECT_NE(attack("UPDATE event_opt_out SET reason = 'well'").find("do not change"), std::string::npos);
    bring_to(EventState::active);
    EXPECT_NE(attack("DELETE FROM event_opt_out").find("too late"), std::string::npos);
}

TEST_F(EventRules, TheLogOfNoticesIsAddedToAndTellsWhatBecameOfTheMail) {
    bring_to(EventState::scheduled);
    std::int64_t mail = 0;
    {
        auto tx = store_->write();
        mail = queue_mail(tx, {"a@b.example", "Stand by", "text"}, kNow);
        EXPECT_TRUE(add_notice(tx, event_, NoticeKind::standby, "a@b.example", mail, kNow));
        EXPECT_FALSE(add_notice(tx, event_, NoticeKind::standby, "A@B.example", mail, kNow)) << "once each";
        EXPECT_TRUE(add_notice(tx, event_, NoticeKind::start, "a@b.example", std::nullopt, kNow));
        mark_mail_sent(tx, mail, kNow + 5);
        (void)delete_old_mails(tx, kNow + 100);
        const auto notices = list_notices(tx, event_, {}).value();
        ASSERT_EQ(notices.total, 2);
        EXPECT_EQ(notices.rows[0].sent, kNow + 5) << "even when the mail itself is forgotten";
        EXPECT_EQ(notices.rows[1].mail, std::nullopt);
        tx.commit();
    }
    for (const auto* sql : {"UPDATE event_notice SET recipient = 'x'",
                            "UPDATE event_notice SET sent_utc = 1 WHERE kind = 'standby'", "DELETE FROM event_notice"})
        EXPECT_NE(attack(sql).find("what is recorded stays"), std::string::npos) << sql;
}

TEST_F(EventRules, AMeterThatGoesTakesItsEnrolmentsWithIt) {
    bring_to(EventState::done);
    EXPECT_NE(attack("DELETE FROM enrolment").find("it is ended, not deleted"), std::string::npos);
    EXPECT_EQ(attack("DELETE FROM meter WHERE meter_id = 1"), "");
    EXPECT_EQ(Shell(store_.address())
                  .ask("SELECT (SELECT COUNT(*) FROM enrolment), (SELECT COUNT(*) FROM nomination), "
                       "(SELECT COUNT(*) FROM event_meter)"),
              "0|0|0");
}

TEST_F(EventRules, NominationsAreAHistory) {
    for (const auto* sql : {"UPDATE nomination SET power_w = 1", "DELETE FROM nomination",
                            "INSERT OR REPLACE INTO nomination VALUES (1, 1, 0, 1, 0, 'me', NULL)"})
        EXPECT_NE(attack(sql).find("what is recorded stays"), std::string::npos) << sql;
    EXPECT_NE(attack("UPDATE enrolment SET meter_id = 2").find("do not change"), std::string::npos);
    EXPECT_NE(attack("INSERT INTO enrolment (program_id, meter_id, from_utc, created_utc) VALUES (1, 1, 0, 0)")
                  .find("is enrolled"),
              std::string::npos);
}

TEST(ProgramEvents, CallWhoIsEnrolledAtTheirStartAndMeant) {
    AStore store;
    store.with_provider();
    const auto school = store.with_organization("School");
    const auto meters = store.with_meters({"1", "2", "3", "4"});
    auto tx = store->write();
    ASSERT_TRUE(assign_meter(tx, meters[1], school));
    ASSERT_TRUE(assign_meter(tx, meters[2], school));
    const auto program = with_program(tx);
    const auto enrol = [&](int i, core::UtcSeconds from, std::optional<core::UtcSeconds> to) {
        (void)create_enrolment(tx, program,
                               {meters[static_cast<std::size_t>(i)], from, to, "", "", NominatedPower{{1000}, {}}},
                               "me", kNow)
            .value();
    };
    enrol(0, kNow, {});
    enrol(1, kNow, {});
    enrol(2, kNow, kStart);  // ends when the event starts
    auto draft = draft_of(program);
    const auto numbers = [&](core::EventId id, const EventViewer& viewer = kAll) {
        std::string text;
        for (const auto& participant : list_participants(tx, id, viewer)) text += participant.number;
        return text;
    };
    const auto all = create_event_draft(tx, draft, "me", kNow);
    EXPECT_EQ(numbers(all), "12");
    EXPECT_EQ(find_program_event(tx, all, kAll)->meters, 2);
    draft.target = EventTarget::organisations;
    draft.organisations = {school};
    const auto of_school = create_event_draft(tx, draft, "me", kNow);
    EXPECT_EQ(numbers(of_school), "2");
    draft.target = EventTarget::meters;
    draft.meters = {meters[0], meters[3]};
    const auto of_meters = create_event_draft(tx, draft, "me", kNow);
    EXPECT_EQ(numbers(of_meters), "1") << "the fourth is not enrolled";

    schedule_event(tx, all, 1, {kNow, kNow}, kNow);
    EXPECT_EQ(numbers(all), "12");
    enrol(3, kNow, {});
    EXPECT_EQ(numbers(all), "12") << "until it is drawn up anew";
    draw_up_participants(tx, all);
    EXPECT_EQ(numbers(all), "124");
    EXPECT_EQ(numbers(all, {.entity = school.value}), "2");
    EXPECT_EQ(list_event_targets(tx, of_school).organisations[0].name, "School");
    EXPECT_EQ(list_event_targets(tx, of_meters).meters.size(), 2U);
}

TEST(ProgramEvents, OfSomebodyElseAndDraftsAreNotThereForAMember) {
    AStore store;
    store.with_provider();
    const auto school = store.with_organization("School");
    const auto mill = store.with_organization("Mill");
    const auto meters = store.with_meters({"1", "2"});
    auto tx = store->write();
    ASSERT_TRUE(assign_meter(tx, meters[0], school));
    ASSERT_TRUE(assign_meter(tx, meters[1], mill));
    const auto program = with_program(tx);
    for (const auto meter : meters)
        (void)create_enrolment(tx, program, {meter, kNow, {}, "", "", NominatedPower{{2500}, {}}}, "me", kNow).value();
    auto draft = draft_of(program);
    const auto both = create_event_draft(tx, draft, "me", kNow);
    draft.target = EventTarget::meters;
    draft.meters = {meters[1]};
    const auto of_mill = create_event_draft(tx, draft, "me", kNow);
    const EventViewer viewer{.entity = school.value};
    EXPECT_FALSE(find_program_event(tx, both, viewer)) << "a draft";
    schedule_event(tx, both, 1, {kNow, kStart}, kNow);
    schedule_event(tx, of_mill, 1, {kNow, kStart}, kNow);
    opt_out(tx, both, meters[1], "ill", "me", kNow);
    ASSERT_TRUE(find_program_event(tx, both, viewer));
    EXPECT_EQ(find_program_event(tx, both, viewer)->meters, 1);
    EXPECT_EQ(find_program_event(tx, both, viewer)->opted_out, 0) << "that of another is not its business";
    EXPECT_EQ(find_program_event(tx, both, viewer)->nominated, Watts{2500});
    EXPECT_EQ(find_program_event(tx, both, kAll)->opted_out, 1);
    EXPECT_EQ(find_program_event(tx, both, kAll)->nominated, Watts{2500}) << "without what has opted out";
    EXPECT_FALSE(find_program_event(tx, of_mill, viewer));
    EXPECT_EQ(list_program_events(tx, {}, viewer, {})->total, 1);
    EXPECT_EQ(list_program_events(tx, {}, kAll, {})->total, 2);
    EXPECT_EQ(list_program_events(tx, {.states = {"draft"}}, kAll, {})->total, 0);
    EXPECT_EQ(list_program_events(tx, {.from = kStart + 3600}, kAll, {})->total, 0) << "ends are open";
    EXPECT_EQ(list_program_events(tx, {.to = kStart}, kAll, {})->total, 0);
    EXPECT_EQ(list_program_events(tx, {}, kAll, {.search = "peak"})->total, 2);
}

TEST(EventNotices, GoToContactsAndToMembersWhoHaveNotSaidNo) {
    AStore store;
    store.with_provider();
    const auto school = store.with_organization("School");
    const auto meters = store.with_meters({"1", "2", "3"});
    auto tx = store->write();
    const auto provider = provider_organization(tx)->id;
    const auto user = [&](const std::string& email, std::optional<core::OrgId> org, MemberStatus status) {
        return create_user(tx, {email, "", "", "", org, status, false}, kNow).value().id;
    };
    user("staff@power.example", provider, MemberStatus::approved);
    user("Head@School.example", school, MemberStatus::approved);
    user("new@school.example", school, MemberStatus::pending);
    const auto quiet = user("quiet@school.example", school, MemberStatus::approved);
    ASSERT_TRUE(update_user(tx, quiet, {.preferences = R"({"event_notices":"off"})"}));
    const auto resident = user("home@there.example", std::nullopt, MemberStatus::approved);
    ASSERT_TRUE(assign_meter(tx, meters[0], school));
    ASSERT_TRUE(assign_meter(tx, meters[1], school));
    ASSERT_TRUE(assign_meter(tx, meters[2], resident));
    const auto program = with_program(tx);
    const std::vector<std::string> contacts{"head@school.example", "", "caretaker@there.example"};
    for (std::size_t i = 0; i < 3; ++i)
        (void)create_enrolment(tx, program, {meters[i], kNow, {}, "", contacts[i], {}}, "me", kNow).value();
    const auto id = create_event_draft(tx, draft_of(program), "me", kNow);
    schedule_event(tx, id, 1, {kNow, kStart}, kNow);
    const auto told = [&](bool with_opted_out) {
        std::string text;
        for (const auto& recipient : list_notice_recipients(tx, id, with_opted_out)) {
            text += recipient.email + ":";
            for (const auto& meter : recipient.meters) text += meter;
            text += " ";
        }
        return text;
    };
    EXPECT_EQ(told(false), "caretaker@there.example:3 head@school.example:12 home@there.example:3 ");
    opt_out(tx, id, meters[2], "ill", "me", kNow);
    EXPECT_EQ(told(false), "head@school.example:12 ");
    EXPECT_EQ(told(true), "caretaker@there.example:3 head@school.example:12 home@there.example:3 ");
}

}  // namespace
}  // namespace drp::storage
