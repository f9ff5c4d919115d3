#include "storage/block_rows.hpp"

#include <fmt/format.h>

#include "core/problem.hpp"
#include "storage/series_block.hpp"

namespace drp::storage {
namespace {

[[noreturn]] void throw_damaged(DayKey key) {
    throw core::ProblemError({core::ProblemKind::damaged, "block-damaged", "A stored block cannot be decoded.",
                              fmt::format("meter key {}, {}", meter_of(key).value, core::to_iso(day_of(key))),
                              "Run `drp check`, and restore a backup."});
}

std::optional<core::UtcSeconds> instant_or_none(const sql::Statement& row, int column) {
    if (row->is_null(column)) return std::nullopt;
    return core::UtcSeconds{row->int64(column)};
}

}  // namespace

void decode_channel(DayKey key, std::span<const std::byte> block, std::span<core::WattHours> out) {
    if (block.empty()) {
        for (auto& value : out) value.value = core::kMissing.value;
    } else if (!decode_block(block, out)) {
        throw_damaged(key);
    }
}

std::span<const core::WattHours> decode_channel_or_none(DayKey key, std::span<const std::byte> block,
                                                        std::span<core::WattHours> scratch) {
    if (block.empty()) return {};
    const auto values = scratch.first(static_cast<std::size_t>(interval_of_key(key).per_utc_day()));
    if (!decode_block(block, values)) throw_damaged(key);
    return values;
}

MeterSpan span_of_row(const sql::Statement& row) {
    return {{row->int64(0)},
            {row->int64(1)},
            instant_or_none(row, 2),
            instant_or_none(row, 3),
            core::interval_of(row->int64(4)).value_or(core::IntervalSeconds{900})};
}

std::optional<MeterSpan> find_span(sql::Connection& connection, core::MeterId meter) {
    auto row = connection.prepare(R"(
        SELECT first_utc, last_utc, first_actual_utc, last_actual_utc, interval_s FROM meter_span WHERE meter_id = ?
    )");
    row.bind(meter.value);
    if (!row->step()) return std::nullopt;
    return span_of_row(row);
}

}  // namespace drp::storage
