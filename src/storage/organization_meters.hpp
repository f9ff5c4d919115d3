/// The meters of an organisation with how well they report.
#pragma once

#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "storage/meters.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct MeterHealthRow {
    std::string number;
    std::string label;
    std::string address;
    std::optional<GeoPoint> place;
    std::optional<core::UtcSeconds> retired;
    std::optional<core::IntervalSeconds> interval;
    std::optional<core::UtcSeconds> last_reading;  ///< start of the latest interval that has an actual value
    std::int64_t expected = 0;  ///< intervals of the days asked for, from the first reading on, until it was retired
    std::int64_t missing = 0;   ///< … that have no actual value
};

/// Local days, both included.
struct HealthDays {
    core::LocalDay first;
    core::LocalDay last;
};

/// Searched by number, label and address; sorted by number, label, last_reading. Problem: query-invalid (sort).
/// Gaps are computed for the rows of the page alone, from the daily sums.
[[nodiscard]] core::Result<Listed<MeterHealthRow>> list_organization_meters(Transaction& tx, core::OrgId org,
                                                                            HealthDays days, const PageQuery& page);

/// Problem: meter-unknown.
[[nodiscard]] core::Result<void> label_meter(WriteTransaction& tx, core::MeterId meter, std::string_view label);

}  // namespace drp::storage
