#include "portal/registration.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "core/email.hpp"
#include "core/text.hpp"
#include "portal/invitations.hpp"
#include "portal/mail_texts.hpp"
#include "portal/password_rules.hpp"
#include "portal/secrets.hpp"
#include "portal/trail.hpp"
#include "storage/links.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::LinkPurpose;
using storage::MemberStatus;

/// An organisation's number as printed: its id.
std::optional<core::OrgId> organisation_of(std::string_view number) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
    if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
    return core::OrgId{id};
}

Problem email_taken() {
    return {ProblemKind::conflict, "email-taken", "There is an account with this address already.", "email",
            "Log in, or ask for a new password."};
}

}  // namespace

struct Registration::Entitlement {
    std::optional<core::MeterId> meter;
    std::optional<core::OrgId> org;
    MemberStatus status = MemberStatus::pending;
    std::optional<Claims::Shown> shown;
    std::string link_hash;  ///< of the invitation
    std::string_view by;    ///< for the trail
};

Result<storage::UserRecord> Registration::register_account(const NewAccount& asked, const Actor& visitor,
                                                           core::UtcSeconds now) {
    auto account = asked;
    if (!account.invitation.empty()) {
        auto invited = invited_address(account.invitation, now);
        if (!invited) return invited.error();
        account.email = std::move(*invited);
    }
    // Before the code: nobody uses one up, or counts as a guesser, because of a password.
    if (!core::is_email_address(account.email)) return core::no_email_address("email");
    if (auto fine = acceptable_password(account.password, account.email); !fine) return fine.error();
    const auto entitlement = entitle(account, visitor, now);
    if (!entitlement) return entitlement.error();
    if (auto free = email_is_free(account.email, visitor, now); !free) return free.error();
    auto made = make(account, *entitlement, hash_password(account.password), visitor, now);
    if (made && entitlement->meter) directory_->refresh();
    return made;
}

Result<Registration::Entitlement> Registration::entitle(const NewAccount& account, const Actor& visitor,
                                                        core::UtcSeconds now) {
    if (!account.invitation.empty()) return by_invitation(account, now);
    return account.meter_number.empty() ? by_organisation(account, visitor, now) : by_meter(account, visitor, now);
}

Result<std::string> Registration::invited_address(std::string_view token, core::UtcSeconds now) const {
    auto tx = store_->read();
    auto link = storage::find_link(tx, token_hash(token), LinkPurpose::invitation, now);
    if (!link) return invitation_not_valid();
    return std::move(link->email);
}

Result<Registration::Entitlement> Registration::by_invitation(const NewAccount& account, core::UtcSeconds now) const {
    const auto hash = token_hash(account.invitation);
    auto tx = store_->read();
    const auto link = storage::find_link(tx, hash, LinkPurpose::invitation, now);
    if (!link || !link->org) return invitation_not_valid();
    return Entitlement{.org = link->org, .status = MemberStatus::approved, .link_hash = hash, .by = "invitation"};
}

Result<Registration::Entitlement> Registration::by_meter(const NewAccount& account, const Actor& visitor,
                                                         core::UtcSeconds now) {
    std::optional<core::MeterId> meter;
    {
        auto tx = store_->read();
        const auto found = storage::find_meter(tx, account.meter_number);
        if (found && !found->org && !found->resident && !found->retired) meter = found->id;
    }
    auto shown = claims_->check(meter ? std::optional(ClaimSubject::of(*meter)) : std::nullopt, account.meter_number,
                                account.claim_code, visitor, now);
    if (!shown) return shown.error();
    return Entitlement{.meter = meter, .status = MemberStatus::approved, .shown = *shown, .by = "claim code"};
}

// The provider's own people come by invitation: its number and a code must not open everybody's meters.
Result<Registration::Entitlement> Registration::by_organisation(const NewAccount& account, const Actor& visitor,
                                                                core::UtcSeconds now) {
    std::optional<storage::OrganizationRecord> org;
    if (const auto id = organisation_of(account.organisation_number)) {
        auto tx = store_->read();
        org = storage::find_organization(tx, *id);
        if (org && org->is_provider) org.reset();
    }
    // Whoever is first becomes the administrator (org_prime_admin), so that one needs the code.
    const bool needs_code = !org || (claims_->is_required() && (org->members == 0 || !account.claim_code.empty()));
    if (!needs_code) return by_request(org->id, visitor, now);
    auto shown = claims_->check(org ? std::optional(ClaimSubject::of(org->id)) : std::nullopt,
                                account.organisation_number, account.claim_code, visitor, now);
    if (!shown) return shown.error();
    return Entitlement{.org = org->id, .status = MemberStatus::approved, .shown = *shown, .by = "claim code"};
}

Result<Registration::Entitlement> Registration::by_request(core::OrgId org, const Actor& visitor,
                                                           core::UtcSeconds now) {
    std::ptrdiff_t pending = 0;
    {
        auto tx = store_->read();
        const auto members = storage::list_users(tx, org);
        pending = std::count_if(members.begin(), members.end(),
                                [](const auto& member) { return member.status == MemberStatus::pending; });
    }
    if (pending >= kMaxPending || unproven_.add(network_of(visitor.address), now) > kMaxUnprovenPerNetwork)
        return Problem{ProblemKind::too_many_requests, "too-many-accounts",
                       "Too many people wait for approval already.", "",
                       "Wait an hour, or use the claim code of your organisation's letter."};
    return Entitlement{.org = org, .by = "request"};
}

Result<void> Registration::email_is_free(const std::string& email, const Actor& visitor, core::UtcSeconds now) {
    {
        auto tx = store_->read();
        if (!storage::find_user_by_email(tx, email)) return {};
    }
    if (auto allowed = claims_->count_guess(visitor, now); !allowed) return allowed;
    if (programme_->sends_mail && warned_.add(core::lower_ascii(email), now) == 1) {
        auto tx = store_->write();
        storage::queue_mail(tx, address_in_use_mail(*programme_, email), now);
        tx.commit();
    }
    return email_taken();
}

Result<storage::UserRecord> Registration::make(const NewAccount& account, const Entitlement& entitlement,
                                               const std::string& password_hash, const Actor& visitor,
                                               core::UtcSeconds now) {
    auto tx = store_->write();
    if (entitlement.shown)
        if (auto used = claims_->use(tx, *entitlement.shown, now); !used) return used.error();
    if (!entitlement.link_hash.empty() && !storage::use_link(tx, entitlement.link_hash, LinkPurpose::invitation, now))
        return invitation_not_valid();
    auto user = storage::create_user(tx,
                                     {.email = account.email,
                                      .first_name = account.first_name,
                                      .last_name = account.last_name,
                                      .password_hash = password_hash,
                                      .org = entitlement.org,
                                      .status = entitlement.status},
                                     now);
    if (!user) return user.error();
    if (entitlement.meter)
        if (auto assigned = storage::assign_meter(tx, *entitlement.meter, user->id); !assigned)
            return Claims::mismatch();  // somebody else has got it meanwhile
    if (user->status == MemberStatus::pending) tell_administrators(tx, *user, now);
    auto owner = visitor;
    owner.name = user->email;
    Facts facts{{"email", user->email}, {"by", std::string(entitlement.by)}};
    if (entitlement.meter) facts.emplace_back("meter", account.meter_number);
    if (user->org) facts.emplace_back("organisation", std::to_string(user->org->value));
    facts.emplace_back("status", std::string(storage::to_text(user->status)));
    book(tx, owner, {"account.register", subject_of(user->id), {}, std::move(facts)}, now);
    tx.commit();
    return user;
}

void Registration::tell_administrators(storage::WriteTransaction& tx, const storage::UserRecord& user,
                                       core::UtcSeconds now) const {
    if (!programme_->sends_mail) return;
    for (const auto& member : storage::list_users(tx, user.org))
        if (member.is_admin && member.status == MemberStatus::approved)
            storage::queue_mail(tx, waiting_member_mail(*programme_, member.email, user.email, user.org_name), now);
}

}  // namespace drp::portal
