// Hostile and broken files: never a crash, a hang, or a silent drop.
#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compression.hpp"
#include "import_support.hpp"

namespace drp::formats {
namespace {

using test::import_from;
using test::Imported;

struct Case {
    std::string name;
    std::string bytes;
    std::string problem;       ///< code of the whole-file refusal, empty if it is read
    std::uint64_t values = 0;  ///< that go in
    std::string reasons;       ///< "reason xN", sorted by code
};

const std::string kRow = "2021-03-21 00:00,2021-03-21 00:15,0.1,0.2\n";
const std::string kHeader = "a,b,1,2\n";
const std::string kLong = "meter,start_utc,seconds,wh\n";
const std::string kGood = "M,2021-03-21T00:00:00Z,900,5\n";

std::string utf16(std::string_view text, bool has_mark) {
    std::string out = has_mark ? "\xFF\xFE" : "";
    for (const char c : text) {
        out += c;
        out += '\0';
    }
    return out;
}
std::string cell(const std::string& text) {
    return kHeader + "2021-03-21 00:00,2021-03-21 00:15," + text + ",0.2\n";
}
std::string times(const std::string& start, const std::string& end) {
    return kHeader + start + "," + end + ",1,2\n" + kRow;
}
std::string many_columns(int count) {
    std::string out = "a,b";
    for (int i = 1; i <= count; ++i) out += "," + std::to_string(i);
    return out + "\n";
}
std::string noise(std::size_t bytes) {
    std::string out;
    std::uint32_t state = 12'345;
    for (std::size_t i = 0; i < bytes; ++i) {
        state = state * 1'664'525U + 1'013'904'223U;
        out += static_cast<char>(state >> 24U);
    }
    return out;
}

std::vector<Case> cases() {
    using namespace std::string_literals;
    return {
        {"Empty", "", "empty-file", 0, ""},
        {"OnlyAByteOrderMark", "\xEF\xBB\xBF", "empty-file", 0, ""},
        {"OnlyLineEnds", "\n\r\n\n", "empty-file", 0, ""},
        {"OneByte", "x", "unknown-format", 0, ""},
        {"Binary", "\x01\x02\x03"s + noise(5000), "binary-file", 0, ""},
        {"Noise", noise(100'000), "binary-file", 0, ""},
        {"OnlyNuls", std::string(10'000, '\0'), "binary-file", 0, ""},
        {"NulInHeader", "a,b,1\0,2\n"s + kRow, "binary-file", 0, ""},
        {"NulInACell", kHeader + "2021-03-21 00:00,2021-03-21 00:15,0.\0001,2\n"s + kRow, "", 2, "nul-byte x1"},
        {"NulInALongRow", kLong + "M\0,2021-03-21T00:00:00Z,900,5\n"s + kGood, "", 1, "nul-byte x1"},
        {"Utf16WithMark", utf16(kHeader + kRow, true), "utf-16", 0, ""},
        {"Utf16WithoutMark", utf16(kHeader + kRow, false), "utf-16", 0, ""},
        {"Utf16BigEndian", "\xFE\xFF\0a\0,"s, "utf-16", 0, ""},
        {"Spreadsheet", "PK\x03\x04"s + noise(500), "not-csv", 0, ""},
        {"Json", "{\"meter\": 7,\n\"values\": [1,2,3]}\n", "unknown-format", 0, ""},
        {"Xml", "<?xml version=\"1.0\"?><feed></feed>\n", "unknown-format", 0, ""},
        {"Html", "<!doctype html>\n<html><body>Log in first</body></html>\n", "unknown-format", 0, ""},
        {"NoHeader", "2021-03-21 00:00,2021-03-21 00:15,0.1,0.2\n" + kRow, "unknown-format", 0, ""},
        {"WrongColumns", "id,when,value\n1,2021-03-21,5\n", "unknown-format", 0, ""},
        {"WideWithoutTimes", "a,b,1,2\nx,y,1,2\n", "unknown-format", 0, ""},
        {"WideHeaderOnly", kHeader, "", 0, ""},
        {"LongHeaderOnly", kLong, "", 0, ""},
        {"HeaderWithoutLineEnd", "meter,start_utc,seconds,wh", "", 0, ""},
        {"DuplicateMeter", "a,b,1,1\n" + kRow, "duplicate-column", 0, ""},
        {"DuplicateName", "meter,start_utc,seconds,wh,WH\nM,2021-03-21T00:00:00Z,900,5,6\n", "duplicate-column", 0, ""},
        {"MeterUnderTwoNames", "meter,meter_id,start_utc,seconds,wh\nM,N,2021-03-21T00:00:00Z,900,5\n",
         "duplicate-column", 0, ""},
        {"HeaderLongerThanALine", std::string(9U << 20U, 'a'), "line-too-long", 0, ""},
        {"HeaderOfTooManyColumns", std::string(200'000, ','), "too-many-columns", 0, ""},
        {"HeaderWithAnOpenQuote", "a,b,\"1,2\n" + kRow, "unknown-format", 0, ""},
        {"ARowOfTenMegabytes", kHeader + std::string(10U << 20U, '7') + "\n" + kRow, "", 2, "line-too-long x1"},
        {"TenMegabytesOfCommas", kHeader + std::string(10U << 20U, ',') + "\n" + kRow, "", 2, "line-too-long x1"},
        {"TenMegabytesWithoutLineEnd", kHeader + kRow + std::string(10U << 20U, 'x'), "", 2, "line-too-long x1"},
        {"Exponent", cell("1e308"), "", 1, "not-a-number x1"},
        {"SmallExponent", cell("1.5E-05"), "", 1, "not-a-number x1"},
        {"NaN", cell("NaN"), "", 1, "not-a-number x1"},
        {"Infinity", cell("-inf"), "", 1, "not-a-number x1"},
        {"Hexadecimal", cell("0x10"), "", 1, "not-a-number x1"},
        {"Null", cell("Null"), "", 1, "not-a-number x1"},
        {"Formula", cell("=1+1"), "", 1, "not-a-number x1"},
        {"ArabicDigits", cell("\xD9\xA1\xD9\xA2"), "", 1, "not-a-number x1"},
        {"FourDecimals", cell("0.1234"), "", 1, "too-precise x1"},
        {"FourDecimalsThatAreZeros", cell("0.1230000"), "", 2, ""},
        {"GoogolOfDigits", cell(std::string(100'000, '9')), "", 1, "too-large x1"},
        {"JustTooLarge", cell("1000000.001"), "", 1, "too-large x1"},
        {"Int32Minimum", cell("-2147483.648"), "", 1, "too-large x1"},
        {"MinusZero", cell("-0"), "", 2, ""},
        {"QuotedThousands", cell("\"1,234.5\""), "", 1, "not-a-number x1"},
        {"QuotedNumber", cell("\"1.5\""), "", 2, ""},
        {"BrokenUtf8", cell("\xFF\xC0"), "", 1, "not-a-number x1"},
        {"CarriageReturnInACell", cell("1\r2"), "", 1, "not-a-number x1"},
        {"QuoteBomb", kHeader + "2021-03-21 00:15,2021-03-21 00:30,\"" + std::string(100'000, '"') + "1\n" + kRow, "",
         2, "bad-quotes x1"},
        {"OpenQuoteBeforeAThousandRows",
         [] {
             auto text = kHeader + "\"2021-03-20 00:00,2021-03-20 00:15,1,2\n";
             for (int i = 0; i < 1000; ++i) text += kRow;
             return text;
         }(),
         "", 2, "bad-quotes x1"},
        {"TextAfterAQuote", cell("\"1\"x"), "", 0, "bad-quotes x1"},
        {"RaggedRows",
         kHeader + "2021-03-21 00:15,2021-03-21 00:30,1\n2021-03-21 00:15,2021-03-21 00:30,1,2,3\n2021\n,\n" + kRow, "",
         2, "time-invalid x1; wrong-field-count x2"},
        {"OnlyStart", kHeader + "2021-03-21 00:15\n" + kRow, "", 2, "wrong-field-count x1"},
        {"EmptyFieldsOfASpreadsheet", kHeader + kRow + ",,,\n,,,\n", "", 2, ""},
        {"February31", times("2/31/2021 0:00", "2/31/2021 0:15"), "", 2, "no-such-date x1"},
        {"Year9999", times("9999-12-31 23:45", "9999-12-31 24:00"), "", 2, "year-out-of-range x1"},
        {"Year0", times("0000-00-00 00:00", "0000-00-00 00:15"), "", 2, "no-such-date x1"},
        {"Year1970", times("1970-01-01 00:00", "1970-01-01 00:15"), "", 2, "year-out-of-range x1"},
        {"EpochSeconds", times("1616303400", "1616304300"), "", 2, "time-invalid x1"},
        {"EndBeforeStart", times("2021-03-21 01:00", "2021-03-21 00:45"), "", 2, "end-before-start x1"},
        {"TenMinutes", times("2021-03-21 01:00", "2021-03-21 01:10"), "", 2, "interval-unsupported x1"},
        {"OneDay", times("2021-03-21 00:00", "2021-03-22 00:00"), "", 2, "interval-unsupported x1"},
        {"OffTheGrid", times("2021-03-21 01:07", "2021-03-21 01:22"), "", 2, "off-grid x1"},
        {"WallClockThatRunsDry", times("2021-03-21 23:30", "2021-03-21 00:00"), "", 4, ""},
        {"AmbiguousDates", kHeader + "3/4/2021 0:00,3/4/2021 0:15,1,2\n", "ambiguous-date-order", 0, ""},
        {"ContradictoryDates", kHeader + "3/21/2021 0:00,3/21/2021 0:15,1,2\n22/3/2021 0:00,22/3/2021 0:15,1,2\n",
         "contradictory-date-order", 0, ""},
        {"ConflictingDuplicate", kHeader + kRow + "2021-03-21 00:00,2021-03-21 00:15,0.1,0.3\n", "", 2,
         "conflicting-duplicate x1"},
        {"LongMeterNumberTooLong", kLong + std::string(33, 'M') + ",2021-03-21T00:00:00Z,900,5\n" + kGood, "", 1,
         "meter-number-invalid x1"},
        {"LongMeterNumberIsSql", kLong + "'; DROP TABLE meter;--,2021-03-21T00:00:00Z,900,5\n" + kGood, "", 1,
         "meter-number-invalid x1"},
        {"LongMeterNumberMissing", kLong + ",2021-03-21T00:00:00Z,900,5\n" + kGood, "", 1, "meter-number-invalid x1"},
        {"LongSecondsOfAnotherWorld",
         kLong + "M,2021-03-21T00:00:00Z,-900,5\nM,2021-03-21T00:00:00Z,1e2,5\n" +
             "M,2021-03-21T00:00:00Z,,5\nM,2021-03-21T00:00:00Z,7200,5\n" + kGood,
         "", 1, "interval-unsupported x4"},
        {"LongFractionOfAWh", kLong + "M,2021-03-21T00:00:00Z,900,5.1\n", "", 0, "not-whole x1"},
        {"LongRagged", kLong + "M\nM,2021-03-21T00:00:00Z\nM,2021-03-21T00:00:00Z,900,5,6,7\n" + kGood, "", 1,
         "wrong-field-count x3"},
        {"LongEveryRowANewMeterAndDay",
         [] {
             auto text = kLong;
             for (int i = 0; i < 20'000; ++i)
                 text +=
                     "M" + std::to_string(i) + "," + core::to_iso(core::UtcDay{10'000 + i % 9000}.start()) + ",300,1\n";
             return text;
         }(),
         "", 20'000, ""},
        {"GzipCutShort", test::gzipped(kHeader + noise(50'000)).substr(0, 20'000), "compressed-file-damaged", 0, ""},
        {"GzipInsideGzip", test::gzipped(test::gzipped(kHeader + kRow)), "binary-file", 0, ""},
        {"GzipOfNothing", test::gzipped(""), "empty-file", 0, ""},
        {"HeaderNameOfAMegabyteInEveryVerdict",
         [] {
             auto text = std::string(1U << 20U, 'a') + ",b,1,2\n" + kRow;
             for (int i = 0; i < 5000; ++i) text += "x,2021-03-21 00:15,1,2\n";
             return text;
         }(),
         "", 2, "time-invalid x5000"},
        {"WideWithoutEnds", "time,1,2\n2021-03-21 00:00,5,6\n2021-03-21 00:15,5,6\n", "unknown-format", 0, ""},
        {"AsManyColumnsAsAFleet",
         many_columns(100'000) + "2021-03-21 00:00,2021-03-21 01:00" +
             [] {
                 std::string row;
                 for (int i = 0; i < 100'000; ++i) row += ",1.5";
                 return row + "\n";
             }(),
         "", 100'000, ""},
    };
}

std::string reasons_of(const Summary& summary) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < kReasonCount; ++i)
        if (summary.refused_by_reason.at(i) != 0)
            found.push_back(fmt::format("{} x{}", code(static_cast<Reason>(i)), summary.refused_by_reason.at(i)));
    std::sort(found.begin(), found.end());
    std::string out;
    for (const auto& text : found) out += (out.empty() ? "" : "; ") + text;
    return out;
}

class HostileFile : public testing::TestWithParam<Case> {};

TEST_P(HostileFile, IsRefusedOrReadWithEveryCellAccountedFor) {
    const auto& given = GetParam();
    ReaderOptions options;
    options.threads = 0;
    const auto got = import_from(from_memory(given.bytes), options);
    ASSERT_EQ(got.problem, given.problem);
    EXPECT_EQ(got.summary.values, given.values);
    EXPECT_EQ(reasons_of(got.summary), given.reasons);
    EXPECT_TRUE(got.summary.is_balanced());
    EXPECT_EQ(got.verdicts.size(), got.summary.verdicts());

    options.threads = 2;
    EXPECT_TRUE(import_from(from_memory(given.bytes, 4099), options).trace == got.trace);
}

/// Counts by the plainest means: fields beside the key columns of every line that is not blank, quotes aside.
TEST_P(HostileFile, TheNumberOfCellsIsTheNumberOfFieldsInTheFile) {
    const auto& given = GetParam();
    if (!given.problem.empty() || given.bytes.find('"') != std::string::npos) return;
    const auto got = import_from(from_memory(given.bytes));
    const std::size_t keys = given.bytes.starts_with("meter") ? 3 : 2;
    std::uint64_t cells = 0;
    std::size_t from = std::min(given.bytes.find('\n'), given.bytes.size() - 1) + 1;
    while (from < given.bytes.size()) {
        const auto to = std::min(given.bytes.find('\n', from), given.bytes.size());
        const auto fields =
            static_cast<std::size_t>(std::count(given.bytes.begin() + static_cast<std::ptrdiff_t>(from),
                                                given.bytes.begin() + static_cast<std::ptrdiff_t>(to), ',')) +
            1;
        if (to > from && fields > keys) cells += fields - keys;
        from = to + 1;
    }
    EXPECT_EQ(got.summary.cells, cells);
}

INSTANTIATE_TEST_SUITE_P(All, HostileFile, testing::ValuesIn(cases()),
                         [](const auto& file) { return file.param.name; });

TEST(HostileFiles, AreAtLeastFifty) {
    EXPECT_GE(cases().size(), 50U);
}

}  // namespace
}  // namespace drp::formats
