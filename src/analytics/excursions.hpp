/// Times in which a load was above a limit: a fixed power, or its own prediction by some per cent.
///
/// A window is `window` intervals one after the other, each with a reading; its load is
///
///     P = (E1 + … + Ek) / (k x step)       W, energies E in Wh, step in hours
///
/// It is above if P > limit (W), or if E1 + … + Ek > (1 + p / 100) x (F1 + … + Fk), F the predictions in Wh, p in per
/// cent; with F1 + … + Fk = 0 nothing is above. A window in which a reading (or a prediction, where one is compared
/// with it) is missing says nothing: a missing reading is no zero. Windows that are above and less than `calm_s` apart
/// are one excursion, from the start of the first to the end of the last. It is over when the latest reading ends
/// `calm_s` or more after it. So a load that swings about its limit makes one excursion, not many.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::analytics {

struct ExcursionLimit {
    std::int64_t window_s = 900;          ///< at least one interval; cut to whole ones
    std::optional<std::int64_t> power_w;  ///< one of the two
    std::optional<std::int64_t> percent_above_prediction;
    std::int64_t calm_s = 3600;
    core::UtcSeconds after;  ///< windows that end at or before it are not looked at
};

struct Excursion {
    core::UtcRange period;
    std::int64_t peak = 0;  ///< of its windows: W, or per cent above the prediction, rounded
    bool is_over = false;
};

/// The latest one of a grid: value i belongs to [start + i x step, start + (i+1) x step). `predicted` is as long as
/// `actual`. Nothing if there is none.
[[nodiscard]] std::optional<Excursion> latest_excursion(core::UtcSeconds start, core::IntervalSeconds step,
                                                        std::span<const core::WattHours> actual,
                                                        std::span<const core::WattHours> predicted,
                                                        const ExcursionLimit& limit);

}  // namespace drp::analytics
