#include "portal/alerts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/time_zone.hpp"
#include "portal/alert_sight.hpp"
#include "portal/alert_texts.hpp"
#include "portal/alert_watch.hpp"
#include "portal/organisations.hpp"
#include "portal/secrets.hpp"
#include "portal/trail.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::AlertChannel;
using storage::AlertKind;
using storage::AlertRule;
using storage::AlertScope;
using storage::AlertTerms;

constexpr std::string_view kSealLabel = "alert-webhook";
constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::int64_t kTestPauseSeconds = 10;
constexpr std::int64_t kMinutesPerDay = 1440;

Problem field_problem(std::string_view field, std::string message, std::string cure) {
    return {ProblemKind::invalid_input, "field-invalid", std::move(message), std::string(field), std::move(cure)};
}

std::string subject_of_rule(std::int64_t id) {
    return fmt::format("alert {}", id);
}

/// What a limit may be.
struct Bounds {
    std::int64_t least = 1;
    std::int64_t most = 0;
};

using Limit = std::optional<std::int64_t> AlertWish::*;

/// Takes the limits that the kind has, and refuses others.
class Limits {
  public:
    Limits(const AlertWish& wish, AlertTerms& terms) : wish_(wish), terms_(terms) {}

    void take(std::string_view name, Limit from, std::optional<std::int64_t> AlertTerms::*into, Bounds bounds) {
        if (!(wish_.*from)) return problem(name, fmt::format("The field '{}' is missing.", name), bounds);
        if (*(wish_.*from) < bounds.least || *(wish_.*from) > bounds.most)
            return problem(name, fmt::format("The field '{}' is out of bounds.", name), bounds);
        terms_.*into = wish_.*from;
    }
    void take_one(std::string_view name, Limit from, std::optional<std::int64_t> AlertTerms::*into, Bounds bounds,
                  std::string_view other_name, Limit other, std::optional<std::int64_t> AlertTerms::*other_into,
                  Bounds other_bounds) {
        if ((wish_.*from).has_value() == (wish_.*other).has_value()) {
            problem_ = field_problem(name, "There is one limit.", fmt::format("Give {} or {}.", name, other_name));
            return;
        }
        if (wish_.*from) return take(name, from, into, bounds);
        take(other_name, other, other_into, other_bounds);
    }
    /// The first that was wrong.
    [[nodiscard]] Result<void> result() const {
        if (problem_) return *problem_;
        return {};
    }

  private:
    void problem(std::string_view name, std::string message, Bounds bounds) {
        if (!problem_)
            problem_ = field_problem(name, std::move(message),
                                     fmt::format("A whole number from {} to {}.", bounds.least, bounds.most));
    }
    const AlertWish& wish_;
    AlertTerms& terms_;
    std::optional<Problem> problem_;
};

Result<void> set_limits(AlertKind kind, const AlertWish& wish, AlertTerms& terms) {
    constexpr Bounds kHours{1, 8760};
    constexpr Bounds kWindow{5, 1440};
    constexpr Bounds kEnergy{1, 1'000'000'000'000};
    constexpr Bounds kPercent{1, 1000};
    Limits limits(wish, terms);
    switch (kind) {
        case AlertKind::data_missing:
        case AlertKind::backup_old:
            limits.take("limit_hours", &AlertWish::limit_hours, &AlertTerms::limit_hours, kHours);
            break;
        case AlertKind::usage_above:
            limits.take_one("limit_w", &AlertWish::limit_w, &AlertTerms::limit_w, kEnergy, "limit_day_wh",
                            &AlertWish::limit_day_wh, &AlertTerms::limit_day_wh, kEnergy);
            if (terms.limit_w) limits.take("window_min", &AlertWish::window_min, &AlertTerms::window_min, kWindow);
            break;
        case AlertKind::above_prediction:
            limits.take("limit_percent", &AlertWish::limit_percent, &AlertTerms::limit_percent, kPercent);
            limits.take("window_min", &AlertWish::window_min, &AlertTerms::window_min, kWindow);
            break;
        case AlertKind::event_unacknowledged:
            limits.take("limit_min", &AlertWish::limit_min, &AlertTerms::limit_min, {1, 10080});
            break;
        case AlertKind::disk_low:
            limits.take_one("limit_percent", &AlertWish::limit_percent, &AlertTerms::limit_percent, {1, 99}, "limit_mb",
                            &AlertWish::limit_mb, &AlertTerms::limit_mb, {1, 1'000'000'000});
            break;
        case AlertKind::import_failed:
            break;
    }
    return limits.result();
}

Result<void> set_quiet(const AlertWish& wish, AlertTerms& terms) {
    if (!wish.quiet) return {};
    const auto& quiet = *wish.quiet;
    const auto is_minute = [](std::int64_t minute) { return minute >= 0 && minute < kMinutesPerDay; };
    if (!is_minute(quiet.from_min) || !is_minute(quiet.to_min) || quiet.from_min == quiet.to_min)
        return field_problem("quiet", "These are no quiet hours.", "Give two different times of the day.");
    if (!core::TimeZone::find(quiet.zone))
        return field_problem("quiet", "The time zone of the quiet hours is not known.",
                             "Use a name such as America/Chicago.");
    terms.quiet = quiet;
    return {};
}

Facts facts_of(const AlertRule& rule) {
    Facts facts{{"kind", std::string(storage::to_text(rule.kind))}, {"rule", rule_sentence(rule)}};
    if (!rule.terms.webhook_url.empty()) facts.emplace_back("webhook", rule.terms.webhook_url);
    if (!rule.terms.is_on) facts.emplace_back("state", "off");
    return facts;
}

bool is_of_the_portal(AlertKind kind) {
    return kind == AlertKind::import_failed || kind == AlertKind::disk_low || kind == AlertKind::backup_old;
}

}  // namespace

std::vector<AlertRule> Alerts::list(const Actor& actor) const {
    if (!actor.user) return {};
    auto tx = store_->read();
    return storage::list_alert_rules(tx, *actor.user);
}

std::optional<AlertRule> Alerts::find_own(storage::Transaction& tx, const Actor& actor, std::int64_t id) const {
    auto rule = storage::find_alert_rule(tx, id);
    if (!rule || !actor.user || rule->user != *actor.user) return std::nullopt;
    return rule;
}

Result<void> Alerts::set_scope(storage::Transaction& tx, const Actor& actor, AlertKind kind, const AlertWish& wish,
                               AlertTerms& terms) const {
    const auto scope =
        is_of_the_portal(kind) && wish.scope.empty() ? AlertScope::portal : storage::alert_scope_of(wish.scope);
    if (!scope || (*scope == AlertScope::portal) != is_of_the_portal(kind))
        return field_problem("scope", "This is no scope of such an alert.",
                             is_of_the_portal(kind) ? "Use portal." : "Use one of own, organisation, meter.");
    terms.scope = *scope;
    if (!may_be_told(actor, kind, terms.scope))
        return Problem{ProblemKind::not_allowed, "alert-not-allowed", "This alert is not for you.", "kind",
                       "Ask the provider's administrator."};
    if (terms.scope == AlertScope::organisation) {
        const auto found =
            wish.organisation ? storage::find_organization(tx, core::OrgId{*wish.organisation}) : std::nullopt;
        if (!found) return organisation_not_found();
        terms.organisation = found->id;
    }
    if (terms.scope == AlertScope::meter) {
        const auto meter = directory_->find(actor, wish.meter);
        if (!meter) return meter.error();
        terms.meter = meter->id();
    }
    return {};
}

Result<void> Alerts::set_channel(const AlertWish& wish, AlertTerms& terms) const {
    const auto channel = storage::alert_channel_of(wish.channel);
    if (!channel) return field_problem("channel", "This is no way to tell you.", "Use email or webhook.");
    terms.channel = *channel;
    const auto& url = wish.webhook_url;
    if (terms.channel == AlertChannel::email) {
        if (url.empty()) return {};
        return field_problem("webhook_url", "An e-mail has no address to call.", "Leave it out.");
    }
    const auto is_https = url.starts_with("https://");
    if (!is_https && !(policy_.may_be_http && url.starts_with("http://")))
        return field_problem("webhook_url", "A webhook is an https address.", "Such as https://example.com/alerts.");
    const auto host = url.substr(url.find("//") + 2, url.find('/', url.find("//") + 2) - url.find("//") - 2);
    const auto is_plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 127 && c != '#' && c != '\\'; });
    if (!is_plain || host.empty() || host.find('@') != std::string::npos || url.size() > kMaxWebhookUrlBytes)
        return field_problem("webhook_url", "This is no address that can be called.",
                             "Give a plain address without a name and password in it, of at most 500 characters.");
    terms.webhook_url = url;
    return {};
}

Result<AlertTerms> Alerts::terms_of(storage::Transaction& tx, const Actor& actor, AlertKind kind,
                                    const AlertWish& wish) const {
    AlertTerms terms;
    terms.is_on = wish.is_on;
    if (auto set = set_scope(tx, actor, kind, wish, terms); !set) return set.error();
    if (auto set = set_limits(kind, wish, terms); !set) return set.error();
    if (auto set = set_channel(wish, terms); !set) return set.error();
    if (auto set = set_quiet(wish, terms); !set) return set.error();
    return terms;
}

std::string Alerts::secret_for(const AlertWish& wish, const std::string& sealed_before, AlertTerms& terms) const {
    if (terms.channel != AlertChannel::webhook) return {};
    if (!sealed_before.empty() && !wish.renews_secret) {
        terms.sealed_secret = sealed_before;
        return {};
    }
    auto secret = std::string(kSecretPrefix) + random_token();
    terms.sealed_secret = key_->seal(kSealLabel, secret);
    return secret;
}

std::optional<std::string> Alerts::open_secret(const PortalKey& key, const std::string& sealed) {
    return key.open(kSealLabel, sealed);
}

Result<SavedAlertRule> Alerts::create(const Actor& actor, const AlertWish& wish, core::UtcSeconds now) {
    const auto kind = storage::alert_kind_of(wish.kind);
    if (!kind) return field_problem("kind", "There is no such alert.", "Choose one of those in the list.");
    if (!actor.user) return alert_not_found();
    auto tx = store_->write();
    if (storage::list_alert_rules(tx, *actor.user).size() >= kMaxAlertRules)
        return Problem{ProblemKind::conflict, "too-many-alerts", "You have as many alerts as one may have.", "",
                       "Delete one that you do not need."};
    auto terms = terms_of(tx, actor, *kind, wish);
    if (!terms) return terms.error();
    auto secret = secret_for(wish, "", *terms);
    const auto id = storage::add_alert_rule(tx, *actor.user, *kind, *terms, now);
    auto rule = storage::find_alert_rule(tx, id).value();
    book(tx, actor, {"alert.create", subject_of_rule(id), {}, facts_of(rule)}, now);
    tx.commit();
    return SavedAlertRule{std::move(rule), std::move(secret)};
}

Result<SavedAlertRule> Alerts::change(const Actor& actor, std::int64_t id, const AlertWish& wish,
                                      core::UtcSeconds now) {
    auto tx = store_->write();
    const auto before = find_own(tx, actor, id);
    if (!before) return alert_not_found();
    auto terms = terms_of(tx, actor, before->kind, wish);
    if (!terms) return terms.error();
    auto secret = secret_for(wish, before->terms.sealed_secret, *terms);
    storage::change_alert_rule(tx, id, *terms, now);
    auto rule = storage::find_alert_rule(tx, id).value();
    book(tx, actor, {"alert.change", subject_of_rule(id), facts_of(*before), facts_of(rule)}, now);
    tx.commit();
    return SavedAlertRule{std::move(rule), std::move(secret)};
}

Result<void> Alerts::remove(const Actor& actor, std::int64_t id, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto rule = find_own(tx, actor, id);
    if (!rule) return alert_not_found();
    storage::delete_alert_rule(tx, id);
    book(tx, actor, {"alert.delete", subject_of_rule(id), facts_of(*rule), {}}, now);
    tx.commit();
    return {};
}

Result<AlertTest> Alerts::test(const Actor& actor, std::int64_t id, core::UtcSeconds now) {
    std::optional<AlertRule> rule;
    {
        auto tx = store_->write();
        rule = find_own(tx, actor, id);
        if (!rule) return alert_not_found();
        if (const auto last = storage::last_alert_test(tx, id); last && now - *last < kTestPauseSeconds)
            return Problem{ProblemKind::too_many_requests, "alert-tested-just-now", "This alert was tested just now.",
                           "", "Wait ten seconds."};
        if (rule->terms.channel == AlertChannel::email) {
            if (!programme_->sends_mail)
                return Problem{ProblemKind::conflict, "mail-not-set-up", "The portal has no mail server.", "",
                               "Ask the provider to set one up, or use a webhook."};
            queue_alert_message(tx, *programme_, *rule, actor.name, storage::AlertReason::test, {}, now);
            book(tx, actor, {"alert.test", subject_of_rule(id), {}, {{"way", "email"}}}, now);
            tx.commit();
            return AlertTest{AlertChannel::email, actor.name, 0};
        }
    }
    const auto secret = open_secret(*key_, rule->terms.sealed_secret);
    if (!secret)
        return Problem{ProblemKind::conflict, "webhook-secret-lost",
                       "The secret of this webhook was sealed with another key of the portal.", "",
                       "Ask for a new secret."};
    const AlertNews news{*rule, storage::AlertReason::test, {}};
    const auto body = alert_webhook_body(*programme_, news, now);
    const auto answer = call_(rule->terms.webhook_url, *secret, body, now);
    auto tx = store_->write();
    if (!find_own(tx, actor, id)) return alert_not_found();
    storage::NewAlertMessage message{.rule = id,
                                     .reason = storage::AlertReason::test,
                                     .channel = AlertChannel::webhook,
                                     .mail = {},
                                     .body = {},
                                     .last_problem = {}};
    message.is_sent = answer.has_value();
    if (!answer) message.last_problem = answer.error().message;
    storage::add_alert_message(tx, message, now);
    book(tx, actor,
         {"alert.test",
          subject_of_rule(id),
          {},
          {{"way", "webhook"}, {"outcome", answer ? fmt::format("answered {}", *answer) : answer.error().code}}},
         now);
    tx.commit();
    if (!answer) return answer.error();
    return AlertTest{AlertChannel::webhook, rule->terms.webhook_url, *answer};
}

Result<storage::Listed<storage::AlertRecord>> Alerts::log(const Actor& actor, const storage::AlertFilter& filter,
                                                          const storage::PageQuery& page) const {
    if (!actor.user) return storage::Listed<storage::AlertRecord>{};
    auto tx = store_->read();
    return storage::list_alerts(tx, *actor.user, filter, page);
}

Problem alert_not_found() {
    return {ProblemKind::not_found, "alert-not-found", "There is no such alert.", "alert_id", ""};
}

}  // namespace drp::portal
