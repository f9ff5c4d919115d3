/// Exact fractions, for everything that is paid: no binary rounding anywhere between a reading and a cent.
///
/// A quantity that is stated (a baseline, a nomination, a rate) is a decimal; what follows from it by +, -, x and / is
/// kept as a fraction of whole numbers of any size, and becomes a decimal again once, where it is shown or paid,
/// rounded half to even.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/multiprecision/cpp_int.hpp>

namespace drp::core {

using Exact = boost::multiprecision::cpp_rational;

/// "12.350", "-0.5": plain decimals of at most 18 digits before the point and 18 after it; no exponent, no blanks.
[[nodiscard]] std::optional<Exact> parse_exact(std::string_view text);

/// value x 10^places, rounded half to even. Throws std::overflow_error past 64 bits.
[[nodiscard]] std::int64_t scaled(const Exact& value, int places);

/// units / 10^places.
[[nodiscard]] Exact unscaled(std::int64_t units, int places);

/// Rounded half to even at `places` decimals, all of them written: "0.30", never "-0.00".
[[nodiscard]] std::string to_decimal(const Exact& value, int places);

/// The same without zeros at the end: "0.3", "12".
[[nodiscard]] std::string to_short_decimal(const Exact& value, int places);

}  // namespace drp::core
