#include "analytics/temperature.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace drp::analytics {

std::vector<double> temperatures_at(std::span<const Temperature> readings, std::span<const core::UtcSeconds> instants) {
    const auto is_earlier = [](const Temperature& a, const Temperature& b) { return a.time < b.time; };
    if (!std::is_sorted(readings.begin(), readings.end(), is_earlier) ||
        !std::is_sorted(instants.begin(), instants.end()))
        throw std::invalid_argument("temperatures_at: readings and instants must ascend");
    std::vector<double> result(instants.size(), std::numeric_limits<double>::quiet_NaN());
    auto after = readings.begin();
    for (std::size_t i = 0; i < instants.size(); ++i) {
        const auto at = instants[i];
        while (after != readings.end() && after->time < at) ++after;
        if (after == readings.end()) break;
        if (after->time == at) {
            result[i] = after->celsius;
        } else if (after != readings.begin()) {
            const auto& before = *std::prev(after);
            const auto apart = after->time - before.time;
            if (apart > kLongestBridgeSeconds) continue;
            const double share = static_cast<double>(at - before.time) / static_cast<double>(apart);
            result[i] = before.celsius + share * (after->celsius - before.celsius);
        }
    }
    return result;
}

}  // namespace drp::analytics
