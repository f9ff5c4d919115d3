#include "storage/event_notices.hpp"

#include <array>

namespace drp::storage {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 5> kKinds{"standby", "start", "all_clear", "result", "cancel"};

constexpr std::array kSorts{Sortable{"queued", {"event_notice.queued_utc"}},
                            Sortable{"recipient", {"event_notice.recipient"}},
                            Sortable{"kind", {"event_notice.kind", "event_notice.recipient"}}};

}  // namespace

std::string_view to_text(NoticeKind kind) noexcept {
    return kKinds[static_cast<std::size_t>(kind)];
}

std::vector<NoticeRecipient> list_notice_recipients(Transaction& tx, core::EventId id, bool with_opted_out) {
    auto rows = tx.connection().prepare(R"(
        WITH called AS (
            SELECT em.meter_id, em.enrolment_id, meter.number
              FROM event_meter AS em JOIN meter ON meter.meter_id = em.meter_id
             WHERE em.event_id = ?1
               AND (?2 OR NOT EXISTS (SELECT 1 FROM event_opt_out AS o
                                       WHERE o.event_id = em.event_id AND o.meter_id = em.meter_id)))
        SELECT lower(enrolment.contact_email) AS email, number
          FROM called JOIN enrolment ON enrolment.enrolment_id = called.enrolment_id
         WHERE enrolment.contact_email <> ''
         UNION
        SELECT lower(user.email), number
          FROM called
          JOIN meter_map ON meter_map.meter_id = called.meter_id
          JOIN organization ON organization.id = meter_map.entity_id AND organization.is_provider = 0
          JOIN user ON user.org_id = organization.id
         WHERE user.status = 'approved' AND coalesce($json_text(user.preferences, '$.event_notices'), '') <> 'off'
         UNION
        SELECT lower(user.email), number
          FROM called
          JOIN meter_map ON meter_map.meter_id = called.meter_id
          JOIN user ON user.id = meter_map.entity_id
         WHERE user.status = 'approved' AND coalesce($json_text(user.preferences, '$.event_notices'), '') <> 'off'
         ORDER BY 1, 2
    )");
    rows.bind(id.value, with_opted_out);
    std::vector<NoticeRecipient> recipients;
    while (rows->step()) {
        const auto email = rows->text(0);
        if (recipients.empty() || recipients.back().email != email) recipients.push_back({std::string(email), {}});
        recipients.back().meters.emplace_back(rows->text(1));
    }
    return recipients;
}

std::vector<std::string> list_called(Transaction& tx, core::EventId id) {
    auto rows = tx.connection().prepare(R"(
        SELECT DISTINCT recipient FROM event_notice WHERE event_id = ? AND kind IN ('standby', 'start') ORDER BY 1
    )");
    rows.bind(id.value);
    std::vector<std::string> called;
    while (rows->step()) called.emplace_back(rows->text(0));
    return called;
}

std::vector<core::EventId> list_untold_cancellations(Transaction& tx, core::UtcSeconds since) {
    auto rows = tx.connection().prepare(R"(
        SELECT event_id
          FROM event
         WHERE state = 'cancelled' AND end_utc > ?
           AND EXISTS (SELECT 1 FROM event_notice AS n
                        WHERE n.event_id = event.event_id AND n.kind IN ('standby', 'start'))
           AND NOT EXISTS (SELECT 1 FROM event_notice AS n
                            WHERE n.event_id = event.event_id AND n.kind = 'cancel')
    )");
    rows.bind(since.value);
    std::vector<core::EventId> events;
    while (rows->step()) events.push_back({rows->int64(0)});
    return events;
}

bool add_notice(WriteTransaction& tx, core::EventId id, NoticeKind kind, std::string_view recipient,
                std::optional<std::int64_t> mail, core::UtcSeconds now) {
    if (has_notice(tx, id, kind, recipient)) return false;
    tx.connection()
        .prepare("INSERT INTO event_notice (event_id, kind, recipient, queued_utc, mail_id) VALUES (?, ?, ?, ?, ?)")
        .bind(id.value, to_text(kind), recipient, now.value, mail)
        .run();
    return true;
}

bool has_notice(Transaction& tx, core::EventId id, NoticeKind kind, std::string_view recipient) {
    auto row = tx.connection().prepare("SELECT 1 FROM event_notice WHERE event_id = ? AND kind = ? AND recipient = ?");
    row.bind(id.value, to_text(kind), recipient);
    return row->step();
}

core::Result<Listed<NoticeRecord>> list_notices(Transaction& tx, core::EventId id, const PageQuery& page) {
    Conditions conditions;
    conditions.add("event_notice.event_id = ?", {id.value});
    conditions.add_search(page.search, {"event_notice.recipient"});
    const ListSql list{.key = "event_notice.notice_id",
                       .source = "event_notice",
                       .columns = "kind, recipient, queued_utc, mail_id, sent_utc, given_up_utc",
                       .details = "JOIN event_notice ON event_notice.notice_id = page.key",
                       .sorts = kSorts,
                       .count_source = {},
                       .column_values = {}};
    return list_page(tx, list, conditions, page, [](const sql::Statement& row) {
        const auto instant = [&](int column) {
            return row->is_null(column) ? std::nullopt : std::optional(core::UtcSeconds{row->int64(column)});
        };
        NoticeRecord notice;
        notice.kind = row->text(0);
        notice.recipient = row->text(1);
        notice.queued = {row->int64(2)};
        if (!row->is_null(3)) notice.mail = row->int64(3);
        notice.sent = instant(4);
        notice.given_up = instant(5);
        return notice;
    });
}

}  // namespace drp::storage
