#include "analytics/typical_day.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::WattHours;
constexpr core::IntervalSeconds kHour{3600};

core::LocalDay day(int year, unsigned month, unsigned of_month) {
    return {core::days_from_civil(year, month, of_month)};
}

TEST(DayType, TellsWeekdaysSaturdaysSundaysAndHolidays) {
    const std::vector<core::LocalDay> holidays{day(2025, 7, 4)};
    EXPECT_EQ(day_type(day(2025, 7, 3), holidays), DayType::weekday);
    EXPECT_EQ(day_type(day(2025, 7, 4), holidays), DayType::sunday);
    EXPECT_EQ(day_type(day(2025, 7, 5), holidays), DayType::saturday);
    EXPECT_EQ(day_type(day(2025, 7, 6), holidays), DayType::sunday);
}

TEST(TypicalDays, AreQuantilesOfEachSlotAndDayType) {
    // Four weeks from Monday 6 January 2025: weekday i of the period uses (i + 1) x 100 Wh at noon, the rest 0.
    const auto zone = core::TimeZone::find("America/Chicago").value();
    const auto first = day(2025, 1, 6);
    std::vector<WattHours> series(28 * 24, WattHours{0});
    int weekdays = 0;
    for (std::size_t d = 0; d < 28; ++d) {
        if (d % 7 < 5) series[d * 24 + 12] = {++weekdays * 100};
        if (d % 7 == 5) series[d * 24 + 12] = {7000};
    }
    series[6 * 24] = core::kMissing;  // the first Sunday's midnight
    const auto slots = local_slots(zone.start_of(first), kHour, series.size(), zone);
    const auto days = typical_days(series, slots, first, kHour);

    const auto& weekday = days[static_cast<std::size_t>(DayType::weekday)];
    EXPECT_EQ(weekday.days, 20U);
    ASSERT_EQ(weekday.slots.size(), 24U);
    const auto& noon = weekday.slots[12];  // 0.1, 0.2, … 2.0 kW
    EXPECT_EQ(noon.n, 20U);
    EXPECT_NEAR(noon.mean_kw, 1.05, 1e-12);
    EXPECT_NEAR(noon.p50_kw, 1.05, 1e-12);
    EXPECT_NEAR(noon.p10_kw, 0.1 + 1.9 * 0.1, 1e-12);
    EXPECT_NEAR(noon.p25_kw, 0.1 + 1.9 * 0.25, 1e-12);
    EXPECT_NEAR(noon.p75_kw, 0.1 + 1.9 * 0.75, 1e-12);
    EXPECT_NEAR(noon.p90_kw, 0.1 + 1.9 * 0.9, 1e-12);
    EXPECT_NEAR(days[static_cast<std::size_t>(DayType::saturday)].slots[12].p50_kw, 7, 1e-12);
    EXPECT_EQ(days[static_cast<std::size_t>(DayType::sunday)].slots[0].n, 3U);
}

TEST(TypicalDays, AreNothingWhereNothingIsPresent) {
    const auto days = typical_days({}, {}, day(2025, 1, 6), kHour);
    EXPECT_EQ(days[0].days, 0U);
    EXPECT_EQ(days[0].slots[5].n, 0U);
    EXPECT_TRUE(std::isnan(days[0].slots[5].p50_kw));
}

}  // namespace
}  // namespace drp::analytics
