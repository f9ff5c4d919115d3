#include "analytics/power.hpp"

#include <algorithm>
#include <stdexcept>

namespace drp::analytics {

void power_kw(std::span<const core::WattHours> energy, core::IntervalSeconds interval, std::span<double> out) {
    if (energy.size() != out.size()) throw std::invalid_argument("power_kw: buffer of another length");
    std::transform(energy.begin(), energy.end(), out.begin(),
                   [interval](core::WattHours wh) { return power_kw(wh, interval); });
}

}  // namespace drp::analytics
