/// Readings out of the store as the long CSV of formats/readings_writer.hpp: by meter number, then by time.
#pragma once

#include <string>
#include <vector>

#include "core/time.hpp"
#include "formats/readings_writer.hpp"
#include "portal/meter_directory.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// Made piece by piece, so that an export of any size needs little memory. One thread at a time.
class ReadingExport {
  public:
    /// `meters` in the order wanted (MeterDirectory::all() gives them by number); readings that start inside `range`.
    ReadingExport(std::vector<VisibleMeter> meters, core::UtcRange range) : meters_(std::move(meters)), range_(range) {}

    /// Appends the next piece, about kPieceBytes or kDaysAtOnce of one meter; false when there is nothing more. The
    /// header comes with the first.
    [[nodiscard]] bool next(storage::Transaction& tx, std::string& out);

    /// Everything that a store can hold.
    [[nodiscard]] static core::UtcRange always();

  private:
    static constexpr std::size_t kPieceBytes = 1 << 20;
    static constexpr std::int32_t kDaysAtOnce = 1024;

    void append_days(storage::Transaction& tx, core::UtcDay first, core::UtcDay last, std::string& out);

    std::vector<VisibleMeter> meters_;
    core::UtcRange range_;
    formats::ReadingsWriter writer_;
    std::size_t meter_ = 0;
    std::int32_t next_day_ = 0;
    bool has_begun_ = false;
};

/// SHA-256 of everything that `rows` says, in lower-case hex: the same for two stores with the same readings.
[[nodiscard]] std::string digest_of(ReadingExport& rows, storage::Transaction& tx);

}  // namespace drp::portal
