#include "storage/second_factors.hpp"

namespace drp::storage {

std::optional<SecondFactorRecord> find_second_factor(Transaction& tx, core::UserId user) {
    auto row = tx.connection().prepare(
        "SELECT sealed_secret, created_utc, confirmed_utc, last_step FROM second_factor WHERE user_id = ?");
    row.bind(user.value);
    if (!row->step()) return std::nullopt;
    SecondFactorRecord record{std::string(row->text(0)), {row->int64(1)}, std::nullopt, row->int64(3)};
    if (!row->is_null(2)) record.confirmed = core::UtcSeconds{row->int64(2)};
    return record;
}

bool begin_second_factor(WriteTransaction& tx, core::UserId user, std::string_view sealed_secret,
                         core::UtcSeconds now) {
    auto& connection = tx.connection();
    connection
        .prepare(R"(
            UPDATE second_factor SET sealed_secret = ?, created_utc = ?, last_step = 0
             WHERE user_id = ? AND confirmed_utc IS NULL
        )")
        .bind(sealed_secret, now.value, user.value)
        .run();
    if (connection.changes() > 0) return true;
    if (find_second_factor(tx, user)) return false;
    connection.prepare("INSERT INTO second_factor (user_id, sealed_secret, created_utc) VALUES (?, ?, ?)")
        .bind(user.value, sealed_secret, now.value)
        .run();
    return true;
}

void confirm_second_factor(WriteTransaction& tx, core::UserId user, core::UtcSeconds now) {
    tx.connection()
        .prepare("UPDATE second_factor SET confirmed_utc = ? WHERE user_id = ?")
        .bind(now.value, user.value)
        .run();
}

bool use_second_factor_step(WriteTransaction& tx, core::UserId user, std::int64_t step) {
    tx.connection()
        .prepare("UPDATE second_factor SET last_step = ? WHERE user_id = ? AND last_step < ?")
        .bind(step, user.value, step)
        .run();
    return tx.connection().changes() > 0;
}

bool delete_second_factor(WriteTransaction& tx, core::UserId user) {
    tx.connection().prepare("DELETE FROM recovery_code WHERE user_id = ?").bind(user.value).run();
    tx.connection().prepare("DELETE FROM second_factor WHERE user_id = ?").bind(user.value).run();
    return tx.connection().changes() > 0;
}

void replace_recovery_codes(WriteTransaction& tx, core::UserId user, std::span<const std::string> hashes) {
    tx.connection().prepare("DELETE FROM recovery_code WHERE user_id = ?").bind(user.value).run();
    for (const auto& hash : hashes)
        tx.connection()
            .prepare("INSERT INTO recovery_code (user_id, code_hash) VALUES (?, ?)")
            .bind(user.value, hash)
            .run();
}

bool use_recovery_code(WriteTransaction& tx, core::UserId user, std::string_view hash, core::UtcSeconds now) {
    tx.connection()
        .prepare("UPDATE recovery_code SET used_utc = ? WHERE user_id = ? AND code_hash = ? AND used_utc IS NULL")
        .bind(now.value, user.value, hash)
        .run();
    return tx.connection().changes() > 0;
}

int unused_recovery_codes(Transaction& tx, core::UserId user) {
    auto row = tx.connection().prepare("SELECT count(*) FROM recovery_code WHERE user_id = ? AND used_utc IS NULL");
    row.bind(user.value);
    row->step();
    return static_cast<int>(row->int64(0));
}

}  // namespace drp::storage
