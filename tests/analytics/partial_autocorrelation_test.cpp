#include "analytics/partial_autocorrelation.hpp"

#include <cmath>
#include <limits>

#include <Eigen/Dense>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "analytics/autocorrelation.hpp"
#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using test::column;
using test::kGap;
using test::Noise;
using test::random_column;

void expect_near(std::span<const double> ours, std::span<const double> theirs, double tolerance) {
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) ASSERT_NEAR(ours[i], theirs[i], tolerance) << "at index " << i;
}

std::vector<double> numbers(const boost::json::value& array) {
    return boost::json::value_to<std::vector<double>>(array);
}

TEST(PartialAutocorrelation, OfAnAutoregressiveProcessEndsWithItsOrder) {
    // AR(2) with 1 and -0.25, by its Yule-Walker recursion r(k) = r(k-1) - 0.25 r(k-2): nothing after lag 2.
    const std::vector<double> acf{1.0, 0.8, 0.55, 0.35, 0.2125, 0.125};
    expect_near(partial_autocorrelation(acf), std::vector{0.8, -0.25, 0.0, 0.0, 0.0}, 1e-14);
}

/// The last coefficient of the Yule-Walker equations of order k, by elimination: the definition of pacf(k).
double pacf_by_definition(std::span<const double> acf, std::size_t k) {
    std::vector<std::vector<double>> m(k, std::vector<double>(k + 1));
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) m[i][j] = acf[i < j ? j - i : i - j];
        m[i][k] = acf[i + 1];
    }
    for (std::size_t p = 0; p < k; ++p)
        for (std::size_t i = p + 1; i < k; ++i) {
            const auto factor = m[i][p] / m[p][p];
            for (std::size_t j = p; j <= k; ++j) m[i][j] -= factor * m[p][j];
        }
    return m[k - 1][k] / m[k - 1][k - 1];
}

TEST(PartialAutocorrelation, SolvesTheYuleWalkerEquationsOfRsTheoreticalProcesses) {
    // Autocorrelations by R's ARMAacf.
    DRP_NEED_SHARED("reference/acf/r-armaacf.json");
    const auto cases = boost::json::parse(test::text_of(test::shared_file("reference/acf/r-armaacf.json")));
    ASSERT_EQ(cases.as_array().size(), 8U);
    for (const auto& process : cases.as_array()) {
        const auto acf = numbers(process.at("acf"));
        const auto pacf = partial_autocorrelation(acf);
        for (std::size_t k = 1; k < acf.size(); ++k) EXPECT_NEAR(pacf[k - 1], pacf_by_definition(acf, k), 1e-9);
    }
}

TEST(PartialAutocorrelationProperty, SolvesTheYuleWalkerEquationsOfAnySeries) {
    Noise noise(9);
    for (int trial = 0; trial < 20; ++trial) {
        const auto acf = correlogram(random_column(noise, 200, false), 20).value().acf;
        const auto pacf = partial_autocorrelation(acf);
        for (std::size_t k = 1; k < acf.size(); ++k) ASSERT_NEAR(pacf[k - 1], pacf_by_definition(acf, k), 1e-12);
    }
}

TEST(PartialAutocorrelation, StopsWhereThePredictionIsPerfect) {
    EXPECT_EQ(partial_autocorrelation(std::vector{1.0, 1.0, 1.0}), std::vector{1.0});
    EXPECT_TRUE(partial_autocorrelation(std::vector{1.0}).empty());
}

/// One regression a lag, each by QR: what the header says the result is.
std::vector<double> pacf_by_regressions(std::span<const double> x, std::size_t lags) {
    std::vector<double> pacf;
    for (std::size_t k = 1; k <= lags; ++k) {
        const auto rows = static_cast<Eigen::Index>(x.size() - k);
        const auto columns = static_cast<Eigen::Index>(k) + 1;
        Eigen::MatrixXd regressors(rows, columns);
        Eigen::VectorXd response(rows);
        for (Eigen::Index t = 0; t < rows; ++t) {
            const auto now = static_cast<std::size_t>(t) + k;
            response(t) = x[now];
            regressors(t, 0) = 1;
            for (std::size_t i = 1; i <= k; ++i) regressors(t, static_cast<Eigen::Index>(i)) = x[now - i];
        }
        pacf.push_back(regressors.householderQr().solve(response)(columns - 1));
    }
    return pacf;
}

TEST(PartialAutocorrelationOls, OfFiveValuesByHand) {
    // x[t] on x[t-1], pairs (1,2) (2,4) (4,3) (3,5): means 2.5 and 3.5, slope (2.25 - 0.25 - 0.75 + 0.75) / 5
    expect_near(partial_autocorrelation_ols(std::vector<double>{1, 2, 4, 3, 5}, 1), std::vector{0.4}, 1e-12);
}

TEST(PartialAutocorrelationOlsProperty, IsTheLastCoefficientOfEachRegression) {
    Noise noise(12);
    for (const std::size_t n : {9U, 40U, 203U, 1000U})
        for (const double memory : {0.0, 0.7, 0.99}) {
            std::vector<double> x(n);
            for (std::size_t t = 0; t < n; ++t) x[t] = (t == 0 ? 500 : memory * x[t - 1]) + noise.normal();
            const auto lags = std::min<std::size_t>(n / 4, 60);
            expect_near(partial_autocorrelation_ols(x, lags), pacf_by_regressions(x, lags), 1e-9);
        }
}

TEST(PartialAutocorrelationOls, ApproachesThatOfYuleAndWalkerInLongSeries) {
    Noise noise(13);
    std::vector<double> x(50'000);
    for (std::size_t t = 1; t < x.size(); ++t) x[t] = 0.6 * x[t - 1] + noise.normal();
    expect_near(partial_autocorrelation_ols(x, 20), partial_autocorrelation(correlogram(x, 20)->acf), 1e-3);
}

TEST(PartialAutocorrelationOls, OfRealLoadSeriesIsCloseToTheOneByR) {
    // R 4.2.2 pacf (Yule-Walker) on public meter data: another estimator, so agreement is of the order 1/n only.
    DRP_NEED_SHARED("meters/uci-steel-15min-2018h1.csv");
    auto wh = test::csv_column(test::shared_file("meters/uci-steel-15min-2018h1.csv"), "wh");
    wh.resize(2688);
    expect_near(partial_autocorrelation_ols(wh, 100), pacf_by_regressions(wh, 100), 1e-9);
    EXPECT_NEAR(partial_autocorrelation_ols(wh, 1)[0], correlogram(wh, 1)->acf[1], 2.0 / 2688);
}

TEST(PartialAutocorrelationOls, StopsWhereTheLagsBeforeExplainEverything) {
    std::vector<double> two(100);
    for (std::size_t t = 0; t < two.size(); ++t) two[t] = static_cast<double>(t % 2);
    EXPECT_EQ(partial_autocorrelation_ols(two, 10).size(), 1U);  // lag 2 is 1 - lag 1
}

TEST(PartialAutocorrelationOls, IsNothingForAConstantAndRefusesGaps) {
    EXPECT_TRUE(partial_autocorrelation_ols(column({7, 7, 7, 7, 7, 7}), 2).empty());
    EXPECT_TRUE(partial_autocorrelation_ols(column({7, 8}), 1).empty());
    EXPECT_THROW((void)partial_autocorrelation_ols(column({7, kGap, 8, 3}), 1), std::invalid_argument);
}

}  // namespace
}  // namespace drp::analytics
