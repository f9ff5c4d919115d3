/// Organisations and people page by page, for lists that stay fast with thousands of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "storage/accounts.hpp"
#include "storage/organizations.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct OrganizationFilter {
    std::optional<bool> has_members;
    std::optional<bool> has_meters;
    std::optional<bool> has_waiting;  ///< members who wait for approval
};

struct OrganizationRow {
    OrganizationRecord organization;
    int waiting = 0;  ///< members who wait for approval
};

/// Searched by name and number; sorted by name, created, members, meters. Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<OrganizationRow>> list_organizations(Transaction& tx,
                                                                       const OrganizationFilter& filter,
                                                                       const PageQuery& page);

/// Whose member somebody is.
enum class Membership { none, provider, other };

struct UserFilter {
    std::optional<core::OrgId> org;
    std::optional<MemberStatus> status;
    std::optional<Membership> membership;
    std::optional<bool> is_admin;
    std::optional<bool> is_approved;
    std::optional<std::vector<std::string>> emails;  ///< one of these, without regard to case
};

/// Without password hashes and preferences. Searched by e-mail and name; sorted by name, email, organisation, status,
/// created, last_seen. Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<UserRecord>> list_users(Transaction& tx, const UserFilter& filter,
                                                          const PageQuery& page);

/// What goes when an organisation is deleted.
struct OrganizationContents {
    std::int64_t members = 0;
    std::int64_t sessions = 0;               ///< of its members, not expired
    std::int64_t invitations = 0;            ///< that could still be taken up
    std::int64_t meters = 0;                 ///< that become nobody's; their readings stay
    std::vector<std::string> member_emails;  ///< the first few
    std::vector<std::string> meter_numbers;
};
inline constexpr int kContentsShown = 10;

/// Empty for an organisation that is not there.
[[nodiscard]] OrganizationContents contents_of(Transaction& tx, core::OrgId id, core::UtcSeconds now);

/// Administrators of the organisation who are approved, but for `except`.
[[nodiscard]] int count_other_admins(Transaction& tx, core::OrgId org, core::UserId except);

}  // namespace drp::storage
