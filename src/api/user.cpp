// What one's role may do.
#include "api/json.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using portal::Level;
using portal::UseCase;

/// The pages that a role's navigation shows.
json::array pages_of(const portal::Actor& actor) {
    json::array pages;
    if (portal::is_allowed(actor, UseCase::see_meters)) pages.emplace_back("meters");
    if (portal::is_allowed(actor, UseCase::see_events)) pages.emplace_back("events");
    if (portal::is_allowed(actor, UseCase::see_meters)) pages.emplace_back("map");
    if (portal::is_allowed(actor, UseCase::see_ranking)) pages.emplace_back("ranking");
    if (portal::is_allowed(actor, UseCase::see_organisation)) pages.emplace_back("organisation");
    if (portal::is_allowed(actor, UseCase::see_imports)) pages.emplace_back("imports");
    if (portal::is_allowed(actor, UseCase::manage_organisations)) pages.emplace_back("administration");
    return pages;
}

}  // namespace

void add_user_routes(Router& router, Services&) {
    router.add(http::Method::get, "/api/user/permissions", "getPermissions", UseCase::see_own_account,
               [](http::Request&, Caller& caller) -> http::Task<http::Response> {
                   const json::object permissions{{"level", static_cast<int>(caller.actor.level)},
                                                  {"role", portal::role_name(caller.actor.level)},
                                                  {"pages", pages_of(caller.actor)}};
                   co_return http::Response::json(json::serialize(permissions));
               });
}

}  // namespace drp::api
