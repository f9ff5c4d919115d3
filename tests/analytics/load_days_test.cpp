#include "analytics/load_days.hpp"

#include <gtest/gtest.h>

#include "analytics/wall_hours.hpp"
#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::instant;
using test::kHalfHour;
using test::kHour;
using test::kQuarterHour;
using test::MeterBuilder;

double by_hour(core::LocalDay, std::int64_t second) {
    return static_cast<double>(second) / 3600;
}

TEST(LoadDays, AreTwentyThreeToTwentyFiveHoursLong) {
    MeterBuilder meter("2026-03-07", kQuarterHour);
    const auto days = meter.days(2, by_hour).cut();  // the clock skips 02:00 on Sunday, 8 March
    ASSERT_EQ(days.days().size(), 2U);
    EXPECT_EQ(days.days()[0].expected, 96U);
    EXPECT_EQ(days.days()[1].expected, 92U);
    EXPECT_TRUE(days.days()[1].is_complete());
    EXPECT_FALSE(days.days()[1].is_regular());

    MeterBuilder autumn("2026-11-01", kQuarterHour);
    EXPECT_EQ(autumn.days(1, by_hour).cut().days()[0].expected, 100U);
}

TEST(LoadDays, KnowWhatKindOfDayTheyAre) {
    MeterBuilder meter("2026-07-03");
    const auto days = meter.days(4, by_hour).cut({.rules = HolidayRules::nerc});
    EXPECT_EQ(days.days()[0].kind, DayKind::weekday);
    EXPECT_EQ(days.days()[1].kind, DayKind::holiday) << "Independence Day on a Saturday";
    EXPECT_EQ(days.days()[2].kind, DayKind::sunday);
    EXPECT_EQ(days.days()[3].kind, DayKind::weekday);
}

TEST(LoadDays, CountMissingReadingsAndAddUpTheOthers) {
    MeterBuilder meter("2026-06-01");
    const auto days = meter.flat_days({2, 3}).drop("2026-06-02", 5, 8).cut();
    EXPECT_EQ(days.days()[0].energy, core::EnergyWh{48'000});
    EXPECT_EQ(days.days()[1].present, 21U);
    EXPECT_FALSE(days.days()[1].is_complete());
    EXPECT_EQ(days.days()[1].energy, core::EnergyWh{63'000});
}

TEST(LoadDays, AreIncompleteWhereTheHistoryBeginsAndEnds) {
    const std::vector<core::WattHours> readings(30, core::WattHours{1000});
    const auto zone = test::zone();
    const auto days = LoadDays::cut({instant("2026-06-01T20:00:00Z"), kHour, readings}, zone, {});  // 15:00 in Chicago
    ASSERT_EQ(days.days().size(), 2U);
    EXPECT_EQ(days.days()[0].present, 9U);
    EXPECT_EQ(days.days()[0].expected, 24U);
    EXPECT_EQ(days.days()[1].present, 21U);
    EXPECT_EQ(days.position(day("2026-06-04")), 3);
    EXPECT_EQ(days.find(day("2026-06-03")), nullptr);
    EXPECT_EQ(days.find(day("2026-06-02"))->day, day("2026-06-02"));
}

TEST(LoadDays, OfNothingAreNone) {
    EXPECT_TRUE(LoadDays::cut({instant("2026-06-01T00:00:00Z"), kHour, {}}, test::zone(), {}).days().empty());
}

TEST(WindowTable, FindsTheSameHoursByTheWallClock) {
    MeterBuilder meter("2026-03-06");
    const auto days = meter.days(4, by_hour).cut();
    const auto hours = wall_hours_of(meter.hours("2026-03-06", 14, 16), day("2026-03-06"), kHour, meter.in_zone());
    const WindowTable table(days, hours);
    for (std::size_t position = 0; position < 4; ++position) {
        EXPECT_EQ(table.row(position).state, WindowState::complete);
        EXPECT_EQ(table.readings(position)[0], core::WattHours{14'000}) << position;
        EXPECT_EQ(table.row(position).energy_wh, 29'000);
    }
}

TEST(WindowTable, SaysWhereTheClockSkippedTheHours) {
    MeterBuilder meter("2026-03-07", kHalfHour);
    const auto days = meter.days(3, by_hour).cut();
    const auto hours = wall_hours_of(meter.hours("2026-03-09", 2, 4), day("2026-03-09"), kHalfHour, meter.in_zone());
    const WindowTable table(days, hours);
    EXPECT_EQ(table.row(0).state, WindowState::complete);
    EXPECT_EQ(table.row(1).state, WindowState::skipped_by_clock);
}

TEST(WindowTable, TakesTheFirstOfARepeatedHour) {
    MeterBuilder meter("2026-10-31");
    meter.days(3, [](auto, auto) { return 1.0; });
    const auto twice = meter.in_zone().meaning({day("2026-11-01").value * core::kSecondsPerDay + 3600});
    ASSERT_EQ(twice.kind, core::LocalMeaning::Kind::repeated);
    const auto index = static_cast<std::size_t>((twice.first - meter.history().start) / 3600);
    meter.energy()[index] = {7000};
    meter.energy()[index + 1] = {9000};
    const auto hours = wall_hours_of(meter.hours("2026-11-02", 1, 2), day("2026-11-02"), kHour, meter.in_zone());
    const WindowTable table(meter.cut(), hours);
    EXPECT_EQ(table.readings(1)[0], core::WattHours{7000});
}

TEST(WindowTable, ReachesOverMidnightOnBothSides) {
    MeterBuilder meter("2026-06-01");
    const auto days = meter.flat_days({1, 2, 3}).cut();
    const WindowTable table(days, wall_hours_of_clock(-3600, 25 * 3600, kHour));
    EXPECT_EQ(table.row(0).state, WindowState::incomplete) << "nothing before the history";
    EXPECT_EQ(table.readings(1).front(), core::WattHours{1000});
    EXPECT_EQ(table.readings(1).back(), core::WattHours{3000});
}

TEST(WindowTable, IsIncompleteWhereAReadingIsMissing) {
    MeterBuilder meter("2026-06-01");
    const auto days = meter.flat_days({1, 2}).drop("2026-06-02", 14, 15).cut();
    const WindowTable table(days, wall_hours_of_clock(13 * 3600, 15 * 3600, kHour));
    EXPECT_EQ(table.row(0).state, WindowState::complete);
    EXPECT_EQ(table.row(1).state, WindowState::incomplete);
}

}  // namespace
}  // namespace drp::analytics
