#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analytics/baseline.hpp"
#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::kHour;
using test::MeterBuilder;
using testing::ElementsAre;
using Outcome = AppliedAdjustment::Outcome;

/// Three weekdays of 10 kW, and the event's day, Thursday 4 June 2026, with `morning_kw` from 10:00 to 13:00.
MeterBuilder meter_with_morning(double morning_kw) {
    MeterBuilder meter("2026-06-01");
    meter.flat_days({10, 10, 10, 10}).set("2026-06-04", 10, 13, morning_kw);
    return meter;
}
BaselineMethod three_days(const Adjustment& adjustment) {
    return {.id = "own", .name = "Own", .rule = DayMatching{.count = {3, {}, {}}}, .adjustment = adjustment};
}
constexpr Adjustment kRatio{.kind = Adjustment::Kind::ratio, .cap_low = 0.8, .cap_high = 1.2};
constexpr Adjustment kAdditive{.kind = Adjustment::Kind::additive};

Baseline adjusted_by(const Adjustment& adjustment, const MeterBuilder& meter) {
    return compute_baseline(three_days(adjustment), meter.cut(), {.event = meter.hours("2026-06-04", 14, 16)}).value();
}

TEST(Adjustment, ByRatioFollowsTheMorning) {
    const auto baseline = adjusted_by(kRatio, meter_with_morning(11));
    EXPECT_EQ(baseline.adjustment.outcome, Outcome::applied);
    EXPECT_DOUBLE_EQ(*baseline.adjustment.own_mean_kw, 11);
    EXPECT_DOUBLE_EQ(*baseline.adjustment.base_mean_kw, 10);
    EXPECT_DOUBLE_EQ(baseline.adjustment.after_cap, 1.1);
    EXPECT_THAT(baseline.unadjusted_kw, ElementsAre(10, 10));
    EXPECT_THAT(baseline.adjusted_kw, ElementsAre(testing::DoubleEq(11), testing::DoubleEq(11)));
    EXPECT_EQ(baseline.adjustment.intervals, 3U);
    EXPECT_EQ(baseline.adjustment.window.to - baseline.adjustment.window.from, 3 * 3600);
}

TEST(Adjustment, ByRatioIsHeldByItsCapsAndShowsBoth) {
    const auto high = adjusted_by(kRatio, meter_with_morning(15)).adjustment;
    EXPECT_EQ(high.outcome, Outcome::capped);
    EXPECT_DOUBLE_EQ(*high.before_cap, 1.5);
    EXPECT_DOUBLE_EQ(high.after_cap, 1.2);
    EXPECT_DOUBLE_EQ(adjusted_by(kRatio, meter_with_morning(1)).adjustment.after_cap, 0.8);
}

TEST(Adjustment, ByAdditionShiftsUpAndDown) {
    EXPECT_THAT(adjusted_by(kAdditive, meter_with_morning(13)).adjusted_kw, ElementsAre(13, 13));
    EXPECT_THAT(adjusted_by(kAdditive, meter_with_morning(4)).adjusted_kw, ElementsAre(4, 4));
}

TEST(Adjustment, ByAdditionCanBeHeldToAShareOfTheBase) {
    auto capped = kAdditive;
    capped.cap_low = 0.9;
    capped.cap_high = 1.1;
    EXPECT_THAT(adjusted_by(capped, meter_with_morning(13)).adjusted_kw, ElementsAre(11, 11));
    EXPECT_THAT(adjusted_by(capped, meter_with_morning(4)).adjusted_kw, ElementsAre(9, 9));
}

TEST(Adjustment, CanBeLetToRaiseOnly) {
    auto up = kAdditive;
    up.only_up = true;
    EXPECT_THAT(adjusted_by(up, meter_with_morning(13)).adjusted_kw, ElementsAre(13, 13));
    const auto low = adjusted_by(up, meter_with_morning(4));
    EXPECT_THAT(low.adjusted_kw, ElementsAre(10, 10));
    EXPECT_EQ(low.adjustment.outcome, Outcome::capped);
    EXPECT_DOUBLE_EQ(*low.adjustment.before_cap, -6);
}

TEST(Adjustment, UsesTheIntervalsThatEveryDayHas) {
    auto meter = meter_with_morning(11);
    meter.drop("2026-06-04", 10, 11);
    const auto baseline = adjusted_by(kRatio, meter);
    EXPECT_EQ(baseline.adjustment.intervals_used, 2U);
    EXPECT_DOUBLE_EQ(baseline.adjustment.after_cap, 1.1) << "the missing hour is no zero";
}

TEST(Adjustment, WithoutAnyReadingIsNone) {
    auto meter = meter_with_morning(11);
    meter.drop("2026-06-04", 10, 13);
    const auto baseline = adjusted_by(kRatio, meter);
    EXPECT_EQ(baseline.adjustment.outcome, Outcome::no_readings);
    EXPECT_FALSE(baseline.adjustment.before_cap);
    EXPECT_EQ(baseline.adjusted_kw, baseline.unadjusted_kw);
}

TEST(Adjustment, ByRatioOverZeroIsNone) {
    auto meter = meter_with_morning(11);
    for (const char* date : {"2026-06-01", "2026-06-02", "2026-06-03"}) meter.set(date, 10, 13, 0);
    const auto baseline = adjusted_by(kRatio, meter);
    EXPECT_EQ(baseline.adjustment.outcome, Outcome::base_not_positive);
    EXPECT_THAT(baseline.adjusted_kw, ElementsAre(10, 10));
    EXPECT_THAT(adjusted_by(kAdditive, meter).adjusted_kw, ElementsAre(21, 21)) << "an addition needs no positive base";
}

TEST(Adjustment, ByAdditionOverANegativeBaseKeepsItsBoundsInOrder) {
    MeterBuilder meter("2026-06-01");
    meter.flat_days({-10, -10, -10, -14});
    auto capped = kAdditive;
    capped.cap_low = 0.8;
    capped.cap_high = 1.2;
    EXPECT_DOUBLE_EQ(adjusted_by(capped, meter).adjustment.after_cap, -2);
}

TEST(Adjustment, ReachesIntoTheDayBefore) {
    MeterBuilder meter("2026-06-01");
    meter.flat_days({10, 10, 10, 10, 12}).set("2026-06-04", 22, 24, 11);
    const auto baseline =
        compute_baseline(three_days(kRatio), meter.cut(), {.event = meter.hours("2026-06-05", 2, 4)}).value();
    // The window is 22:00 to 01:00: 11, 11, 12 against 10, 10, 10.
    EXPECT_DOUBLE_EQ(*baseline.adjustment.own_mean_kw, 34.0 / 3);
    EXPECT_EQ(baseline.adjustment.intervals_used, 3U);
}

TEST(Adjustment, OffTheIntervalsIsRefused) {
    const auto meter = meter_with_morning(11);
    auto odd = kRatio;
    odd.from_s = -4 * 3600 - 900;
    const auto result = compute_baseline(three_days(odd), meter.cut(), {.event = meter.hours("2026-06-04", 14, 16)});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "adjustment-window-invalid");
}

}  // namespace
}  // namespace drp::analytics
