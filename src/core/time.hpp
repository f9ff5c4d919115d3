/// Instants and days. Stored time is UTC; a label is the start of its interval.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/problem.hpp"

namespace drp::core {

inline constexpr std::int64_t kSecondsPerDay = 86'400;

/// An instant: seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct UtcSeconds {
    std::int64_t value{};
    friend constexpr auto operator<=>(const UtcSeconds&, const UtcSeconds&) = default;
    friend constexpr UtcSeconds operator+(UtcSeconds t, std::int64_t seconds) noexcept { return {t.value + seconds}; }
    friend constexpr UtcSeconds operator-(UtcSeconds t, std::int64_t seconds) noexcept { return {t.value - seconds}; }
    friend constexpr std::int64_t operator-(UtcSeconds a, UtcSeconds b) noexcept { return a.value - b.value; }
};

/// A reading of a wall clock: seconds since 1970-01-01 00:00 *on that clock*. Means nothing without a TimeZone.
struct LocalSeconds {
    std::int64_t value{};
    friend constexpr auto operator<=>(const LocalSeconds&, const LocalSeconds&) = default;
};

/// A UTC day, counted from 1970-01-01. Always 24 hours.
struct UtcDay {
    std::int32_t value{};
    friend constexpr auto operator<=>(const UtcDay&, const UtcDay&) = default;
    [[nodiscard]] constexpr UtcSeconds start() const noexcept { return {value * kSecondsPerDay}; }
    [[nodiscard]] constexpr UtcDay next() const noexcept { return {value + 1}; }
    [[nodiscard]] constexpr UtcDay previous() const noexcept { return {value - 1}; }
};

/// A civil day in the provider's zone, counted from 1970-01-01. 23, 24 or 25 hours.
struct LocalDay {
    std::int32_t value{};
    friend constexpr auto operator<=>(const LocalDay&, const LocalDay&) = default;
    [[nodiscard]] constexpr LocalDay next() const noexcept { return {value + 1}; }
    [[nodiscard]] constexpr LocalDay previous() const noexcept { return {value - 1}; }
};

/// A half-open range of instants, [from, to).
struct UtcRange {
    UtcSeconds from;
    UtcSeconds to;
    friend constexpr auto operator<=>(const UtcRange&, const UtcRange&) = default;
    [[nodiscard]] constexpr bool is_empty() const noexcept { return to <= from; }
};

[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0);
}
[[nodiscard]] constexpr UtcDay utc_day_of(UtcSeconds t) noexcept {
    return {static_cast<std::int32_t>(floor_div(t.value, kSecondsPerDay))};
}

/// The years that readings may carry. Anything else is a typing error or a clock that was never set.
inline constexpr int kFirstYear = 1990;
inline constexpr int kLastYear = 2099;

/// Days since 1970-01-01 of a proleptic Gregorian date. The date must exist, see is_date().
[[nodiscard]] std::int32_t days_from_civil(int year, unsigned month, unsigned day) noexcept;
/// True for real dates of any year from 1 to 9999: 31 February is none.
[[nodiscard]] bool is_date(int year, unsigned month, unsigned day) noexcept;

/// "2021-03-21T05:00:00Z"
[[nodiscard]] std::string to_iso(UtcSeconds t);
/// "2021-03-21"
[[nodiscard]] std::string to_iso(LocalDay day);
[[nodiscard]] std::string to_iso(UtcDay day);

/// Reads "2021-03-21T05:00:00Z", "2021-03-21T05:00Z", "…+01:00"; an offset is required. 'T' may be a blank.
[[nodiscard]] Result<UtcSeconds> parse_iso_instant(std::string_view text);
/// Reads "2021-03-21".
[[nodiscard]] Result<LocalDay> parse_iso_day(std::string_view text);

}  // namespace drp::core
