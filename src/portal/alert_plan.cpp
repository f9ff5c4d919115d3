#include "portal/alert_plan.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/time_zone.hpp"

namespace drp::portal {
namespace {

using Key = std::pair<std::int64_t, std::string>;

/// What is known of a subject: the alert that lasts, and until when the latest that is over lasted.
struct Known {
    const storage::Alert* lasting = nullptr;
    std::optional<core::UtcSeconds> told_until;
};

std::map<Key, Known> by_subject(std::span<const storage::Alert> known) {
    std::map<Key, Known> subjects;
    for (const auto& alert : known) {
        auto& entry = subjects[{alert.rule, alert.subject}];
        if (!alert.until)
            entry.lasting = &alert;
        else if (!entry.told_until || *entry.told_until < *alert.until)
            entry.told_until = alert.until;
    }
    return subjects;
}

}  // namespace

AlertPlan plan_alerts(const AlertSight& sight, std::span<const storage::Alert> known, core::UtcSeconds now) {
    AlertPlan plan;
    auto subjects = by_subject(known);
    std::set<Key> seen;
    const auto end = [&](Known& entry, core::UtcSeconds until) {
        plan.ended.push_back({entry.lasting->id, std::max(until, entry.lasting->since)});
        entry.told_until = until;
        entry.lasting = nullptr;
    };
    for (const auto& condition : sight.conditions) {
        const Key key{condition.rule, condition.subject};
        if (!seen.insert(key).second) continue;
        auto& entry = subjects[key];
        if (entry.lasting != nullptr) {
            if (condition.until) end(entry, *condition.until);
            continue;
        }
        if (condition.is_known_by_time && entry.told_until && condition.since <= *entry.told_until) continue;
        plan.raised.push_back(
            {condition.rule, condition.subject, condition.name, condition.measured, condition.since, condition.until});
    }
    for (const auto& calm : sight.calm)
        if (const auto found = subjects.find({calm.rule, calm.subject});
            found != subjects.end() && found->second.lasting != nullptr && !seen.contains(found->first))
            end(found->second, calm.until);
    for (auto& [key, entry] : subjects)
        if (entry.lasting != nullptr && sight.complete.contains(key.first) && !seen.contains(key)) end(entry, now);
    return plan;
}

bool is_quiet(const storage::QuietHours& quiet, core::UtcSeconds now) {
    constexpr std::int64_t kSecondsPerMinute = 60;
    constexpr std::int64_t kMinutesPerDay = 1440;
    const auto zone = core::TimeZone::find(quiet.zone);
    if (!zone) return false;
    const auto minute = core::floor_div(zone->to_local(now).value, kSecondsPerMinute) % kMinutesPerDay;
    if (quiet.from_min <= quiet.to_min) return minute >= quiet.from_min && minute < quiet.to_min;
    return minute >= quiet.from_min || minute < quiet.to_min;
}

}  // namespace drp::portal
