/// What follows from what is seen now and what was raised before: pure, so that it can be held to its promises.
///
/// One condition is raised once, whoever sees it and however often, until it is over. Something that was over before it
/// was seen (an import that failed, a day that used too much, a peak in a file that came a day late) is raised and
/// cleared at once, and never again: its subject and time say that it is the same.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "storage/alerts.hpp"

namespace drp::portal {

/// Something that a rule speaks of.
struct AlertCondition {
    std::int64_t rule = 0;
    std::string subject;  ///< as storage::Alert has it
    std::string name;
    std::optional<std::int64_t> measured;
    core::UtcSeconds since;
    std::optional<core::UtcSeconds> until;  ///< it is over
    /// Its time says which one it is: what began before the last one ended is that one, and was told.
    bool is_known_by_time = false;
};

/// A subject of which it is known that nothing is the matter with it.
struct AlertCalm {
    std::int64_t rule = 0;
    std::string subject;
    core::UtcSeconds until;  ///< no condition lasted longer than this
};

/// What was seen, at one time.
struct AlertSight {
    std::vector<AlertCondition> conditions;
    std::vector<AlertCalm> calm;
    /// Rules of which everything that lasts was seen: what is not among the conditions is over.
    std::set<std::int64_t> complete;
};

struct AlertPlan {
    std::vector<storage::NewAlert> raised;
    std::vector<storage::AlertEnd> ended;
    [[nodiscard]] bool is_empty() const noexcept { return raised.empty() && ended.empty(); }
};

/// `known`: all that last, and those that ended lately, as storage::list_known_alerts() reads them.
[[nodiscard]] AlertPlan plan_alerts(const AlertSight& sight, std::span<const storage::Alert> known,
                                    core::UtcSeconds now);

/// Of quiet hours in effect nothing is told; what was raised meanwhile is told when they are over. The zone's name is
/// one that is known.
[[nodiscard]] bool is_quiet(const storage::QuietHours& quiet, core::UtcSeconds now);

}  // namespace drp::portal
