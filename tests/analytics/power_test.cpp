#include "analytics/power.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace drp::analytics {
namespace {

using core::WattHours;

TEST(Power, IsEnergyOverTime) {
    EXPECT_DOUBLE_EQ(power_kw(WattHours{250}, {900}), 1.0);  // 250 Wh in a quarter of an hour
    EXPECT_DOUBLE_EQ(power_kw(WattHours{250}, {3600}), 0.25);
    EXPECT_DOUBLE_EQ(power_kw(WattHours{-600}, {300}), -7.2);
    EXPECT_DOUBLE_EQ(power_kw(core::EnergyWh{48'000}, 24.0), 2.0);
}

TEST(Power, OfAMissingReadingIsNotANumber) {
    EXPECT_TRUE(std::isnan(power_kw(core::kMissing, {900})));
}

TEST(Power, FillsABufferOfTheSameLength) {
    const std::array energy{WattHours{500}, core::kMissing};
    std::array<double, 2> kw{};
    power_kw(energy, {1800}, kw);
    EXPECT_DOUBLE_EQ(kw[0], 1.0);
    EXPECT_TRUE(std::isnan(kw[1]));
    EXPECT_THROW(power_kw(energy, {1800}, std::span(kw).first(1)), std::invalid_argument);
}

}  // namespace
}  // namespace drp::analytics
