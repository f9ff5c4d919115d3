#include "storage/alert_webhooks.hpp"

#include <algorithm>

namespace drp::storage {
namespace {

constexpr std::string_view kWaiting =
    "channel = 'webhook' AND sent_utc IS NULL AND given_up_utc IS NULL AND due_utc <= ?";

std::int64_t pause_after(std::int64_t attempts) {
    constexpr std::int64_t kMostDoublings = 10;
    return std::min(kShortestWebhookPauseSeconds << std::min(attempts - 1, kMostDoublings),
                    kLongestWebhookPauseSeconds);
}

}  // namespace

bool has_due_webhook(Transaction& tx, core::UtcSeconds now) {
    auto row = tx.connection().prepare("SELECT 1 FROM alert_message WHERE " + std::string(kWaiting) + " LIMIT 1");
    row.bind(now.value);
    return row->step();
}

std::optional<ClaimedWebhook> claim_due_webhook(WriteTransaction& tx, core::UtcSeconds now) {
    ClaimedWebhook claimed;
    {
        auto row = tx.connection().prepare(R"(
            SELECT m.message_id, m.rule_id, r.webhook_url, r.sealed_secret, m.body, m.attempts
              FROM alert_message AS m JOIN alert_rule AS r ON r.rule_id = m.rule_id
             WHERE m.channel = 'webhook' AND m.sent_utc IS NULL AND m.given_up_utc IS NULL AND m.due_utc <= ?
             ORDER BY m.due_utc, m.message_id
             LIMIT 1
        )");
        row.bind(now.value);
        if (!row->step()) return std::nullopt;
        claimed.message = row->int64(0);
        claimed.rule = row->int64(1);
        claimed.url = row->text(2);
        claimed.sealed_secret = row->text(3);
        claimed.body = row->text(4);
        claimed.attempts = static_cast<int>(row->int64(5)) + 1;
    }
    tx.connection()
        .prepare("UPDATE alert_message SET attempts = ?, due_utc = ? WHERE message_id = ? AND attempts = ?")
        .bind(claimed.attempts, (now + pause_after(claimed.attempts)).value, claimed.message, claimed.attempts - 1)
        .run();
    if (tx.connection().changes() == 0) return std::nullopt;
    return claimed;
}

void mark_webhook_sent(WriteTransaction& tx, std::int64_t message, core::UtcSeconds now) {
    tx.connection()
        .prepare(
            "UPDATE alert_message SET sent_utc = ?, body = '', last_problem = '' "
            "WHERE message_id = ? AND sent_utc IS NULL AND given_up_utc IS NULL")
        .bind(now.value, message)
        .run();
}

void mark_webhook_failed(WriteTransaction& tx, std::int64_t message, std::string_view problem, bool is_hopeless,
                         core::UtcSeconds now) {
    tx.connection()
        .prepare(
            "UPDATE alert_message SET last_problem = ? "
            "WHERE message_id = ? AND sent_utc IS NULL AND given_up_utc IS NULL")
        .bind(problem, message)
        .run();
    tx.connection()
        .prepare(R"(
            UPDATE alert_message SET given_up_utc = ?, body = ''
             WHERE message_id = ? AND sent_utc IS NULL AND given_up_utc IS NULL AND (? OR queued_utc <= ?)
        )")
        .bind(now.value, message, is_hopeless, (now - kWebhookPatienceSeconds).value)
        .run();
}

}  // namespace drp::storage
