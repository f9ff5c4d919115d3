/// What merge() writes: rows of four tables, through statements that are kept for the length of a merge. Rows may wait
/// in them (sql/bulk.hpp) until flush().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "sql/bulk.hpp"
#include "sql/connection.hpp"
#include "storage/block_rows.hpp"
#include "storage/calendar.hpp"
#include "storage/day_key.hpp"
#include "storage/reading_sums.hpp"
#include "storage/series_block.hpp"

namespace drp::storage {

enum class Channel { actual, predicted };

/// Writes blocks. The columns have a day's values, or none.
class BlockWriter {
  public:
    explicit BlockWriter(sql::Connection& connection);

    struct Columns {
        std::span<const core::WattHours> actual;
        std::span<const core::WattHours> predicted;
    };
    /// Extents are those of the columns; at least one value is present.
    void insert(DayKey key, const Columns& columns, const ColumnExtent& actual, const ColumnExtent& predicted);
    void update(DayKey key, const Columns& columns, std::int64_t rev);
    /// To be called before anything reads a block that was written, and at the end.
    void flush();

  private:
    std::span<const std::byte> encode(std::span<const core::WattHours> values, const ColumnExtent& extent,
                                      Channel channel);

    using Buffer = std::array<std::byte, kMaxBlockBytes + kBlockPadding>;
    std::array<Buffer, 2> buffers_{};
    sql::BulkStatement insert_;
    sql::BulkStatement update_;
};

/// Changes of the daily sums, collected over a merge and written in key order at its end.
class DailySums {
  public:
    void add(DailyKey key, const ReadingSums& change);
    /// Adds the changes to reading_daily and fleet_daily. Rows that are left without any value go.
    void write(sql::Connection& connection);

  private:
    struct Change {
        DailyKey key;
        ReadingSums sums;
    };
    struct FleetChange {
        core::LocalDay day;
        std::int64_t meters = 0;
        ReadingSums sums;
    };
    void sort_and_add_up();
    [[nodiscard]] std::vector<FleetChange> write_meters(sql::Connection& connection) const;
    [[nodiscard]] std::vector<FleetChange> write_meters_in_bulk(sql::Connection& connection) const;
    static void write_fleet(sql::Connection& connection, const std::vector<FleetChange>& changes);

    std::vector<Change> changes_;
};

/// Adds a day's values to the sums of the local days that they lie in, or takes them out.
void book_day(DailySums& daily, const Calendar& calendar, DayKey key, const BlockWriter::Columns& columns, bool adds);

/// Writes rows of meter_span.
class SpanWriter {
  public:
    explicit SpanWriter(sql::Connection& connection);
    void put(core::MeterId meter, const MeterSpan& span);
    void flush() { upsert_.flush(); }

  private:
    sql::BulkStatement upsert_;
};
/// From the meter's first and last blocks, for when values went.
void recompute_span(sql::Connection& connection, core::MeterId meter);

struct Correction {
    core::MeterId meter;
    core::UtcSeconds start;
    core::IntervalSeconds interval;
    Channel channel = Channel::actual;
    core::WattHours old_value;
    core::WattHours new_value;
};

/// Writes rows of reading_correction, in the order in which they are noted.
class CorrectionWriter {
  public:
    CorrectionWriter(sql::Connection& connection, core::ImportId source, core::UtcSeconds now);
    void note(const Correction& correction);
    void flush() { insert_.flush(); }

  private:
    sql::BulkStatement insert_;
    core::ImportId source_;
    core::UtcSeconds now_;
};

}  // namespace drp::storage
