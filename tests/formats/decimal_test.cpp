#include "formats/decimal.hpp"

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace drp::formats {
namespace {

ParsedEnergy kwh(std::string_view text, char mark = '.') {
    return parse_energy(text, mark, EnergyUnit::kwh, Rounding::refuse);
}

TEST(Decimal, KeepsTheThirdDecimalOfEveryValue) {
    for (int wh = -100'000; wh <= 100'000; wh += 7) {
        const auto text = fmt::format("{}{}.{:03}", wh < 0 ? "-" : "", std::abs(wh) / 1000, std::abs(wh) % 1000);
        ASSERT_EQ(kwh(text).wh.value, wh) << text;
    }
}

TEST(Decimal, ReadsWhatExportsWrite) {
    EXPECT_EQ(kwh("104.192").wh.value, 104'192);
    EXPECT_EQ(kwh("46.68").wh.value, 46'680);
    EXPECT_EQ(kwh("9").wh.value, 9'000);
    EXPECT_EQ(kwh(".5").wh.value, 500);
    EXPECT_EQ(kwh("5.").wh.value, 5'000);
    EXPECT_EQ(kwh("+1.5").wh.value, 1'500);
    EXPECT_EQ(kwh("-0.001").wh.value, -1);
    EXPECT_EQ(kwh("0,123", ',').wh.value, 123);
    EXPECT_EQ(kwh("1.2340000").wh.value, 1'234);
    EXPECT_EQ(kwh("0000000000000000000000000.5").wh.value, 500);
}

TEST(Decimal, RefusesAFractionOfAWh) {
    EXPECT_EQ(kwh("0.1234").refused, Reason::too_precise);
    EXPECT_EQ(kwh("0.12300000000000000000000000001").refused, Reason::too_precise);
    EXPECT_EQ(parse_energy("12.5", '.', EnergyUnit::wh, Rounding::refuse).refused, Reason::not_whole);
    EXPECT_EQ(parse_energy("12.0", '.', EnergyUnit::wh, Rounding::refuse).wh.value, 12);
}

TEST(Decimal, RoundsPredictionsHalfAwayFromZero) {
    const auto predicted = [](std::string_view text) {
        return parse_energy(text, '.', EnergyUnit::kwh, Rounding::half_away_zero);
    };
    EXPECT_EQ(predicted("0.0005").wh.value, 1);
    EXPECT_EQ(predicted("-0.0005").wh.value, -1);
    EXPECT_EQ(predicted("0.00049999").wh.value, 0);
    EXPECT_TRUE(predicted("0.00049999").is_rounded);
    EXPECT_FALSE(predicted("0.001000").is_rounded);
}

TEST(Decimal, RefusesWhatIsNoDecimalNumber) {
    for (const auto* text : {"-", "+", ".", "1e308", "1E5", "NaN", "inf", "0x1F", "1,5", "1.2.3", "12a", "--1", "1 2",
                             "1,234.5", "null", "\xD9\xA1"})
        EXPECT_EQ(kwh(text).refused, Reason::not_a_number) << text;
}

TEST(Decimal, RefusesMagnitudesPastTheLimitWithoutOverflow) {
    EXPECT_EQ(kwh("1000000").wh.value, core::kMaxReadingWh);
    EXPECT_EQ(kwh("-1000000.000").wh.value, -core::kMaxReadingWh);
    EXPECT_EQ(kwh("1000000.001").refused, Reason::too_large);
    EXPECT_EQ(kwh(std::string(5'000, '9')).refused, Reason::too_large);
    EXPECT_EQ(parse_energy("999999999.9", '.', EnergyUnit::wh, Rounding::half_away_zero).wh.value, core::kMaxReadingWh);
}

}  // namespace
}  // namespace drp::formats
