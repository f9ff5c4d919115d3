#include "analytics/load_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "analytics/power.hpp"

namespace drp::analytics {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kNearBase = 0.025;
constexpr double kNearPeak = 0.975;
constexpr std::int32_t kYearOfWeeks = 364;

void require_same_length(std::span<const core::WattHours> series, std::span<const LocalSlot> slots) {
    if (series.size() != slots.size()) throw std::invalid_argument("load statistics: as many slots as values");
}

std::vector<core::WattHours> sorted_present(std::span<const core::WattHours> series) {
    std::vector<core::WattHours> values;
    values.reserve(series.size());
    std::copy_if(series.begin(), series.end(), std::back_inserter(values), core::is_present);
    std::sort(values.begin(), values.end());
    return values;
}

/// Mean of the lowest interval of each day that has at least half of its intervals, Wh.
double mean_daily_minimum(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                          core::IntervalSeconds interval) {
    const auto needed = static_cast<std::size_t>(interval.per_utc_day()) / 2;
    double sum = 0;
    double days = 0;
    for (std::size_t begin = 0; begin < series.size();) {
        std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
        std::size_t present = 0;
        auto end = begin;
        for (; end < series.size() && slots[end].day == slots[begin].day; ++end) {
            if (!core::is_present(series[end])) continue;
            lowest = std::min(lowest, series[end].value);
            ++present;
        }
        if (present >= needed) {
            sum += lowest;
            days += 1;
        }
        begin = end;
    }
    return days > 0 ? sum / days : kNaN;
}

}  // namespace

double quantile_of_sorted(std::span<const core::WattHours> ascending, double p) {
    const double rank = p * static_cast<double>(ascending.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(rank), ascending.size() - 1);
    const auto above = std::min(below + 1, ascending.size() - 1);
    const double share = rank - static_cast<double>(below);
    return ascending[below].value + share * (static_cast<double>(ascending[above].value) - ascending[below].value);
}

std::optional<LoadStatistics> load_statistics(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                                              core::IntervalSeconds interval) {
    require_same_length(series, slots);
    const auto sorted = sorted_present(series);
    if (sorted.empty()) return std::nullopt;
    const double kw_of_wh = 3.6 / interval.value;
    double sum = 0;
    for (const auto wh : sorted) sum += wh.value;
    LoadStatistics figures{
        .mean_kw = sum / static_cast<double>(sorted.size()) * kw_of_wh,
        .near_base_kw = quantile_of_sorted(sorted, kNearBase) * kw_of_wh,
        .near_peak_kw = quantile_of_sorted(sorted, kNearPeak) * kw_of_wh,
        .base_kw = mean_daily_minimum(series, slots, interval) * kw_of_wh,
        .lowest_kw = power_kw(sorted.front(), interval),
        .peak_kw = power_kw(sorted.back(), interval),
        .peak_at = static_cast<std::size_t>(std::find(series.begin(), series.end(), sorted.back()) - series.begin()),
        .load_factor = kNaN,
        .n = sorted.size()};
    if (sorted.front().value >= 0 && sorted.back().value > 0) figures.load_factor = figures.mean_kw / figures.peak_kw;
    return figures;
}

std::optional<double> YearOnYear::change() const noexcept {
    if (pairs == 0 || earlier.value <= 0) return std::nullopt;
    return static_cast<double>((energy - earlier).value) / static_cast<double>(earlier.value);
}

YearOnYear year_on_year(const LocalSeries& later, const LocalSeries& earlier, core::IntervalSeconds interval) {
    require_same_length(later.series, later.slots);
    require_same_length(earlier.series, earlier.slots);
    YearOnYear result;
    if (later.series.empty() || earlier.series.empty()) return result;
    // The earlier period by local day and slot; of a repeated hour the first pass stays.
    const auto per_day = static_cast<std::size_t>(interval.per_utc_day());
    const auto cell = [per_day](std::size_t day, std::size_t slot) { return day * per_day + slot; };
    const auto days = earlier.slots.back().day + std::size_t{1};
    std::vector<core::WattHours> before(days * per_day, core::kMissing);
    for (std::size_t i = earlier.series.size(); i-- > 0;)
        before[cell(earlier.slots[i].day, earlier.slots[i].slot)] = earlier.series[i];
    for (std::size_t i = 0; i < later.series.size(); ++i) {
        const auto& slot = later.slots[i];
        const auto day = later.first_day.value + slot.day - kYearOfWeeks - earlier.first_day.value;
        if (day < 0 || static_cast<std::size_t>(day) >= days) continue;
        auto& wh = before[cell(static_cast<std::size_t>(day), slot.slot)];
        if (!core::is_present(wh) || !core::is_present(later.series[i])) continue;
        result.energy += {later.series[i].value};
        result.earlier += {wh.value};
        ++result.pairs;
        wh = core::kMissing;  // an hour that comes twice has one pair
    }
    return result;
}

}  // namespace drp::analytics
