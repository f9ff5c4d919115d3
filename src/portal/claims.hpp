/// Claim codes: what the letter to a customer holds beside the number, so that a number alone opens nothing.
///
/// A meter's code is used up by the first who registers with it. An organisation's is a join code: whoever has it
/// registers as an approved member, until it is renewed. A code is never stored; it follows from the portal's key, the
/// subject and its generation, which counts renewals (docs/decisions/0005-claim-codes.md). It has 50 bits, shown as
/// ten characters of Crockford's base 32: XXXXX-XXXXX.
///
/// Guesses are counted by network and by number, known or not, and booked as guess_limit.hpp says.
///
/// Any thread. Whoever *shows* codes to a person books that himself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/actor.hpp"
#include "portal/attempt_window.hpp"
#include "portal/guess_limit.hpp"
#include "portal/keys.hpp"
#include "storage/claims.hpp"
#include "storage/store.hpp"

namespace drp::portal {

using storage::ClaimKind;

struct ClaimSubject {
    ClaimKind kind = ClaimKind::meter;
    std::int64_t id = 0;

    [[nodiscard]] static ClaimSubject of(core::MeterId meter) { return {ClaimKind::meter, meter.value}; }
    [[nodiscard]] static ClaimSubject of(core::OrgId org) { return {ClaimKind::organization, org.value}; }
};

enum class ClaimState : std::uint8_t {
    open,     ///< its code is good
    used,     ///< a meter's, by whoever registered with it
    revoked,  ///< until it is renewed
};
/// "open", "used", "revoked"; the names of the API.
[[nodiscard]] std::string_view to_text(ClaimState state) noexcept;
[[nodiscard]] ClaimState state_of(const storage::ClaimRecord& claim) noexcept;

class Claims {
  public:
    static constexpr std::int64_t kWindowSeconds = 3600;
    static constexpr int kMaxWrongPerNetwork = 20;
    static constexpr int kMaxWrongPerNumber = 50;

    Claims(storage::Store& store, PortalKey key, bool is_required = true)
        : store_(&store),
          key_(key),
          is_required_(is_required),
          guesses_(store, {"claim.guess", "claim.guesses", "wrong_codes"}, kMaxWrongPerNetwork, kWindowSeconds) {}

    /// False in a demonstration: any code, or none, is as good as the right one.
    [[nodiscard]] bool is_required() const noexcept { return is_required_; }

    /// "4F7Q2-M0ZKX". Of that generation; no query, so it may be asked for a list of many.
    [[nodiscard]] std::string code_of(ClaimSubject subject, std::int64_t generation) const;
    /// Of the present generation, whatever its state.
    [[nodiscard]] std::string code_of(storage::Transaction& tx, ClaimSubject subject) const;
    [[nodiscard]] ClaimState state(storage::Transaction& tx, ClaimSubject subject) const;

    /// Another code, good and unused; the former one is worth nothing any more. Books it.
    void renew(storage::WriteTransaction& tx, const Actor& actor, ClaimSubject subject, std::string_view name,
               core::UtcSeconds now) const;
    /// No code is good until renew(). Books it. `name`, here and above, is the subject's in the trail: a meter's number
    /// or an organisation's id.
    void revoke(storage::WriteTransaction& tx, const Actor& actor, ClaimSubject subject, std::string_view name,
                core::UtcSeconds now) const;

    /// Proof that somebody showed the right code.
    class Shown {
      public:
        [[nodiscard]] ClaimSubject subject() const noexcept { return subject_; }

      private:
        friend class Claims;
        Shown(ClaimSubject subject, std::int64_t generation) : subject_(subject), generation_(generation) {}
        ClaimSubject subject_;
        std::int64_t generation_;
    };
    /// Compares what was typed, in a time that does not depend on it. `number` is what was typed beside it, `subject`
    /// what has that number, if anything has. Problems: number-and-code-do-not-match, alike for an unknown number, a
    /// wrong code and one that is used or revoked; too-many-guesses.
    [[nodiscard]] core::Result<Shown> check(std::optional<ClaimSubject> subject, std::string_view number,
                                            std::string_view typed, const Actor& visitor, core::UtcSeconds now);
    /// Uses a meter's code up; an organisation's stays. Problem: number-and-code-do-not-match if it was used, renewed
    /// or revoked since it was shown.
    [[nodiscard]] core::Result<void> use(storage::WriteTransaction& tx, const Shown& shown, core::UtcSeconds now) const;

    /// Counts a question that was answered as one more guess: of whoever has a right code but asks too much.
    [[nodiscard]] core::Result<void> count_guess(const Actor& visitor, core::UtcSeconds now);
    /// Books the counts of windows that are over. To be called now and then.
    void book_closed_windows(core::UtcSeconds now);

    /// The one answer to what does not fit.
    [[nodiscard]] static core::Problem mismatch();

  private:
    [[nodiscard]] core::Result<void> may_guess(std::string_view number, const Actor& visitor,
                                               core::UtcSeconds now) const;
    void wrong(std::string_view number, const Actor& visitor, core::UtcSeconds now);

    storage::Store* store_;
    PortalKey key_;
    bool is_required_;
    GuessLimit guesses_;
    AttemptWindow numbers_{kWindowSeconds};
};

}  // namespace drp::portal
