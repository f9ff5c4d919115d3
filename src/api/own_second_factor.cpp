// The second factor of one's own account.
#include "api/body.hpp"
#include "api/own_account.hpp"
#include "api/routes.hpp"
#include "api/session_answer.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::size_t kMaxCodeBytes = 64;

struct Proof {
    std::string password;
    std::string code;
};

Result<Proof> proof_of(const http::Request& request) {
    auto body = JsonBody::read(request, {"password", "code"});
    if (!body) return body.error();
    auto password = body->secret("password", kMaxPasswordBytes);
    if (!password) return password.error();
    auto code = body->text("code", kMaxCodeBytes);
    if (!code) return code.error();
    return Proof{std::move(*password), std::move(*code)};
}

json::array to_array(const std::vector<std::string>& texts) {
    json::array array;
    for (const auto& text : texts) array.emplace_back(text);
    return array;
}

http::Task<http::Response> get(Services& services, Caller& caller) {
    auto state =
        co_await http::run_on(services.database, [&] { return services.own_account.second_factor(caller.actor); });
    if (!state) co_return state.error();
    co_return http::Response::json(json::serialize(to_json(*state)));
}

http::Task<http::Response> begin(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"password"});
    if (!body) co_return body.error();
    auto password = body->secret("password", kMaxPasswordBytes);
    if (!password) co_return password.error();
    const auto now = services.now();
    auto begun = co_await http::run_on(
        services.passwords, [&] { return services.own_account.begin_second_factor(caller.actor, *password, now); });
    if (!begun) co_return begun.error();
    const json::object answer{{"secret", begun->secret}, {"uri", begun->uri}};
    co_return http::Response::json(json::serialize(answer)).uncompressed();
}

http::Task<http::Response> confirm(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"code"});
    if (!body) co_return body.error();
    auto code = body->text("code", kMaxCodeBytes);
    if (!code) co_return code.error();
    const auto now = services.now();
    auto enrolled = co_await http::run_on(
        services.database, [&] { return services.own_account.confirm_second_factor(caller.actor, *code, now); });
    if (!enrolled) co_return enrolled.error();
    const auto& log_in = enrolled->log_in;
    const json::object answer{{"recovery_codes", to_array(enrolled->recovery_codes)},
                              {"session", session_json(log_in.session, log_in.token)}};
    co_return with_cookie(http::Response::json(json::serialize(answer)), request, log_in.token);
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    auto proof = proof_of(request);
    if (!proof) co_return proof.error();
    const auto now = services.now();
    auto log_in = co_await http::run_on(services.passwords, [&] {
        return services.own_account.remove_second_factor(caller.actor, proof->password, proof->code, now);
    });
    if (!log_in) co_return log_in.error();
    co_return with_cookie(http::Response::json(json::serialize(session_json(log_in->session, log_in->token))), request,
                          log_in->token);
}

http::Task<http::Response> renew_codes(Services& services, http::Request& request, Caller& caller) {
    auto proof = proof_of(request);
    if (!proof) co_return proof.error();
    const auto now = services.now();
    auto codes = co_await http::run_on(services.passwords, [&] {
        return services.own_account.renew_recovery_codes(caller.actor, proof->password, proof->code, now);
    });
    if (!codes) co_return codes.error();
    co_return http::Response::json(json::serialize(json::object{{"recovery_codes", to_array(*codes)}})).uncompressed();
}

}  // namespace

void add_own_second_factor_routes(Router& router, Services& services) {
    const http::RouteOptions options{.max_body_bytes = 8192};
    router.add(http::Method::get, "/api/user/second-factor", "getSecondFactor", UseCase::see_own_account,
               [&services](http::Request&, Caller& caller) { return get(services, caller); });
    router.add(
        http::Method::post, "/api/user/second-factor", "beginSecondFactor", UseCase::change_own_account,
        [&services](http::Request& request, Caller& caller) { return begin(services, request, caller); }, options);
    router.add(
        http::Method::put, "/api/user/second-factor", "confirmSecondFactor", UseCase::change_own_account,
        [&services](http::Request& request, Caller& caller) { return confirm(services, request, caller); }, options);
    router.add(
        http::Method::del, "/api/user/second-factor", "removeSecondFactor", UseCase::change_own_account,
        [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); }, options);
    router.add(
        http::Method::post, "/api/user/second-factor/recovery-codes", "renewRecoveryCodes", UseCase::change_own_account,
        [&services](http::Request& request, Caller& caller) { return renew_codes(services, request, caller); },
        options);
}

}  // namespace drp::api
