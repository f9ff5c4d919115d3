// SPEC 7.1: the AMI export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "import_support.hpp"

namespace drp::formats {
namespace {

using test::import_text;
using test::in_zone;
using testing::ElementsAre;

constexpr const char* kExport =
    "AMI Meter ID,date,71007919,71015838,Residential,Total\n"
    "Description,,(1 kWh Forward),(1 kWh Forward),,\n"
    "3/21/2021 0:00,3/21/2021 0:30,104.192,28.649,7,139.8\n"
    "3/21/2021 0:30,3/21/2021 1:00,-0.001,,7,\n"
    "Total,,104.191,28.649,14,139.8\n";

TEST(WideFile, IsReadLikeTheProvidersOwnExport) {
    const auto got = import_text(kExport, in_zone("America/Chicago"));
    EXPECT_EQ(got.problem, "");
    EXPECT_EQ(got.readings.size(), 3U);
    EXPECT_EQ(got.actual_at("71007919", "2021-03-21T05:00:00Z"), 104'192);
    EXPECT_EQ(got.actual_at("71007919", "2021-03-21T05:30:00Z"), -1);
    EXPECT_EQ(got.actual_at("71015838", "2021-03-21T05:00:00Z"), 28'649);
    EXPECT_EQ(got.summary.skipped_rows, 2U);
    EXPECT_EQ(got.summary.blank_cells, 1U);
    EXPECT_EQ(got.summary.negative_values, 1U);
    EXPECT_EQ(got.summary.ignored_cells, 4U);
    EXPECT_THAT(got.summary.ignored_columns, ElementsAre("Residential", "Total"));
    EXPECT_EQ(got.summary.covered->from, core::parse_iso_instant("2021-03-21T05:00:00Z").value());
    EXPECT_EQ(got.summary.covered->to, core::parse_iso_instant("2021-03-21T06:00:00Z").value());
    EXPECT_TRUE(got.summary.is_balanced());
}

TEST(WideFile, TakesOtherColumnsForMetersWhereItIsTold) {
    auto options = in_zone("America/Chicago");
    options.meter_columns = {"Residential", "NORTH-1"};
    const auto got = import_text(kExport, options);
    EXPECT_EQ(got.actual_at("Residential", "2021-03-21T05:00:00Z"), 7'000);
    EXPECT_THAT(got.summary.ignored_columns, ElementsAre("Total"));
    EXPECT_THAT(got.summary.absent_meter_columns, ElementsAre("NORTH-1"));
}

TEST(WideFile, RecognisesDescriptionAndTotalRowsAnywhere) {
    const auto got = import_text(
        "a,b,7\nTOTAL,,9\n2021-03-21 00:00,2021-03-21 01:00,1\ndescription,,x\n2021-03-21 01:00,2021-03-21 02:00,2\n");
    EXPECT_EQ(got.readings.size(), 2U);
    EXPECT_EQ(got.summary.skipped_rows, 2U);
    EXPECT_EQ(got.codes(), "");
}

TEST(WideFile, OneBadCellCostsOneCell) {
    const auto got = import_text(
        "a,b,1,2,3\n2021-03-21 00:00,2021-03-21 00:15,0.1,oops,0.3\n2021-03-21 00:15,2021-03-21 "
        "00:30,0.1,0.2,0.3456\n");
    EXPECT_EQ(got.readings.size(), 4U);
    ASSERT_EQ(got.verdicts.size(), 2U);
    EXPECT_EQ(got.verdicts[0], (Verdict{2, 4, "2", "oops", Reason::not_a_number}));
    EXPECT_EQ(got.verdicts[1], (Verdict{3, 5, "3", "0.3456", Reason::too_precise}));
    EXPECT_TRUE(got.summary.is_balanced());
}

TEST(WideFile, OneRaggedRowCostsOneRow) {
    const auto got = import_text(
        "a,b,1,2\n2021-03-21 00:00,2021-03-21 00:15,1,2,3\n2021-03-21 00:15,2021-03-21 00:30,1\n"
        "2021-03-21 00:30,2021-03-21 00:45,1,2\n");
    EXPECT_EQ(got.readings.size(), 2U);
    EXPECT_EQ(got.codes(), "2:0 wrong-field-count; 3:0 wrong-field-count");
    EXPECT_EQ(got.summary.cells_of_refused_rows, 4U);
}

TEST(WideFile, DecimalCommasAndSemicolonsSayTheSameAsPointsAndCommas) {
    const auto points = import_text("a,b,1,2\n2021-03-21 00:00,2021-03-21 00:15,0.123,-4.5\n");
    const auto commas = import_text("a;b;1;2\n2021-03-21 00:00;2021-03-21 00:15;0,123;-4,5\n");
    const auto tabs = import_text("a\tb\t1\t2\n2021-03-21 00:00\t2021-03-21 00:15\t0.123\t-4.5\n");
    EXPECT_EQ(points.readings.size(), 2U);
    EXPECT_EQ(points.readings, commas.readings);
    EXPECT_EQ(points.readings, tabs.readings);
    EXPECT_EQ(commas.summary.decimal_mark, ',');
    EXPECT_EQ(commas.summary.delimiter, ';');
}

TEST(WideFile, AThousandsPointBesideDecimalCommasIsNotTakenForADecimal) {
    const auto got = import_text("a;b;1;2\n2021-03-21 00:00;2021-03-21 00:15;0,123;1.234\n");
    EXPECT_EQ(got.codes(), "2:4 not-a-number");
}

TEST(WideFile, ReadsTheDayOfTheSpringChange) {
    std::string text = "a,b,1\n";
    const auto zone = core::TimeZone::find("America/Chicago").value();
    const auto range = zone.range_of(core::parse_iso_day("2021-03-14").value());
    const auto wall = [&](core::UtcSeconds t) { return core::to_iso(core::UtcSeconds{zone.to_local(t).value}); };
    int count = 0;
    for (auto t = range.from; t < range.to; t = t + 1800, ++count)
        text += wall(t).substr(0, 19) + "," + wall(t + 1800).substr(0, 19) + ",0." + std::to_string(100 + count) + "\n";
    text += "2021-03-14 02:00,2021-03-14 02:30,9\n";
    const auto got = import_text(text, in_zone("America/Chicago"));
    EXPECT_EQ(count, 46);
    EXPECT_EQ(got.readings.size(), 46U);
    EXPECT_EQ(got.codes(), "48:1 skipped-hour");
    EXPECT_EQ(got.actual_at("1", "2021-03-14T08:00:00Z"), 104);
}

TEST(WideFile, TheRepeatedHourIsToldApartByFileOrder) {
    const auto got = import_text(
        "a,b,1\n11/7/2021 0:30,11/7/2021 1:00,1\n11/7/2021 1:00,11/7/2021 1:30,2\n11/7/2021 1:30,11/7/2021 1:00,3\n"
        "11/7/2021 1:00,11/7/2021 1:30,4\n11/7/2021 1:30,11/7/2021 2:00,5\n11/13/2021 2:00,11/13/2021 2:30,6\n",
        in_zone("America/Chicago"));
    EXPECT_EQ(got.codes(), "");
    EXPECT_EQ(got.actual_at("1", "2021-11-07T06:00:00Z"), 2'000);
    EXPECT_EQ(got.actual_at("1", "2021-11-07T06:30:00Z"), 3'000);
    EXPECT_EQ(got.actual_at("1", "2021-11-07T07:00:00Z"), 4'000);
    EXPECT_EQ(got.actual_at("1", "2021-11-07T07:30:00Z"), 5'000);
}

TEST(WideFile, TheSameIntervalTwiceIsHarmlessIfEqualAndRefusedIfNot) {
    const auto got = import_text(
        "a,b,1,2\n2021-03-21 00:00,2021-03-21 00:15,1,2\n2021-03-21 00:00,2021-03-21 00:15,1,3\n"
        "2021-03-21 00:00,2021-03-21 00:15,,2\n");
    EXPECT_EQ(got.summary.duplicates, 2U);
    EXPECT_EQ(got.codes(), "3:4 conflicting-duplicate");
    EXPECT_EQ(got.actual_at("2", "2021-03-21T00:00:00Z"), 2'000);
    EXPECT_TRUE(got.summary.is_balanced());
}

TEST(WideFile, ASecondRowMayFillWhatTheFirstLeftBlank) {
    const auto got =
        import_text("a,b,1,2\n2021-03-21 00:00,2021-03-21 00:15,1,\n2021-03-21 00:00,2021-03-21 00:15,,2\n");
    EXPECT_EQ(got.readings.size(), 2U);
    EXPECT_EQ(got.codes(), "");
}

TEST(WideFile, OverlappingLengthsAreAConflictOnlyWhereBothHaveValues) {
    const auto got = import_text(
        "a,b,1,2\n2021-03-21 00:00,2021-03-21 00:15,1,\n2021-03-21 00:00,2021-03-21 01:00,5,6\n"
        "2021-03-21 01:00,2021-03-21 02:00,5,6\n");
    EXPECT_EQ(got.codes(), "3:3 interval-conflict");
    EXPECT_EQ(got.readings.size(), 4U);
    EXPECT_TRUE(got.summary.is_balanced());
}

TEST(WideFile, TwoColumnsOfOneMeterAreNotGuessedBetween) {
    EXPECT_EQ(import_text("a,b,1,2,1\n2021-03-21 00:00,2021-03-21 00:15,1,2,3\n").problem, "duplicate-column");
}

TEST(WideFile, TwoIgnoredColumnsMayShareAName) {
    const auto got = import_text("a,b,1,Total,Total,\n2021-03-21 00:00,2021-03-21 00:15,1,2,3,\n");
    EXPECT_EQ(got.problem, "");
    EXPECT_THAT(got.summary.ignored_columns, ElementsAre("Total", "Total", "column 6"));
}

TEST(WideFile, UndecidableDatesAreRefusedUnlessTheCallerSaysWhichTheyAre) {
    const std::string text = "a,b,1\n3/4/2021 0:00,3/4/2021 0:30,1\n";
    EXPECT_EQ(import_text(text).problem, "ambiguous-date-order");
    ReaderOptions options;
    options.date_order = DateOrder::month_day_year;
    EXPECT_EQ(import_text(text, options).actual_at("1", "2021-03-04T00:00:00Z"), 1'000);
    options.date_order = DateOrder::day_month_year;
    EXPECT_EQ(import_text(text, options).actual_at("1", "2021-04-03T00:00:00Z"), 1'000);
}

TEST(WideFile, MidnightDecidesTheDateOrder) {
    EXPECT_EQ(import_text("a,b,1\n3/4/2021 23:30,3/5/2021 0:00,1\n").actual_at("1", "2021-03-04T23:30:00Z"), 1'000);
    EXPECT_EQ(import_text("a,b,1\n3/4/2021 23:30,4/4/2021 0:00,1\n").actual_at("1", "2021-04-03T23:30:00Z"), 1'000);
}

TEST(WideFile, AMeterNumberIsTextAndKeepsItsZeros) {
    const auto got = import_text("a,b,007,7\n2021-03-21 00:00,2021-03-21 00:15,1,2\n");
    EXPECT_EQ(got.actual_at("007", "2021-03-21T00:00:00Z"), 1'000);
    EXPECT_EQ(got.actual_at("7", "2021-03-21T00:00:00Z"), 2'000);
}

}  // namespace
}  // namespace drp::formats
