#include "storage/alert_facts.hpp"

#include <array>

#include <fmt/format.h>

#include "storage/block_rows.hpp"
#include "storage/day_key.hpp"
#include "storage/series_block.hpp"

namespace drp::storage {
namespace {

constexpr std::int32_t kDays = 3;
constexpr std::size_t kSlotsPerSeries = kDays * kMaxValuesPerDay;

core::MeterId meter_at(const sql::Statement& row, int column) {
    return {static_cast<std::int32_t>(row->int64(column))};
}

WatchedMeter watched(const sql::Statement& row, int column) {
    return {meter_at(row, column), std::string(row->text(column + 1)), std::string(row->text(column + 2))};
}

/// The meters of the rules that compare loads, each once, with a reading at or after `?`.
constexpr std::string_view kLoadMeters = R"(
    SELECT DISTINCT v.meter_id, s.interval_s, s.last_actual_utc
      FROM alert_rule_meter AS v
      JOIN alert_rule AS r ON r.rule_id = v.rule_id AND r.limit_day_wh IS NULL
      JOIN meter_span AS s ON s.meter_id = v.meter_id
     WHERE v.kind IN ('usage_above', 'above_prediction') AND s.last_actual_utc >= ?)";

}  // namespace

std::vector<MissingData> list_missing_data(Transaction& tx, core::UtcSeconds now) {
    auto rows = tx.connection().prepare(R"(
        SELECT v.rule_id, meter.meter_id, meter.number, meter.label,
               coalesce(s.last_actual_utc + s.interval_s, meter.created_utc), s.last_actual_utc IS NOT NULL
          FROM alert_rule_meter AS v
          JOIN alert_rule AS r ON r.rule_id = v.rule_id
          JOIN meter ON meter.meter_id = v.meter_id
          LEFT JOIN meter_span AS s ON s.meter_id = v.meter_id
         WHERE v.kind = 'data_missing'
           AND coalesce(s.last_actual_utc + s.interval_s, meter.created_utc) <= ? - r.limit_hours * 3600
         ORDER BY v.rule_id, meter.number
    )");
    rows.bind(now.value);
    std::vector<MissingData> missing;
    while (rows->step()) missing.push_back({rows->int64(0), watched(rows, 1), {rows->int64(4)}, rows->int64(5) != 0});
    return missing;
}

std::string usage_fingerprint(Transaction& tx, core::UtcSeconds since) {
    auto row = tx.connection().prepare(
        fmt::format("SELECT count(*), coalesce(sum(w.last_actual_utc), 0), "
                    "       (SELECT coalesce(max(changed_utc), 0) FROM alert_rule), (SELECT count(*) FROM alert_rule) "
                    "  FROM ({}) AS w",
                    kLoadMeters));
    row.bind(since.value);
    (void)row->step();
    return fmt::format("{} {} {} {}", row->int64(0), row->int64(1), row->int64(2), row->int64(3));
}

WatchedMeters list_watched_meters(Transaction& tx, core::UtcSeconds since) {
    auto rows = tx.connection().prepare(R"(
        SELECT v.rule_id, meter.meter_id, meter.number, meter.label
          FROM alert_rule_meter AS v
          JOIN alert_rule AS r ON r.rule_id = v.rule_id AND r.limit_day_wh IS NULL
          JOIN meter_span AS s ON s.meter_id = v.meter_id
          JOIN meter ON meter.meter_id = v.meter_id
         WHERE v.kind IN ('usage_above', 'above_prediction') AND s.last_actual_utc >= ?
    )");
    rows.bind(since.value);
    WatchedMeters watching;
    while (rows->step()) {
        const auto id = meter_at(rows, 1);
        if (!watching.meters.contains(id)) watching.meters.emplace(id, watched(rows, 1));
        watching.rules[id].push_back(rows->int64(0));
    }
    return watching;
}

void for_each_watched_series(Transaction& tx, core::UtcSeconds since, core::UtcDay first,
                             const std::function<void(core::MeterId, const SeriesColumns&)>& visit) {
    // Points by key, so that a block costs a look-up and not a search; CROSS JOIN keeps SQLite to this order.
    auto rows = tx.connection().prepare(fmt::format(R"(
        SELECT w.meter_id, w.interval_s, d.day_key, d.actual, d.predicted
          FROM ({}) AS w
         CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2) AS days
         CROSS JOIN reading_day AS d
            ON d.day_key = w.meter_id * 1048576 + (? + days.n) * 4
                           + CASE w.interval_s WHEN 300 THEN 0 WHEN 900 THEN 1 WHEN 1800 THEN 2 ELSE 3 END
         ORDER BY d.day_key
    )",
                                                    kLoadMeters));
    rows.bind(since.value, first.value);
    SeriesColumns columns;
    columns.start = first.start();
    columns.actual.reserve(kSlotsPerSeries);
    columns.predicted.reserve(kSlotsPerSeries);
    core::MeterId current{0};
    while (rows->step()) {
        const auto meter = meter_at(rows, 0);
        if (meter != current) {
            if (current.value != 0) visit(current, columns);
            current = meter;
            columns.step = {static_cast<std::int32_t>(rows->int64(1))};
            const auto slots = static_cast<std::size_t>(kDays) * columns.step.per_utc_day();
            columns.actual.assign(slots, core::kMissing);
            columns.predicted.assign(slots, core::kMissing);
        }
        const DayKey key = rows->int64(2);
        const auto per_day = static_cast<std::size_t>(columns.step.per_utc_day());
        const auto from = static_cast<std::size_t>(day_of(key).value - first.value) * per_day;
        decode_channel(key, rows->blob(3), std::span(columns.actual).subspan(from, per_day));
        decode_channel(key, rows->blob(4), std::span(columns.predicted).subspan(from, per_day));
    }
    if (current.value != 0) visit(current, columns);
}

std::vector<HighDay> list_high_days(Transaction& tx, core::LocalDay first, core::LocalDay last) {
    std::vector<HighDay> high;
    for (auto day = first; day <= last; day = day.next()) {
        auto rows = tx.connection().prepare(R"(
            SELECT v.rule_id, meter.meter_id, meter.number, meter.label, d.actual_wh
              FROM alert_rule_meter AS v
              JOIN alert_rule AS r ON r.rule_id = v.rule_id
              JOIN meter ON meter.meter_id = v.meter_id
              JOIN reading_daily AS d ON d.day_meter = ? + v.meter_id
             WHERE v.kind = 'usage_above' AND d.actual_wh > r.limit_day_wh
             ORDER BY v.rule_id, meter.number
        )");
        rows.bind(daily_key(day, core::MeterId{0}));
        while (rows->step()) high.push_back({rows->int64(0), watched(rows, 1), day, rows->int64(4)});
    }
    return high;
}

std::vector<Unacknowledged> list_unacknowledged(Transaction& tx, core::UtcSeconds now) {
    auto rows = tx.connection().prepare(R"(
        SELECT DISTINCT v.rule_id, event.event_id, event.name, event.start_utc, coalesce(o.name, u.email, '') AS holder
          FROM event
          JOIN event_meter AS em ON em.event_id = event.event_id
          JOIN alert_rule_meter AS v ON v.meter_id = em.meter_id AND v.kind = 'event_unacknowledged'
          JOIN alert_rule AS r ON r.rule_id = v.rule_id AND event.start_utc <= ?1 + r.limit_min * 60
          JOIN meter_map AS m ON m.meter_id = em.meter_id
          LEFT JOIN organization AS o ON o.id = m.entity_id
          LEFT JOIN user AS u ON u.id = m.entity_id
         WHERE event.state IN ('scheduled', 'notified') AND event.program_id IS NOT NULL AND event.start_utc > ?1
           AND coalesce(o.is_provider, 0) = 0
           AND NOT EXISTS (SELECT 1 FROM event_opt_out AS x
                            WHERE x.event_id = em.event_id AND x.meter_id = em.meter_id)
           AND NOT EXISTS (SELECT 1 FROM event_acknowledgement AS a
                            WHERE a.event_id = em.event_id AND a.entity_id = m.entity_id)
         ORDER BY v.rule_id, event.event_id, holder
    )");
    rows.bind(now.value);
    std::vector<Unacknowledged> waiting;
    while (rows->step())
        waiting.push_back({rows->int64(0),
                           {rows->int64(1)},
                           std::string(rows->text(2)),
                           {rows->int64(3)},
                           std::string(rows->text(4))});
    return waiting;
}

std::vector<FailedImport> list_failed_imports(Transaction& tx, core::UtcSeconds finished_after) {
    auto rows = tx.connection().prepare(R"(
        SELECT import_id, name, problem_text, finished_utc
          FROM import WHERE status = 'failed' AND finished_utc > ? ORDER BY import_id
    )");
    rows.bind(finished_after.value);
    std::vector<FailedImport> failed;
    while (rows->step())
        failed.push_back({{rows->int64(0)}, std::string(rows->text(1)), std::string(rows->text(2)), {rows->int64(3)}});
    return failed;
}

}  // namespace drp::storage
