/// Where in a column something is present.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "core/units.hpp"
#include "storage/series_block.hpp"

namespace drp::storage {

/// Slots [first, last].
struct SlotRange {
    std::size_t first = kMaxValuesPerDay;
    std::size_t last = 0;
    [[nodiscard]] bool is_empty() const noexcept { return first > last; }
    void include(std::size_t slot) noexcept {
        first = std::min(first, slot);
        last = std::max(last, slot);
    }
    void include(const SlotRange& other) noexcept {
        first = std::min(first, other.first);
        last = std::max(last, other.last);
    }
};

[[nodiscard]] inline SlotRange present_range(std::span<const core::WattHours> column) noexcept {
    const auto first = std::find_if(column.begin(), column.end(), core::is_present);
    if (first == column.end()) return {};
    const auto last = std::find_if(column.rbegin(), column.rend(), core::is_present);
    return {static_cast<std::size_t>(first - column.begin()), static_cast<std::size_t>(column.rend() - last) - 1};
}

}  // namespace drp::storage
