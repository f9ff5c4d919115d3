#include "portal/claims.hpp"

#include <array>

#include <fmt/format.h>

#include "core/text.hpp"
#include "portal/trail.hpp"

namespace drp::portal {
namespace {

constexpr std::size_t kCharacters = 10;
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford: no I, L, O, U
constexpr std::size_t kNumberExcerptBytes = 40;

/// What a person may have meant: no blanks and hyphens, O is 0, I and L are 1, no case.
std::string tidied(std::string_view typed) {
    std::string code;
    for (char c : typed) {
        if (c == ' ' || c == '-') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        code += c;
    }
    return code;
}

std::string name_in_trail(ClaimKind kind, std::string_view name) {
    return fmt::format("{} {}", kind == ClaimKind::meter ? "meter" : "organisation", name);
}

}  // namespace

std::string_view to_text(ClaimState state) noexcept {
    switch (state) {
        case ClaimState::open:
            return "open";
        case ClaimState::used:
            return "used";
        case ClaimState::revoked:
            break;
    }
    return "revoked";
}

ClaimState state_of(const storage::ClaimRecord& claim) noexcept {
    if (claim.revoked) return ClaimState::revoked;
    return claim.used ? ClaimState::used : ClaimState::open;
}

std::string Claims::code_of(ClaimSubject subject, std::int64_t generation) const {
    const auto mac =
        key_.code("claim", fmt::format("{}|{}|{}", storage::to_text(subject.kind), subject.id, generation));
    std::string code;
    for (std::size_t i = 0; i < kCharacters; ++i) {
        if (i == kCharacters / 2) code += '-';
        code += kAlphabet[mac[i] % kAlphabet.size()];  // 256 is a multiple of 32: no character is more likely
    }
    return code;
}

std::string Claims::code_of(storage::Transaction& tx, ClaimSubject subject) const {
    return code_of(subject, storage::find_claim(tx, subject.kind, subject.id).generation);
}

ClaimState Claims::state(storage::Transaction& tx, ClaimSubject subject) const {
    return state_of(storage::find_claim(tx, subject.kind, subject.id));
}

void Claims::renew(storage::WriteTransaction& tx, const Actor& actor, ClaimSubject subject, std::string_view name,
                   core::UtcSeconds now) const {
    const auto old = storage::find_claim(tx, subject.kind, subject.id);
    const storage::ClaimRecord renewed{.generation = old.generation + 1};
    storage::save_claim(tx, subject.kind, subject.id, renewed);
    book(tx, actor,
         {"claim.renew",
          name_in_trail(subject.kind, name),
          {{"state", std::string(to_text(state_of(old)))}, {"generation", std::to_string(old.generation)}},
          {{"state", "open"}, {"generation", std::to_string(renewed.generation)}}},
         now);
}

void Claims::revoke(storage::WriteTransaction& tx, const Actor& actor, ClaimSubject subject, std::string_view name,
                    core::UtcSeconds now) const {
    auto claim = storage::find_claim(tx, subject.kind, subject.id);
    if (claim.revoked) return;
    const std::string before(to_text(state_of(claim)));
    claim.revoked = now;
    storage::save_claim(tx, subject.kind, subject.id, claim);
    book(tx, actor, {"claim.revoke", name_in_trail(subject.kind, name), {{"state", before}}, {{"state", "revoked"}}},
         now);
}

core::Problem Claims::mismatch() {
    return {core::ProblemKind::invalid_input, "number-and-code-do-not-match",
            "Number and claim code do not belong together.", "claim_code",
            "Take both from the same letter. A meter's code is good once; your provider can send you another."};
}

core::Result<void> Claims::may_guess(std::string_view number, const Actor& visitor, core::UtcSeconds now) const {
    if (guesses_.is_open(visitor.address, now) && numbers_.count(number, now) < kMaxWrongPerNumber) return {};
    return core::Problem{core::ProblemKind::too_many_requests, "too-many-guesses", "Too many codes were wrong.", "",
                         "Wait an hour and try again, or ask your provider."};
}

core::Result<Claims::Shown> Claims::check(std::optional<ClaimSubject> subject, std::string_view number,
                                          std::string_view typed, const Actor& visitor, core::UtcSeconds now) {
    book_closed_windows(now);
    if (auto open = may_guess(number, visitor, now); !open) return open.error();
    // An unknown number costs the same: the code of a subject that cannot be is compared.
    const auto compared = subject.value_or(ClaimSubject{});
    storage::ClaimRecord claim;
    {
        auto tx = store_->read();
        claim = storage::find_claim(tx, compared.kind, compared.id);
    }
    const bool fits = core::equal_in_constant_time(tidied(typed), tidied(code_of(compared, claim.generation)));
    if (subject && (fits || !is_required_) && state_of(claim) == ClaimState::open)
        return Shown(compared, claim.generation);
    wrong(number, visitor, now);
    return mismatch();
}

core::Result<void> Claims::use(storage::WriteTransaction& tx, const Shown& shown, core::UtcSeconds now) const {
    const auto [kind, id] = shown.subject_;
    auto claim = storage::find_claim(tx, kind, id);
    if (state_of(claim) != ClaimState::open || claim.generation != shown.generation_) return mismatch();
    if (kind == ClaimKind::organization) return {};
    claim.used = now;
    storage::save_claim(tx, kind, id, claim);
    return {};
}

core::Result<void> Claims::count_guess(const Actor& visitor, core::UtcSeconds now) {
    if (auto open = may_guess({}, visitor, now); !open) return open;
    guesses_.count(visitor.address, now);
    return {};
}

void Claims::wrong(std::string_view number, const Actor& visitor, core::UtcSeconds now) {
    numbers_.add(number, now);
    guesses_.wrong(visitor, "number " + core::excerpt(number, kNumberExcerptBytes), now);
}

void Claims::book_closed_windows(core::UtcSeconds now) {
    (void)numbers_.take_closed(now);
    guesses_.book_closed_windows(now);
}

}  // namespace drp::portal
