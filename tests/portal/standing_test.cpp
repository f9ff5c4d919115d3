#include "portal/standing.hpp"

#include <fmt/format.h>

#include "world.hpp"

namespace drp::portal {
namespace {

/// An interval an hour before now: less than predicted where `is_below`.
std::string reading(const std::string& meter, bool is_below) {
    const auto start = World::now.value / 900 * 900 - 3600;
    return fmt::format("{},{},900,{}\n", meter, core::to_iso(core::UtcSeconds{start}), is_below ? 50 : 150);
}

std::string prediction(const std::string& meter) {
    const auto start = World::now.value / 900 * 900 - 3600;
    return fmt::format("{},{},{},0.100\n", meter, core::to_iso(core::UtcSeconds{start}),
                       core::to_iso(core::UtcSeconds{start + 900}));
}

class StandingTest : public testing::Test {
  protected:
    /// Meters "A-0", "A-1" … of an organisation, below their prediction as long as `below` lasts.
    void add_meters(const std::string& prefix, core::OrgId org, int count, int below) {
        std::string actual = "meter,start_utc,seconds,wh\n";
        std::string predicted = "meter_id,start_time,end_time,prediction\n";
        for (int i = 0; i < count; ++i) {
            const auto number = fmt::format("{}-{}", prefix, i);
            world.add_meter(number, org);
            actual += reading(number, i < below);
            predicted += prediction(number);
        }
        ASSERT_FALSE(world.import(actual)->has_refusals());
        ASSERT_FALSE(world.import(predicted)->has_refusals());
    }
    void place(const std::string& number) {
        auto tx = world.store().write();
        const auto meter = storage::find_meter(tx, number).value();
        ASSERT_TRUE(storage::describe_meter(tx, meter.id, {.place = storage::GeoPoint{43.1, -94.7}}));
        tx.commit();
    }
    Actor member_of(core::OrgId org) { return World::member({1}, Level::organisation_user, org); }
    Actor provider() { return World::member({2}, Level::power_provider, world.provider); }

    World world;
    Standing standing{world.store()};
};

TEST_F(StandingTest, TheMapShowsTheMetersOneMaySeeAndTheirShareOfIntervalsBelow) {
    add_meters("S", world.school, 2, 1);
    add_meters("M", world.mill, 1, 1);
    for (const auto* number : {"S-0", "S-1", "M-0"}) place(number);
    const auto map = standing.map(member_of(world.school), World::now);
    ASSERT_EQ(map.meters.size(), 2U);
    EXPECT_EQ(class_of(map.meters[0].sums), ParticipationClass::high);
    EXPECT_EQ(class_of(map.meters[1].sums), ParticipationClass::low);
    EXPECT_EQ(map.meters[0].sums.saved.value, 50);
    EXPECT_EQ(standing.map(provider(), World::now).meters.size(), 3U);
    EXPECT_EQ(standing.map(provider(), World::now).meters[1].sums, map.meters[0].sums);
}

TEST_F(StandingTest, AMeterWithoutCoordinatesIsCountedOnly) {
    add_meters("S", world.school, 2, 1);
    place("S-0");
    const auto map = standing.map(member_of(world.school), World::now);
    EXPECT_EQ(map.meters.size(), 1U);
    EXPECT_EQ(map.without_place, 1U);
}

TEST_F(StandingTest, AMeterWithNothingToCompareIsOfNoClass) {
    world.add_meter("S-0", world.school);
    place("S-0");
    const auto map = standing.map(member_of(world.school), World::now);
    EXPECT_EQ(class_of(map.meters.at(0).sums), ParticipationClass::none);
    EXPECT_FALSE(participation_of(map.meters.at(0).sums));
}

TEST_F(StandingTest, ReadingsOfMoreThanThirtyDaysAgoCountNoMore) {
    add_meters("S", world.school, 1, 1);
    place("S-0");
    const auto later = standing.map(member_of(world.school), World::now + 40 * 86400);
    EXPECT_EQ(later.meters.at(0).sums.with_both, 0);
}

TEST_F(StandingTest, NobodySeesAnotherSmallOrganisation) {
    add_meters("S", world.school, 2, 1);
    add_meters("M", world.mill, 14, 14);
    const auto ranking = standing.ranking(member_of(world.school), RankingMeasure::participation, World::now);
    ASSERT_EQ(ranking.organisations.size(), 1U);
    EXPECT_EQ(ranking.organisations[0].name, "School");
    EXPECT_TRUE(ranking.organisations[0].is_own);
    EXPECT_EQ(ranking.left_off, 1U);
}

TEST_F(StandingTest, ALargeOrganisationIsRankedWithoutNameAndCount) {
    add_meters("S", world.school, 2, 1);
    add_meters("M", world.mill, 15, 15);
    const auto ranking = standing.ranking(member_of(world.school), RankingMeasure::participation, World::now);
    ASSERT_EQ(ranking.organisations.size(), 2U);
    const auto& best = ranking.organisations[0];
    EXPECT_FALSE(best.name);
    EXPECT_FALSE(best.meters);
    EXPECT_FALSE(best.is_own);
    EXPECT_DOUBLE_EQ(best.participation, 1);
    EXPECT_DOUBLE_EQ(best.saved_wh_per_meter, 50);
    EXPECT_EQ(ranking.organisations[1].rank, 2U);
    EXPECT_DOUBLE_EQ(ranking.organisations[1].net_wh_per_meter, 0);
}

TEST_F(StandingTest, TheProviderSeesAllWithTheirNames) {
    add_meters("S", world.school, 2, 1);
    add_meters("M", world.mill, 1, 1);
    const auto ranking = standing.ranking(provider(), RankingMeasure::savings_per_meter, World::now);
    ASSERT_EQ(ranking.organisations.size(), 2U);
    EXPECT_EQ(ranking.organisations[0].name, "Mill");
    EXPECT_EQ(ranking.organisations[0].meters, 1U);
    EXPECT_EQ(ranking.organisations[1].name, "School");
    EXPECT_EQ(ranking.left_off, 0U);
}

}  // namespace
}  // namespace drp::portal
