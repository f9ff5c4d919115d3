/// The list of all meters: searched, filtered, sorted and paged by the database.
#pragma once

#include <optional>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/meters.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// What is empty does not matter.
struct MeterFilter {
    std::optional<bool> is_assigned;  ///< to an organisation beside the provider, or to a resident
    std::optional<core::OrgId> org;
    std::optional<bool> is_retired;
    std::optional<bool> has_place;
    std::optional<core::UtcSeconds> silent_since;  ///< no reading from then on, or none at all
};

/// Searched by number, former number, label, address, and name of the organisation; sorted by number, label,
/// organisation, last_reading. Problem: query-invalid.
[[nodiscard]] core::Result<Listed<MeterRecord>> list_meters(Transaction& tx, const MeterFilter& filter,
                                                            const PageQuery& page);

}  // namespace drp::storage
