#include "core/money.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace drp::core {
namespace {

TEST(Money, CreditOfEnergyIsExact) {
    const auto price = parse_price("0.085").value();
    EXPECT_EQ(credit(EnergyWh{1'234'567}, price).nano, 1'234'567LL * 85'000);
    EXPECT_EQ(to_cents_text(credit(EnergyWh{1'000}, price)), "0.08");  // 8.5 cents, half to even
    EXPECT_EQ(to_cents_text(credit(EnergyWh{-1'000}, price)), "-0.08");
    EXPECT_EQ(to_cents_text(credit(EnergyWh{3'000}, price)), "0.26");  // 25.5 cents
}

TEST(Money, AmountsThatRoundToZeroCarryNoSign) {
    EXPECT_EQ(to_cents_text({-4'999'999}), "0.00");
}

TEST(Money, TheSmallestAmountPrints) {
    EXPECT_EQ(to_cents_text({std::numeric_limits<std::int64_t>::min()}), "-9223372036.85");
}

TEST(Money, OverflowIsAnErrorNotAWrongNumber) {
    EXPECT_THROW((void)credit(EnergyWh{1LL << 60}, parse_price("999999").value()), std::overflow_error);
}

TEST(Money, PricesRoundTripThroughText) {
    for (const auto* text : {"0", "1", "0.085", "12.5", "0.000001", "999999"})
        EXPECT_EQ(to_text(parse_price(text).value()), text);
}

TEST(Money, RefusesPricesThatAreNotPlainDecimals) {
    for (const auto* text : {"", ".", "1.", ".5", "-1", "1e3", "0.0000001", "1,5", "1000000000", "NaN", " 1"})
        EXPECT_FALSE(parse_price(text)) << text;
}

}  // namespace
}  // namespace drp::core
