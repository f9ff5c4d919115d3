/// API tokens: what a machine shows instead of logging in. The token itself is never stored, only its SHA-256.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct NewToken {
    std::string name;  ///< for people: what it is used for
    std::string hash;  ///< SHA-256 of the token, hex
    bool may_import = false;
    bool may_export = false;
    bool may_read = false;
    std::optional<core::UserId> created_by;
    core::UtcSeconds expires;
};

struct TokenRecord {
    std::int64_t id = 0;
    std::string name;
    std::string hash;
    bool may_import = false;
    bool may_export = false;
    bool may_read = false;
    std::string created_by;  ///< e-mail; empty once that account is gone
    core::UtcSeconds created;
    core::UtcSeconds expires;
    std::optional<core::UtcSeconds> last_used;
    std::optional<core::UtcSeconds> revoked;

    [[nodiscard]] bool is_good(core::UtcSeconds now) const noexcept { return !revoked && now < expires; }
};

enum class TokenState : std::uint8_t { active, expired, revoked };

struct TokenFilter {
    std::optional<TokenState> state;
    core::UtcSeconds now;  ///< what counts as expired
};

/// Returns its number. At least one scope is needed; the hash must be new.
std::int64_t create_token(WriteTransaction& tx, const NewToken& token, core::UtcSeconds now);
/// Also finds those that have expired or were revoked.
[[nodiscard]] std::optional<TokenRecord> find_token(Transaction& tx, std::string_view hash);
[[nodiscard]] std::optional<TokenRecord> find_token(Transaction& tx, std::int64_t id);
/// Searched by name; sorted by name, created, expires, last_used. Problem: query-invalid.
[[nodiscard]] core::Result<Listed<TokenRecord>> list_tokens(Transaction& tx, const TokenFilter& filter,
                                                            const PageQuery& page);
void touch_token(WriteTransaction& tx, std::int64_t id, core::UtcSeconds now);
/// A second time changes nothing. False if there is no such token.
bool revoke_token(WriteTransaction& tx, std::int64_t id, core::UtcSeconds now);

}  // namespace drp::storage
