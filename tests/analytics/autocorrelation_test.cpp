#include "analytics/autocorrelation.hpp"

#include <cmath>
#include <limits>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "analytics/partial_autocorrelation.hpp"
#include "analytics/portmanteau.hpp"
#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::WattHours;
using test::column;
using test::kGap;
using test::Noise;
using test::random_column;

/// R's acf(na.action = na.pass) as its documentation and the header here state it, summed directly.
std::vector<double> acf_by_definition(std::span<const WattHours> x, std::size_t max_lag) {
    double mean = 0;
    double n = 0;
    for (const auto v : x)
        if (is_present(v)) {
            mean += v.value;
            n += 1;
        }
    mean /= n;
    std::vector<double> c;
    for (std::size_t k = 0; k <= max_lag; ++k) {
        double sum = 0;
        double pairs = 0;
        for (std::size_t t = 0; t + k < x.size(); ++t) {
            if (!is_present(x[t]) || !is_present(x[t + k])) continue;
            sum += (x[t].value - mean) * (x[t + k].value - mean);
            pairs += 1;
        }
        c.push_back(sum / (pairs + static_cast<double>(k)));
    }
    for (std::size_t k = max_lag + 1; k-- > 0;) c[k] /= c[0];
    return c;
}

void expect_near(std::span<const double> ours, std::span<const double> theirs, double tolerance) {
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) ASSERT_NEAR(ours[i], theirs[i], tolerance) << "at index " << i;
}

std::vector<double> numbers(const boost::json::value& array) {
    return boost::json::value_to<std::vector<double>>(array);
}

TEST(Correlogram, OfFiveValuesByHand) {
    // 1..5: deviations -2 -1 0 1 2, c0 = 10/5, lag 1: (2 + 0 + 0 + 2)/5, lag 2: (0 - 1 + 0)/5
    const auto c = correlogram(column({1, 2, 3, 4, 5}), 2).value();
    EXPECT_DOUBLE_EQ(c.mean_wh, 3);
    EXPECT_DOUBLE_EQ(c.variance_wh2, 2);
    expect_near(c.acf, std::vector{1.0, 0.4, -0.1}, 1e-15);
    expect_near(partial_autocorrelation(c.acf), std::vector{0.4, (-0.1 - 0.16) / (1 - 0.16)}, 1e-15);
}

TEST(Correlogram, IsThatOfRForRealLoadSeries) {
    // R 4.2.2 stats::acf, pacf and Box.test run on public meter data; energy in Wh.
    DRP_NEED_SHARED("reference/acf/r-acf-pacf-real-series.json");
    const auto file = boost::json::parse(test::text_of(test::shared_file("reference/acf/r-acf-pacf-real-series.json")));
    for (const auto& entry : file.at("series").as_array()) {
        const auto name = std::string(entry.at("file").as_string());
        DRP_NEED_SHARED("meters/" + name);
        SCOPED_TRACE(name);
        const std::string meter(entry.at("meter").as_string());
        const std::string first(entry.at("first_start_utc").as_string());
        std::vector<double> series;
        std::ifstream in(test::shared_file("meters/" + name));
        const auto n = static_cast<std::size_t>(entry.at("n").to_number<int>());
        for (std::string line; series.size() < n && std::getline(in, line);) {
            if (!line.starts_with(meter + ",")) continue;
            if (series.empty() && line.find(first) == std::string::npos) continue;
            series.push_back(std::stod(line.substr(line.rfind(',') + 1)));
        }
        ASSERT_EQ(series.size(), n);

        const auto c = correlogram(series, static_cast<std::size_t>(entry.at("lags").to_number<int>())).value();

        EXPECT_NEAR(c.mean_wh, entry.at("mean").to_number<double>(), 1e-9 * c.mean_wh);
        EXPECT_NEAR(c.variance_wh2, entry.at("variance_n").to_number<double>(), 1e-11 * c.variance_wh2);
        expect_near(c.acf, numbers(entry.at("acf")), 1e-12);
        expect_near(partial_autocorrelation(c.acf), numbers(entry.at("pacf")), 1e-11);
        EXPECT_NEAR(c.bands.p95, entry.at("white_noise_95").to_number<double>(), 1e-15);
        EXPECT_NEAR(ljung_box(c.acf, c.n, 20).statistic, entry.at("ljung_box_20").to_number<double>(), 1e-7);
    }
}

TEST(Correlogram, IsThatOfStataForRealGdp) {
    // Stata ac, pac, pac (yw) and corrgram, published in statsmodels' tests (results_corrgram.csv): eight decimals of
    // the ACF and the Yule-Walker PACF, seven digits of the least-squares PACF and of Q.
    DRP_NEED_SHARED("reference/acf/stata-corrgram-realgdp.csv");
    const auto published = test::shared_file("reference/acf/stata-corrgram-realgdp.csv");
    const auto gdp = test::csv_column(test::shared_file("reference/acf/macrodata.csv"), "realgdp");
    const auto c = correlogram(gdp, 40).value();
    expect_near(std::span(c.acf).subspan(1), test::csv_column(published, "acvar"), 5.1e-9);
    expect_near(partial_autocorrelation(c.acf), test::csv_column(published, "PACYW"), 5.1e-9);
    expect_near(partial_autocorrelation_ols(gdp, 40), test::csv_column(published, "PACOLS"), 5.1e-7);
    const auto q = test::csv_column(published, "Q1");
    // Seven printed digits of a sum that Stata took in single precision.
    for (std::size_t lag = 1; lag <= q.size(); ++lag)
        EXPECT_NEAR(ljung_box(c.acf, c.n, lag).statistic, q[lag - 1], 1e-3);
}

TEST(Correlogram, IsUndefinedForAConstantAndForTooLittle) {
    EXPECT_FALSE(correlogram(column({7, 7, 7, 7}), 2));
    EXPECT_FALSE(correlogram(std::vector<double>(1000, 0.1), 5));
    EXPECT_FALSE(correlogram(column({7, kGap, kGap}), 2));
    EXPECT_FALSE(correlogram(std::span<const WattHours>{}, 2));
}

TEST(Correlogram, HasNoMoreLagsThanTheSeriesAllows) {
    EXPECT_EQ(correlogram(column({1, 5, 2}), 100)->acf.size(), 3U);
    // Lag 1 has no pair of present values.
    EXPECT_EQ(correlogram(column({1, kGap, 4, kGap, 2}), 4)->acf.size(), 1U);
}

TEST(CorrelogramProperty, EqualsTheDefinitionWithAndWithoutGaps) {
    Noise noise(6);
    for (const std::size_t n : {2U, 3U, 17U, 96U, 1000U, 2977U})
        for (const bool with_gaps : {false, true}) {
            const auto series = random_column(noise, n, with_gaps);
            const auto c = correlogram(series, n / 3).value();
            expect_near(c.acf, acf_by_definition(series, c.acf.size() - 1), 1e-12);
        }
}

TEST(CorrelogramProperty, EqualsTheDefinitionAtAllLags) {
    Noise noise(11);
    const auto series = random_column(noise, 1501, false);
    expect_near(correlogram(series, series.size())->acf, acf_by_definition(series, 1500), 1e-11);
}

TEST(CorrelogramProperty, DoesNotChangeWithUnitAndOffset) {
    Noise noise(7);
    std::vector<double> series(500);
    for (auto& x : series) x = noise.normal();
    std::vector<double> scaled;
    scaled.reserve(series.size());
    for (const auto x : series) scaled.push_back(1000 * x + 5e6);
    expect_near(correlogram(series, 50)->acf, correlogram(scaled, 50)->acf, 1e-9);
}

TEST(SignificanceBands, HoldAboutNineteenOfTwentyLagsOfWhiteNoise) {
    Noise noise(8);
    std::vector<double> white(20'000);
    for (auto& x : white) x = noise.normal();
    const auto c = correlogram(white, 1000).value();
    int outside_95 = 0;
    int outside_99 = 0;
    for (std::size_t k = 1; k < c.acf.size(); ++k) {
        outside_95 += std::abs(c.acf[k]) > c.bands.p95 ? 1 : 0;
        outside_99 += std::abs(c.acf[k]) > c.bands.p99 ? 1 : 0;
    }
    EXPECT_NEAR(outside_95, 50, 25);
    EXPECT_NEAR(outside_99, 10, 9);
}

TEST(Differenced, IsMissingWhereEitherNeighbourIs) {
    EXPECT_EQ(differenced(column({10, 13, kGap, 20, 15})), column({3, kGap, kGap, -5}));
    EXPECT_TRUE(differenced({}).empty());
    EXPECT_TRUE(differenced(column({4})).empty());
}

}  // namespace
}  // namespace drp::analytics
