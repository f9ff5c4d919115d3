#include "portal/people.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"
#include "portal/members.hpp"
#include "portal/security_notice.hpp"
#include "portal/trail.hpp"
#include "storage/second_factors.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::Membership;
using storage::MemberStatus;

/// What level_of() says of a record, as conditions on it.
storage::UserFilter filter_of(const PersonFilter& asked) {
    storage::UserFilter filter{.org = asked.organisation, .status = asked.status};
    if (!asked.role) return filter;
    filter.is_approved = *asked.role != Level::pending;
    switch (*asked.role) {
        case Level::system_administrator:
        case Level::power_provider:
            filter.membership = Membership::provider;
            filter.is_admin = *asked.role == Level::system_administrator;
            break;
        case Level::organisation_administrator:
        case Level::organisation_user:
            filter.membership = Membership::other;
            filter.is_admin = *asked.role == Level::organisation_administrator;
            break;
        case Level::residential_user:
            filter.membership = Membership::none;
            break;
        case Level::pending:
            break;
    }
    return filter;
}

bool has(const std::vector<std::string>& locked, std::string_view email) {
    return std::find(locked.begin(), locked.end(), core::lower_ascii(email)) != locked.end();
}

/// The last administrator of another organisation may go: the system administrator makes the next.
Result<void> may_lose_power(storage::Transaction& tx, const Actor& actor, const storage::UserRecord& user) {
    auto may = may_step_down(tx, actor, user);
    if (!may && may.error().code == "last-administrator" && !user.is_provider_member) return {};
    return may;
}

void add_change(Facts& before, Facts& after, const std::string& name, std::string_view was, std::string_view is) {
    if (was == is) return;
    before.emplace_back(name, was);
    after.emplace_back(name, is);
}

std::string_view yes_no(bool value) {
    return value ? "yes" : "no";
}

void book_change(storage::WriteTransaction& tx, const Actor& actor, const storage::UserRecord& was,
                 const storage::UserRecord& is, core::UtcSeconds now) {
    Facts before;
    Facts after;
    add_change(before, after, "status", storage::to_text(was.status), storage::to_text(is.status));
    add_change(before, after, "is_administrator", yes_no(was.is_admin), yes_no(is.is_admin));
    add_change(before, after, "must_change_password", yes_no(was.must_change_password),
               yes_no(is.must_change_password));
    if (before.empty()) return;
    after.emplace_back("email", is.email);
    book(tx, actor, {"user.change", subject_of(is.id), std::move(before), std::move(after)}, now);
}

}  // namespace

Result<storage::Listed<Person>> list_people(const storage::Store& store, Accounts& accounts, const PersonFilter& asked,
                                            const storage::PageQuery& page, core::UtcSeconds now) {
    const auto locked = accounts.locked(now);
    auto filter = filter_of(asked);
    if (asked.is_locked) filter.emails = locked;
    auto tx = store.read();
    auto found = storage::list_users(tx, filter, page);
    if (!found) return found.error();
    storage::Listed<Person> people{{}, found->total};
    for (auto& record : found->rows) {
        const bool is_locked = has(locked, record.email);
        people.rows.push_back({std::move(record), is_locked});
    }
    return people;
}

Result<Person> change_person(storage::Store& store, Accounts& accounts, const Actor& actor, core::UserId user,
                             const PersonChange& change, core::UtcSeconds now) {
    auto tx = store.write();
    const auto old = storage::find_user(tx, user);
    if (!old) return user_not_found();
    if (!old->org && change.status.value_or(MemberStatus::approved) != MemberStatus::approved)
        return Problem{ProblemKind::conflict, "resident-is-approved",
                       "A residential user is approved as long as the account exists.", "status",
                       "Unassign the meter, or delete the account."};
    auto wanted = *old;
    wanted.status = change.status.value_or(old->status);
    wanted.is_admin = change.is_administrator.value_or(old->is_admin);
    const bool loses_power = (old->is_admin && !wanted.is_admin) ||
                             (old->status == MemberStatus::approved && wanted.status != MemberStatus::approved);
    if (loses_power) {
        if (auto may = may_lose_power(tx, actor, *old); !may) return may.error();
    }
    auto changed = storage::update_user(tx, user,
                                        {.status = change.status,
                                         .is_admin = change.is_administrator,
                                         .must_change_password = change.must_change_password});
    if (!changed) return changed.error();
    book_change(tx, actor, *old, *changed, now);
    tx.commit();
    accounts.recheck_all();
    return Person{std::move(*changed), has(accounts.locked(now), old->email)};
}

Result<void> unlock_person(storage::Store& store, Accounts& accounts, const Actor& actor, core::UserId user,
                           core::UtcSeconds now) {
    auto tx = store.write();
    const auto found = storage::find_user(tx, user);
    if (!found) return user_not_found();
    if (!has(accounts.locked(now), found->email)) return {};
    book(tx, actor, {"user.unlock", subject_of(user), {}, {{"email", found->email}}}, now);
    tx.commit();
    accounts.unlock(found->email);
    return {};
}

Result<void> take_second_factor(storage::Store& store, Accounts& accounts, const Programme& programme,
                                const Actor& actor, core::UserId user, core::UtcSeconds now) {
    auto tx = store.write();
    const auto owner = storage::find_user(tx, user);
    if (!owner) return user_not_found();
    if (actor.user == user)
        return Problem{ProblemKind::conflict, "own-second-factor", "Your own second factor is not taken off here.", "",
                       "Remove it on the page of your account, with your password and a code."};
    if (!owner->has_second_factor)
        return Problem{ProblemKind::conflict, "second-factor-missing", "The account has no second factor.", "", ""};
    storage::delete_second_factor(tx, user);
    const auto sessions = storage::list_sessions(tx, user);
    const int ended = storage::delete_sessions_of(tx, user);
    book(tx, actor,
         {"second-factor.take-off",
          subject_of(user),
          {},
          {{"email", owner->email}, {"sessions_ended", std::to_string(ended)}}},
         now);
    notify(tx, programme, *owner, SecurityEvent::second_factor_taken_off, now);
    tx.commit();
    accounts.forget(sessions);
    return {};
}

Result<void> delete_person(storage::Store& store, Accounts& accounts, MeterDirectory& directory, const Actor& actor,
                           core::UserId user, core::UtcSeconds now) {
    {
        auto tx = store.write();
        const auto old = storage::find_user(tx, user);
        if (!old) return user_not_found();
        if (auto may = may_lose_power(tx, actor, *old); !may) return may;
        if (auto gone = storage::delete_user(tx, user); !gone) return gone;
        book(tx, actor, {"user.delete", subject_of(user), {{"email", old->email}, {"organisation", old->org_name}}, {}},
             now);
        tx.commit();
    }
    accounts.recheck_all();
    directory.refresh();
    return {};
}

}  // namespace drp::portal
