#include "storage/mails.hpp"

#include <algorithm>

namespace drp::storage {
namespace {

std::int64_t pause_after(std::int64_t attempts) {
    constexpr std::int64_t kMostDoublings = 10;
    return std::min(kShortestMailPauseSeconds << std::min(attempts - 1, kMostDoublings), kLongestMailPauseSeconds);
}

}  // namespace

std::int64_t queue_mail(WriteTransaction& tx, const NewMail& mail, core::UtcSeconds now) {
    tx.connection()
        .prepare("INSERT INTO mail (recipient, subject, body, created_utc, due_utc) VALUES (?, ?, ?, ?, ?)")
        .bind(mail.recipient, mail.subject, mail.body, now.value, now.value)
        .run();
    return tx.connection().last_insert_id();
}

bool has_due_mail(Transaction& tx, core::UtcSeconds now) {
    auto row = tx.connection().prepare(
        "SELECT 1 FROM mail WHERE sent_utc IS NULL AND given_up_utc IS NULL AND due_utc <= ? LIMIT 1");
    row.bind(now.value);
    return row->step();
}

std::optional<ClaimedMail> claim_due_mail(WriteTransaction& tx, core::UtcSeconds now) {
    ClaimedMail mail;
    {
        auto row = tx.connection().prepare(R"(
            SELECT mail_id, recipient, subject, body, attempts, created_utc
              FROM mail
             WHERE sent_utc IS NULL AND given_up_utc IS NULL AND due_utc <= ?
             ORDER BY due_utc, mail_id
             LIMIT 1
        )");
        row.bind(now.value);
        if (!row->step()) return std::nullopt;
        mail.id = row->int64(0);
        mail.recipient = row->text(1);
        mail.subject = row->text(2);
        mail.body = row->text(3);
        mail.attempts = static_cast<int>(row->int64(4)) + 1;
        mail.created = {row->int64(5)};
    }
    // Asked again with the count seen: an engine with several writers lets one of them through.
    tx.connection()
        .prepare("UPDATE mail SET attempts = ?, due_utc = ? WHERE mail_id = ? AND attempts = ? AND sent_utc IS NULL")
        .bind(mail.attempts, (now + pause_after(mail.attempts)).value, mail.id, mail.attempts - 1)
        .run();
    if (tx.connection().changes() == 0) return std::nullopt;
    return mail;
}

void mark_mail_sent(WriteTransaction& tx, std::int64_t id, core::UtcSeconds now) {
    tx.connection()
        .prepare("UPDATE mail SET sent_utc = ?, body = '', last_problem = '' WHERE mail_id = ?")
        .bind(now.value, id)
        .run();
}

void mark_mail_failed(WriteTransaction& tx, std::int64_t id, std::string_view problem, bool is_hopeless,
                      core::UtcSeconds now) {
    tx.connection().prepare("UPDATE mail SET last_problem = ? WHERE mail_id = ?").bind(problem, id).run();
    tx.connection()
        .prepare(R"(
            UPDATE mail SET given_up_utc = ?, body = ''
             WHERE mail_id = ? AND (? OR created_utc <= ?)
        )")
        .bind(now.value, id, is_hopeless, (now - kMailPatienceSeconds).value)
        .run();
}

MailCounts count_mails(Transaction& tx) {
    auto row = tx.connection().prepare(R"(
        SELECT (SELECT count(*) FROM mail WHERE sent_utc IS NULL AND given_up_utc IS NULL),
               (SELECT count(*) FROM mail WHERE given_up_utc IS NOT NULL),
               (SELECT min(created_utc) FROM mail WHERE sent_utc IS NULL AND given_up_utc IS NULL)
    )");
    (void)row->step();
    MailCounts counts{row->int64(0), row->int64(1), std::nullopt};
    if (!row->is_null(2)) counts.oldest_waiting = core::UtcSeconds{row->int64(2)};
    return counts;
}

int delete_old_mails(WriteTransaction& tx, core::UtcSeconds before) {
    tx.connection()
        .prepare("DELETE FROM mail WHERE sent_utc < ? OR given_up_utc < ?")
        .bind(before.value, before.value)
        .run();
    return static_cast<int>(tx.connection().changes());
}

}  // namespace drp::storage
