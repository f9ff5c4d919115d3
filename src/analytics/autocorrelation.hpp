/// How a series resembles itself some intervals earlier: the ACF, and what of it could be chance.
///
/// With m the mean and n the number of the present values, d[t] = x[t] - m, d[t] = 0 where missing:
///   c(k) = sum_t d[t] d[t+k] / (p(k) + k),  p(k) = number of pairs with both values present
///   ACF  r(k) = c(k) / c(0)
/// Without gaps p(k) + k = n: the biased estimator of R's acf(), statsmodels' acf() and Stata's ac. With gaps it is R's
/// acf(na.action = na.pass). Source: Box, Jenkins, Reinsel, Time Series Analysis, 2.1. All values are without unit.
/// With gaps the estimated sequence need not be positive definite and |r| may exceed 1, in R as here.
/// Pure, any thread. The lags are taken by FFT: O(n log n), whatever their number.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/units.hpp"

namespace drp::analytics {

/// Two-sided quantiles of the normal distribution for 95 % and 99 %.
inline constexpr double kZ95 = 1.959963984540054;
inline constexpr double kZ99 = 2.5758293035489004;

/// r(k) or pacf(k) of white noise stays within +-band in 95 % or 99 % of cases: z / sqrt(n).
struct SignificanceBands {
    double p95 = 0;
    double p99 = 0;
};
[[nodiscard]] SignificanceBands significance_bands(std::size_t n);

struct Correlogram {
    std::size_t n = 0;        ///< present values
    double mean_wh = 0;       ///< of the present values
    double variance_wh2 = 0;  ///< c(0), divided by n
    std::vector<double> acf;  ///< acf[k] is lag k, acf[0] = 1
    SignificanceBands bands;
};

/// ACF of lags up to `max_lag`, fewer where the series is shorter (lag < length) or where a lag has no pair
/// of present values. Nothing where fewer than two values are present or all are equal: the ACF is undefined then.
[[nodiscard]] std::optional<Correlogram> correlogram(std::span<const core::WattHours> series, std::size_t max_lag);
/// The same for any unit; missing is NaN.
[[nodiscard]] std::optional<Correlogram> correlogram(std::span<const double> series, std::size_t max_lag);

/// x[t] - x[t-1], one shorter than the series (empty for empty); missing where either is missing.
[[nodiscard]] std::vector<core::WattHours> differenced(std::span<const core::WattHours> series);

}  // namespace drp::analytics
