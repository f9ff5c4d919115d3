// SPEC 7.2 and 7.3: predictions and long readings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "import_support.hpp"

namespace drp::formats {
namespace {

using test::import_text;
using test::in_zone;
using test::Key;
using test::Value;
using testing::ElementsAre;

/// The lengths under which a meter's readings were filed, in time order.
std::vector<std::int32_t> lengths_of(const test::Imported& got, const std::string& meter) {
    std::vector<std::int32_t> lengths;
    for (const auto& [key, value] : got.readings)
        if (key.meter == meter) lengths.push_back(key.interval.value);
    return lengths;
}
std::string rows(const std::string& meter, std::initializer_list<const char*> times) {
    std::string out;
    for (const auto* time : times) out += meter + ",2021-03-" + time + "Z,5\n";
    return out;
}
const std::string kHeader = "meter_id,timestamp,actual_wh\n";

TEST(Predictions, AreKwhRoundedToWholeWh) {
    const auto got = import_text(
        "meter_id,start_time,end_time,prediction\nA-1,3/21/2021 0:00,3/21/2021 0:30,104.1925\n"
        "A-1,3/21/2021 0:30,3/21/2021 1:00,-0.0004\nA-1,3/21/2021 1:00,3/21/2021 1:30,2.5\n",
        in_zone("America/Chicago"));
    ASSERT_EQ(got.readings.size(), 3U);
    const auto start = core::parse_iso_instant("2021-03-21T05:00:00Z").value();
    EXPECT_EQ(got.readings.at(Key{"A-1", start, {1800}}), (Value{core::kMissing, {104'193}}));
    EXPECT_EQ(got.readings.at(Key{"A-1", start + 1800, {1800}}), (Value{core::kMissing, {0}}));
    EXPECT_EQ(got.summary.rounded_predictions, 2U);
    EXPECT_EQ(got.summary.negative_values, 0U);
}

TEST(Predictions, EachMeterHasItsOwnRepeatedHour) {
    std::string text = "meter_id,start_time,end_time,prediction\n";
    for (const auto* meter : {"A", "B"})
        text += fmt::format(
            "{0},11/7/2021 1:00,11/7/2021 1:30,1\n{0},11/7/2021 1:30,11/7/2021 1:00,2\n"
            "{0},11/7/2021 1:00,11/7/2021 1:30,3\n{0},11/7/2021 1:30,11/7/2021 2:00,4\n"
            "{0},11/30/2021 0:00,11/30/2021 0:30,5\n",
            meter);
    const auto got = import_text(text, in_zone("America/Chicago"));
    EXPECT_EQ(got.codes(), "");
    EXPECT_EQ(got.readings.size(), 10U);
    const auto third = core::parse_iso_instant("2021-11-07T07:00:00Z").value();
    EXPECT_EQ(got.readings.at(Key{"B", third, {1800}}).predicted.value, 3'000);
}

TEST(LongReadings, GoByTheNamesOfTheirColumnsNotByTheirOrder) {
    const auto got = import_text(
        "quality,Predicted_Wh,ACTUAL_WH,timestamp,interval_s,meter_id\nA,7,5,2021-03-21T00:00:00+01:00,900,M.1\n"
        "B,,6,2021-03-21T00:15:00+01:00,900,M.1\n");
    EXPECT_EQ(got.codes(), "");
    const auto start = core::parse_iso_instant("2021-03-20T23:00:00Z").value();
    EXPECT_EQ(got.readings.at(Key{"M.1", start, {900}}), (Value{{5}, {7}}));
    EXPECT_EQ(got.readings.at(Key{"M.1", start + 900, {900}}), (Value{{6}, core::kMissing}));
    EXPECT_THAT(got.summary.ignored_columns, ElementsAre("quality"));
    EXPECT_EQ(got.summary.ignored_cells, 2U);
    EXPECT_EQ(got.summary.blank_cells, 1U);
    EXPECT_TRUE(got.summary.is_balanced());
}

TEST(LongReadings, AColumnInUtcIsNotShiftedByTheProvidersZone) {
    const auto got = import_text("meter,start_utc,seconds,wh\nM,2021-03-14 02:00,1800,5\n", in_zone("America/Chicago"));
    EXPECT_EQ(got.actual_at("M", "2021-03-14T02:00:00Z"), 5);
}

TEST(LongReadings, AnInfinitesimalWhIsNotRoundedAway) {
    const auto got =
        import_text("meter,start_utc,seconds,wh\nM,2021-03-14 02:00,1800,5.5\nM,2021-03-14 02:30,1800,5.0\n");
    EXPECT_EQ(got.codes(), "2:4 not-whole");
    EXPECT_EQ(got.readings.size(), 1U);
}

TEST(IntervalInference, ARegularDayShowsItsLength) {
    const auto got = import_text(kHeader + rows("Q", {"01T00:00", "01T00:15", "01T00:30", "01T00:45", "01T02:00"}) +
                                 rows("H", {"01T00:00", "01T01:00", "01T02:00", "01T03:00"}));
    EXPECT_THAT(lengths_of(got, "Q"), ElementsAre(900, 900, 900, 900, 900));
    EXPECT_THAT(lengths_of(got, "H"), ElementsAre(3600, 3600, 3600, 3600));
}

TEST(IntervalInference, ALoneReadingTakesTheLengthOfTheMetersOtherDays) {
    const auto got =
        import_text(kHeader + rows("Q", {"01T05:00", "02T00:00", "02T00:15", "02T00:30", "02T00:45", "09T07:00"}) +
                    rows("H", {"01T00:00", "01T01:00", "01T02:00", "01T03:00"}));
    EXPECT_THAT(lengths_of(got, "Q"), ElementsAre(900, 900, 900, 900, 900, 900));
}

TEST(IntervalInference, AHourlyMeterWithGapsStaysHourly) {
    const auto got = import_text(kHeader + rows("H", {"01T00:00", "01T01:00", "01T02:00", "01T03:00", "01T09:00",
                                                      "02T00:00", "02T04:00", "02T06:00"}));
    EXPECT_THAT(lengths_of(got, "H"), testing::Each(3600));
    EXPECT_EQ(got.readings.size(), 8U);
}

TEST(IntervalInference, AMeterMayChangeItsLengthFromDayToDay) {
    const auto got = import_text(kHeader + rows("X", {"01T00:00", "01T01:00", "01T02:00", "01T03:00", "02T00:00",
                                                      "02T00:30", "02T01:00", "02T01:30"}));
    EXPECT_THAT(lengths_of(got, "X"), ElementsAre(3600, 3600, 3600, 3600, 1800, 1800, 1800, 1800));
}

TEST(IntervalInference, OneStrayLabelDoesNotChangeADaysLength) {
    const auto got = import_text(kHeader + rows("X", {"01T00:00", "01T00:30", "01T01:00", "01T01:30", "01T02:00",
                                                      "01T02:30", "01T02:35", "01T03:00", "01T03:30", "01T04:00"}));
    EXPECT_THAT(lengths_of(got, "X"), testing::Each(1800));
    EXPECT_EQ(got.codes(), "8:3 off-grid");
}

TEST(IntervalInference, AFewReadingsShowTheirShortestStep) {
    const auto got = import_text(kHeader + rows("X", {"01T00:00", "01T00:30", "01T02:00"}));
    EXPECT_THAT(lengths_of(got, "X"), ElementsAre(1800, 1800, 1800));
}

TEST(IntervalInference, WhatNothingInTheFileShowsIsRefusedNotGuessed) {
    const auto got = import_text(kHeader + rows("X", {"01T00:00"}) + rows("Y", {"01T00:00", "01T02:00"}));
    EXPECT_EQ(got.codes(), "2:3 interval-unknown; 3:3 interval-unknown; 4:3 interval-unknown");
    EXPECT_TRUE(got.summary.is_balanced());
}

TEST(LongReadings, DuplicatesAndConflictsAreCountedPerValue) {
    const auto got = import_text(
        "meter_id,timestamp,actual_wh,predicted_wh,interval_s\nM,2021-03-21T00:00Z,5,7,900\n"
        "M,2021-03-21T00:00Z,5,8,900\nM,2021-03-21T00:00Z,9,9,3600\n");
    EXPECT_EQ(got.summary.duplicates, 1U);
    EXPECT_EQ(got.codes(), "3:4 conflicting-duplicate; 4:3 interval-conflict; 4:4 interval-conflict");
    EXPECT_EQ(got.summary.values, 2U);
    EXPECT_TRUE(got.summary.is_balanced());
}

TEST(LongReadings, AnActualAndAPredictionMayComeInSeparateRows) {
    const auto got = import_text(
        "meter_id,timestamp,actual_wh,predicted_wh,interval_s\nM,2021-03-21T00:00Z,5,,900\nM,2021-03-21T00:00Z,,8,"
        "900\n");
    ASSERT_EQ(got.readings.size(), 1U);
    EXPECT_EQ(got.readings.begin()->second, (Value{{5}, {8}}));
}

}  // namespace
}  // namespace drp::formats
