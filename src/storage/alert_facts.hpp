/// What alert rules look at: one statement a kind, whatever the number of rules and meters. Which meters a rule looks
/// at is said by the view alert_rule_meter: those its user may see now, without retired ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/series.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// A meter that a rule looks at.
struct WatchedMeter {
    core::MeterId id;
    std::string number;
    std::string label;
};

/// A meter without a reading for as long as its rule says.
struct MissingData {
    std::int64_t rule = 0;
    WatchedMeter meter;
    core::UtcSeconds since;  ///< end of its last reading, or when it was made
    bool has_readings = false;
};
[[nodiscard]] std::vector<MissingData> list_missing_data(Transaction& tx, core::UtcSeconds now);

/// Differs from an earlier one if there may be something new for rules on usage: cheap beside reading the series.
[[nodiscard]] std::string usage_fingerprint(Transaction& tx, core::UtcSeconds since);

/// Of rules that compare a load with a power or with its prediction: their meters that have a reading after `since`.
struct WatchedMeters {
    std::unordered_map<core::MeterId, WatchedMeter> meters;
    std::unordered_map<core::MeterId, std::vector<std::int64_t>> rules;
};
[[nodiscard]] WatchedMeters list_watched_meters(Transaction& tx, core::UtcSeconds since);
/// Their readings of the UTC days from `first` to `first` + 2, in the interval that each has now. The columns are valid
/// only inside the callback, which must not use `tx`.
void for_each_watched_series(Transaction& tx, core::UtcSeconds since, core::UtcDay first,
                             const std::function<void(core::MeterId, const SeriesColumns&)>& visit);

/// A local day on which a meter used more than its rule says.
struct HighDay {
    std::int64_t rule = 0;
    WatchedMeter meter;
    core::LocalDay day;
    std::int64_t used_wh = 0;
};
[[nodiscard]] std::vector<HighDay> list_high_days(Transaction& tx, core::LocalDay first, core::LocalDay last);

/// Somebody who is called to an event that begins soon, and has not acknowledged it.
struct Unacknowledged {
    std::int64_t rule = 0;
    core::EventId event;
    std::string event_name;
    core::UtcSeconds start;
    std::string holder;  ///< the organisation's name or the resident's e-mail
};
/// By rule, event and holder.
[[nodiscard]] std::vector<Unacknowledged> list_unacknowledged(Transaction& tx, core::UtcSeconds now);

struct FailedImport {
    core::ImportId id;
    std::string name;
    std::string problem;
    core::UtcSeconds finished;
};
[[nodiscard]] std::vector<FailedImport> list_failed_imports(Transaction& tx, core::UtcSeconds finished_after);

}  // namespace drp::storage
