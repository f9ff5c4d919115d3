#include "analytics/accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace drp::analytics {

namespace {

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> r_squared(std::span<const double> a, std::span<const double> b, double mean_a, double mean_b) {
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
        ab += (a[i] - mean_a) * (b[i] - mean_b);
    }
    if (aa <= 0 || bb <= 0) return std::nullopt;
    return ab * ab / (aa * bb);
}

std::optional<double> mape(std::span<const double> observed, std::span<const double> predicted) {
    double sum = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        if (observed[i] == 0) return std::nullopt;
        sum += std::abs((predicted[i] - observed[i]) / observed[i]);
    }
    return sum / static_cast<double>(observed.size());
}

double absolute_errors(std::span<const double> observed, std::span<const double> predicted) {
    double sum = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) sum += std::abs(predicted[i] - observed[i]);
    return sum / static_cast<double>(observed.size());
}

}  // namespace

ErrorSums& ErrorSums::operator+=(const ErrorSums& other) noexcept {
    n += other.n;
    observed += other.observed;
    error += other.error;
    error_squared += other.error_squared;
    return *this;
}
double ErrorSums::bias() const noexcept {
    return n == 0 ? 0 : error / static_cast<double>(n);
}
double ErrorSums::rmse() const noexcept {
    return n == 0 ? 0 : std::sqrt(error_squared / static_cast<double>(n));
}
std::optional<double> ErrorSums::nmbe() const noexcept {
    if (n == 0 || observed <= 0) return std::nullopt;
    return error / observed;
}
std::optional<double> ErrorSums::cvrmse() const noexcept {
    if (n == 0 || observed <= 0) return std::nullopt;
    return rmse() / (observed / static_cast<double>(n));
}

FitMetrics fit_metrics(std::span<const double> observed, std::span<const double> predicted, std::size_t parameters) {
    if (observed.empty() || observed.size() != predicted.size())
        throw std::invalid_argument("fit_metrics: as many predictions as observations, and at least one");
    ErrorSums sums;
    for (std::size_t i = 0; i < observed.size(); ++i) sums.add(observed[i], predicted[i]);
    FitMetrics metrics{.n = sums.n,
                       .mean_observed = mean_of(observed),
                       .mean_predicted = mean_of(predicted),
                       .bias = sums.bias(),
                       .rmse = sums.rmse(),
                       .nmbe = sums.nmbe(),
                       .cvrmse = sums.cvrmse(),
                       .mape = mape(observed, predicted)};
    metrics.r_squared = r_squared(observed, predicted, metrics.mean_observed, metrics.mean_predicted);
    if (sums.n > parameters)
        metrics.rmse_adjusted = std::sqrt(sums.error_squared / static_cast<double>(sums.n - parameters));
    if (metrics.mean_observed > 0) {
        metrics.nmae = absolute_errors(observed, predicted) / metrics.mean_observed;
        if (metrics.rmse_adjusted) metrics.cvrmse_adjusted = *metrics.rmse_adjusted / metrics.mean_observed;
    }
    return metrics;
}

std::optional<PlaceboWindow> placebo_window_of(const core::UtcRange& event, const core::TimeZone& zone) {
    const auto midnight = zone.local_day(event.from).value * core::kSecondsPerDay;
    const auto from = zone.to_local(event.from).value - midnight;
    const auto to = zone.to_local(event.to).value - midnight;
    if (to - from != event.to - event.from) return std::nullopt;
    return PlaceboWindow{static_cast<std::int32_t>(from), static_cast<std::int32_t>(to)};
}

std::vector<double> errors_kw(std::span<const PlaceboDay> days) {
    std::vector<double> errors;
    errors.reserve(days.size());
    for (const auto& day : days) errors.push_back(day.error_kw());
    return errors;
}

double quantile(std::span<const double> values, double q) {
    if (values.empty()) throw std::invalid_argument("quantile: of nothing");
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const auto n = static_cast<double>(sorted.size());
    const double place = std::clamp((n + 1) * q, 1.0, n) - 1;  // from 0
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::size_t fewest_errors(double confidence) {
    if (!(confidence > 0 && confidence < 1)) throw std::invalid_argument("error_band: confidence lies between 0 and 1");
    return static_cast<std::size_t>(std::ceil(2 / (1 - confidence) - 1 - 1e-9));
}

std::optional<ErrorBand> error_band(std::span<const double> errors_kw, double confidence) {
    if (errors_kw.size() < fewest_errors(confidence)) return std::nullopt;
    return ErrorBand{.confidence = confidence,
                     .low_kw = quantile(errors_kw, (1 - confidence) / 2),
                     .high_kw = quantile(errors_kw, (1 + confidence) / 2),
                     .days = errors_kw.size()};
}

BandedReduction with_band(double reduction_kw, const ErrorBand& band) noexcept {
    return {.reduction_kw = reduction_kw,
            .low_kw = reduction_kw - band.high_kw,
            .high_kw = reduction_kw - band.low_kw,
            .confidence = band.confidence};
}

}  // namespace drp::analytics
