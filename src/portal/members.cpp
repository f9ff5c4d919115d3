#include "portal/members.hpp"

#include <fmt/format.h>

#include "portal/organisations.hpp"
#include "portal/trail.hpp"
#include "storage/meters.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::MemberStatus;

Result<storage::OrganizationRecord> found(storage::Transaction& tx, std::optional<core::OrgId> id) {
    auto organisation = id ? storage::find_organization(tx, *id) : std::nullopt;
    if (!organisation) return organisation_not_found();
    return std::move(*organisation);
}

storage::UserChange change_to(MemberState state) {
    storage::UserChange change;
    change.is_admin = state == MemberState::administrator;
    switch (state) {
        case MemberState::pending:
            change.status = MemberStatus::pending;
            break;
        case MemberState::rejected:
            change.status = MemberStatus::rejected;
            break;
        case MemberState::approved:
        case MemberState::administrator:
            change.status = MemberStatus::approved;
            break;
    }
    return change;
}

storage::UserFilter filter_of(core::OrgId org, std::optional<MemberState> state) {
    storage::UserFilter filter{.org = org};
    if (!state) return filter;
    const auto change = change_to(*state);
    filter.status = change.status;
    if (change.status == MemberStatus::approved) filter.is_admin = change.is_admin;
    return filter;
}

bool is_active_admin(const storage::UserRecord& user) {
    return user.is_admin && user.status == MemberStatus::approved;
}

}  // namespace

std::string_view to_text(MemberState state) noexcept {
    switch (state) {
        case MemberState::pending:
            return "pending";
        case MemberState::rejected:
            return "rejected";
        case MemberState::approved:
            return "approved";
        case MemberState::administrator:
            break;
    }
    return "administrator";
}

MemberState state_of(const storage::UserRecord& user) noexcept {
    if (user.status == MemberStatus::pending) return MemberState::pending;
    if (user.status == MemberStatus::rejected) return MemberState::rejected;
    return user.is_admin ? MemberState::administrator : MemberState::approved;
}

Problem user_not_found() {
    return {ProblemKind::not_found, "user-not-found", "There is no such account.", "user_id",
            "Look at the list again; the account may have been deleted."};
}

Result<void> may_step_down(storage::Transaction& tx, const Actor& actor, const storage::UserRecord& user) {
    if (actor.user == user.id)
        return Problem{ProblemKind::conflict, "own-role", "Nobody takes his own power away.", "user_id",
                       "Ask another administrator to do it."};
    if (is_active_admin(user) && storage::count_other_admins(tx, user.org.value(), user.id) == 0)
        return Problem{ProblemKind::conflict, "last-administrator",
                       "This is the only administrator that the organisation has.", "user_id",
                       "Make somebody else administrator first."};
    return {};
}

Result<OfOrganisation<storage::UserRecord>> list_members(const storage::Store& store, const Actor& actor,
                                                         std::optional<core::OrgId> asked,
                                                         std::optional<MemberState> state,
                                                         const storage::PageQuery& page) {
    auto tx = store.read();
    auto organisation = found(tx, visible_organisation(actor, asked));
    if (!organisation) return organisation.error();
    auto listed = storage::list_users(tx, filter_of(organisation->id, state), page);
    if (!listed) return listed.error();
    return OfOrganisation<storage::UserRecord>{std::move(*organisation), std::move(*listed)};
}

Result<storage::UserRecord> set_member_state(storage::Store& store, Accounts& accounts, const Actor& actor,
                                             std::optional<core::OrgId> asked, core::UserId user, MemberState state,
                                             core::UtcSeconds now) {
    auto tx = store.write();
    const auto organisation = found(tx, managed_organisation(actor, asked));
    if (!organisation) return organisation.error();
    const auto old = storage::find_user(tx, user);
    if (!old || old->org != organisation->id) return user_not_found();
    const auto before = state_of(*old);
    if (before == state) return *old;
    const bool is_down = state != MemberState::administrator && (is_active_admin(*old) || actor.user == user);
    if (is_down) {
        if (auto may = may_step_down(tx, actor, *old); !may) return may.error();
    }
    auto changed = storage::update_user(tx, user, change_to(state));
    if (!changed) return changed;
    book(tx, actor,
         {"user.state",
          subject_of(user),
          {{"state", std::string(to_text(before))}},
          {{"state", std::string(to_text(state))}, {"email", old->email}}},
         now);
    tx.commit();
    accounts.recheck_all();
    return changed;
}

Result<OfOrganisation<storage::MeterHealthRow>> list_meters_of_organisation(const storage::Store& store,
                                                                            const Actor& actor,
                                                                            std::optional<core::OrgId> asked,
                                                                            const storage::PageQuery& page,
                                                                            core::UtcSeconds now) {
    auto tx = store.read();
    auto organisation = found(tx, visible_organisation(actor, asked));
    if (!organisation) return organisation.error();
    const auto today = tx.calendar().local_day(now);
    const storage::HealthDays days{{today.value - kHealthDays}, today.previous()};
    auto listed = storage::list_organization_meters(tx, organisation->id, days, page);
    if (!listed) return listed.error();
    return OfOrganisation<storage::MeterHealthRow>{std::move(*organisation), std::move(*listed)};
}

Result<void> label_own_meter(storage::Store& store, const MeterDirectory& directory, const Actor& actor,
                             std::string_view number, std::string_view label, core::UtcSeconds now) {
    const auto meter = directory.find(actor, number);
    if (!meter) return meter.error();
    auto tx = store.write();
    // The directory may be a moment behind: whose the meter is counts now.
    const auto record = storage::find_meter(tx, meter->id());
    if (!record || !may_manage_user(actor, record->org)) return directory.find(Actor::visitor(), number).error();
    if (record->label == label) return {};
    if (auto named = storage::label_meter(tx, meter->id(), label); !named) return named;
    book(tx, actor,
         {"meter.label",
          fmt::format("meter {}", meter->number()),
          {{"label", record->label}},
          {{"label", std::string(label)}}},
         now);
    tx.commit();
    return {};
}

}  // namespace drp::portal
