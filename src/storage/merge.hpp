/// Readings into the store: the one way in.
///
/// Per value: absent in the batch, nothing happens; absent in the store, it is added; equal, nothing happens;
/// different, it is replaced and the old one recorded in `reading_correction`. So merging is idempotent, and the order
/// and the cutting into batches of data that does not contradict itself leave no trace in the stored blocks. Daily sums
/// change in the same transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/reading_batch.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// Values of both channels together.
struct MergeCounts {
    std::int64_t added = 0;
    std::int64_t equal = 0;
    std::int64_t corrected = 0;
    std::int64_t refused = 0;  ///< in intervals that are listed as conflicts

    MergeCounts& operator+=(const MergeCounts& other) noexcept;
};

/// An interval that overlaps a stored one of another length on the same meter. It was not stored.
struct IntervalConflict {
    core::MeterId meter;
    core::UtcSeconds start;
    core::IntervalSeconds offered;
    core::IntervalSeconds stored;
};

/// What became news: everything that changed for this meter lies in `range`.
struct MeterChange {
    core::MeterId meter;
    core::UtcRange range;
    std::int64_t values = 0;  ///< added or corrected
    /// Where the range is a single interval: its length and both its values as they are now.
    struct Interval {
        core::IntervalSeconds length;
        core::WattHours actual = core::kMissing;
        core::WattHours predicted = core::kMissing;
    };
    std::optional<Interval> interval;
};

struct MergeOutcome {
    MergeCounts counts;
    std::vector<IntervalConflict> conflicts;  ///< by meter and time
    std::vector<MeterChange> changes;         ///< by meter, only those that changed
    [[nodiscard]] bool is_unchanged() const noexcept { return changes.empty(); }
};

/// Merges a batch. `meter_of_index[i]` is the key of `batch.meters[i]` (distinct, existing meters). `source` is what
/// corrections are booked on, `now` when. Ticks go the same way, with a small batch.
/// Throws std::invalid_argument for a batch that breaks its own promises (order, lengths, years, kMaxReadingWh).
[[nodiscard]] MergeOutcome merge(WriteTransaction& tx, const core::ReadingBatch& batch,
                                 std::span<const core::MeterId> meter_of_index, core::ImportId source,
                                 core::UtcSeconds now);

}  // namespace drp::storage
