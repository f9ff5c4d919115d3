/// Which backups stay.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/time.hpp"

namespace drp::app {

/// How many periods with a backup keep their newest one. All zero: everything stays.
struct Retention {
    std::int64_t last = 0;  ///< the newest of all
    std::int64_t daily = 0;
    std::int64_t weekly = 0;  ///< weeks begin on Monday
    std::int64_t monthly = 0;

    [[nodiscard]] bool is_set() const noexcept { return last + daily + weekly + monthly > 0; }
};

/// For each of `newest_first` (times of backups) whether it stays. Days, weeks and months are those of UTC; a period
/// without a backup counts for nothing, so that a machine that was off keeps as many. The newest always stays.
[[nodiscard]] std::vector<bool> kept(std::span<const core::UtcSeconds> newest_first, const Retention& retention);

}  // namespace drp::app
