#include "portal/alert_sight.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "analytics/excursions.hpp"
#include "core/text.hpp"
#include "portal/accounts.hpp"
#include "storage/alert_facts.hpp"

namespace drp::portal {
namespace {

using storage::AlertKind;
using Rules = std::unordered_map<std::int64_t, const storage::AlertRule*>;

constexpr std::size_t kMaxNameBytes = 400;
constexpr std::size_t kNamedHolders = 3;
constexpr std::int64_t kSecondsPerHour = 3600;
constexpr std::int64_t kSecondsPerMinute = 60;
constexpr std::int64_t kPercent = 100;

std::string name_of(const storage::WatchedMeter& meter) {
    return meter.label.empty() ? "Meter " + meter.number : fmt::format("{} ({})", meter.label, meter.number);
}

std::string subject_of(core::MeterId meter) {
    return fmt::format("meter {}", meter.value);
}

/// The rules of one kind.
Rules of_kind(const Rules& rules, AlertKind kind) {
    Rules chosen;
    for (const auto& [id, rule] : rules)
        if (rule->kind == kind) chosen.emplace(id, rule);
    return chosen;
}

void mark_complete(const Rules& rules, AlertKind kind, AlertSight& sight) {
    for (const auto& [id, rule] : of_kind(rules, kind)) sight.complete.insert(id);
}

void see_missing_data(storage::Transaction& tx, const Rules& rules, core::UtcSeconds now, AlertSight& sight) {
    mark_complete(rules, AlertKind::data_missing, sight);
    for (const auto& missing : storage::list_missing_data(tx, now))
        if (rules.contains(missing.rule))
            sight.conditions.push_back({missing.rule, subject_of(missing.meter.id), name_of(missing.meter),
                                        (now - missing.since) / kSecondsPerHour, missing.since, std::nullopt});
}

analytics::ExcursionLimit limit_of(const storage::AlertRule& rule, core::UtcSeconds now) {
    analytics::ExcursionLimit limit;
    limit.window_s = rule.terms.window_min.value_or(0) * kSecondsPerMinute;
    limit.power_w = rule.terms.limit_w;
    if (rule.kind == AlertKind::above_prediction) limit.percent_above_prediction = rule.terms.limit_percent;
    limit.after = std::max(now - kAlertLookBackSeconds, rule.changed);
    return limit;
}

void see_loads(storage::Transaction& tx, const Rules& rules, std::span<const storage::Alert> known,
               core::UtcSeconds now, AlertSight& sight) {
    std::set<std::pair<std::int64_t, std::string>> lasting;
    for (const auto& alert : known)
        if (!alert.until && rules.contains(alert.rule)) lasting.emplace(alert.rule, alert.subject);
    const auto since = now - kAlertLookBackSeconds;
    const auto watched = storage::list_watched_meters(tx, since);
    const auto first = core::utc_day_of(since - kAlertLookBackSeconds);
    storage::for_each_watched_series(tx, since, first, [&](core::MeterId id, const storage::SeriesColumns& columns) {
        const auto& meter = watched.meters.at(id);
        for (const auto rule : watched.rules.at(id)) {
            const auto found = rules.find(rule);
            if (found == rules.end()) continue;
            const auto excursion = analytics::latest_excursion(columns.start, columns.step, columns.actual,
                                                               columns.predicted, limit_of(*found->second, now));
            if (excursion)
                sight.conditions.push_back(
                    {rule, subject_of(id), name_of(meter), excursion->peak, excursion->period.from,
                     excursion->is_over ? std::optional(excursion->period.to) : std::nullopt, true});
            else if (lasting.contains({rule, subject_of(id)}))
                sight.calm.push_back({rule, subject_of(id), now});
        }
    });
}

void see_high_days(storage::Transaction& tx, const Rules& rules, core::UtcSeconds now, AlertSight& sight) {
    const auto today = tx.calendar().local_day(now);
    for (const auto& high : storage::list_high_days(tx, today.previous(), today)) {
        const auto found = rules.find(high.rule);
        const auto range = tx.calendar().range_of(high.day);
        if (found == rules.end() || range.to <= found->second->changed) continue;
        sight.conditions.push_back({high.rule, fmt::format("{} day {}", subject_of(high.meter.id), high.day.value),
                                    name_of(high.meter), high.used_wh, range.from, range.to, true});
    }
}

void see_unacknowledged(storage::Transaction& tx, const Rules& rules, core::UtcSeconds now, AlertSight& sight) {
    mark_complete(rules, AlertKind::event_unacknowledged, sight);
    struct Waiting {
        std::string name;
        core::UtcSeconds start;
        std::vector<std::string> holders;
    };
    std::map<std::pair<std::int64_t, std::int64_t>, Waiting> events;
    for (const auto& row : storage::list_unacknowledged(tx, now)) {
        if (!rules.contains(row.rule)) continue;
        auto& waiting = events[{row.rule, row.event.value}];
        waiting.name = row.event_name;
        waiting.start = row.start;
        waiting.holders.push_back(row.holder.empty() ? "a meter that nobody has" : row.holder);
    }
    for (const auto& [key, waiting] : events) {
        const auto named = std::min(waiting.holders.size(), kNamedHolders);
        auto name = fmt::format(
            "{}, {}", waiting.name,
            fmt::join(waiting.holders.begin(), waiting.holders.begin() + static_cast<std::ptrdiff_t>(named), ", "));
        if (named < waiting.holders.size()) name += fmt::format(" and {} more", waiting.holders.size() - named);
        sight.conditions.push_back({key.first, fmt::format("event {}", key.second), core::excerpt(name, kMaxNameBytes),
                                    static_cast<std::int64_t>(waiting.holders.size()), now, std::nullopt});
    }
}

void see_failed_imports(storage::Transaction& tx, const Rules& rules, core::UtcSeconds now, AlertSight& sight) {
    const auto mine = of_kind(rules, AlertKind::import_failed);
    for (const auto& failed : storage::list_failed_imports(tx, now - kAlertLookBackSeconds))
        for (const auto& [id, rule] : mine)
            if (failed.finished > rule->changed)
                sight.conditions.push_back({id, fmt::format("import {}", failed.id.value),
                                            core::excerpt(failed.name + ", " + failed.problem, kMaxNameBytes),
                                            std::nullopt, failed.finished, failed.finished, true});
}

void see_machine(const MachineState& machine, const Rules& rules, core::UtcSeconds now, AlertSight& sight) {
    for (const auto& [id, rule] : rules) {
        const auto& terms = rule->terms;
        if (rule->kind == AlertKind::disk_low && machine.disk && machine.disk->total_mb > 0) {
            const auto& disk = *machine.disk;
            const auto percent = disk.free_mb * kPercent / disk.total_mb;
            const auto left = terms.limit_percent ? percent : disk.free_mb;
            const auto subject = "disk " + disk.place;
            if (left < terms.limit_percent.value_or(terms.limit_mb.value_or(0)))
                sight.conditions.push_back({id, subject, "The disk of " + disk.place, left, now, std::nullopt});
            else  // other instances speak for other disks
                sight.calm.push_back({id, subject, now});
        }
        if (rule->kind == AlertKind::backup_old && machine.knows_backups) {
            const auto age =
                machine.newest_backup ? std::optional((now - *machine.newest_backup) / kSecondsPerHour) : std::nullopt;
            if (!age || *age >= terms.limit_hours.value_or(0))
                sight.conditions.push_back(
                    {id, "backup", "The newest backup", age, machine.newest_backup.value_or(now), std::nullopt});
            else
                sight.calm.push_back({id, "backup", now});
        }
    }
}

}  // namespace

bool may_be_told(const Actor& actor, AlertKind kind, storage::AlertScope scope) {
    if (scope == storage::AlertScope::organisation && !actor.sees_all_meters()) return false;
    switch (kind) {
        case AlertKind::data_missing:
        case AlertKind::usage_above:
        case AlertKind::above_prediction:
            return is_allowed(actor, UseCase::see_meters);
        case AlertKind::event_unacknowledged:
            return is_allowed(actor, UseCase::see_events);
        case AlertKind::import_failed:
            return is_allowed(actor, UseCase::see_imports);
        case AlertKind::disk_low:
        case AlertKind::backup_old:
            return is_allowed(actor, UseCase::see_configuration);
    }
    return false;
}

Actor person_of(const storage::LiveAlertRule& live) {
    return {.kind = ActorKind::user,
            .level = level_of(live.user),
            .user = live.user.id,
            .organisation = live.user.org,
            .name = live.user.email};
}

AlertSight AlertSeer::look(storage::Transaction& tx, std::span<const storage::LiveAlertRule> rules,
                           std::span<const storage::Alert> known, const MachineState& machine, core::UtcSeconds now) {
    Rules live;
    std::set<AlertKind> kinds;
    for (const auto& entry : rules) {
        if (!may_be_told(person_of(entry), entry.rule.kind, entry.rule.terms.scope)) continue;
        live.emplace(entry.rule.id, &entry.rule);
        kinds.insert(entry.rule.kind);
    }
    AlertSight sight;
    if (kinds.contains(AlertKind::data_missing)) see_missing_data(tx, live, now, sight);
    if (kinds.contains(AlertKind::usage_above)) see_high_days(tx, live, now, sight);
    if (kinds.contains(AlertKind::usage_above) || kinds.contains(AlertKind::above_prediction)) {
        auto fingerprint = storage::usage_fingerprint(tx, now - kAlertLookBackSeconds);
        if (fingerprint != fingerprint_) see_loads(tx, live, known, now, sight);
        fingerprint_ = std::move(fingerprint);
    }
    if (kinds.contains(AlertKind::event_unacknowledged)) see_unacknowledged(tx, live, now, sight);
    if (kinds.contains(AlertKind::import_failed)) see_failed_imports(tx, live, now, sight);
    see_machine(machine, live, now, sight);
    return sight;
}

}  // namespace drp::portal
