/// What the system administrator does with accounts: find, change, unlock, take the second factor off, delete.
///
/// The gate has let in only who may (UseCase::manage_users). Every write is booked. The provider always keeps an
/// administrator, and nobody takes his own power away. Any thread.
#pragma once

#include <optional>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/accounts.hpp"
#include "portal/actor.hpp"
#include "portal/meter_directory.hpp"
#include "portal/programme.hpp"
#include "storage/people_lists.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct Person {
    storage::UserRecord record;  ///< without hash and preferences
    bool is_locked = false;      ///< too many failed log-ins just now
};

struct PersonFilter {
    std::optional<Level> role;
    std::optional<storage::MemberStatus> status;
    std::optional<core::OrgId> organisation;
    bool is_locked = false;  ///< only those
};

/// Problem: query-invalid (sort).
[[nodiscard]] core::Result<storage::Listed<Person>> list_people(const storage::Store& store, Accounts& accounts,
                                                                const PersonFilter& filter,
                                                                const storage::PageQuery& page, core::UtcSeconds now);

/// Empty fields stay as they are.
struct PersonChange {
    std::optional<storage::MemberStatus> status;
    std::optional<bool> is_administrator;
    std::optional<bool> must_change_password;
};
/// Takes effect at the person's next request. Problems: user-not-found, own-role, last-administrator (of the
/// provider), resident-is-approved, user-needs-organization.
[[nodiscard]] core::Result<Person> change_person(storage::Store& store, Accounts& accounts, const Actor& actor,
                                                 core::UserId user, const PersonChange& change, core::UtcSeconds now);

/// Lets the account log in again after too many failures. Problem: user-not-found.
[[nodiscard]] core::Result<void> unlock_person(storage::Store& store, Accounts& accounts, const Actor& actor,
                                               core::UserId user, core::UtcSeconds now);

/// Takes the second factor and its recovery codes off the account of somebody who has lost both, ends its sessions and
/// tells the owner by mail. Never off one's own account: that takes password and code (own_account.hpp). Problems:
/// user-not-found, own-second-factor, second-factor-missing.
[[nodiscard]] core::Result<void> take_second_factor(storage::Store& store, Accounts& accounts,
                                                    const Programme& programme, const Actor& actor, core::UserId user,
                                                    core::UtcSeconds now);

/// With sessions and all that hangs on the account; a resident's meter stays. Problems: user-not-found, own-role,
/// last-administrator (of the provider).
[[nodiscard]] core::Result<void> delete_person(storage::Store& store, Accounts& accounts, MeterDirectory& directory,
                                               const Actor& actor, core::UserId user, core::UtcSeconds now);

}  // namespace drp::portal
