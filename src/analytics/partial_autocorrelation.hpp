/// How a series resembles itself k intervals earlier once the intervals between are taken into account: the PACF.
///
/// Two estimators; they differ most for short series and slow decay.
///   Durbin-Levinson  pacf(k) = phi(k,k), the last coefficient of the Yule-Walker equations of order k, from the ACF:
///                    phi(k,k) = (r(k) - sum_j phi(k-1,j) r(k-j)) / (1 - sum_j phi(k-1,j) r(j)). R's pacf(), Stata's
///                    `pac, yw`.
///   Least squares    pacf(k) = b(k) of x[t] = a + b(1) x[t-1] + ... + b(k) x[t-k], each k over all t it can be formed
///   for.
///                    Stata's pac and corrgram, statsmodels' pacf_ols(): what the first portal showed.
/// Sources: Box, Jenkins, Reinsel, Time Series Analysis, 3.2; Durbin 1960. Without unit. Pure, any thread.
#pragma once

#include <span>
#include <vector>

#include "core/units.hpp"

namespace drp::analytics {

/// Durbin-Levinson: acf with acf[0] = 1 to pacf of lags 1..acf.size()-1, result[k - 1] is lag k. Stops early (shorter
/// result) where the prediction error vanishes and further lags have no meaning. With gaps in the series behind `acf`
/// |pacf| may exceed 1, in R as here. O(lags^2).
[[nodiscard]] std::vector<double> partial_autocorrelation(std::span<const double> acf);

/// Least squares over a series without gaps (std::invalid_argument; see longest_run() of data_quality.hpp), lags
/// 1..`lags`, fewer than half of the values (more are not answered). Stops early where earlier lags explain a lag
/// completely, and answers nothing for a constant series.
///
/// The regression of lag k has a row less and a column more than that of lag k - 1: the row is taken out of, and the
/// column put into, one triangular factor. O(n lags + lags^3) instead of O(n lags^3); against a QR of each regression
/// the difference is below 1e-9.
[[nodiscard]] std::vector<double> partial_autocorrelation_ols(std::span<const double> series, std::size_t lags);
[[nodiscard]] std::vector<double> partial_autocorrelation_ols(std::span<const core::WattHours> series,
                                                              std::size_t lags);

}  // namespace drp::analytics
