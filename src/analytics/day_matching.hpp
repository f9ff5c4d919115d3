/// The steps of day matching, one function each, shared by one event (baseline.hpp) and by thousands of placebo events
/// (laboratory.hpp). Steps and formulas: baseline_method.hpp. Buffers are the caller's, so that a loop allocates
/// nothing. Pure, any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analytics/baseline.hpp"
#include "analytics/baseline_method.hpp"
#include "analytics/load_days.hpp"
#include "analytics/wall_hours.hpp"

namespace drp::analytics {

enum class DayMark : std::uint8_t {
    free,
    event,
    outage,
};
/// One mark for each of days.days(); a day that is both counts as an event's.
[[nodiscard]] std::vector<DayMark> mark_days(const LoadDays& days, std::span<const core::LocalDay> event_days,
                                             std::span<const core::LocalDay> outage_days);

/// Where days are sought: a meter's days, what speaks against each, and the event's hours on them.
struct MatchGround {
    const LoadDays& days;
    std::span<const DayMark> marks;  ///< as many as days
    const WindowTable& hours;
};

struct MatchedDays {
    std::vector<std::uint32_t> used;  ///< positions in days(), the latest first
    std::vector<double> weights;      ///< as many; empty for a plain mean
    std::uint32_t qualified = 0;      ///< before `keep`
    std::uint32_t step = 0;           ///< of the ladder, 0 = the full number
};

/// The rule's count for an event on a day of this kind.
[[nodiscard]] const DayCount& count_for(const DayMatching& rule, DayKind kind);
/// The smallest number of qualifying days that the rule accepts.
[[nodiscard]] std::uint32_t fewest_days(const DayMatching& rule, DayKind kind);

/// Steps 1 to 4. False where no step of the ladder accepts the number found (`matched.qualified`). `passed` may be
/// null.
[[nodiscard]] bool match_days(const DayMatching& rule, const MatchGround& ground, core::LocalDay event_day,
                              DayKind kind, MatchedDays& matched, std::vector<PassedDay>* passed);

/// Step 5, kW for each interval of the table's hours. `out` is as long as the table is wide.
void average_days(const WindowTable& hours, const MatchedDays& matched, core::IntervalSeconds interval,
                  std::span<double> out_kw);

/// The adjustment that `rule` asks for: `hours` is its window on every day, `own` the event day's readings of it.
/// Its `window` is left to the caller.
[[nodiscard]] AppliedAdjustment find_adjustment(const Adjustment& rule, const WindowTable& hours,
                                                const MatchedDays& matched, std::span<const core::WattHours> own,
                                                core::IntervalSeconds interval);
[[nodiscard]] inline double adjusted(double kw, const AppliedAdjustment& adjustment) {
    return adjustment.kind == Adjustment::Kind::ratio ? kw * adjustment.after_cap : kw + adjustment.after_cap;
}

}  // namespace drp::analytics
