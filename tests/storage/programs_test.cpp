#include "storage/programs.hpp"

#include <gtest/gtest.h>

#include "a_program.hpp"
#include "storage/enrolments.hpp"

namespace drp::storage {
namespace {

using core::Watts;
using test::AStore;
using test::kNow;
using test::Shell;
using test::some_terms;
using test::with_program;

TEST(Programs, KeepTheirTermsExactlyInEveryVersion) {
    AStore store;
    auto tx = store->write();
    const auto id = with_program(tx);
    auto other = some_terms();
    other.credit = {CreditKind::performance_kw, CreditPer::event, 3'000'000, {}, {}, {}};
    other.own_workdays.clear();
    EXPECT_EQ(add_program_version(tx, id, other, "dearer", "you", kNow + 9).value(), 2);
    const auto program = find_program(tx, id, kNow).value();
    EXPECT_EQ(program.current.version, 2);
    EXPECT_EQ(program.current.terms, other);
    const auto versions = list_program_versions(tx, id);
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].note, "dearer");
    EXPECT_EQ(versions[0].made_by, "you");
    EXPECT_EQ(versions[1].terms, some_terms());
    EXPECT_EQ(find_program_version(tx, id, 1)->terms, some_terms());
    EXPECT_FALSE(find_program_version(tx, id, 3));
}

TEST(Programs, HaveNamesOfTheirOwn) {
    AStore store;
    auto tx = store->write();
    const auto id = with_program(tx, "Peak");
    const auto other = with_program(tx, "Reserve");
    EXPECT_EQ(create_program(tx, "PEAK", some_terms(), "", "me", kNow).error().code, "program-name-taken");
    EXPECT_EQ(rename_program(tx, other, "peak").error().code, "program-name-taken");
    ASSERT_TRUE(rename_program(tx, id, "peak"));
    EXPECT_EQ(find_program(tx, std::string_view("PEAK"), kNow)->id, id);
    ASSERT_TRUE(archive_program(tx, id, kNow));
    EXPECT_EQ(list_programs(tx, kNow).back().id, id) << "archived ones come last";
    EXPECT_EQ(add_program_version(tx, {99}, some_terms(), "", "me", kNow).error().code, "program-unknown");
}

TEST(ProgramRules, NoVersionEverChanges) {
    AStore store;
    {
        auto tx = store->write();
        with_program(tx);
        tx.commit();
    }
    Shell shell(store.address());
    const std::vector<std::string> attacks{
        "UPDATE program_version SET credit_rate_micro = 1",
        "DELETE FROM program_version",
        "UPDATE program_parameter SET value = '1'",
        "DELETE FROM program_parameter",
        "UPDATE program_holiday SET is_holiday = 0",
        "DELETE FROM program_holiday",
        "INSERT OR REPLACE INTO program_parameter VALUES (1, 1, 'look_back_days', '1')",
        "INSERT OR REPLACE INTO program_holiday VALUES (1, 1, 20000, 0)"};
    for (const auto& sql : attacks)
        EXPECT_NE(shell.run(sql).find("a change makes a new version"), std::string::npos) << sql;
    EXPECT_NE(shell.run("DELETE FROM program").find("archived, not deleted"), std::string::npos);
    EXPECT_NE(shell.run("INSERT OR REPLACE INTO program (program_id, name, created_utc) VALUES (1, 'x', 0)")
                  .find("not replaced"),
              std::string::npos);
    EXPECT_NE(shell
                  .run("INSERT INTO program_version SELECT program_id, 3, made_utc, made_by, note, baseline_method, "
                       "prefers_uploaded, credit_kind, credit_per, credit_rate_micro, performance_cap_milli, "
                       "penalty_floor_milli, penalty_rate_micro, wholesale_micro_per_kw, holiday_rule, "
                       "day_after_thanksgiving, notice_lead_min, opt_out_deadline_min FROM program_version")
                  .find("without gaps"),
              std::string::npos);
}

TEST(Enrolments, OfOneMeterInOneProgrammeNeverOverlap) {
    AStore store;
    const auto meter = store.with_meter("1");
    auto tx = store->write();
    const auto program = with_program(tx);
    const auto other = with_program(tx, "Reserve");
    const auto enrol = [&](core::ProgramId in, std::int64_t from, std::optional<std::int64_t> to) {
        const auto end = to ? std::optional(kNow + *to) : std::nullopt;
        return create_enrolment(tx, in, {meter, kNow + from, end, "", "", {}}, "me", kNow);
    };
    ASSERT_TRUE(enrol(program, 0, 100));
    EXPECT_EQ(enrol(program, 99, 200).error().code, "meter-enrolled");
    EXPECT_EQ(enrol(program, -50, std::nullopt).error().code, "meter-enrolled");
    EXPECT_EQ(enrol(program, 200, 200).error().code, "enrolment-empty");
    EXPECT_TRUE(enrol(other, 50, std::nullopt)) << "another programme is another matter";
    const auto second = enrol(program, 100, 200).value();
    EXPECT_TRUE(enrol(program, 300, std::nullopt));
    EXPECT_EQ(set_enrolment_end(tx, second, std::nullopt).error().code, "meter-enrolled");
    EXPECT_EQ(set_enrolment_end(tx, second, kNow + 100).error().code, "enrolment-empty");
    EXPECT_TRUE(set_enrolment_end(tx, second, kNow + 300));
}

TEST(Enrolments, HaveTheNominationOfTheMoment) {
    AStore store;
    const auto meter = store.with_meter("1");
    auto tx = store->write();
    const auto program = with_program(tx);
    const auto id =
        create_enrolment(tx, program, {meter, kNow, {}, "", "", NominatedPower{{12'500}, {}}}, "me", kNow).value();
    add_nomination(tx, id, kNow + 200, {{15'000}, {}}, "me", kNow);
    add_nomination(tx, id, kNow + 100, {{13'001}, {}}, "me", kNow + 1);
    add_nomination(tx, id, kNow + 200, {{16'000}, {}}, "me", kNow + 2);
    const auto at = [&](std::int64_t seconds) { return find_enrolment(tx, id, kNow + seconds)->nomination; };
    EXPECT_EQ(at(-1), std::nullopt);
    EXPECT_EQ(at(0), Watts{12'500});
    EXPECT_EQ(at(100), Watts{13'001});
    EXPECT_EQ(at(1000), Watts{16'000}) << "of two from the same moment the later one holds";
    EXPECT_EQ(list_nomination_changes(tx, id).size(), 4U) << "and nothing is forgotten";
    EXPECT_EQ(find_program(tx, program, kNow + 100)->nominated, Watts{13'001});
    EXPECT_EQ(find_program(tx, program, kNow + 100)->enrolled, 1);
    EXPECT_EQ(find_program(tx, program, kNow - 1)->enrolled, 0);
}

TEST(Enrolments, HaveTheFirmLevelThatWasAgreedWithTheNomination) {
    AStore store;
    const auto meter = store.with_meter("1");
    auto tx = store->write();
    const auto program = with_program(tx);
    const NewEnrolment wish{meter, kNow, {}, "", "", NominatedPower{{12'500}, Watts{3000}}};
    const auto id = create_enrolment(tx, program, wish, "me", kNow).value();
    add_nomination(tx, id, kNow + 100, {{12'500}, {}}, "me", kNow);
    EXPECT_EQ(find_enrolment(tx, id, kNow)->firm_level, Watts{3000});
    EXPECT_EQ(find_enrolment(tx, id, kNow + 100)->firm_level, std::nullopt);
    EXPECT_EQ(list_nomination_changes(tx, id)[0].nominated.firm_level, Watts{3000});
}

TEST(Enrolments, AreListedByStateAndSearchedByHolder) {
    AStore store;
    store.with_provider();
    const auto school = store.with_organization("Riverside School");
    const auto meters = store.with_meters({"1", "2", "3"});
    auto tx = store->write();
    ASSERT_TRUE(assign_meter(tx, meters[1], school));
    const auto program = with_program(tx);
    (void)create_enrolment(tx, program, {meters[0], kNow - 10, kNow, "", "", NominatedPower{{1}, {}}}, "me", kNow)
        .value();
    (void)create_enrolment(tx, program, {meters[1], kNow, {}, "Ana", "ana@b.example", NominatedPower{{3}, {}}}, "me",
                           kNow)
        .value();
    (void)create_enrolment(tx, program, {meters[2], kNow + 1, {}, "", "", NominatedPower{{2}, {}}}, "me", kNow).value();
    using State = EnrolmentFilter::State;
    const auto listed = [&](State state, PageQuery page) {
        std::string numbers;
        const auto found = list_enrolments(tx, {program, state, {}}, kNow, page);
        for (const auto& row : found->rows) numbers += row.number;
        return numbers;
    };
    EXPECT_EQ(listed(State::any, {}), "123");
    EXPECT_EQ(listed(State::ended, {}), "1");
    EXPECT_EQ(listed(State::active, {}), "2");
    EXPECT_EQ(listed(State::future, {}), "3");
    EXPECT_EQ(listed(State::any, {.search = "riverside"}), "2");
    EXPECT_EQ(listed(State::any, {.search = "ana@"}), "2");
    EXPECT_EQ(listed(State::any, {.sort = "nomination", .is_descending = true}), "231");
    EXPECT_EQ(listed(State::any, {.sort = "organisation", .is_descending = true}), "231");
    EXPECT_EQ(list_enrolments(tx, {program, State::any, school}, kNow, {})->total, 1);
    EXPECT_EQ(list_enrolments(tx, {program, State::any, {}}, kNow, {.sort = "name"}).error().code, "query-invalid");
    EXPECT_EQ(list_enrolments(tx, {program, State::any, school}, kNow, {})->rows[0].holder, "Riverside School");
}

}  // namespace
}  // namespace drp::storage
