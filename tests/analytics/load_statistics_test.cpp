#include "analytics/load_statistics.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::WattHours;
using test::column;
using test::kGap;
constexpr core::IntervalSeconds kHour{3600};

core::TimeZone chicago() {
    return core::TimeZone::find("America/Chicago").value();
}

/// Hours from the start of a local day on; the series and its slots live here.
struct Hours {
    core::TimeZone zone = chicago();
    core::LocalDay first_day;
    std::vector<WattHours> series;
    std::vector<LocalSlot> slots;

    Hours(int year, unsigned month, unsigned day, std::vector<WattHours> values)
        : first_day{core::days_from_civil(year, month, day)},
          series(std::move(values)),
          slots(local_slots(zone.start_of(first_day), kHour, series.size(), zone)) {}
    [[nodiscard]] LocalSeries local() const { return {series, slots, first_day}; }
};

TEST(QuantileOfSorted, IsLinearBetweenRanks) {
    // R: quantile(c(10, 20, 40, 80), c(0, .25, .5, .975, 1)) = 10.0 17.5 30.0 77.0 80.0
    const auto x = column({10, 20, 40, 80});
    EXPECT_DOUBLE_EQ(quantile_of_sorted(x, 0), 10);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(x, 0.25), 17.5);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(x, 0.5), 30);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(x, 0.975), 77);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(x, 1), 80);
    EXPECT_DOUBLE_EQ(quantile_of_sorted(column({7}), 0.3), 7);
}

TEST(LoadStatistics, OfTwoDaysByHand) {
    // 1 kWh an hour, 5 kWh at noon of the first day, 3 kWh the lowest hour of the second.
    std::vector<WattHours> values(48, WattHours{1000});
    values[12] = {5000};
    for (std::size_t i = 24; i < 48; ++i) values[i] = {3000};
    const Hours hours(2025, 6, 2, values);
    const auto figures = load_statistics(hours.series, hours.slots, kHour).value();
    EXPECT_DOUBLE_EQ(figures.mean_kw, (23 * 1 + 5 + 24 * 3) / 48.0);
    EXPECT_DOUBLE_EQ(figures.base_kw, 2);  // mean of 1 and 3
    EXPECT_DOUBLE_EQ(figures.lowest_kw, 1);
    EXPECT_DOUBLE_EQ(figures.peak_kw, 5);
    EXPECT_EQ(figures.peak_at, 12U);
    EXPECT_DOUBLE_EQ(figures.load_factor, figures.mean_kw / 5);
    EXPECT_EQ(figures.n, 48U);
}

TEST(LoadStatistics, LeaveOutWhatIsMissing) {
    auto values = std::vector<WattHours>(48, WattHours{2000});
    for (std::size_t i = 24; i < 40; ++i) values[i] = core::kMissing;  // 8 of 24 hours: no day's minimum
    values[44] = {100};
    const Hours hours(2025, 6, 2, values);
    const auto figures = load_statistics(hours.series, hours.slots, kHour).value();
    EXPECT_DOUBLE_EQ(figures.base_kw, 2);
    EXPECT_DOUBLE_EQ(figures.lowest_kw, 0.1);
    EXPECT_EQ(figures.n, 32U);
    EXPECT_FALSE(load_statistics(column({kGap, kGap}), std::vector<LocalSlot>(2), kHour));
}

TEST(LoadStatistics, HaveNoLoadFactorWhereEnergyIsFedBack) {
    const Hours hours(2025, 6, 2, column({500, -200, 300}));
    EXPECT_TRUE(std::isnan(load_statistics(hours.series, hours.slots, kHour)->load_factor));
    EXPECT_TRUE(std::isnan(load_statistics(hours.series, hours.slots, kHour)->base_kw));  // no day is half there
}

TEST(YearOnYear, ComparesTheSameWeekdays) {
    // Monday 2 June 2025 with Monday 3 June 2024, 364 days before.
    const Hours later(2025, 6, 2, std::vector<WattHours>(24, WattHours{1100}));
    const Hours earlier(2024, 6, 3, std::vector<WattHours>(24, WattHours{1000}));
    const auto year = year_on_year(later.local(), earlier.local(), kHour);
    EXPECT_EQ(year.pairs, 24U);
    EXPECT_EQ(year.energy.value, 26'400);
    EXPECT_EQ(year.earlier.value, 24'000);
    EXPECT_NEAR(year.change().value(), 0.1, 1e-12);
}

TEST(YearOnYear, LeavesOutWhatEitherYearLacks) {
    auto values = std::vector<WattHours>(24, WattHours{1000});
    values[3] = core::kMissing;
    const Hours later(2025, 6, 2, values);
    values[3] = {9000};
    values[4] = core::kMissing;
    const Hours earlier(2024, 6, 3, values);
    const auto year = year_on_year(later.local(), earlier.local(), kHour);
    EXPECT_EQ(year.pairs, 22U);
    EXPECT_EQ(year.change(), 0);
}

TEST(YearOnYear, PairsAnHourThatComesTwiceOnce) {
    // 2 November 2025 has 25 hours in Chicago, 3 November 2024 too; the second 01:00 of neither counts.
    const Hours later(2025, 11, 2, std::vector<WattHours>(25, WattHours{1000}));
    const Hours earlier(2024, 11, 3, std::vector<WattHours>(25, WattHours{1000}));
    EXPECT_EQ(year_on_year(later.local(), earlier.local(), kHour).pairs, 24U);
    // 9 March 2025 lacks 02:00, 10 March 2024 too.
    const Hours spring(2025, 3, 9, std::vector<WattHours>(23, WattHours{1000}));
    const Hours spring_before(2024, 3, 10, std::vector<WattHours>(23, WattHours{1000}));
    EXPECT_EQ(year_on_year(spring.local(), spring_before.local(), kHour).pairs, 23U);
}

TEST(YearOnYear, SaysNothingWithoutAPair) {
    const Hours later(2025, 6, 2, column({1000}));
    const Hours another_day(2024, 6, 5, column({1000}));
    EXPECT_FALSE(year_on_year(later.local(), another_day.local(), kHour).change());
    EXPECT_FALSE(year_on_year(later.local(), {}, kHour).change());
}

}  // namespace
}  // namespace drp::analytics
