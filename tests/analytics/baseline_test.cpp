#include "analytics/baseline.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::kHalfHour;
using test::kHour;
using test::kQuarterHour;
using test::MeterBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Monday 1 June 2026 to Tuesday 23 June: day n of the month uses n kW all day. No holidays.
MeterBuilder june() {
    MeterBuilder meter("2026-06-01");
    meter.days(23, [](core::LocalDay date, auto) { return date.value - day("2026-05-31").value; });
    return meter;
}

/// Calendar days of June.
std::vector<int> used_days(const Baseline& baseline) {
    std::vector<int> days;
    for (const auto& used : baseline.used) days.push_back(used.day.value - day("2026-05-31").value);
    return days;
}
std::vector<int> passed_days(const Baseline& baseline, PassedOver reason) {
    std::vector<int> days;
    for (const auto& passed : baseline.passed_over)
        if (passed.reason == reason) days.push_back(passed.day.value - day("2026-05-31").value);
    return days;
}

/// On Tuesday 23 June, 14:00 to 16:00.
EventQuestion afternoon(const MeterBuilder& meter) {
    return {.event = meter.hours("2026-06-23", 14, 16)};
}
Baseline of(const char* method, const MeterBuilder& meter, EventQuestion question,
            const HolidayCalendar& holidays = {}) {
    return compute_baseline(*find_method(method), meter.cut(holidays), question).value();
}
/// A rule of our own, to try one parameter at a time.
BaselineMethod rule(DayMatching matching) {
    return {.id = "own", .name = "Own rule", .rule = std::move(matching)};
}

TEST(KnownMethods, HaveTheirStableNames) {
    std::vector<std::string> ids;
    for (const auto& method : known_methods()) ids.push_back(method.id);
    for (const char* id :
         {"3-day", "10-of-10", "10-of-10-adjusted", "high-5-of-10", "high-4-of-5", "high-3-of-10", "middle-8-of-10",
          "5-in-10-residential", "rolling-90-10", "same-day-3+2", "firm-service-level"})
        EXPECT_THAT(ids, testing::Contains(id));
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
    EXPECT_EQ(find_method("8-of-12"), nullptr);
}

TEST(Baseline, IsTheMeanOfTheThreePrecedingWeekdays) {
    const auto meter = june();
    const auto baseline = of("3-day", meter, afternoon(meter));
    EXPECT_THAT(used_days(baseline), ElementsAre(22, 19, 18));
    EXPECT_THAT(baseline.unadjusted_kw, ElementsAre(testing::DoubleNear(59.0 / 3, 1e-12), testing::_));
    EXPECT_EQ(baseline.adjusted_kw, baseline.unadjusted_kw);
    EXPECT_EQ(baseline.adjustment.outcome, AppliedAdjustment::Outcome::not_asked);
    EXPECT_THAT(passed_days(baseline, PassedOver::other_day_kind), ElementsAre(21, 20));
}

TEST(Baseline, ShowsTheDaysUsedWithTheirReadings) {
    const auto meter = june();
    const auto baseline = of("3-day", meter, afternoon(meter));
    const auto& latest = baseline.used.front();
    EXPECT_EQ(latest.day, day("2026-06-22"));
    EXPECT_DOUBLE_EQ(latest.window_mean_kw, 22);
    EXPECT_DOUBLE_EQ(latest.weight, 1.0 / 3);
    EXPECT_EQ(latest.day_energy, core::EnergyWh{22'000 * 24});
    EXPECT_THAT(latest.window, ElementsAre(core::WattHours{22'000}, core::WattHours{22'000}));
    EXPECT_DOUBLE_EQ(baseline.mean_unadjusted_kw(), 59.0 / 3);
    EXPECT_DOUBLE_EQ(baseline.adjusted_kwh(), 2 * 59.0 / 3);
    EXPECT_THAT(baseline.adjusted_wh(), ElementsAre(core::WattHours{19'667}, core::WattHours{19'667}));
}

TEST(Baseline, PassesOverHolidaysEventsOutagesAndGapsAndSaysWhy) {
    auto meter = june();
    meter.drop("2026-06-19", 3, 4);
    meter.drop_day("2026-06-17");
    auto question = afternoon(meter);
    const std::vector events{day("2026-06-22"), day("2026-06-23")};
    const std::vector outages{day("2026-06-18")};
    question.event_days = events;
    question.outage_days = outages;
    HolidayCalendar holidays;
    holidays.added = {day("2026-06-16")};
    const auto baseline = of("3-day", meter, question, holidays);
    EXPECT_THAT(used_days(baseline), ElementsAre(15, 12, 11));
    EXPECT_THAT(passed_days(baseline, PassedOver::event_day), ElementsAre(22));
    EXPECT_THAT(passed_days(baseline, PassedOver::incomplete), ElementsAre(19));
    EXPECT_THAT(passed_days(baseline, PassedOver::outage_day), ElementsAre(18));
    EXPECT_THAT(passed_days(baseline, PassedOver::no_readings), ElementsAre(17));
    EXPECT_THAT(passed_days(baseline, PassedOver::holiday), ElementsAre(16));
    EXPECT_EQ(baseline.passed_over.front().day, day("2026-06-22")) << "the latest first";
}

TEST(Baseline, WantsTheEventsHoursEvenOfDaysThatMayBeIncomplete) {
    auto meter = june();
    meter.drop("2026-06-22", 15, 16).drop("2026-06-19", 2, 3);
    const auto method = rule({.count = {3, {}, {}}, .exclusions = {.incomplete_days = false}});
    const auto baseline = compute_baseline(method, meter.cut(), afternoon(meter)).value();
    EXPECT_THAT(used_days(baseline), ElementsAre(19, 18, 17));
    EXPECT_THAT(passed_days(baseline, PassedOver::hours_incomplete), ElementsAre(22));
}

TEST(Baseline, KeepsTheHighestByTheEventsHoursAndPrefersTheLaterOfTwoEqualDays) {
    auto meter = june();
    // Of 22, 19, 18, 17, 16 the event's hours of the 17th are the highest and those of the 18th and 19th are equal.
    meter.set("2026-06-17", 14, 16, 40).set("2026-06-19", 14, 16, 18);
    const auto high_3 = rule({.count = {5, {Keep::Rule::highest, 3}, {}}});
    const auto baseline = compute_baseline(high_3, meter.cut(), afternoon(meter)).value();
    EXPECT_THAT(used_days(baseline), ElementsAre(22, 19, 17));
    EXPECT_THAT(passed_days(baseline, PassedOver::not_kept), ElementsAre(18, 16));
    EXPECT_DOUBLE_EQ(baseline.mean_unadjusted_kw(), (22 + 18 + 40) / 3.0);
}

TEST(Baseline, DropsTheLowestDays) {
    const auto meter = june();
    const auto drop_2 = rule({.count = {5, {Keep::Rule::lowest_dropped, 2}, {}}});
    EXPECT_THAT(used_days(compute_baseline(drop_2, meter.cut(), afternoon(meter)).value()), ElementsAre(22, 19, 18));
}

TEST(Baseline, KeepsTheMiddleByTheEnergyOfTheDayAndNotOfTheEvent) {
    auto meter = june();
    meter.set("2026-06-17", 14, 16, 40);  // high at the event's hours, and still low over the day
    const auto baseline = of("middle-8-of-10", meter, afternoon(meter));
    EXPECT_THAT(used_days(baseline), ElementsAre(19, 18, 17, 16, 15, 12, 11, 10));
    EXPECT_THAT(passed_days(baseline, PassedOver::not_kept), ElementsAre(22, 9));
}

TEST(Baseline, LeavesOutDaysOfVeryLowUseAndSeeksOthers) {
    auto meter = june();
    meter.set("2026-06-22", 14, 16, 1);  // far below a quarter of the mean of 1, 19, 18
    const auto method = rule({.count = {3, {}, {}}, .exclusions = {.low_use_share = 0.25}});
    const auto baseline = compute_baseline(method, meter.cut(), afternoon(meter)).value();
    EXPECT_THAT(used_days(baseline), ElementsAre(19, 18, 17));
    EXPECT_THAT(passed_days(baseline, PassedOver::low_use), ElementsAre(22));
}

TEST(Baseline, LooksForLowUseAgainAmongTheDaysThatReplaceOthers) {
    MeterBuilder meter("2026-06-15");
    // A quarter of the mean of 0.5, 2 and 6 is 0.71: 0.5 goes. With 30 in its place it is 3.2: 2 goes too.
    meter.flat_days({6, 30, 6, 2, 0.5});
    const auto method = rule({.groups = kAllDays, .count = {3, {}, {}}, .exclusions = {.low_use_share = 0.25}});
    EventQuestion question{.event = meter.hours("2026-06-20", 14, 16)};
    EXPECT_THAT(used_days(compute_baseline(method, meter.cut(), question).value()), ElementsAre(17, 16, 15));
}

TEST(Baseline, HasNoLowUseRuleForACustomerWhoFeedsBack) {
    MeterBuilder meter("2026-06-15");
    meter.flat_days({-5, -6, -7, 0});
    const auto method = rule({.count = {3, {}, {}}, .exclusions = {.low_use_share = 0.25}});
    const EventQuestion question{.event = meter.hours("2026-06-18", 14, 16)};
    EXPECT_DOUBLE_EQ(compute_baseline(method, meter.cut(), question).value().mean_unadjusted_kw(), -6);
}

TEST(Baseline, LooksBackNoFurtherThanItsLimit) {
    const auto meter = june();
    const auto four_back = rule({.count = {3, {}, {{"two", 2}}}, .look_back_days = 4});
    const auto baseline = compute_baseline(four_back, meter.cut(), afternoon(meter)).value();
    EXPECT_THAT(used_days(baseline), ElementsAre(22, 19));
    EXPECT_EQ(baseline.fallback_step, 1U);
    EXPECT_EQ(baseline.fallback_name, "two");
}

TEST(Baseline, NamesTheStepOfTheLadderItStandsOn) {
    auto meter = june();
    MeterBuilder young("2026-06-12");
    young.days(12, [](auto, auto) { return 5.0; });
    EXPECT_EQ(of("10-of-10", meter, afternoon(meter)).fallback_step, 0U);
    const auto short_history = of("10-of-10", young, afternoon(young));
    EXPECT_EQ(short_history.fallback_step, 1U);
    EXPECT_EQ(short_history.fallback_name, "5 to 9 like days");
    EXPECT_EQ(short_history.used.size(), 7U);
}

TEST(Baseline, OfTooFewDaysIsAProblemThatSaysWhatTookThem) {
    MeterBuilder meter("2026-06-12");
    meter.days(12, [](auto, auto) { return 5.0; }).drop("2026-06-22", 1, 2).drop_day("2026-06-19");
    HolidayCalendar holidays;
    holidays.added = {day("2026-06-18")};
    const auto result = compute_baseline(*find_method("10-of-10"), meter.cut(holidays), afternoon(meter));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "baseline-too-few-days");
    EXPECT_THAT(result.error().message,
                HasSubstr("needs at least 5 like days within 45 days before 2026-06-23 and found 4"));
    EXPECT_THAT(result.error().message, HasSubstr("another kind of day: 4"));
    EXPECT_THAT(result.error().message, HasSubstr("holiday: 1"));
    EXPECT_THAT(result.error().message, HasSubstr("no readings: 1"));
    EXPECT_THAT(result.error().message, HasSubstr("readings incomplete: 1"));
}

TEST(Baseline, OfAnEventAtTheWeekendTakesTheWeekendsCount) {
    MeterBuilder meter("2026-05-01");
    meter.days(58, [](core::LocalDay date, auto) { return date.value - day("2026-04-30").value; });
    const EventQuestion saturday{.event = meter.hours("2026-06-27", 14, 16)};
    const auto baseline = of("5-in-10-residential", meter, saturday);
    EXPECT_THAT(used_days(baseline), ElementsAre(21, 20, 14)) << "the three highest of 21, 20, 14, 13, 7";
    EXPECT_EQ(of("5-in-10-residential", meter, {.event = meter.hours("2026-06-26", 14, 16)}).used.size(), 5U);
}

TEST(Baseline, OfARollingMeanStartsFromFiveDaysAndTakesATenthOfEachLater) {
    MeterBuilder meter("2026-06-01");
    meter.flat_days({10, 20, 30, 40, 50, 99, 99, 60, 70});  // Monday to Friday, a weekend, Monday, Tuesday
    const auto baseline = of("rolling-90-10", meter, {.event = meter.hours("2026-06-10", 14, 16)});
    EXPECT_NEAR(baseline.mean_unadjusted_kw(), (30 * 0.9 + 60 * 0.1) * 0.9 + 70 * 0.1, 1e-12);
    double weights = 0;
    for (const auto& used : baseline.used) weights += used.weight;
    EXPECT_NEAR(weights, 1, 1e-12);
    EXPECT_FALSE(
        compute_baseline(*find_method("rolling-90-10"), meter.cut(), {.event = meter.hours("2026-06-05", 14, 16)}));
}

TEST(Baseline, OfTheSameDayIsTheMeanOfThreeHoursBeforeAndTwoAfter) {
    MeterBuilder meter("2026-06-01");
    meter.flat_days({1});
    meter.set("2026-06-01", 10, 13, 7).set("2026-06-01", 13, 14, 100).set("2026-06-01", 16, 17, 100);
    meter.set("2026-06-01", 17, 19, 12);
    const EventQuestion question{.event = meter.hours("2026-06-01", 14, 16)};
    EXPECT_THAT(of("same-day-3+2", meter, question).unadjusted_kw, ElementsAre(9, 9));  // (3 x 7 + 2 x 12) / 5
    meter.drop("2026-06-01", 18, 19);
    const auto early = compute_baseline(*find_method("same-day-3+2"), meter.cut(), question);
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, "baseline-hours-missing");
}

TEST(Baseline, OfAFirmServiceLevelIsTheContract) {
    const auto meter = june();
    auto question = afternoon(meter);
    EXPECT_EQ(compute_baseline(*find_method("firm-service-level"), meter.cut(), question).error().code,
              "firm-service-level-missing");
    question.firm_service_level_kw = 250;
    EXPECT_THAT(of("firm-service-level", meter, question).unadjusted_kw, ElementsAre(250, 250));
}

TEST(Baseline, PassesOverTheSpringDayWhoseClockSkippedTheHours) {
    MeterBuilder meter("2026-03-02", kHalfHour);
    meter.days(14, [](core::LocalDay date, auto) { return date.value - day("2026-03-01").value; });
    const auto all_days = rule({.groups = kAllDays, .count = {3, {}, {}}});
    const auto baseline = compute_baseline(all_days, meter.cut(), {.event = meter.hours("2026-03-09", 2, 3)}).value();
    ASSERT_EQ(baseline.passed_over.size(), 1U);
    EXPECT_EQ(baseline.passed_over.front(), (PassedDay{day("2026-03-08"), PassedOver::skipped_by_clock}));
    EXPECT_DOUBLE_EQ(baseline.mean_unadjusted_kw(), (6 + 5 + 4) / 3.0);
}

TEST(Baseline, OfAnEventOverMidnightTakesBothDaysHours) {
    MeterBuilder meter("2026-06-01");
    meter.days(5, [](core::LocalDay, std::int64_t second) { return second < 12 * 3600 ? 2.0 : 8.0; });
    const core::UtcRange night{meter.hours("2026-06-04", 22, 23).from, meter.hours("2026-06-05", 1, 2).from};
    EXPECT_THAT(of("3-day", meter, {.event = night}).unadjusted_kw, ElementsAre(8, 8, 2));
}

TEST(Baseline, OfAnEventAfterTheHistoryEndsPassesOverTheDaysNotYetRead) {
    const auto meter = june();
    const auto baseline = of("3-day", meter, {.event = meter.hours("2026-06-26", 14, 16)});
    EXPECT_THAT(used_days(baseline), ElementsAre(23, 22, 19));
    EXPECT_THAT(passed_days(baseline, PassedOver::no_readings), ElementsAre(25, 24));
}

TEST(Baseline, RefusesEventsThatFitNoInterval) {
    MeterBuilder meter("2026-06-01", kHalfHour);
    meter.days(10, [](auto, auto) { return 1.0; });
    const auto code = [&](core::UtcRange event) {
        return compute_baseline(*find_method("3-day"), meter.cut(), {.event = event}).error().code;
    };
    EXPECT_EQ(code(meter.hours("2026-06-09", 14.25, 16.25)), "event-off-interval");
    EXPECT_EQ(code(meter.hours("2026-06-09", 14, 15.25)), "event-off-interval");
    EXPECT_EQ(code(meter.hours("2026-06-09", 14, 14)), "event-empty");
    EXPECT_EQ(code({meter.hours("2026-06-08", 1, 2).from, meter.hours("2026-06-09", 2, 3).from}), "event-too-long");
    EXPECT_TRUE(compute_baseline(*find_method("3-day"), meter.cut(), {.event = meter.hours("2026-06-09", 14.5, 15)}));
}

TEST(Baseline, OfAMeterWithoutReadingsIsAProblem) {
    const std::vector<core::WattHours> none;
    const auto zone = test::zone();
    const HolidayCalendar holidays;
    for (const auto& method : known_methods()) {
        const BaselineQuestion question{
            .history = {test::instant("2026-06-01T05:00:00Z"), kQuarterHour, none},
            .event = {.event = {test::instant("2026-06-09T19:00:00Z"), test::instant("2026-06-09T21:00:00Z")}},
            .zone = zone,
            .holidays = holidays};
        EXPECT_FALSE(compute_baseline(method, question)) << method.id;
    }
}

TEST(ActualPower, NamesTheReadingThatIsMissing) {
    MeterBuilder meter("2026-06-01");
    meter.flat_days({3});
    EXPECT_THAT(actual_kw(meter.history(), meter.hours("2026-06-01", 14, 16)).value(), ElementsAre(3, 3));
    meter.drop("2026-06-01", 15, 16);
    const auto result = actual_kw(meter.history(), meter.hours("2026-06-01", 14, 16));
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("2026-06-01T20:00:00Z"));
}

}  // namespace
}  // namespace drp::analytics
