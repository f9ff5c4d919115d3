// The second factor of one's own account.
#include "portal/own_account.hpp"
#include "portal/second_factor.hpp"
#include "portal/secrets.hpp"
#include "portal/security_notice.hpp"
#include "portal/trail.hpp"
#include "storage/second_factors.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Problem exists() {
    return {ProblemKind::conflict, "second-factor-exists", "The account has a second factor already.", "",
            "Remove it first, then set up another."};
}

Problem wrong_code() {
    return {ProblemKind::invalid_input, "second-factor-wrong", "The code is not right, or it was used before.", "code",
            "Compare the clock of your phone with this computer's, and wait for the next code."};
}

std::vector<std::string> put_recovery_codes(storage::WriteTransaction& tx, core::UserId user) {
    auto codes = new_recovery_codes();
    std::vector<std::string> hashes;
    for (const auto& code : codes) hashes.push_back(recovery_code_hash(code));
    storage::replace_recovery_codes(tx, user, hashes);
    return codes;
}

}  // namespace

OwnAccount::SecondFactorState OwnAccount::second_factor(const Actor& actor) const {
    auto tx = store_->read();
    SecondFactorState state;
    if (const auto factor = storage::find_second_factor(tx, *actor.user)) state.since = factor->confirmed;
    state.recovery_codes_left = storage::unused_recovery_codes(tx, *actor.user);
    state.is_required = accounts_->needs_second_factor(actor.level);
    return state;
}

Result<OwnAccount::Enrolment> OwnAccount::begin_second_factor(const Actor& actor, std::string_view password,
                                                              core::UtcSeconds now) {
    if (auto fits = accounts_->confirm_password(actor, password, "password", now); !fits) return fits.error();
    const auto secret = new_totp_secret();
    auto tx = store_->write();
    if (!storage::begin_second_factor(tx, *actor.user, seal_totp_secret(key_, secret), now)) return exists();
    book(tx, actor, {"second-factor.begin", subject_of(*actor.user), {}, {}}, now);
    tx.commit();
    return Enrolment{base32_of(secret), otpauth_uri(secret, programme_->name, actor.name)};
}

Result<OwnAccount::Enrolled> OwnAccount::confirm_second_factor(const Actor& actor, std::string_view code,
                                                               core::UtcSeconds now) {
    auto tx = store_->write();
    const auto factor = storage::find_second_factor(tx, *actor.user);
    if (!factor)
        return Problem{ProblemKind::conflict, "second-factor-not-begun", "No second factor is being set up.", "",
                       "Begin by asking for a secret."};
    if (factor->confirmed) return exists();
    const auto secret = open_totp_secret(key_, factor->sealed_secret);
    const auto step = secret ? totp_step_of(*secret, code, factor->last_step, now) : std::nullopt;
    if (!step || !storage::use_second_factor_step(tx, *actor.user, *step)) return wrong_code();
    storage::confirm_second_factor(tx, *actor.user, now);
    auto codes = put_recovery_codes(tx, *actor.user);
    book(tx, actor,
         {"second-factor.enrol", subject_of(*actor.user), {}, {{"recovery_codes", std::to_string(codes.size())}}}, now);
    notify(tx, *programme_, *actor.user, SecurityEvent::second_factor_enrolled, now);
    auto log_in = commit_with_new_session(tx, actor, false, now);
    if (!log_in) return log_in.error();
    return Enrolled{std::move(codes), std::move(*log_in)};
}

Result<void> OwnAccount::use_code_in_force(storage::WriteTransaction& tx, const Actor& actor, std::string_view code,
                                           core::UtcSeconds now) {
    const auto factor = storage::find_second_factor(tx, *actor.user);
    if (!factor || !factor->confirmed)
        return Problem{ProblemKind::conflict, "second-factor-missing", "The account has no second factor.", "", ""};
    auto used = accounts_->use_code(tx, *actor.user, code, now);
    if (!used) accounts_->code_refused(actor, now);
    return used;
}

Result<Accounts::LogIn> OwnAccount::remove_second_factor(const Actor& actor, std::string_view password,
                                                         std::string_view code, core::UtcSeconds now) {
    if (auto fits = accounts_->confirm_password(actor, password, "password", now); !fits) return fits.error();
    auto tx = store_->write();
    if (auto used = use_code_in_force(tx, actor, code, now); !used) return used.error();
    storage::delete_second_factor(tx, *actor.user);
    book(tx, actor, {"second-factor.remove", subject_of(*actor.user), {}, {}}, now);
    notify(tx, *programme_, *actor.user, SecurityEvent::second_factor_removed, now);
    return commit_with_new_session(tx, actor, false, now);
}

Result<std::vector<std::string>> OwnAccount::renew_recovery_codes(const Actor& actor, std::string_view password,
                                                                  std::string_view code, core::UtcSeconds now) {
    if (auto fits = accounts_->confirm_password(actor, password, "password", now); !fits) return fits.error();
    auto tx = store_->write();
    if (auto used = use_code_in_force(tx, actor, code, now); !used) return used.error();
    auto codes = put_recovery_codes(tx, *actor.user);
    book(tx, actor,
         {"second-factor.renew-codes", subject_of(*actor.user), {}, {{"recovery_codes", std::to_string(codes.size())}}},
         now);
    notify(tx, *programme_, *actor.user, SecurityEvent::recovery_codes_renewed, now);
    tx.commit();
    return codes;
}

}  // namespace drp::portal
