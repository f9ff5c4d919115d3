#include "portal/export.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace drp::portal {
namespace {

std::string exported(World& world, core::UtcRange range = ReadingExport::always()) {
    const MeterDirectory directory(world.store());
    ReadingExport rows(directory.all(Actor::operator_at_the_machine()), range);
    auto tx = world.store().read();
    std::string text;
    while (rows.next(tx, text)) {
    }
    return text;
}

constexpr const char* kContent =
    "meter_id,timestamp,actual_wh,predicted_wh,interval_s\n"
    "A,2025-06-10T05:00:00Z,100,,900\n"
    "A,2025-06-10T05:15:00Z,,-7,900\n"
    "A,2025-06-10T05:30:00Z,5,6,1800\n"
    "A,2025-06-11T00:00:00Z,1,,3600\n"
    "B,1999-12-31T23:55:00Z,1,2,300\n"
    "B,2025-06-10T23:45:00Z,0,0,900\n";

TEST(ReadingExport, IsSortedByMeterAndTimeAndComesBackWithoutLoss) {
    World first;
    ASSERT_EQ(first.import(kContent).value().tally.counts.refused, 0);
    EXPECT_EQ(exported(first), kContent);
    World second;
    ASSERT_EQ(second.import(exported(first)).value().tally.counts.refused, 0);
    EXPECT_EQ(exported(second), kContent);
}

TEST(ReadingExport, TakesTheReadingsThatStartInsideTheRange) {
    World world;
    ASSERT_TRUE(world.import(kContent));
    EXPECT_EQ(exported(world, {at("2025-06-10T05:15:00Z"), at("2025-06-10T05:30:00Z")}),
              "meter_id,timestamp,actual_wh,predicted_wh,interval_s\nA,2025-06-10T05:15:00Z,,-7,900\n");
}

TEST(ReadingExport, AnEmptyStoreIsAHeader) {
    World world;
    EXPECT_EQ(exported(world), "meter_id,timestamp,actual_wh,predicted_wh,interval_s\n");
}

}  // namespace
}  // namespace drp::portal
