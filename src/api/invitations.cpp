// Inviting people into an organisation, and links that its administrator hands out.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

constexpr http::RouteOptions kSmallBody{.max_body_bytes = 8192};

/// A whole number from 1 on, or 0, which is the id of nothing.
std::int64_t id_of(std::string_view text) {
    return id_in(text).value_or(0);
}

/// Of a GET or DELETE: `?organization_id=`, for whoever manages more than one.
std::optional<core::OrgId> organisation_asked(const http::Request& request) {
    const auto asked = request.query("organization_id");
    return asked ? std::optional(core::OrgId{id_of(*asked)}) : std::nullopt;
}

json::object to_json(const storage::OneTimeLink& invitation) {
    return {{"id", invitation.id},
            {"email", invitation.email},
            {"sent", core::to_iso(invitation.created)},
            {"expires", core::to_iso(invitation.expires)}};
}

http::Task<http::Response> invite(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"email", "organization_id"});
    if (!body) co_return body.error();
    auto email = body->text("email", kMaxEmailBytes);
    if (!email) co_return email.error();
    auto id = body->optional_integer("organization_id");
    if (!id) co_return id.error();
    const auto org = *id ? std::optional(core::OrgId{**id}) : std::nullopt;
    const auto now = services.now();
    auto sent = co_await http::run_on(services.database,
                                      [&] { return services.invitations.invite(caller.actor, org, *email, now); });
    if (!sent) co_return sent.error();
    json::object answer{{"invitation", to_json(sent->invitation)},
                        {"link", sent->link.empty() ? json::value(nullptr) : json::value(sent->link)}};
    co_return http::Response::json(json::serialize(answer), 201).uncompressed();
}

http::Task<http::Response> list(Services& services, http::Request& request, Caller& caller) {
    const auto org = organisation_asked(request);
    const auto now = services.now();
    auto open =
        co_await http::run_on(services.database, [&] { return services.invitations.list(caller.actor, org, now); });
    if (!open) co_return open.error();
    json::array invitations;
    for (const auto& invitation : *open) invitations.push_back(to_json(invitation));
    co_return http::Response::json(json::serialize(json::object{{"invitations", std::move(invitations)}}));
}

http::Task<http::Response> withdraw(Services& services, http::Request& request, Caller& caller) {
    const auto org = organisation_asked(request);
    const auto id = id_of(request.param("invitation_id"));
    const auto now = services.now();
    auto gone = co_await http::run_on(services.database,
                                      [&] { return services.invitations.withdraw(caller.actor, org, id, now); });
    if (!gone) co_return gone.error();
    co_return http::Response::empty(204);
}

http::Task<http::Response> hand_out_link(Services& services, http::Request& request, Caller& caller) {
    auto body = JsonBody::read(request, {"user_id"});
    if (!body) co_return body.error();
    auto user = body->integer("user_id");
    if (!user) co_return user.error();
    const auto now = services.now();
    auto made = co_await http::run_on(
        services.database, [&] { return services.password_reset.hand_out(caller.actor, core::UserId{*user}, now); });
    if (!made) co_return made.error();
    const json::object answer{{"link", made->link}, {"expires", core::to_iso(made->expires)}};
    co_return http::Response::json(json::serialize(answer), 201).uncompressed();
}

}  // namespace

void add_invitation_routes(Router& router, Services& services) {
    router.add(
        http::Method::post, "/api/organization/invite", "createInvitation", UseCase::manage_organisation,
        [&services](http::Request& request, Caller& caller) { return invite(services, request, caller); }, kSmallBody);
    router.add(http::Method::get, "/api/organization/invite", "listInvitations", UseCase::manage_organisation,
               [&services](http::Request& request, Caller& caller) { return list(services, request, caller); });
    router.add(http::Method::del, "/api/organization/invite/{invitation_id}", "deleteInvitation",
               UseCase::manage_organisation,
               [&services](http::Request& request, Caller& caller) { return withdraw(services, request, caller); });
    router.add(
        http::Method::post, "/api/organization/reset-link", "createResetLink", UseCase::manage_organisation,
        [&services](http::Request& request, Caller& caller) { return hand_out_link(services, request, caller); },
        kSmallBody);
}

}  // namespace drp::api
