#include "storage/alerts.hpp"

#include <array>

#include <fmt/format.h>

#include "sql/bulk.hpp"

namespace drp::storage {
namespace {

constexpr std::array<std::string_view, 3> kReasons{"news", "reminder", "test"};  // in the order of the enumeration

constexpr std::string_view kColumns =
    "alert.alert_id, alert.rule_id, alert.subject, alert.subject_name, alert.measured, alert.since_utc, "
    "alert.until_utc, alert.raised_utc, alert.raised_message_id, alert.cleared_message_id";

constexpr std::array kSorts{Sortable{"raised", {"alert.raised_utc", "alert.alert_id"}},
                            Sortable{"subject", {"alert.subject_name", "alert.alert_id"}},
                            Sortable{"kind", {"alert_rule.kind", "alert.alert_id"}}};

std::optional<core::UtcSeconds> instant(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(core::UtcSeconds{row->int64(column)});
}

Alert alert_of(const sql::Statement& row) {
    Alert alert;
    alert.id = row->int64(0);
    alert.rule = row->int64(1);
    alert.subject = row->text(2);
    alert.subject_name = row->text(3);
    if (!row->is_null(4)) alert.measured = row->int64(4);
    alert.since = {row->int64(5)};
    alert.until = instant(row, 6);
    alert.raised = {row->int64(7)};
    alert.is_told = !row->is_null(8);
    alert.is_end_told = !row->is_null(9);
    return alert;
}

std::vector<Alert> read_alerts(sql::Statement& rows) {
    std::vector<Alert> alerts;
    while (rows->step()) alerts.push_back(alert_of(rows));
    return alerts;
}

AlertRecord record_of(const sql::Statement& row) {
    AlertRecord record;
    record.alert = alert_of(row);
    record.kind = alert_kind_of(row->text(10)).value();
    record.channel = alert_channel_of(row->text(11)).value();
    record.queued = instant(row, 12);
    record.sent = instant(row, 13);
    record.given_up = instant(row, 14);
    record.problem = row->text(15);
    record.unit = row->text(16);
    return record;
}

}  // namespace

std::string_view to_text(AlertReason reason) noexcept {
    return kReasons[static_cast<std::size_t>(reason)];
}

std::vector<Alert> list_known_alerts(Transaction& tx, core::UtcSeconds ended_after) {
    auto rows = tx.connection().prepare(
        fmt::format("SELECT {} FROM alert WHERE until_utc IS NULL OR until_utc > ? OR cleared_utc > ? "
                    "ORDER BY rule_id, subject, alert_id",
                    kColumns));
    rows.bind(ended_after.value, ended_after.value);
    return read_alerts(rows);
}

void raise_alerts(WriteTransaction& tx, std::span<const NewAlert> alerts, core::UtcSeconds now) {
    sql::BulkStatement insert(tx.connection(), R"(
        INSERT INTO alert (rule_id, subject, subject_name, measured, since_utc, until_utc, raised_utc, cleared_utc,
                           open_slot)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    )");
    for (const auto& alert : alerts) {
        const auto until = alert.until ? std::optional(alert.until->value) : std::nullopt;
        const auto cleared = alert.until ? std::optional(now.value) : std::nullopt;
        const auto slot = alert.until ? std::nullopt : std::optional(std::int64_t{1});
        insert.add(alert.rule, alert.subject, alert.subject_name, alert.measured, alert.since.value, until, now.value,
                   cleared, slot);
    }
    insert.flush();
}

void clear_alerts(WriteTransaction& tx, std::span<const AlertEnd> ends, core::UtcSeconds now) {
    sql::BulkStatement update(
        tx.connection(),
        "UPDATE alert SET until_utc = ?, cleared_utc = ?, open_slot = NULL WHERE alert_id = ? AND open_slot = 1");
    for (const auto& end : ends) update.add(end.until.value, now.value, end.alert);
    update.flush();
}

std::int64_t delete_old_alerts(WriteTransaction& tx, core::UtcSeconds before) {
    tx.connection().prepare("DELETE FROM alert WHERE cleared_utc < ?").bind(before.value).run();
    const auto gone = tx.connection().changes();
    tx.connection()
        .prepare(
            "DELETE FROM alert_message WHERE queued_utc < ? AND (sent_utc IS NOT NULL OR given_up_utc IS NOT NULL)")
        .bind(before.value)
        .run();
    return gone;
}

std::vector<Alert> list_untold_alerts(Transaction& tx) {
    auto rows = tx.connection().prepare(
        fmt::format("SELECT {} FROM alert JOIN alert_rule ON alert_rule.rule_id = alert.rule_id AND is_on = 1 "
                    "WHERE raised_message_id IS NULL OR (cleared_message_id IS NULL AND cleared_utc IS NOT NULL) "
                    "ORDER BY alert.rule_id, alert.alert_id",
                    kColumns));
    return read_alerts(rows);
}

std::vector<Alert> list_lasting_alerts(Transaction& tx, std::int64_t rule) {
    auto rows = tx.connection().prepare(
        fmt::format("SELECT {} FROM alert WHERE rule_id = ? AND open_slot = 1 AND raised_message_id IS NOT NULL "
                    "ORDER BY alert_id",
                    kColumns));
    rows.bind(rule);
    return read_alerts(rows);
}

std::vector<std::int64_t> list_rules_to_remind(Transaction& tx, core::UtcSeconds told_before) {
    auto rows = tx.connection().prepare(R"(
        SELECT rule_id
          FROM alert_rule
         WHERE is_on = 1 AND told_utc <= ?
           AND EXISTS (SELECT 1 FROM alert WHERE alert.rule_id = alert_rule.rule_id AND alert.open_slot = 1
                                             AND alert.raised_message_id IS NOT NULL)
         ORDER BY rule_id
    )");
    rows.bind(told_before.value);
    std::vector<std::int64_t> rules;
    while (rows->step()) rules.push_back(rows->int64(0));
    return rules;
}

std::int64_t add_alert_message(WriteTransaction& tx, const NewAlertMessage& message, core::UtcSeconds now) {
    const bool is_webhook = message.channel == AlertChannel::webhook;
    const auto due = is_webhook ? std::optional(now.value) : std::nullopt;
    const auto sent = message.is_sent ? std::optional(now.value) : std::nullopt;
    const auto given_up = message.last_problem.empty() ? std::nullopt : std::optional(now.value);
    tx.connection()
        .prepare(R"(
            INSERT INTO alert_message (rule_id, reason, channel, queued_utc, mail_id, body, due_utc, sent_utc,
                                       given_up_utc, last_problem)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(message.rule, to_text(message.reason), to_text(message.channel), now.value, message.mail, message.body,
              due, sent, given_up, message.last_problem)
        .run();
    return tx.connection().last_insert_id();
}

std::optional<core::UtcSeconds> last_alert_test(Transaction& tx, std::int64_t rule) {
    auto row =
        tx.connection().prepare("SELECT max(queued_utc) FROM alert_message WHERE rule_id = ? AND reason = 'test'");
    row.bind(rule);
    (void)row->step();
    return instant(row, 0);
}

void mark_alerts_told(WriteTransaction& tx, std::int64_t rule, std::int64_t message, core::UtcSeconds now) {
    auto& connection = tx.connection();
    connection.prepare("UPDATE alert SET raised_message_id = ? WHERE rule_id = ? AND raised_message_id IS NULL")
        .bind(message, rule)
        .run();
    connection
        .prepare(
            "UPDATE alert SET cleared_message_id = ? "
            "WHERE rule_id = ? AND cleared_message_id IS NULL AND cleared_utc IS NOT NULL")
        .bind(message, rule)
        .run();
    connection.prepare("UPDATE alert_rule SET told_utc = ? WHERE rule_id = ?").bind(now.value, rule).run();
}

AlertCounts count_alerts(Transaction& tx) {
    auto row = tx.connection().prepare(R"(
        SELECT (SELECT count(*) FROM alert_rule WHERE is_on = 1),
               (SELECT count(*) FROM alert WHERE open_slot = 1),
               (SELECT count(*) FROM alert_message
                 WHERE channel = 'webhook' AND sent_utc IS NULL AND given_up_utc IS NULL),
               (SELECT count(*) FROM alert_message WHERE given_up_utc IS NOT NULL)
    )");
    (void)row->step();
    return {row->int64(0), row->int64(1), row->int64(2), row->int64(3)};
}

core::Result<Listed<AlertRecord>> list_alerts(Transaction& tx, core::UserId user, const AlertFilter& filter,
                                              const PageQuery& page) {
    Conditions conditions;
    conditions.add("alert_rule.user_id = ?", {user.value});
    if (filter.rule) conditions.add("alert.rule_id = ?", {*filter.rule});
    if (filter.only_lasting) conditions.add("alert.open_slot = 1");
    conditions.add_search(page.search, {"alert.subject_name"});
    static const std::string kRow = fmt::format(
        "{}, alert_rule.kind, alert_rule.channel, m.queued_utc, m.sent_utc, m.given_up_utc, m.last_problem, "
        "CASE WHEN alert_rule.limit_w IS NOT NULL THEN 'W' WHEN alert_rule.limit_day_wh IS NOT NULL THEN 'Wh' "
        "WHEN alert_rule.limit_percent IS NOT NULL THEN 'percent' "
        "WHEN alert_rule.limit_hours IS NOT NULL THEN 'hours' "
        "WHEN alert_rule.limit_mb IS NOT NULL THEN 'MB' ELSE '' END",
        kColumns);
    const ListSql list{.key = "alert.alert_id",
                       .source = "alert JOIN alert_rule ON alert_rule.rule_id = alert.rule_id",
                       .columns = kRow,
                       .details =
                           "JOIN alert ON alert.alert_id = page.key "
                           "JOIN alert_rule ON alert_rule.rule_id = alert.rule_id "
                           "LEFT JOIN alert_message AS m ON m.message_id = alert.raised_message_id",
                       .sorts = kSorts,
                       .count_source = {},
                       .column_values = {}};
    return list_page(tx, list, conditions, page, record_of);
}

}  // namespace drp::storage
