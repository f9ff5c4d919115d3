/// Mean power over an interval: P (kW) = E (Wh) / 1000 / interval (h).
///
/// An axis that says kW shows this and never an energy. Missing is NaN. Pure, any thread.
#pragma once

#include <limits>
#include <span>

#include "core/units.hpp"

namespace drp::analytics {

[[nodiscard]] constexpr double power_kw(core::WattHours energy, core::IntervalSeconds interval) noexcept {
    if (!core::is_present(energy)) return std::numeric_limits<double>::quiet_NaN();
    return energy.value * 3.6 / interval.value;  // Wh * 3600 s/h / (1000 W/kW * s)
}

/// Mean power while `energy` flowed during `hours`, which must be positive.
[[nodiscard]] constexpr double power_kw(core::EnergyWh energy, double hours) noexcept {
    return static_cast<double>(energy.value) / 1000.0 / hours;
}

/// Fills `out`, which is as long as `energy` (std::invalid_argument).
void power_kw(std::span<const core::WattHours> energy, core::IntervalSeconds interval, std::span<double> out);

}  // namespace drp::analytics
