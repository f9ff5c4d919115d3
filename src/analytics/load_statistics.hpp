/// A meter's load in a handful of figures: base, peak, load factor, and how this year compares with the last.
///
/// Of the present intervals, power in kW (power.hpp):
///   near-base load  2.5 % quantile, near-peak load  97.5 % quantile: what is always on, and what is reached regularly,
///                   whatever one odd reading says. Quantiles between ranks are linear (R's type 7, NumPy's default).
///   base load       mean over the days of each day's lowest power; days with fewer than half of their intervals left
///   out peak            highest interval and when;  load factor = mean / peak, 0..1
/// Sources: near-base and near-peak load: Price, "Methods for analyzing electric load shape and its variability",
/// LBNL-3713E (2010); load factor: any utility's tariff book. Missing intervals are left out, never zero. Negative
/// values (fed back) count as they are; the load factor is then not defined. Pure, any thread; one copy, O(n log n).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analytics/profile.hpp"
#include "core/units.hpp"

namespace drp::analytics {

/// Linear between ranks: value at (n - 1) p of `ascending`, counted from 0. `ascending` is not empty, 0 <= p <= 1.
[[nodiscard]] double quantile_of_sorted(std::span<const core::WattHours> ascending, double p);

struct LoadStatistics {
    double mean_kw = 0;
    double near_base_kw = 0;
    double near_peak_kw = 0;
    double base_kw = 0;  ///< NaN where no day has half of its intervals
    double lowest_kw = 0;
    double peak_kw = 0;
    std::size_t peak_at = 0;  ///< index of the earliest interval that reaches it
    double load_factor = 0;   ///< NaN unless every value is at least 0 and the peak above 0
    std::size_t n = 0;        ///< present intervals
};

/// Nothing where no interval is present. `series` and `slots` have the same length (std::invalid_argument).
[[nodiscard]] std::optional<LoadStatistics> load_statistics(std::span<const core::WattHours> series,
                                                            std::span<const LocalSlot> slots,
                                                            core::IntervalSeconds interval);

/// Energy of a period against the same weekdays a year (364 days = 52 weeks) earlier.
///
/// Compared are only pairs of intervals at the same local time of day, 364 local days apart, that both have a value; so
/// gaps in either year favour neither, and Monday is compared with Monday. Where the clock repeats an hour its first
/// pass is taken; a skipped hour has no pair.
struct YearOnYear {
    core::EnergyWh energy;   ///< of the pairs, in the later period
    core::EnergyWh earlier;  ///< of the pairs, a year before
    std::size_t pairs = 0;

    /// (energy - earlier) / earlier; nothing without pairs or where the earlier energy is not above 0.
    [[nodiscard]] std::optional<double> change() const noexcept;
};

/// A series on the wall clock: `slots` count days from `first_day`.
struct LocalSeries {
    std::span<const core::WattHours> series;
    std::span<const LocalSlot> slots;
    core::LocalDay first_day;
};
/// Both of one interval length. Slots as many as values (std::invalid_argument).
[[nodiscard]] YearOnYear year_on_year(const LocalSeries& later, const LocalSeries& earlier,
                                      core::IntervalSeconds interval);

}  // namespace drp::analytics
