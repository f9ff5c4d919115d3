/// What a meter would have used without the event, with every step of the way.
///
/// The formulas stand in baseline_method.hpp. A result carries the numbers, the days used with their readings, the days
/// passed over and why, the step of the ladder, and the adjustment before and after its cap, so that a person can redo
/// it with a pencil.
///
/// Conventions: power is kW; a time is the beginning of its interval; a missing reading is never a zero, and no result
/// is ever NaN: what cannot be computed is a Problem. The event begins and ends on boundaries of the meter's intervals
/// and lasts at most 24 hours (Problems `event-off-interval`, `event-too-long`, `event-empty`). "The same hours" of
/// another day follow the wall clock, see wall_hours.hpp. The unadjusted baseline of a day-matching method looks at no
/// reading of the event or of its day. The adjustment uses those intervals of its window that the event's day and every
/// day used have; with none of them, or a ratio over a base that is not positive, there is no adjustment and `outcome`
/// says so. Pure; a LoadDays belongs to one thread. What it costs: docs/performance.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/baseline_method.hpp"
#include "analytics/load_days.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::analytics {

/// Why a day before the event does not count.
enum class PassedOver : std::uint8_t {
    other_day_kind,    ///< a Saturday before an event on a Tuesday
    holiday,           ///< a holiday before an event on an ordinary day
    event_day,         ///< the meter was asked to reduce on it
    outage_day,        ///< the meter had no supply for some of it
    no_readings,       ///< none at all
    incomplete,        ///< readings of the day are missing
    hours_incomplete,  ///< the day may be incomplete, but of the event's hours a reading is missing
    skipped_by_clock,  ///< its clock did not show the event's hours (spring)
    low_use,           ///< under the low-use share of the mean of the qualifying days
    not_kept,          ///< qualified, and left out by `keep`: not among the highest, or an extreme
};
inline constexpr std::size_t kPassedOverReasons = 10;
/// For people: "its readings are incomplete".
[[nodiscard]] std::string_view text_of(PassedOver reason);

struct PassedDay {
    core::LocalDay day;
    PassedOver reason = PassedOver::other_day_kind;
    friend bool operator==(const PassedDay&, const PassedDay&) = default;
};

struct UsedDay {
    core::LocalDay day;
    double window_mean_kw = 0;            ///< mean over the event's hours
    core::EnergyWh day_energy;            ///< of the whole day
    double weight = 0;                    ///< b = sum of weight x reading, summing to 1; all 0 for a regression
    std::vector<core::WattHours> window;  ///< its readings, one for each interval of the event
};

struct AppliedAdjustment {
    enum class Outcome : std::uint8_t {
        not_asked,    ///< the method has none
        applied,      ///< as computed
        capped,       ///< held by a cap or by only_up
        no_readings,  ///< no interval of the window is present on the event's day and on every day used: no adjustment
        base_not_positive,  ///< a ratio over zero or a negative base: no adjustment
    };
    Adjustment::Kind kind = Adjustment::Kind::none;
    Outcome outcome = Outcome::not_asked;
    core::UtcRange window;               ///< on the event's day
    std::uint32_t intervals = 0;         ///< of the window
    std::uint32_t intervals_used = 0;    ///< present on the event's day and on every day used
    std::optional<double> own_mean_kw;   ///< of the event's day, in the window
    std::optional<double> base_mean_kw;  ///< of the baseline, in the window
    std::optional<double> before_cap;    ///< a factor (ratio) or kW (additive)
    double after_cap = 0;                ///< what was applied: 1 or 0 kW where nothing was; 0 for Kind::none
};

struct Baseline {
    std::string method_id;
    core::UtcRange event;
    core::IntervalSeconds interval;
    std::vector<double> unadjusted_kw;   ///< one for each interval of the event
    std::vector<double> adjusted_kw;     ///< equal to unadjusted_kw where there is no adjustment
    std::vector<UsedDay> used;           ///< the latest first; empty for same-day and firm-service-level
    std::vector<PassedDay> passed_over;  ///< the latest first
    std::uint32_t fallback_step = 0;     ///< 0: the full number of days; n: the n-th step of the ladder
    std::string fallback_name;           ///< of that step; empty for 0
    AppliedAdjustment adjustment;

    [[nodiscard]] double mean_unadjusted_kw() const;
    [[nodiscard]] double mean_adjusted_kw() const;
    /// sum over intervals of adjusted kW x hours
    [[nodiscard]] double adjusted_kwh() const;
    /// The adjusted baseline as energy, rounded to whole Wh an interval: to be kept as the meter's prediction.
    [[nodiscard]] std::vector<core::WattHours> adjusted_wh() const;
};

/// What is asked about one event of one meter.
struct EventQuestion {
    core::UtcRange event;
    std::span<const core::LocalDay> event_days;  ///< of this meter, in any order; the event's own day may be among them
    std::span<const core::LocalDay> outage_days;  ///< in any order
    std::optional<double> firm_service_level_kw;
    /// Outdoor temperature of each interval from the history's first on, deg C; NaN: not known. It reaches over the
    /// event. Empty: none. At the end of the interval, as LBNL takes it, or a mean over it: the caller's choice, the
    /// same always.
    std::span<const double> temperature_c;
};

/// Problems: those of the event (above); `baseline-too-few-days` (how many were found, and what took the others);
/// `baseline-hours-missing` (same-day: a reading around the event is missing); `temperature-missing` (a regression on
/// it has none for the event); `baseline-slot-unknown` (a regression knows nothing of that hour of the week);
/// `firm-service-level-missing`.
[[nodiscard]] core::Result<Baseline> compute_baseline(const BaselineMethod& method, const LoadDays& days,
                                                      const EventQuestion& question);

/// Several methods for one event; what they have in common is done once. As many results as methods, in their order.
[[nodiscard]] std::vector<core::Result<Baseline>> compute_baselines(std::span<const BaselineMethod> methods,
                                                                    const LoadDays& days,
                                                                    const EventQuestion& question);

/// Everything in one: cuts the history into days first.
struct BaselineQuestion {
    LoadHistory history;
    EventQuestion event;
    const core::TimeZone& zone;
    const HolidayCalendar& holidays;
};
[[nodiscard]] core::Result<Baseline> compute_baseline(const BaselineMethod& method, const BaselineQuestion& question);

/// Mean power (kW) of each interval of [range); a Problem `readings-missing` names the first that is not there. What
/// the meter really used during an event.
[[nodiscard]] core::Result<std::vector<double>> actual_kw(const LoadHistory& history, const core::UtcRange& range);

}  // namespace drp::analytics
