#include "portal/outages.hpp"

#include <gtest/gtest.h>

#include "a_program.hpp"
#include "storage/audit.hpp"

namespace drp::portal {
namespace {

core::Result<std::vector<std::int64_t>> add(World& world, const OutageWish& wish) {
    ChangeFeed changes;
    return add_outages(world.store(), changes, administrator(), wish, World::now);
}

TEST(Outages, AreEnteredForAllOfTheMetersOrForNone) {
    World world;
    world.add_meter("71");
    world.add_meter("72");
    EXPECT_EQ(add(world, {{"71", "nobody"}, "2025-06-10", "", "Storm"}).error().code, "meter-not-found");
    EXPECT_EQ(list_outages(world.store(), {}).value().total, 0);
    EXPECT_EQ(add(world, {{"71", "72"}, "2025-06-10", "2025-06-11", "Storm"}).value().size(), 2U);
    EXPECT_EQ(add(world, {{}, "2025-06-12", "", "Feeder 3"}).value().size(), 1U);
    EXPECT_EQ(list_outages(world.store(), {}).value().total, 3);
}

TEST(Outages, AreRefusedWithTheFieldThatIsWrong) {
    World world;
    EXPECT_EQ(add(world, {{}, "12 July", "", "Storm"}).error().place, "from");
    EXPECT_EQ(add(world, {{}, "2025-06-10", "2025-06-09", "Storm"}).error().place, "to");
    EXPECT_EQ(add(world, {{}, "2025-06-10", "2026-06-12", "Storm"}).error().code, "outage-too-long");
    EXPECT_EQ(add(world, {{}, "2025-06-10", "", ""}).error().place, "reason");
}

TEST(Outages, AreBookedAndForgottenByWhatWasComputed) {
    World world;
    world.add_meter("71");
    ChangeFeed changes;
    const auto before = changes.generation({}).epoch;
    const auto ids =
        add_outages(world.store(), changes, administrator(), {{"71"}, "2025-06-10", "", "Storm"}, World::now);
    EXPECT_NE(changes.generation({}).epoch, before);
    EXPECT_TRUE(remove_outage(world.store(), changes, administrator(), ids->front(), World::now));
    EXPECT_EQ(remove_outage(world.store(), changes, administrator(), ids->front(), World::now).error().code,
              "outage-not-found");
    auto tx = world.store().read();
    const auto lines = storage::list_audit(tx, {}, {.is_descending = true, .limit = 2}).value().rows;
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].action, "outage.remove");
    EXPECT_EQ(lines[1].after, R"({"meter":"71","days":"2025-06-10","reason":"Storm"})");
}

TEST(Enrolments, AgreeOnALevelWithANominationOnly) {
    World world;
    world.add_meter("71");
    const auto program = add_program(world);
    EnrolmentDraft draft{1, "71", {}, core::Watts{3000}, "", "", "", ""};
    const auto enrolled = [&] {
        return enrol(world.store(), administrator(), program, {&draft, 1}, false, World::now).value();
    };
    EXPECT_EQ(enrolled().front().problem.code, "nomination-missing");
    draft.nomination = core::Watts{12'000};
    EXPECT_TRUE(enrolled().empty());
    const auto change = [&](const EnrolmentChange::Nomination& nomination) {
        return change_enrolment(world.store(), administrator(), {1}, {.nomination = nomination}, World::now + 1)
            .value()
            .enrolment;
    };
    EXPECT_EQ(change({.power = core::Watts{10'000}}).firm_level, core::Watts{3000}) << "what is not named stays";
    const auto without = change({.keeps_firm_level = false});
    EXPECT_EQ(without.firm_level, std::nullopt);
    EXPECT_EQ(without.nomination, core::Watts{10'000});
}

}  // namespace
}  // namespace drp::portal
