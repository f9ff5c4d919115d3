/// When energy is used: the mean day and the heat map of days and hours, by the clock on the wall.
///
/// Power is a mean over present intervals, kW = sum Wh / 1000 / hours present, so an hour that the clock repeats or
/// skips, and an hour half of which is missing, are not shown too large or too small. Pure; a TimeZone belongs to one
/// thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "core/units.hpp"

namespace drp::analytics {

/// Where an interval falls on the wall clock.
struct LocalSlot {
    std::uint16_t day = 0;   ///< days since the series' first local day
    std::uint16_t slot = 0;  ///< interval of the local day by its label: 0 = 00:00; repeated hours share slots
    bool is_weekend = false;
};

/// One slot for each of `count` intervals from `first` on.
[[nodiscard]] std::vector<LocalSlot> local_slots(core::UtcSeconds first, core::IntervalSeconds interval,
                                                 std::size_t count, const core::TimeZone& zone);

struct MeanPower {
    double kw = 0;        ///< NaN where no interval is present
    std::uint32_t n = 0;  ///< intervals present
};

/// Mean power by slot of the day; both have interval.per_utc_day() entries.
struct DailyProfile {
    std::vector<MeanPower> weekday;
    std::vector<MeanPower> weekend;  ///< Saturday and Sunday
};

/// `series` and `slots` have the same length (std::invalid_argument).
[[nodiscard]] DailyProfile daily_profile(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                                         core::IntervalSeconds interval);

/// Mean power of each local hour: 24 cells a day, cells[day * 24 + hour]; day 0 is the series' first local day.
/// Empty for an empty series. `series` and `slots` have the same length (std::invalid_argument).
[[nodiscard]] std::vector<MeanPower> heat_map(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                                              core::IntervalSeconds interval);

}  // namespace drp::analytics
