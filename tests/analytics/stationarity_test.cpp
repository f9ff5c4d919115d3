#include "analytics/stationarity.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using test::Noise;

/// A regression solved the long way: normal equations, Gauss-Jordan with pivoting, in long double.
struct Regression {
    long double rss = 0;
    std::vector<long double> t_values;
};

Regression regress(const std::vector<std::vector<long double>>& columns, const std::vector<long double>& y) {
    const auto k = columns.size();
    const auto dot = [](const auto& a, const auto& b) {
        long double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
        return sum;
    };
    std::vector<std::vector<long double>> m(k, std::vector<long double>(2 * k));  // [X'X | I]
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) m[i][j] = dot(columns[i], columns[j]);
        m[i][k + i] = 1;
    }
    for (std::size_t p = 0; p < k; ++p) {
        auto pivot = p;
        for (auto i = p; i < k; ++i)
            if (std::abs(m[i][p]) > std::abs(m[pivot][p])) pivot = i;
        std::swap(m[p], m[pivot]);
        const auto scale = m[p][p];
        for (auto& value : m[p]) value /= scale;
        for (std::size_t i = 0; i < k; ++i) {
            if (i == p) continue;
            const auto factor = m[i][p];
            for (std::size_t j = 0; j < 2 * k; ++j) m[i][j] -= factor * m[p][j];
        }
    }
    std::vector<long double> beta(k);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) beta[i] += m[i][k + j] * dot(columns[j], y);
    Regression result;
    for (std::size_t r = 0; r < y.size(); ++r) {
        auto residual = y[r];
        for (std::size_t j = 0; j < k; ++j) residual -= beta[j] * columns[j][r];
        result.rss += residual * residual;
    }
    const auto variance = result.rss / static_cast<long double>(y.size() - k);
    for (std::size_t j = 0; j < k; ++j) result.t_values.push_back(beta[j] / std::sqrt(variance * m[j][k + j]));
    return result;
}

/// The Dickey-Fuller regression on the rows that `lost` lags leave, with `lags` of them: constant, level, differences.
Regression dickey_fuller_by_hand(const std::vector<double>& x, std::size_t lost, std::size_t lags) {
    std::vector<std::vector<long double>> columns(2 + lags);
    std::vector<long double> y;
    for (auto t = lost + 1; t < x.size(); ++t) {
        y.push_back(x[t] - x[t - 1]);
        columns[0].push_back(1);
        columns[1].push_back(x[t - 1]);
        for (std::size_t j = 1; j <= lags; ++j) columns[1 + j].push_back(x[t - j] - x[t - j - 1]);
    }
    return regress(columns, y);
}

std::size_t best_lags_by_hand(const std::vector<double>& x, std::size_t most) {
    std::size_t best = 0;
    auto best_aic = std::numeric_limits<long double>::infinity();
    const auto n = static_cast<long double>(x.size() - 1 - most);
    for (std::size_t lags = 0; lags <= most; ++lags) {
        const auto aic = n * std::log(dickey_fuller_by_hand(x, most, lags).rss / n) + 2.0L * (2.0L + lags);
        if (aic < best_aic) {
            best_aic = aic;
            best = lags;
        }
    }
    return best;
}

std::vector<double> autoregressive(Noise& noise, std::size_t n, std::vector<double> phi) {
    std::vector<double> x(n);
    for (std::size_t t = 0; t < n; ++t) {
        x[t] = noise.normal();
        for (std::size_t j = 0; j < phi.size() && j < t; ++j) x[t] += phi[j] * x[t - 1 - j];
    }
    return x;
}

TEST(DickeyFullerTest, IsThatOfStataForRealGdp) {
    // Stata dfuller, published in statsmodels' test_stattools.py (TestADFConstant).
    DRP_NEED_SHARED("reference/acf/macrodata.csv");
    const auto gdp = test::csv_column(test::shared_file("reference/acf/macrodata.csv"), "realgdp");
    const auto adf = augmented_dickey_fuller(gdp, 4, LagChoice::fixed).value();
    // Stata held the data in single precision: our figure is that of the regression in long double, to the 10th digit.
    EXPECT_NEAR(adf.statistic, 0.97505319, 5e-6);
    EXPECT_NEAR(adf.statistic, static_cast<double>(dickey_fuller_by_hand(gdp, 4, 4).t_values[1]), 1e-10);
    EXPECT_NEAR(adf.p_value, 0.99399563, 5e-8);
    EXPECT_NEAR(adf.critical_1, -3.476,
                0.013);  // Stata's tables; MacKinnon's 2010 surface differs in the second decimal
    EXPECT_NEAR(adf.critical_5, -2.883, 0.008);
    EXPECT_NEAR(adf.critical_10, -2.573, 0.003);
    EXPECT_EQ(adf.observations, 198U);
    EXPECT_FALSE(adf.is_stationary());
}

TEST(DickeyFullerTest, IsThatOfStataForInflation) {
    // Stata dfuller, published in statsmodels' test_stattools.py (TestADFConstant2).
    DRP_NEED_SHARED("reference/acf/macrodata.csv");
    const auto inflation = test::csv_column(test::shared_file("reference/acf/macrodata.csv"), "infl");
    const auto adf = augmented_dickey_fuller(inflation, 1, LagChoice::fixed).value();
    EXPECT_NEAR(adf.statistic, -4.3346988, 5e-7);
    EXPECT_NEAR(adf.p_value, 0.00038661, 5e-9);
    EXPECT_TRUE(adf.is_stationary());
}

TEST(DickeyFullerTest, HasMacKinnonsAsymptoticCriticalValuesForLongSeries) {
    Noise noise(10);
    const auto adf = augmented_dickey_fuller(autoregressive(noise, 100'000, {0.5}), 1, LagChoice::fixed).value();
    EXPECT_NEAR(adf.critical_1, -3.43035, 1e-4);
    EXPECT_NEAR(adf.critical_5, -2.86154, 1e-4);
    EXPECT_NEAR(adf.critical_10, -2.56677, 1e-4);
}

TEST(DickeyFullerTest, AgreesWithARegressionSolvedTheLongWay) {
    Noise noise(11);
    for (const std::size_t lags : {0U, 1U, 2U, 7U}) {
        const auto x = autoregressive(noise, 150, {0.6, 0.2});
        const auto adf = augmented_dickey_fuller(x, lags, LagChoice::fixed).value();
        const auto by_hand = dickey_fuller_by_hand(x, lags, lags).t_values[1];
        EXPECT_NEAR(adf.statistic, static_cast<double>(by_hand), 1e-10) << lags;
    }
}

TEST(DickeyFullerTest, ChoosesTheLagsThatAicChooses) {
    Noise noise(12);
    const std::vector<std::vector<double>> processes{
        {0.5}, {0.3, 0.4}, {0.2, 0.1, 0.1, 0.4}, {1.0}, {0.9, 0, 0, 0, 0, -0.5}};
    std::size_t different = 0;
    for (const auto& process : processes) {
        const auto x = autoregressive(noise, 220, process);
        const auto adf = augmented_dickey_fuller(x).value();
        const auto by_hand = best_lags_by_hand(x, schwert_lags(x.size()));
        EXPECT_EQ(adf.lags, by_hand);
        const auto statistic = dickey_fuller_by_hand(x, by_hand, by_hand).t_values[1];
        EXPECT_NEAR(adf.statistic, static_cast<double>(statistic), 1e-8);
        different += by_hand != 0 ? 1U : 0U;
    }
    EXPECT_GE(different, 3U);  // otherwise the choice was not put to the test
}

TEST(DickeyFullerTest, RejectsNoiseAndRarelyARandomWalk) {
    Noise noise(13);
    int walks_rejected = 0;
    for (int trial = 0; trial < 100; ++trial) {
        EXPECT_TRUE(augmented_dickey_fuller(autoregressive(noise, 300, {}))->is_stationary());
        walks_rejected += augmented_dickey_fuller(autoregressive(noise, 300, {1.0}))->is_stationary() ? 1 : 0;
    }
    EXPECT_LE(walks_rejected, 13);  // 5 expected; more than 13 has a chance of 1 in 2,000
}

TEST(DickeyFullerTest, DoesNotChangeWithUnitAndOffset) {
    Noise noise(14);
    const auto x = autoregressive(noise, 400, {0.8});
    std::vector<double> moved;
    moved.reserve(x.size());
    for (const auto value : x) moved.push_back(1000 * value + 1e6);
    EXPECT_NEAR(augmented_dickey_fuller(x)->statistic, augmented_dickey_fuller(moved)->statistic, 1e-8);
}

TEST(DickeyFullerTest, HasNoMeaningForGapsConstantsAndTooLittle) {
    Noise noise(15);
    auto column = test::random_column(noise, 200, false);
    EXPECT_TRUE(augmented_dickey_fuller(column));
    column[77] = core::kMissing;
    EXPECT_FALSE(augmented_dickey_fuller(column));
    EXPECT_FALSE(augmented_dickey_fuller(std::vector<double>(100, 3.5)));
    EXPECT_FALSE(augmented_dickey_fuller(std::vector<double>{}));
    EXPECT_FALSE(augmented_dickey_fuller(std::vector{1.0, 2.0, 1.0}));
    std::vector<double> line;
    line.reserve(100);
    for (int t = 0; t < 100; ++t) line.push_back(t);  // an exact fit has no standard error
    EXPECT_FALSE(augmented_dickey_fuller(line, 0, LagChoice::fixed));
}

TEST(DickeyFullerTest, WorksForEveryLengthFromTheShortestOn) {
    Noise noise(16);
    std::size_t answered = 0;
    for (std::size_t n = 0; n < 60; ++n) {
        const auto adf = augmented_dickey_fuller(autoregressive(noise, n, {}));
        if (!adf) continue;
        ++answered;
        EXPECT_TRUE(std::isfinite(adf->statistic)) << n;
        EXPECT_GE(adf->p_value, 0);
        EXPECT_LE(adf->p_value, 1);
    }
    EXPECT_GT(answered, 40U);
}

TEST(SchwertLags, FollowTheRuleAndTheLengthOfTheSeries) {
    EXPECT_EQ(schwert_lags(100), 12U);
    EXPECT_EQ(schwert_lags(35'040), 52U);
    EXPECT_EQ(schwert_lags(10), 3U);
    EXPECT_EQ(schwert_lags(3), 0U);
}

}  // namespace
}  // namespace drp::analytics
