/// Could all of this correlation be chance? Ljung and Box's test of the first lags together.
///
///   Q = n (n + 2) sum_{k=1..h} r(k)^2 / (n - k)
/// which is chi-squared with h degrees of freedom if the series is white noise; p is the chance of a Q at least as
/// large. A small p (< 0.05): the series has memory. A year of a real meter has p = 0 to any number of digits: with
/// thousands of values the slightest rhythm is certain, so the size of r(k) says more than p. Source: Ljung and Box,
/// Biometrika 65 (1978); R's Box.test(type = "Ljung"), Stata's corrgram. Pure, any thread.
#pragma once

#include <span>

namespace drp::analytics {

struct LjungBox {
    double statistic = 0;  ///< Q
    std::size_t lags = 0;  ///< h
    double p_value = 1;
};

/// Of `acf` (acf[0] = 1) of a series of `n` values. 1 <= lags < acf.size() and < n (std::invalid_argument).
[[nodiscard]] LjungBox ljung_box(std::span<const double> acf, std::size_t n, std::size_t lags);

/// Chance that a chi-squared variable with `degrees` > 0 degrees of freedom is at least `x`; 1 for x <= 0.
[[nodiscard]] double chi_squared_tail(double x, double degrees);

}  // namespace drp::analytics
