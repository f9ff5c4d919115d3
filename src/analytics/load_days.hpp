/// A meter's history, cut into the days that people live by.
///
/// A local day has 23, 24 or 25 hours; an interval belongs to the day in which it begins. A day is complete when every
/// interval that begins in it has a reading: 92, 96 or 100 of them at 15 minutes. Energy is the sum of the present
/// readings (Wh), meaningful for complete days only. A missing reading is never counted as zero.
/// Pure. A LoadDays looks at the caller's readings and copies none: they must outlive it. Like the TimeZone in it, an
/// object belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analytics/holidays.hpp"
#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "core/units.hpp"

namespace drp::analytics {

/// Readings of one interval length without a break in time; what is not there is kMissing.
struct LoadHistory {
    core::UtcSeconds start;  ///< of the first interval
    core::IntervalSeconds interval;
    std::span<const core::WattHours> energy;

    [[nodiscard]] core::UtcSeconds end() const noexcept {
        return start + static_cast<std::int64_t>(energy.size()) * interval.value;
    }
    /// The reading of the interval that begins at `t`; kMissing outside the history and between two beginnings.
    [[nodiscard]] core::WattHours at(core::UtcSeconds t) const noexcept;
};

enum class DayKind : std::uint8_t {
    weekday,  ///< Monday to Friday, no holiday
    saturday,
    sunday,
    holiday,  ///< whatever its day of the week
};

[[nodiscard]] DayKind kind_of(core::LocalDay day, const HolidayCalendar& holidays);

struct LoadDay {
    core::LocalDay day;
    DayKind kind = DayKind::weekday;
    core::UtcRange range;        ///< 23, 24 or 25 hours
    std::uint32_t expected = 0;  ///< intervals that begin in the day
    std::uint32_t present = 0;   ///< of them with a reading
    core::EnergyWh energy;       ///< of the present ones

    [[nodiscard]] bool is_complete() const noexcept { return present == expected; }
    /// False for a day with 23 or 25 hours.
    [[nodiscard]] bool is_regular() const noexcept { return range.to - range.from == core::kSecondsPerDay; }
};

class LoadDays {
  public:
    /// `history.interval` is positive (std::invalid_argument).
    [[nodiscard]] static LoadDays cut(const LoadHistory& history, const core::TimeZone& zone,
                                      const HolidayCalendar& holidays);

    /// Every local day that the history touches, in order and without a gap; the first and last may be incomplete.
    [[nodiscard]] std::span<const LoadDay> days() const noexcept { return days_; }
    /// nullptr for a day that the history does not touch.
    [[nodiscard]] const LoadDay* find(core::LocalDay day) const noexcept;
    /// Position that `day` has or would have in days(): negative before the history, days().size() and more after it.
    [[nodiscard]] std::int64_t position(core::LocalDay day) const noexcept;

    [[nodiscard]] const LoadHistory& history() const noexcept { return history_; }
    [[nodiscard]] const core::TimeZone& zone() const noexcept { return zone_; }
    [[nodiscard]] const HolidayCalendar& holidays() const noexcept { return holidays_; }

  private:
    LoadDays(const LoadHistory& history, core::TimeZone zone, HolidayCalendar holidays);

    LoadHistory history_;
    core::TimeZone zone_;
    HolidayCalendar holidays_;
    std::vector<LoadDay> days_;
};

}  // namespace drp::analytics
