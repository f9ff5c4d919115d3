#include "core/time.hpp"

#include <gtest/gtest.h>

#include "core/time_zone.hpp"

namespace drp::core {
namespace {

TimeZone chicago() {
    return TimeZone::find("America/Chicago").value();
}
UtcSeconds at(const char* iso) {
    return parse_iso_instant(iso).value();
}
LocalSeconds wall(int year, unsigned month, unsigned day, int hour, int minute) {
    return {days_from_civil(year, month, day) * kSecondsPerDay + hour * 3600 + minute * 60};
}
LocalDay day(int year, unsigned month, unsigned d) {
    return {days_from_civil(year, month, d)};
}

TEST(IsoInstant, ReadsOffsetsAndPrintsUtc) {
    EXPECT_EQ(to_iso(at("2021-03-21T00:30:00-05:00")), "2021-03-21T05:30:00Z");
    EXPECT_EQ(at("2021-03-21 05:30Z"), at("2021-03-21T05:30:00+0000"));
    EXPECT_EQ(to_iso(UtcSeconds{-1}), "1969-12-31T23:59:59Z");
}

TEST(IsoInstant, RefusesWhatIsNoInstant) {
    for (const auto* text : {"2021-02-31T00:00:00Z", "2021-03-21T24:00:00Z", "2021-03-21T05:00:00", "2021-3-21T05:00Z",
                             "2021-03-21T05:00:00Zx", "", "2021-03-21T05:60Z"})
        EXPECT_FALSE(parse_iso_instant(text)) << text;
}

TEST(IsoDay, RoundTrips) {
    EXPECT_EQ(to_iso(parse_iso_day("2024-02-29").value()), "2024-02-29");
    EXPECT_FALSE(parse_iso_day("2023-02-29"));
    EXPECT_FALSE(parse_iso_day("2023-02-28 "));
}

TEST(Zone, UnknownNamesAreAProblem) {
    EXPECT_EQ(TimeZone::find("Mars/Olympus").error().code, "time-zone-unknown");
}

TEST(Zone, DaysHave23Or24Or25Hours) {
    const auto hours = [](LocalDay d) {
        const auto range = chicago().range_of(d);
        return (range.to - range.from) / 3600;
    };
    EXPECT_EQ(hours(day(2021, 3, 14)), 23);
    EXPECT_EQ(hours(day(2021, 3, 15)), 24);
    EXPECT_EQ(hours(day(2021, 11, 7)), 25);
}

TEST(Zone, TheSkippedHourDoesNotExist) {
    EXPECT_EQ(chicago().meaning(wall(2021, 3, 14, 2, 30)).kind, LocalMeaning::Kind::nonexistent);
    EXPECT_EQ(chicago().meaning(wall(2021, 3, 14, 3, 0)).first, at("2021-03-14T08:00:00Z"));
}

TEST(Zone, TheRepeatedHourHasTwoMeaningsAnHourApart) {
    const auto meaning = chicago().meaning(wall(2021, 11, 7, 1, 30));
    EXPECT_EQ(meaning.kind, LocalMeaning::Kind::repeated);
    EXPECT_EQ(meaning.first, at("2021-11-07T06:30:00Z"));
    EXPECT_EQ(meaning.second, at("2021-11-07T07:30:00Z"));
}

TEST(Zone, EveryInstantComesBackFromItsWallClock) {
    const auto zone = chicago();
    for (auto t = at("2021-01-01T00:00:00Z"); t < at("2022-01-01T00:00:00Z"); t = t + 1800) {
        const auto meaning = zone.meaning(zone.to_local(t));
        ASSERT_TRUE(meaning.first == t || (meaning.kind == LocalMeaning::Kind::repeated && meaning.second == t))
            << to_iso(t);
    }
}

TEST(Zone, TheOffsetCacheNeverChangesAnAnswer) {
    const auto warm = chicago();
    for (int year = 2010; year < 2030; ++year)
        for (unsigned month = 1; month <= 12; ++month) {
            const auto local = wall(year, month, 8, 1, 30);
            EXPECT_EQ(warm.meaning(local).first, chicago().meaning(local).first);
        }
}

// Brazil sprang forward at midnight: that civil day starts at 01:00.
TEST(Zone, ASkippedMidnightStartsAfterTheGap) {
    const auto zone = TimeZone::find("America/Sao_Paulo").value();
    EXPECT_EQ(to_iso(zone.start_of(day(2018, 11, 4))), "2018-11-04T03:00:00Z");
    EXPECT_EQ(zone.local_day(zone.start_of(day(2018, 11, 4))), day(2018, 11, 4));
}

}  // namespace
}  // namespace drp::core
