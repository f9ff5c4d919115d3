#include "analytics/temperature.hpp"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

namespace drp::analytics {
namespace {

using core::UtcSeconds;

constexpr std::int64_t kHour = 3600;

std::vector<double> at(std::vector<Temperature> readings, std::vector<UtcSeconds> instants) {
    return temperatures_at(readings, instants);
}

TEST(TemperaturesAt, LieOnTheLineBetweenTheNeighbours) {
    const auto t = at({{{0}, 10}, {{kHour}, 14}}, {{0}, {900}, {1800}, {kHour}});
    EXPECT_EQ(t, (std::vector<double>{10, 11, 12, 14}));
}

TEST(TemperaturesAt, BridgeOneMissingHourAndNoMore) {
    const auto t = at({{{0}, 10}, {{2 * kHour}, 20}, {{5 * kHour}, 30}}, {{kHour}, {3 * kHour}, {5 * kHour}});
    EXPECT_EQ(t[0], 15);
    EXPECT_TRUE(std::isnan(t[1]));
    EXPECT_EQ(t[2], 30);
}

TEST(TemperaturesAt, KnowNothingBeforeTheFirstAndAfterTheLastReading) {
    const auto t = at({{{kHour}, 10}}, {{0}, {kHour}, {kHour + 1}});
    EXPECT_TRUE(std::isnan(t[0]));
    EXPECT_EQ(t[1], 10);
    EXPECT_TRUE(std::isnan(t[2]));
    EXPECT_TRUE(std::isnan(at({}, {{0}})[0]));
}

TEST(TemperaturesAt, RefuseWhatIsOutOfOrder) {
    EXPECT_THROW((void)at({{{1}, 1}, {{0}, 1}}, {}), std::invalid_argument);
    EXPECT_THROW((void)at({}, {{1}, {0}}), std::invalid_argument);
}

}  // namespace
}  // namespace drp::analytics
