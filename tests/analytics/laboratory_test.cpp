#include "analytics/laboratory.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::MeterBuilder;
using test::Noise;
using testing::ElementsAre;
using Reason = Recommendation::Reason;

const std::vector<PlaceboWindow> kAfternoon{{14 * 3600, 16 * 3600}};

BaselineMethod days_of(std::string id, std::uint32_t wanted) {
    return {.id = std::move(id), .name = "", .rule = DayMatching{.count = {wanted, {}, {}}}};
}

struct Fleet {
    std::vector<MeterBuilder> builders;
    core::TimeZone zone = test::zone();
    HolidayCalendar holidays;

    Laboratory run(std::span<const BaselineMethod> methods, double nomination_kw = 0) const {
        std::vector<LaboratoryMeter> meters;
        for (const auto& builder : builders)
            meters.push_back({.history = builder.history(), .nomination_kw = nomination_kw});
        return run_laboratory({.meters = meters,
                               .methods = methods,
                               .windows = kAfternoon,
                               .first = day("2026-06-22"),
                               .last = day("2026-07-31"),
                               .zone = zone,
                               .holidays = holidays},
                              2)
            .value();
    }
};

/// Two months from 1 June 2026 on.
MeterBuilder two_months(const MeterBuilder::Load& load) {
    MeterBuilder meter("2026-06-01");
    meter.days(61, load);
    return meter;
}
MeterBuilder noisy(std::uint64_t seed, double level_kw, double spread_kw) {
    Noise noise(seed);
    double today = 0;
    return two_months([&](core::LocalDay, std::int64_t second) {
        if (second == 0) today = noise.normal() * spread_kw;
        return level_kw + today;
    });
}

TEST(Laboratory, JudgesMetersAndTheirSum) {
    // Opposite steps of two meters: each has errors, their sum has none.
    Fleet fleet;
    fleet.builders = {two_months([](core::LocalDay date, auto) { return date.value % 2 == 0 ? 12.0 : 8.0; }),
                      two_months([](core::LocalDay date, auto) { return date.value % 2 == 0 ? 8.0 : 12.0; })};
    const auto methods = std::vector{days_of("one", 1)};
    const auto laboratory = fleet.run(methods);
    const auto& window = laboratory.methods[0].windows[0];
    EXPECT_GT(*window.meters[0]->relative_rmse, 0.3);
    EXPECT_EQ(window.share_under_20, 0.0);
    EXPECT_NEAR(*window.portfolio.relative_rmse, 0, 1e-12);
    EXPECT_EQ(window.portfolio.days, 30U);
    EXPECT_DOUBLE_EQ(window.portfolio.mean_observed_kw, 20);
    EXPECT_EQ(laboratory.methods[0].coverage, 1);
}

TEST(Laboratory, CountsWhatWouldBePaidForNothing) {
    Fleet fleet;
    fleet.builders = {two_months([](core::LocalDay date, auto) { return date.value % 2 == 0 ? 12.0 : 8.0; })};
    const std::vector methods{days_of("one", 1), days_of("two", 2)};
    const auto laboratory = fleet.run(methods);
    const auto& one = laboratory.methods[0].windows[0];
    // A weekday's like day is the weekday before: on Mondays that is Friday, three days earlier, of the other parity
    // too.
    EXPECT_NEAR(one.credited_kwh, 15 * 4 * 2 / 30.0, 1e-9) << "every other day 4 kW too high for two hours";
    EXPECT_NEAR(fleet.run(methods, 4).methods[0].windows[0].credited_kwh, 8, 1e-9) << "no longer cut at zero";
    const auto effect = switching_effect(one, laboratory.methods[1].windows[0], {1'000'000});
    EXPECT_NEAR(static_cast<double>(effect.nano) * 1e-9, laboratory.methods[1].windows[0].credited_kwh - 4, 1e-3);
}

TEST(Laboratory, RecommendsTheLowestError) {
    Fleet fleet;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) fleet.builders.push_back(noisy(seed, 20, 4));
    const std::vector methods{days_of("one", 1), days_of("ten", 10)};
    const auto laboratory = fleet.run(methods);
    EXPECT_EQ(laboratory.recommendation.method, 1U) << "of days without memory the longer mean is better";
    EXPECT_EQ(laboratory.recommendation.reason, Reason::lowest_error);
    EXPECT_EQ(laboratory.recommendation.runner_up, 0U);
    EXPECT_LT(*laboratory.methods[1].median_relative_rmse, *laboratory.methods[0].median_relative_rmse);
}

TEST(Laboratory, RecommendsTheLeastBiasAmongEquals) {
    Fleet fleet;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) fleet.builders.push_back(noisy(seed, 100, 0.7));
    auto high = days_of("highest 3 of 10", 10);
    std::get<DayMatching>(high.rule).count.keep = {Keep::Rule::highest, 3};
    const std::vector methods{high, days_of("ten", 10)};
    const auto laboratory = fleet.run(methods);
    EXPECT_THAT(laboratory.recommendation.equals, ElementsAre(0, 1));
    EXPECT_EQ(laboratory.recommendation.method, 1U);
    EXPECT_EQ(laboratory.recommendation.reason, Reason::least_bias_of_equals);
}

TEST(Laboratory, RecommendsTheSimplestOfEquals) {
    Fleet fleet;
    fleet.builders = {two_months([](auto, auto) { return 10.0; })};
    const std::vector methods{days_of("three", 3), days_of("ten", 10)};
    const auto laboratory = fleet.run(methods);
    EXPECT_EQ(laboratory.recommendation.method, 0U);
    EXPECT_EQ(laboratory.recommendation.reason, Reason::simplest_of_equals);
}

TEST(Laboratory, LeavesOutMethodsOfLittleCoverageAndContracts) {
    Fleet fleet;
    fleet.builders = {two_months([](auto, auto) { return 10.0; })};
    const std::vector methods{days_of("forty", 40), *find_method("firm-service-level"), days_of("three", 3)};
    const auto recommendation = fleet.run(methods).recommendation;
    EXPECT_EQ(recommendation.method, 2U);
    EXPECT_THAT(recommendation.left_out, ElementsAre(0, 1));
    EXPECT_FALSE(recommendation.runner_up);
}

TEST(Laboratory, WithoutReadingsRecommendsNothing) {
    EXPECT_EQ(Fleet{}.run(known_methods()).recommendation.reason, Reason::nothing_qualifies);
}

TEST(Laboratory, RefusesAWindowThatFitsNoInterval) {
    const auto meter = two_months([](auto, auto) { return 10.0; });
    const std::vector<LaboratoryMeter> meters{{.history = meter.history()}};
    const std::vector<PlaceboWindow> windows{{1800, 3600}};
    const auto zone = test::zone();
    const HolidayCalendar holidays;
    const auto result = run_laboratory({.meters = meters,
                                        .methods = known_methods(),
                                        .windows = windows,
                                        .first = day("2026-06-01"),
                                        .last = day("2026-06-30"),
                                        .zone = zone,
                                        .holidays = holidays});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "placebo-window-invalid");
}

}  // namespace
}  // namespace drp::analytics
