// docs/methods.md against the code: its table is printed from it (DRP_WRITE_DOCS=1 writes it anew), and the examples of
// the made-up workshop come out as they stand there.
#include <cstdlib>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analytics/accuracy.hpp"
#include "analytics/autocorrelation.hpp"
#include "analytics/baseline.hpp"
#include "analytics/load_statistics.hpp"
#include "analytics/partial_autocorrelation.hpp"
#include "analytics/portmanteau.hpp"
#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::MeterBuilder;

std::string hours(std::int32_t seconds) {
    return fmt::format("{}{} h", seconds < 0 ? "−" : "", std::abs(seconds) / 3600);
}
std::string text_of(const Keep& keep) {
    switch (keep.rule) {
        case Keep::Rule::highest:
            return fmt::format("highest {}", keep.number);
        case Keep::Rule::lowest_dropped:
            return fmt::format("all but the lowest {}", keep.number);
        case Keep::Rule::middle:
            return fmt::format("without {} at each end", keep.number);
        case Keep::Rule::all:
            break;
    }
    return "all";
}
std::string text_of(const DayCount& count) {
    auto text =
        count.days_wanted == 0 ? std::string("all") : fmt::format("{}, {}", count.days_wanted, text_of(count.keep));
    for (const auto& step : count.ladder) text += fmt::format("; else {}", step.name);
    return text;
}
std::string text_of(const DayMatching& rule) {
    auto text = text_of(rule.count);
    if (rule.weekend_count) text += ". Weekend: " + text_of(*rule.weekend_count);
    if (rule.rolling)
        text += fmt::format("; rolling {:.2g}/{:.2g} from {} days", rule.rolling->memory, 1 - rule.rolling->memory,
                            rule.rolling->first_days);
    text += rule.look_back_days ? fmt::format(" | {} days", *rule.look_back_days) : " | whole history";
    const auto low = rule.exclusions.low_use_share;
    return text + (low > 0 ? fmt::format(" | {:.0f} %", low * 100) : " | –");
}
std::string text_of(const SameDay& rule) {
    return fmt::format("{} before and {} after the event, {} and {} apart | own day | –", hours(rule.before_s),
                       hours(rule.after_s), hours(rule.gap_before_s), hours(rule.gap_after_s));
}
std::string text_of(const TimeOfWeek& rule) {
    return fmt::format("regression{}, {} days at least | {} days | –", rule.with_temperature ? " with temperature" : "",
                       rule.fewest_days, rule.look_back_days);
}
std::string text_of(const FirmServiceLevel&) {
    return "the contract's level | – | –";
}
std::string text_of(const Adjustment& adjustment) {
    if (adjustment.kind == Adjustment::Kind::none) return "none";
    auto text = fmt::format("{}, {} to {}", adjustment.kind == Adjustment::Kind::ratio ? "ratio" : "additive",
                            hours(adjustment.from_s), hours(adjustment.to_s));
    if (adjustment.cap_low && adjustment.cap_high)
        text += fmt::format(", {} to {}", *adjustment.cap_low, *adjustment.cap_high);
    return text + (adjustment.only_up ? ", only up" : "");
}

std::string table() {
    std::string text =
        "| id | like days | look-back | low use | adjustment | source | to be confirmed "
        "|\n|---|---|---|---|---|---|---|\n";
    for (const auto& method : known_methods())
        text += fmt::format("| `{}` | {} | {} | {} | {} |\n", method.id,
                            std::visit([](const auto& rule) { return text_of(rule); }, method.rule),
                            text_of(method.adjustment), method.source, method.to_be_confirmed);
    return text;
}

TEST(MethodsPage, HasTheTableOfTheCode) {
    const auto path = std::filesystem::path(DRP_SOURCE_DIR) / "docs/methods.md";
    auto page = test::text_of(path);
    const auto mark = page.find("<!-- table of methods");
    ASSERT_NE(mark, std::string::npos);
    const auto begin = page.find('\n', mark) + 1;
    const auto end = page.find("<!-- end of table -->", begin);
    ASSERT_NE(end, std::string::npos);
    if (std::getenv("DRP_WRITE_DOCS") != nullptr) {
        page.replace(begin, end - begin, table());
        std::ofstream(path, std::ios::binary) << page;
        return;
    }
    EXPECT_EQ(page.substr(begin, end - begin), table());
}

/// The workshop of the page.
class Workshop : public testing::Test {
  protected:
    void SetUp() override {
        struct Day {
            const char* date;
            double at_10, at_11, at_12, at_14, at_15;
        };
        constexpr Day kDays[]{
            {"2026-06-09", 40, 40, 41, 45, 43}, {"2026-06-10", 39, 41, 40, 51, 49}, {"2026-06-11", 41, 42, 40, 48, 46},
            {"2026-06-12", 40, 41, 42, 49, 47}, {"2026-06-15", 37, 39, 38, 44, 42}, {"2026-06-16", 42, 44, 43, 53, 51},
            {"2026-06-17", 38, 40, 39, 47, 45}, {"2026-06-18", 40, 42, 40, 52, 50}, {"2026-06-19", 39, 40, 41, 46, 44},
            {"2026-06-22", 41, 43, 42, 50, 48}, {"2026-06-23", 44, 46, 45, 30, 28}};
        meter_.days(15, [](auto, auto) { return 5.0; });
        for (const auto& each : kDays)
            meter_.set(each.date, 10, 11, each.at_10)
                .set(each.date, 11, 12, each.at_11)
                .set(each.date, 12, 13, each.at_12)
                .set(each.date, 14, 15, each.at_14)
                .set(each.date, 15, 16, each.at_15);
        meter_.set("2026-06-23", 17, 18, 36).set("2026-06-23", 18, 19, 34);
    }
    Baseline baseline(const char* method) {
        return compute_baseline(*find_method(method), meter_.cut(holidays_),
                                {.event = meter_.hours("2026-06-23", 14, 16)})
            .value();
    }

    MeterBuilder meter_{"2026-06-09"};
    HolidayCalendar holidays_{.rules = HolidayRules::nerc};
};

TEST_F(Workshop, HasTheBaselinesOfThePage) {
    EXPECT_NEAR(baseline("10-of-10").mean_unadjusted_kw(), 47.5, 1e-12);
    EXPECT_NEAR(baseline("3-day").mean_unadjusted_kw(), 48.3333, 5e-5);
    EXPECT_NEAR(baseline("high-4-of-5").mean_unadjusted_kw(), 49.5, 1e-12);
    EXPECT_NEAR(baseline("rolling-90-10").mean_unadjusted_kw(), 47.244856, 5e-7);
    EXPECT_NEAR(baseline("same-day-3+2").mean_unadjusted_kw(), 41, 1e-12);
}

TEST_F(Workshop, HasTheAdjustmentsOfThePage) {
    const auto ratio = baseline("10-of-10-adjusted");
    EXPECT_NEAR(*ratio.adjustment.own_mean_kw, 45, 1e-12);
    EXPECT_NEAR(*ratio.adjustment.base_mean_kw, 40.5, 1e-12);
    EXPECT_NEAR(ratio.adjustment.after_cap, 1.111111, 5e-7);
    EXPECT_NEAR(ratio.adjusted_kw[0], 53.888889, 5e-7);
    EXPECT_NEAR(ratio.adjusted_kw[1], 51.666667, 5e-7);
    EXPECT_NEAR(ratio.mean_adjusted_kw(), 52.777778, 5e-7);
    const auto additive = baseline("high-4-of-5");
    EXPECT_NEAR(*additive.adjustment.base_mean_kw, 41.166667, 5e-7);
    EXPECT_NEAR(additive.adjustment.after_cap, 3.833333, 5e-7);
    EXPECT_NEAR(additive.mean_adjusted_kw(), 53.333333, 5e-7);
}

TEST(MethodsPage, HasTheMetricsOfItsFiveValues) {
    const auto metrics = fit_metrics(std::vector{1.0, 3.0, 4.0, 1.0, 6.0}, std::vector{2.0, 3.0, 3.0, 2.0, 4.0}, 2);
    EXPECT_NEAR(metrics.rmse, 1.183216, 5e-7);
    EXPECT_NEAR(*metrics.cvrmse, 0.394, 5e-4);
    EXPECT_NEAR(*metrics.cvrmse_adjusted, 0.509, 5e-4);
    EXPECT_NEAR(*metrics.nmbe, -0.067, 5e-4);
    EXPECT_NEAR(*metrics.nmae, 0.333, 5e-4);
    EXPECT_NEAR(*metrics.mape, 0.517, 5e-4);
}

TEST(MethodsPage, HasTheCorrelogramOfItsFiveValues) {
    const auto found = correlogram(std::vector{1.0, 2.0, 3.0, 4.0, 5.0}, 2);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->acf[1], 0.4, 1e-12);
    EXPECT_NEAR(found->acf[2], -0.1, 1e-12);
    EXPECT_NEAR(partial_autocorrelation(found->acf)[1], -0.309524, 5e-7);
    EXPECT_NEAR(partial_autocorrelation_ols(std::vector{1.0, 2.0, 4.0, 3.0, 5.0}, 1)[0], 0.4, 1e-12);
}

TEST(MethodsPage, HasTheQOfItsThreeLags) {
    const auto test = ljung_box(std::vector{1.0, 0.5, 0.2, 0.1}, 10, 3);
    EXPECT_NEAR(test.statistic, 4.104762, 5e-7);
    EXPECT_NEAR(test.p_value, 0.2504, 5e-5);
}

TEST(MethodsPage, HasTheQuantileOfItsFourValues) {
    EXPECT_NEAR(quantile_of_sorted(std::vector<core::WattHours>{{10}, {20}, {40}, {80}}, 0.975), 77, 1e-9);
}

}  // namespace
}  // namespace drp::analytics
