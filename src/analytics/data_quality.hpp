/// How complete a column is, and its longest stretch without a gap. Pure, any thread, no allocation, O(n).
#pragma once

#include <span>

#include "core/units.hpp"

namespace drp::analytics {

/// `length` consecutive intervals from index `begin`; length 0 where there is none.
struct Run {
    std::size_t begin = 0;
    std::size_t length = 0;
    friend constexpr bool operator==(const Run&, const Run&) = default;
};

struct DataQuality {
    std::size_t n_present = 0;
    std::size_t n_missing = 0;
    std::size_t n_gaps = 0;      ///< runs of missing intervals, those at the ends included
    Run longest_gap;             ///< the earliest of the longest
    Run longest_run;             ///< of present intervals, the earliest of the longest
    std::size_t n_negative = 0;  ///< fed back to the grid: kept, flagged
    std::size_t n_zero = 0;

    /// 0..1; 1 for an empty column.
    [[nodiscard]] double completeness() const noexcept {
        const auto n = n_present + n_missing;
        return n == 0 ? 1.0 : static_cast<double>(n_present) / static_cast<double>(n);
    }
};

[[nodiscard]] DataQuality data_quality(std::span<const core::WattHours> series);

/// The longest stretch of present values, for methods that take no gaps (ADF).
[[nodiscard]] std::span<const core::WattHours> longest_run(std::span<const core::WattHours> series);

}  // namespace drp::analytics
