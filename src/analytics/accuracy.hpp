/// How wrong a baseline is, where the truth is known: on days without an event.
///
/// Errors are e = predicted - observed: positive means that the baseline is too high and would pay for nothing.
///   bias    = mean e                                     kW (or the unit of the values)
///   NMBE    = bias / mean observed
///   RMSE    = sqrt(sum e^2 / n),  RMSE_p = sqrt(sum e^2 / (n - p)) with p parameters of a model
///   CV(RMSE)= RMSE / mean observed, CV(RMSE)_p likewise
///   NMAE    = mean |e| / mean observed
///   MAPE    = mean |e / observed|; nothing where an observed value is 0
///   r^2     = squared correlation of observed and predicted; nothing where either is constant
/// Sources: ASHRAE Guideline 14; definitions of eemeter's ModelMetrics, against whose figures the tests compare.
///
/// Placebo test: an event is pretended at the same wall-clock hours of every ordinary day, its baseline computed from
/// the days before it as for a real one, and compared with what was really used. Three resolutions, one of them for
/// each question asked:
///   intervals  CV(RMSE): how well the shape is met
///   hours      relative RMSE = RMSE of hourly means / mean observed; the measure behind the 20 % rule of PJM's test of
///              customer baselines (that the limit is 20 % is to be confirmed)
///   events     errors of the mean over the event: what a settlement pays on, and what error bands are made of
/// Limits: a placebo day has no event, so nothing is learnt of pre-cooling or rebound, which flatter or spoil a
/// same-day adjustment on real events; days of 23 and 25 hours are not used as targets; regressions are fitted once a
/// week, to the days before its Monday, which makes them up to six days older than for a real event. Pure; a LoadDays
/// belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analytics/baseline.hpp"
#include "analytics/baseline_method.hpp"
#include "analytics/load_days.hpp"

namespace drp::analytics {

/// Sums from which the metrics follow; sums of parts add up to the sums of the whole.
struct ErrorSums {
    std::size_t n = 0;
    double observed = 0;
    double error = 0;          ///< sum e
    double error_squared = 0;  ///< sum e^2

    void add(double observed_value, double predicted_value) noexcept {
        const double e = predicted_value - observed_value;
        ++n;
        observed += observed_value;
        error += e;
        error_squared += e * e;
    }
    ErrorSums& operator+=(const ErrorSums& other) noexcept;

    /// The three that are relative have no value over nothing or over a mean that is not positive.
    [[nodiscard]] double bias() const noexcept;  ///< 0 for n = 0
    [[nodiscard]] double rmse() const noexcept;  ///< 0 for n = 0
    [[nodiscard]] std::optional<double> nmbe() const noexcept;
    [[nodiscard]] std::optional<double> cvrmse() const noexcept;
};

struct FitMetrics {
    std::size_t n = 0;
    double mean_observed = 0;
    double mean_predicted = 0;
    double bias = 0;
    double rmse = 0;
    std::optional<double> rmse_adjusted;  ///< RMSE_p; needs n > p
    std::optional<double> nmbe;
    std::optional<double> cvrmse;
    std::optional<double> cvrmse_adjusted;
    std::optional<double> nmae;
    std::optional<double> mape;
    std::optional<double> r_squared;
};

/// Both of the same length, not empty (std::invalid_argument).
[[nodiscard]] FitMetrics fit_metrics(std::span<const double> observed, std::span<const double> predicted,
                                     std::size_t parameters = 0);

/// Hours of the wall clock in which events are pretended: [from, to) in seconds from midnight, whole intervals of the
/// meter. They begin within the day, may reach into the next one and last 24 hours at most.
struct PlaceboWindow {
    std::int32_t from_s = 0;
    std::int32_t to_s = 0;
    friend bool operator==(const PlaceboWindow&, const PlaceboWindow&) = default;
    [[nodiscard]] double hours() const noexcept { return (to_s - from_s) / 3600.0; }
};

/// The hours of a real event, so that its error can be judged. Nothing for an event during which the clock is changed.
[[nodiscard]] std::optional<PlaceboWindow> placebo_window_of(const core::UtcRange& event, const core::TimeZone& zone);

struct PlaceboQuestion {
    PlaceboWindow window;
    core::LocalDay first;  ///< days on which events are pretended, both ends included
    core::LocalDay last;
    bool on_weekdays = true;
    bool on_other_days = false;                   ///< Saturdays, Sundays, holidays
    std::span<const core::LocalDay> event_days;   ///< neither targets nor like days
    std::span<const core::LocalDay> outage_days;  ///< the same
    std::optional<double> firm_service_level_kw;
    std::span<const double> temperature_c;  ///< see EventQuestion
};

struct PlaceboDay {
    core::LocalDay day;
    double observed_kw = 0;  ///< means over the event
    double baseline_kw = 0;  ///< adjusted, if the method adjusts
    [[nodiscard]] double error_kw() const noexcept { return baseline_kw - observed_kw; }
};

[[nodiscard]] std::vector<double> errors_kw(std::span<const PlaceboDay> days);

/// One method on one meter in one window.
struct PlaceboErrors {
    std::vector<PlaceboDay> days;  ///< in order
    std::size_t without = 0;       ///< targets with readings for which the method found no baseline
    ErrorSums intervals;
    ErrorSums hours;
    ErrorSums events;

    [[nodiscard]] std::vector<double> errors_kw() const { return analytics::errors_kw(days); }
};

/// As many as methods, in their order; tables are shared. Problems: `placebo-window-invalid`.
[[nodiscard]] core::Result<std::vector<PlaceboErrors>> placebo_errors(std::span<const BaselineMethod> methods,
                                                                      const LoadDays& days,
                                                                      const PlaceboQuestion& question);

/// The q-quantile of values in any order by the (n + 1) q-th order statistic, linear between two (Hyndman and Fan's
/// type 6), held within the extremes. `values` is not empty (std::invalid_argument).
[[nodiscard]] double quantile(std::span<const double> values, double q);

/// Where the errors of a method lie with a given confidence.
///
/// With n placebo errors and confidence c, low and high are their (1 - c)/2 and (1 + c)/2 quantiles of type 6: if the
/// event's day is of the same kind as the placebo days, its error lies between them with probability c (the order
/// statistics of exchangeable values; no normal law is assumed). That needs n >= 2/(1 - c) - 1: 19 for 90 %.
struct ErrorBand {
    double confidence = 0.9;
    double low_kw = 0;
    double high_kw = 0;
    std::size_t days = 0;
};
/// Fewest errors that a band of this confidence can be made of.
[[nodiscard]] std::size_t fewest_errors(double confidence);
/// Nothing with fewer. `confidence` is within (0, 1) (std::invalid_argument).
[[nodiscard]] std::optional<ErrorBand> error_band(std::span<const double> errors_kw, double confidence = 0.9);

/// "12 kW +- 9": a reduction = baseline - used, and where the true one lies.
///   low = reduction - high error, high = reduction - low error; plus_minus = half of their distance
struct BandedReduction {
    double reduction_kw = 0;
    double low_kw = 0;
    double high_kw = 0;
    double confidence = 0.9;

    [[nodiscard]] double plus_minus_kw() const noexcept { return (high_kw - low_kw) / 2; }
    [[nodiscard]] bool is_distinguishable_from_zero() const noexcept { return low_kw > 0 || high_kw < 0; }
};
[[nodiscard]] BandedReduction with_band(double reduction_kw, const ErrorBand& band) noexcept;

}  // namespace drp::analytics
