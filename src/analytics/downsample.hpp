/// Fewer points, same picture: which intervals of a two-column series a chart of limited width has to draw.
///
/// The series is cut into equal buckets; of each bucket are kept, for either channel, the first interval with the
/// smallest value, the first with the largest, and, where values are missing, the first missing one, so that a gap is
/// drawn as a gap. The first and the last interval of the whole series are always kept. Both channels share the kept
/// intervals: a point is (time, actual, predicted), never an invented or averaged value.
///
/// Promises (property-tested): result ascending and unique, at most `points` long; all intervals if n <= points; the
/// smallest and largest value of each channel survive; every run of missing values as long as a bucket keeps at least
/// one of them; the same input gives the same output. Source of the idea: M4 aggregation, Jugel et al., VLDB 2014
/// (min and max per pixel column suffice for a line); the first and last of each column are left out for the
/// missing markers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/units.hpp"

namespace drp::analytics {

/// One bucket at its most expensive (2 extremes and a marker, twice) and both ends.
inline constexpr std::size_t kMinimumPoints = 8;

/// Indices of the intervals to draw. `points` is at least kMinimumPoints; a span may be empty where a channel has
/// nothing at all, otherwise both have the same length (std::invalid_argument). One allocation; O(n).
[[nodiscard]] std::vector<std::uint32_t> reduce_keeping_extremes(std::span<const core::WattHours> actual,
                                                                 std::span<const core::WattHours> predicted,
                                                                 std::size_t points);

}  // namespace drp::analytics
