/// Energy of a coarse interval on a finer grid: evenly, in whole Wh, the remainder on the earlier parts. Monotone in
/// the energy, so max(0, predicted - actual) of the parts adds up to that of the whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::storage {

/// Part `k` of `parts`.
[[nodiscard]] constexpr std::int64_t even_part(std::int64_t energy_wh, std::size_t parts, std::size_t k) noexcept {
    const auto count = static_cast<std::int64_t>(parts);
    return core::floor_div(energy_wh + count - 1 - static_cast<std::int64_t>(k), count);
}

/// Missing stays missing.
inline void spread_evenly(core::WattHours whole, std::span<core::WattHours> parts) noexcept {
    for (std::size_t k = 0; k < parts.size(); ++k)
        parts[k].value = core::is_present(whole) ? static_cast<std::int32_t>(even_part(whole.value, parts.size(), k))
                                                 : core::kMissing.value;
}

}  // namespace drp::storage
