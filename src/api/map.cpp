// Where the meters stand: on the map, and in the ranking of organisations.
#include "api/json.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using portal::UseCase;

json::object to_json(storage::LocalDays days) {
    return {{"from", core::to_iso(days.first)}, {"to", core::to_iso(days.last)}};
}

json::object to_json(const portal::MapMeter& meter) {
    return {{"id", meter.record.number},
            {"label", meter.record.label},
            {"organisation", meter.record.org ? json::value(meter.record.org_name) : json::value(nullptr)},
            {"latitude", meter.record.place->latitude},
            {"longitude", meter.record.place->longitude},
            {"participation", or_null(portal::participation_of(meter.sums))},
            {"participation_class", portal::name_of(portal::class_of(meter.sums))},
            {"saved_wh", meter.sums.saved.value},
            {"net_wh", meter.sums.net.value},
            {"compared_intervals", meter.sums.with_both},
            {"last_reading", or_null(meter.record.last_reading)}};
}

json::value tiles_of(const portal::Programme& programme) {
    if (!programme.map_tiles) return nullptr;
    return json::object{{"url", programme.map_tiles->url}, {"attribution", programme.map_tiles->attribution}};
}

std::string map_text(Services& services, const portal::Actor& actor) {
    const auto map = services.standing.map(actor, services.now());
    json::array meters;
    for (const auto& meter : map.meters) meters.push_back(to_json(meter));
    return json::serialize(json::object{{"days", to_json(map.days)},
                                        {"meters", std::move(meters)},
                                        {"left_off", map.left_off},
                                        {"without_place", map.without_place},
                                        {"tiles", tiles_of(services.programme)}});
}

json::object to_json(const portal::RankedOrganisation& line) {
    return {{"rank", line.rank},
            {"name", or_null(line.name)},
            {"is_own", line.is_own},
            {"meters", or_null(line.meters)},
            {"participation", line.participation},
            {"saved_wh_per_meter", line.saved_wh_per_meter},
            {"net_wh_per_meter", line.net_wh_per_meter}};
}

Result<portal::RankingMeasure> measure_of(const http::Request& request) {
    const auto by = request.query("by").value_or("participation");
    if (by == "participation") return portal::RankingMeasure::participation;
    if (by == "savings") return portal::RankingMeasure::savings_per_meter;
    return Problem{ProblemKind::invalid_input, "measure-unknown", "Organisations are not ranked by that.", "by",
                   "Use participation or savings."};
}

std::string ranking_text(Services& services, const portal::Actor& actor, portal::RankingMeasure measure) {
    const auto ranking = services.standing.ranking(actor, measure, services.now());
    json::array organisations;
    for (const auto& line : ranking.organisations) organisations.push_back(to_json(line));
    return json::serialize(json::object{{"days", to_json(ranking.days)},
                                        {"as_of", core::to_iso(ranking.as_of)},
                                        {"organisations", std::move(organisations)},
                                        {"left_off", ranking.left_off},
                                        {"least_meters", portal::Ranking::kLeastMeters}});
}

}  // namespace

void add_map_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/map", "getMap", UseCase::see_meters,
               [&services](http::Request&, Caller& caller) -> http::Task<http::Response> {
                   auto text =
                       co_await http::run_on(services.database, [&] { return map_text(services, caller.actor); });
                   if (!text) co_return text.error();
                   co_return http::Response::json(std::move(*text));
               });
    router.add(http::Method::get, "/api/ranking", "getRanking", UseCase::see_ranking,
               [&services](http::Request& request, Caller& caller) -> http::Task<http::Response> {
                   const auto measure = measure_of(request);
                   if (!measure) co_return measure.error();
                   auto text = co_await http::run_on(services.database,
                                                     [&] { return ranking_text(services, caller.actor, *measure); });
                   if (!text) co_return text.error();
                   co_return http::Response::json(std::move(*text));
               });
}

}  // namespace drp::api
