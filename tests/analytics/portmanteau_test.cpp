#include "analytics/portmanteau.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "analytics/autocorrelation.hpp"
#include "series_builder.hpp"

namespace drp::analytics {
namespace {

TEST(ChiSquaredTail, IsThatOfTheTables) {
    // R: pchisq(x, df, lower.tail = FALSE); 3.841459 is the familiar 5 % point of one degree of freedom.
    EXPECT_NEAR(chi_squared_tail(3.841458820694124, 1), 0.05, 1e-12);
    EXPECT_NEAR(chi_squared_tail(31.41043284423092, 20), 0.05, 1e-12);
    EXPECT_NEAR(chi_squared_tail(4, 2), std::exp(-2.0), 1e-15);  // two degrees of freedom: exponential
    EXPECT_EQ(chi_squared_tail(0, 5), 1);
    EXPECT_EQ(chi_squared_tail(1e9, 5), 0);
}

TEST(LjungBox, OfThreeLagsByHand) {
    // n = 10: 10 x 12 x (0.25/9 + 0.04/8 + 0.01/7)
    const auto test = ljung_box(std::vector{1.0, 0.5, 0.2, 0.1}, 10, 3);
    EXPECT_NEAR(test.statistic, 120 * (0.25 / 9 + 0.04 / 8 + 0.01 / 7), 1e-12);
    EXPECT_EQ(test.lags, 3U);
    EXPECT_NEAR(test.p_value, chi_squared_tail(test.statistic, 3), 1e-15);
}

TEST(LjungBox, AcceptsWhiteNoiseAboutNineteenTimesInTwenty) {
    test::Noise noise(14);
    int rejected = 0;
    for (int trial = 0; trial < 400; ++trial) {
        std::vector<double> white(300);
        for (auto& x : white) x = noise.normal();
        rejected += ljung_box(correlogram(white, 10)->acf, white.size(), 10).p_value < 0.05 ? 1 : 0;
    }
    EXPECT_NEAR(rejected, 20, 14);
}

TEST(LjungBox, RefusesLagsThatAreNotThere) {
    EXPECT_THROW((void)ljung_box(std::vector{1.0, 0.5}, 10, 2), std::invalid_argument);
    EXPECT_THROW((void)ljung_box(std::vector{1.0, 0.5, 0.1}, 2, 2), std::invalid_argument);
    EXPECT_THROW((void)ljung_box(std::vector{1.0, 0.5}, 10, 0), std::invalid_argument);
}

}  // namespace
}  // namespace drp::analytics
