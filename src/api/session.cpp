// Logging in and out.
#include "api/body.hpp"
#include "api/routes.hpp"
#include "api/session_answer.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

constexpr std::size_t kMaxCodeBytes = 64;

core::Result<portal::Credentials> credentials_of(const http::Request& request) {
    auto body = JsonBody::read(request, {"email", "password", "code"});
    if (!body) return body.error();
    auto email = body->text("email", kMaxEmailBytes);
    if (!email) return email.error();
    auto password = body->secret("password", kMaxPasswordBytes);
    if (!password) return password.error();
    auto code = body->optional_text("code", kMaxCodeBytes);
    if (!code) return code.error();
    return portal::Credentials{std::move(*email), std::move(*password), code->value_or(""),
                               std::string(request.remote_address()),
                               std::string(request.header("User-Agent").value_or(""))};
}

http::Task<http::Response> create(Services& services, http::Request& request) {
    auto credentials = credentials_of(request);
    if (!credentials) co_return credentials.error();
    const auto now = services.now();
    auto log_in =
        co_await http::run_on(services.passwords, [&] { return services.accounts.log_in(*credentials, now); });
    if (!log_in) co_return log_in.error();
    co_return with_cookie(http::Response::json(json::serialize(session_json(log_in->session, log_in->token))), request,
                          log_in->token);
}

http::Task<http::Response> validate(Caller& caller) {
    json::value session = nullptr;
    if (caller.session) session = session_json(*caller.session, caller.token);
    const json::object state{{"authenticated", caller.session != nullptr}, {"session", std::move(session)}};
    co_return http::Response::json(json::serialize(state)).uncompressed();
}

http::Task<http::Response> end(Services& services, http::Request& request, Caller& caller) {
    const auto now = services.now();
    auto ended = co_await http::run_on(services.database, [&] { services.accounts.log_out(caller.actor, now); });
    if (!ended) co_return ended.error();
    co_return without_cookie(http::Response::empty(204), request);
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
