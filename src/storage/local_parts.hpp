/// How a UTC day's block is cut into local days.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "storage/calendar.hpp"
#include "storage/day_key.hpp"
#include "storage/reading_sums.hpp"

namespace drp::storage {

/// Calls `visit(local_day, begin, end)` for the slots [begin, end) of each local day that the block has a part in. An
/// interval belongs to the local day in which it starts.
template <class Visit>
void for_each_local_part(const Calendar& calendar, DayKey key, Visit&& visit) {
    const auto start = day_of(key).start();
    const auto step = interval_of_key(key).value;
    const auto count = static_cast<std::size_t>(interval_of_key(key).per_utc_day());
    auto day = calendar.local_day(start);
    for (std::size_t begin = 0; begin < count; day = day.next()) {
        const auto seconds = calendar.start_of(day.next()) - start;
        const auto end = std::min(count, static_cast<std::size_t>((seconds + step - 1) / step));
        if (end > begin) visit(day, begin, end);
        begin = std::max(begin, end);
    }
}

/// Sums of the slots [begin, end) of a day's columns, either of which may be empty.
[[nodiscard]] inline ReadingSums sum_of_part(std::span<const core::WattHours> actual,
                                             std::span<const core::WattHours> predicted, std::size_t begin,
                                             std::size_t end) noexcept {
    const auto part = [&](std::span<const core::WattHours> column) {
        return column.empty() ? column : column.subspan(begin, end - begin);
    };
    return sum_of(part(actual), part(predicted));
}

}  // namespace drp::storage
