// The meters one may see.
#include "api/json.hpp"
#include "api/routes.hpp"
#include "portal/meter_list.hpp"

namespace drp::api {
namespace {

std::string list_text(const Services& services, const portal::Actor& actor) {
    const auto list = portal::list_meters(services.store, actor);
    json::array organisations;
    for (const auto& organisation : list.organisations)
        organisations.push_back(json::object{
            {"id", organisation.id.value}, {"name", organisation.name}, {"is_provider", organisation.is_provider}});
    json::array meters;
    for (const auto& meter : list.meters) meters.push_back(to_json(meter));
    return json::serialize(json::object{{"organisations", std::move(organisations)}, {"meters", std::move(meters)}});
}

}  // namespace

void add_meter_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/entity/meters", "listMeters", portal::UseCase::see_meters,
               [&services](http::Request&, Caller& caller) -> http::Task<http::Response> {
                   auto text =
                       co_await http::run_on(services.database, [&] { return list_text(services, caller.actor); });
                   if (!text) co_return text.error();
                   co_return http::Response::json(std::move(*text));
               });
}

}  // namespace drp::api
