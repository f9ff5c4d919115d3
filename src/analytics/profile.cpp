#include "analytics/profile.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "analytics/power.hpp"

namespace drp::analytics {

namespace {

class MeanCells {
  public:
    MeanCells(std::size_t count, core::IntervalSeconds interval) : cells_(count), interval_(interval) {}

    void add(std::size_t cell, core::WattHours wh) {
        if (!core::is_present(wh)) return;
        cells_[cell].energy.value += wh.value;
        ++cells_[cell].n;
    }
    [[nodiscard]] std::vector<MeanPower> means() const {
        std::vector<MeanPower> result(cells_.size());
        std::transform(cells_.begin(), cells_.end(), result.begin(), [this](const Cell& cell) -> MeanPower {
            if (cell.n == 0) return {.kw = std::numeric_limits<double>::quiet_NaN(), .n = 0};
            return {.kw = power_kw(cell.energy, cell.n * interval_.hours()), .n = cell.n};
        });
        return result;
    }

  private:
    struct Cell {
        core::EnergyWh energy;
        std::uint32_t n = 0;
    };
    std::vector<Cell> cells_;
    core::IntervalSeconds interval_;
};

void require_same_length(std::span<const core::WattHours> series, std::span<const LocalSlot> slots) {
    if (series.size() != slots.size()) throw std::invalid_argument("profile: as many slots as values are needed");
}

}  // namespace

std::vector<LocalSlot> local_slots(core::UtcSeconds first, core::IntervalSeconds interval, std::size_t count,
                                   const core::TimeZone& zone) {
    std::vector<LocalSlot> slots(count);
    const auto first_day = zone.local_day(first).value;
    for (std::size_t i = 0; i < count; ++i) {
        const auto local = zone.to_local(first + static_cast<std::int64_t>(i) * interval.value).value;
        const auto day = core::floor_div(local, core::kSecondsPerDay);
        const auto second_of_day = local - day * core::kSecondsPerDay;
        const auto weekday = ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 = Monday
        slots[i] = {.day = static_cast<std::uint16_t>(day - first_day),
                    .slot = static_cast<std::uint16_t>(second_of_day / interval.value),
                    .is_weekend = weekday >= 5};
    }
    return slots;
}

DailyProfile daily_profile(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                           core::IntervalSeconds interval) {
    require_same_length(series, slots);
    const auto per_day = static_cast<std::size_t>(interval.per_utc_day());
    MeanCells weekday(per_day, interval);
    MeanCells weekend(per_day, interval);
    for (std::size_t i = 0; i < series.size(); ++i)
        (slots[i].is_weekend ? weekend : weekday).add(slots[i].slot, series[i]);
    return {.weekday = weekday.means(), .weekend = weekend.means()};
}

std::vector<MeanPower> heat_map(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                                core::IntervalSeconds interval) {
    require_same_length(series, slots);
    if (series.empty()) return {};
    const auto slots_per_hour = static_cast<std::size_t>(3600 / interval.value);
    MeanCells cells((slots.back().day + std::size_t{1}) * 24, interval);
    for (std::size_t i = 0; i < series.size(); ++i)
        cells.add(slots[i].day * std::size_t{24} + slots[i].slot / slots_per_hour, series[i]);
    return cells.means();
}

}  // namespace drp::analytics
