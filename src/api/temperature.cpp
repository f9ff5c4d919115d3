// Temperatures outside: files of them, the sites they are of, and which meter lies near which.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "formats/verdict.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::uint64_t kMaxUploadBytes = std::uint64_t{64} << 20U;
constexpr std::size_t kMaxVerdicts = 1000;
constexpr std::size_t kMaxAssigned = 5000;

json::object to_json(const storage::WeatherSite& site) {
    return {{"site", site.code}, {"name", site.name}, {"place", site.place}, {"is_default", site.is_default}};
}

json::object to_json(const storage::WeatherSiteSummary& summary) {
    auto object = to_json(summary.site);
    object["readings"] = summary.readings;
    object["first"] = or_null(summary.first);
    object["last"] = or_null(summary.last);
    object["meters"] = summary.meters;
    return object;
}

void add_counts(json::object& object, const storage::TemperatureCounts& counts) {
    object["new_values"] = counts.added;
    object["equal_values"] = counts.equal;
    object["corrected_values"] = counts.corrected;
}

json::object to_json(const portal::TemperatureReport& report, json::array verdicts) {
    json::array sites;
    for (const auto& site : report.sites) {
        json::object object{{"site", site.code}};
        add_counts(object, site.counts);
        sites.push_back(std::move(object));
    }
    json::object object{
        {"file_name", report.file_name}, {"is_dry_run", report.is_dry_run},         {"rows", report.summary.rows},
        {"blank", report.summary.blank}, {"duplicates", report.summary.duplicates}, {"refused", report.summary.refused},
        {"sites", std::move(sites)},     {"verdicts", std::move(verdicts)}};
    add_counts(object, report.counts());
    return object;
}

json::object to_json(const formats::Verdict& verdict) {
    return {{"line", verdict.line},
            {"column", verdict.column},
            {"column_name", verdict.column_name},
            {"value", verdict.value},
            {"reason", formats::code(verdict.reason)},
            {"message", formats::message(verdict.reason)}};
}

http::Task<http::Response> import(Services& services, http::Request& request, Caller& caller) {
    const auto dry_run = query_choice(request, "dry_run", {"true", "false"});
    if (!dry_run) co_return dry_run.error();
    const auto name = core::excerpt(request.query("file_name").value_or("upload"), 200);
    const auto now = services.now();
    json::array verdicts;
    const auto keep = [&verdicts](const formats::Verdict& verdict) {
        if (verdicts.size() < kMaxVerdicts) verdicts.push_back(to_json(verdict));
    };
    auto report = co_await http::run_on(services.uploads, [&] {
        return services.weather.import(caller.actor, formats::from_memory(std::string(request.body())), name,
                                       *dry_run == "true", keep, now);
    });
    if (!report) co_return report.error();
    co_return http::Response::json(json::serialize(to_json(*report, std::move(verdicts))));
}

http::Task<http::Response> list(Services& services) {
    auto sites = co_await http::run_on(services.database, [&] { return services.weather.sites(); });
    if (!sites) co_return sites.error();
    json::array array;
    for (const auto& site : *sites) array.push_back(to_json(site));
    co_return http::Response::json(json::serialize(json::object{{"sites", std::move(array)}}));
}

Result<portal::WeatherSiteChange> read_change(const http::Request& request) {
    const auto body = JsonBody::read(request, {"name", "place", "is_default"});
    if (!body) return body.error();
    portal::WeatherSiteChange change;
    auto name = body->optional_text("name", portal::Weather::kMaxBytes);
    if (!name) return name.error();
    change.name = std::move(*name);
    auto place = body->optional_text("place", portal::Weather::kMaxBytes);
    if (!place) return place.error();
    change.place = std::move(*place);
    const auto is_default = body->optional_flag("is_default");
    if (!is_default) return is_default.error();
    if (*is_default == std::optional(false))
        return field_problem("is_default", "One site is always the default.", "Make another site the default.");
    change.makes_default = is_default->value_or(false);
    return change;
}

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    const auto change = read_change(request);
    if (!change) co_return change.error();
    const auto now = services.now();
    auto site = co_await http::run_on(
        services.database, [&] { return services.weather.change(caller.actor, request.param("site"), *change, now); });
    if (!site) co_return site.error();
    co_return http::Response::json(json::serialize(to_json(*site)));
}

http::Task<http::Response> assign(Services& services, http::Request& request, Caller& caller) {
    const auto body = JsonBody::read(request, {"meters", "site"});
    if (!body) co_return body.error();
    const auto meters = body->texts("meters", kMaxAssigned, 100);
    if (!meters) co_return meters.error();
    if (meters->empty()) co_return field_problem("meters", "No meter is named.", "Name at least one.");
    if (!body->states("site"))
        co_return field_problem("site", "The field 'site' is missing.", "Use null for the default site.");
    const auto site = body->optional_text("site", 32);
    if (!site) co_return site.error();
    const auto now = services.now();
    auto changed = co_await http::run_on(services.database,
                                         [&] { return services.weather.assign(caller.actor, *meters, *site, now); });
    if (!changed) co_return changed.error();
    co_return http::Response::json(json::serialize(json::object{{"changed", *changed}}));
}

}  // namespace

void add_temperature_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/data/temperature", "listWeatherSites", UseCase::see_imports,
               [&services](http::Request&, Caller&) { return list(services); });
    router.add(http::Method::post, "/api/data/temperature", "importTemperatures", UseCase::import_readings,
               [&services](http::Request& request, Caller& caller) { return import(services, request, caller); },
               {.max_body_bytes = kMaxUploadBytes});
    router.add(http::Method::post, "/api/data/temperature/assign", "assignWeatherSite", UseCase::manage_meters,
               [&services](http::Request& request, Caller& caller) { return assign(services, request, caller); });
    router.add(http::Method::patch, "/api/data/temperature/{site}", "changeWeatherSite", UseCase::manage_meters,
               [&services](http::Request& request, Caller& caller) { return change(services, request, caller); });
}

}  // namespace drp::api
