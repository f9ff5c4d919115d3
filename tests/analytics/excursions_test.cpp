#include "analytics/excursions.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace drp::analytics {
namespace {

using core::kMissing;
using core::WattHours;

constexpr core::IntervalSeconds kQuarter{900};
constexpr core::UtcSeconds kStart{1'750'000'500};

std::vector<WattHours> column(std::initializer_list<int> wh) {
    std::vector<WattHours> values;
    for (const int v : wh) values.push_back(v < 0 ? kMissing : WattHours{v});
    return values;
}

std::optional<Excursion> above_power(const std::vector<WattHours>& actual, std::int64_t watts,
                                     std::int64_t window_s = 900) {
    const std::vector<WattHours> none(actual.size(), kMissing);
    return latest_excursion(kStart, kQuarter, actual, none, {.window_s = window_s, .power_w = watts, .after = {0}});
}

core::UtcSeconds quarter(std::int64_t i) {
    return kStart + i * 900;
}

TEST(Excursions, AreThereWhereTheMeanPowerIsAboveTheLimit) {
    // 25 Wh in a quarter of an hour are 100 W: not above 100 W. 30 Wh are 120 W.
    EXPECT_FALSE(above_power(column({25, 25, 25}), 100));
    const auto found = above_power(column({25, 30, 25}), 100);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->period, (core::UtcRange{quarter(1), quarter(2)}));
    EXPECT_EQ(found->peak, 120);
}

TEST(Excursions, PassOverPeaksThatAreShorterThanTheirWindow) {
    EXPECT_FALSE(above_power(column({10, 40, 10}), 100, 1800));
    const auto found = above_power(column({10, 40, 41, 10}), 100, 1800);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->peak, 162);
}

TEST(Excursions, AreOneWhereALoadSwingsAboutTheLimit) {
    const auto found = above_power(column({30, 20, 30, 20, 20, 30, 20}), 100);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->period, (core::UtcRange{quarter(0), quarter(6)}));
    EXPECT_FALSE(found->is_over);
}

TEST(Excursions, AreOverAfterAnHourOfCalm) {
    EXPECT_FALSE(above_power(column({30, 20, 20, 20}), 100)->is_over);
    EXPECT_TRUE(above_power(column({30, 20, 20, 20, 20}), 100)->is_over);
}

TEST(Excursions, SayNothingOfWindowsWithoutAllTheirReadings) {
    EXPECT_FALSE(above_power(column({40, -1, 40}), 100, 1800));
    EXPECT_FALSE(above_power(column({30, -1, -1, -1, -1, -1, -1}), 100)->is_over) << "no reading is no calm";
}

TEST(Excursions, OfAPredictionAreMeasuredInPerCent) {
    const auto limit = ExcursionLimit{.window_s = 900, .percent_above_prediction = 20, .after = {0}};
    const auto predicted = column({100, 100, -1, 0});
    EXPECT_FALSE(latest_excursion(kStart, kQuarter, column({120, 120, 500, 500}), predicted, limit));
    const auto found = latest_excursion(kStart, kQuarter, column({120, 130, 500, 500}), predicted, limit);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->peak, 30);
    EXPECT_EQ(found->period.from, quarter(1));
}

TEST(Excursions, ThatEndedBeforeTheRuleWasMadeAreNotLookedAt) {
    const std::vector<WattHours> actual = column({30, 20, 20, 20, 20, 20, 20});
    const std::vector<WattHours> none(actual.size(), kMissing);
    EXPECT_FALSE(
        latest_excursion(kStart, kQuarter, actual, none, {.window_s = 900, .power_w = 100, .after = quarter(1)}));
}

}  // namespace
}  // namespace drp::analytics
