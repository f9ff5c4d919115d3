/// Times as people write and read them: days and wall clocks of the provider's zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "storage/calendar.hpp"

namespace drp::portal {

/// "2026-07-12" (the start of that local day) or an instant with its offset. Problems at `place`: time-invalid,
/// time-outside (before 1990 or past 2099).
[[nodiscard]] core::Result<core::UtcSeconds> day_or_instant(const storage::Calendar& calendar, std::string_view text,
                                                            std::string_view place);

/// "2026-07-12T16:00" on the wall clock of the zone, or an instant with its offset. A time that the clock shows twice
/// is the first of the two, unless its offset says otherwise; one that it skips is refused. Problems at `place`:
/// time-invalid, time-skipped, time-outside.
[[nodiscard]] core::Result<core::UtcSeconds> wall_clock_or_instant(const core::TimeZone& zone, std::string_view text,
                                                                   std::string_view place);

/// The other instant at which the wall clock shows the same; nothing on all but one hour of the year.
[[nodiscard]] std::optional<core::UtcSeconds> other_meaning(const core::TimeZone& zone, core::UtcSeconds t);

/// "2026-07-12T16:00", for programs.
[[nodiscard]] std::string wall_clock_text(const core::TimeZone& zone, core::UtcSeconds t);

/// "Sunday 12 July 2026, 16:00 to 18:00 (America/Chicago)", for people; with both days where they differ.
[[nodiscard]] std::string period_text(const core::TimeZone& zone, core::UtcRange period);
/// "16:00 on Sunday 12 July 2026".
[[nodiscard]] std::string moment_text(const core::TimeZone& zone, core::UtcSeconds t);

}  // namespace drp::portal
