/// Is the store whole? Says what is wrong with which meter and day.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct Finding {
    std::string code;  ///< "file-damaged", "reference-broken", "rule-missing", "block-damaged", "count-wrong",
                       ///< "interval-overlap", "sum-wrong", "sum-missing", "sum-orphan", "fleet-sum-wrong",
                       ///< "meter-unknown", "span-wrong", "calendar-differs", "trail-broken"
    std::string message;  ///< one sentence
    std::string meter;    ///< meter number, or the key where no meter has it; empty if not about one
    std::optional<core::UtcDay> utc_day;
    std::optional<core::LocalDay> local_day;
};

struct CheckSummary {
    std::int64_t meters = 0;
    std::int64_t blocks = 0;
    std::int64_t values = 0;  ///< readings and predictions
    std::int64_t findings = 0;
    [[nodiscard]] bool is_clean() const noexcept { return findings == 0; }
};

/// Looks at everything: the file itself, references, the rules as the database has them, every block, every sum.
/// `report` gets each finding as it is found; `progress` (may be empty) the share done, 0 to 1.
[[nodiscard]] CheckSummary check_store(Transaction& tx, const std::function<void(const Finding&)>& report,
                                       const std::function<void(double)>& progress = {});

}  // namespace drp::storage
