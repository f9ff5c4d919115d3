/// The peak-hour advisor on the provider's own fleet: which of the month's remaining hours is likely to set its peak.
///
/// See analytics/peak_hours.hpp for what is computed. The fleet's load is the sum of all meters' actual readings; an
/// hour counts only if nearly all of the meters that report in the month have reported in it. Any thread.
#pragma once

#include <optional>
#include <vector>

#include "analytics/peak_hours.hpp"
#include "core/ids.hpp"
#include "core/problem.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// Share of the month's reporting meters below which an hour is taken as missing.
inline constexpr double kReportingShare = 0.9;

struct PeakHoursView {
    core::LocalDay month_first;
    core::LocalDay month_end;
    double demand_cost_dollars_per_kw = 0;
    std::size_t meters = 0;        ///< of the fleet
    core::UtcSeconds hours_start;  ///< of the first of `hours_kw`
    std::vector<double> hours_kw;  ///< the month so far, NaN where it is not known
    analytics::PeakAdvice advice;
};

/// For the month in which `now` lies. The cost is the programme's wholesale cost. Problems: program-not-found,
/// peak-history-missing.
[[nodiscard]] core::Result<PeakHoursView> advise_peak_hours(const storage::Store& store,
                                                            std::optional<core::ProgramId> program,
                                                            core::UtcSeconds now);

}  // namespace drp::portal
