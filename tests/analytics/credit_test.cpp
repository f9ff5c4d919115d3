#include "analytics/credit.hpp"

#include <stdexcept>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace drp::analytics {
namespace {

using core::Exact;
using core::parse_exact;
using core::to_decimal;

Exact decimal(std::string_view text) {
    return parse_exact(text).value();
}

/// Two half-hours, as many Wh each; the baseline in Wh too.
struct Hour {
    std::vector<std::int64_t> baseline_nkwh;
    std::vector<std::int64_t> metered_wh;
    std::int64_t nomination_w = 0;

    Hour(std::vector<std::int64_t> baseline_wh, std::vector<std::int64_t> metered, std::int64_t nomination_kw)
        : baseline_nkwh(std::move(baseline_wh)), metered_wh(std::move(metered)), nomination_w(nomination_kw * 1000) {
        for (auto& value : baseline_nkwh) value *= 1'000'000;
    }
    [[nodiscard]] Performance performance() const { return {baseline_nkwh, metered_wh, 3600, nomination_w}; }
};

CreditRule performance_rule() {
    return {.kind = CreditKind::performance, .rate = decimal("2.8"), .wholesale_cost = decimal("10.35")};
}
CreditRule capacity_rule() {
    return {.kind = CreditKind::capacity,
            .rate = decimal("4"),
            .wholesale_cost = decimal("10"),
            .cap = decimal("1.2"),
            .floor = decimal("0.5"),
            .penalty_rate = decimal("3")};
}

TEST(PerformanceCredit, PaysTheFactorTimesRateTimesNomination) {
    const Hour hour({50'000, 50'000}, {30'000, 20'000}, 100);  // 50 kW of 100
    const auto credit = credit_for(performance_rule(), hour.performance());
    EXPECT_EQ(credit.performance_kw, 50);
    EXPECT_EQ(credit.factor.value(), decimal("0.5"));
    EXPECT_EQ(credit.paid, 140);
    EXPECT_EQ(credit.paid_cents, 14'000);
    EXPECT_EQ(credit.provider_saving, decimal("517.5"));
}

TEST(PerformanceCredit, PaysNoMoreThanTheNominationButShowsWhatItWouldHaveBeen) {
    const Hour hour({80'000, 80'000}, {10'000, 0}, 100);  // 150 kW of 100
    const auto credit = credit_for(performance_rule(), hour.performance());
    EXPECT_EQ(credit.unadjusted, 420);
    EXPECT_EQ(credit.paid, 280);
    EXPECT_EQ(credit.delivered_kw, 150);  // … and the provider saves all of it
}

TEST(PerformanceCredit, PaysNothingForUsingMore) {
    const Hour hour({10'000, 10'000}, {30'000, 30'000}, 100);
    const auto credit = credit_for(performance_rule(), hour.performance());
    EXPECT_EQ(credit.performance_kw, -40);
    EXPECT_EQ(credit.factor.value(), decimal("-0.4"));
    EXPECT_EQ(credit.paid, 0);
    EXPECT_EQ(credit.provider_saving, 0);
}

TEST(PerformanceCredit, SharesTheRateAmongTheEventsOfASeason) {
    auto rule = performance_rule();
    rule.events = 4;
    const Hour hour({50'000, 50'000}, {0, 0}, 100);
    EXPECT_EQ(credit_for(rule, hour.performance()).factor.value(), decimal("0.25"));
    EXPECT_EQ(credit_for(rule, hour.performance()).paid, 70);
}

TEST(PerformanceCredit, WithoutANominationHasNoFactorAndPaysNothing) {
    const Hour hour({50'000, 50'000}, {0, 0}, 0);
    const auto credit = credit_for(performance_rule(), hour.performance());
    EXPECT_FALSE(credit.factor);
    EXPECT_EQ(credit.paid, 0);
}

TEST(PerformanceCredit, TurnsEnergyIntoPowerByTheLengthOfTheEvent) {
    const Hour hour({50'000, 50'000}, {30'000, 30'000}, 100);
    auto performance = hour.performance();
    performance.duration_s = 7200;
    EXPECT_EQ(credit_for(performance_rule(), performance).performance_kw, 20);
}

TEST(EnergyCredit, CountsEveryIntervalOnItsOwn) {
    const CreditRule rule{.kind = CreditKind::energy, .rate = decimal("0.085"), .wholesale_cost = 0};
    const Hour hour({10'000, 10'000}, {4'000, 90'000}, 0);  // 6 kWh saved, then more used
    EXPECT_EQ(credit_for(rule, hour.performance()).paid, decimal("0.51"));
}

TEST(CapacityCredit, PaysTheReservationByPerformanceUpToTheCap) {
    EXPECT_EQ(credit_for(capacity_rule(), Hour({50'000, 50'000}, {10'000, 10'000}, 100).performance()).paid, 320);
    EXPECT_EQ(credit_for(capacity_rule(), Hour({90'000, 90'000}, {0, 0}, 100).performance()).paid, 480);
}

TEST(CapacityCredit, BelowTheFloorCostsAPenalty) {
    const Hour hour({50'000, 50'000}, {45'000, 45'000}, 100);  // factor 0.1
    EXPECT_EQ(credit_for(capacity_rule(), hour.performance()).paid, 40 - 120);
    const Hour more({50'000, 50'000}, {60'000, 60'000}, 100);  // factor -0.2: nothing earned
    EXPECT_EQ(credit_for(capacity_rule(), more.performance()).paid, -210);
}

TEST(Credit, IsRoundedOnceHalfToEven) {
    // 0.005 kW x 1 $/kW = half a cent; three times that is a cent and a half.
    const CreditRule rule{.kind = CreditKind::performance, .rate = 1, .wholesale_cost = 1};
    const auto half = credit_for(rule, Hour({5, 0}, {0, 0}, 1).performance());
    EXPECT_EQ(to_decimal(half.paid, 3), "0.005");
    EXPECT_EQ(half.paid_cents, 0);
    EXPECT_EQ(credit_for(rule, Hour({15, 0}, {0, 0}, 1).performance()).paid_cents, 2);
}

/// The worked example of docs/methods.md, chapter 14.
TEST(Credit, OfTheWorkshop) {
    const std::vector<std::int64_t> baseline{49'333'333'333, 47'333'333'333};
    const std::vector<std::int64_t> metered{30'000, 28'000};
    const auto credit = credit_for(performance_rule(), {baseline, metered, 7200, 25'000});
    EXPECT_EQ(to_decimal(credit.performance_kw, 9), "19.333333333");
    EXPECT_EQ(to_decimal(*credit.factor, 9), "0.773333333");
    EXPECT_EQ(credit.paid_cents, 5'413);
    EXPECT_EQ(credit.saving_cents, 20'010);
}

TEST(Credit, RefusesColumnsThatDoNotFit) {
    const std::vector<std::int64_t> two{1, 2};
    const std::vector<std::int64_t> one{1};
    EXPECT_THROW((void)credit_for(performance_rule(), {two, one, 3600, 0}), std::invalid_argument);
    EXPECT_THROW((void)credit_for(performance_rule(), {two, two, 0, 0}), std::invalid_argument);
}

}  // namespace
}  // namespace drp::analytics
