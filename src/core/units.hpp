/// Energy and interval lengths. Every number that crosses a border carries its unit in its type.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>

namespace drp::core {

/// Energy of one interval, whole Wh, signed (net-metered customers feed back). Layout of std::int32_t: columns of
/// readings are spans of these. The smallest int32 marks a missing value, see kMissing.
struct WattHours {
    std::int32_t value{};
    friend constexpr auto operator<=>(const WattHours&, const WattHours&) = default;
};
static_assert(sizeof(WattHours) == sizeof(std::int32_t));

/// No value for this interval.
inline constexpr WattHours kMissing{std::numeric_limits<std::int32_t>::min()};
[[nodiscard]] constexpr bool is_present(WattHours wh) noexcept {
    return wh != kMissing;
}

/// Largest magnitude a reading may have: keeps max - min inside 32 bits with the missing code to spare (FOR1).
inline constexpr std::int32_t kMaxReadingWh = 1'000'000'000;

/// A sum of interval energies, Wh.
struct EnergyWh {
    std::int64_t value{};
    friend constexpr auto operator<=>(const EnergyWh&, const EnergyWh&) = default;
    constexpr EnergyWh& operator+=(EnergyWh other) noexcept {
        value += other.value;
        return *this;
    }
    friend constexpr EnergyWh operator+(EnergyWh a, EnergyWh b) noexcept { return {a.value + b.value}; }
    friend constexpr EnergyWh operator-(EnergyWh a, EnergyWh b) noexcept { return {a.value - b.value}; }
};

/// Power that is agreed on, whole W: kW with three decimals, exactly.
struct Watts {
    std::int64_t value{};
    friend constexpr auto operator<=>(const Watts&, const Watts&) = default;
    [[nodiscard]] constexpr double kw() const noexcept { return static_cast<double>(value) / 1000.0; }
};

/// Length of an interval. Only the four lengths that meters use: 5, 15, 30, 60 minutes.
struct IntervalSeconds {
    std::int32_t value{};
    friend constexpr auto operator<=>(const IntervalSeconds&, const IntervalSeconds&) = default;
    [[nodiscard]] constexpr int per_utc_day() const noexcept { return 86'400 / value; }
    [[nodiscard]] constexpr double hours() const noexcept { return value / 3600.0; }
};

inline constexpr std::array<IntervalSeconds, 4> kIntervals{{{300}, {900}, {1800}, {3600}}};

[[nodiscard]] constexpr std::optional<IntervalSeconds> interval_of(std::int64_t seconds) noexcept {
    for (auto known : kIntervals)
        if (known.value == seconds) return known;
    return std::nullopt;
}

}  // namespace drp::core
