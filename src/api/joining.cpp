// Registering, and forgotten passwords.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

constexpr std::size_t kMaxNameBytes = 100;
constexpr std::size_t kMaxNumberBytes = 32;
constexpr std::size_t kMaxCodeBytes = 40;
constexpr std::size_t kMaxTokenBytes = 64;
constexpr http::RouteOptions kSmallBody{.max_body_bytes = 8192};

/// Reads texts that may be absent; the first Problem is kept.
class Fields {
  public:
    explicit Fields(const JsonBody& body) : body_(&body) {}

    std::string text(std::string_view name, std::size_t max_bytes) {
        auto read = body_->optional_text(name, max_bytes);
        if (!read) return keep(read.error());
        return read->value_or(std::string());
    }
    std::string needed(std::string_view name, std::size_t max_bytes) {
        auto read = body_->text(name, max_bytes);
        return read ? std::move(*read) : keep(read.error());
    }
    std::string secret(std::string_view name, std::size_t max_bytes) {
        auto read = body_->secret(name, max_bytes);
        return read ? std::move(*read) : keep(read.error());
    }
    std::string keep(core::Problem problem) {
        if (!problem_) problem_ = std::move(problem);
        return {};
    }
    [[nodiscard]] const std::optional<core::Problem>& problem() const { return problem_; }

  private:
    const JsonBody* body_;
    std::optional<core::Problem> problem_;
};

/// One of the two, not both and not neither.
std::optional<core::Problem> one_number(const std::string& meter, const std::string& organisation) {
    if (meter.empty() != organisation.empty()) return std::nullopt;
    return field_problem("meter_number", "A meter number or an organisation number is needed, and not both.",
                         "Take it from the letter of your provider.");
}

core::Result<portal::NewAccount> read_account(const http::Request& request) {
    auto body = JsonBody::read(request, {"email", "first_name", "last_name", "password", "meter_number",
                                         "organisation_number", "claim_code", "invitation"});
    if (!body) return body.error();
    Fields fields(*body);
    portal::NewAccount account;
    account.invitation = fields.text("invitation", kMaxTokenBytes);
    account.email = account.invitation.empty() ? fields.needed("email", kMaxEmailBytes) : std::string();
    account.first_name = fields.needed("first_name", kMaxNameBytes);
    account.last_name = fields.needed("last_name", kMaxNameBytes);
    account.password = fields.secret("password", kMaxPasswordBytes);
    account.meter_number = fields.text("meter_number", kMaxNumberBytes);
    account.organisation_number = fields.text("organisation_number", kMaxNumberBytes);
    account.claim_code = fields.text("claim_code", kMaxCodeBytes);
    if (fields.problem()) return *fields.problem();
    if (account.invitation.empty())
        if (auto wrong = one_number(account.meter_number, account.organisation_number)) return *wrong;
    return account;
}

http::Task<http::Response> register_account(Services& services, http::Request& request, Caller& caller) {
    auto account = read_account(request);
    if (!account) co_return account.error();
    const auto now = services.now();
    auto made = co_await http::run_on(
        services.passwords, [&] { return services.registration.register_account(*account, caller.actor, now); });
    if (!made) co_return made.error();
    const json::object answer{{"email", made->email},
                              {"status", storage::to_text(made->status)},
                              {"role", portal::role_name(portal::level_of(*made))}};
    co_return http::Response::json(json::serialize(answer), 201).uncompressed();
}

http::Task<http::Response> look_at_invitation(Services& services, http::Request& request) {
    const auto token = request.query("token");
    if (!token || token->empty() || token->size() > kMaxTokenBytes)
        co_return field_problem("token", "The token of the invitation is missing.");
    const auto now = services.now();
    auto invitation =
        co_await http::run_on(services.database, [&] { return services.invitations.look_at(*token, now); });
    if (!invitation) co_return invitation.error();
    const json::object answer{{"email", invitation->email},
                              {"organisation", invitation->organisation},
                              {"expires", core::to_iso(invitation->expires)}};
    co_return http::Response::json(json::serialize(answer));
}

http::Task<http::Response> ask_for_reset(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"email", "meter_number", "organisation_number"});
    if (!body) co_return body.error();
    Fields fields(*body);
    const portal::PasswordReset::Question question{fields.needed("email", kMaxEmailBytes),
                                                   fields.text("meter_number", kMaxNumberBytes),
                                                   fields.text("organisation_number", kMaxNumberBytes)};
    if (fields.problem()) co_return *fields.problem();
    if (auto wrong = one_number(question.meter_number, question.organisation_number)) co_return *wrong;
    if (auto asked = services.password_reset.ask(question, caller.actor, services.now()); !asked)
        co_return asked.error();
    co_return http::Response::empty(202);
}

http::Task<http::Response> set_password(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"token", "password"});
    if (!body) co_return body.error();
    Fields fields(*body);
    const auto token = fields.needed("token", kMaxTokenBytes);
    const auto password = fields.secret("password", kMaxPasswordBytes);
    if (fields.problem()) co_return *fields.problem();
    const auto now = services.now();
    auto done = co_await http::run_on(services.passwords,
                                      [&] { return services.password_reset.set(token, password, caller.actor, now); });
    if (!done) co_return done.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_joining_routes(Router& router, Services& services) {
    router.add(
        http::Method::post, "/api/user/register", "registerAccount", UseCase::register_account,
        [&services](http::Request& request, Caller& caller) { return register_account(services, request, caller); },
        kSmallBody);
    router.add(http::Method::get, "/api/user/invitation", "getInvitation", UseCase::use_link,
               [&services](http::Request& request, Caller&) { return look_at_invitation(services, request); });
    router.add(
        http::Method::post, "/api/passwordReset", "requestPasswordReset", UseCase::reset_password,
        [&services](http::Request& request, Caller& caller) { return ask_for_reset(services, request, caller); },
        kSmallBody);
    router.add(
        http::Method::put, "/api/passwordReset", "resetPassword", UseCase::reset_password,
        [&services](http::Request& request, Caller& caller) { return set_password(services, request, caller); },
        kSmallBody);
}

}  // namespace drp::api
