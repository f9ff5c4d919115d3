#include "storage/events.hpp"

#include <fmt/format.h>

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

EventRecord event_of(const sql::Statement& row) {
    return {{row->int64(0)},
            {{row->int64(1)}, {row->int64(2)}},
            std::string(row->text(3)),
            std::string(row->text(4)),
            row->int64(5) != 0};
}

std::vector<EventRecord> collect(const sql::Statement& rows) {
    std::vector<EventRecord> events;
    while (rows->step()) events.push_back(event_of(rows));
    return events;
}

bool meter_exists(Transaction& tx, core::MeterId meter) {
    auto row = tx.connection().prepare("SELECT 1 FROM meter WHERE meter_id = ?");
    row.bind(meter.value);
    return row->step();
}

}  // namespace

Result<core::EventId> create_event(WriteTransaction& tx, core::UtcRange period, std::string_view name,
                                   std::string_view kind, std::span<const Nomination> meters) {
    if (period.is_empty())
        return Problem{ProblemKind::invalid_input, "event-empty", "An event ends after it starts.", "end", ""};
    for (const auto& nomination : meters)
        if (!meter_exists(tx, nomination.meter))
            return Problem{ProblemKind::not_found, "meter-unknown",
                           fmt::format("There is no meter with the key {}.", nomination.meter.value), "meters", ""};
    auto& connection = tx.connection();
    connection.prepare("INSERT INTO event (start_utc, end_utc, name, kind, is_for_all) VALUES (?, ?, ?, ?, ?)")
        .bind(period.from.value, period.to.value, name, kind, meters.empty())
        .run();
    const core::EventId id{connection.last_insert_id()};
    auto insert = connection.prepare("INSERT INTO event_meter (event_id, meter_id, nominated_kw) VALUES (?, ?, ?)");
    for (const auto& nomination : meters) insert.bind(id.value, nomination.meter.value, nomination.kw).run();
    return id;
}

std::optional<EventRecord> find_event(Transaction& tx, core::EventId id) {
    auto row = tx.connection().prepare(
        "SELECT event_id, start_utc, end_utc, name, kind, is_for_all FROM event WHERE event_id = ?");
    row.bind(id.value);
    if (!row->step()) return std::nullopt;
    return event_of(row);
}

std::vector<EventRecord> list_events(Transaction& tx, core::UtcRange range) {
    auto rows = tx.connection().prepare(R"(
        SELECT event_id, start_utc, end_utc, name, kind, is_for_all
          FROM event
         WHERE end_utc > ? AND start_utc < ?
         ORDER BY start_utc, event_id
    )");
    rows.bind(range.from.value, range.to.value);
    return collect(rows);
}

std::vector<EventRecord> list_events_of(Transaction& tx, core::MeterId meter, core::UtcRange range) {
    auto rows = tx.connection().prepare(R"(
        SELECT event_id, start_utc, end_utc, name, kind, is_for_all
          FROM event
         WHERE end_utc > ? AND start_utc < ? AND state NOT IN ('draft', 'cancelled')
           AND (is_for_all = 1 OR EXISTS (SELECT 1 FROM event_meter AS m
                                           WHERE m.event_id = event.event_id AND m.meter_id = ?))
         ORDER BY start_utc, event_id
    )");
    rows.bind(range.from.value, range.to.value, meter.value);
    return collect(rows);
}

std::vector<Nomination> list_nominations(Transaction& tx, core::EventId id) {
    auto rows = tx.connection().prepare(R"(
        SELECT meter_id, coalesce(nomination_w / 1000.0, nominated_kw)
          FROM event_meter
         WHERE event_id = ?
         ORDER BY meter_id
    )");
    rows.bind(id.value);
    std::vector<Nomination> found;
    while (rows->step())
        found.push_back({{static_cast<std::int32_t>(rows->int64(0))},
                         rows->is_null(1) ? std::nullopt : std::optional(rows->real(1))});
    return found;
}

Result<void> delete_event(WriteTransaction& tx, core::EventId id) {
    tx.connection().prepare("DELETE FROM event WHERE event_id = ?").bind(id.value).run();
    if (tx.connection().changes() == 0)
        return Problem{ProblemKind::not_found, "event-unknown", fmt::format("There is no event {}.", id.value), "", ""};
    return {};
}

}  // namespace drp::storage
