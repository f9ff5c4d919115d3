// What each person wants to be told of, a test of it, and what was raised.
#include "portal/alerts.hpp"

#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "portal/alert_sight.hpp"
#include "portal/alert_texts.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::AlertWish;
using portal::UseCase;

constexpr std::size_t kMaxWordBytes = 40;
constexpr std::size_t kMaxNumberBytes = 100;
constexpr std::size_t kMaxZoneBytes = 100;
constexpr std::string_view kCsvColumns[] = {"id",    "kind",  "subject", "measured", "unit",
                                            "since", "until", "raised",  "told"};
constexpr ListCsv kCsv{kCsvColumns, "alerts.csv"};

json::value quiet_json(const std::optional<storage::QuietHours>& quiet) {
    if (!quiet) return nullptr;
    return json::object{{"from_min", quiet->from_min}, {"to_min", quiet->to_min}, {"time_zone", quiet->zone}};
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object to_json(const storage::AlertRule& rule) {
    const auto& terms = rule.terms;
    const auto organisation = terms.organisation ? json::value(terms.organisation->value) : json::value(nullptr);
    return {{"id", rule.id},
            {"kind", storage::to_text(rule.kind)},
            {"sentence", portal::rule_sentence(rule)},
            {"scope", storage::to_text(terms.scope)},
            {"organization_id", organisation},
            {"meter", text_or_null(rule.meter_number)},
            {"limit_hours", or_null(terms.limit_hours)},
            {"limit_w", or_null(terms.limit_w)},
            {"limit_day_wh", or_null(terms.limit_day_wh)},
            {"limit_percent", or_null(terms.limit_percent)},
            {"limit_mb", or_null(terms.limit_mb)},
            {"limit_min", or_null(terms.limit_min)},
            {"window_min", or_null(terms.window_min)},
            {"channel", storage::to_text(terms.channel)},
            {"webhook_url", text_or_null(terms.webhook_url)},
            {"quiet", quiet_json(terms.quiet)},
            {"is_on", terms.is_on},
            {"created", core::to_iso(rule.created)},
            {"told", or_null(rule.told)},
            {"lasting", rule.open}};
}

json::object to_json(const portal::SavedAlertRule& saved) {
    auto object = to_json(saved.rule);
    object["webhook_secret"] = text_or_null(saved.secret);
    return object;
}

std::string_view telling_of(const storage::AlertRecord& record) {
    if (!record.queued) return "held_back";
    if (record.sent) return "told";
    return record.given_up ? "failed" : "on_its_way";
}

json::object to_json(const storage::AlertRecord& record) {
    const auto& alert = record.alert;
    return {{"id", alert.id},
            {"rule_id", alert.rule},
            {"kind", storage::to_text(record.kind)},
            {"subject", alert.subject_name},
            {"measured", or_null(alert.measured)},
            {"unit", text_or_null(record.unit)},
            {"since", core::to_iso(alert.since)},
            {"until", or_null(alert.until)},
            {"raised", core::to_iso(alert.raised)},
            {"channel", storage::to_text(record.channel)},
            {"telling", telling_of(record)},
            {"told", or_null(record.sent)},
            {"problem", text_or_null(record.problem)}};
}

Result<std::optional<storage::QuietHours>> read_quiet(const JsonBody& body) {
    const auto& value = body.value("quiet");
    if (value.is_null()) return std::optional<storage::QuietHours>();
    const auto wrong = [] {
        return field_problem("quiet", "These are no quiet hours.", "Give from_min, to_min and time_zone.");
    };
    if (!value.is_object()) return wrong();
    const auto& object = value.get_object();
    const auto* const from = object.if_contains("from_min");
    const auto* const to = object.if_contains("to_min");
    const auto* const zone = object.if_contains("time_zone");
    if (object.size() != 3 || from == nullptr || to == nullptr || zone == nullptr) return wrong();
    if (!from->is_int64() || !to->is_int64() || !zone->is_string() || zone->get_string().size() > kMaxZoneBytes)
        return wrong();
    return std::optional(storage::QuietHours{from->get_int64(), to->get_int64(), std::string(zone->get_string())});
}

Result<void> read_limits(const JsonBody& body, AlertWish& wish) {
    const std::pair<const char*, std::optional<std::int64_t> AlertWish::*> limits[] = {
        {"limit_hours", &AlertWish::limit_hours},   {"limit_w", &AlertWish::limit_w},
        {"limit_day_wh", &AlertWish::limit_day_wh}, {"limit_percent", &AlertWish::limit_percent},
        {"limit_mb", &AlertWish::limit_mb},         {"limit_min", &AlertWish::limit_min},
        {"window_min", &AlertWish::window_min},     {"organization_id", &AlertWish::organisation}};
    for (const auto& [name, field] : limits) {
        const auto value = body.optional_integer(name);
        if (!value) return value.error();
        wish.*field = *value;
    }
    return {};
}

Result<void> read_texts(const JsonBody& body, AlertWish& wish) {
    const std::tuple<const char*, std::string AlertWish::*, std::size_t> texts[] = {
        {"kind", &AlertWish::kind, kMaxWordBytes},
        {"scope", &AlertWish::scope, kMaxWordBytes},
        {"meter", &AlertWish::meter, kMaxNumberBytes},
        {"channel", &AlertWish::channel, kMaxWordBytes},
        {"webhook_url", &AlertWish::webhook_url, portal::kMaxWebhookUrlBytes}};
    for (const auto& [name, field, most] : texts) {
        const auto value = body.optional_text(name, most);
        if (!value) return value.error();
        wish.*field = value->value_or("");
    }
    return {};
}

Result<AlertWish> read_wish(const http::Request& request) {
    const auto body = JsonBody::read(request, {"kind", "scope", "organization_id", "meter", "limit_hours", "limit_w",
                                               "limit_day_wh", "limit_percent", "limit_mb", "limit_min", "window_min",
                                               "channel", "webhook_url", "quiet", "is_on", "renew_secret"});
    if (!body) return body.error();
    AlertWish wish;
    if (const auto read = read_texts(*body, wish); !read) return read.error();
    if (const auto read = read_limits(*body, wish); !read) return read.error();
    auto quiet = read_quiet(*body);
    if (!quiet) return quiet.error();
    wish.quiet = std::move(*quiet);
    const auto is_on = body->optional_flag("is_on");
    if (!is_on) return is_on.error();
    wish.is_on = is_on->value_or(true);
    const auto renews = body->optional_flag("renew_secret");
    if (!renews) return renews.error();
    wish.renews_secret = renews->value_or(false);
    return wish;
}

/// The kinds that this person may choose.
json::array kinds_of(const portal::Actor& actor) {
    json::array kinds;
    for (const auto kind :
         {storage::AlertKind::data_missing, storage::AlertKind::usage_above, storage::AlertKind::above_prediction,
          storage::AlertKind::event_unacknowledged, storage::AlertKind::import_failed, storage::AlertKind::disk_low,
          storage::AlertKind::backup_old})
        if (portal::may_be_told(actor, kind, storage::AlertScope::own)) kinds.emplace_back(storage::to_text(kind));
    return kinds;
}

http::Task<http::Response> list(Services& services, Caller& caller) {
    auto rules = co_await http::run_on(services.database, [&] { return services.alerts.list(caller.actor); });
    if (!rules) co_return rules.error();
    json::array rows;
    for (const auto& rule : *rules) rows.push_back(to_json(rule));
    const json::object answer{{"rows", std::move(rows)},
                              {"kinds", kinds_of(caller.actor)},
                              {"most", portal::kMaxAlertRules},
                              {"email", caller.actor.name},
                              {"sends_mail", services.programme.sends_mail},
                              {"may_name_organizations", caller.actor.sees_all_meters()},
                              {"time_zone", services.programme.zone.name()}};
    co_return http::Response::json(json::serialize(answer));
}

http::Task<http::Response> create(Services& services, http::Request& request, Caller& caller) {
    const auto wish = read_wish(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto made =
        co_await http::run_on(services.database, [&] { return services.alerts.create(caller.actor, *wish, now); });
    if (!made) co_return made.error();
    co_return http::Response::json(json::serialize(to_json(*made)), 201).uncompressed();
}

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    const auto id = id_in(request.param("alert_id"));
    if (!id) co_return portal::alert_not_found();
    const auto wish = read_wish(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto changed =
        co_await http::run_on(services.database, [&] { return services.alerts.change(caller.actor, *id, *wish, now); });
    if (!changed) co_return changed.error();
    co_return http::Response::json(json::serialize(to_json(*changed))).uncompressed();
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    const auto id = id_in(request.param("alert_id"));
    if (!id) co_return portal::alert_not_found();
    const auto now = services.now();
    auto removed =
        co_await http::run_on(services.database, [&] { return services.alerts.remove(caller.actor, *id, now); });
    if (!removed) co_return removed.error();
    co_return http::Response::empty(204);
}

http::Task<http::Response> test(Services& services, http::Request& request, Caller& caller) {
    const auto id = id_in(request.param("alert_id"));
    if (!id) co_return portal::alert_not_found();
    const auto now = services.now();
    auto tested = co_await http::run_on(services.calls, [&] { return services.alerts.test(caller.actor, *id, now); });
    if (!tested) co_return tested.error();
    const json::object answer{{"channel", storage::to_text(tested->channel)},
                              {"to", tested->to},
                              {"status", tested->status == 0 ? json::value(nullptr) : json::value(tested->status)}};
    co_return http::Response::json(json::serialize(answer));
}

http::Task<http::Response> log(Services& services, http::Request& request, Caller& caller) {
    storage::AlertFilter filter;
    const auto rule = query_number(request, "alert_id");
    if (!rule) co_return rule.error();
    filter.rule = *rule;
    const auto state = query_choice(request, "state", {"lasting", "all"});
    if (!state) co_return state.error();
    filter.only_lasting = *state == "lasting";
    ListSource source = [&services, actor = caller.actor, filter](const storage::PageQuery& page) {
        return to_list_page(services.alerts.log(actor, filter, page), [](const auto& row) { return to_json(row); });
    };
    co_return co_await answer_list(services, request, kCsv, std::move(source));
}

}  // namespace

void add_alert_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/alerts", "listAlerts", UseCase::manage_alerts,
               [&services](http::Request&, Caller& caller) { return list(services, caller); });
    router.add(http::Method::post, "/api/alerts", "createAlert", UseCase::manage_alerts,
               [&services](http::Request& request, Caller& caller) { return create(services, request, caller); });
    router.add(http::Method::get, "/api/alerts/log", "listRaisedAlerts", UseCase::manage_alerts,
               [&services](http::Request& request, Caller& caller) { return log(services, request, caller); });
    router.add(http::Method::put, "/api/alerts/{alert_id}", "changeAlert", UseCase::manage_alerts,
               [&services](http::Request& request, Caller& caller) { return change(services, request, caller); });
    router.add(http::Method::del, "/api/alerts/{alert_id}", "deleteAlert", UseCase::manage_alerts,
               [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); });
    router.add(http::Method::post, "/api/alerts/{alert_id}/test", "testAlert", UseCase::manage_alerts,
               [&services](http::Request& request, Caller& caller) { return test(services, request, caller); });
}

}  // namespace drp::api
