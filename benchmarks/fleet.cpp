#include "benchmarks/fleet.hpp"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace drp::benchmarks {
namespace {

/// splitmix64: a well-mixed number for every key, so that values need no order of generation.
std::uint64_t mix(std::uint64_t key) noexcept {
    key += 0x9E3779B97F4A7C15U;
    key = (key ^ (key >> 30U)) * 0xBF58476D1CE4E5B9U;
    key = (key ^ (key >> 27U)) * 0x94D049BB133111EBU;
    return key ^ (key >> 31U);
}

/// 16 bits of `random` as a number from 0 to 1.
float share(std::uint64_t random, unsigned shift) noexcept {
    return static_cast<float>(random >> shift & 0xFFFFU) / 65536.0F;
}

float bump(double quarter, double centre, double width) {
    const double distance = (quarter - centre) / width;
    return static_cast<float>(std::exp(-distance * distance));
}

}  // namespace

core::LocalDay day_of_fleet(int index) {
    return {core::days_from_civil(kYear, 1, 1) + index};
}

Fleet::Fleet(std::size_t meters) : zone_(core::TimeZone::find(kZone).value()), meters_(meters) {
    for (std::size_t i = 0; i < meters; ++i) {
        const auto random = mix(i * 1'000'003U + 17U);
        auto& meter = meters_[i];
        meter.is_home = i % 10 != 9;
        meter.base_wh = meter.is_home ? 50.0F + 120.0F * share(random, 0) : 700.0F + 5000.0F * share(random, 0);
        meter.habit = (random >> 32U) % 8;
    }
    for (std::size_t q = 0; q < kQuarters; ++q) {
        const auto quarter = static_cast<double>(q);
        shapes_[0][q] = 0.55F + 0.6F * bump(quarter, 30, 6) + 1.15F * bump(quarter, 76, 12);
        shapes_[1][q] = 0.60F + 0.7F * bump(quarter, 42, 14) + 0.95F * bump(quarter, 76, 12);
        shapes_[2][q] = 0.60F + 1.05F / (1.0F + static_cast<float>(std::exp(-(19.0 - std::abs(quarter - 51.0)) / 2.5)));
        shapes_[3][q] = 0.58F + 0.15F * bump(quarter, 50, 14);
    }
    for (std::size_t day = 0; day < seasons_[0].size(); ++day) {
        const double of_year = 2 * std::numbers::pi * static_cast<double>(day) / 365.0;
        seasons_[0][day] = static_cast<float>(1.0 - 0.18 * std::cos(of_year) + 0.12 * std::cos(2 * of_year));
        seasons_[1][day] = static_cast<float>(1.0 - 0.10 * std::cos(of_year));
    }
}

std::string Fleet::number(std::size_t meter) const {
    return fmt::format("{}", 70'000'001 + meter * 7);
}

core::UtcRange Fleet::year() const {
    return {zone_.start_of(day_of_fleet(0)), zone_.start_of(day_of_fleet(kDaysOfYear))};
}

Fleet::Slot Fleet::slot_at(core::UtcSeconds start) const {
    const auto local = zone_.to_local(start).value;
    const auto day = core::floor_div(local, core::kSecondsPerDay);
    const auto weekday = (day + 4) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
    return {start, static_cast<std::size_t>((local - day * core::kSecondsPerDay) / kInterval.value),
            static_cast<std::size_t>((day - day_of_fleet(0).value) % kDaysOfYear), weekday == 0 || weekday == 6};
}

float Fleet::expected_wh(std::size_t meter, const Slot& slot) const noexcept {
    const auto& [is_home, base_wh, habit] = meters_[meter];
    const auto& shape = shapes_[(is_home ? 0U : 2U) + (slot.is_weekend ? 1U : 0U)];
    return base_wh * shape[(slot.quarter + habit) % kQuarters] * seasons_[is_home ? 0 : 1][slot.day_of_year];
}

core::WattHours Fleet::predicted(std::size_t meter, const Slot& slot) const noexcept {
    return {static_cast<std::int32_t>(expected_wh(meter, slot)) + (meters_[meter].is_home ? 8 : 0)};
}

core::WattHours Fleet::actual(std::size_t meter, const Slot& slot) const noexcept {
    const auto day = mix(meter << 20U ^ slot.day_of_year ^ 0xD00DU << 8U);
    const auto gap_start = (day >> 8U) % kQuarters;
    if (day % 100 == 0 && slot.quarter >= gap_start && slot.quarter < gap_start + 1 + (day >> 16U) % 8)
        return core::kMissing;
    const auto random = mix(static_cast<std::uint64_t>(slot.start.value) << 20U ^ meter);
    const bool is_home = meters_[meter].is_home;
    const float noise = (share(random, 0) + share(random, 16) - 1.0F) * (is_home ? 0.35F : 0.08F);
    float wh = expected_wh(meter, slot) * (1.0F + noise);
    if (is_home && (random >> 32U & 0x3FU) < 3) wh += 60.0F + 540.0F * share(random, 48) * share(random, 40);
    return {static_cast<std::int32_t>(wh)};
}

}  // namespace drp::benchmarks
