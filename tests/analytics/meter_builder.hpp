/// Meters for the tests of baselines: a history that says what it holds, day by day.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analytics/baseline.hpp"
#include "analytics/load_days.hpp"
#include "core/time_zone.hpp"
#include "series_builder.hpp"

namespace drp::test {

inline constexpr core::IntervalSeconds kQuarterHour{900};
inline constexpr core::IntervalSeconds kHalfHour{1800};
inline constexpr core::IntervalSeconds kHour{3600};

inline core::TimeZone zone(const char* name = "America/Chicago") {
    return core::TimeZone::find(name).value();
}
inline core::LocalDay day(const char* iso) {
    return core::parse_iso_day(iso).value();
}
inline core::UtcSeconds instant(const std::string& iso) {
    return core::parse_iso_instant(iso).value();
}

/// Whole local days, one after another.
class MeterBuilder {
  public:
    using Load = std::function<double(core::LocalDay, std::int64_t second_of_day)>;  ///< kW

    explicit MeterBuilder(const char* first_day, core::IntervalSeconds interval = kHour,
                          core::TimeZone in = zone("America/Chicago"))
        : zone_(std::move(in)), interval_(interval), next_(day(first_day)), start_(zone_.start_of(next_)) {}

    /// `count` more days, each reading from `load`.
    MeterBuilder& days(int count, const Load& load) {
        for (int i = 0; i < count; ++i, next_ = next_.next())
            for (auto t = zone_.start_of(next_); t < zone_.start_of(next_.next()); t = t + interval_.value)
                energy_.push_back(wh(load(next_, zone_.to_local(t).value - next_.value * core::kSecondsPerDay)));
        return *this;
    }
    /// One more day for each level, flat (kW).
    MeterBuilder& flat_days(std::initializer_list<double> levels_kw) {
        for (const auto level : levels_kw) days(1, [level](auto, auto) { return level; });
        return *this;
    }
    /// Overwrites the hours [from, to) of a day by the wall clock, e.g. set("2026-06-01", 14, 16, 5.0).
    MeterBuilder& set(const char* iso_day, double from_hour, double to_hour, double kw) {
        return each(iso_day, from_hour, to_hour, [&](core::WattHours& reading) { reading = wh(kw); });
    }
    MeterBuilder& drop(const char* iso_day, double from_hour, double to_hour) {
        return each(iso_day, from_hour, to_hour, [](core::WattHours& reading) { reading = core::kMissing; });
    }
    MeterBuilder& drop_day(const char* iso_day) { return drop(iso_day, 0, 24); }

    [[nodiscard]] analytics::LoadHistory history() const { return {start_, interval_, energy_}; }
    [[nodiscard]] analytics::LoadDays cut(const analytics::HolidayCalendar& holidays = {}) const {
        return analytics::LoadDays::cut(history(), zone_, holidays);
    }
    /// Hours of a day by the wall clock.
    [[nodiscard]] core::UtcRange hours(const char* iso_day, double from_hour, double to_hour) const {
        return {clock(iso_day, from_hour), clock(iso_day, to_hour)};
    }
    [[nodiscard]] const core::TimeZone& in_zone() const { return zone_; }
    [[nodiscard]] std::vector<core::WattHours>& energy() { return energy_; }

  private:
    [[nodiscard]] core::UtcSeconds clock(const char* iso_day, double hour) const {
        return zone_.meaning({day(iso_day).value * core::kSecondsPerDay + std::llround(hour * 3600)}).first;
    }
    [[nodiscard]] core::WattHours wh(double kw) const {
        return {static_cast<std::int32_t>(std::lround(kw * 1000 * interval_.hours()))};
    }
    MeterBuilder& each(const char* iso_day, double from_hour, double to_hour,
                       const std::function<void(core::WattHours&)>& change) {
        const auto range = to_hour == 24
                               ? core::UtcRange{clock(iso_day, from_hour), zone_.start_of(day(iso_day).next())}
                               : hours(iso_day, from_hour, to_hour);
        for (auto t = range.from; t < range.to; t = t + interval_.value)
            change(energy_.at(static_cast<std::size_t>((t - start_) / interval_.value)));
        return *this;
    }

    core::TimeZone zone_;
    core::IntervalSeconds interval_;
    core::LocalDay next_;
    core::UtcSeconds start_;
    std::vector<core::WattHours> energy_;
};

/// One meter of a normalised file (meter,start_utc,seconds,wh); holes are kMissing.
struct MeterFile {
    core::UtcSeconds start;
    core::IntervalSeconds interval;
    std::vector<core::WattHours> energy;

    [[nodiscard]] analytics::LoadHistory history() const { return {start, interval, energy}; }
};
inline MeterFile read_meter(const std::filesystem::path& path, const std::string& meter) {
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    MeterFile file;
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        std::string name;
        std::string start;
        std::string seconds;
        std::string wh;
        std::getline(cells, name, ',');
        std::getline(cells, start, ',');
        std::getline(cells, seconds, ',');
        std::getline(cells, wh, ',');
        if (name != meter) continue;
        const auto t = instant(start);
        if (file.energy.empty()) file = {t, {std::stoi(seconds)}, {}};
        file.energy.resize(static_cast<std::size_t>((t - file.start) / file.interval.value), core::kMissing);
        file.energy.push_back({std::stoi(wh)});
    }
    return file;
}

}  // namespace drp::test
