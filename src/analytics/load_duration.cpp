#include "analytics/load_duration.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace drp::analytics {

std::vector<core::WattHours> load_duration_curve(std::span<const core::WattHours> series, std::size_t points) {
    if (points < 2) throw std::invalid_argument("load_duration_curve: a curve has two ends");
    std::vector<core::WattHours> sorted;
    sorted.reserve(series.size());
    std::copy_if(series.begin(), series.end(), std::back_inserter(sorted), core::is_present);
    if (sorted.empty()) return {};
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    std::vector<core::WattHours> curve(points);
    for (std::size_t k = 0; k < points; ++k) {
        const auto rank = (2 * k * (sorted.size() - 1) + (points - 1)) / (2 * (points - 1));  // rounded
        curve[k] = sorted[rank];
    }
    return curve;
}

}  // namespace drp::analytics
