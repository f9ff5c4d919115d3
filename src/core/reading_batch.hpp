/// Readings on their way from a file into the store: columns of whole UTC days, never rows.
///
/// The formats fill batches, the store merges them; neither knows the other. A batch is bounded by its number of
/// values, so an import's memory does not depend on the size of its file.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::core {

inline constexpr std::uint32_t kNoColumn = std::numeric_limits<std::uint32_t>::max();

/// One meter, one UTC day, one interval length. Both columns have interval.per_utc_day() values in time order, kMissing
/// where the file says nothing; a column is kNoColumn where the file has nothing at all for that day.
struct DaySlab {
    std::uint32_t meter = 0;  ///< index into ReadingBatch::meters
    UtcDay day;
    IntervalSeconds interval;
    std::uint32_t actual = kNoColumn;     ///< offset into ReadingBatch::values
    std::uint32_t predicted = kNoColumn;  ///< offset into ReadingBatch::values
};

struct ReadingBatch {
    std::vector<std::string> meters;  ///< meter numbers, valid, each once
    std::vector<DaySlab> slabs;       ///< sorted by (meter, day, interval), each once
    std::vector<WattHours> values;    ///< the columns

    [[nodiscard]] std::span<const WattHours> column(const DaySlab& slab, std::uint32_t offset) const {
        if (offset == kNoColumn) return {};
        return std::span(values).subspan(offset, static_cast<std::size_t>(slab.interval.per_utc_day()));
    }
    [[nodiscard]] std::span<const WattHours> actual(const DaySlab& slab) const { return column(slab, slab.actual); }
    [[nodiscard]] std::span<const WattHours> predicted(const DaySlab& slab) const {
        return column(slab, slab.predicted);
    }
};

}  // namespace drp::core
