// Logging in and out.
#include "api/json.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "http/cookies.hpp"
#include "portal/secrets.hpp"

namespace drp::api {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using portal::UseCase;

constexpr std::size_t kMaxEmailBytes = 254;
constexpr std::size_t kMaxPasswordBytes = 1024;

struct Credentials {
    std::string email;
    std::string password;
};

Problem field_problem(std::string_view field, std::string message) {
    return {ProblemKind::invalid_input, "field-invalid", std::move(message), std::string(field), ""};
}

Result<std::string> text_field(const json::object& object, std::string_view name, std::size_t max_bytes) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string() || value->get_string().empty())
        return field_problem(name, "The field '" + std::string(name) + "' is missing.");
    const auto& text = value->get_string();
    if (text.size() > max_bytes || !core::is_valid_utf8(text))
        return field_problem(name, "The field '" + std::string(name) + "' is too long or no UTF-8.");
    return std::string(text);
}

Result<Credentials> read_credentials(const std::string& body) {
    boost::system::error_code error;
    const auto value = json::parse(body, error);
    if (error || !value.is_object())
        return Problem{ProblemKind::invalid_input, "request-body-invalid", "The body is no JSON object.", "",
                       R"(Send {"email": …, "password": …}.)"};
    for (const auto& member : value.get_object())
        if (member.key() != "email" && member.key() != "password")
            return field_problem(core::excerpt(member.key(), 40), "This field is not known.");
    auto email = text_field(value.get_object(), "email", kMaxEmailBytes);
    if (!email) return email.error();
    auto password = text_field(value.get_object(), "password", kMaxPasswordBytes);
    if (!password) return password.error();
    return Credentials{std::move(*email), std::move(*password)};
}

json::object to_json(const portal::ActiveSession& session, std::string_view token) {
    return {{"user", api::to_json(session.account)},
            {"csrf_token", portal::csrf_token_of(token)},
            {"expires", core::to_iso(session.expires)}};
}

http::Task<http::Response> create(Services& services, http::Request& request) {
    auto credentials = read_credentials(request.body());
    if (!credentials) co_return credentials.error();
    const std::string address(request.remote_address());
    const auto now = services.now();
    auto log_in = co_await http::run_on(services.passwords, [&] {
        return services.accounts.log_in(credentials->email, credentials->password, address, now);
    });
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
