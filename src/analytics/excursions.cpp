#include "analytics/excursions.hpp"

#include <algorithm>
#include <cmath>

namespace drp::analytics {
namespace {

constexpr std::int64_t kSecondsPerHour = 3600;
constexpr std::int64_t kPercent = 100;

/// Sums over the last `k` intervals, kept as the window moves on.
struct Window {
    std::int64_t actual_wh = 0;
    std::int64_t predicted_wh = 0;
    std::size_t missing = 0;
    std::size_t without_prediction = 0;

    void change(core::WattHours actual, core::WattHours predicted, int sign) {
        if (core::is_present(actual))
            actual_wh += sign * std::int64_t{actual.value};
        else
            missing = sign > 0 ? missing + 1 : missing - 1;
        if (core::is_present(predicted))
            predicted_wh += sign * std::int64_t{predicted.value};
        else
            without_prediction = sign > 0 ? without_prediction + 1 : without_prediction - 1;
    }

    /// How much it is, in the unit of the limit, if it is above.
    [[nodiscard]] std::optional<std::int64_t> above(const ExcursionLimit& limit, std::int64_t seconds) const {
        if (missing > 0) return std::nullopt;
        if (limit.power_w) {
            if (actual_wh * kSecondsPerHour <= *limit.power_w * seconds) return std::nullopt;
            return std::llround(static_cast<double>(actual_wh) * kSecondsPerHour / static_cast<double>(seconds));
        }
        const auto percent = limit.percent_above_prediction.value_or(0);
        if (without_prediction > 0 || predicted_wh <= 0) return std::nullopt;
        if (actual_wh * kPercent <= predicted_wh * (kPercent + percent)) return std::nullopt;
        return std::llround(static_cast<double>(actual_wh - predicted_wh) * kPercent /
                            static_cast<double>(predicted_wh));
    }
};

}  // namespace

std::optional<Excursion> latest_excursion(core::UtcSeconds start, core::IntervalSeconds step,
                                          std::span<const core::WattHours> actual,
                                          std::span<const core::WattHours> predicted, const ExcursionLimit& limit) {
    const auto k = static_cast<std::size_t>(std::max<std::int64_t>(1, limit.window_s / step.value));
    const auto window_s = static_cast<std::int64_t>(k) * step.value;
    Window window;
    std::optional<Excursion> found;
    auto latest = start;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        window.change(actual[i], predicted[i], +1);
        if (i >= k) window.change(actual[i - k], predicted[i - k], -1);
        const auto end = start + static_cast<std::int64_t>(i + 1) * step.value;
        if (core::is_present(actual[i])) latest = end;
        if (i + 1 < k || end <= limit.after) continue;
        const auto load = window.above(limit, window_s);
        if (!load) continue;
        const auto from = end - window_s;
        if (found && from - found->period.to < limit.calm_s) {
            found->period.to = end;
            found->peak = std::max(found->peak, *load);
        } else {
            found = Excursion{{from, end}, *load, false};
        }
    }
    if (found) found->is_over = latest - found->period.to >= limit.calm_s;
    return found;
}

}  // namespace drp::analytics
