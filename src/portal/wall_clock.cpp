#include "portal/wall_clock.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using core::UtcSeconds;

constexpr std::size_t kDayBytes = 10;  // 2026-07-12

Problem invalid(std::string_view text, std::string_view place, std::string cure) {
    return {ProblemKind::invalid_input, "time-invalid", fmt::format("'{}' is no time.", core::excerpt(text, 40)),
            std::string(place), std::move(cure)};
}

Result<UtcSeconds> inside_the_calendar(UtcSeconds t, std::string_view place) {
    const UtcSeconds first{core::days_from_civil(core::kFirstYear, 1, 1) * core::kSecondsPerDay};
    const UtcSeconds last{core::days_from_civil(core::kLastYear + 1, 1, 1) * core::kSecondsPerDay};
    if (t >= first && t < last) return t;
    return Problem{ProblemKind::invalid_input, "time-outside", "This time is before 1990 or past 2099.",
                   std::string(place), "Check the year."};
}

std::optional<int> two_digits(std::string_view text) {
    if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return std::nullopt;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

/// "16:00" and "16:00:00" as seconds.
std::optional<std::int64_t> time_of_day(std::string_view text) {
    if (text.size() == 8 && text.ends_with(":00")) text.remove_suffix(3);
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = two_digits(text.substr(0, 2));
    const auto minute = two_digits(text.substr(3));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return *hour * 3600 + *minute * 60;
}

struct Civil {
    std::chrono::year_month_day date;
    std::chrono::weekday weekday;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
};

Civil civil_of(const core::TimeZone& zone, UtcSeconds t) {
    const auto local = zone.to_local(t).value;
    const auto day = core::floor_div(local, core::kSecondsPerDay);
    const auto second = local - day * core::kSecondsPerDay;
    const std::chrono::sys_days date{std::chrono::days{day}};
    return {std::chrono::year_month_day(date), std::chrono::weekday(date), second / 3600, second / 60 % 60};
}

std::string clock_text(const Civil& civil) {
    return fmt::format("{:02}:{:02}", civil.hour, civil.minute);
}

std::string day_text(const Civil& civil) {
    static constexpr std::array<std::string_view, 7> kWeekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                               "Thursday", "Friday", "Saturday"};
    static constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                              "May",       "June",     "July",     "August",
                                                              "September", "October",  "November", "December"};
    return fmt::format("{} {} {} {}", kWeekdays[civil.weekday.c_encoding()], static_cast<unsigned>(civil.date.day()),
                       kMonths[static_cast<unsigned>(civil.date.month()) - 1], static_cast<int>(civil.date.year()));
}

}  // namespace

Result<UtcSeconds> day_or_instant(const storage::Calendar& calendar, std::string_view text, std::string_view place) {
    if (text.size() == kDayBytes) {
        const auto day = core::parse_iso_day(text);
        if (!day) return invalid(text, place, "Write a day such as 2026-07-12.");
        if (*day <= calendar.first_day() || *day >= calendar.last_day())
            return inside_the_calendar({day->value * core::kSecondsPerDay}, place);
        return calendar.start_of(*day);
    }
    const auto instant = core::parse_iso_instant(text);
    if (!instant) return invalid(text, place, "Write a day such as 2026-07-12, or an instant with its offset.");
    return inside_the_calendar(*instant, place);
}

Result<UtcSeconds> wall_clock_or_instant(const core::TimeZone& zone, std::string_view text, std::string_view place) {
    if (const auto instant = core::parse_iso_instant(text)) return inside_the_calendar(*instant, place);
    const auto cure = fmt::format("Write a time such as 2026-07-12T16:00, as clocks show it in {}.", zone.name());
    if (text.size() <= kDayBytes || (text[kDayBytes] != 'T' && text[kDayBytes] != ' '))
        return invalid(text, place, cure);
    const auto day = core::parse_iso_day(text.substr(0, kDayBytes));
    const auto time = time_of_day(text.substr(kDayBytes + 1));
    if (!day || !time) return invalid(text, place, cure);
    const auto meaning = zone.meaning({day->value * core::kSecondsPerDay + *time});
    if (meaning.kind == core::LocalMeaning::Kind::nonexistent)
        return Problem{ProblemKind::invalid_input, "time-skipped",
                       fmt::format("The clock skips {} in {}.", core::excerpt(text, 40), zone.name()),
                       std::string(place),
                       "Daylight saving time begins there: choose a time an hour later or earlier."};
    return inside_the_calendar(meaning.first, place);
}

std::optional<UtcSeconds> other_meaning(const core::TimeZone& zone, UtcSeconds t) {
    const auto meaning = zone.meaning(zone.to_local(t));
    if (meaning.kind != core::LocalMeaning::Kind::repeated) return std::nullopt;
    return t == meaning.first ? meaning.second : meaning.first;
}

std::string wall_clock_text(const core::TimeZone& zone, UtcSeconds t) {
    const auto day = zone.local_day(t);
    return fmt::format("{}T{}", core::to_iso(day), clock_text(civil_of(zone, t)));
}

std::string period_text(const core::TimeZone& zone, core::UtcRange period) {
    const auto from = civil_of(zone, period.from);
    const auto to = civil_of(zone, period.to);
    const auto until = from.date == to.date ? clock_text(to) : moment_text(zone, period.to);
    return fmt::format("{}, {} to {} ({})", day_text(from), clock_text(from), until, zone.name());
}

std::string moment_text(const core::TimeZone& zone, UtcSeconds t) {
    const auto civil = civil_of(zone, t);
    return fmt::format("{} on {}", clock_text(civil), day_text(civil));
}

}  // namespace drp::portal
