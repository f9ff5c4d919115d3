#include "storage/claims.hpp"

namespace drp::storage {
namespace {

std::optional<std::int64_t> seconds_of(const std::optional<core::UtcSeconds>& t) {
    return t ? std::optional(t->value) : std::nullopt;
}

}  // namespace

std::string_view to_text(ClaimKind kind) noexcept {
    return kind == ClaimKind::meter ? "meter" : "organization";
}

ClaimRecord find_claim(Transaction& tx, ClaimKind kind, std::int64_t subject) {
    auto row = tx.connection().prepare(
        "SELECT generation, used_utc, revoked_utc FROM claim WHERE kind = ? AND subject_id = ?");
    row.bind(to_text(kind), subject);
    if (!row->step()) return {};
    ClaimRecord claim{.generation = row->int64(0)};
    if (!row->is_null(1)) claim.used = core::UtcSeconds{row->int64(1)};
    if (!row->is_null(2)) claim.revoked = core::UtcSeconds{row->int64(2)};
    return claim;
}

void save_claim(WriteTransaction& tx, ClaimKind kind, std::int64_t subject, const ClaimRecord& claim) {
    tx.connection()
        .prepare(R"(
            INSERT INTO claim (kind, subject_id, generation, used_utc, revoked_utc)
            VALUES (?, ?, ?, ?, ?)
            $on_conflict(kind, subject_id)
               generation = $new(generation), used_utc = $new(used_utc), revoked_utc = $new(revoked_utc)
        )")
        .bind(to_text(kind), subject, claim.generation, seconds_of(claim.used), seconds_of(claim.revoked))
        .run();
}

}  // namespace drp::storage
