// What people do with their own account: names, preferences, password, sessions, deleting it.
#include "api/own_account.hpp"

#include "api/body.hpp"
#include "api/routes.hpp"
#include "api/session_answer.hpp"
#include "portal/own_account.hpp"
#include "portal/preferences.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::size_t kMaxNameBytes = 100;

/// Checked against the table of preferences, as the JSON text to lay over those there are.
Result<std::string> preferences_of(const JsonBody& body) {
    const auto& value = body.value("preferences");
    if (value.is_null()) return std::string();
    if (!value.is_object()) return field_problem("preferences", "The preferences are no object.");
    json::object checked;
    for (const auto& [key, chosen] : value.get_object()) {
        const std::string_view text = chosen.is_string() ? std::string_view(chosen.get_string()) : std::string_view();
        if (auto known = portal::check_preference(key, text); !known) return known.error();
        checked.emplace(key, text);
    }
    return json::serialize(checked);
}

Result<portal::OwnAccount::Change> change_of(const http::Request& request) {
    auto body = JsonBody::read(request, {"first_name", "last_name", "preferences"});
    if (!body) return body.error();
    portal::OwnAccount::Change change;
    auto first_name = body->optional_text("first_name", kMaxNameBytes);
    if (!first_name) return first_name.error();
    auto last_name = body->optional_text("last_name", kMaxNameBytes);
    if (!last_name) return last_name.error();
    auto preferences = preferences_of(*body);
    if (!preferences) return preferences.error();
    return portal::OwnAccount::Change{std::move(*first_name), std::move(*last_name), std::move(*preferences)};
}

http::Task<http::Response> get(Services& services, Caller& caller) {
    auto account =
        co_await http::run_on(services.database, [&] { return own_account_json(services, *caller.session); });
    if (!account) co_return account.error();
    co_return http::Response::json(json::serialize(*account));
}

http::Task<http::Response> update(Services& services, http::Request& request, Caller& caller) {
    auto change = change_of(request);
    if (!change) co_return change.error();
    const auto now = services.now();
    auto account = co_await http::run_on(services.database, [&]() -> Result<json::object> {
        services.own_account.update(caller.actor, *change, now);
        const auto session = services.accounts.find(caller.token, now);
        return own_account_json(services, session ? *session : *caller.session);
    });
    if (!account) co_return account.error();
    co_return http::Response::json(json::serialize(*account));
}

http::Task<http::Response> change_password(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"old_password", "password"});
    if (!body) co_return body.error();
    auto old_password = body->secret("old_password", kMaxPasswordBytes);
    if (!old_password) co_return old_password.error();
    auto password = body->secret("password", kMaxPasswordBytes);
    if (!password) co_return password.error();
    const auto now = services.now();
    auto log_in = co_await http::run_on(services.passwords, [&] {
        return services.own_account.change_password(caller.actor, *old_password, *password, now);
    });
    if (!log_in) co_return log_in.error();
    co_return with_cookie(http::Response::json(json::serialize(session_json(log_in->session, log_in->token))), request,
                          log_in->token);
}

http::Task<http::Response> sessions(Services& services, Caller& caller) {
    const auto now = services.now();
    auto views =
        co_await http::run_on(services.database, [&] { return services.accounts.sessions(caller.actor, now); });
    if (!views) co_return views.error();
    json::array list;
    for (const auto& view : *views)
        list.push_back({{"id", view.id},
                        {"device", view.device},
                        {"address", view.address},
                        {"created", core::to_iso(view.created)},
                        {"last_used", core::to_iso(view.last_used)},
                        {"is_this_one", view.is_this_one}});
    co_return http::Response::json(json::serialize(json::object{{"sessions", std::move(list)}}));
}

http::Task<http::Response> end_session(Services& services, http::Request& request, Caller& caller) {
    const std::string id(request.param("session_id"));
    const auto now = services.now();
    auto ended =
        co_await http::run_on(services.database, [&] { return services.accounts.end_session(caller.actor, id, now); });
    if (!ended) co_return ended.error();
    const bool is_own = caller.actor.session_hash.starts_with(id);
    co_return is_own ? without_cookie(http::Response::empty(204), request) : http::Response::empty(204);
}

http::Task<http::Response> end_other_sessions(Services& services, Caller& caller) {
    const auto now = services.now();
    auto ended = co_await http::run_on(services.database,
                                       [&] { return services.accounts.end_other_sessions(caller.actor, now); });
    if (!ended) co_return ended.error();
    co_return http::Response::json(json::serialize(json::object{{"ended", *ended}}));
}

json::object to_json(const portal::OwnAccount::DeletePreview& preview) {
    json::value hindrance = nullptr;
    if (preview.hindrance) hindrance = {{"message", preview.hindrance->message}, {"cure", preview.hindrance->cure}};
    return {{"email", preview.email},
            {"sessions", preview.sessions},
            {"has_second_factor", preview.has_second_factor},
            {"meter", or_null(preview.meter)},
            {"audit_lines", preview.audit_lines},
            {"hindrance", std::move(hindrance)}};
}

http::Task<http::Response> preview_delete(Services& services, Caller& caller) {
    auto preview =
        co_await http::run_on(services.database, [&] { return services.own_account.preview_delete(caller.actor); });
    if (!preview) co_return preview.error();
    co_return http::Response::json(json::serialize(to_json(*preview)));
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"password"});
    if (!body) co_return body.error();
    auto password = body->secret("password", kMaxPasswordBytes);
    if (!password) co_return password.error();
    const auto now = services.now();
    auto removed = co_await http::run_on(services.passwords,
                                         [&] { return services.own_account.remove(caller.actor, *password, now); });
    if (!removed) co_return removed.error();
    co_return without_cookie(http::Response::empty(204), request);
}

}  // namespace

Result<json::object> own_account_json(Services& services, const portal::ActiveSession& session) {
    auto account = to_json(session.account);
    const auto factor = services.own_account.second_factor(session.actor);
    account.emplace("duty", duty_name(session.actor.duty));
    account.emplace("preferences", preferences_json(session.account.preferences));
    account.emplace("second_factor", to_json(factor));
    return account;
}

json::object to_json(const portal::OwnAccount::SecondFactorState& state) {
    return {{"since", or_null(state.since)},
            {"recovery_codes_left", state.recovery_codes_left},
            {"is_required", state.is_required}};
}

void add_own_account_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/user", "getUser", UseCase::see_own_account,
               [&services](http::Request&, Caller& caller) { return get(services, caller); });
    router.add(http::Method::patch, "/api/user/update", "updateUser", UseCase::change_own_account,
               [&services](http::Request& request, Caller& caller) { return update(services, request, caller); },
               {.max_body_bytes = 8192});
    router.add(
        http::Method::put, "/api/user/password", "changePassword", UseCase::change_own_account,
        [&services](http::Request& request, Caller& caller) { return change_password(services, request, caller); },
        {.max_body_bytes = 8192});
    router.add(http::Method::get, "/api/user/sessions", "listSessions", UseCase::see_own_account,
               [&services](http::Request&, Caller& caller) { return sessions(services, caller); });
    router.add(http::Method::del, "/api/user/sessions", "endOtherSessions", UseCase::change_own_account,
               [&services](http::Request&, Caller& caller) { return end_other_sessions(services, caller); });
    router.add(http::Method::del, "/api/user/sessions/{session_id}", "endSession", UseCase::change_own_account,
               [&services](http::Request& request, Caller& caller) { return end_session(services, request, caller); });
    router.add(http::Method::get, "/api/user/delete-preview", "previewDeleteOwnAccount", UseCase::see_own_account,
               [&services](http::Request&, Caller& caller) { return preview_delete(services, caller); });
    router.add(http::Method::del, "/api/user/delete", "deleteOwnAccount", UseCase::change_own_account,
               [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); },
               {.max_body_bytes = 8192});
}

}  // namespace drp::api
