/// The local days of the store's time zone, as they were fixed when the store was made.
///
/// Daily sums are kept per local day, so the store and not the machine's tz database says where a local day starts.
#pragma once

#include <cstdint>
#include <vector>

#include "core/time.hpp"

namespace drp::storage {

/// Immutable; any thread. Covers core::kFirstYear to core::kLastYear with a day to spare on either side.
class Calendar {
  public:
    /// `starts[i]` is the first instant of local day `first + i`; ascending; the last is the end of the last day.
    Calendar(core::LocalDay first, std::vector<std::int64_t> starts);

    [[nodiscard]] core::LocalDay first_day() const noexcept { return first_; }
    [[nodiscard]] core::LocalDay last_day() const noexcept {
        return {first_.value + static_cast<std::int32_t>(starts_.size()) - 2};
    }
    [[nodiscard]] bool covers(core::UtcSeconds t) const noexcept {
        return t.value >= starts_.front() && t.value < starts_.back();
    }
    /// Throws std::out_of_range outside the calendar.
    [[nodiscard]] core::LocalDay local_day(core::UtcSeconds t) const;
    [[nodiscard]] core::UtcSeconds start_of(core::LocalDay day) const;
    [[nodiscard]] core::UtcRange range_of(core::LocalDay day) const { return {start_of(day), start_of(day.next())}; }

  private:
    core::LocalDay first_;
    std::vector<std::int64_t> starts_;
};

}  // namespace drp::storage
