/// Readings out of the store, as columns.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// A dense grid: value i belongs to [start + i x step, start + (i+1) x step). Both columns have the same length;
/// core::kMissing where there is nothing. Meant to be reused: reading into it keeps the capacity.
struct SeriesColumns {
    core::UtcSeconds start;
    core::IntervalSeconds step{900};
    std::vector<core::WattHours> actual;
    std::vector<core::WattHours> predicted;

    [[nodiscard]] std::size_t size() const noexcept { return actual.size(); }
    [[nodiscard]] bool empty() const noexcept { return actual.empty(); }
    [[nodiscard]] core::UtcSeconds time(std::size_t i) const noexcept {
        return start + static_cast<std::int64_t>(i) * step.value;
    }
};

/// The intervals that start inside `range`, from the first to the last UTC day that has any (so a range of a century
/// costs what is there, and nothing there is an empty series).
///
/// The step is the finest that the meter has in the range. Should it have changed its interval, energy of a coarser
/// interval is spread evenly over the finer ones, the remainder in whole Wh on the earlier ones: sums and savings stay
/// exact, counts of intervals do not (totals() keeps them).
void read_series(Transaction& tx, core::MeterId meter, core::UtcRange range, SeriesColumns& out);
[[nodiscard]] SeriesColumns read_series(Transaction& tx, core::MeterId meter, core::UtcRange range);

/// Sums over many meters, per interval. Step and spreading as in read_series(), the finest of all the meters.
struct SummedSeries {
    core::UtcSeconds start;
    core::IntervalSeconds step{900};
    std::vector<std::int64_t> actual_wh;  ///< 0 where no meter has a value
    std::vector<std::int64_t> predicted_wh;
    std::vector<std::int32_t> meters_with_actual;  ///< how many meters the sum stands on
    std::vector<std::int32_t> meters_with_predicted;

    [[nodiscard]] std::size_t size() const noexcept { return actual_wh.size(); }
    [[nodiscard]] core::UtcSeconds time(std::size_t i) const noexcept {
        return start + static_cast<std::int64_t>(i) * step.value;
    }
};
/// Unlike read_series() the grid covers the whole range, starting at the first step boundary in it.
[[nodiscard]] SummedSeries sum_series(Transaction& tx, std::span<const core::MeterId> meters, core::UtcRange range);

/// One stored block. The columns have interval.per_utc_day() values, or none if the channel is empty; valid only
/// inside the callback.
struct DayBlock {
    core::UtcDay day;
    core::IntervalSeconds interval;
    std::int64_t rev = 0;  ///< counts the changes of this block, from 1
    std::span<const core::WattHours> actual;
    std::span<const core::WattHours> predicted;
};
/// Every block of the meter from `first` to `last`, by day and interval. Streams; the callback must not use `tx`.
void for_each_day(Transaction& tx, core::MeterId meter, core::UtcDay first, core::UtcDay last,
                  const std::function<void(const DayBlock&)>& visit);

/// A changed value, as it was recorded.
struct CorrectionRecord {
    core::MeterId meter;
    core::UtcSeconds start;
    core::IntervalSeconds interval;
    bool is_prediction = false;
    core::WattHours old_value;
    core::WattHours new_value;
    core::ImportId source;
    core::UtcSeconds recorded;
};
/// Newest first; those of imports that were undone do not stand and are left out.
[[nodiscard]] std::vector<CorrectionRecord> list_corrections(Transaction& tx, core::MeterId meter, core::UtcRange range,
                                                             int limit);

}  // namespace drp::storage
