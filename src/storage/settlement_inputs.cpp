#include "storage/settlement_inputs.hpp"

namespace drp::storage {

EventStarts list_event_starts(Transaction& tx, core::UtcRange range, core::EventId but) {
    EventStarts starts;
    auto all = tx.connection().prepare(
        "SELECT start_utc FROM event WHERE start_utc >= ? AND start_utc < ? AND event_id <> ? AND is_for_all = 1 "
        "AND program_id IS NULL AND state <> 'cancelled' ORDER BY start_utc");
    all.bind(range.from.value, range.to.value, but.value);
    while (all->step()) starts.of_all.push_back({all->int64(0)});
    auto rows = tx.connection().prepare(
        "SELECT meter_id, start_utc FROM event JOIN event_meter USING (event_id) "
        "WHERE start_utc >= ? AND start_utc < ? AND event_id <> ? AND state NOT IN ('draft', 'cancelled') "
        "AND NOT EXISTS (SELECT 1 FROM event_opt_out AS o WHERE o.event_id = event.event_id "
        "                   AND o.meter_id = event_meter.meter_id) "
        "ORDER BY start_utc");
    rows.bind(range.from.value, range.to.value, but.value);
    while (rows->step())
        starts.of_meter[core::MeterId{static_cast<std::int32_t>(rows->int64(0))}].push_back({rows->int64(1)});
    return starts;
}

std::int64_t count_events_over(Transaction& tx, std::int64_t program, core::UtcRange range) {
    auto row = tx.connection().prepare(
        "SELECT count(*) FROM event WHERE program_id = ? AND start_utc >= ? AND start_utc < ? AND is_test = 0 "
        "AND state IN ('done', 'settled')");
    row.bind(program, range.from.value, range.to.value);
    row->step();
    return row->int64(0);
}

}  // namespace drp::storage
