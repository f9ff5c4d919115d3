/// The fleet that ./bench measures with: made by a formula, the same in every run.
///
/// Nine meters in ten are homes (average 60 to 200 Wh per quarter of an hour, morning and evening peaks, short bursts
/// of up to 600 Wh from appliances, more in summer), one in ten is a business (1 to 9 kWh, working hours). Once in a
/// hundred meter days one to eight intervals are missing. The prediction is the same load without bursts and noise.
///
/// How many bits a day's values span decides what a stored reading costs. Here that is about 9 bits for a home and 12
/// for a business; docs/performance.md says how that compares with real meters.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "core/units.hpp"

namespace drp::benchmarks {

inline constexpr const char* kZone = "America/Chicago";
inline constexpr int kYear = 2025;
inline constexpr int kDaysOfYear = 365;
inline constexpr core::IntervalSeconds kInterval{900};
/// Days after the year that have a file each.
inline constexpr int kDayFiles = 10;

/// Local days of the year, counted from its first; later days follow.
[[nodiscard]] core::LocalDay day_of_fleet(int index);

class Fleet {
  public:
    explicit Fleet(std::size_t meters);

    [[nodiscard]] std::size_t size() const noexcept { return meters_.size(); }
    [[nodiscard]] std::string number(std::size_t meter) const;
    [[nodiscard]] const core::TimeZone& zone() const noexcept { return zone_; }
    [[nodiscard]] core::UtcRange year() const;

    /// Where an interval lies in the local calendar.
    struct Slot {
        core::UtcSeconds start;
        std::size_t quarter = 0;  ///< of the local day
        std::size_t day_of_year = 0;
        bool is_weekend = false;
    };
    [[nodiscard]] Slot slot_at(core::UtcSeconds start) const;

    [[nodiscard]] core::WattHours predicted(std::size_t meter, const Slot& slot) const noexcept;
    [[nodiscard]] core::WattHours actual(std::size_t meter, const Slot& slot) const noexcept;  ///< or kMissing

  private:
    static constexpr std::size_t kQuarters = 96;
    struct Meter {
        bool is_home = true;
        float base_wh = 0;
        std::size_t habit = 0;  ///< quarters by which its day is shifted
    };
    [[nodiscard]] float expected_wh(std::size_t meter, const Slot& slot) const noexcept;

    core::TimeZone zone_;
    std::vector<Meter> meters_;
    std::array<std::array<float, kQuarters>, 4> shapes_{};  ///< home, home at the weekend, business, closed business
    std::array<std::array<float, 367>, 2> seasons_{};       ///< home, business
};

}  // namespace drp::benchmarks
