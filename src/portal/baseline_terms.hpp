/// A baseline method as it stands in a programme's terms and in a statement: its id, and its parameters as texts.
///
/// Parameters are named as the fields of analytics/baseline_method.hpp, lengths in the unit of the name:
///   day matching  day_groups (working_or_not, saturdays_apart, all_days), days_wanted, keep (all, highest,
///                 lowest_dropped, middle), keep_number, weekend_days_wanted, weekend_keep, weekend_keep_number,
///                 look_back_days (0: the whole history), low_use_share, fewest_days and weekend_fewest_days (of
///                 the ladder's last step), rolling_memory, rolling_first_days
///   time of week  look_back_days, fewest_days
///   same day      before_min, gap_before_min, after_min, gap_after_min
///   adjustment    adjustment (none, ratio, additive), adjustment_from_min, adjustment_to_min (relative to the start),
///                 cap_low, cap_high (none or a number), only_up (yes, no)
/// A statement lists all of them, so that it can be computed again when the named method has changed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/baseline_method.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/time_zone.hpp"

namespace drp::portal {

using MethodParameters = std::vector<std::pair<std::string, std::string>>;

/// The named method with these parameters in place of its own. Problems: baseline-method-unknown,
/// baseline-parameter-unknown, baseline-parameter-invalid; their place is the parameter.
[[nodiscard]] core::Result<analytics::BaselineMethod> method_with(std::string_view id,
                                                                  const MethodParameters& parameters);

/// Every parameter that the method has: what method_with() makes the same method of.
[[nodiscard]] MethodParameters parameters_of(const analytics::BaselineMethod& method);

/// Readings that a baseline of this event can depend on: the days that the method may look back on, at most 400, and
/// for a method of the same day the hours after the event.
[[nodiscard]] core::UtcRange history_of(const analytics::BaselineMethod& method, core::UtcRange event,
                                        const core::TimeZone& zone);

}  // namespace drp::portal
