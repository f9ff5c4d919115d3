#include "portal/settlement_line.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "portal/baseline_terms.hpp"
#include "portal/settlement_explain.hpp"
#include "portal/statement_file.hpp"

namespace drp::portal {
namespace {

using storage::LineStatus;

/// Friday 18 June 2021, 16:00 to 17:00 UTC.
formats::StatementTerms three_day_terms() {
    formats::StatementTerms stated;
    stated.program = "Peaks";
    stated.program_version = 1;
    stated.event = 7;
    stated.event_name = "18 June";
    stated.period = {core::parse_iso_instant("2021-06-18T16:00:00Z").value(),
                     core::parse_iso_instant("2021-06-18T17:00:00Z").value()};
    stated.time_zone = "Etc/UTC";
    stated.version = 1;
    stated.method = "3-day";
    stated.parameters = parameters_of(*analytics::find_method("3-day"));
    stated.holiday_rule = "none";
    stated.credit_kind = "performance";
    stated.rate = "2.85";
    stated.wholesale_cost = "10";
    return stated;
}

/// Half-hours of 1 kWh from Monday 14 June on, those of 16:00 to 17:00 as given for each day.
formats::StatementLine line_of(std::vector<std::int32_t> event_half_hours, std::string nomination_kw = "2") {
    formats::StatementLine line;
    line.meter = "100";
    line.nomination_kw = std::move(nomination_kw);
    line.readings = {core::parse_iso_instant("2021-06-14T00:00:00Z").value(), {1800}, {}};
    line.readings.wh.assign(event_half_hours.size() * 48, {1000});
    for (std::size_t day = 0; day < event_half_hours.size(); ++day)
        line.readings.wh[day * 48 + 32] = line.readings.wh[day * 48 + 33] = {event_half_hours[day]};
    return line;
}

std::string statement_of(const SettlementTerms& terms, std::vector<formats::StatementLine> lines) {
    StatementComposer composer;
    storage::SettlementTotals totals;
    auto text = composer.begin(formats::write_terms(terms.stated));
    for (auto& line : lines) {
        add_to(totals, compute_line(terms, line));
        text += composer.add(formats::write_line(line));
    }
    return text + composer.end(stated_totals(totals));
}

TEST(SettlementLine, ComesFromTheThreeDaysBefore) {
    const auto terms = understand(three_day_terms()).value();
    auto line = line_of({2000, 2050, 2100, 2150, 750});
    const auto figures = compute_line(terms, line);
    EXPECT_EQ(line.status, "settled");
    EXPECT_EQ(line.baseline->kwh, (std::vector<std::string>{"2.1", "2.1"}));
    EXPECT_EQ(line.result->performance_kw, "2.7");
    EXPECT_EQ(figures.baseline_nkwh, 4'200'000'000);
    EXPECT_EQ(figures.performance_mw, 2'700'000);
    EXPECT_EQ(figures.paid_cents, 570);
    EXPECT_EQ(stated_figures(line), figures);
}

TEST(SettlementLine, StatesABaselineToNineDigitsAndPaysFromThem) {
    const auto terms = understand(three_day_terms()).value();
    auto line = line_of({2000, 2050, 2050, 2051, 2000});
    compute_line(terms, line);
    EXPECT_EQ(line.baseline->kwh.front(), "2.050333333");
    EXPECT_EQ(line.result->baseline_kwh, "4.100666666");
    EXPECT_EQ(line.result->exact_credit, "0.286899998");  // 0.100666666 kW x 2.85 $/kW
    EXPECT_EQ(line.result->credit, "0.29");
}

TEST(SettlementLine, OptedOutIsNotComputed) {
    const auto terms = understand(three_day_terms()).value();
    auto line = line_of({2000, 2050, 2100, 2150, 750});
    line.is_opted_out = true;
    EXPECT_EQ(compute_line(terms, line).status, LineStatus::opted_out);
    EXPECT_FALSE(line.result);
}

TEST(SettlementLine, MissingReadingsAreNoZeros) {
    const auto terms = understand(three_day_terms()).value();
    auto line = line_of({2000, 2050, 2100, 2150, 750});
    line.readings.wh[4 * 48 + 33] = core::kMissing;
    const auto figures = compute_line(terms, line);
    EXPECT_EQ(figures.status, LineStatus::incomplete);
    EXPECT_EQ(line.problem, "1 of the 2 readings of the event are missing.");
    EXPECT_EQ(figures.paid_cents, 0);
}

TEST(SettlementLine, PassesOverTheDayOfAnOutage) {
    const auto terms = understand(three_day_terms()).value();
    auto line = line_of({2000, 2050, 2100, 2150, 750});
    line.outage_days = {core::parse_iso_day("2021-06-17").value()};
    compute_line(terms, line);
    EXPECT_EQ(line.baseline->passed_over.front().why, "outage_day");
    EXPECT_EQ(line.baseline->kwh, (std::vector<std::string>{"2.05", "2.05"}));
}

TEST(SettlementLine, OfFirmServiceStandsOnTheLevelThatWasAgreed) {
    auto stated = three_day_terms();
    stated.method = "firm-service-level";
    stated.parameters = parameters_of(*analytics::find_method("firm-service-level"));
    const auto terms = understand(std::move(stated)).value();
    auto line = line_of({2000, 2050, 2100, 2150, 750});
    EXPECT_EQ(compute_line(terms, line).status, LineStatus::incomplete) << "nobody agreed on a level";
    line.firm_service_level_kw = "2.5";
    compute_line(terms, line);
    EXPECT_EQ(line.baseline->kwh, (std::vector<std::string>{"1.25", "1.25"}));
    EXPECT_EQ(line.result->performance_kw, "1");
    const auto again = formats::read_line(formats::write_line(line));
    ASSERT_TRUE(again) << again.error().place;
    EXPECT_EQ(again->firm_service_level_kw, "2.5");
}

TEST(SettlementLine, IsTheSameWithoutWhatWasNotLookedAt) {
    const auto terms = understand(three_day_terms()).value();
    auto whole = line_of({2000, 2050, 2100, 2150, 750});
    whole.readings.wh.insert(whole.readings.wh.begin(), 4 * 48, {1000});  // from Thursday 10 June on
    whole.readings.start = whole.readings.start - 4 * core::kSecondsPerDay;
    whole.event_days = {core::parse_iso_day("2021-06-10").value()};
    compute_line(terms, whole);
    auto cut = whole;
    drop_what_was_not_looked_at(terms, cut);
    EXPECT_EQ(cut.readings.wh.size(), 5U * 48);
    EXPECT_TRUE(cut.event_days.empty());
    compute_line(terms, cut);
    EXPECT_EQ(cut.baseline, whole.baseline);
    EXPECT_EQ(cut.result, whole.result);
}

TEST(SettlementLine, TermsThatMakeNoSenseAreRefusedByField) {
    const auto with = [](auto change) {
        auto stated = three_day_terms();
        change(stated);
        return understand(std::move(stated)).error().place;
    };
    EXPECT_EQ(with([](auto& t) { t.rate = "-1"; }), "credit");
    EXPECT_EQ(with([](auto& t) { t.credit_kind = "luck"; }), "credit.kind");
    EXPECT_EQ(with([](auto& t) { t.events = 0; }), "credit.events");
    EXPECT_EQ(with([](auto& t) { t.holiday_rule = "all"; }), "holidays.rule");
    EXPECT_EQ(with([](auto& t) { t.period.to = t.period.from; }), "event.end");
}

TEST(StatementFile, IsRightAsItWasWritten) {
    const auto terms = understand(three_day_terms()).value();
    std::istringstream file(
        statement_of(terms, {line_of({2000, 2050, 2100, 2150, 750}), line_of({1, 2, 3, 4, 5}, "0")}));
    const auto verified = verify_statement(file);
    ASSERT_TRUE(verified) << verified.error().message << verified.error().place;
    EXPECT_TRUE(verified->is_right());
    EXPECT_EQ(verified->totals.credit, "5.70");
}

/// Every digit of the file, changed to the next.
TEST(StatementFile, OneAlteredDigitIsFound) {
    const auto terms = understand(three_day_terms()).value();
    const auto text = statement_of(terms, {line_of({2000, 2050, 2100, 2150, 750})});
    int tried = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] < '0' || text[i] > '9') continue;
        auto altered = text;
        altered[i] = altered[i] == '9' ? '0' : static_cast<char>(altered[i] + 1);
        std::istringstream file(altered);
        const auto verified = verify_statement(file);
        EXPECT_FALSE(verified && verified->is_right()) << text.substr(i < 60 ? 0 : i - 60, 60) << '[' << text[i] << ']';
        ++tried;
    }
    EXPECT_GT(tried, 500);
}

/// Whoever alters a figure and makes the digest fit is found by computing.
TEST(StatementFile, AnAlteredFigureIsFoundWhereTheDigestFits) {
    const auto terms = understand(three_day_terms()).value();
    auto line = line_of({2000, 2050, 2100, 2150, 750});
    storage::SettlementTotals totals;
    add_to(totals, compute_line(terms, line));
    line.result->credit = "57.00";
    StatementComposer composer;
    auto text = composer.begin(formats::write_terms(terms.stated));
    text += composer.add(formats::write_line(line));
    text += composer.end(stated_totals(totals));
    std::istringstream file(text);
    const auto verified = verify_statement(file).value();
    ASSERT_EQ(verified.findings.size(), 1U);
    EXPECT_EQ(verified.findings[0].field, "result.credit");
    EXPECT_EQ(verified.findings[0].stated, "57.00");
    EXPECT_EQ(verified.findings[0].computed, "5.70");
}

TEST(Derivation, ShowsEveryStepWithItsFigures) {
    const auto terms = understand(three_day_terms()).value();
    auto line = line_of({2000, 2050, 2100, 2150, 750});
    compute_line(terms, line);
    const auto text = to_text(derive(terms.stated, line).value());
    for (const auto* passage :
         {"2021-06-18 16:00 to 17:00, times in Etc/UTC", "2021-06-17: used. 2.150 + 2.150 kWh, mean 4.3 kW",
          "16:00: (2.150 + 2.100 + 2.050) / 3 = 2.1 kWh", "Sum: 1.5 kWh", "(4.2 - 1.5) kWh / 1 h = 2.7 kW",
          "Factor: 2.7 kW / 1 event / 2 kW = 1.35", "max(0, 2.7 kW / 1 x 2.85 $/kW) = 7.695 $",
          "nomination x rate = 2 kW x 2.85 $/kW = 5.7 $", "half to even: 5.70 $", "2.7 kW x 10 $/kW = 27.00 $"})
        EXPECT_NE(text.find(passage), std::string::npos) << passage << "\nin\n" << text;
}

}  // namespace
}  // namespace drp::portal
