/// From labels of a file to instants, in file order: SPEC 2's rules for the hours that a clock skips and repeats.
///
/// One IntervalClock follows one sequence of labels (a wide file, or one meter of a long one). A repeated hour is told
/// apart by what came before: the label that continues the sequence wins, in a file that runs backwards as well. Where
/// nothing came before, the pair of start and end may tell; else the first pass is meant.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "core/time_zone.hpp"
#include "core/units.hpp"
#include "formats/label.hpp"

namespace drp::formats {

/// A start and what is known about its length; or why there is none.
struct PlacedInterval {
    std::optional<Reason> refused;
    core::UtcSeconds start;
    core::IntervalSeconds interval;  ///< 0 where only a start was given
};

class IntervalClock {
  public:
    /// Start and end as labels. A naive end may follow the zone's rules or be written as start plus length, and
    /// midnight may carry the date of the day that it ends. `usual` is tried first where both readings make a length.
    [[nodiscard]] PlacedInterval place(const core::TimeZone& zone, const Label& start, const Label& end,
                                       std::optional<core::IntervalSeconds> usual);
    /// A start and its length in seconds, or 0 for unknown.
    [[nodiscard]] PlacedInterval place(const core::TimeZone& zone, const Label& start, std::int64_t length_seconds);

  private:
    [[nodiscard]] core::UtcSeconds by_file_order(core::UtcSeconds first, core::UtcSeconds second) const;
    void remember(core::UtcSeconds start, std::int64_t length_seconds);

    static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();
    std::int64_t last_start_ = kNone;
    std::int32_t last_length_ = 0;
    bool runs_backwards_ = false;
};

}  // namespace drp::formats
