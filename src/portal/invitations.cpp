#include "portal/invitations.hpp"

#include <fmt/format.h>

#include "core/email.hpp"
#include "portal/mail_texts.hpp"
#include "portal/organisations.hpp"
#include "portal/secrets.hpp"
#include "portal/trail.hpp"
#include "storage/accounts.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::LinkPurpose;

/// The organisation, if it is there and the actor's to manage.
Result<storage::OrganizationRecord> managed(storage::Transaction& tx, const Actor& actor,
                                            std::optional<core::OrgId> asked) {
    const auto id = managed_organisation(actor, asked);
    auto org = id ? storage::find_organization(tx, *id) : std::nullopt;
    if (!org) return organisation_not_found();
    return std::move(*org);
}

}  // namespace

Problem invitation_not_valid() {
    return {ProblemKind::not_found, "link-not-valid", "This invitation is not valid any more.", "invitation",
            "Invitations are good once and for a week. Ask whoever invited you for another one."};
}

Result<Invitations::Sent> Invitations::invite(const Actor& actor, std::optional<core::OrgId> asked,
                                              std::string_view email, core::UtcSeconds now) {
    if (!core::is_email_address(email)) return core::no_email_address("email");
    auto tx = store_->write();
    const auto org = managed(tx, actor, asked);
    if (!org) return org.error();
    if (storage::find_user_by_email(tx, email))
        return Problem{ProblemKind::conflict, "email-taken", "There is an account with this address already.", "email",
                       "An account belongs to one organisation, or to a meter."};
    storage::delete_links_of(tx, org->id, LinkPurpose::invitation, email);
    if (storage::list_links_of(tx, org->id, LinkPurpose::invitation, now).size() >= kMaxOpen)
        return Problem{ProblemKind::too_many_requests, "too-many-invitations",
                       fmt::format("{} invitations are open already.", kMaxOpen), "", "Withdraw some of them first."};
    const auto token = random_token();
    storage::create_link(tx, token_hash(token),
                         {.purpose = LinkPurpose::invitation, .org = org->id, .email = std::string(email)}, now,
                         now + kLinkSeconds);
    const auto link = link_to(*programme_, "/invitation", token);
    if (programme_->sends_mail) storage::queue_mail(tx, invitation_mail(*programme_, email, org->name, link), now);
    book(tx, actor, {"invitation.send", subject_of(org->id), {}, {{"email", std::string(email)}}}, now);
    Sent sent{storage::find_link(tx, token_hash(token), LinkPurpose::invitation, now).value(),
              programme_->sends_mail ? std::string() : link};
    tx.commit();
    return sent;
}

Result<std::vector<storage::OneTimeLink>> Invitations::list(const Actor& actor, std::optional<core::OrgId> asked,
                                                            core::UtcSeconds now) const {
    auto tx = store_->read();
    const auto org = managed(tx, actor, asked);
    if (!org) return org.error();
    return storage::list_links_of(tx, org->id, LinkPurpose::invitation, now);
}

Result<void> Invitations::withdraw(const Actor& actor, std::optional<core::OrgId> asked, std::int64_t id,
                                   core::UtcSeconds now) {
    auto tx = store_->write();
    const auto org = managed(tx, actor, asked);
    if (!org) return org.error();
    const auto link = storage::take_link(tx, org->id, LinkPurpose::invitation, id, now);
    if (!link)
        return Problem{ProblemKind::not_found, "invitation-not-found", "There is no such invitation.", "",
                       "It may have been used or withdrawn, or its week is over."};
    book(tx, actor, {"invitation.withdraw", subject_of(org->id), {{"email", link->email}}, {}}, now);
    tx.commit();
    return {};
}

Result<Invitations::Invitation> Invitations::look_at(std::string_view token, core::UtcSeconds now) const {
    auto tx = store_->read();
    const auto link = storage::find_link(tx, token_hash(token), LinkPurpose::invitation, now);
    if (!link || !link->org) return invitation_not_valid();
    const auto org = storage::find_organization(tx, *link->org);
    if (!org) return invitation_not_valid();
    return Invitation{link->email, org->name, link->expires};
}

}  // namespace drp::portal
