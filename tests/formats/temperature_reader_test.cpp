#include "formats/temperature_reader.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace drp::formats {
namespace {

struct Read {
    std::string problem;   ///< code; empty if the file was read to its end
    std::string readings;  ///< "A 2025-01-01T00:00:00Z 1.5; …"
    std::string verdicts;  ///< "3:2 time-invalid; …"
    TemperatureReader::Summary summary;
};

Read read(const std::string& csv) {
    Read result;
    auto reader = TemperatureReader::open(from_memory(csv, 7));
    if (!reader) {
        result.problem = reader.error().code;
        return result;
    }
    std::vector<TemperatureReading> readings;
    std::vector<Verdict> verdicts;
    while (reader->next(readings, verdicts).value()) {
        for (const auto& r : readings)
            result.readings += fmt::format("{}{} {} {}", result.readings.empty() ? "" : "; ", reader->sites()[r.site],
                                           core::to_iso(r.time), r.celsius);
        for (const auto& v : verdicts)
            result.verdicts +=
                fmt::format("{}{}:{} {}", result.verdicts.empty() ? "" : "; ", v.line, v.column, code(v.reason));
    }
    result.summary = reader->summary();
    return result;
}

TEST(TemperatureReader, ReadsSitesTimesAndDegrees) {
    const auto got = read(
        "site,time_utc,temp_c\n"
        "TORINO,2013-12-31T23:00:00Z,3.2\n"
        "TORINO,2014-01-01T01:00+01:00,-6.1056\n"
        "B,2014-01-01 00:30,+4\n");
    EXPECT_EQ(got.readings,
              "TORINO 2013-12-31T23:00:00Z 3.2; TORINO 2014-01-01T00:00:00Z -6.1056; "
              "B 2014-01-01T00:30:00Z 4");
    EXPECT_EQ(got.verdicts, "");
    EXPECT_EQ(got.summary.rows, 3U);
    EXPECT_EQ(got.summary.values, 3U);
}

TEST(TemperatureReader, TakesColumnsInAnyOrderAndDecimalCommasBetweenSemicolons) {
    EXPECT_EQ(read("\xEF\xBB\xBFtemp_c;note;time_utc;site\r\n-3,5;cold;2014-01-01T00:00:00Z;A\r\n").readings,
              "A 2014-01-01T00:00:00Z -3.5");
}

TEST(TemperatureReader, RefusesEveryWrongRowWithItsPlace) {
    const auto got = read(
        "site,time_utc,temp_c\n"
        "A,2014-01-01T00:00:00Z,1e2\n"
        "A,yesterday,1\n"
        "A,2014-02-30T00:00:00Z,1\n"
        "A,1/2/2014 0:00,1\n"
        "A,1914-01-01T00:00:00Z,1\n"
        "two words,2014-01-01T00:00:00Z,1\n"
        "A,2014-01-01T00:00:00Z\n"
        "A,2014-01-01T00:00:00Z,76\n"
        "A,2014-01-01T00:00:00Z,inf\n"
        "A,2014-01-01T00:00:00Z,1\n");
    EXPECT_EQ(got.verdicts,
              "2:3 not-a-number; 3:2 time-invalid; 4:2 no-such-date; 5:2 time-invalid; 6:2 year-out-of-range; "
              "7:1 site-invalid; 8:0 wrong-field-count; 9:3 temperature-out-of-range; 10:3 not-a-number");
    EXPECT_EQ(got.readings, "A 2014-01-01T00:00:00Z 1");
    EXPECT_EQ(got.summary.refused, 9U);
}

TEST(TemperatureReader, AnEmptyTemperatureIsNoReading) {
    const auto got = read("site,time_utc,temp_c\nA,2014-01-01T00:00:00Z,\nA,2014-01-01T01:00:00Z,NaN\n");
    EXPECT_EQ(got.readings, "");
    EXPECT_EQ(got.verdicts, "");
    EXPECT_EQ(got.summary.blank, 2U);
}

TEST(TemperatureReader, KeepsTheFirstOfTwoValuesForAnInstant) {
    const auto got = read(
        "site,time_utc,temp_c\n"
        "A,2014-01-01T00:00:00Z,1\n"
        "A,2014-01-01T01:00:00+01:00,1.0\n"
        "A,2014-01-01T00:00:00Z,2\n"
        "B,2014-01-01T00:00:00Z,2\n");
    EXPECT_EQ(got.readings, "A 2014-01-01T00:00:00Z 1; B 2014-01-01T00:00:00Z 2");
    EXPECT_EQ(got.verdicts, "4:3 conflicting-duplicate");
    EXPECT_EQ(got.summary.duplicates, 1U);
}

TEST(TemperatureReader, RefusesAFileOfSomethingElse) {
    EXPECT_EQ(read("meter,start_utc,seconds,wh\n1,2014-01-01T00:00:00Z,900,5\n").problem, "unknown-format");
    EXPECT_EQ(read("").problem, "unknown-format");
    EXPECT_EQ(read("\n\n").problem, "unknown-format");
}

TEST(TemperatureReader, ReadsEveryPublicFileWithoutARefusal) {
    const std::filesystem::path folder = std::filesystem::path(DRP_SHARED_DATA) / "temperature";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there: public files were NOT read";
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().string());
        auto reader = TemperatureReader::open(open_file(entry.path().string()).value()).value();
        std::vector<TemperatureReading> readings;
        std::vector<Verdict> verdicts;
        while (reader.next(readings, verdicts).value()) EXPECT_TRUE(verdicts.empty());
        EXPECT_GT(reader.summary().values, 1000U);
        EXPECT_EQ(reader.summary().values + reader.summary().blank, reader.summary().rows);
        ++files;
    }
    EXPECT_GE(files, 6U);
}

}  // namespace
}  // namespace drp::formats
