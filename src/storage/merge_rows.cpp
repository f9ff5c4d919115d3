#include "storage/merge_rows.hpp"

#include <algorithm>

#include "storage/local_parts.hpp"
#include "storage/present_range.hpp"

namespace drp::storage {

using core::WattHours;

BlockWriter::BlockWriter(sql::Connection& connection)
    : insert_(connection, "INSERT INTO reading_day (day_key, n, rev, actual, predicted) VALUES (?, ?, 1, ?, ?)"),
      update_(connection, "UPDATE reading_day SET n = ?2, rev = ?5, actual = ?3, predicted = ?4 WHERE day_key = ?1") {}

std::span<const std::byte> BlockWriter::encode(std::span<const WattHours> values, const ColumnExtent& extent,
                                               Channel channel) {
    auto& buffer = buffers_[static_cast<std::size_t>(channel)];
    return std::span(buffer).first(encode_block(values, extent, buffer.data()));
}

namespace {
std::optional<std::span<const std::byte>> block_or_null(std::span<const std::byte> block) {
    return block.empty() ? std::nullopt : std::optional(block);
}
}  // namespace

void BlockWriter::insert(DayKey key, const Columns& columns, const ColumnExtent& actual,
                         const ColumnExtent& predicted) {
    insert_.add(key, actual.present + predicted.present, block_or_null(encode(columns.actual, actual, Channel::actual)),
                block_or_null(encode(columns.predicted, predicted, Channel::predicted)));
}

void BlockWriter::update(DayKey key, const Columns& columns, std::int64_t rev) {
    const auto actual = extent_of(columns.actual);
    const auto predicted = extent_of(columns.predicted);
    update_.add(key, actual.present + predicted.present, block_or_null(encode(columns.actual, actual, Channel::actual)),
                block_or_null(encode(columns.predicted, predicted, Channel::predicted)), rev);
}

void BlockWriter::flush() {
    insert_.flush();
    update_.flush();
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
    sort_and_add_up();
    write_fleet(connection,
                connection.rows_per_call() > 1 ? write_meters_in_bulk(connection) : write_meters(connection));
    changes_.clear();
}

/// Each key once, in key order. The changes themselves are large: places are sorted instead.
void DailySums::sort_and_add_up() {
    struct Place {
        DailyKey key;
        std::uint32_t index;
    };
    std::vector<Place> order(changes_.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = {changes_[i].key, i};
    std::sort(order.begin(), order.end(), [](const Place& a, const Place& b) { return a.key < b.key; });
    std::vector<Change> sorted;
    sorted.reserve(order.size());
    for (const auto& place : order) {
        const auto& change = changes_[place.index];
        if (!sorted.empty() && sorted.back().key == change.key) {
            sorted.back().sums += change.sums;
        } else {
            sorted.push_back(change);
        }
    }
    std::erase_if(sorted, [](const Change& change) { return change.sums == ReadingSums{}; });
    changes_ = std::move(sorted);
}

std::vector<DailySums::FleetChange> DailySums::write_meters(sql::Connection& connection) const {
    auto insert = connection.prepare(R"(
        $insert_new INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh,
                                             with_actual, with_predicted, with_both, with_saving)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    )");
    auto update = connection.prepare(R"(
        UPDATE reading_daily
           SET actual_wh = actual_wh + ?2, predicted_wh = predicted_wh + ?3, saved_wh = saved_wh + ?4,
               net_wh = net_wh + ?5, with_actual = with_actual + ?6, with_predicted = with_predicted + ?7,
               with_both = with_both + ?8, with_saving = with_saving + ?9
         WHERE day_meter = ?1
    )");
    auto remove =
        connection.prepare("DELETE FROM reading_daily WHERE day_meter = ? AND with_actual = 0 AND with_predicted = 0");
    const auto write = [&](sql::Statement& statement, const Change& change) {
        const auto& sums = change.sums;
        statement
            .bind(change.key, sums.actual.value, sums.predicted.value, sums.saved.value, sums.net.value,
                  sums.with_actual, sums.with_predicted, sums.with_both, sums.with_saving)
            .run();
        return connection.changes() > 0;
    };
    std::vector<FleetChange> fleet;
    for (const auto& change : changes_) {
        const auto day = local_day_of(change.key);
        if (fleet.empty() || fleet.back().day != day) fleet.push_back({day, 0, {}});
        fleet.back().sums += change.sums;
        const bool takes_away = change.sums.with_actual < 0 || change.sums.with_predicted < 0;
        if (!takes_away && write(insert, change)) {
            ++fleet.back().meters;
        } else {
            write(update, change);
            if (!takes_away) continue;
            remove.bind(change.key).run();
            fleet.back().meters -= connection.changes();
        }
    }
    return fleet;
}

/// Day by day, since a flush tells of many rows at once how many of them are new: MariaDB counts a new row as one and a
/// changed one as two.
std::vector<DailySums::FleetChange> DailySums::write_meters_in_bulk(sql::Connection& connection) const {
    sql::BulkStatement put(connection, R"(
        INSERT INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh,
                                   with_actual, with_predicted, with_both, with_saving)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            $on_conflict(day_meter)
               actual_wh = actual_wh + $new(actual_wh), predicted_wh = predicted_wh + $new(predicted_wh),
               saved_wh = saved_wh + $new(saved_wh), net_wh = net_wh + $new(net_wh),
               with_actual = with_actual + $new(with_actual), with_predicted = with_predicted + $new(with_predicted),
               with_both = with_both + $new(with_both), with_saving = with_saving + $new(with_saving)
    )");
    sql::BulkStatement remove(
        connection, "DELETE FROM reading_daily WHERE day_meter = ? AND with_actual = 0 AND with_predicted = 0");
    std::vector<FleetChange> fleet;
    for (std::size_t begin = 0; begin < changes_.size();) {
        const auto day = local_day_of(changes_[begin].key);
        auto& total = fleet.emplace_back(FleetChange{day, 0, {}});
        const auto put_before = put.changes();
        const auto removed_before = remove.changes();
        auto end = begin;
        for (; end < changes_.size() && local_day_of(changes_[end].key) == day; ++end) {
            const auto& [key, sums] = changes_[end];
            total.sums += sums;
            put.add(key, sums.actual.value, sums.predicted.value, sums.saved.value, sums.net.value, sums.with_actual,
                    sums.with_predicted, sums.with_both, sums.with_saving);
        }
        put.flush();
        for (auto i = begin; i < end; ++i)
            if (changes_[i].sums.with_actual < 0 || changes_[i].sums.with_predicted < 0) remove.add(changes_[i].key);
        remove.flush();
        const auto rows = static_cast<std::int64_t>(end - begin);
        total.meters = 2 * rows - (put.changes() - put_before) - (remove.changes() - removed_before);
        begin = end;
    }
    return fleet;
}

void DailySums::write_fleet(sql::Connection& connection, const std::vector<FleetChange>& changes) {
    auto insert = connection.prepare("$insert_new INTO fleet_daily VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    auto update = connection.prepare(R"(
        UPDATE fleet_daily
           SET meters = meters + ?2, actual_wh = actual_wh + ?3, predicted_wh = predicted_wh + ?4,
               saved_wh = saved_wh + ?5, net_wh = net_wh + ?6, with_actual = with_actual + ?7,
               with_predicted = with_predicted + ?8, with_both = with_both + ?9, with_saving = with_saving + ?10
         WHERE local_day = ?1
    )");
    auto remove = connection.prepare("DELETE FROM fleet_daily WHERE local_day = ?1 AND meters = -?2");
    for (const auto& [day, meters, sums] : changes) {
        const auto run = [&, day = day, meters = meters, &sums = sums](sql::Statement& statement) {
            statement
                .bind(day.value, meters, sums.actual.value, sums.predicted.value, sums.saved.value, sums.net.value,
                      sums.with_actual, sums.with_predicted, sums.with_both, sums.with_saving)
                .run();
            return connection.changes() > 0;
        };
        if (meters < 0) {
            remove.bind(day.value, meters).run();
            if (connection.changes() > 0) continue;
        }
        if (meters <= 0 || !run(insert)) run(update);
    }
}

void book_day(DailySums& daily, const Calendar& calendar, DayKey key, const BlockWriter::Columns& columns, bool adds) {
    for_each_local_part(calendar, key, [&](core::LocalDay day, std::size_t begin, std::size_t end) {
        const auto sums = sum_of_part(columns.actual, columns.predicted, begin, end);
        daily.add(daily_key(day, meter_of(key)), adds ? sums : ReadingSums{} -= sums);
    });
}

SpanWriter::SpanWriter(sql::Connection& connection)
    : upsert_(connection, R"(
        INSERT INTO meter_span (meter_id, first_utc, last_utc, first_actual_utc, last_actual_utc, interval_s)
        VALUES (?, ?, ?, ?, ?, ?)
            $on_conflict(meter_id)
               first_utc = $new(first_utc), last_utc = $new(last_utc),
               first_actual_utc = $new(first_actual_utc), last_actual_utc = $new(last_actual_utc),
               interval_s = $new(interval_s)
    )") {}

void SpanWriter::put(core::MeterId meter, const MeterSpan& span) {
    const auto value = [](const std::optional<core::UtcSeconds>& t) {
        return t ? std::optional<std::int64_t>(t->value) : std::nullopt;
    };
    upsert_.add(meter.value, span.first.value, span.last.value, value(span.first_actual), value(span.last_actual),
                span.interval.value);
}

namespace {

/// Starts of the first and last interval with a value in the day of the block `key`, whatever its blocks' lengths.
/// With `actual_only`, predictions do not count.
struct DaySpan {
    std::optional<core::UtcSeconds> first;
    std::optional<core::UtcSeconds> last;
    core::IntervalSeconds interval;  ///< of the last
};
DaySpan span_of_day(sql::Connection& connection, DayKey key, bool actual_only) {
    DaySpan span;
    std::array<WattHours, kMaxValuesPerDay> scratch;
    const auto day = day_of(key);
    for_each_block(connection, first_key(meter_of(key), day), last_key(meter_of(key), day), [&](const BlockRow& row) {
        const auto interval = interval_of_key(row.key);
        auto present = present_range(decode_channel_or_none(row.key, row.actual, scratch));
        if (!actual_only) present.include(present_range(decode_channel_or_none(row.key, row.predicted, scratch)));
        if (present.is_empty()) return;
        const auto at = [&](std::size_t slot) {
            return day.start() + static_cast<std::int64_t>(slot) * interval.value;
        };
        span.first = std::min(span.first.value_or(at(present.first)), at(present.first));
        if (!span.last || at(present.last) >= *span.last) span.interval = interval;
        span.last = std::max(span.last.value_or(at(present.last)), at(present.last));
    });
    return span;
}

/// Of the meter's blocks, or of those that have actual values, the first or the last.
std::optional<DayKey> outermost_block(sql::Connection& connection, core::MeterId meter, std::string_view query) {
    auto row = connection.prepare(query);
    row.bind(first_key(meter, {0}), first_key({meter.value + 1}, {0}));
    if (!row->step()) return std::nullopt;
    return row->int64(0);
}

}  // namespace

void recompute_span(sql::Connection& connection, core::MeterId meter) {
    const auto first = outermost_block(connection, meter, R"(
        SELECT day_key FROM reading_day WHERE day_key >= ? AND day_key < ? ORDER BY day_key LIMIT 1)");
    if (!first) {
        connection.prepare("DELETE FROM meter_span WHERE meter_id = ?").bind(meter.value).run();
        return;
    }
    const auto last = outermost_block(connection, meter, R"(
        SELECT day_key FROM reading_day WHERE day_key >= ? AND day_key < ? ORDER BY day_key DESC LIMIT 1)");
    const auto first_actual = outermost_block(connection, meter, R"(
        SELECT day_key FROM reading_day WHERE day_key >= ? AND day_key < ? AND actual IS NOT NULL
         ORDER BY day_key LIMIT 1)");
    const auto last_actual = outermost_block(connection, meter, R"(
        SELECT day_key FROM reading_day WHERE day_key >= ? AND day_key < ? AND actual IS NOT NULL
         ORDER BY day_key DESC LIMIT 1)");
    const auto end = span_of_day(connection, *last, false);
    MeterSpan span{span_of_day(connection, *first, false).first.value(), end.last.value(), {}, {}, end.interval};
    if (first_actual) span.first_actual = span_of_day(connection, *first_actual, true).first;
    if (last_actual) span.last_actual = span_of_day(connection, *last_actual, true).last;
    SpanWriter writer(connection);
    writer.put(meter, span);
    writer.flush();
}

CorrectionWriter::CorrectionWriter(sql::Connection& connection, core::ImportId source, core::UtcSeconds now)
    : insert_(connection, R"(
            INSERT INTO reading_correction
                   (meter_id, start_utc, interval_s, channel, old_wh, new_wh, import_id, recorded_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        )"),
      source_(source),
      now_(now) {}

void CorrectionWriter::note(const Correction& correction) {
    const std::string_view channel = correction.channel == Channel::actual ? "actual" : "predicted";
    insert_.add(correction.meter.value, correction.start.value, correction.interval.value, channel,
                correction.old_value.value, correction.new_value.value, source_.value, now_.value);
}

}  // namespace drp::storage
