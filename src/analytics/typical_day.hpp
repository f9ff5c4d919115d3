/// What a usual day looks like, and how far days differ: quantiles of power by time of day, for each kind of day.
///
/// For each slot of the local day and each day type, over the present intervals: mean, and the 10, 25, 50, 75 and 90 %
/// quantiles (linear between ranks, R's type 7), in kW. Half of the days lie between the quartiles, eight in ten
/// between the 10 and 90 % lines. The two passes of a repeated hour count as two values of one slot; missing intervals
/// are left out. Unlike a mean, a median day is not moved by a few odd days. Pure, any thread; O(n log n).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analytics/profile.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::analytics {

enum class DayType : std::uint8_t { weekday, saturday, sunday };
inline constexpr std::size_t kDayTypes = 3;

/// Of the local day: Monday to Friday, Saturday, Sunday; a holiday is like a Sunday.
[[nodiscard]] DayType day_type(core::LocalDay day, std::span<const core::LocalDay> holidays_ascending = {}) noexcept;

/// NaN throughout where no interval is present.
struct SlotQuantiles {
    double mean_kw = 0;
    double p10_kw = 0;
    double p25_kw = 0;
    double p50_kw = 0;
    double p75_kw = 0;
    double p90_kw = 0;
    std::uint32_t n = 0;
};

struct TypicalDay {
    std::size_t days = 0;              ///< of this type that have any present interval
    std::vector<SlotQuantiles> slots;  ///< interval.per_utc_day() entries
};

/// By DayType. `slots` count days from `first_day`; as many as values (std::invalid_argument).
[[nodiscard]] std::array<TypicalDay, kDayTypes> typical_days(std::span<const core::WattHours> series,
                                                             std::span<const LocalSlot> slots, core::LocalDay first_day,
                                                             core::IntervalSeconds interval,
                                                             std::span<const core::LocalDay> holidays_ascending = {});

}  // namespace drp::analytics
