/// Which values an import added: a list per merged batch, short enough to be kept for every import (one byte or two for
/// a full day of a meter, a few more where a day is filled slot by slot).
///
/// Entries follow each other, in the order of writing:
///
///     varint   difference of the day_key to the entry before it (the first: to 0), zigzag-coded
///     u8       bits 0-1 actual, bits 2-3 predicted: 0 nothing was added, 1 every slot of the day, 2 runs follow
///     runs     for actual and then predicted where the bits say 2: varint number of runs, then for each run varint
///              slots to skip, varint slots added
///
/// Varints are little-endian base 128 (LEB128), unsigned.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/day_key.hpp"
#include "storage/series_block.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// Slots of a day in one channel.
using SlotSet = std::bitset<kMaxValuesPerDay>;

struct AddedValues {
    DayKey key = 0;
    SlotSet actual;
    SlotSet predicted;
};

class ImportJournal {
  public:
    /// Nothing is noted for an entry without any slot.
    void note(const AddedValues& added);
    [[nodiscard]] bool is_empty() const noexcept { return bytes_.empty(); }
    [[nodiscard]] std::span<const std::byte> entries() const noexcept { return bytes_; }
    void write(WriteTransaction& tx, core::ImportId import, core::UtcSeconds now) const;

  private:
    std::vector<std::byte> bytes_;
    DayKey last_key_ = 0;
};

/// Calls `visit` for each entry. Throws core::ProblemError `journal-damaged` for bytes that are none.
void for_each_entry(std::span<const std::byte> entries, const std::function<void(const AddedValues&)>& visit);

/// The days of a meter on which an import added or corrected actual values.
struct TouchedMeter {
    core::MeterId meter;
    core::UtcDay first;
    core::UtcDay last;
};
/// By meter; of an import whose journal has been forgotten only what it corrected.
[[nodiscard]] std::vector<TouchedMeter> meters_touched_by(Transaction& tx, core::ImportId import);

/// Forgets what was recorded before `before`: those imports cannot be undone any more.
void forget_journals(WriteTransaction& tx, core::UtcSeconds before);

}  // namespace drp::storage
