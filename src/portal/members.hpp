/// An organisation's own page: who belongs to it and what their state is, and its meters.
///
/// Its administrator sees and changes his own organisation alone; the system administrator any; the provider's staff
/// sees any. What belongs to another organisation is answered exactly like what does not exist. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/accounts.hpp"
#include "portal/actor.hpp"
#include "portal/meter_directory.hpp"
#include "storage/organization_meters.hpp"
#include "storage/people_lists.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// What an organisation's administrator makes of a member.
enum class MemberState : std::uint8_t { pending, rejected, approved, administrator };
[[nodiscard]] std::string_view to_text(MemberState state) noexcept;
[[nodiscard]] MemberState state_of(const storage::UserRecord& user) noexcept;

[[nodiscard]] core::Problem user_not_found();
/// Taking somebody's power away, or making him powerless. Problems: own-role for oneself; last-administrator for the
/// only one that the organisation has.
[[nodiscard]] core::Result<void> may_step_down(storage::Transaction& tx, const Actor& actor,
                                               const storage::UserRecord& user);

template <class Row>
struct OfOrganisation {
    storage::OrganizationRecord organisation;
    storage::Listed<Row> listed;
};

/// Problems: organisation-not-found, query-invalid (sort).
[[nodiscard]] core::Result<OfOrganisation<storage::UserRecord>> list_members(const storage::Store& store,
                                                                             const Actor& actor,
                                                                             std::optional<core::OrgId> asked,
                                                                             std::optional<MemberState> state,
                                                                             const storage::PageQuery& page);

/// Takes effect at the member's next request. Problems: organisation-not-found, user-not-found, own-role,
/// last-administrator.
[[nodiscard]] core::Result<storage::UserRecord> set_member_state(storage::Store& store, Accounts& accounts,
                                                                 const Actor& actor, std::optional<core::OrgId> asked,
                                                                 core::UserId user, MemberState state,
                                                                 core::UtcSeconds now);

inline constexpr int kHealthDays = 30;  ///< whole local days before today

/// Problems: organisation-not-found, query-invalid (sort).
[[nodiscard]] core::Result<OfOrganisation<storage::MeterHealthRow>> list_meters_of_organisation(
    const storage::Store& store, const Actor& actor, std::optional<core::OrgId> asked, const storage::PageQuery& page,
    core::UtcSeconds now);

/// Names a meter of one's organisation. Problem: meter-not-found.
[[nodiscard]] core::Result<void> label_own_meter(storage::Store& store, const MeterDirectory& directory,
                                                 const Actor& actor, std::string_view number, std::string_view label,
                                                 core::UtcSeconds now);

}  // namespace drp::portal
