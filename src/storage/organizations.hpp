/// Organisations; at most one of them is the provider.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct OrganizationRecord {
    core::OrgId id;
    std::string name;  ///< unique without regard to (ASCII) case
    bool is_provider = false;
    core::UtcSeconds created;
    int meters = 0;   ///< mapped to it
    int members = 0;  ///< users of any status
};

/// The first provider organisation gets every meter that already exists mapped to it.
/// Problems: organization-name-taken, provider-exists.
[[nodiscard]] core::Result<OrganizationRecord> create_organization(WriteTransaction& tx, std::string_view name,
                                                                   bool is_provider, core::UtcSeconds now);
[[nodiscard]] std::optional<OrganizationRecord> find_organization(Transaction& tx, core::OrgId id);
[[nodiscard]] std::optional<OrganizationRecord> find_organization_by_name(Transaction& tx, std::string_view name);
[[nodiscard]] std::optional<OrganizationRecord> provider_organization(Transaction& tx);
/// By name.
[[nodiscard]] std::vector<OrganizationRecord> list_organizations(Transaction& tx);
/// Problems: organization-unknown, organization-name-taken.
[[nodiscard]] core::Result<void> rename_organization(WriteTransaction& tx, core::OrgId id, std::string_view name);
/// With its members, their sessions, its meter mappings and its entity; the meters stay.
/// Problems: organization-unknown, and provider-has-meters while the provider has any.
[[nodiscard]] core::Result<void> delete_organization(WriteTransaction& tx, core::OrgId id);

}  // namespace drp::storage
