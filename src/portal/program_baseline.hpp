/// The baseline of a meter for an event by the terms of its programme.
#pragma once

#include <unordered_map>
#include <vector>

#include "analytics/baseline.hpp"
#include "core/problem.hpp"
#include "core/time_zone.hpp"
#include "storage/outages.hpp"
#include "storage/programs.hpp"
#include "storage/series.hpp"
#include "storage/settlement_inputs.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// What is the same for all meters of an event. Belongs to one thread (TimeZone).
struct BaselineBasis {
    analytics::BaselineMethod method;
    analytics::HolidayCalendar holidays;
    core::TimeZone zone;
    core::UtcRange event;
    core::UtcRange history;             ///< readings that a baseline can depend on
    storage::EventStarts other_events;  ///< in that time
    storage::OutageDays outages;
};

/// Days that the history touches.
[[nodiscard]] storage::DayRange days_touched(core::UtcRange range, const core::TimeZone& zone);

/// The holiday rule with the programme's own days.
[[nodiscard]] analytics::HolidayCalendar holidays_of(const storage::ProgramTerms& terms);

/// Problems: those of method_with().
[[nodiscard]] core::Result<BaselineBasis> baseline_basis(storage::Transaction& tx, const storage::ProgramTerms& terms,
                                                         core::UtcRange event, core::EventId id,
                                                         const core::TimeZone& zone);

/// Problems: no-readings, and those of analytics::compute_baseline(). `firm_level` is the participant's.
[[nodiscard]] core::Result<analytics::Baseline> meter_baseline(storage::Transaction& tx, const BaselineBasis& basis,
                                                               core::MeterId meter,
                                                               const std::optional<core::Watts>& firm_level,
                                                               const storage::SeriesColumns& readings);

}  // namespace drp::portal
