/// Does a series have a unit root? Augmented Dickey-Fuller test with a constant.
///
///   dx[t] = a + g x[t-1] + b1 dx[t-1] + ... + bp dx[t-p] + e[t];   statistic = g / standard error of g
/// Null hypothesis: g = 0, the series is not stationary. A small p-value (< 0.05) rejects it. The number p of lags is
/// given or chosen by AIC from 0..p_max over one common sample, then estimated again on all usable intervals; p_max is
/// Schwert's ceil(12 (n/100)^(1/4)), at most n/2 - 2. The same procedure as statsmodels' adfuller(regression="c").
/// Sources: Said and Dickey, Biometrika 71 (1984); Schwert, JBES 7 (1989); p-values MacKinnon, JBES 12 (1994); critical
/// values MacKinnon, Queen's Economics Department Working Paper 1227 (2010), with n the number of observations used.
/// Pure, any thread. All nested models come from one Householder QR, O(n p_max^2).
#pragma once

#include <optional>
#include <span>

#include "core/units.hpp"

namespace drp::analytics {

struct DickeyFuller {
    double statistic = 0;
    double p_value = 1;
    std::size_t lags = 0;          ///< p
    std::size_t observations = 0;  ///< rows of the final regression
    double critical_1 = 0;         ///< reject at 1 % where statistic < critical_1
    double critical_5 = 0;
    double critical_10 = 0;

    /// True where the unit root is rejected at 5 %.
    [[nodiscard]] bool is_stationary() const noexcept { return p_value < 0.05; }
};

enum class LagChoice {
    by_aic,  ///< `lags` is the largest number tried
    fixed,   ///< exactly `lags`
};

/// Schwert's largest lag for n values.
[[nodiscard]] std::size_t schwert_lags(std::size_t n);

/// Nothing where the test has no meaning: a missing value (pass longest_run() of data_quality.hpp), a constant series,
/// an exact fit, or too few values for the lags asked for. Without `lags`: Schwert's, by AIC.
[[nodiscard]] std::optional<DickeyFuller> augmented_dickey_fuller(std::span<const core::WattHours> series,
                                                                  std::optional<std::size_t> lags = std::nullopt,
                                                                  LagChoice choice = LagChoice::by_aic);
/// The same for any unit; missing is NaN.
[[nodiscard]] std::optional<DickeyFuller> augmented_dickey_fuller(std::span<const double> series,
                                                                  std::optional<std::size_t> lags = std::nullopt,
                                                                  LagChoice choice = LagChoice::by_aic);

}  // namespace drp::analytics
