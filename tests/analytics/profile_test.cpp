#include "analytics/profile.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::WattHours;
constexpr core::IntervalSeconds kHour{3600};
constexpr core::IntervalSeconds kHalfHour{1800};

core::TimeZone chicago() {
    return core::TimeZone::find("America/Chicago").value();
}

core::UtcSeconds instant(const char* iso) {
    return core::parse_iso_instant(iso).value();
}

TEST(LocalSlots, FollowTheWallClock) {
    // Saturday 2026-03-07 23:00 in Chicago; the clock skips 02:00 on Sunday.
    const auto slots = local_slots(instant("2026-03-08T05:00:00Z"), kHour, 5, chicago());
    const std::vector<int> expected{23, 0, 1, 3, 4};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(slots[i].slot, expected[i]) << i;
    EXPECT_EQ(slots[0].day, 0);
    EXPECT_EQ(slots[1].day, 1);
    EXPECT_TRUE(slots[0].is_weekend);
    EXPECT_TRUE(slots[4].is_weekend);
    EXPECT_FALSE(local_slots(instant("2026-03-09T12:00:00Z"), kHour, 1, chicago())[0].is_weekend);
}

TEST(DailyProfile, IsTheMeanPowerOfEachSlotOfWeekdaysAndWeekends) {
    // 2026-01-05 is a Monday: two weeks of 30-minute values, 500 Wh on weekdays, 100 Wh at weekends.
    const auto slots = local_slots(instant("2026-01-05T06:00:00Z"), kHalfHour, std::size_t{14} * 48, chicago());
    std::vector<WattHours> series;
    for (std::size_t i = 0; i < slots.size(); ++i) series.push_back({(i / 48) % 7 >= 5 ? 100 : 500});
    series[0] = {1500};
    series[1] = core::kMissing;
    const auto profile = daily_profile(series, slots, kHalfHour);
    ASSERT_EQ(profile.weekday.size(), 48U);
    EXPECT_DOUBLE_EQ(profile.weekday[0].kw, 1.2);  // (3 + 9 x 1) / 10
    EXPECT_EQ(profile.weekday[1].n, 9U);
    EXPECT_DOUBLE_EQ(profile.weekday[1].kw, 1.0);
    EXPECT_DOUBLE_EQ(profile.weekend[47].kw, 0.2);
    EXPECT_EQ(profile.weekend[47].n, 4U);
}

TEST(HeatMap, ShowsTheRepeatedHourAsAMeanAndTheSkippedHourAsNothing) {
    const auto zone = chicago();
    const auto first = zone.start_of(core::LocalDay{core::days_from_civil(2026, 11, 1)});  // 25 hours
    const std::vector<WattHours> flat(25, WattHours{2000});
    const auto autumn = heat_map(flat, local_slots(first, kHour, flat.size(), zone), kHour);
    ASSERT_EQ(autumn.size(), 24U);
    EXPECT_DOUBLE_EQ(autumn[1].kw, 2.0);
    EXPECT_EQ(autumn[1].n, 2U);

    const auto spring_start = zone.start_of(core::LocalDay{core::days_from_civil(2026, 3, 8)});  // 23 hours
    const auto spring = heat_map(std::span(flat).first(23), local_slots(spring_start, kHour, 23, zone), kHour);
    EXPECT_TRUE(std::isnan(spring[2].kw));
    EXPECT_DOUBLE_EQ(spring[3].kw, 2.0);
}

TEST(HeatMap, HasARowForEveryDay) {
    const auto slots = local_slots(instant("2026-01-05T06:00:00Z"), kHalfHour, std::size_t{3} * 48, chicago());
    std::vector<WattHours> series(slots.size(), WattHours{500});
    series[2 * 48 + 5 * 2] = {1500};  // third day, 05:00
    const auto cells = heat_map(series, slots, kHalfHour);
    ASSERT_EQ(cells.size(), 72U);
    EXPECT_DOUBLE_EQ(cells[2 * 24 + 5].kw, 2.0);
    EXPECT_DOUBLE_EQ(cells[2 * 24 + 6].kw, 1.0);
    EXPECT_TRUE(heat_map({}, {}, kHour).empty());
}

TEST(Profile, RefusesSlotsOfAnotherLength) {
    const std::vector<WattHours> series(3);
    const std::vector<LocalSlot> slots(2);
    EXPECT_THROW((void)daily_profile(series, slots, kHour), std::invalid_argument);
    EXPECT_THROW((void)heat_map(series, slots, kHour), std::invalid_argument);
}

}  // namespace
}  // namespace drp::analytics
