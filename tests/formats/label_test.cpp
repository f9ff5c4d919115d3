#include "formats/label.hpp"

#include <gtest/gtest.h>

namespace drp::formats {
namespace {

std::int64_t wall(std::string_view iso) {
    return core::parse_iso_instant(std::string(iso) + "Z").value().value;
}
Label mdy(std::string_view text) {
    return parse_label(text, DateOrder::month_day_year);
}
Label dmy(std::string_view text) {
    return parse_label(text, DateOrder::day_month_year);
}

TEST(Label, ReadsTheProvidersTimes) {
    EXPECT_EQ(mdy("3/21/2021 0:30").seconds, wall("2021-03-21T00:30:00"));
    EXPECT_EQ(mdy("3/21/2021 0:30").kind, Label::Kind::local);
    EXPECT_EQ(mdy("3/4/2021 23:30").seconds, wall("2021-03-04T23:30:00"));
    EXPECT_EQ(dmy("3/4/2021 23:30").seconds, wall("2021-04-03T23:30:00"));
    EXPECT_EQ(dmy("21.03.2021 00:30").seconds, wall("2021-03-21T00:30:00"));
}

TEST(Label, ReadsIsoInAnyOrder) {
    for (const auto order : {DateOrder::month_day_year, DateOrder::day_month_year, DateOrder::year_first}) {
        EXPECT_EQ(parse_label("2021-03-04T05:06:00", order).seconds, wall("2021-03-04T05:06:00"));
        EXPECT_EQ(parse_label("2021-03-04 05:06", order).kind, Label::Kind::local);
        EXPECT_EQ(parse_label("2021-03-04T05:06:00Z", order).kind, Label::Kind::utc);
    }
}

TEST(Label, TakesOffsetsOff) {
    EXPECT_EQ(mdy("2021-03-04T05:00:00+05:30").seconds, wall("2021-03-03T23:30:00"));
    EXPECT_EQ(mdy("2021-03-04T05:00-0600").seconds, wall("2021-03-04T11:00:00"));
    EXPECT_EQ(mdy("2021-03-04 05:00:00+01").seconds, wall("2021-03-04T04:00:00"));
    EXPECT_EQ(mdy("2021-03-04T05:00+15:00").kind, Label::Kind::refused);
}

TEST(Label, KnowsMidnightByAllItsNames) {
    EXPECT_EQ(mdy("3/21/2021 24:00").seconds, wall("2021-03-22T00:00:00"));
    EXPECT_EQ(mdy("3/21/2021").seconds, wall("2021-03-21T00:00:00"));
    EXPECT_EQ(mdy("3/21/2021 12:00 AM").seconds, wall("2021-03-21T00:00:00"));
    EXPECT_EQ(mdy("3/21/2021 12:30 pm").seconds, wall("2021-03-21T12:30:00"));
    EXPECT_EQ(mdy("3/21/2021 24:30").kind, Label::Kind::refused);
}

TEST(Label, RefusesDaysThatNoCalendarHas) {
    for (const auto* text : {"2/31/2021 0:00", "13/1/2021 0:00", "2021-02-29 00:00", "0/1/2021 0:00", "0000-01-01"})
        EXPECT_EQ(mdy(text).reason, Reason::no_such_date) << text;
    EXPECT_EQ(mdy("2/29/2024 0:00").kind, Label::Kind::local);
}

TEST(Label, RefusesYearsOfClocksThatWereNeverSet) {
    for (const auto* text : {"1/1/1970 0:00", "9999-12-31T00:00:00Z", "1989-12-31 00:00", "2100-01-01 00:00"})
        EXPECT_EQ(mdy(text).reason, Reason::year_out_of_range) << text;
}

TEST(Label, RefusesOtherText) {
    for (const auto* text : {"", "x", "3/21/21 0:30", "3/21/2021 0", "3/21/2021 0:3", "3/21-2021 0:30",
                             "3/21/2021  0:30", "2021-03-21T05:00:00.5Z", "2021-03-21T05:61", "1616303400",
                             "3/21/2021 0:30x", "3/21/2021 13:00 PM", "2021-03-21T05:00:00+1:00", "2021-03-21T"})
        EXPECT_EQ(mdy(text).reason, Reason::time_invalid) << text;
}

}  // namespace
}  // namespace drp::formats
