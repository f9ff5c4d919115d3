#include "analytics/holidays.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace drp::analytics {

namespace {

namespace ch = std::chrono;

enum class Place : std::uint8_t {
    date,  ///< the `number`-th of the month
    nth,   ///< the `number`-th such weekday of the month
    last,  ///< the last such weekday of the month
};

struct Rule {
    std::string_view name;
    ch::month month;
    Place place = Place::date;
    unsigned number = 0;
    ch::weekday weekday;
    bool is_nerc = false;
    int first_year = 0;
};

const std::array kRules{
    Rule{"New Year's Day", ch::January, Place::date, 1, {}, true},
    Rule{"Martin Luther King Day", ch::January, Place::nth, 3, ch::Monday},
    Rule{"Washington's Birthday", ch::February, Place::nth, 3, ch::Monday},
    Rule{"Memorial Day", ch::May, Place::last, 0, ch::Monday, true},
    Rule{"Juneteenth", ch::June, Place::date, 19, {}, false, 2021},
    Rule{"Independence Day", ch::July, Place::date, 4, {}, true},
    Rule{"Labor Day", ch::September, Place::nth, 1, ch::Monday, true},
    Rule{"Columbus Day", ch::October, Place::nth, 2, ch::Monday},
    Rule{"Veterans Day", ch::November, Place::date, 11, {}},
    Rule{"Thanksgiving", ch::November, Place::nth, 4, ch::Thursday, true},
    Rule{"Christmas Day", ch::December, Place::date, 25, {}, true},
};

ch::sys_days days_of(core::LocalDay day) {
    return ch::sys_days{ch::days{day.value}};
}

ch::sys_days date_of(const Rule& rule, ch::year year) {
    switch (rule.place) {
        case Place::nth:
            return year / rule.month / rule.weekday[rule.number];
        case Place::last:
            return year / rule.month / rule.weekday[ch::last];
        case Place::date:
            break;
    }
    return year / rule.month / ch::day{rule.number};
}

/// The day on which the date is kept.
ch::sys_days kept(HolidayRules rules, ch::sys_days date) {
    const ch::weekday weekday{date};
    if (weekday == ch::Sunday) return date + ch::days{1};
    if (weekday == ch::Saturday && rules == HolidayRules::us_federal) return date - ch::days{1};
    return date;
}

std::optional<std::string_view> name_by_rule(HolidayRules rules, ch::sys_days day) {
    const ch::year_month_day ymd{day};
    // Only New Year's Day can be kept in another month than its own: on 31 December.
    const bool is_new_years_eve = ymd.month() == ch::December && ymd.day() == ch::day{31};
    const auto year = is_new_years_eve ? ymd.year() + ch::years{1} : ymd.year();
    const auto month = is_new_years_eve ? ch::January : ymd.month();
    for (const auto& rule : kRules) {
        if (rule.month != month || static_cast<int>(year) < rule.first_year) continue;
        if (rules == HolidayRules::nerc && !rule.is_nerc) continue;
        if (kept(rules, date_of(rule, year)) == day) return rule.name;
    }
    return std::nullopt;
}

bool is_day_after_thanksgiving(ch::sys_days day) {
    const ch::year_month_day ymd{day};
    const ch::sys_days thanksgiving = ymd.year() / ch::November / ch::Thursday[4];
    return day == thanksgiving + ch::days{1};
}

bool has(const std::vector<core::LocalDay>& list, core::LocalDay day) {
    return std::find(list.begin(), list.end(), day) != list.end();
}

}  // namespace

std::optional<std::string_view> HolidayCalendar::name_of(core::LocalDay day) const {
    if (has(added, day)) return "own holiday";
    if (has(removed, day)) return std::nullopt;
    if (has_day_after_thanksgiving && is_day_after_thanksgiving(days_of(day))) return "Day after Thanksgiving";
    if (rules == HolidayRules::none) return std::nullopt;
    return name_by_rule(rules, days_of(day));
}

std::vector<Holiday> holidays_of(const HolidayCalendar& calendar, int year) {
    std::vector<Holiday> found;
    const core::LocalDay end{core::days_from_civil(year + 1, 1, 1)};
    for (core::LocalDay day{core::days_from_civil(year, 1, 1)}; day < end; day = day.next())
        if (const auto name = calendar.name_of(day)) found.push_back({day, *name});
    return found;
}

}  // namespace drp::analytics
