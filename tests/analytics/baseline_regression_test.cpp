#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analytics/accuracy.hpp"
#include "analytics/baseline.hpp"
#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::MeterBuilder;
using testing::DoubleNear;
using testing::ElementsAre;

/// Thirty days from Monday, 1 June 2026: kW = hour of the day, and 5 more at weekends.
MeterBuilder weekly_meter() {
    MeterBuilder meter("2026-06-01");
    meter.days(30, [](core::LocalDay date, std::int64_t second) {
        const bool is_weekday = kind_of(date, {}) == DayKind::weekday;
        return static_cast<double>(second) / 3600 + (is_weekday ? 0 : 5);
    });
    return meter;
}
/// deg C of each hour of the meter: 10 at night, 30 by day, one degree more each day of the month.
std::vector<double> temperatures(const MeterBuilder& meter) {
    std::vector<double> celsius;
    for (std::size_t i = 0; i < meter.history().energy.size(); ++i)
        celsius.push_back((i % 24 >= 8 && i % 24 < 20 ? 20.0 : 10.0) + static_cast<double>(i) / 24);
    return celsius;
}
Baseline of(const char* method, const MeterBuilder& meter, const EventQuestion& question) {
    return compute_baseline(*find_method(method), meter.cut(), question).value();
}

TEST(TimeOfWeekBaseline, KnowsTheWeekday) {
    const auto meter = weekly_meter();
    EXPECT_THAT(of("time-of-week", meter, {.event = meter.hours("2026-06-30", 14, 16)}).unadjusted_kw,
                ElementsAre(DoubleNear(14, 1e-9), DoubleNear(15, 1e-9)));
    EXPECT_THAT(of("time-of-week", meter, {.event = meter.hours("2026-06-28", 14, 15)}).unadjusted_kw,
                ElementsAre(DoubleNear(19, 1e-9)));
}

TEST(TimeOfWeekBaseline, ListsTheDaysItWasFittedTo) {
    auto meter = weekly_meter();
    meter.drop("2026-06-10", 3, 4);
    const std::vector events{day("2026-06-29"), day("2026-06-30")};
    const auto baseline = of("time-of-week", meter, {.event = meter.hours("2026-06-30", 14, 16), .event_days = events});
    EXPECT_EQ(baseline.used.size(), 27U);
    EXPECT_EQ(baseline.used.front().day, day("2026-06-28"));
    EXPECT_THAT(baseline.passed_over, ElementsAre(PassedDay{day("2026-06-29"), PassedOver::event_day},
                                                  PassedDay{day("2026-06-10"), PassedOver::incomplete}));
}

TEST(TimeOfWeekBaseline, WantsFourteenDays) {
    const auto meter = weekly_meter();
    const auto result =
        compute_baseline(*find_method("time-of-week"), meter.cut(), {.event = meter.hours("2026-06-14", 14, 16)});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "baseline-too-few-days");
    EXPECT_TRUE(
        compute_baseline(*find_method("time-of-week"), meter.cut(), {.event = meter.hours("2026-06-15", 14, 16)}));
}

TEST(TimeOfWeekBaseline, SaysThatAnHourOfTheWeekIsNotKnown) {
    auto meter = weekly_meter();
    for (const char* tuesday : {"2026-06-02", "2026-06-09", "2026-06-16", "2026-06-23"}) meter.drop(tuesday, 1, 2);
    const auto result =
        compute_baseline(*find_method("time-of-week"), meter.cut(), {.event = meter.hours("2026-06-30", 14, 16)});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "baseline-slot-unknown");
}

TEST(TimeOfWeekBaseline, FollowsTheTemperature) {
    // 2 kW for each degree: what a rule of days cannot see on the hottest day, the regression can.
    auto meter = weekly_meter();
    const auto celsius = temperatures(meter);
    for (std::size_t i = 0; i < celsius.size(); ++i)
        meter.energy()[i] = {static_cast<std::int32_t>(std::lround(2000 * celsius[i]))};
    const EventQuestion question{.event = meter.hours("2026-06-30", 14, 16), .temperature_c = celsius};
    const auto index = static_cast<std::size_t>((question.event.from - meter.history().start) / 3600);
    EXPECT_NEAR(of("time-of-week-temperature", meter, question).unadjusted_kw[0], 2 * celsius[index], 0.5);
    EXPECT_LT(of("time-of-week", meter, question).unadjusted_kw[0], 2 * celsius[index] - 8);
}

TEST(TimeOfWeekBaseline, WithoutTheEventsTemperatureIsAProblem) {
    const auto meter = weekly_meter();
    auto celsius = temperatures(meter);
    EventQuestion question{.event = meter.hours("2026-06-30", 14, 16)};
    const auto code = [&] {
        return compute_baseline(*find_method("time-of-week-temperature"), meter.cut(), question).error().code;
    };
    EXPECT_EQ(code(), "temperature-missing");
    const auto index = static_cast<std::size_t>((question.event.from - meter.history().start) / 3600);
    celsius[index + 1] = std::numeric_limits<double>::quiet_NaN();
    question.temperature_c = celsius;
    EXPECT_EQ(code(), "temperature-missing");
    question.temperature_c = std::span(celsius).first(index);
    EXPECT_EQ(code(), "temperature-missing");
}

TEST(TimeOfWeekPlacebo, IsFittedToTheDaysBeforeTheWeek) {
    const auto meter = weekly_meter();
    const auto errors =
        placebo_errors({find_method("time-of-week"), 1}, meter.cut(),
                       {.window = {14 * 3600, 16 * 3600}, .first = day("2026-06-01"), .last = day("2026-06-30")})
            .value()
            .front();
    EXPECT_EQ(errors.without, 10U) << "two weeks of weekdays before there are fourteen days";
    EXPECT_EQ(errors.days.size(), 12U);
    EXPECT_NEAR(errors.events.rmse(), 0, 1e-9);
}

}  // namespace
}  // namespace drp::analytics
