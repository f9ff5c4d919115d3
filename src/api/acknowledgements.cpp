// That an event has been noted by those whom it calls.
#include "api/acknowledgements.hpp"

#include "api/json.hpp"
#include "api/path.hpp"
#include "portal/acknowledgements.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

json::object to_json(const storage::EventAcknowledgement& one) {
    return {{"holder", one.holder},
            {"made", or_null(one.made)},
            {"made_by", one.made_by.empty() ? json::value(nullptr) : json::value(one.made_by)}};
}

http::Task<http::Response> list(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    auto all = co_await http::run_on(services.database,
                                     [&] { return portal::list_acknowledgements(services.store, caller.actor, *id); });
    if (!all) co_return all.error();
    json::array rows;
    std::int64_t made = 0;
    for (const auto& one : *all) {
        rows.push_back(to_json(one));
        if (one.made) ++made;
    }
    co_return http::Response::json(
        json::serialize(json::object{{"called", rows.size()}, {"acknowledged", made}, {"rows", rows}}));
}

http::Task<http::Response> acknowledge(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const auto now = services.now();
    auto made = co_await http::run_on(
        services.database, [&] { return portal::acknowledge_event(services.store, caller.actor, *id, now); });
    if (!made) co_return made.error();
    co_return http::Response::json(json::serialize(to_json(*made)));
}

}  // namespace

void add_acknowledgement_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/events/{event_id}/acknowledgements", "listAcknowledgements",
               UseCase::see_events,
               [&services](http::Request& request, Caller& caller) { return list(services, request, caller); });
    router.add(http::Method::post, "/api/events/{event_id}/acknowledge", "acknowledgeEvent", UseCase::acknowledge_event,
               [&services](http::Request& request, Caller& caller) { return acknowledge(services, request, caller); });
}

}  // namespace drp::api
