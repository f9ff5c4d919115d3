#include "core/time.hpp"

#include <optional>

#include <date/date.h>
#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::core {
namespace {

std::string iso_date(std::int32_t days) {
    const date::year_month_day ymd{date::sys_days{date::days{days}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

/// Takes `count` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char expected) noexcept {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::int32_t> take_date(std::string_view& text) noexcept {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day || !is_date(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day))) return std::nullopt;
    return days_from_civil(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::optional<std::int64_t> take_time_of_day(std::string_view& text) noexcept {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    int second = 0;
    if (take(text, ':')) {
        const auto seconds = take_digits(text, 2);
        if (!seconds || *seconds > 59) return std::nullopt;
        second = *seconds;
    }
    return *hour * 3600 + *minute * 60 + second;
}

/// Seconds east of Greenwich: "Z", "+01:00", "-0530".
std::optional<std::int64_t> take_offset(std::string_view& text) noexcept {
    if (take(text, 'Z')) return 0;
    const int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    if (sign == 0) return std::nullopt;
    const auto hours = take_digits(text, 2);
    take(text, ':');
    const auto minutes = take_digits(text, 2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
    return sign * (*hours * 3600 + *minutes * 60);
}

std::optional<UtcSeconds> read_instant(std::string_view text) noexcept {
    const auto days = take_date(text);
    if (!days || (!take(text, 'T') && !take(text, ' '))) return std::nullopt;
    const auto time = take_time_of_day(text);
    if (!time) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return UtcSeconds{*days * kSecondsPerDay + *time - *offset};
}

}  // namespace

std::int32_t days_from_civil(int year, unsigned month, unsigned day) noexcept {
    const date::sys_days days = date::year{year} / date::month{month} / date::day{day};
    return static_cast<std::int32_t>(days.time_since_epoch().count());
}

bool is_date(int year, unsigned month, unsigned day) noexcept {
    return year >= 1 && year <= 9999 && (date::year{year} / date::month{month} / date::day{day}).ok();
}

std::string to_iso(UtcSeconds t) {
    const auto day = utc_day_of(t);
    const auto second = t - day.start();
    return fmt::format("{}T{:02}:{:02}:{:02}Z", iso_date(day.value), second / 3600, second / 60 % 60, second % 60);
}
std::string to_iso(LocalDay day) {
    return iso_date(day.value);
}
std::string to_iso(UtcDay day) {
    return iso_date(day.value);
}

Result<UtcSeconds> parse_iso_instant(std::string_view text) {
    if (const auto t = read_instant(text)) return *t;
    return Problem{ProblemKind::invalid_input, "time-invalid", fmt::format("'{}' is no instant.", excerpt(text, 40)),
                   "", "Write it as 2021-03-21T05:00:00Z, or with an offset such as +01:00."};
}

Result<LocalDay> parse_iso_day(std::string_view text) {
    auto rest = text;
    if (const auto days = take_date(rest); days && rest.empty()) return LocalDay{*days};
    return Problem{ProblemKind::invalid_input, "day-invalid", fmt::format("'{}' is no day.", excerpt(text, 40)), "",
                   "Write it as 2021-03-21."};
}

}  // namespace drp::core
