#include "portal/alert_texts.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "portal/mail_texts.hpp"
#include "portal/wall_clock.hpp"

namespace drp::portal {
namespace {

namespace json = boost::json;
using storage::Alert;
using storage::AlertKind;
using storage::AlertReason;
using storage::AlertRule;
using storage::AlertScope;

constexpr std::size_t kNamed = 20;
constexpr std::size_t kInWebhook = 100;
constexpr double kThousand = 1000.0;
constexpr std::int64_t kHoursPerDay = 24;
constexpr std::int64_t kMinutesPerHour = 60;

std::string kilo(std::int64_t value, std::string_view unit) {
    return fmt::format("{:.10g} k{}", static_cast<double>(value) / kThousand, unit);
}

std::string count_of(std::int64_t n, std::string_view one) {
    return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

std::string hours(std::int64_t n) {
    return n % kHoursPerDay == 0 && n > kHoursPerDay ? count_of(n / kHoursPerDay, "day") : count_of(n, "hour");
}

std::string minutes(std::int64_t n) {
    return n % kMinutesPerHour == 0 ? count_of(n / kMinutesPerHour, "hour") : count_of(n, "minute");
}

std::string clock(std::int64_t minute) {
    return fmt::format("{:02}:{:02}", minute / kMinutesPerHour, minute % kMinutesPerHour);
}

std::string whose(const AlertRule& rule, std::string_view own) {
    switch (rule.terms.scope) {
        case AlertScope::organisation:
            return fmt::format("a meter of {}", rule.organisation_name);
        case AlertScope::meter:
            return rule.meter_label.empty() ? fmt::format("meter {}", rule.meter_number)
                                            : fmt::format("{} ({})", rule.meter_label, rule.meter_number);
        case AlertScope::own:
        case AlertScope::portal:
            break;
    }
    return std::string(own);
}

std::string free_limit(const storage::AlertTerms& terms) {
    return terms.limit_percent ? fmt::format("{} %", *terms.limit_percent)
                               : fmt::format("{:.10g} GB", static_cast<double>(terms.limit_mb.value_or(0)) / kThousand);
}

std::string when_text(const AlertRule& rule) {
    const auto& terms = rule.terms;
    constexpr std::string_view kOne = "one of my meters";
    switch (rule.kind) {
        case AlertKind::data_missing:
            return fmt::format("there are no readings of {} for {}", whose(rule, kOne),
                               hours(terms.limit_hours.value_or(0)));
        case AlertKind::usage_above:
            if (terms.limit_day_wh)
                return fmt::format("{} uses more than {} on a day", whose(rule, kOne), kilo(*terms.limit_day_wh, "Wh"));
            return fmt::format("{} uses more than {} on average over {}", whose(rule, kOne),
                               kilo(terms.limit_w.value_or(0), "W"), minutes(terms.window_min.value_or(0)));
        case AlertKind::above_prediction:
            return fmt::format("{} uses {} % more than its prediction over {}", whose(rule, kOne),
                               terms.limit_percent.value_or(0), minutes(terms.window_min.value_or(0)));
        case AlertKind::event_unacknowledged:
            return fmt::format("an event begins in {} and has not been acknowledged for {}",
                               minutes(terms.limit_min.value_or(0)), whose(rule, "everybody it calls"));
        case AlertKind::import_failed:
            return "an import of readings fails";
        case AlertKind::disk_low:
            return fmt::format("less than {} of the portal's disk is free", free_limit(terms));
        case AlertKind::backup_old:
            return fmt::format("the newest backup is older than {}", hours(terms.limit_hours.value_or(0)));
    }
    return {};
}

std::string time_text(const Programme& programme, const Alert& alert) {
    if (!alert.until) return "since " + moment_text(programme.zone, alert.since);
    if (*alert.until <= alert.since) return "at " + moment_text(programme.zone, alert.since);
    return period_text(programme.zone, {alert.since, *alert.until});
}

std::string detail_text(const Programme& programme, const AlertRule& rule, const Alert& alert) {
    const auto measured = alert.measured.value_or(0);
    switch (rule.kind) {
        case AlertKind::data_missing:
            return "no readings, " + time_text(programme, alert);
        case AlertKind::usage_above:
            return rule.terms.limit_day_wh
                       ? fmt::format("{} on {}", kilo(measured, "Wh"),
                                     core::to_iso(programme.zone.local_day(alert.since)))
                       : fmt::format("up to {}, {}", kilo(measured, "W"), time_text(programme, alert));
        case AlertKind::above_prediction:
            return fmt::format("up to {} % above its prediction, {}", measured, time_text(programme, alert));
        case AlertKind::event_unacknowledged:
            return alert.until ? "acknowledged by all, or begun" : "not acknowledged";
        case AlertKind::import_failed:
            return "at " + moment_text(programme.zone, alert.since);
        case AlertKind::disk_low: {
            const auto left = rule.terms.limit_percent
                                  ? fmt::format("{} %", measured)
                                  : fmt::format("{:.10g} GB", static_cast<double>(measured) / kThousand);
            return fmt::format("{} free when it was seen, {}", left, time_text(programme, alert));
        }
        case AlertKind::backup_old:
            if (alert.until) return "there is a newer one";
            return alert.measured ? "it was made at " + moment_text(programme.zone, alert.since)
                                  : "there is none in the folder";
    }
    return {};
}

std::string_view subject_words(AlertKind kind) {
    switch (kind) {
        case AlertKind::data_missing:
            return "readings are missing";
        case AlertKind::usage_above:
            return "high usage";
        case AlertKind::above_prediction:
            return "usage above prediction";
        case AlertKind::event_unacknowledged:
            return "an event is not acknowledged";
        case AlertKind::import_failed:
            return "an import failed";
        case AlertKind::disk_low:
            return "the disk is filling up";
        case AlertKind::backup_old:
            return "the newest backup is old";
    }
    return {};
}

bool is_over(const Alert& alert) {
    return alert.until.has_value();
}

/// Whether it is told as an end: its beginning was told before.
bool is_end(const Alert& alert) {
    return is_over(alert) && alert.is_told;
}

std::string block(const Programme& programme, const AlertNews& news, std::string_view title, bool of_ends) {
    std::vector<const Alert*> chosen;
    for (const auto& alert : news.alerts)
        if (is_end(alert) == of_ends) chosen.push_back(&alert);
    if (chosen.empty()) return {};
    std::string text = fmt::format("{}\n\n", title);
    for (std::size_t i = 0; i < std::min(chosen.size(), kNamed); ++i)
        text += fmt::format("  {}\n", alert_line(programme, news.rule, *chosen[i]));
    if (chosen.size() > kNamed) text += fmt::format("  and {} more\n", chosen.size() - kNamed);
    return text + "\n";
}

std::string subject_of(const AlertNews& news) {
    const auto words = subject_words(news.rule.kind);
    if (news.reason == AlertReason::test) return fmt::format("test of an alert ({})", words);
    if (news.reason == AlertReason::reminder) return fmt::format("reminder, {}", words);
    return std::ranges::all_of(news.alerts, is_end) ? fmt::format("over: {}", words) : std::string(words);
}

json::object to_json(const Programme& programme, const AlertRule& rule, const Alert& alert) {
    return {{"id", alert.id},
            {"state", is_over(alert) ? "over" : "lasting"},
            {"subject", alert.subject_name},
            {"text", alert_line(programme, rule, alert)},
            {"measured", alert.measured ? json::value(*alert.measured) : json::value(nullptr)},
            {"since", core::to_iso(alert.since)},
            {"until", alert.until ? json::value(core::to_iso(*alert.until)) : json::value(nullptr)}};
}

}  // namespace

std::string rule_sentence(const AlertRule& rule) {
    const auto& terms = rule.terms;
    const std::string_view way = terms.channel == storage::AlertChannel::email ? "by e-mail" : "by webhook";
    auto sentence = fmt::format("Tell me {} when {}", way, when_text(rule));
    if (terms.quiet)
        sentence += fmt::format(", but not between {} and {} ({})", clock(terms.quiet->from_min),
                                clock(terms.quiet->to_min), terms.quiet->zone);
    return sentence + ".";
}

std::string alert_line(const Programme& programme, const AlertRule& rule, const Alert& alert) {
    return fmt::format("{}: {}", alert.subject_name, detail_text(programme, rule, alert));
}

storage::NewMail alert_mail(const Programme& programme, const AlertNews& news, std::string_view recipient) {
    std::string text;
    if (news.reason == AlertReason::test)
        text = "this is a test of an alert that you set up. Nothing is the matter.\n\n";
    else
        text =
            block(programme, news, news.reason == AlertReason::reminder ? "this is still so:" : "this is so:", false) +
            block(programme, news, "this is over:", true);
    text += fmt::format("You asked for this: {}", rule_sentence(news.rule));
    if (!programme.public_url.empty()) text += fmt::format("\nChange or stop it here: {}/alerts", programme.public_url);
    return mail_of(programme, recipient, subject_of(news), text);
}

std::string alert_webhook_body(const Programme& programme, const AlertNews& news, core::UtcSeconds now) {
    json::array alerts;
    for (const auto& alert : news.alerts.first(std::min(news.alerts.size(), kInWebhook)))
        alerts.push_back(to_json(programme, news.rule, alert));
    const json::object body{{"portal", programme.name},
                            {"reason", storage::to_text(news.reason)},
                            {"composed", core::to_iso(now)},
                            {"rule", json::object{{"id", news.rule.id},
                                                  {"kind", storage::to_text(news.rule.kind)},
                                                  {"sentence", rule_sentence(news.rule)}}},
                            {"total", news.alerts.size()},
                            {"alerts", std::move(alerts)}};
    return json::serialize(body);
}

}  // namespace drp::portal
