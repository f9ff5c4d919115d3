/// Exact decimal money. Rounded only where it is shown or paid.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "core/units.hpp"

namespace drp::core {

/// Price of energy: whole micro-dollars per kWh, so "0.085 $/kWh" is exact.
struct DollarsPerKwh {
    std::int64_t micro{};
    friend constexpr auto operator<=>(const DollarsPerKwh&, const DollarsPerKwh&) = default;
};

/// An amount of money in nano-dollars: Wh x micro-dollars/kWh is exact. Up to +-9.2 thousand million dollars.
struct Dollars {
    std::int64_t nano{};
    friend constexpr auto operator<=>(const Dollars&, const Dollars&) = default;
};

/// energy x price, exactly. Source: SPEC 2, savings = sum of delta (kWh) x credit factor ($/kWh).
/// Throws std::overflow_error past the range of Dollars.
[[nodiscard]] Dollars credit(EnergyWh energy, DollarsPerKwh price);

/// "12.35": two decimals, half to even as in statements (exact.hpp).
[[nodiscard]] std::string to_cents_text(Dollars amount);

/// Reads "0.085": at most six decimals, no exponent, not negative, below 1,000,000.
[[nodiscard]] Result<DollarsPerKwh> parse_price(std::string_view text);

/// "0.085": shortest exact form.
[[nodiscard]] std::string to_text(DollarsPerKwh price);

}  // namespace drp::core
