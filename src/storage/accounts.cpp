#include "storage/accounts.hpp"

#include <fmt/format.h>

#include "storage/organizations.hpp"

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::string_view kSelectUser = R"(
    SELECT user.id, email, first_name, last_name, password_hash, org_id, organization.name, status, is_admin,
           is_provider, user.created_utc, last_seen_utc, must_change_password, preferences,
           EXISTS (SELECT 1 FROM second_factor WHERE user_id = user.id AND confirmed_utc IS NOT NULL)
      FROM user
      LEFT JOIN organization ON organization.id = user.org_id
)";

constexpr std::string_view kSessionColumns =
    "token_hash, user_id, created_utc, last_used_utc, expires_utc, address, device";

MemberStatus status_of(std::string_view text) noexcept {
    if (text == "approved") return MemberStatus::approved;
    return text == "rejected" ? MemberStatus::rejected : MemberStatus::pending;
}

UserRecord user_of(const sql::Statement& row) {
    UserRecord user;
    user.id = {row->int64(0)};
    user.email = row->text(1);
    user.first_name = row->text(2);
    user.last_name = row->text(3);
    user.password_hash = row->text(4);
    if (!row->is_null(5)) user.org = core::OrgId{row->int64(5)};
    user.org_name = row->text(6);
    user.status = status_of(row->text(7));
    user.is_admin = row->int64(8) != 0;
    user.is_provider_member = row->int64(9) != 0;
    user.created = {row->int64(10)};
    if (!row->is_null(11)) user.last_seen = core::UtcSeconds{row->int64(11)};
    user.must_change_password = row->int64(12) != 0;
    user.preferences = row->text(13);
    user.has_second_factor = row->int64(14) != 0;
    return user;
}

Problem email_taken(std::string_view email) {
    return {ProblemKind::conflict, "email-taken", fmt::format("There is an account for {} already.", email), "email",
            "Log in, or use another address."};
}

Problem user_unknown(core::UserId id) {
    return {ProblemKind::not_found, "user-unknown", fmt::format("There is no user {}.", id.value), "", ""};
}

LoginSession session_of(const sql::Statement& row) {
    return {std::string(row->text(0)), {row->int64(1)},           {row->int64(2)},          {row->int64(3)},
            {row->int64(4)},           std::string(row->text(5)), std::string(row->text(6))};
}

/// The session outlives nobody: when its person was last seen is kept with the person.
void saw_user(WriteTransaction& tx, std::string_view token_hash, core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            UPDATE user SET last_seen_utc = $greatest(coalesce(last_seen_utc, 0), ?)
             WHERE id = (SELECT user_id FROM session WHERE token_hash = ?)
        )")
        .bind(now.value, token_hash)
        .run();
}

}  // namespace

std::string_view to_text(MemberStatus status) noexcept {
    switch (status) {
        case MemberStatus::pending:
            return "pending";
        case MemberStatus::approved:
            return "approved";
        case MemberStatus::rejected:
            return "rejected";
    }
    return "";
}

Result<UserRecord> create_user(WriteTransaction& tx, const NewUser& user, core::UtcSeconds now) {
    if (find_user_by_email(tx, user.email)) return email_taken(user.email);
    if (user.org && !find_organization(tx, *user.org))
        return Problem{ProblemKind::not_found, "organization-unknown",
                       fmt::format("There is no organization {}.", user.org->value), "organization", ""};
    tx.connection()
        .prepare(R"(
            INSERT INTO user (email, first_name, last_name, password_hash, org_id, status, is_admin, created_utc,
                              must_change_password)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(user.email, user.first_name, user.last_name, user.password_hash,
              user.org ? std::optional(user.org->value) : std::nullopt, to_text(user.status), user.is_admin && user.org,
              now.value, user.must_change_password)
        .run();
    return find_user_by_email(tx, user.email).value();  // by address: the rules have drawn the id and set the role
}

std::optional<UserRecord> find_user(Transaction& tx, core::UserId id) {
    auto row = tx.connection().prepare(fmt::format("{} WHERE user.id = ?", kSelectUser));
    row.bind(id.value);
    if (!row->step()) return std::nullopt;
    return user_of(row);
}

std::optional<UserRecord> find_user_by_email(Transaction& tx, std::string_view email) {
    auto row = tx.connection().prepare(fmt::format("{} WHERE email = ?", kSelectUser));
    row.bind(email);
    if (!row->step()) return std::nullopt;
    return user_of(row);
}

std::vector<UserRecord> list_users(Transaction& tx, std::optional<core::OrgId> org) {
    auto rows = tx.connection().prepare(
        fmt::format("{} {} ORDER BY last_name, first_name, email", kSelectUser, org ? "WHERE org_id = ?" : ""));
    if (org) rows.bind(org->value);
    std::vector<UserRecord> users;
    while (rows->step()) users.push_back(user_of(rows));
    return users;
}

Result<UserRecord> update_user(WriteTransaction& tx, core::UserId id, const UserChange& change) {
    const auto old = find_user(tx, id);
    if (!old) return user_unknown(id);
    if (change.email) {
        const auto other = find_user_by_email(tx, *change.email);
        if (other && other->id != id) return email_taken(*change.email);
    }
    if (change.is_admin.value_or(false) && !old->org)
        return Problem{ProblemKind::conflict, "user-needs-organization",
                       "An administrator is a member of an organization.", "is_admin", ""};
    tx.connection()
        .prepare(R"(
            UPDATE user
               SET email = ?, first_name = ?, last_name = ?, password_hash = ?, status = ?, is_admin = ?,
                   must_change_password = ?, preferences = ?
             WHERE id = ?
        )")
        .bind(change.email.value_or(old->email), change.first_name.value_or(old->first_name),
              change.last_name.value_or(old->last_name), change.password_hash.value_or(old->password_hash),
              to_text(change.status.value_or(old->status)), change.is_admin.value_or(old->is_admin),
              change.must_change_password.value_or(old->must_change_password),
              change.preferences.value_or(old->preferences), id.value)
        .run();
    return find_user(tx, id).value();
}

void touch_user(WriteTransaction& tx, core::UserId id, core::UtcSeconds now) {
    tx.connection().prepare("UPDATE user SET last_seen_utc = ? WHERE id = ?").bind(now.value, id.value).run();
}

void merge_preferences(WriteTransaction& tx, core::UserId id, std::string_view json) {
    tx.connection()
        .prepare("UPDATE user SET preferences = $json_merge(preferences, ?) WHERE id = ?")
        .bind(json, id.value)
        .run();
}

Result<void> delete_user(WriteTransaction& tx, core::UserId id) {
    tx.connection().prepare("DELETE FROM user WHERE id = ?").bind(id.value).run();
    if (tx.connection().changes() == 0) return user_unknown(id);
    return {};
}

void create_session(WriteTransaction& tx, const LoginSession& session) {
    tx.connection()
        .prepare(R"(
            INSERT INTO session (token_hash, user_id, created_utc, last_used_utc, expires_utc, address, device)
            VALUES (?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(session.token_hash, session.user.value, session.created.value, session.last_used.value,
              session.expires.value, session.address, session.device)
        .run();
    saw_user(tx, session.token_hash, session.last_used);
}

std::optional<LoginSession> find_session(Transaction& tx, std::string_view token_hash) {
    auto row = tx.connection().prepare(fmt::format("SELECT {} FROM session WHERE token_hash = ?", kSessionColumns));
    row.bind(token_hash);
    if (!row->step()) return std::nullopt;
    return session_of(row);
}

std::vector<LoginSession> list_sessions(Transaction& tx, core::UserId user) {
    auto rows = tx.connection().prepare(fmt::format(
        "SELECT {} FROM session WHERE user_id = ? ORDER BY last_used_utc DESC, token_hash", kSessionColumns));
    rows.bind(user.value);
    std::vector<LoginSession> sessions;
    while (rows->step()) sessions.push_back(session_of(rows));
    return sessions;
}

bool touch_session(WriteTransaction& tx, std::string_view token_hash, core::UtcSeconds last_used,
                   core::UtcSeconds expires) {
    tx.connection()
        .prepare("UPDATE session SET last_used_utc = ?, expires_utc = ? WHERE token_hash = ?")
        .bind(last_used.value, expires.value, token_hash)
        .run();
    if (tx.connection().changes() == 0) return false;
    saw_user(tx, token_hash, last_used);
    return true;
}

bool delete_session(WriteTransaction& tx, std::string_view token_hash) {
    tx.connection().prepare("DELETE FROM session WHERE token_hash = ?").bind(token_hash).run();
    return tx.connection().changes() > 0;
}

int delete_sessions_of(WriteTransaction& tx, core::UserId user, std::string_view keep) {
    tx.connection().prepare("DELETE FROM session WHERE user_id = ? AND token_hash <> ?").bind(user.value, keep).run();
    return static_cast<int>(tx.connection().changes());
}

int delete_expired_sessions(WriteTransaction& tx, core::UtcSeconds now) {
    tx.connection().prepare("DELETE FROM session WHERE expires_utc <= ?").bind(now.value).run();
    return static_cast<int>(tx.connection().changes());
}

}  // namespace drp::storage
