/// Load duration curve: the values of a series in descending order, read off at equal shares of the time.
///
/// Entry k of the result is the energy reached or exceeded during a share k / (points - 1) of the present intervals:
/// the first is the peak, the last the smallest value. Nearest rank, so every entry is a real reading (Wh; power.hpp
/// makes kW of it). Missing intervals are left out. Pure, any thread; one copy, O(n log n).
#pragma once

#include <span>
#include <vector>

#include "core/units.hpp"

namespace drp::analytics {

/// `points` is at least 2 (std::invalid_argument). Empty where nothing is present.
[[nodiscard]] std::vector<core::WattHours> load_duration_curve(std::span<const core::WattHours> series,
                                                               std::size_t points);

}  // namespace drp::analytics
