/// The baseline laboratory: every method on every meter's ordinary days, and which one to take.
///
/// For each method, window and meter the placebo test of accuracy.hpp is run; then, per method and window:
///   meters     bias, NMBE, CV(RMSE) of intervals, relative RMSE of hours, for each meter that has a placebo day
///   portfolio  the same over the sum of all meters: on each day the observed means (kW) and the baselines of the
///              meters that have both are added up, and the error of the sums is taken
///   share      under 20 %: meters whose relative RMSE is below 0.2, of those that have one
///   credited   energy that the $/kWh rule would credit on a placebo event: sum over meters of the mean over their days
///              of max(0, baseline - observed + nomination) x hours (kWh); without nominations, what is paid for
///              nothing
/// and per method over all windows: median relative RMSE over (meter, window), the mean portfolio NMBE, the mean share
/// under 20 %, and coverage = placebo events with a baseline / placebo events with readings.
///
/// Recommendation, in this order:
///   1. methods with coverage of at least 80 % and a median relative RMSE take part; the firm service level is a
///      contract and no estimate, and never does
///   2. the lowest median relative RMSE wins; those within 0.5 percentage points of it count as equal
///   3. of equals the least |mean portfolio NMBE|; those within 0.5 percentage points count as equal again
///   4. of these the first in the order given, which known_methods() has from simple to elaborate
///
/// Limits: those of the placebo test; a fleet whose use changes with the season wants days of the season of its events;
/// methods with long look-backs have no baseline for the first days of a history, so begin `first` 45 days into it.
/// Pure. Meters are spread over `threads` threads; the result does not depend on their number. 51 meters x 5 months x 3
/// windows x all methods: docs/performance.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analytics/accuracy.hpp"
#include "core/money.hpp"

namespace drp::analytics {

struct LaboratoryMeter {
    LoadHistory history;
    std::span<const core::LocalDay> event_days;
    std::span<const core::LocalDay> outage_days;
    double nomination_kw = 0;
    std::optional<double> firm_service_level_kw;
    std::span<const double> temperature_c;  ///< see EventQuestion
};

struct LaboratoryQuestion {
    std::span<const LaboratoryMeter> meters;
    std::span<const BaselineMethod> methods;
    std::span<const PlaceboWindow> windows;
    core::LocalDay first;  ///< days on which events are pretended, both ends included
    core::LocalDay last;
    bool on_weekdays = true;
    bool on_other_days = false;
    const core::TimeZone& zone;
    const HolidayCalendar& holidays;
};

struct Accuracy {
    std::size_t days = 0;
    double mean_observed_kw = 0;
    double bias_kw = 0;
    std::optional<double> nmbe;
    std::optional<double> cvrmse;         ///< of intervals; absent for the portfolio
    std::optional<double> relative_rmse;  ///< of hours; for the portfolio of events
};

/// One method in one window.
struct MethodInWindow {
    std::vector<std::optional<Accuracy>> meters;  ///< as asked; nothing for a meter without a placebo day
    Accuracy portfolio;
    std::vector<PlaceboDay> portfolio_days;  ///< sums over meters, in order: error bands are made of them
    std::optional<double> share_under_20;
    double credited_kwh = 0;               ///< per placebo event
    std::size_t events_with_readings = 0;  ///< (meter, day) pairs
    std::size_t events_with_baseline = 0;
};

/// One method over all windows.
struct MethodSummary {
    std::string method_id;
    std::vector<MethodInWindow> windows;         ///< as asked
    std::optional<double> median_relative_rmse;  ///< over (meter, window)
    std::optional<double> portfolio_nmbe;        ///< mean over windows
    std::optional<double> share_under_20;        ///< mean over windows
    double coverage = 0;                         ///< 0..1
};

struct Recommendation {
    enum class Reason : std::uint8_t {
        lowest_error,          ///< step 2 decided
        least_bias_of_equals,  ///< step 3
        simplest_of_equals,    ///< step 4
        nothing_qualifies,     ///< no method: too few readings or days
    };
    Reason reason = Reason::nothing_qualifies;
    std::optional<std::size_t> method;     ///< index into the methods asked
    std::optional<std::size_t> runner_up;  ///< the lowest median relative RMSE among the others
    std::vector<std::size_t> equals;       ///< all within 0.5 percentage points in step 2, the winner included
    std::vector<std::size_t> left_out;     ///< of too little coverage, or no estimate
};

struct Laboratory {
    std::vector<MethodSummary> methods;  ///< as asked
    Recommendation recommendation;
};

/// Problems: `placebo-window-invalid` for a window that does not fit a meter's intervals.
[[nodiscard]] core::Result<Laboratory> run_laboratory(const LaboratoryQuestion& question, unsigned threads = 1);

/// What settling by `to` instead of `from` would change per event with this price, by the credited energy of a window.
[[nodiscard]] core::Dollars switching_effect(const MethodInWindow& from, const MethodInWindow& to,
                                             core::DollarsPerKwh price);

}  // namespace drp::analytics
