#include "analytics/partial_autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace drp::analytics {

std::vector<double> partial_autocorrelation(std::span<const double> acf) {
    std::vector<double> pacf;
    if (acf.size() < 2) return pacf;
    const auto lags = acf.size() - 1;
    pacf.reserve(lags);
    std::vector<double> phi;  // coefficients of the best linear prediction from the lags so far
    std::vector<double> previous;
    phi.reserve(lags);
    previous.reserve(lags);
    double error = 1;  // its mean squared error
    for (std::size_t k = 1; k <= lags; ++k) {
        if (std::abs(error) < std::numeric_limits<double>::epsilon()) break;
        double numerator = acf[k];
        for (std::size_t j = 0; j < phi.size(); ++j) numerator -= phi[j] * acf[k - 1 - j];
        const auto last = numerator / error;
        previous = phi;
        for (std::size_t j = 0; j < phi.size(); ++j) phi[j] -= last * previous[phi.size() - 1 - j];
        phi.push_back(last);
        pacf.push_back(last);
        error *= 1 - last * last;
    }
    return pacf;
}

namespace {

constexpr double kVanished = 1e-12;  // of a column's square: nothing of it is left but rounding

/// The series at mean 0 and variance 1, which no partial correlation depends on; empty if it is constant.
std::vector<double> standardised(std::span<const double> series) {
    const auto n = static_cast<double>(series.size());
    const double mean = std::accumulate(series.begin(), series.end(), 0.0) / n;
    double squares = 0;
    for (const double x : series) squares += (x - mean) * (x - mean);
    const auto [low, high] = std::minmax_element(series.begin(), series.end());
    if (*low == *high) return {};
    std::vector<double> result(series.size());
    const double scale = 1 / std::sqrt(squares / n);
    std::transform(series.begin(), series.end(), result.begin(), [&](double x) { return (x - mean) * scale; });
    return result;
}

/// The regressions of rising order as one upper triangular factor R of (1, lag 1, ..., lag k) with Q'y beside it.
class GrowingRegression {
  public:
    GrowingRegression(const std::vector<double>& x, std::size_t lags)
        : x_(x), stride_(lags + 1), r_(stride_ * stride_), z_(stride_), products_(lags + 1), sums_(x.size() + 1) {
        for (std::size_t d = 0; d <= lags; ++d)
            products_[d] = std::inner_product(x.begin(), x.end() - static_cast<std::ptrdiff_t>(d),
                                              x.begin() + static_cast<std::ptrdiff_t>(d), 0.0);
        std::partial_sum(x.begin(), x.end(), sums_.begin() + 1);
        const auto n = static_cast<double>(x.size());
        r_[0] = std::sqrt(n);
        z_[0] = sums_.back() / r_[0];
        columns_ = 1;
    }

    /// From order k - 1 to k; false where the lag brings nothing new or the rows left cannot tell.
    bool add_lag(std::size_t k) { return drop_row(k - 1) && append_column(k); }
    /// The coefficient of the longest lag: the last row of the factor needs no back substitution.
    [[nodiscard]] double last_coefficient() const { return z_[columns_ - 1] / r(columns_ - 1, columns_ - 1); }

  private:
    [[nodiscard]] double& r(std::size_t i, std::size_t j) { return r_[i * stride_ + j]; }
    [[nodiscard]] double r(std::size_t i, std::size_t j) const { return r_[i * stride_ + j]; }

    /// Takes row t = (1, x[t-1], ..., x[0]), response x[t], out by hyperbolic rotations.
    bool drop_row(std::size_t t) {
        row_.assign(columns_, 1);
        for (std::size_t i = 1; i < columns_; ++i) row_[i] = x_[t - i];
        double response = x_[t];
        for (std::size_t i = 0; i < columns_; ++i) {
            const double before = r(i, i);
            const double square = (before - row_[i]) * (before + row_[i]);
            if (square <= kVanished * before * before) return false;
            const double after = std::sqrt(square);
            const double c = after / before;
            const double s = row_[i] / before;
            r(i, i) = after;
            for (std::size_t j = i + 1; j < columns_; ++j) {
                r(i, j) = (r(i, j) - s * row_[j]) / c;
                row_[j] = c * row_[j] - s * r(i, j);
            }
            z_[i] = (z_[i] - s * response) / c;
            response = c * response - s * z_[i];
        }
        return true;
    }

    /// sum x[u] x[u+d] over the u of the rows of order k, 0..n-1-k.
    [[nodiscard]] double product(std::size_t d, std::size_t k) const {
        double sum = products_[d];
        for (std::size_t u = x_.size() - k; u + d < x_.size(); ++u) sum -= x_[u] * x_[u + d];
        return sum;
    }

    bool append_column(std::size_t k) {
        // Its products with the columns before it: with 1, with lag i, with itself.
        auto& column = row_;
        column.assign(columns_, sums_[x_.size() - k]);
        for (std::size_t i = 1; i < columns_; ++i) column[i] = product(k - i, k);
        const double square = product(0, k);
        double rest = square;
        double response = product(k, k);
        for (std::size_t i = 0; i < columns_; ++i) {
            const double entry = column[i] / r(i, i);
            for (std::size_t j = i + 1; j < columns_; ++j) column[j] -= r(i, j) * entry;
            r(i, columns_) = entry;
            rest -= entry * entry;
            response -= entry * z_[i];
        }
        if (rest <= kVanished * square) return false;
        r(columns_, columns_) = std::sqrt(rest);
        z_[columns_] = response / r(columns_, columns_);
        ++columns_;
        return true;
    }

    const std::vector<double>& x_;
    std::size_t stride_;
    std::size_t columns_ = 0;
    std::vector<double> r_;
    std::vector<double> z_;
    std::vector<double> products_;  ///< of the whole series with itself, by lag
    std::vector<double> sums_;      ///< of the first values, by their number
    std::vector<double> row_;
};

}  // namespace

std::vector<double> partial_autocorrelation_ols(std::span<const double> series, std::size_t lags) {
    if (std::any_of(series.begin(), series.end(), [](double x) { return std::isnan(x); }))
        throw std::invalid_argument("partial_autocorrelation_ols: the series has a gap");
    if (series.size() < 3) return {};
    const auto x = standardised(series);
    if (x.empty()) return {};
    const auto most = std::min(lags, (series.size() - 1) / 2);
    GrowingRegression regression(x, most);
    std::vector<double> pacf;
    pacf.reserve(most);
    for (std::size_t k = 1; k <= most && regression.add_lag(k); ++k) pacf.push_back(regression.last_coefficient());
    return pacf;
}

std::vector<double> partial_autocorrelation_ols(std::span<const core::WattHours> series, std::size_t lags) {
    std::vector<double> values(series.size());
    std::transform(series.begin(), series.end(), values.begin(), [](core::WattHours wh) {
        return core::is_present(wh) ? wh.value : std::numeric_limits<double>::quiet_NaN();
    });
    return partial_autocorrelation_ols(values, lags);
}

}  // namespace drp::analytics
