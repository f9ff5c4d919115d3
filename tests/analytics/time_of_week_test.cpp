#include "analytics/time_of_week.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "analytics/least_squares.hpp"
#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::UtcSeconds;
using test::Noise;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr core::IntervalSeconds kQuarterHour{900};
constexpr core::IntervalSeconds kHour{3600};

UtcSeconds instant(const char* iso) {
    return core::parse_iso_instant(iso).value();
}

/// Intervals of a week's clock, with load and temperature.
struct Weeks {
    std::vector<UtcSeconds> time;
    std::vector<std::uint16_t> slot;
    std::vector<double> load_kw;
    std::vector<double> temperature_c;

    [[nodiscard]] WeekColumns without_temperature() const { return {.time = time, .slot = slot, .temperature_c = {}}; }
    [[nodiscard]] WeekColumns with_temperature() const {
        return {.time = time, .slot = slot, .temperature_c = temperature_c};
    }
};

/// `hours` hours from Monday 2024-01-01 in UTC.
Weeks hourly(
    std::size_t hours, const std::function<double(std::size_t hour)>& load_kw,
    const std::function<double(std::size_t hour)>& temperature_c = [](std::size_t) { return 10.0; }) {
    const auto first = instant("2024-01-01T00:00:00Z");
    Weeks weeks;
    weeks.slot = week_slots(first, kHour, hours, core::TimeZone::utc());
    for (std::size_t i = 0; i < hours; ++i) {
        weeks.time.push_back(first + static_cast<std::int64_t>(i) * 3600);
        weeks.load_kw.push_back(load_kw(i));
        weeks.temperature_c.push_back(temperature_c(i));
    }
    return weeks;
}

TEST(WeekSlots, BeginOnMondayOfTheLocalClock) {
    const auto zone = core::TimeZone::find("America/Chicago").value();
    const auto slots = week_slots(instant("2026-03-09T04:45:00Z"), kQuarterHour, 2, zone);  // Sunday 23:45
    EXPECT_EQ(slots, (std::vector<std::uint16_t>{671, 0}));
    const auto autumn = week_slots(instant("2026-11-01T06:00:00Z"), kHour, 3, zone);  // 01:00 comes twice
    EXPECT_EQ(autumn, (std::vector<std::uint16_t>{145, 145, 146}));
}

TEST(TimeOfWeek, OfAWeekThatRepeatsIsThatWeek) {
    const auto weeks = hourly(24 * 7 * 8, [](std::size_t i) { return static_cast<double>(i % 168); });
    const auto predicted =
        TimeOfWeekModel::fit(weeks.without_temperature(), weeks.load_kw).value().predict(weeks.without_temperature());
    for (std::size_t i = 0; i < predicted.size(); ++i) ASSERT_NEAR(predicted[i], weeks.load_kw[i], 1e-9);
}

TEST(TimeOfWeek, WeighsNearWeeksMore) {
    // Two Mondays 00:00 a week apart, 10 and 20 kW: centres at both, weights 1 and 14^2 / (14^2 + 7^2) = 0.8.
    auto weeks = hourly(169, [](std::size_t i) { return i == 0 ? 10.0 : i == 168 ? 20.0 : kNaN; });
    const auto model = TimeOfWeekModel::fit(weeks.without_temperature(), weeks.load_kw).value();
    const double near_first = (10 + 0.8 * 20) / 1.8;
    const double near_last = (0.8 * 10 + 20) / 1.8;
    const auto predicted = model.predict(weeks.without_temperature());
    EXPECT_NEAR(predicted[0], (near_first + 0.8 * near_last) / 1.8, 1e-12);
    EXPECT_NEAR(predicted[168], (0.8 * near_first + near_last) / 1.8, 1e-12);
    EXPECT_EQ(model.observations(), 2U);
}

TEST(TimeOfWeek, KnowsNothingOfASlotThatTheTrainingDidNotHave) {
    const auto weeks = hourly(169, [](std::size_t i) { return i == 5 ? kNaN : 1.0; });
    const auto predicted =
        TimeOfWeekModel::fit(weeks.without_temperature(), weeks.load_kw).value().predict(weeks.without_temperature());
    EXPECT_TRUE(std::isnan(predicted[5]));
    EXPECT_FALSE(std::isnan(predicted[4]));
}

TEST(TimeOfWeek, IsNothingWithoutAnyLoad) {
    const auto weeks = hourly(48, [](std::size_t) { return kNaN; });
    EXPECT_FALSE(TimeOfWeekModel::fit(weeks.without_temperature(), weeks.load_kw));
}

TEST(TimeOfWeek, NeverPredictsBelowZero) {
    const auto weeks = hourly(336, [](std::size_t) { return -3.0; });
    const auto predicted =
        TimeOfWeekModel::fit(weeks.without_temperature(), weeks.load_kw).value().predict(weeks.without_temperature());
    EXPECT_EQ(predicted[17], 0);
}

TEST(TimeOfWeek, RefusesColumnsThatDoNotFit) {
    auto weeks = hourly(3, [](std::size_t) { return 1.0; });
    EXPECT_THROW((void)TimeOfWeekModel::fit(weeks.without_temperature(), std::vector{1.0}), std::invalid_argument);
    std::swap(weeks.time[0], weeks.time[2]);
    EXPECT_THROW((void)TimeOfWeekModel::fit(weeks.without_temperature(), weeks.load_kw), std::invalid_argument);
}

/// A shop: 30 kW more from 8 to 18 on weekdays, cooled above 65 deg F.
Weeks shop(std::size_t weeks) {
    Noise noise(3);
    const auto is_open = [](std::size_t hour) { return hour % 168 < 120 && hour % 24 >= 8 && hour % 24 < 18; };
    std::vector<double> temperature;
    for (std::size_t i = 0; i < weeks * 168; ++i)
        temperature.push_back(18 + 8 * std::sin(static_cast<double>(i) / 24 * 6.283185307179586) + 4 * noise.normal());
    return hourly(
        weeks * 168,
        [&](std::size_t i) {
            const double warm = std::max(0.0, temperature[i] - 5 * 33.0 / 9);
            return is_open(i) ? 40 + 2.5 * warm : 10 + 0.25 * warm;
        },
        [&](std::size_t i) { return temperature[i]; });
}

TEST(TimeOfWeekAndTemperature, FindsOpeningHoursAndWhatCoolingCosts) {
    const auto weeks = shop(10);
    const auto model = TimeOfWeekModel::fit(weeks.with_temperature(), weeks.load_kw).value();
    EXPECT_TRUE(model.is_occupied(10));            // Monday 10:00
    EXPECT_FALSE(model.is_occupied(3));            // Monday 03:00
    EXPECT_FALSE(model.is_occupied(5 * 24 + 10));  // Saturday 10:00
    // Loads that are piecewise linear with a knot at 65 deg F are met exactly.
    const auto predicted = model.predict(weeks.with_temperature());
    for (std::size_t i = 0; i < predicted.size(); ++i) ASSERT_NEAR(predicted[i], weeks.load_kw[i], 1e-8) << i;
}

TEST(TimeOfWeekAndTemperature, NeedsATemperatureForEachPrediction) {
    const auto weeks = shop(3);
    const auto model = TimeOfWeekModel::fit(weeks.with_temperature(), weeks.load_kw).value();
    auto unknown = weeks.temperature_c;
    unknown[7] = kNaN;
    const auto predicted = model.predict({.time = weeks.time, .slot = weeks.slot, .temperature_c = unknown});
    EXPECT_TRUE(std::isnan(predicted[7]));
    EXPECT_FALSE(std::isnan(predicted[8]));
    EXPECT_THROW((void)model.predict(weeks.without_temperature()), std::invalid_argument);
}

TEST(TimeOfWeekAndTemperature, DropsKnotsBeyondWhichLittleIsKnown) {
    // 5..15 deg C: 41..59 deg F, so only the knot at 55 deg F has twenty values on either side.
    const auto weeks = hourly(
        500, [](std::size_t) { return 1.0; }, [](std::size_t i) { return 5 + static_cast<double>(i % 11); });
    const auto model = TimeOfWeekModel::fit(weeks.with_temperature(), weeks.load_kw).value();
    ASSERT_EQ(model.knots_c().size(), 1U);
    EXPECT_NEAR(model.knots_c()[0], 12.7777777777777, 1e-12);
}

TEST(TimeOfWeekProperty, ScalingTheMeterScalesItsBaseline) {
    const auto weeks = shop(5);
    auto thousandfold = weeks.load_kw;
    for (auto& kw : thousandfold) kw *= 1000;
    const auto once =
        TimeOfWeekModel::fit(weeks.with_temperature(), weeks.load_kw).value().predict(weeks.with_temperature());
    const auto scaled =
        TimeOfWeekModel::fit(weeks.with_temperature(), thousandfold).value().predict(weeks.with_temperature());
    for (std::size_t i = 0; i < once.size(); ++i) ASSERT_NEAR(scaled[i], 1000 * once[i], 1e-7);
}

TEST(LeastSquares, LeavesOutAColumnThatOthersExplain) {
    Eigen::MatrixXd m(4, 4);  // a constant, a slope, twice the slope, the response
    m << 1, 0, 0, 1, 1, 1, 2, 3, 1, 2, 4, 5, 1, 3, 6, 7;
    const auto b = least_squares(m, {2, std::sqrt(14.0), std::sqrt(56.0)});
    EXPECT_NEAR(b[0], 1, 1e-12);
    EXPECT_NEAR(b[1], 2, 1e-12);
    EXPECT_EQ(b[2], 0);
}

// ---- LBNL's own program
// ----------------------------------------------------------------------------------------------

/// "2013-08-01 00:15:00" on the wall clock of Los Angeles; none of the file's labels is repeated or skipped.
UtcSeconds los_angeles(const core::TimeZone& zone, const std::string& label) {
    const auto utc = core::parse_iso_instant(label.substr(0, 10) + "T" + label.substr(11, 8) + "Z").value();
    return zone.meaning(core::LocalSeconds{utc.value}).first;
}

std::vector<std::pair<std::string, std::string>> two_columns(const std::string& relative) {
    std::ifstream in(test::shared_file(relative));
    std::vector<std::pair<std::string, std::string>> rows;
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const auto comma = line.find(',');
        rows.emplace_back(line.substr(0, comma), line.substr(comma + 1));
    }
    return rows;
}

/// As R's approx(): linear between neighbours, NaN outside.
double interpolated(const std::map<std::int64_t, double>& known, UtcSeconds at) {
    const auto after = known.lower_bound(at.value);
    if (after == known.end()) return kNaN;
    if (after->first == at.value) return after->second;
    if (after == known.begin()) return kNaN;
    const auto before = std::prev(after);
    const double share =
        static_cast<double>(at.value - before->first) / static_cast<double>(after->first - before->first);
    return before->second + share * (after->second - before->second);
}

/// The training data of the run: LBNL's test_kw.csv without the event day 2013-09-23, labelled by interval ends.
struct LoadshapeRun {
    core::TimeZone zone = core::TimeZone::find("America/Los_Angeles").value();
    Weeks training;
    std::map<std::int64_t, double> temperature_c;

    LoadshapeRun() {
        for (const auto& [label, value] : two_columns("formats/lbnl-loadshape/test_temp.csv"))
            if (!value.empty() && value != "nan")
                temperature_c[los_angeles(zone, label).value] = (std::stod(value) - 32) * 5 / 9;
        for (const auto& [label, value] : two_columns("formats/lbnl-loadshape/test_kw.csv")) {
            if (value.empty() || value == "nan" || label.starts_with("2013-09-23")) continue;
            add(training, label);
            training.load_kw.push_back(std::stod(value));
        }
    }
    void add(Weeks& to, const std::string& label) const {
        const auto time = los_angeles(zone, label);
        to.time.push_back(time);
        to.slot.push_back(week_slots(time, kQuarterHour, 1, zone).front());
        to.temperature_c.push_back(interpolated(temperature_c, time));
    }
    /// The labels that the run predicted, and its predictions.
    [[nodiscard]] Weeks target() const {
        Weeks weeks;
        std::ifstream in(test::shared_file("reference/lbnl-loadshape-baseline-run.csv"));
        std::string line;
        std::getline(in, line);
        while (std::getline(in, line)) add(weeks, line.substr(0, 19));
        return weeks;
    }
};

/// The program writes beside each label the prediction of the label before (its last step interpolates with a step that
/// begins 0.01 s late), beside the first its own; so its row i is compared with our interval i - 1.
void expect_as_written(std::span<const double> ours, std::span<const double> written) {
    constexpr double kHalfTheLastDigit = 0.005 + 1e-9;
    ASSERT_EQ(ours.size(), written.size());
    for (std::size_t i = 0; i < ours.size(); ++i)
        ASSERT_NEAR(ours[i == 0 ? 0 : i - 1], written[i], kHalfTheLastDigit) << "row " << i;
}

double correlation(std::span<const double> a, std::span<const double> b) {
    const auto n = static_cast<Eigen::Index>(a.size());
    const Eigen::ArrayXd x = Eigen::Map<const Eigen::ArrayXd>(a.data(), n);
    const Eigen::ArrayXd y = Eigen::Map<const Eigen::ArrayXd>(b.data(), n);
    return ((x - x.mean()) * (y - y.mean())).sum() /
           std::sqrt((x - x.mean()).square().sum() * (y - y.mean()).square().sum());
}

/// Of the training intervals, as the program's error statistics say; three digits are printed.
void expect_fit(const Weeks& training, std::span<const double> fitted, const boost::json::value& published) {
    double squares = 0;
    double shares = 0;
    const auto n = static_cast<double>(fitted.size());
    for (std::size_t i = 0; i < fitted.size(); ++i) {
        const double residual = training.load_kw[i] - fitted[i];
        squares += residual * residual;
        shares += std::abs(residual / training.load_kw[i]);
    }
    EXPECT_NEAR(std::sqrt(squares / n), published.at("RMSE_Interval").as_double(), 0.0005 + 1e-9);
    EXPECT_NEAR(100 * shares / n, published.at("MAPE_Interval").as_double(), 0.0005 + 1e-9);
    EXPECT_NEAR(correlation(training.load_kw, fitted), published.at("corr_Interval").as_double(), 0.0005 + 1e-9);
}

TEST(TimeOfWeek, IsThatOfLbnlsProgram) {
    // LBNL-ETA/loadshape baseline.R, unmodified, R 4.2.2, -d 14 -i 15, without temperature; two decimals are written.
    DRP_NEED_SHARED("reference/lbnl-loadshape-baseline-run.csv");
    const LoadshapeRun run;
    const auto model = TimeOfWeekModel::fit(run.training.without_temperature(), run.training.load_kw).value();
    expect_as_written(model.predict(run.target().without_temperature()),
                      test::csv_column(test::shared_file("reference/lbnl-loadshape-baseline-run.csv"), "kw_no_temp"));
    const auto figures =
        boost::json::parse(test::text_of(test::shared_file("reference/lbnl-loadshape-baseline-run.json")));
    expect_fit(run.training, model.predict(run.training.without_temperature()), figures.at("no_temp"));
}

TEST(TimeOfWeekAndTemperature, IsThatOfLbnlsProgram) {
    // The same run with the temperatures of test_temp.csv, read in deg F and taken at the intervals' ends.
    DRP_NEED_SHARED("reference/lbnl-loadshape-baseline-run.csv");
    const LoadshapeRun run;
    const auto model = TimeOfWeekModel::fit(run.training.with_temperature(), run.training.load_kw).value();
    expect_as_written(model.predict(run.target().with_temperature()),
                      test::csv_column(test::shared_file("reference/lbnl-loadshape-baseline-run.csv"), "kw_with_temp"));
    const auto figures =
        boost::json::parse(test::text_of(test::shared_file("reference/lbnl-loadshape-baseline-run.json")));
    expect_fit(run.training, model.predict(run.training.with_temperature()), figures.at("with_temp"));
}

}  // namespace
}  // namespace drp::analytics
