#include "storage/event_acknowledgements.hpp"

namespace drp::storage {

std::vector<EventAcknowledgement> list_acknowledgements(Transaction& tx, core::EventId event,
                                                        std::optional<std::int64_t> entity) {
    auto rows = tx.connection().prepare(R"(
        SELECT DISTINCT m.entity_id, coalesce(o.name, u.email, '') AS holder, a.made_by, a.made_utc
          FROM event_meter AS em
          JOIN meter_map AS m ON m.meter_id = em.meter_id
          LEFT JOIN organization AS o ON o.id = m.entity_id
          LEFT JOIN user AS u ON u.id = m.entity_id
          LEFT JOIN event_acknowledgement AS a ON a.event_id = em.event_id AND a.entity_id = m.entity_id
         WHERE em.event_id = ?1 AND (?2 IS NULL OR m.entity_id = ?2) AND coalesce(o.is_provider, 0) = 0
           AND NOT EXISTS (SELECT 1 FROM event_opt_out AS x
                            WHERE x.event_id = em.event_id AND x.meter_id = em.meter_id)
         ORDER BY holder, m.entity_id
    )");
    rows.bind(event.value, entity);
    std::vector<EventAcknowledgement> all;
    while (rows->step()) {
        EventAcknowledgement one{rows->int64(0), std::string(rows->text(1)), std::string(rows->text(2)), {}};
        if (!rows->is_null(3)) one.made = core::UtcSeconds{rows->int64(3)};
        all.push_back(std::move(one));
    }
    return all;
}

void add_acknowledgement(WriteTransaction& tx, core::EventId event, std::int64_t entity, std::string_view by,
                         core::UtcSeconds now) {
    tx.connection()
        .prepare("INSERT INTO event_acknowledgement (event_id, entity_id, made_by, made_utc) VALUES (?, ?, ?, ?)")
        .bind(event.value, entity, by, now.value)
        .run();
}

}  // namespace drp::storage
