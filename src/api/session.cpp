// Logging in and out.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/routes.hpp"
#include "http/cookies.hpp"
#include "portal/secrets.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

constexpr std::size_t kMaxEmailBytes = 254;
constexpr std::size_t kMaxPasswordBytes = 1024;

json::object to_json(const portal::ActiveSession& session, std::string_view token) {
    return {{"user", api::to_json(session.account)},
            {"csrf_token", portal::csrf_token_of(token)},
            {"expires", core::to_iso(session.expires)}};
}

http::Task<http::Response> create(Services& services, http::Request& request) {
    auto body = JsonBody::read(request, {"email", "password"});
    if (!body) co_return body.error();
    auto email = body->text("email", kMaxEmailBytes);
    if (!email) co_return email.error();
    auto password = body->secret("password", kMaxPasswordBytes);
    if (!password) co_return password.error();
    const std::string address(request.remote_address());
    const auto now = services.now();
    auto log_in = co_await http::run_on(services.passwords,
                                        [&] { return services.accounts.log_in(*email, *password, address, now); });
    if (!log_in) co_return log_in.error();
    http::Cookie cookie{std::string(kSessionCookie), log_in->token,
                        std::chrono::seconds(portal::Accounts::kLongestSessionSeconds)};
    cookie.is_strict = true;
    auto response = http::Response::json(json::serialize(to_json(log_in->session, log_in->token)));
    response.header("Set-Cookie", http::set_cookie(cookie, request.is_secure())).uncompressed();
    co_return response;
}

http::Task<http::Response> validate(Caller& caller) {
    json::value session = nullptr;
    if (caller.session) session = to_json(*caller.session, caller.token);
    const json::object state{{"authenticated", caller.session != nullptr}, {"session", std::move(session)}};
    co_return http::Response::json(json::serialize(state)).uncompressed();
}

http::Task<http::Response> end(Services& services, http::Request& request, Caller& caller) {
    auto ended = co_await http::run_on(services.database, [&] { services.accounts.log_out(caller.actor); });
    if (!ended) co_return ended.error();
    auto response = http::Response::empty(204);
    response.header("Set-Cookie", http::clear_cookie(kSessionCookie, request.is_secure()));
    co_return response;
}

}  // namespace

void add_session_routes(Router& router, Services& services) {
    router.add(http::Method::post, "/api/user/session/create", "createSession", UseCase::log_in,
               [&services](http::Request& request, Caller&) { return create(services, request); },
               {.max_body_bytes = 8192});
    router.add(http::Method::get, "/api/user/session/validate", "validateSession", UseCase::check_session,
               [](http::Request&, Caller& caller) { return validate(caller); });
    router.add(http::Method::del, "/api/user/session/delete", "deleteSession", UseCase::log_out,
               [&services](http::Request& request, Caller& caller) { return end(services, request, caller); });
}

}  // namespace drp::api
