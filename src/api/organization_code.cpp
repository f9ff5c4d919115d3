// An organisation's join code.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "portal/join_code.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

/// Never compressed: it holds a secret.
http::Response answer(const portal::JoinCode& code) {
    const json::object object{{"organization_id", code.organisation.value}, {"code", code.code}};
    return http::Response::json(json::serialize(object)).uncompressed();
}

http::Task<http::Response> show(Services& services, http::Request& request, Caller& caller) {
    const auto asked = organisation_in_query(request);
    if (!asked) co_return asked.error();
    auto code = co_await http::run_on(services.database, [&] {
        return portal::show_join_code(services.store, services.claims, caller.actor, *asked, services.now());
    });
    if (!code) co_return code.error();
    co_return answer(*code);
}

http::Task<http::Response> renew(Services& services, http::Request& request, Caller& caller) {
    const auto body = JsonBody::read(request, {"organization_id"});
    if (!body) co_return body.error();
    const auto id = body->optional_integer("organization_id");
    if (!id) co_return id.error();
    const auto asked = *id ? std::optional(core::OrgId{**id}) : std::nullopt;
    auto code = co_await http::run_on(services.database, [&] {
        return portal::renew_join_code(services.store, services.claims, caller.actor, asked, services.now());
    });
    if (!code) co_return code.error();
    co_return answer(*code);
}

}  // namespace

void add_organization_code_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/organization/code", "getJoinCode", UseCase::manage_organisation,
               [&services](http::Request& request, Caller& caller) { return show(services, request, caller); });
    router.add(http::Method::post, "/api/organization/code", "renewJoinCode", UseCase::manage_organisation,
               [&services](http::Request& request, Caller& caller) { return renew(services, request, caller); });
}

}  // namespace drp::api
