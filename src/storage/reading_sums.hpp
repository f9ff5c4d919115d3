/// The sums that are kept per meter and local day, and that every total is added up from.
#pragma once

#include <compare>
#include <cstdint>
#include <span>

#include "core/units.hpp"

namespace drp::storage {

/// delta = predicted - actual of an interval that has both (SPEC 2). Sums in Wh, counts in intervals.
struct ReadingSums {
    core::EnergyWh actual;
    core::EnergyWh predicted;
    core::EnergyWh saved;             ///< sum of max(0, delta)
    core::EnergyWh net;               ///< sum of delta, signed
    std::int64_t with_actual = 0;     ///< intervals that have an actual value
    std::int64_t with_predicted = 0;  ///< … a prediction
    std::int64_t with_both = 0;       ///< … both
    std::int64_t with_saving = 0;     ///< … both, and delta > 0: participation = with_saving / with_both

    friend auto operator<=>(const ReadingSums&, const ReadingSums&) = default;
    ReadingSums& operator+=(const ReadingSums& other) noexcept;
    ReadingSums& operator-=(const ReadingSums& other) noexcept;
    /// Adds one interval; either value may be core::kMissing.
    void add(core::WattHours actual_wh, core::WattHours predicted_wh) noexcept;
};

/// Adds up two columns of the same length, or of which one is empty (all missing).
[[nodiscard]] ReadingSums sum_of(std::span<const core::WattHours> actual,
                                 std::span<const core::WattHours> predicted) noexcept;

}  // namespace drp::storage
