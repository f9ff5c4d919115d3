/// Totals: of one meter from its blocks, of many from the daily sums, of all from the fleet's. The sums are never
/// stale, because they change in the same transaction as the readings.
#pragma once

#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/reading_sums.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// Local days from `first` to `last`, both included.
struct LocalDays {
    core::LocalDay first;
    core::LocalDay last;
};

struct DayTotal {
    core::LocalDay day;
    std::int64_t meters = 0;  ///< that have any value on that day
    ReadingSums sums;
};

[[nodiscard]] ReadingSums totals(Transaction& tx, core::MeterId meter, LocalDays days);
/// An interval belongs to its start.
[[nodiscard]] ReadingSums totals(Transaction& tx, core::MeterId meter, core::UtcRange range);

/// One meter day by day; days without any value are left out.
[[nodiscard]] std::vector<DayTotal> daily_totals(Transaction& tx, core::MeterId meter, LocalDays days);
/// The same over all days that it has readings of.
[[nodiscard]] std::vector<DayTotal> daily_totals(Transaction& tx, core::MeterId meter);
/// A set of meters, added up per day. Ids each once, any order.
[[nodiscard]] std::vector<DayTotal> daily_totals(Transaction& tx, std::span<const core::MeterId> meters,
                                                 LocalDays days);
/// All meters.
[[nodiscard]] std::vector<DayTotal> fleet_daily_totals(Transaction& tx, LocalDays days);

/// Per meter over the days, all meters of the store that have any value there, by id: rankings and lists.
struct MeterTotal {
    core::MeterId meter;
    ReadingSums sums;
};
[[nodiscard]] std::vector<MeterTotal> totals_per_meter(Transaction& tx, LocalDays days);
/// The same for the meters of one organisation, or of one residential user.
[[nodiscard]] std::vector<MeterTotal> totals_per_meter(Transaction& tx, core::OrgId org, LocalDays days);
[[nodiscard]] std::vector<MeterTotal> totals_per_meter(Transaction& tx, core::UserId resident, LocalDays days);

}  // namespace drp::storage
