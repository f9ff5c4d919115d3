/// Rows of reading_day as they are stored, for the files of this room that read or write series.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/ids.hpp"
#include "core/units.hpp"
#include "sql/connection.hpp"
#include "storage/day_key.hpp"

namespace drp::storage {

/// Blocks are empty where the channel is. Valid until the next row.
struct BlockRow {
    DayKey key = 0;
    std::int64_t present = 0;  ///< column n: values of both channels
    std::int64_t rev = 0;
    std::span<const std::byte> actual;
    std::span<const std::byte> predicted;
};

/// Calls `visit(const BlockRow&)` for the rows from `first` to `last`, by key.
template <class Visit>
void for_each_block(sql::Connection& connection, DayKey first, DayKey last, Visit&& visit) {
    auto rows = connection.prepare(R"(
        SELECT day_key, n, rev, actual, predicted
          FROM reading_day
         WHERE day_key BETWEEN ? AND ?
         ORDER BY day_key
    )");
    rows.bind(first, last);
    while (rows->step()) visit(BlockRow{rows->int64(0), rows->int64(1), rows->int64(2), rows->blob(3), rows->blob(4)});
}

/// Decodes a channel: all missing where it is empty. Throws core::ProblemError `block-damaged` with meter and day.
void decode_channel(DayKey key, std::span<const std::byte> block, std::span<core::WattHours> out);

/// Decodes a channel into `scratch` (room for a day); an empty span where the channel is empty.
[[nodiscard]] std::span<const core::WattHours> decode_channel_or_none(DayKey key, std::span<const std::byte> block,
                                                                      std::span<core::WattHours> scratch);

/// Where a meter's readings lie (table meter_span). Starts of intervals.
struct MeterSpan {
    core::UtcSeconds first;
    core::UtcSeconds last;
    std::optional<core::UtcSeconds> first_actual;
    std::optional<core::UtcSeconds> last_actual;
    core::IntervalSeconds interval;
};
/// Of a row whose first columns are those of meter_span without its key, in their order.
[[nodiscard]] MeterSpan span_of_row(const sql::Statement& row);
[[nodiscard]] std::optional<MeterSpan> find_span(sql::Connection& connection, core::MeterId meter);

}  // namespace drp::storage
