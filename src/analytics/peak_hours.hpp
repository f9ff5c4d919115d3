/// Which of the month's remaining hours is likely to set its peak, and what a kW less in that hour is worth.
///
/// A distributor pays its wholesale supplier for the highest hour of the month. The rest of the month is imagined as
/// made of days like those already seen: each remaining day is one of a pool of days of its group (working days;
/// weekends with holidays), every day of the pool as likely as any other, days independent of each other. The pool
/// holds the complete days of this month, and those of like months (the same month of other years, or the months
/// before) scaled by
///   s = sum over groups of n_g x mean daily energy here / sum over groups of n_g x mean daily energy there,
/// n_g = complete days of the group here, over the groups that both have; s = 1 while this month has no complete day.
/// Days that nobody has seen yet: the next of n + 1 exchangeable days is the highest with probability 1/(n + 1), so
/// every pool of n >= 2 days gets one record day more, above its highest by as much as that is above the second highest
/// (the expected step of a new record where the tail is exponential), its peak in the hours of the pool's peaks in
/// equal shares. Of today only the hours that remain count. With F_d(x) = share of d's pool whose highest remaining
/// hour is at most x:
///   P(the month's peak is at most x) = product over remaining days d of F_d(x), for x at or above the peak so far
///   P(day d, hour h sets it at level v) = step of that product at v, shared among all (d, h) that can reach exactly v
///                                         in proportion to how likely each is to
///   P(the peak so far stands)        = product of F_d(peak so far)
/// These are exact sums over the pool, no simulation; with the peak so far they add up to 1.
///   worth of a kW in hour h ($/kW) = demand cost ($/kW) x P(h sets the peak)
/// the expected saving of one kW less in that hour alone.
///
/// Limits: no weather forecast is used, so a coming heat wave is only as likely as it was; a peak lowered in one hour
/// may leave another hour as the peak, so worths must not be added up for more kW than the distance to the next highest
/// hour; the hour is the fleet's own peak, not that of a supplier who bills by the hour of his own system's peak. An
/// hour in which readings of meters are missing is too low and no lower peak: give it as NaN, or filled. Power is kW by
/// whole hours; a missing hour is NaN. Pure; a TimeZone belongs to one thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analytics/holidays.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/time_zone.hpp"

namespace drp::analytics {

/// Mean power of consecutive hours.
struct HourlyLoad {
    core::UtcSeconds start;
    std::span<const double> kw;  ///< NaN: missing
};

struct PeakQuestion {
    core::LocalDay month_first;               ///< first day of the month
    core::LocalDay month_end;                 ///< first day of the next
    HourlyLoad so_far;                        ///< of this month
    std::span<const HourlyLoad> like_months;  ///< each on its own scale
    core::UtcSeconds now;                     ///< hours that begin at or after it remain
    double demand_cost_dollars_per_kw = 0;
    const core::TimeZone& zone;
    const HolidayCalendar& holidays;
};

struct PeakHour {
    core::UtcSeconds start;
    double expected_kw = 0;  ///< mean of the pool in that hour
    double probability = 0;  ///< of setting the month's peak
    double dollars_per_kw = 0;
};

struct PeakSoFar {
    core::UtcSeconds start;  ///< the earliest of the highest hours
    double kw = 0;
};

struct PeakAdvice {
    std::optional<PeakSoFar> peak_so_far;
    double probability_it_stands = 0;    ///< 0 where there is none yet
    std::vector<PeakHour> hours;         ///< every remaining hour, the most probable first
    std::size_t days_of_this_month = 0;  ///< in the pool
    std::size_t days_of_like_months = 0;
};

/// Problems: `peak-month-invalid` (month_end not after month_first), `peak-history-missing` (no complete day anywhere
/// and hours remain).
[[nodiscard]] core::Result<PeakAdvice> advise_peak_hours(const PeakQuestion& question);

}  // namespace drp::analytics
