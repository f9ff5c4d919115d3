/// What became of a claim code. The codes themselves are nowhere; see portal/claims.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

enum class ClaimKind { meter, organization };
[[nodiscard]] std::string_view to_text(ClaimKind kind) noexcept;

/// A subject without a row is in generation 1, unused.
struct ClaimRecord {
    std::int64_t generation = 1;  ///< counts renewals
    std::optional<core::UtcSeconds> used;
    std::optional<core::UtcSeconds> revoked;
};

[[nodiscard]] ClaimRecord find_claim(Transaction& tx, ClaimKind kind, std::int64_t subject);
void save_claim(WriteTransaction& tx, ClaimKind kind, std::int64_t subject, const ClaimRecord& claim);

}  // namespace drp::storage
