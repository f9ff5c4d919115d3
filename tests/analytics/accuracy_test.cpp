#include "analytics/accuracy.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::MeterBuilder;
using test::Noise;
using testing::DoubleNear;

boost::json::object json_of(const char* relative) {
    return boost::json::parse(test::text_of(test::shared_file(relative))).as_object();
}
double number(const boost::json::object& object, const char* key) {
    return boost::json::value_to<double>(object.at(key));
}

TEST(FitMetrics, OfTwoValuesByHand) {
    // Errors +1 and -3 on 4 and 6: bias -1, mean square 5, mean observed 5.
    const auto metrics = fit_metrics(std::vector{4.0, 6.0}, std::vector{5.0, 3.0});
    EXPECT_DOUBLE_EQ(metrics.bias, -1);
    EXPECT_DOUBLE_EQ(*metrics.nmbe, -0.2);
    EXPECT_DOUBLE_EQ(metrics.rmse, std::sqrt(5.0));
    EXPECT_DOUBLE_EQ(*metrics.cvrmse, std::sqrt(5.0) / 5);
    EXPECT_DOUBLE_EQ(*metrics.nmae, 0.4);
    EXPECT_DOUBLE_EQ(*metrics.mape, (0.25 + 0.5) / 2);
}

TEST(FitMetrics, ThatAreRelativeHaveNoValueOverNothing) {
    const auto metrics = fit_metrics(std::vector{0.0, 0.0}, std::vector{1.0, 1.0}, 2);
    EXPECT_FALSE(metrics.nmbe);
    EXPECT_FALSE(metrics.cvrmse);
    EXPECT_FALSE(metrics.mape);
    EXPECT_FALSE(metrics.r_squared);
    EXPECT_FALSE(metrics.rmse_adjusted) << "two values and two parameters leave nothing to judge by";
    EXPECT_DOUBLE_EQ(metrics.bias, 1);
    EXPECT_THROW((void)fit_metrics({}, {}), std::invalid_argument);
}

TEST(FitMetrics, AreThoseThatEemeterPublishes) {
    // eemeter 96722635, tests/test_metrics.py, test_sample_model_metrics: rounded to three places.
    DRP_NEED_SHARED("reference/eemeter-published.json");
    const auto expected = json_of("reference/eemeter-published.json").at("model_metrics").as_object();
    const auto observed = boost::json::value_to<std::vector<double>>(expected.at("observed"));
    const auto predicted = boost::json::value_to<std::vector<double>>(expected.at("predicted"));
    const auto metrics = fit_metrics(observed, predicted, 2);
    EXPECT_NEAR(metrics.mean_observed, number(expected, "observed_mean"), 5e-4);
    EXPECT_NEAR(metrics.mean_predicted, number(expected, "predicted_mean"), 5e-4);
    EXPECT_NEAR(*metrics.cvrmse, number(expected, "cvrmse"), 5e-4);
    EXPECT_NEAR(*metrics.cvrmse_adjusted, number(expected, "cvrmse_adj"), 5e-4);
    EXPECT_NEAR(*metrics.nmbe, number(expected, "nmbe"), 5e-4);
    EXPECT_NEAR(*metrics.nmae, number(expected, "nmae"), 5e-4);
    EXPECT_NEAR(*metrics.mape, number(expected, "mape"), 5e-4);
    EXPECT_NEAR(*metrics.r_squared, number(expected, "r_squared"), 5e-4);
}

TEST(FitMetrics, AreThoseOfARunOfEemeterOnAYear) {
    // eemeter 96722635 run unmodified on its own sample: daily use, mean temperature, and the model it chose.
    DRP_NEED_SHARED("reference/eemeter-run-il-electricity-cdd-hdd.json");
    const auto run =
        json_of("reference/eemeter-run-il-electricity-cdd-hdd.json").at("il-electricity-cdd-hdd").as_object();
    const auto model = run.at("params").as_object();
    const auto expected = run.at("metrics").as_object();
    std::ifstream in(test::shared_file("reference/eemeter/il-electricity-cdd-hdd-dm.csv"));
    std::vector<double> observed;
    std::vector<double> predicted;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        const auto first = line.find(',');
        const auto second = line.find(',', first + 1);
        if (second == first + 1) continue;  // the last day has no reading
        const auto mean_f = std::stod(line.substr(second + 1));
        observed.push_back(std::stod(line.substr(first + 1)));
        predicted.push_back(number(model, "intercept") +
                            number(model, "beta_cdd") * std::max(0.0, mean_f - number(model, "cooling_balance_point")) +
                            number(model, "beta_hdd") * std::max(0.0, number(model, "heating_balance_point") - mean_f));
    }
    const auto metrics = fit_metrics(observed, predicted, 2);
    EXPECT_EQ(metrics.n, 365U);
    EXPECT_NEAR(metrics.rmse, number(expected, "rmse"), 1e-9);
    EXPECT_NEAR(*metrics.rmse_adjusted, number(expected, "rmse_adj"), 1e-9);
    EXPECT_NEAR(*metrics.cvrmse, number(expected, "cvrmse"), 1e-9);
    EXPECT_NEAR(*metrics.cvrmse_adjusted, number(expected, "cvrmse_adj"), 1e-9);
    EXPECT_NEAR(*metrics.nmae, number(expected, "nmae"), 1e-9);
    EXPECT_NEAR(*metrics.mape, number(expected, "mape"), 1e-9);
    EXPECT_NEAR(*metrics.nmbe, number(expected, "nmbe"), 1e-9);
    EXPECT_NEAR(*metrics.r_squared, number(expected, "r_squared"), 1e-9);
}

TEST(ErrorSums, OfPartsAddUpToTheWhole) {
    ErrorSums whole;
    ErrorSums left;
    ErrorSums right;
    Noise noise(5);
    for (int i = 0; i < 100; ++i) {
        const double observed = noise.uniform();
        const double predicted = noise.uniform();
        whole.add(observed, predicted);
        (i < 37 ? left : right).add(observed, predicted);
    }
    left += right;
    EXPECT_EQ(left.n, whole.n);
    EXPECT_NEAR(left.rmse(), whole.rmse(), 1e-12);
    EXPECT_NEAR(*left.nmbe(), *whole.nmbe(), 1e-12);
}

TEST(Quantile, IsTheOrderStatisticBetweenTwo) {
    const std::vector values{50.0, 10.0, 30.0, 20.0, 40.0};
    EXPECT_DOUBLE_EQ(quantile(values, 0.5), 30);
    EXPECT_DOUBLE_EQ(quantile(values, 0.25), 15);  // (5 + 1) x 0.25 = 1.5th
    EXPECT_DOUBLE_EQ(quantile(values, 0.01), 10);
    EXPECT_DOUBLE_EQ(quantile(values, 0.99), 50);
    EXPECT_THROW((void)quantile({}, 0.5), std::invalid_argument);
}

TEST(ErrorBand, WantsEnoughDaysForItsConfidence) {
    EXPECT_EQ(fewest_errors(0.9), 19U);
    EXPECT_EQ(fewest_errors(0.95), 39U);
    std::vector<double> errors(18, 1.0);
    EXPECT_FALSE(error_band(errors));
    errors.push_back(1.0);
    EXPECT_TRUE(error_band(errors));
    EXPECT_THROW((void)error_band(errors, 1.0), std::invalid_argument);
}

TEST(ErrorBand, TellsAReductionFromNothing) {
    std::vector<double> errors;
    for (int i = -9; i <= 9; ++i) errors.push_back(i);  // 19 errors: the 5 % and 95 % quantiles are the extremes
    const auto band = error_band(errors).value();
    const auto large = with_band(12, band);
    EXPECT_DOUBLE_EQ(large.low_kw, 3);
    EXPECT_DOUBLE_EQ(large.high_kw, 21);
    EXPECT_DOUBLE_EQ(large.plus_minus_kw(), 9);
    EXPECT_TRUE(large.is_distinguishable_from_zero());
    EXPECT_FALSE(with_band(8, band).is_distinguishable_from_zero());
    EXPECT_TRUE(with_band(-12, band).is_distinguishable_from_zero()) << "used more, for sure";
}

TEST(ErrorBandProperty, HoldsTheNextErrorAsOftenAsItSays) {
    // 4,000 times: a band of 30 skewed errors, and one more. The standard error of the share is 0.5 %.
    Noise noise(77);
    const auto skewed = [&] { return std::exp(noise.normal()) - 1; };
    int held = 0;
    constexpr int kTrials = 4000;
    for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<double> errors(30);
        std::generate(errors.begin(), errors.end(), skewed);
        const auto band = error_band(errors).value();
        const double next = skewed();
        held += next >= band.low_kw && next <= band.high_kw ? 1 : 0;
    }
    EXPECT_NEAR(held / static_cast<double>(kTrials), 0.9, 0.02);
}

/// Weekdays of 10 kW from 1 June 2026 on; the fourth week's have 12 kW.
MeterBuilder stepping_meter() {
    MeterBuilder meter("2026-06-01");
    meter.days(28, [](core::LocalDay date, auto) { return date >= day("2026-06-22") ? 12.0 : 10.0; });
    return meter;
}
PlaceboQuestion afternoons(const char* first, const char* last) {
    return {.window = {14 * 3600, 16 * 3600}, .first = day(first), .last = day(last)};
}
PlaceboErrors errors_of(const char* method, const MeterBuilder& meter, const PlaceboQuestion& question,
                        const HolidayCalendar& holidays = {}) {
    return placebo_errors({find_method(method), 1}, meter.cut(holidays), question).value().front();
}

TEST(Placebo, ComparesEachDayWithTheBaselineOfTheDaysBefore) {
    const auto errors = errors_of("3-day", stepping_meter(), afternoons("2026-06-22", "2026-06-26"));
    ASSERT_EQ(errors.days.size(), 5U);
    EXPECT_DOUBLE_EQ(errors.days[0].error_kw(), -2);
    EXPECT_NEAR(errors.days[1].error_kw(), -4.0 / 3, 1e-12);
    EXPECT_NEAR(errors.days[2].error_kw(), -2.0 / 3, 1e-12);
    EXPECT_NEAR(errors.days[3].error_kw(), 0, 1e-12);
    EXPECT_NEAR(errors.events.bias(), -0.8, 1e-12);
    EXPECT_NEAR(*errors.events.nmbe(), -0.8 / 12, 1e-12);
    EXPECT_EQ(errors.intervals.n, 10U);
}

TEST(Placebo, LeavesOutEventsOutagesGapsAndOtherKindsOfDays) {
    auto meter = stepping_meter();
    meter.drop("2026-06-25", 15, 16);
    auto question = afternoons("2026-06-22", "2026-06-28");
    const std::vector events{day("2026-06-22")};
    const std::vector outages{day("2026-06-23")};
    question.event_days = events;
    question.outage_days = outages;
    EXPECT_EQ(errors_of("3-day", meter, question).days.size(), 2U);  // Wednesday and Friday
    question.on_weekdays = false;
    question.on_other_days = true;
    EXPECT_EQ(errors_of("3-day", meter, question).days.size(), 2U);  // Saturday and Sunday
}

TEST(Placebo, CountsTheDaysForWhichAMethodHasNothing) {
    const auto errors = errors_of("10-of-10", stepping_meter(), afternoons("2026-06-01", "2026-06-28"));
    EXPECT_EQ(errors.without, 5U);  // the first week: fewer than five like days
    EXPECT_EQ(errors.days.size(), 15U);
    EXPECT_EQ(errors_of("firm-service-level", stepping_meter(), afternoons("2026-06-01", "2026-06-28")).without, 20U);
}

TEST(Placebo, JudgesHoursByTheirMeans) {
    // Quarter hours of 4 and 8 kW in turn on one day, 6 kW on others: the hours are met, the quarters are not.
    MeterBuilder meter("2026-06-01", test::kQuarterHour);
    meter.days(3, [](auto, auto) { return 6.0; });
    meter.days(1, [](core::LocalDay, std::int64_t second) { return second / 900 % 2 == 0 ? 4.0 : 8.0; });
    const auto errors = errors_of("3-day", meter, afternoons("2026-06-04", "2026-06-04"));
    EXPECT_NEAR(*errors.hours.cvrmse(), 0, 1e-12);
    EXPECT_NEAR(*errors.intervals.cvrmse(), 2.0 / 6, 1e-12);
}

TEST(Placebo, TakesHoursOverMidnight) {
    MeterBuilder meter("2026-06-01");
    meter.days(10, [](core::LocalDay, std::int64_t second) { return second < 12 * 3600 ? 2.0 : 8.0; });
    auto question = afternoons("2026-06-04", "2026-06-05");
    question.window = {22 * 3600, 25 * 3600};
    const auto errors = errors_of("3-day", meter, question);
    ASSERT_EQ(errors.days.size(), 2U);
    EXPECT_DOUBLE_EQ(errors.days[0].observed_kw, 6);
    EXPECT_DOUBLE_EQ(errors.days[0].baseline_kw, 6);
}

TEST(PlaceboWindow, IsThatOfARealEvent) {
    const auto zone = test::zone();
    const auto window = [&](const char* from, const char* to) {
        return placebo_window_of({test::instant(from), test::instant(to)}, zone);
    };
    EXPECT_EQ(window("2026-06-04T19:00:00Z", "2026-06-04T21:00:00Z"), (PlaceboWindow{14 * 3600, 16 * 3600}));
    EXPECT_EQ(window("2026-06-05T03:00:00Z", "2026-06-05T06:00:00Z"), (PlaceboWindow{22 * 3600, 25 * 3600}));
    EXPECT_FALSE(window("2026-11-01T05:30:00Z", "2026-11-01T07:30:00Z")) << "the clock goes back at 02:00";
}

TEST(Placebo, RefusesHoursThatFitNoInterval) {
    MeterBuilder meter("2026-06-01");
    meter.flat_days({1});
    for (const PlaceboWindow window :
         {PlaceboWindow{0, 0}, {16 * 3600, 14 * 3600}, {900, 3600}, {0, 25 * 3600}, {24 * 3600, 25 * 3600}}) {
        const auto result = placebo_errors(known_methods(), meter.cut(),
                                           {.window = window, .first = day("2026-06-01"), .last = day("2026-06-30")});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, "placebo-window-invalid");
    }
}

}  // namespace
}  // namespace drp::analytics
