#include "portal/alert_watch.hpp"

#include <algorithm>
#include <unordered_map>

#include "portal/alert_texts.hpp"

namespace drp::portal {
namespace {

using storage::Alert;
using storage::AlertReason;
using storage::LiveAlertRule;

/// What ended earlier than this is no longer looked at: further back than any condition is looked for.
constexpr std::int64_t kKnownSeconds = 4 * core::kSecondsPerDay;

bool may_tell(const LiveAlertRule& live, core::UtcSeconds now) {
    if (live.rule.terms.quiet && is_quiet(*live.rule.terms.quiet, now)) return false;
    return may_be_told(person_of(live), live.rule.kind, live.rule.terms.scope);
}

const LiveAlertRule* find_rule(const std::vector<LiveAlertRule>& rules, std::int64_t id) {
    const auto found = std::ranges::lower_bound(rules, id, {}, [](const auto& live) { return live.rule.id; });
    return found != rules.end() && found->rule.id == id ? &*found : nullptr;
}

/// Without rules that have gone since it was seen.
AlertSight of_rules(const AlertSight& sight, const std::vector<LiveAlertRule>& rules) {
    auto kept = sight;
    std::erase_if(kept.conditions, [&](const auto& condition) { return find_rule(rules, condition.rule) == nullptr; });
    return kept;
}

}  // namespace

std::int64_t queue_alert_message(storage::WriteTransaction& tx, const Programme& programme,
                                 const storage::AlertRule& rule, std::string_view email, AlertReason reason,
                                 std::span<const Alert> alerts, core::UtcSeconds now) {
    storage::NewAlertMessage message{
        .rule = rule.id, .reason = reason, .channel = rule.terms.channel, .mail = {}, .body = {}, .last_problem = {}};
    const AlertNews news{rule, reason, alerts};
    if (rule.terms.channel == storage::AlertChannel::webhook)
        message.body = alert_webhook_body(programme, news, now);
    else if (programme.sends_mail)
        message.mail = storage::queue_mail(tx, alert_mail(programme, news, email), now);
    else
        message.last_problem = "The portal has no mail server.";
    return storage::add_alert_message(tx, message, now);
}

bool AlertWatch::has_something_to_tell(storage::Transaction& tx, const std::vector<LiveAlertRule>& rules,
                                       core::UtcSeconds now) {
    const auto is_to_be_told = [&](std::int64_t rule) {
        const auto* const live = find_rule(rules, rule);
        return live != nullptr && may_tell(*live, now);
    };
    for (const auto& alert : storage::list_untold_alerts(tx))
        if (is_to_be_told(alert.rule)) return true;
    return std::ranges::any_of(storage::list_rules_to_remind(tx, now - kReminderSeconds), is_to_be_told);
}

std::size_t AlertWatch::tell_news(storage::WriteTransaction& tx, const std::vector<LiveAlertRule>& rules,
                                  core::UtcSeconds now) {
    const auto untold = storage::list_untold_alerts(tx);
    std::size_t told = 0;
    for (auto from = untold.begin(); from != untold.end();) {
        const auto to = std::find_if(from, untold.end(), [&](const auto& alert) { return alert.rule != from->rule; });
        if (const auto* const live = find_rule(rules, from->rule); live != nullptr && may_tell(*live, now)) {
            const auto message = queue_alert_message(tx, programme_, live->rule, live->user.email, AlertReason::news,
                                                     std::span(from, to), now);
            storage::mark_alerts_told(tx, from->rule, message, now);
            ++told;
        }
        from = to;
    }
    return told;
}

std::size_t AlertWatch::remind(storage::WriteTransaction& tx, const std::vector<LiveAlertRule>& rules,
                               core::UtcSeconds now) {
    std::size_t told = 0;
    for (const auto rule : storage::list_rules_to_remind(tx, now - kReminderSeconds)) {
        const auto* const live = find_rule(rules, rule);
        if (live == nullptr || !may_tell(*live, now)) continue;
        const auto lasting = storage::list_lasting_alerts(tx, rule);
        const auto message =
            queue_alert_message(tx, programme_, live->rule, live->user.email, AlertReason::reminder, lasting, now);
        storage::mark_alerts_told(tx, rule, message, now);
        ++told;
    }
    return told;
}

AlertWatch::Turn AlertWatch::write(const AlertSight& sight, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto rules = storage::list_live_alert_rules(tx);
    const auto plan = plan_alerts(of_rules(sight, rules), storage::list_known_alerts(tx, now - kKnownSeconds), now);
    storage::raise_alerts(tx, plan.raised, now);
    storage::clear_alerts(tx, plan.ended, now);
    Turn turn{plan.raised.size(), plan.ended.size(), 0};
    turn.told = tell_news(tx, rules, now);
    turn.told += remind(tx, rules, now);
    tx.commit();
    return turn;
}

AlertWatch::Turn AlertWatch::take(core::UtcSeconds now) {
    const auto machine = machine_();
    AlertSight sight;
    try {
        {
            auto tx = store_->read();
            const auto rules = storage::list_live_alert_rules(tx);
            if (rules.empty()) return {};
            const auto known = storage::list_known_alerts(tx, now - kKnownSeconds);
            sight = seer_.look(tx, rules, known, machine, now);
            if (plan_alerts(sight, known, now).is_empty() && !has_something_to_tell(tx, rules, now)) return {};
        }
        return write(sight, now);
    } catch (...) {
        seer_.forget();
        throw;
    }
}

}  // namespace drp::portal
