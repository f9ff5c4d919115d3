/// What Prometheus is told beside what happens in requests: how old the data, the mails and the backups are.
#pragma once

#include <filesystem>
#include <memory>

#include "app/background.hpp"
#include "portal/imports.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// Organisations whose data have a metric of their own, by lowest id: a label must not grow without bound.
inline constexpr std::size_t kMostObservedOrganizations = 200;

/// Every 10 s: drp_build_info, drp_data_newest_timestamp_seconds (by organization_id), drp_mails…, drp_imports…,
/// drp_backup_newest_timestamp_seconds (where `backups` is not empty). Times are seconds since 1970, as Prometheus
/// wants them: the age is `time() - …`.
[[nodiscard]] std::unique_ptr<Background> observe(storage::Store& store, const portal::Imports& imports,
                                                  const std::filesystem::path& backups);

}  // namespace drp::app
