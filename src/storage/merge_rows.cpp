#include "storage/merge_rows.hpp"

#include <algorithm>

namespace drp::storage {

using core::WattHours;

BlockWriter::BlockWriter(sql::Connection& connection)
    : insert_(
          connection.prepare("INSERT INTO reading_day (day_key, n, rev, actual, predicted) VALUES (?, ?, 1, ?, ?)")),
      update_(connection.prepare(
          "UPDATE reading_day SET n = ?2, rev = ?5, actual = ?3, predicted = ?4 WHERE day_key = ?1")) {}

std::span<const std::byte> BlockWriter::encode(std::span<const WattHours> values, const ColumnExtent& extent,
                                               Channel channel) {
    auto& buffer = buffers_[static_cast<std::size_t>(channel)];
    return std::span(buffer).first(encode_block(values, extent, buffer.data()));
}

namespace {
void bind_block(sql::Statement& statement, int index, std::span<const std::byte> block) {
    if (block.empty()) {
        statement->bind_null(index);
    } else {
        statement->bind_blob(index, block);
    }
}
}  // namespace

void BlockWriter::insert(DayKey key, const Columns& columns, const ColumnExtent& actual,
                         const ColumnExtent& predicted) {
    insert_->bind_int64(1, key);
    insert_->bind_int64(2, static_cast<std::int64_t>(actual.present + predicted.present));
    bind_block(insert_, 3, encode(columns.actual, actual, Channel::actual));
    bind_block(insert_, 4, encode(columns.predicted, predicted, Channel::predicted));
    insert_.run();
}

void BlockWriter::update(DayKey key, const Columns& columns, std::int64_t rev) {
    const auto actual = extent_of(columns.actual);
    const auto predicted = extent_of(columns.predicted);
    update_->bind_int64(1, key);
    update_->bind_int64(2, static_cast<std::int64_t>(actual.present + predicted.present));
    bind_block(update_, 3, encode(columns.actual, actual, Channel::actual));
    bind_block(update_, 4, encode(columns.predicted, predicted, Channel::predicted));
    update_->bind_int64(5, rev);
    update_.run();
}

void DailySums::add(DailyKey key, const ReadingSums& change) {
    // A local day lies in two UTC days that are merged one after the other: mostly it is the last one again.
    if (!changes_.empty() && changes_.back().key == key) {
        changes_.back().sums += change;
    } else {
        changes_.push_back({key, change});
    }
}

void DailySums::write(sql::Connection& connection) {
    struct Place {
        DailyKey key;
        std::uint32_t index;
    };
    std::vector<Place> order(changes_.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = {changes_[i].key, i};
    std::sort(order.begin(), order.end(), [](const Place& a, const Place& b) { return a.key < b.key; });

    auto upsert = connection.prepare(R"(
        INSERT INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh,
                                   with_actual, with_predicted, with_both, with_saving)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day_meter) DO UPDATE
           SET actual_wh = actual_wh + excluded.actual_wh, predicted_wh = predicted_wh + excluded.predicted_wh,
               saved_wh = saved_wh + excluded.saved_wh, net_wh = net_wh + excluded.net_wh,
               with_actual = with_actual + excluded.with_actual,
               with_predicted = with_predicted + excluded.with_predicted,
               with_both = with_both + excluded.with_both, with_saving = with_saving + excluded.with_saving
    )");
    for (std::size_t i = 0; i < order.size();) {
        const auto key = order[i].key;
        ReadingSums sums = changes_[order[i].index].sums;
        for (++i; i < order.size() && order[i].key == key; ++i) sums += changes_[order[i].index].sums;
        if (sums == ReadingSums{}) continue;
        upsert
            .bind(key, sums.actual.value, sums.predicted.value, sums.saved.value, sums.net.value, sums.with_actual,
                  sums.with_predicted, sums.with_both, sums.with_saving)
            .run();
    }
}

sql::Statement prepare_span_upsert(sql::Connection& connection) {
    return connection.prepare(R"(
        INSERT INTO meter_span (meter_id, first_utc, last_utc, first_actual_utc, last_actual_utc, interval_s)
        VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (meter_id) DO UPDATE
           SET first_utc = excluded.first_utc, last_utc = excluded.last_utc,
               first_actual_utc = excluded.first_actual_utc, last_actual_utc = excluded.last_actual_utc,
               interval_s = excluded.interval_s
    )");
}

void write_span(sql::Statement& upsert, core::MeterId meter, const MeterSpan& span) {
    const auto value = [](const std::optional<core::UtcSeconds>& t) {
        return t ? std::optional<std::int64_t>(t->value) : std::nullopt;
    };
    upsert
        .bind(meter.value, span.first.value, span.last.value, value(span.first_actual), value(span.last_actual),
              span.interval.value)
        .run();
}

void record_correction(sql::Connection& connection, const Correction& correction, core::ImportId source,
                       core::UtcSeconds now) {
    connection
        .prepare(R"(
            INSERT INTO reading_correction
                   (meter_id, start_utc, interval_s, channel, old_wh, new_wh, import_id, recorded_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(correction.meter.value, correction.start.value, correction.interval.value,
              correction.channel == Channel::actual ? "actual" : "predicted", correction.old_value.value,
              correction.new_value.value, source.value, now.value)
        .run();
}

}  // namespace drp::storage
