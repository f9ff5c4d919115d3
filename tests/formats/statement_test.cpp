#include "formats/statement.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "formats/packed_text.hpp"

namespace drp::formats {
namespace {

StatementTerms some_terms() {
    StatementTerms terms;
    terms.program = "Peak \"hours\"";
    terms.program_version = 3;
    terms.event = 7;
    terms.event_name = "29 March";
    terms.period = {core::parse_iso_instant("2021-03-29T12:00:00Z").value(),
                    core::parse_iso_instant("2021-03-29T13:00:00Z").value()};
    terms.time_zone = "America/Chicago";
    terms.version = 1;
    terms.made = {1'700'000'000};
    terms.method = "3-day";
    terms.parameters = {{"days_wanted", "3"}, {"look_back_days", "45"}};
    terms.holiday_rule = "nerc";
    terms.has_day_after_thanksgiving = true;
    terms.added_holidays = {core::parse_iso_day("2021-11-26").value()};
    terms.credit_kind = "performance";
    terms.rate = "2.8";
    terms.wholesale_cost = "10.35";
    return terms;
}

StatementLine some_line() {
    StatementLine line;
    line.meter = "71007919";
    line.customer = "Riverside, school";
    line.nomination_kw = "250";
    line.readings = {{1'616'000'400}, {1800}, {{106'160}, core::kMissing, {-5}}};
    line.event_days = {core::parse_iso_day("2021-03-10").value()};
    line.temperature = StatementTemperature{{1'616'000'400}, {3600}, {12.5, std::numeric_limits<double>::quiet_NaN()}};
    line.status = "settled";
    line.baseline = StatementBaseline{
        .used = {{core::parse_iso_day("2021-03-26").value(), "211.008", "0.333333333", {{105'504}, {105'504}}}},
        .passed_over = {{core::parse_iso_day("2021-03-27").value(), "other_day_kind"}},
        .step = "",
        .adjustment = StatementAdjustment{"ratio", "capped", "10", "8", "1.25", "1.2"},
        .kwh = {"104.628666667", "104.63"}};
    line.result = StatementResult{.baseline_kwh = "209.258666667",
                                  .metered_kwh = "216.912",
                                  .performance_kw = "-7.653333333",
                                  .factor = "-0.030613333",
                                  .unadjusted_credit = "0",
                                  .exact_credit = "0",
                                  .credit = "0.00",
                                  .delivered_kw = "0",
                                  .exact_saving = "0",
                                  .saving = "0.00"};
    line.band = StatementBand{"9.1", "-16.7", "1.5", "0.9", 20};
    return line;
}

TEST(Statement, TermsComeBackAsTheyWereWritten) {
    const auto text = write_terms(some_terms());
    const auto terms = read_terms(text);
    ASSERT_TRUE(terms) << terms.error().place;
    EXPECT_EQ(*terms, some_terms());
    EXPECT_EQ(write_terms(*terms), text);
}

TEST(Statement, ALineComesBackAsItWasWritten) {
    const auto text = write_line(some_line());
    const auto line = read_line(text);
    ASSERT_TRUE(line) << line.error().place;
    EXPECT_EQ(write_line(*line), text);
    EXPECT_EQ(line->readings, some_line().readings);
    EXPECT_EQ(line->baseline, some_line().baseline);
    EXPECT_EQ(line->result, some_line().result);
    EXPECT_TRUE(std::isnan(line->temperature->celsius[1]));
}

TEST(Statement, TheEndCarriesTotalsAndDigest) {
    const StatementTotals totals{2, 1, "350", "12.5", "265.61", "265.608", "981.80", "981.801"};
    const auto text = write_end(totals, std::string(64, 'a'));
    EXPECT_TRUE(is_end(text));
    EXPECT_FALSE(is_end(write_line(some_line())));
    const auto end = read_end(text);
    ASSERT_TRUE(end) << end.error().place;
    EXPECT_EQ(end->totals, totals);
    EXPECT_EQ(end->digest, std::string(64, 'a'));
}

TEST(Statement, WhatIsNoLineIsRefusedAndTheFieldNamed) {
    const auto text = write_line(some_line());
    const auto with = [&](const std::string& from, const std::string& to) {
        auto altered = text;
        altered.replace(altered.find(from), from.size(), to);
        return read_line(altered);
    };
    EXPECT_EQ(with("\"wh\":[106160", "\"wh\":[1e9").error().place, "readings.wh");
    EXPECT_EQ(with("\"interval_s\":1800", "\"interval_s\":7").error().place, "readings.interval_s");
    EXPECT_EQ(with("2021-03-26", "2021-02-31").error().place, "baseline.used.day");
    EXPECT_EQ(with("\"customer\"", "\"customer2\"").error().place, "customer");
    EXPECT_EQ(with("\"band\":", "\"more\":1,\"band\":").error().place, "more");
    EXPECT_EQ(with("\"opted_out\":false", "\"opted_out\":0").error().place, "opted_out");
    EXPECT_FALSE(read_line(""));
    EXPECT_FALSE(read_line("[]"));
    EXPECT_FALSE(read_line(text.substr(0, text.size() / 2)));
    EXPECT_FALSE(read_line(std::string(kMaxStatementLineBytes + 1, ' ')));
}

TEST(PackedText, ComesBack) {
    for (const auto& text : {std::string{}, std::string("a"), write_line(some_line()), std::string(300'000, '7')})
        EXPECT_EQ(unpack_text(pack_text(text)), text);
}

TEST(PackedText, DamageIsNoticed) {
    auto packed = pack_text(write_line(some_line()));
    EXPECT_THROW((void)unpack_text(std::string_view(packed).substr(0, 3)), std::runtime_error);
    EXPECT_THROW((void)unpack_text(std::string_view(packed).substr(0, packed.size() - 2)), std::runtime_error);
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x40);
    EXPECT_THROW((void)unpack_text(packed), std::runtime_error);
}

}  // namespace
}  // namespace drp::formats
