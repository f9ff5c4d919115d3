/// Which days are holidays: by rule for any year, and by the programme's own list.
///
/// Two sets of rules are computed, never typed in per year:
///   nerc        New Year's Day, Memorial Day (last Monday of May), Independence Day, Labor Day (first Monday of
///               September), Thanksgiving (fourth Thursday of November), Christmas. One that falls on a Sunday is kept
///               on the Monday after it; one on a Saturday stays there.
///   us_federal  the six above and Martin Luther King Day (third Monday of January), Washington's Birthday (third
///               Monday of February), Juneteenth (19 June, from 2021 on), Columbus Day (second Monday of October),
///               Veterans Day (11 November). One on a Sunday is kept on the Monday after, one on a Saturday on the
///               Friday before it: 31 December 2021 is New Year's Day of 2022.
/// Where a holiday is kept on another day, that other day is the holiday and the date itself is an ordinary Saturday or
/// Sunday. `added` wins over `removed`, `removed` over the rules; their order does not matter.
/// Sources: NERC's list of additional off-peak days; 5 U.S.C. 6103. Pure values, any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace drp::analytics {

enum class HolidayRules {
    none,
    nerc,
    us_federal,
};

struct HolidayCalendar {
    HolidayRules rules = HolidayRules::none;
    bool has_day_after_thanksgiving = false;  ///< the Friday after the fourth Thursday of November, every year
    std::vector<core::LocalDay> added;
    std::vector<core::LocalDay> removed;

    [[nodiscard]] bool is_holiday(core::LocalDay day) const { return name_of(day).has_value(); }
    /// "Labor Day"; "own holiday" for an added day; nothing for a day that is none. Not a copy: lives for ever.
    [[nodiscard]] std::optional<std::string_view> name_of(core::LocalDay day) const;
};

struct Holiday {
    core::LocalDay day;
    std::string_view name;
};

/// The days that are kept as holidays in a calendar year, in order.
[[nodiscard]] std::vector<Holiday> holidays_of(const HolidayCalendar& calendar, int year);

}  // namespace drp::analytics
