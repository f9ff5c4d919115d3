// New readings, pushed.
#include "api/json.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

http::Task<http::Response> watch(Services& services, http::Request& request, Caller& caller) {
    std::optional<core::MeterId> only;
    if (const auto number = request.query("meter")) {
        const auto meter = services.directory.find(caller.actor, *number);
        if (!meter) co_return meter.error();
        only = meter->id();
    }
    // Asked anew for every event: a meter that is taken away falls silent at once.
    co_return services.events.subscribe(
        request, [&directory = services.directory, actor = caller.actor, only](const portal::MeterNews& news) {
            return (!only || *only == news.meter) && directory.is_visible(actor, news.meter);
        });
}

}  // namespace

void add_stream_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/vis/stream", "streamReadings", portal::UseCase::watch_readings,
               [&services](http::Request& request, Caller& caller) { return watch(services, request, caller); });
}

}  // namespace drp::api
