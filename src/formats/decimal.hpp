/// Decimal text to whole Wh, exactly: no floating point on the way.
#pragma once

#include <optional>
#include <string_view>

#include "core/units.hpp"
#include "formats/verdict.hpp"

namespace drp::formats {

enum class EnergyUnit { wh, kwh };
enum class Rounding {
    refuse,          ///< a fraction of a Wh is refused: nothing may be rounded away
    half_away_zero,  ///< for predictions, which are estimates
};

struct ParsedEnergy {
    std::optional<Reason> refused;
    core::WattHours wh;
    bool is_rounded = false;
};

/// Reads [+-]digits[decimal_mark digits], at least one digit. Fails with not_a_number, too_precise (kWh), not_whole
/// (Wh) or too_large (magnitude past core::kMaxReadingWh).
[[nodiscard]] ParsedEnergy parse_energy(std::string_view text, char decimal_mark, EnergyUnit unit,
                                        Rounding rounding) noexcept;

}  // namespace drp::formats
