/// How long are the intervals of a long file that only gives their starts?
///
/// The file's own evidence decides, per meter and UTC day, because a meter may change its length from day to day but
/// not within one (SPEC 2):
///   1. a day whose labels mostly (3 of 4 steps, at least 4 labels) follow each other by 5, 15, 30 or 60 minutes has
///      that length;
///   2. any other day takes the length of the meter's nearest such day before it, else after it;
///   3. else the shortest step of one of the four lengths that the meter itself shows;
///   4. else the length that most days of the file have;
///   5. else nothing is known, and the reading is refused rather than guessed.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::formats {

/// One reading on its way into a slab.
struct LongReading {
    core::UtcSeconds start;
    std::uint64_t line = 0;
    std::uint32_t meter = 0;
    std::int32_t length_seconds = 0;  ///< 0: not known
    core::WattHours actual = core::kMissing;
    core::WattHours predicted = core::kMissing;
};

/// How many days of the file were found to have each length, in the order of core::kIntervals.
using LengthVotes = std::array<std::uint64_t, core::kIntervals.size()>;

/// Step 1, for one meter's readings in order of their start: sets the length of regular days and votes for them.
void infer_regular_days(std::span<LongReading> of_one_meter, LengthVotes& votes);

/// Steps 2 to 5. `known_seconds` is the meter's length so far (0: none) and is brought up to date.
void infer_other_days(std::span<LongReading> of_one_meter, const LengthVotes& votes, std::int32_t& known_seconds);

}  // namespace drp::formats
