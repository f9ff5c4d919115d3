#include "analytics/savings.hpp"

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::EnergyWh;
using core::WattHours;
using test::column;
using test::kGap;
using test::Noise;
using test::random_column;

/// The definition of SPEC 2, one interval at a time.
Savings by_definition(std::span<const WattHours> actual, std::span<const WattHours> predicted) {
    Savings s;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        if (is_present(actual[i])) {
            s.actual.value += actual[i].value;
            s.n_actual += 1;
        }
        if (is_present(predicted[i])) {
            s.predicted.value += predicted[i].value;
            s.n_predicted += 1;
        }
        if (!is_present(actual[i]) || !is_present(predicted[i])) continue;
        const std::int64_t net = std::int64_t{predicted[i].value} - actual[i].value;
        s.net.value += net;
        s.n_both += 1;
        if (net > 0) {
            s.saved.value += net;
            s.n_reduced += 1;
        }
    }
    return s;
}

TEST(Savings, OfFourIntervalsByHand) {
    const auto s = savings(column({1000, 1200, 900, 1500}), column({1100, 1000, 900, 2000}));
    EXPECT_EQ(s.actual, EnergyWh{4600});
    EXPECT_EQ(s.predicted, EnergyWh{5000});
    EXPECT_EQ(s.saved, EnergyWh{600});  // 100 + 500
    EXPECT_EQ(s.net, EnergyWh{400});
    EXPECT_EQ(s.n_reduced, 2);
    EXPECT_DOUBLE_EQ(s.participation().value(), 0.5);
}

TEST(Savings, IgnoresIntervalsWithoutAPrediction) {
    const auto s = savings(column({1000, 1000, kGap}), column({1500, kGap, 700}));
    EXPECT_EQ(s.saved, EnergyWh{500});
    EXPECT_EQ(s.net, EnergyWh{500});
    EXPECT_EQ(s.n_both, 1);
    EXPECT_EQ(s.n_actual, 2);
    EXPECT_EQ(s.n_predicted, 2);
    EXPECT_EQ(s.actual, EnergyWh{2000});
    EXPECT_EQ(s.predicted, EnergyWh{2200});
}

TEST(Savings, CountsFedBackEnergyWithItsSign) {
    const auto s = savings(column({-800}), column({-500}));
    EXPECT_EQ(s.saved, EnergyWh{300});  // more was fed back than expected
    EXPECT_EQ(s.actual, EnergyWh{-800});
}

TEST(Savings, HaveNoParticipationWhereNoIntervalHasADelta) {
    EXPECT_FALSE(savings(column({1, kGap}), column({kGap, 1})).participation());
    EXPECT_FALSE(Savings{}.participation());
}

TEST(Savings, OfAChannelThatIsNotThereAreTheOtherChannelsOwnSums) {
    const auto s = savings(column({5, kGap, 7}), {});
    EXPECT_EQ(s.actual, EnergyWh{12});
    EXPECT_EQ(s.n_actual, 2);
    EXPECT_EQ(s.n_both, 0);
    EXPECT_EQ(s.n_predicted, 0);
}

TEST(Savings, RefuseColumnsOfDifferentLength) {
    EXPECT_THROW((void)savings(column({1, 2}), column({1})), std::invalid_argument);
}

TEST(Savings, TakeTheLargestReadingsWithoutOverflow) {
    const std::vector<WattHours> low(5000, WattHours{-core::kMaxReadingWh});
    const std::vector<WattHours> high(5000, WattHours{core::kMaxReadingWh});
    EXPECT_EQ(savings(low, high).saved, EnergyWh{10'000'000'000'000});
    EXPECT_EQ(savings(high, low).net, EnergyWh{-10'000'000'000'000});
}

TEST(SavingsProperty, EqualTheDefinition) {
    Noise noise(1);
    for (const std::size_t n : {1U, 2U, 7U, 96U, 4095U, 4096U, 4097U, 9000U}) {
        const auto actual = random_column(noise, n);
        const auto predicted = random_column(noise, n);
        EXPECT_EQ(savings(actual, predicted), by_definition(actual, predicted)) << n;
    }
}

TEST(SavingsProperty, OfAWholeAreTheSumOfItsParts) {
    Noise noise(2);
    const auto actual = random_column(noise, 500);
    const auto predicted = random_column(noise, 500);
    const auto whole = savings(actual, predicted);
    for (int trial = 0; trial < 100; ++trial) {
        const auto cut = noise.below(501);
        const auto left = savings(std::span(actual).first(cut), std::span(predicted).first(cut));
        const auto right = savings(std::span(actual).subspan(cut), std::span(predicted).subspan(cut));
        ASSERT_EQ(left + right, whole) << cut;
    }
}

}  // namespace
}  // namespace drp::analytics
