/// People and their log-in sessions.
///
/// Rules that the database keeps (SPEC 5): ids are drawn from `entity`; the first user of an organisation becomes its
/// approved administrator; a user without an organisation is approved. So what create_user() returns may differ from
/// what was asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

enum class MemberStatus { pending, approved, rejected };
[[nodiscard]] std::string_view to_text(MemberStatus status) noexcept;

struct UserRecord {
    core::UserId id;
    std::string email;
    std::string first_name;
    std::string last_name;
    std::string password_hash;  ///< bcrypt ("$2b$…"), or empty: cannot log in
    std::optional<core::OrgId> org;
    std::string org_name;  ///< empty without an organisation
    MemberStatus status = MemberStatus::pending;
    bool is_admin = false;            ///< administrator of `org`
    bool is_provider_member = false;  ///< `org` is the provider organisation
    core::UtcSeconds created;
    std::optional<core::UtcSeconds> last_seen;
    bool must_change_password = false;  ///< before anything else
    bool has_second_factor = false;     ///< one that is in force
    std::string preferences;            ///< a JSON object of the pages' own making
};

struct NewUser {
    std::string email;  ///< unique without regard to (ASCII) case
    std::string first_name;
    std::string last_name;
    std::string password_hash;
    std::optional<core::OrgId> org;
    MemberStatus status = MemberStatus::pending;
    bool is_admin = false;
    bool must_change_password = false;
};

/// What to change; an empty optional leaves the field alone.
struct UserChange {
    std::optional<std::string> email;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> password_hash;
    std::optional<MemberStatus> status;
    std::optional<bool> is_admin;
    std::optional<bool> must_change_password;
    std::optional<std::string> preferences;
};

/// Problems: email-taken, organization-unknown.
[[nodiscard]] core::Result<UserRecord> create_user(WriteTransaction& tx, const NewUser& user, core::UtcSeconds now);
[[nodiscard]] std::optional<UserRecord> find_user(Transaction& tx, core::UserId id);
[[nodiscard]] std::optional<UserRecord> find_user_by_email(Transaction& tx, std::string_view email);
/// By last name, first name, e-mail. Empty `org` means everybody.
[[nodiscard]] std::vector<UserRecord> list_users(Transaction& tx, std::optional<core::OrgId> org = std::nullopt);
/// Problems: user-unknown, email-taken, and user-needs-organization for an administrator of nothing.
[[nodiscard]] core::Result<UserRecord> update_user(WriteTransaction& tx, core::UserId id, const UserChange& change);
/// When the account was last used.
void touch_user(WriteTransaction& tx, core::UserId id, core::UtcSeconds now);
/// Lays an object of preferences over those there are (RFC 7396); `json` is one.
void merge_preferences(WriteTransaction& tx, core::UserId id, std::string_view json);
/// With sessions, meter mapping and entity. Problem: user-unknown.
[[nodiscard]] core::Result<void> delete_user(WriteTransaction& tx, core::UserId id);

/// A log-in. The token itself is never stored, only a hash of it that the caller computes (SHA-256, hex).
struct LoginSession {
    std::string token_hash;
    core::UserId user;
    core::UtcSeconds created;
    core::UtcSeconds last_used;
    core::UtcSeconds expires;
    std::string address;  ///< that it was begun from
    std::string device;   ///< what the browser calls itself
};

void create_session(WriteTransaction& tx, const LoginSession& session);
/// Also finds expired ones: what counts as expired is the caller's rule.
[[nodiscard]] std::optional<LoginSession> find_session(Transaction& tx, std::string_view token_hash);
/// All of the user's, the last used first; expired ones too.
[[nodiscard]] std::vector<LoginSession> list_sessions(Transaction& tx, core::UserId user);
/// False if there is no such session any more.
bool touch_session(WriteTransaction& tx, std::string_view token_hash, core::UtcSeconds last_used,
                   core::UtcSeconds expires);
bool delete_session(WriteTransaction& tx, std::string_view token_hash);
/// All sessions of the user, but for `keep` (empty: none is kept). Returns how many went.
int delete_sessions_of(WriteTransaction& tx, core::UserId user, std::string_view keep = {});
int delete_expired_sessions(WriteTransaction& tx, core::UtcSeconds now);

}  // namespace drp::storage
