#include "portal/programs.hpp"

#include <gtest/gtest.h>

#include "a_program.hpp"
#include "storage/audit.hpp"

namespace drp::portal {
namespace {

std::string last_audit(World& world) {
    auto tx = world.store().read();
    const auto lines = storage::list_audit(tx, {}, {.is_descending = true, .limit = 1}).value();
    return lines.rows.empty() ? "" : lines.rows[0].action + " " + lines.rows[0].subject + " " + lines.rows[0].after;
}

TEST(Programs, ChangeByNewVersionsOnly) {
    World world;
    const auto id = add_program(world);
    auto terms = three_day_terms();
    terms.credit.rate_micro_dollars = 3'000'000;
    const auto changed =
        change_program(world.store(), administrator(), id, {"Peak days", terms, "dearer", false}, World::now + 60);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->program.current.version, 2);
    ASSERT_EQ(changed->versions.size(), 2U);
    EXPECT_EQ(changed->versions[0].note, "dearer");
    EXPECT_EQ(changed->versions[0].made_by, "admin@power.example");
    EXPECT_EQ(changed->versions[1].terms.credit.rate_micro_dollars, 2'800'000) << "the first is as it was";
    EXPECT_EQ(last_audit(world), R"(program.change program 1 {"rate_dollars":"3","version":"2"})");
}

TEST(Programs, MakeNoVersionOfANameOrOfTheSameTerms) {
    World world;
    const auto id = add_program(world);
    const auto renamed =
        change_program(world.store(), administrator(), id, {"Peak hours", three_day_terms(), "", true}, World::now);
    ASSERT_TRUE(renamed);
    EXPECT_EQ(renamed->versions.size(), 1U);
    EXPECT_EQ(renamed->program.name, "Peak hours");
    EXPECT_TRUE(renamed->program.archived);
    EXPECT_EQ(last_audit(world), R"(program.change program 1 {"name":"Peak hours","state":"archived"})");
}

TEST(Programs, AreRefusedWithTheFieldThatIsWrong) {
    World world;
    const auto refused = [&](auto change) {
        auto terms = three_day_terms();
        change(terms);
        const auto made = create_program(world.store(), administrator(), {"x", terms, "", false}, World::now);
        return made ? std::string("made") : made.error().place;
    };
    using Terms = storage::ProgramTerms;
    EXPECT_EQ(refused([](Terms& t) { t.credit.penalty_floor_milli = 500; }), "terms.credit.penalty_floor");
    EXPECT_EQ(refused([](Terms& t) { t.credit.performance_cap_milli = 1000; }), "terms.credit.kind");
    EXPECT_EQ(refused([](Terms& t) { t.notice_lead_min = -1; }), "terms.notice_lead_min");
    EXPECT_EQ(refused([](Terms& t) { t.opt_out_deadline_min = 10'081; }), "terms.opt_out_deadline_min");
    EXPECT_EQ(refused([](Terms& t) { t.own_holidays = t.own_workdays = {{20'000}}; }), "terms.holidays.own_holidays");
    EXPECT_EQ(refused([](Terms& t) {
                  t.credit.kind = storage::CreditKind::capacity;
                  t.credit.performance_cap_milli = 10'001;
              }),
              "terms.credit.performance_cap");
    EXPECT_EQ(refused([](Terms& t) { t.baseline_method = "guess"; }), "terms.baseline.method");
    EXPECT_EQ(refused([](Terms& t) { t.baseline_parameters = {{"days", "3"}}; }), "terms.baseline.parameters.days");
    EXPECT_EQ(refused([](Terms& t) {
                  t.baseline_parameters = {{"days_wanted", "many"}};
              }),
              "terms.baseline.parameters.days_wanted");
    EXPECT_EQ(refused([](Terms&) {}), "made");
    EXPECT_EQ(refused([](Terms&) {}), "name") << "the name is taken";
    EXPECT_EQ(find_program(world.store(), {99}, World::now).error().code, "program-not-found");
}

TEST(Enrolments, AreMadeAllOrNone) {
    World world;
    world.add_meter("71");
    world.add_meter("72");
    const auto program = add_program(world);
    const std::vector<EnrolmentDraft> drafts{{2, "71", watts_of(12.5).value(), {}, "2025-06-01", "", "", ""},
                                             {3, "72", {}, {}, "2025-06-01", "2025-06-01", "", ""},
                                             {4, "99", {}, {}, "", "", "", ""},
                                             {5, "72", {}, {}, "soon", "", "", ""},
                                             {6, "71", {}, {}, "2025-07-01", "", "", ""},
                                             {7, "72", {}, {}, "", "", "", "no address"}};
    const auto wrong = enrol(world.store(), administrator(), program, drafts, false, World::now).value();
    std::string text;
    for (const auto& [line, problem] : wrong) text += std::to_string(line) + " " + problem.code + "\n";
    EXPECT_EQ(text, "3 enrolment-empty\n4 meter-not-found\n5 time-invalid\n6 meter-enrolled\n7 field-invalid\n");
    EXPECT_EQ(find_program(world.store(), program, World::now)->program.enrolled, 0);
    EXPECT_TRUE(enrol(world.store(), administrator(), program, {drafts.data(), 1}, true, World::now)->empty());
    EXPECT_EQ(find_program(world.store(), program, World::now)->program.enrolled, 0) << "it was a trial";
    EXPECT_TRUE(enrol(world.store(), administrator(), program, {drafts.data(), 1}, false, World::now)->empty());
    EXPECT_EQ(find_program(world.store(), program, World::now)->program.nominated, core::Watts{12'500});
}

TEST(Enrolments, AreNotMadeInAnArchivedProgramme) {
    World world;
    world.add_meter("71");
    const auto program = add_program(world);
    (void)change_program(world.store(), administrator(), program, {"x", three_day_terms(), "", true}, World::now)
        .value();
    const EnrolmentDraft draft{1, "71", {}, {}, "", "", "", ""};
    EXPECT_EQ(enrol(world.store(), administrator(), program, {&draft, 1}, false, World::now).error().code,
              "program-archived");
    EXPECT_EQ(enrol(world.store(), administrator(), {99}, {&draft, 1}, false, World::now).error().code,
              "program-not-found");
}

TEST(Enrolments, ChangeTheirNominationFromAMomentOn) {
    World world;
    world.add_meter("71");
    const auto program = add_program(world);
    enrol_meter(world, program, "71", 12.5);
    const auto changed = change_enrolment(
        world.store(), administrator(), {1},
        {.nomination = EnrolmentChange::Nomination{.power = core::Watts{15'000}, .from = "2025-07-01"}}, World::now);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->enrolment.nomination, core::Watts{12'500}) << "still";
    EXPECT_EQ(find_enrolment(world.store(), {1}, at("2025-07-01T05:00:00Z"))->enrolment.nomination,
              core::Watts{15'000});
    EXPECT_EQ(changed->nominations.size(), 2U);
    EXPECT_EQ(
        change_enrolment(world.store(), administrator(), {1}, {.contact_email = "nobody"}, World::now).error().place,
        "contact_email");
    EXPECT_EQ(change_enrolment(world.store(), administrator(), {9}, {}, World::now).error().code,
              "enrolment-not-found");
}

TEST(Enrolments, EndNowOrAreTakenAwayBeforeTheyBegin) {
    World world;
    world.add_meter("71");
    world.add_meter("72");
    const auto program = add_program(world);
    const std::vector<EnrolmentDraft> drafts{{1, "71", {}, {}, "2025-06-01", "", "", ""},
                                             {2, "72", {}, {}, "2025-08-01", "", "", ""}};
    ASSERT_TRUE(enrol(world.store(), administrator(), program, drafts, false, World::now)->empty());
    ASSERT_TRUE(end_enrolment(world.store(), administrator(), {1}, World::now));
    EXPECT_EQ(find_enrolment(world.store(), {1}, World::now)->enrolment.to, World::now);
    EXPECT_EQ(end_enrolment(world.store(), administrator(), {1}, World::now + 1).error().code, "enrolment-ended");
    ASSERT_TRUE(end_enrolment(world.store(), administrator(), {2}, World::now));
    EXPECT_EQ(find_enrolment(world.store(), {2}, World::now).error().code, "enrolment-not-found");
}

TEST(Nominations, AreExactToTheWatt) {
    EXPECT_EQ(parse_kw("12.5")->value, 12'500);
    EXPECT_EQ(parse_kw("0.001")->value, 1);
    EXPECT_EQ(parse_kw("1000000")->value, 1'000'000'000);
    for (const std::string text : {"", "-1", "1.2345", "1e3", "12,5", ".5", "5.", "1000000.001", "99999999", "x"})
        EXPECT_EQ(parse_kw(text).error().code, "nomination-invalid") << text;
    EXPECT_EQ(watts_of(12.345)->value, 12'345);
    EXPECT_EQ(watts_of(999'999.999)->value, 999'999'999);
    for (const double kw : {-0.001, 0.0005, 1'000'000.001, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_EQ(watts_of(kw).error().code, "nomination-invalid") << kw;
}

}  // namespace
}  // namespace drp::portal
