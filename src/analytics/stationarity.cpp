#include "analytics/stationarity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Dense>

namespace drp::analytics {

namespace {

/// Standard normal distribution function.
double normal_cdf(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

template <std::size_t N>
double polynomial(const std::array<double, N>& ascending, double x) {
    double value = 0;
    for (auto c = ascending.rbegin(); c != ascending.rend(); ++c) value = value * x + *c;
    return value;
}

/// MacKinnon (1994), tables 3 and 4, one series, constant and no trend: normal quantile of p as a polynomial in tau.
double mackinnon_p(double tau) {
    constexpr double kTauMax = 2.74;
    constexpr double kTauMin = -18.83;
    constexpr double kTauStar = -1.61;  // left of it the small-p polynomial holds
    constexpr std::array kSmallP{2.1659, 1.4412, 0.038269};
    constexpr std::array kLargeP{1.7339, 0.93202, -0.12745, -0.010368};
    if (tau > kTauMax) return 1;
    if (tau < kTauMin) return 0;
    return normal_cdf(tau <= kTauStar ? polynomial(kSmallP, tau) : polynomial(kLargeP, tau));
}

/// MacKinnon (2010), table 2, one series, constant and no trend: b0 + b1/n + b2/n^2 + b3/n^3.
constexpr std::array kCritical1{-3.43035, -6.5393, -16.786, -79.433};
constexpr std::array kCritical5{-2.86154, -2.8903, -4.234, -40.040};
constexpr std::array kCritical10{-2.56677, -1.5384, -2.809, 0.0};

/// Columns of the regression over the rows that `lost` lags leave: constant, `lags` lagged differences and the level,
/// and last the response. Where the level stands depends on what the triangle is read for.
enum class LevelAt { second, last };

Eigen::MatrixXd design(std::span<const double> x, std::size_t lost, std::size_t lags, LevelAt level_at) {
    const auto rows = static_cast<Eigen::Index>(x.size() - 1 - lost);
    const auto k = static_cast<Eigen::Index>(lags);
    Eigen::MatrixXd m(rows, k + 3);
    const Eigen::Index level = level_at == LevelAt::second ? 1 : k + 1;
    const Eigen::Index first_lag = level_at == LevelAt::second ? 2 : 1;
    const Eigen::Map<const Eigen::VectorXd> series(x.data(), static_cast<Eigen::Index>(x.size()));
    // Row 0 is the step from x[lost] to x[lost + 1].
    const auto start = static_cast<Eigen::Index>(lost);
    const auto steps = [&](Eigen::Index from) { return series.segment(from + 1, rows) - series.segment(from, rows); };
    m.col(0).setOnes();
    m.col(level) = series.segment(start, rows);
    for (Eigen::Index j = 1; j <= k; ++j) m.col(first_lag + j - 1) = steps(start - j);
    m.col(k + 2) = steps(start);
    return m;
}

/// The upper triangle of a QR factorisation, as large as the matrix has columns.
Eigen::MatrixXd triangle(Eigen::MatrixXd m) {
    const Eigen::HouseholderQR<Eigen::Ref<Eigen::MatrixXd>> qr(m);
    const auto columns = m.cols();
    return qr.matrixQR().topRows(columns).triangularView<Eigen::Upper>();
}

/// The number of lags with the smallest AIC = n ln(RSS / n) + 2 k. One factorisation serves all nested models: with the
/// response as last column, the squares of its entries below row k sum to the RSS of the model of the first k columns.
std::size_t lags_by_aic(std::span<const double> x, std::size_t max_lags) {
    const auto r = triangle(design(x, max_lags, max_lags, LevelAt::second));
    const auto response = r.col(r.cols() - 1);
    const auto n = static_cast<double>(x.size() - 1 - max_lags);
    double rss = response(r.cols() - 1) * response(r.cols() - 1);
    std::size_t best = max_lags;
    double best_aic = std::numeric_limits<double>::infinity();
    for (std::size_t lags = max_lags;; --lags) {
        const auto k = static_cast<Eigen::Index>(lags) + 2;  // constant, level, lags
        const double aic = n * std::log(rss / n) + 2.0 * static_cast<double>(k);
        if (aic <= best_aic) {  // the smaller model wins a tie
            best_aic = aic;
            best = lags;
        }
        if (lags == 0) return best;
        rss += response(k - 1) * response(k - 1);
    }
}

/// With the level as last regressor its t-value needs no back substitution: (Q'y)_k / s * sign(r_kk).
std::optional<double> t_value_of_level(std::span<const double> x, std::size_t lags) {
    const auto r = triangle(design(x, lags, lags, LevelAt::last));
    const auto regressors = r.cols() - 1;
    const auto rows = static_cast<Eigen::Index>(x.size() - 1 - lags);
    const double rss = r(regressors, regressors) * r(regressors, regressors);
    const double variance = rss / static_cast<double>(rows - regressors);
    const double pivot = r(regressors - 1, regressors - 1);
    const double response_scale = r.col(regressors).norm();
    const double level_scale = r.col(regressors - 1).norm();
    constexpr double kRounding = 1e-12;
    if (std::sqrt(rss) <= kRounding * response_scale || std::abs(pivot) <= kRounding * level_scale)
        return std::nullopt;  // exact fit or a level that the other columns explain
    return std::copysign(1.0, pivot) * r(regressors - 1, regressors) / std::sqrt(variance);
}

/// Smallest number of rows for which `lags` leave a degree of freedom.
bool is_long_enough(std::size_t n, std::size_t lags) {
    return n >= 2 * lags + 5;  // rows n - 1 - lags, columns lags + 2 and the response, one degree to spare
}

}  // namespace

std::size_t schwert_lags(std::size_t n) {
    const auto schwert = static_cast<std::size_t>(std::ceil(12.0 * std::pow(static_cast<double>(n) / 100.0, 0.25)));
    // The differenced series has n - 1 values; two regressors besides the lags.
    const auto most = n / 2 > 2 ? n / 2 - 2 : 0;
    return std::min(schwert, most);
}

std::optional<DickeyFuller> augmented_dickey_fuller(std::span<const double> series, std::optional<std::size_t> lags,
                                                    LagChoice choice) {
    const auto tried = lags.value_or(schwert_lags(series.size()));
    if (!is_long_enough(series.size(), tried)) return std::nullopt;
    if (std::any_of(series.begin(), series.end(), [](double x) { return std::isnan(x); })) return std::nullopt;
    const auto [low, high] = std::minmax_element(series.begin(), series.end());
    if (*low == *high) return std::nullopt;

    // The statistic does not change when a constant is taken off; the conditioning does.
    double mean = 0;
    for (const auto x : series) mean += x / static_cast<double>(series.size());
    std::vector<double> centred(series.begin(), series.end());
    for (auto& x : centred) x -= mean;

    const auto used = choice == LagChoice::by_aic ? lags_by_aic(centred, tried) : tried;
    const auto statistic = t_value_of_level(centred, used);
    if (!statistic) return std::nullopt;
    const auto observations = centred.size() - 1 - used;
    const auto inverse_n = 1.0 / static_cast<double>(observations);
    return DickeyFuller{.statistic = *statistic,
                        .p_value = mackinnon_p(*statistic),
                        .lags = used,
                        .observations = observations,
                        .critical_1 = polynomial(kCritical1, inverse_n),
                        .critical_5 = polynomial(kCritical5, inverse_n),
                        .critical_10 = polynomial(kCritical10, inverse_n)};
}

std::optional<DickeyFuller> augmented_dickey_fuller(std::span<const core::WattHours> series,
                                                    std::optional<std::size_t> lags, LagChoice choice) {
    std::vector<double> values(series.size());
    std::transform(series.begin(), series.end(), values.begin(), [](core::WattHours wh) {
        return core::is_present(wh) ? wh.value : std::numeric_limits<double>::quiet_NaN();
    });
    return augmented_dickey_fuller(values, lags, choice);
}

}  // namespace drp::analytics
