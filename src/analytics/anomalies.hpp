/// Readings that look wrong: what, when, how it shows, and what to do. Nothing is ever changed.
///
/// u(t) is the usual energy at t: the median of the present values above zero of the same time of day, weekdays and
/// weekends apart. Let v_1 >= v_2 >= ... be the values in descending order, q99 the 99 % quantile of those above zero.
///   gap       a run of missing intervals between the first and the last reading
///   zeros     readings of exactly zero in a meter that is hardly ever zero (under 0.5 % of its readings outside runs
///   of
///             a day and more): any run; in another meter runs of a day and more, if four times as long as 99 % of its
///             own. Runs with at most three hours between them are one finding
///   flat      one value above zero for half a day and more, and four times as long as 99 % of the meter's own
///             repetitions; none where that happens more than six times, because it is a habit then
///   spike     values apart from all others: v_k >= 2 q99 and v_k >= 1.8 v_{k+1} for some k up to 0.2 % of the values
///   catch-up  a single spike right after missing or zero intervals that holds between half and twice what they usually
///             take
///   reset     a value below zero in a meter that has almost none (at most one, or 0.1 % of its readings)
///   tenth, tenfold
///             a stretch, shorter than half of all, that runs at about 1/10 or 10 times the usual and keeps its shape.
///             With r = log10(x / u) and the states -1, 0, +1: the sequence of states with the least sum of
///             min(1, |r - state|) plus a quarter of a day's intervals for each change of state (Viterbi). A stretch of
///             a state other than 0 is kept if the median of r steps by 0.6 to 1.1 decades towards it at each end (two
///             days on either side, where there are readings within 14), and if r scatters inside by at most 0.2
///             decades or twice as much as around it (median absolute deviation). A constant part that is not scaled
///             makes a tenth look like a fifth, hence 0.6
/// Where a stretch of another scale was found, its values are judged for spikes at the usual scale.
///
/// The thresholds are this portal's own choice, made to find what is known of public data (a year with three months at
/// a tenth, zeros and a spike; university meters with spikes, and missing readings written as zero) and to leave other
/// meters alone; docs/methods.md has the counts. A fault that covers more than half of the range is taken for the
/// usual. Pure, any thread; O(n log n), about 5 ms for a year of quarter hours.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analytics/data_quality.hpp"
#include "analytics/profile.hpp"
#include "core/units.hpp"

namespace drp::analytics {

enum class AnomalyKind : std::uint8_t { gap, zeros, flat, spike, catch_up, reset, tenth, tenfold };

/// What a person may do about it; the portal does nothing by itself.
enum class Remedy : std::uint8_t {
    ask_for_readings,  ///< the readings are not there: import them if the meter has them
    check_meter,       ///< ask whether the supply was off or the meter stood still
    correct_reading,   ///< import the right value; until then leave the interval out
    spread,            ///< the value belongs to the intervals before it as well
    multiply_by_ten,   ///< import the stretch again at ten times the values
    divide_by_ten,
};

/// "catch-up"; for programs.
[[nodiscard]] std::string_view anomaly_name(AnomalyKind kind) noexcept;
/// "multiply-by-ten".
[[nodiscard]] std::string_view remedy_name(Remedy remedy) noexcept;
[[nodiscard]] std::optional<AnomalyKind> anomaly_kind(std::string_view name) noexcept;
/// What is suggested for this kind.
[[nodiscard]] Remedy remedy_of(AnomalyKind kind) noexcept;

struct Anomaly {
    AnomalyKind kind = AnomalyKind::gap;
    Run range;
    double observed_kw = 0;  ///< mean power over the range, of a spike or a reset the most extreme; NaN for a gap
    double usual_kw = 0;     ///< mean of u over the range; NaN where not known
    double factor = 0;       ///< observed / usual; for a stretch of another scale 10^(median of r); NaN where not known
};

/// In order of time. `series` and `slots` have the same length (std::invalid_argument).
[[nodiscard]] std::vector<Anomaly> anomalies(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                                             core::IntervalSeconds interval);

}  // namespace drp::analytics
