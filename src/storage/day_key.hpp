/// Keys of reading_day and reading_daily.
#pragma once

#include <cstdint>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::storage {

/// (meter << 20) + (utc_day << 2) + step: blocks of a meter lie together, by day, the finest step of a day first.
using DayKey = std::int64_t;

[[nodiscard]] constexpr int step_code(core::IntervalSeconds interval) noexcept {
    return interval.value <= 300 ? 0 : interval.value <= 900 ? 1 : interval.value <= 1800 ? 2 : 3;
}
[[nodiscard]] constexpr DayKey day_key(core::MeterId meter, core::UtcDay day, core::IntervalSeconds interval) noexcept {
    return (std::int64_t{meter.value} << 20) + (std::int64_t{day.value} << 2) + step_code(interval);
}
/// First and last key that blocks of this meter and day can have.
[[nodiscard]] constexpr DayKey first_key(core::MeterId meter, core::UtcDay day) noexcept {
    return (std::int64_t{meter.value} << 20) + (std::int64_t{day.value} << 2);
}
[[nodiscard]] constexpr DayKey last_key(core::MeterId meter, core::UtcDay day) noexcept {
    return first_key(meter, day) + 3;
}
[[nodiscard]] constexpr core::MeterId meter_of(DayKey key) noexcept {
    return {static_cast<std::int32_t>(key >> 20)};
}
[[nodiscard]] constexpr core::UtcDay day_of(DayKey key) noexcept {
    return {static_cast<std::int32_t>(key >> 2 & 0x3FFFF)};
}
[[nodiscard]] constexpr core::IntervalSeconds interval_of_key(DayKey key) noexcept {
    return core::kIntervals[static_cast<std::size_t>(key & 3)];
}

/// (local_day << 32) + meter: the sums of a day lie together, by meter.
using DailyKey = std::int64_t;

[[nodiscard]] constexpr DailyKey daily_key(core::LocalDay day, core::MeterId meter) noexcept {
    return (std::int64_t{day.value} << 32) + meter.value;
}
[[nodiscard]] constexpr core::LocalDay local_day_of(DailyKey key) noexcept {
    return {static_cast<std::int32_t>(key >> 32)};
}
[[nodiscard]] constexpr core::MeterId meter_of_daily(DailyKey key) noexcept {
    return {static_cast<std::int32_t>(key & 0xFFFFFFFF)};
}

}  // namespace drp::storage
