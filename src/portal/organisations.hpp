/// What the system administrator does with organisations: find, create, rename, delete.
///
/// The gate has let in only who may (UseCase::manage_organisations). Every write is booked. Any thread.
#pragma once

#include <string_view>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/meter_directory.hpp"
#include "storage/people_lists.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// The Problem of an organisation that is not there, or not the actor's.
[[nodiscard]] core::Problem organisation_not_found();

/// Problem: query-invalid (sort).
[[nodiscard]] core::Result<storage::Listed<storage::OrganizationRow>> list_organisations(
    const storage::Store& store, const storage::OrganizationFilter& filter, const storage::PageQuery& page);

/// Problem: organization-name-taken.
[[nodiscard]] core::Result<storage::OrganizationRecord> create_organisation(storage::Store& store, const Actor& actor,
                                                                            std::string_view name,
                                                                            core::UtcSeconds now);

/// Problems: organisation-not-found, organization-name-taken.
[[nodiscard]] core::Result<storage::OrganizationRecord> rename_organisation(storage::Store& store, const Actor& actor,
                                                                            core::OrgId id, std::string_view name,
                                                                            core::UtcSeconds now);

/// What would go with it. Problem: organisation-not-found.
[[nodiscard]] core::Result<storage::OrganizationContents> organisation_contents(const storage::Store& store,
                                                                                core::OrgId id, core::UtcSeconds now);

/// With its members and what hangs on them; its meters and their readings stay and are nobody's. `confirmed_name` is
/// the name as a person typed it. Problems: organisation-not-found, confirmation-differs, provider-stays.
[[nodiscard]] core::Result<void> delete_organisation(storage::Store& store, MeterDirectory& directory,
                                                     const Actor& actor, core::OrgId id,
                                                     std::string_view confirmed_name, core::UtcSeconds now);

}  // namespace drp::portal
