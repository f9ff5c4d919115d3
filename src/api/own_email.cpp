// The e-mail address of one's own account.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/routes.hpp"
#include "core/email.hpp"
#include "portal/own_account.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

constexpr std::size_t kMaxTokenBytes = 128;

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"email", "password"});
    if (!body) co_return body.error();
    auto email = body->text("email", kMaxEmailBytes);
    if (!email) co_return email.error();
    if (!core::is_email_address(*email)) co_return core::no_email_address("email");
    auto password = body->secret("password", kMaxPasswordBytes);
    if (!password) co_return password.error();
    const auto now = services.now();
    auto changed = co_await http::run_on(
        services.passwords, [&] { return services.own_account.change_email(caller.actor, *email, *password, now); });
    if (!changed) co_return changed.error();
    co_return http::Response::json(json::serialize(json::object{{"email", *email}, {"is_changed", *changed}}));
}

http::Task<http::Response> confirm(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"token"});
    if (!body) co_return body.error();
    auto token = body->text("token", kMaxTokenBytes);
    if (!token) co_return token.error();
    const auto now = services.now();
    auto confirmed = co_await http::run_on(
        services.database, [&] { return services.own_account.confirm_email(caller.actor, *token, now); });
    if (!confirmed) co_return confirmed.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_own_email_routes(Router& router, Services& services) {
    const http::RouteOptions options{.max_body_bytes = 8192};
    router.add(
        http::Method::post, "/api/user/email", "changeEmail", UseCase::change_own_account,
        [&services](http::Request& request, Caller& caller) { return change(services, request, caller); }, options);
    router.add(
        http::Method::post, "/api/user/email/confirm", "confirmEmail", UseCase::use_link,
        [&services](http::Request& request, Caller& caller) { return confirm(services, request, caller); }, options);
}

}  // namespace drp::api
