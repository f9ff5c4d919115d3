/// The physics of the demo fleet: reproducible noise, weather, calendar and load shapes. Included by demo_data.cpp
/// only.
///
/// Every function here is a pure function of its arguments: noise is a hash of (what it is for, which meter, which
/// period of time), never a state that is carried along, so any interval can be asked for at any time and in any order.
/// Units: kW, degrees Celsius, hours of the local day. Shapes are drawn by hand after public load research, not fitted.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/time.hpp"
#include "core/time_zone.hpp"

namespace drp::portal::demo {

/// Town square of a place in the Midwest where there is none.
inline constexpr double kLatitudeDeg = 40.1;
inline constexpr double kLongitudeDeg = -89.35;

// ---- noise
// -----------------------------------------------------------------------------------------------------------

/// What a random number is for; different purposes are independent of each other.
enum class Purpose : std::uint64_t {
    weather_day = 1,
    weather_hour,
    weather_spell,
    cloud,
    slow_load,
    fast_load,
    drift,
    forecast,
    response,
    gap,
    dropout,
    lone_gap,
    prediction_gap,
    place,
    size,
};

/// SplitMix64's finaliser (Steele, Lea, Flood 2014): a bijection whose output bits look independent.
inline std::uint64_t mix(std::uint64_t z) noexcept {
    z += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}
inline std::uint64_t bits(Purpose purpose, std::size_t meter, std::int64_t period) noexcept {
    constexpr std::uint64_t kSeed = 0x5eed'de30'0000'0000ULL;
    return mix(mix(kSeed + static_cast<std::uint64_t>(purpose) * 4096 + meter) ^ static_cast<std::uint64_t>(period));
}
/// [0, 1)
inline double uniform(Purpose purpose, std::size_t meter, std::int64_t period) noexcept {
    return static_cast<double>(bits(purpose, meter, period) >> 11) * 0x1.0p-53;
}
/// Mean 0, variance 1, within +-3.5: sum of four 16-bit uniforms. Close enough to normal for a picture.
inline double bell(Purpose purpose, std::size_t meter, std::int64_t period) noexcept {
    auto h = bits(purpose, meter, period);
    double sum = 0;
    for (int i = 0; i < 4; ++i, h >>= 16) sum += static_cast<double>(h & 0xffffU) / 65536.0;
    return (sum - 2.0) * std::numbers::sqrt3;
}
/// Bell noise that wanders smoothly: one draw each `period_s`, eased in between.
inline double wander(Purpose purpose, std::size_t meter, core::UtcSeconds t, std::int64_t period_s) noexcept {
    const auto period = core::floor_div(t.value, period_s);
    const auto x = static_cast<double>(t.value - period * period_s) / static_cast<double>(period_s);
    const auto eased = x * x * (3 - 2 * x);
    return (1 - eased) * bell(purpose, meter, period) + eased * bell(purpose, meter, period + 1);
}

// ---- calendar
// --------------------------------------------------------------------------------------------------------

enum class DayType : std::size_t { workday, saturday, sunday };

struct LocalTime {
    core::LocalDay day;
    double hour = 0;  ///< [0, 24)
    unsigned month = 1;
    unsigned day_of_month = 1;
    DayType day_type = DayType::workday;
    bool is_school_holiday = false;
};

inline std::chrono::year_month_day civil(core::LocalDay day) noexcept {
    return std::chrono::sys_days{std::chrono::days{day.value}};
}

/// Federal holidays on which offices are closed.
inline bool is_holiday(const std::chrono::year_month_day& date) {
    using namespace std::chrono;
    const auto on = [&](auto rule) { return sys_days{date} == sys_days{date.year() / rule}; };
    return on(January / 1) || on(May / Monday[last]) || on(July / 4) || on(September / Monday[1]) ||
           on(November / Thursday[4]) || on(December / 25);
}

inline bool is_school_holiday(unsigned month, unsigned day) noexcept {
    const auto date = month * 100 + day;
    return (date >= 601 && date <= 816) || date >= 1221 || date <= 104 || (date >= 322 && date <= 330) ||
           (date >= 1125 && date <= 1129);
}

inline LocalTime local_time(core::UtcSeconds t, const core::TimeZone& zone) {
    const auto local = zone.to_local(t).value;
    const auto day = core::floor_div(local, core::kSecondsPerDay);
    LocalTime result{.day = {static_cast<std::int32_t>(day)},
                     .hour = static_cast<double>(local - day * core::kSecondsPerDay) / 3600.0};
    const auto date = civil(result.day);
    const auto weekday = std::chrono::weekday{std::chrono::sys_days{date}};
    result.month = static_cast<unsigned>(date.month());
    result.day_of_month = static_cast<unsigned>(date.day());
    if (weekday == std::chrono::Sunday || is_holiday(date))
        result.day_type = DayType::sunday;
    else if (weekday == std::chrono::Saturday)
        result.day_type = DayType::saturday;
    result.is_school_holiday = is_school_holiday(result.month, result.day_of_month);
    return result;
}

// ---- weather
// ---------------------------------------------------------------------------------------------------------

/// cos of the season: +1 in the third week of July, -1 half a year later.
inline double summer(core::UtcSeconds t) noexcept {
    constexpr double kYear_s = 365.2425 * 86'400;
    constexpr double kHottest_s = 199.0 * 86'400;
    return std::cos(2 * std::numbers::pi * (static_cast<double>(t.value) - kHottest_s) / kYear_s);
}

/// Deviation of a day from the season: AR(1) with 0.7, written as the sum of the last draws so that it needs no past.
inline double day_anomaly_c(std::int64_t day) noexcept {
    double sum = 0;
    double weight = 1;
    for (int k = 0; k < 14; ++k, weight *= 0.7) sum += weight * bell(Purpose::weather_day, 0, day - k);
    return 2.4 * sum;
}

/// Hot spells in summer, cold ones in winter: in two of five ten-day blocks one of about four days.
inline double spell_c(core::UtcSeconds t) noexcept {
    constexpr std::int64_t kBlock_s = 10 * core::kSecondsPerDay;
    const auto block = core::floor_div(t.value, kBlock_s);
    double sum = 0;
    for (auto b = block - 1; b <= block + 1; ++b) {
        if (uniform(Purpose::weather_spell, 0, b) > 0.4) continue;
        const auto peak = static_cast<double>(b * kBlock_s) + uniform(Purpose::weather_spell, 1, b) * kBlock_s;
        const auto x = (static_cast<double>(t.value) - peak) / (2.0 * core::kSecondsPerDay);
        sum += 6.0 * std::exp(-x * x);
    }
    return sum * summer(t);
}

/// Hour of the sun at the town square, 12 when it is highest.
inline double solar_hour(core::UtcSeconds t) noexcept {
    const auto second = t.value - core::floor_div(t.value, core::kSecondsPerDay) * core::kSecondsPerDay;
    return static_cast<double>(second) / 3600.0 + kLongitudeDeg / 15.0;
}

/// Outdoor temperature on the full hour.
inline double temperature_on_the_hour_c(std::int64_t hour) noexcept {
    const core::UtcSeconds t{hour * 3600};
    const auto day = core::utc_day_of(t).value;
    const auto x = static_cast<double>(t.value - day * core::kSecondsPerDay) / core::kSecondsPerDay;
    const auto anomaly = (1 - x) * day_anomaly_c(day) + x * day_anomaly_c(day + 1);
    const auto diurnal = 5.5 * std::cos(2 * std::numbers::pi * (solar_hour(t) - 15.0) / 24.0);
    return 11.5 + 13.5 * summer(t) + diurnal + anomaly + spell_c(t) + 0.7 * bell(Purpose::weather_hour, 0, hour);
}

/// Sine of the sun's height above the horizon; negative at night. Declination by Cooper (1969).
inline double sun_height(core::UtcSeconds t) noexcept {
    constexpr double kRadians = std::numbers::pi / 180;
    const auto day_of_year = static_cast<double>(t.value % 31'556'952) / core::kSecondsPerDay;
    const auto declination = 23.45 * kRadians * std::sin(2 * std::numbers::pi * (284 + day_of_year) / 365.2425);
    const auto hour_angle = (solar_hour(t) - 12) * 15 * kRadians;
    return std::sin(kLatitudeDeg * kRadians) * std::sin(declination) +
           std::cos(kLatitudeDeg * kRadians) * std::cos(declination) * std::cos(hour_angle);
}

/// Share of the clear-sky sun that reaches the ground, 0.15..1.
inline double clearness(core::UtcSeconds t) noexcept {
    const auto front = wander(Purpose::cloud, 0, t, std::int64_t{30} * 3600);
    const auto passing = wander(Purpose::cloud, 1, t, std::int64_t{2} * 3600);
    return std::clamp(0.72 + 0.28 * front + 0.10 * passing, 0.15, 1.0);
}

// ---- load
// ------------------------------------------------------------------------------------------------------------

enum class LoadKind : std::size_t { home, school, office, hospital, cold_storage, pumping, street_lights };
inline constexpr std::size_t kShapes = 6;  // street lights follow the sun

/// One meter's load: base + swing x shape + weather, less solar. All kW at full shape.
struct Load {
    LoadKind kind = LoadKind::home;
    double base_kw = 0;
    double swing_kw = 0;
    double cooling_kw_per_k = 0;  ///< above 19 degrees
    double heating_kw_per_k = 0;  ///< below 12 degrees
    double solar_kw = 0;          ///< panels
    double noise = 0.1;           ///< of one interval, relative
};

using DayShape = std::array<double, 24>;  ///< share of the swing at each full hour
inline constexpr std::array<std::array<DayShape, 3>, kShapes> kDayShapes{{
    // home
    {{{.25, .20, .17, .16, .17, .24, .45, .60, .50, .40, .36, .36,
       .40, .38, .38, .44, .58, .82, 1.,  .98, .90, .76, .54, .36},
      {.28, .22, .18, .17, .17, .20, .30, .45, .58, .64, .62, .60,
       .60, .56, .54, .56, .66, .84, .98, .96, .88, .76, .58, .42},
      {.32, .25, .20, .18, .18, .20, .27, .40, .56, .66, .68, .68,
       .66, .60, .58, .60, .70, .88, 1.,  .98, .88, .72, .50, .34}}},
    // school
    {{{.08, .08, .08, .08, .10, .22, .50, .82, .95, 1.,  1.,  .98,
       .98, .97, .92, .72, .52, .40, .34, .28, .20, .12, .09, .08},
      {.08, .08, .08, .08, .08, .08, .10, .14, .20, .22, .22, .22,
       .20, .18, .16, .14, .12, .10, .10, .08, .08, .08, .08, .08},
      {.08, .08, .08, .08, .08, .08, .08, .09, .10, .10, .10, .10,
       .10, .10, .10, .10, .09, .08, .08, .08, .08, .08, .08, .08}}},
    // office
    {{{.10, .10, .10, .10, .12, .20, .42, .72, .92, 1.,  1.,  .98,
       .94, .98, 1.,  .96, .84, .58, .36, .26, .20, .15, .12, .10},
      {.10, .10, .10, .10, .10, .11, .14, .20, .28, .34, .36, .36,
       .34, .30, .26, .22, .18, .14, .12, .11, .10, .10, .10, .10},
      {.10, .10, .10, .10, .10, .10, .10, .11, .12, .13, .13, .13,
       .13, .13, .12, .12, .11, .10, .10, .10, .10, .10, .10, .10}}},
    // hospital
    {{{.30, .27, .25, .25, .28, .40, .60, .78, .90, .97, 1.,  1.,
       .99, .99, .97, .92, .85, .76, .68, .62, .56, .48, .40, .34},
      {.30, .27, .25, .25, .27, .34, .46, .58, .66, .72, .74, .74,
       .73, .72, .70, .67, .64, .60, .56, .52, .48, .42, .37, .33},
      {.30, .27, .25, .25, .27, .32, .43, .54, .62, .67, .69, .69,
       .68, .67, .65, .63, .60, .57, .54, .50, .46, .41, .36, .32}}},
    // cold storage
    {{{.55, .55, .54, .54, .56, .62, .72, .80, .86, .90, .93, .96,
       .98, 1.,  1.,  .98, .92, .84, .76, .70, .66, .62, .58, .56},
      {.52, .52, .51, .51, .52, .55, .60, .66, .70, .74, .77, .79,
       .81, .82, .82, .80, .76, .71, .66, .62, .59, .57, .55, .53},
      {.50, .50, .49, .49, .50, .51, .53, .56, .60, .63, .66, .68,
       .70, .71, .71, .70, .67, .63, .59, .56, .54, .53, .52, .51}}},
    // pumping: tanks are filled at night, people draw in the morning and in the evening
    {{{.90, .95, .95, .90, .80, .70, .78, .85, .72, .50, .38, .34,
       .34, .34, .36, .42, .55, .68, .74, .70, .60, .58, .68, .80},
      {.90, .95, .95, .90, .80, .66, .62, .68, .72, .66, .56, .48,
       .44, .42, .42, .46, .56, .66, .70, .66, .60, .58, .68, .80},
      {.90, .95, .95, .90, .80, .64, .58, .62, .70, .72, .62, .52,
       .46, .44, .44, .48, .58, .68, .74, .70, .62, .60, .68, .80}}},
}};

inline double shape_at(LoadKind kind, DayType day_type, double hour) noexcept {
    const auto& shape = kDayShapes[static_cast<std::size_t>(kind)][static_cast<std::size_t>(day_type)];
    const auto full = static_cast<std::size_t>(hour);
    const auto x = hour - static_cast<double>(full);
    return (1 - x) * shape[full] + x * shape[(full + 1) % 24];
}

/// What the meter's load would be on average: no noise, no response, no panels.
inline double expected_kw(const Load& load, const LocalTime& local, core::UtcSeconds t, double temperature_c) noexcept {
    if (load.kind == LoadKind::street_lights) {
        const auto dusk = std::clamp(0.5 - sun_height(t) * 12.0, 0.0, 1.0);
        return load.base_kw + load.swing_kw * dusk;
    }
    const bool is_closed = load.kind == LoadKind::school && local.is_school_holiday;
    const auto shape = shape_at(load.kind, is_closed ? DayType::sunday : local.day_type, local.hour);
    const auto weather_kw = load.cooling_kw_per_k * std::max(0.0, temperature_c - 19.0) +
                            load.heating_kw_per_k * std::max(0.0, 12.0 - temperature_c);
    return load.base_kw + load.swing_kw * shape + (0.35 + 0.65 * shape) * weather_kw;
}

/// Output of the panels under a sky of this clearness.
inline double solar_output_kw(const Load& load, core::UtcSeconds t, double sky) noexcept {
    const auto height = load.solar_kw > 0 ? sun_height(t) : 0.0;
    return height > 0 ? load.solar_kw * sky * std::pow(height, 1.15) : 0.0;
}

}  // namespace drp::portal::demo
