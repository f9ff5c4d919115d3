/// The regressions of time_of_week.hpp on the days of a meter: which days train them, and a prediction for some hours.
/// Used by one event (baseline.hpp) and by placebo events. Pure; a LoadDays belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analytics/baseline.hpp"
#include "analytics/day_matching.hpp"
#include "analytics/load_days.hpp"
#include "analytics/time_of_week.hpp"

namespace drp::analytics {

/// Positions in days() of the days before `before` that train the rule's model, ascending. `passed` gets the others of
/// the look-back and may be null.
[[nodiscard]] std::vector<std::uint32_t> training_days(const TimeOfWeek& rule, const LoadDays& days,
                                                       std::span<const DayMark> marks, core::LocalDay before,
                                                       std::vector<PassedDay>* passed);

/// Nothing with fewer days than the rule wants. `temperature_c` is for each interval of the history, empty for none.
[[nodiscard]] std::optional<TimeOfWeekModel> fit_week(const TimeOfWeek& rule, const LoadDays& days,
                                                      std::span<const std::uint32_t> positions,
                                                      std::span<const double> temperature_c);

/// kW for each interval of `range`; NaN where the model knows nothing of its slot or there is no temperature.
[[nodiscard]] std::vector<double> predict_week(const TimeOfWeekModel& model, const LoadDays& days,
                                               const core::UtcRange& range, std::span<const double> temperature_c);

}  // namespace drp::analytics
