/// "The same hours" on another day: intervals named by the clock on the wall.
///
/// Every interval of a range of time is known by what the wall clock shows when it begins, counted in seconds from the
/// midnight (00:00 on that clock) of an anchor day; 01:30 of the day after is 91,800, 23:00 of the day before is
/// -3,600. On another day the interval is the one that begins when the clock shows the same:
///   - where the clock showed it twice (autumn), the first of the two;
///   - where the clock never showed it (spring), there is none and the whole window is `skipped_by_clock`;
///   - where no interval of the history begins just then (a zone off the grid of long intervals), the same.
/// A window may begin on the day before its anchor and end on the day after it. Pure; a LoadDays belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analytics/load_days.hpp"
#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "core/units.hpp"

namespace drp::analytics {

/// Beginnings of intervals, wall-clock seconds from the anchor day's midnight, in the order of time.
using WallHours = std::vector<std::int64_t>;

/// The intervals that begin in `range`. Its ends lie on boundaries of intervals (the caller has checked).
[[nodiscard]] WallHours wall_hours_of(const core::UtcRange& range, core::LocalDay anchor,
                                      core::IntervalSeconds interval, const core::TimeZone& zone);
/// The same from a clock without a zone: [from, to) in seconds from midnight.
[[nodiscard]] WallHours wall_hours_of_clock(std::int64_t from, std::int64_t to, core::IntervalSeconds interval);

enum class WindowState : std::uint8_t {
    complete,
    incomplete,        ///< at least one reading is missing
    skipped_by_clock,  ///< that day's clock did not show all of these hours
};

/// The readings of one window on every day of a history.
class WindowTable {
  public:
    WindowTable(const LoadDays& days, const WallHours& hours);

    struct Row {
        WindowState state = WindowState::incomplete;
        std::int64_t energy_wh = 0;  ///< sum of the window; meaningful where it is complete
    };
    /// Intervals of the window.
    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    /// `position` is an index into LoadDays::days().
    [[nodiscard]] const Row& row(std::size_t position) const { return rows_[position]; }
    [[nodiscard]] std::span<const core::WattHours> readings(std::size_t position) const {
        return std::span(readings_).subspan(position * width_, width_);
    }

  private:
    std::size_t width_;
    std::vector<Row> rows_;
    std::vector<core::WattHours> readings_;
};

}  // namespace drp::analytics
