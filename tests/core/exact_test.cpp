#include "core/exact.hpp"

#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

namespace drp::core {
namespace {

TEST(Exact, DecimalsRoundTripThroughText) {
    for (const auto* text :
         {"0", "1", "-1", "0.085", "209.258666667", "-74.95", "999999999999999999.000000000000000001"})
        EXPECT_EQ(to_short_decimal(parse_exact(text).value(), 18), text);
}

TEST(Exact, RefusesWhatIsNoPlainDecimal) {
    for (const auto* text :
         {"", "-", ".", "1.", ".5", "+1", "--1", "1e3", "1,5", " 1", "1 ", "NaN", "1234567890123456789"})
        EXPECT_FALSE(parse_exact(text)) << text;
}

TEST(Exact, RoundsOnceHalfToEven) {
    EXPECT_EQ(to_decimal(parse_exact("0.125").value(), 2), "0.12");
    EXPECT_EQ(to_decimal(parse_exact("0.135").value(), 2), "0.14");
    EXPECT_EQ(to_decimal(parse_exact("-0.125").value(), 2), "-0.12");
    EXPECT_EQ(to_decimal(parse_exact("0.125000000000000001").value(), 2), "0.13");
    EXPECT_EQ(to_decimal(Exact(2, 3), 9), "0.666666667");
    EXPECT_EQ(to_decimal(Exact(5, 2), 0), "2");
}

TEST(Exact, AmountsThatRoundToZeroCarryNoSign) {
    EXPECT_EQ(to_decimal(parse_exact("-0.004").value(), 2), "0.00");
}

TEST(Exact, AThirdThreeTimesIsOne) {
    const Exact third = Exact(1) / 3;
    EXPECT_EQ(third + third + third, 1);
}

TEST(Exact, WhatDoesNotFitIsAnErrorNotAWrongNumber) {
    EXPECT_EQ(scaled(unscaled(std::numeric_limits<std::int64_t>::min(), 9), 9),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_THROW((void)scaled(parse_exact("999999999999999999").value(), 2), std::overflow_error);
}

}  // namespace
}  // namespace drp::core
