/// What the searches of anomalies.hpp share. Internal to this room.
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "analytics/anomalies.hpp"

namespace drp::analytics {

struct AnomalyContext {
    std::span<const core::WattHours> series;
    std::span<const LocalSlot> slots;
    core::IntervalSeconds interval;
    std::size_t per_day = 0;
    std::vector<double> usual_wh;  ///< u by weekday or weekend and slot; NaN where no value is above zero

    AnomalyContext(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                   core::IntervalSeconds interval);

    [[nodiscard]] double usual(std::size_t i) const {
        return usual_wh[(slots[i].is_weekend ? per_day : 0) + slots[i].slot];
    }
    [[nodiscard]] std::size_t hours(double h) const {
        return static_cast<std::size_t>(std::ceil(h / interval.hours()));
    }
    /// Mean power observed and usual over the range, and their quotient.
    [[nodiscard]] Anomaly described(AnomalyKind kind, Run range) const;
};

/// Stretches of another scale; `decades[i]` becomes -1, 0 or +1.
[[nodiscard]] std::vector<Anomaly> scale_faults(const AnomalyContext& context, std::vector<std::int8_t>& decades);

/// The length that 99 % of `lengths` do not exceed; 0 for none.
[[nodiscard]] std::size_t usual_longest(std::vector<std::size_t> lengths);

}  // namespace drp::analytics
