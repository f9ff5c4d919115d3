#include "portal/wall_clock.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace drp::portal {
namespace {

core::TimeZone chicago() {
    return core::TimeZone::find("America/Chicago").value();
}

TEST(WallClock, IsThatOfTheProvider) {
    EXPECT_EQ(wall_clock_or_instant(chicago(), "2026-07-12T16:00", "start").value(), at("2026-07-12T21:00:00Z"));
    EXPECT_EQ(wall_clock_or_instant(chicago(), "2026-01-12 07:30:00", "start").value(), at("2026-01-12T13:30:00Z"));
    EXPECT_EQ(wall_clock_or_instant(chicago(), "2026-07-12T16:00+02:00", "start").value(), at("2026-07-12T14:00:00Z"));
}

TEST(WallClock, RefusesATimeThatItSkips) {
    const auto skipped = wall_clock_or_instant(chicago(), "2026-03-08T02:30", "start");
    EXPECT_EQ(skipped.error().code, "time-skipped");
    EXPECT_EQ(skipped.error().place, "start");
    EXPECT_TRUE(wall_clock_or_instant(chicago(), "2026-03-08T03:00", "start"));
    EXPECT_TRUE(wall_clock_or_instant(chicago(), "2026-03-08T01:59", "start"));
}

TEST(WallClock, TakesTheFirstOfATimeThatItShowsTwiceAndKnowsTheOther) {
    const auto zone = chicago();
    const auto first = wall_clock_or_instant(zone, "2026-11-01T01:30", "start").value();
    EXPECT_EQ(first, at("2026-11-01T06:30:00Z"));
    EXPECT_EQ(other_meaning(zone, first), at("2026-11-01T07:30:00Z"));
    EXPECT_EQ(other_meaning(zone, at("2026-11-01T07:30:00Z")), first);
    EXPECT_EQ(wall_clock_or_instant(zone, "2026-11-01T01:30-06:00", "start").value(), at("2026-11-01T07:30:00Z"));
    EXPECT_EQ(other_meaning(zone, at("2026-11-01T09:30:00Z")), std::nullopt);
}

TEST(WallClock, RefusesWhatIsNoTime) {
    for (const std::string text : {"", "tomorrow", "2026-07-12", "2026-02-30T10:00", "2026-07-12T24:00",
                                   "2026-07-12T10:60", "2026-07-12T1:00", "2026-07-12X10:00", "2026-07-12T10:00:30"})
        EXPECT_EQ(wall_clock_or_instant(chicago(), text, "start").error().code, "time-invalid") << text;
    EXPECT_EQ(wall_clock_or_instant(chicago(), "1850-01-01T10:00", "start").error().code, "time-outside");
    EXPECT_EQ(wall_clock_or_instant(chicago(), "2100-01-02T10:00", "start").error().code, "time-outside");
}

TEST(WallClock, ADayIsItsFirstInstant) {
    World world;
    const auto& calendar = world.store().calendar();
    EXPECT_EQ(day_or_instant(calendar, "2026-07-12", "from").value(), at("2026-07-12T05:00:00Z"));
    EXPECT_EQ(day_or_instant(calendar, "2026-07-12T00:00:00Z", "from").value(), at("2026-07-12T00:00:00Z"));
    EXPECT_EQ(day_or_instant(calendar, "2026-02-30", "from").error().code, "time-invalid");
    EXPECT_EQ(day_or_instant(calendar, "1850-01-01", "from").error().code, "time-outside");
    EXPECT_EQ(day_or_instant(calendar, "2026-07-12T10:00", "from").error().place, "from") << "no offset";
}

TEST(WallClock, SpeaksToPeople) {
    const auto zone = chicago();
    EXPECT_EQ(period_text(zone, {at("2026-07-12T21:00:00Z"), at("2026-07-12T23:05:00Z")}),
              "Sunday 12 July 2026, 16:00 to 18:05 (America/Chicago)");
    EXPECT_EQ(period_text(zone, {at("2026-07-13T04:00:00Z"), at("2026-07-13T06:00:00Z")}),
              "Sunday 12 July 2026, 23:00 to 01:00 on Monday 13 July 2026 (America/Chicago)");
    EXPECT_EQ(moment_text(zone, at("2026-01-01T06:00:00Z")), "00:00 on Thursday 1 January 2026");
    EXPECT_EQ(wall_clock_text(zone, at("2026-07-12T21:00:00Z")), "2026-07-12T16:00");
}

}  // namespace
}  // namespace drp::portal
