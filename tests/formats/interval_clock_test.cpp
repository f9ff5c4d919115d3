#include "formats/interval_clock.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace drp::formats {
namespace {

using core::TimeZone;
using core::UtcSeconds;

Label label(std::string_view text) {
    return parse_label(text, DateOrder::month_day_year);
}

/// The wall clock's own text of an instant, as an export writes it.
Label local_label(const TimeZone& zone, UtcSeconds t) {
    return {Label::Kind::local, Reason::time_invalid, zone.to_local(t).value};
}

struct ChangeDay {
    const char* zone;
    const char* from;  // UTC, some hours before the change
};

class ClockChange : public testing::TestWithParam<ChangeDay> {};

TEST_P(ClockChange, StartsAndEndsComeBackAsTheInstantsTheyWereWrittenFrom) {
    const auto zone = TimeZone::find(GetParam().zone).value();
    const auto from = core::parse_iso_instant(GetParam().from).value();
    for (const auto interval : {900, 1800, 3600}) {
        IntervalClock clock;
        for (auto t = from; t < from + 86'400; t = t + interval) {
            const auto placed = clock.place(zone, local_label(zone, t), local_label(zone, t + interval), std::nullopt);
            ASSERT_FALSE(placed.refused) << core::to_iso(t) << " " << interval;
            ASSERT_EQ(core::to_iso(placed.start), core::to_iso(t)) << interval;
            ASSERT_EQ(placed.interval.value, interval);
        }
    }
}

TEST_P(ClockChange, StartsAloneComeBackToo) {
    const auto zone = TimeZone::find(GetParam().zone).value();
    const auto from = core::parse_iso_instant(GetParam().from).value();
    for (const auto interval : {300, 900, 1800, 3600}) {
        IntervalClock clock;
        for (auto t = from; t < from + 86'400; t = t + interval)
            ASSERT_EQ(core::to_iso(clock.place(zone, local_label(zone, t), 0).start), core::to_iso(t)) << interval;
    }
}

TEST_P(ClockChange, AFileThatRunsBackwardsComesBackToo) {
    const auto zone = TimeZone::find(GetParam().zone).value();
    const auto from = core::parse_iso_instant(GetParam().from).value();
    IntervalClock clock;
    for (auto t = from + 86'400; t > from; t = t - 1800)
        ASSERT_EQ(core::to_iso(clock.place(zone, local_label(zone, t), 0).start), core::to_iso(t));
}

INSTANTIATE_TEST_SUITE_P(Zones, ClockChange,
                         testing::Values(ChangeDay{"America/Chicago", "2021-11-06T20:00:00Z"},
                                         ChangeDay{"America/Chicago", "2021-03-13T20:00:00Z"},
                                         ChangeDay{"Europe/Rome", "2014-10-25T12:00:00Z"},
                                         ChangeDay{"Europe/Rome", "2014-03-29T12:00:00Z"},
                                         ChangeDay{"Australia/Sydney", "2021-04-03T06:00:00Z"},
                                         ChangeDay{"Australia/Sydney", "2021-10-02T06:00:00Z"},
                                         ChangeDay{"America/St_Johns", "2005-04-02T12:00:00Z"}));

const TimeZone& chicago() {
    static const auto kZone = TimeZone::find("America/Chicago").value();
    return kZone;
}
PlacedInterval place(IntervalClock& clock, std::string_view start, std::string_view end) {
    return clock.place(chicago(), label(start), label(end), std::nullopt);
}

TEST(IntervalClock, ReadsNaiveEndsThatAreStartPlusLength) {
    IntervalClock clock;
    std::vector<std::string> starts;
    for (const auto& [start, end] : {std::pair{"11/7/2021 0:00", "11/7/2021 1:00"},
                                     {"11/7/2021 1:00", "11/7/2021 2:00"},
                                     {"11/7/2021 1:00", "11/7/2021 2:00"},
                                     {"11/7/2021 2:00", "11/7/2021 3:00"}})
        starts.push_back(core::to_iso(place(clock, start, end).start));
    EXPECT_EQ(starts, (std::vector<std::string>{"2021-11-07T05:00:00Z", "2021-11-07T06:00:00Z", "2021-11-07T07:00:00Z",
                                                "2021-11-07T08:00:00Z"}));
}

TEST(IntervalClock, AFileThatBeginsInTheRepeatedHourIsToldByItsEnd) {
    IntervalClock first;
    EXPECT_EQ(core::to_iso(place(first, "11/7/2021 1:30", "11/7/2021 1:00").start), "2021-11-07T06:30:00Z");
    IntervalClock second;
    EXPECT_EQ(core::to_iso(place(second, "11/7/2021 1:30", "11/7/2021 2:00").start), "2021-11-07T07:30:00Z");
}

TEST(IntervalClock, RefusesTheSkippedHour) {
    IntervalClock clock;
    EXPECT_EQ(place(clock, "3/14/2021 2:00", "3/14/2021 2:30").refused, Reason::skipped_hour);
    EXPECT_EQ(place(clock, "3/14/2021 1:30", "3/14/2021 2:00").interval.value, 1800);
    EXPECT_EQ(place(clock, "3/14/2021 1:30", "3/14/2021 3:00").interval.value, 1800);
}

TEST(IntervalClock, TakesMidnightWithTheDateOfTheDayItEnds) {
    IntervalClock clock;
    EXPECT_EQ(place(clock, "3/21/2021 23:30", "3/21/2021 0:00").interval.value, 1800);
}

TEST(IntervalClock, RefusesWhatIsNoInterval) {
    IntervalClock clock;
    EXPECT_EQ(place(clock, "3/21/2021 1:00", "3/21/2021 0:30").refused, Reason::end_before_start);
    EXPECT_EQ(place(clock, "3/21/2021 1:00", "3/21/2021 1:00").refused, Reason::end_before_start);
    EXPECT_EQ(place(clock, "3/21/2021 1:00", "3/21/2021 1:10").refused, Reason::interval_unsupported);
    EXPECT_EQ(place(clock, "3/21/2021 0:00", "3/22/2021 0:00").refused, Reason::interval_unsupported);
    EXPECT_EQ(place(clock, "3/21/2021 1:05", "3/21/2021 1:20").refused, Reason::off_grid);
}

}  // namespace
}  // namespace drp::formats
