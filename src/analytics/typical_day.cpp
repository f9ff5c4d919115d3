#include "analytics/typical_day.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "analytics/load_statistics.hpp"

namespace drp::analytics {

namespace {

SlotQuantiles quantiles_of(std::span<core::WattHours> values, core::IntervalSeconds interval) {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    if (values.empty()) return {kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, 0};
    std::sort(values.begin(), values.end());
    const double kw_of_wh = 3.6 / interval.value;
    const double sum = std::accumulate(values.begin(), values.end(), 0.0,
                                       [](double so_far, core::WattHours wh) { return so_far + wh.value; });
    const auto at = [&](double p) { return quantile_of_sorted(values, p) * kw_of_wh; };
    return {.mean_kw = sum / static_cast<double>(values.size()) * kw_of_wh,
            .p10_kw = at(0.10),
            .p25_kw = at(0.25),
            .p50_kw = at(0.50),
            .p75_kw = at(0.75),
            .p90_kw = at(0.90),
            .n = static_cast<std::uint32_t>(values.size())};
}

}  // namespace

DayType day_type(core::LocalDay day, std::span<const core::LocalDay> holidays_ascending) noexcept {
    const auto weekday = ((day.value + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 = Monday
    if (weekday == 6 || std::binary_search(holidays_ascending.begin(), holidays_ascending.end(), day))
        return DayType::sunday;
    return weekday == 5 ? DayType::saturday : DayType::weekday;
}

std::array<TypicalDay, kDayTypes> typical_days(std::span<const core::WattHours> series,
                                               std::span<const LocalSlot> slots, core::LocalDay first_day,
                                               core::IntervalSeconds interval,
                                               std::span<const core::LocalDay> holidays_ascending) {
    if (series.size() != slots.size()) throw std::invalid_argument("typical days: as many slots as values are needed");
    const auto per_day = static_cast<std::size_t>(interval.per_utc_day());
    std::array<TypicalDay, kDayTypes> result;
    std::vector<DayType> types(slots.empty() ? 0 : slots.back().day + std::size_t{1});
    std::vector<bool> has_value(types.size());
    for (std::size_t d = 0; d < types.size(); ++d)
        types[d] = day_type({first_day.value + static_cast<std::int32_t>(d)}, holidays_ascending);

    // The values sorted into one bucket for each type and slot: counted, then placed.
    const auto bucket = [&](std::size_t i) {
        return static_cast<std::size_t>(types[slots[i].day]) * per_day + slots[i].slot;
    };
    std::vector<std::size_t> end(kDayTypes * per_day + 1);
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!core::is_present(series[i])) continue;
        ++end[bucket(i) + 1];
        has_value[slots[i].day] = true;
    }
    std::partial_sum(end.begin(), end.end(), end.begin());
    std::vector<core::WattHours> values(end.back());
    auto next = end;
    for (std::size_t i = 0; i < series.size(); ++i)
        if (core::is_present(series[i])) values[next[bucket(i)]++] = series[i];

    for (std::size_t d = 0; d < types.size(); ++d)
        if (has_value[d]) ++result[static_cast<std::size_t>(types[d])].days;
    for (std::size_t t = 0; t < kDayTypes; ++t)
        for (std::size_t s = 0; s < per_day; ++s) {
            const auto b = t * per_day + s;
            result[t].slots.push_back(quantiles_of(std::span(values).subspan(end[b], end[b + 1] - end[b]), interval));
        }
    return result;
}

}  // namespace drp::analytics
