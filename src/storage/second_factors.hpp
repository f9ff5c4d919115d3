/// Second factors (TOTP) and recovery codes, as they lie in the store: the secret sealed, the codes hashed. What a code
/// is worth is decided in portal/second_factor.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct SecondFactorRecord {
    std::string sealed_secret;
    core::UtcSeconds created;
    std::optional<core::UtcSeconds> confirmed;  ///< none: begun, not yet in force
    std::int64_t last_step = 0;                 ///< the last time step whose code was used
};

[[nodiscard]] std::optional<SecondFactorRecord> find_second_factor(Transaction& tx, core::UserId user);
/// Takes the place of one that was begun and not confirmed. False if one is in force.
bool begin_second_factor(WriteTransaction& tx, core::UserId user, std::string_view sealed_secret, core::UtcSeconds now);
/// Puts it in force.
void confirm_second_factor(WriteTransaction& tx, core::UserId user, core::UtcSeconds now);
/// False if this step or a later one was used before.
bool use_second_factor_step(WriteTransaction& tx, core::UserId user, std::int64_t step);
/// With its recovery codes. False if there was none.
bool delete_second_factor(WriteTransaction& tx, core::UserId user);

/// In place of those there were.
void replace_recovery_codes(WriteTransaction& tx, core::UserId user, std::span<const std::string> hashes);
/// False if there is no such code or it was used before.
bool use_recovery_code(WriteTransaction& tx, core::UserId user, std::string_view hash, core::UtcSeconds now);
[[nodiscard]] int unused_recovery_codes(Transaction& tx, core::UserId user);

}  // namespace drp::storage
