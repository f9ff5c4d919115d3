/// The temperature at any instant, from readings taken now and then.
///
///   T(t) = T1 + (T2 - T1) (t - t1) / (t2 - t1), t1 <= t < t2 neighbouring readings
/// A reading at the very instant is taken as it is. Where the neighbours lie more than two hours apart, or one is
/// missing, the temperature is not known: an hourly series may lack one reading and no more. deg C in and out; NaN is
/// not known. Pure, any thread; O(readings + instants).
#pragma once

#include <span>
#include <vector>

#include "core/time.hpp"

namespace drp::analytics {

inline constexpr std::int64_t kLongestBridgeSeconds = 7200;

struct Temperature {
    core::UtcSeconds time;
    double celsius = 0;
};

/// Both ascending in time (std::invalid_argument). One value for each instant.
[[nodiscard]] std::vector<double> temperatures_at(std::span<const Temperature> readings,
                                                  std::span<const core::UtcSeconds> instants);

}  // namespace drp::analytics
