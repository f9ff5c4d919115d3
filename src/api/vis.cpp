// What the Meters page shows first: the series, the figures over it, the events.
#include "api/json.hpp"
#include "api/meter_query.hpp"
#include "api/routes.hpp"
#include "api/series_encoding.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kBinary = "application/octet-stream";

SeriesView view_of(const portal::VisibleMeter& meter, const portal::SeriesPicture& picture) {
    return {meter.number(),
            picture.columns.start,
            picture.columns.step,
            picture.columns.actual,
            picture.columns.predicted,
            picture.is_reduced,
            picture.kept};
}

json::object to_json(const portal::TotalsView& totals, const Services& services) {
    const auto& sums = totals.sums;
    return {{"range", api::to_json(totals.range)},
            {"saved_wh", sums.saved.value},
            {"saved_dollars", core::to_cents_text(totals.saved)},
            {"credit_factor_dollars_per_kwh", core::to_text(services.programme.credit_factor)},
            {"net_wh", sums.net.value},
            {"actual_wh", sums.actual.value},
            {"predicted_wh", sums.predicted.value},
            {"compared_actual_wh", totals.compared_actual.value},
            {"compared_predicted_wh", totals.compared_predicted.value},
            {"actual_intervals", sums.with_actual},
            {"predicted_intervals", sums.with_predicted},
            {"compared_intervals", sums.with_both},
            {"participating_intervals", sums.with_saving},
            {"expected_intervals", totals.expected_intervals},
            {"negative_intervals", totals.negative_intervals},
            {"corrected_intervals", totals.corrected_intervals}};
}

json::object to_json(const portal::EventView& view) {
    return {{"id", view.event.id.value},
            {"name", view.event.name},
            {"kind", view.event.kind},
            {"start", core::to_iso(view.event.period.from)},
            {"end", core::to_iso(view.event.period.to)},
            {"nomination_kw", or_null(view.nomination_kw)},
            {"reduced_kw", or_null(view.reduced_kw)},
            {"saved_wh", view.sums.saved.value},
            {"net_wh", view.sums.net.value},
            {"compared_intervals", view.sums.with_both}};
}

json::value to_json(const std::optional<portal::LatestReading>& latest) {
    if (!latest) return nullptr;
    json::value predicted = nullptr;
    if (core::is_present(latest->predicted)) predicted = latest->predicted.value;
    return json::object{{"start_utc", latest->start.value},
                        {"interval_s", latest->interval.value},
                        {"actual_wh", latest->actual.value},
                        {"predicted_wh", std::move(predicted)}};
}

json::array to_json(const std::vector<std::optional<core::EnergyWh>>& days) {
    json::array column;
    column.reserve(days.size());
    for (const auto& day : days) column.push_back(day ? json::value(day->value) : json::value(nullptr));
    return column;
}

json::value organisation_of(const storage::MeterRecord& meter) {
    return meter.org ? json::value(meter.org_name) : json::value(nullptr);
}

Result<std::string> series_json(storage::Transaction& tx, const MeterQuery& query, core::UtcSeconds now) {
    const auto scope = resolve(tx, query, now);
    if (!scope) return scope.error();
    std::string text;
    append_series_json(text, view_of(query.meter, portal::series_picture(tx, query.meter, scope->range, query.points)));
    return text;
}

Result<std::string> series_binary(storage::Transaction& tx, const MeterQuery& query, core::UtcSeconds now) {
    const auto scope = resolve(tx, query, now);
    if (!scope) return scope.error();
    std::string bytes;
    append_series_binary(bytes,
                         view_of(query.meter, portal::series_picture(tx, query.meter, scope->range, query.points)));
    return bytes;
}

Result<std::string> overview(storage::Transaction& tx, const MeterQuery& query, const Services& services,
                             core::UtcSeconds now) {
    const auto scope = resolve(tx, query, now);
    if (!scope) return scope.error();
    json::array events;
    for (const auto& event : portal::event_views(tx, scope->record)) events.push_back(to_json(event));
    const auto totals = portal::totals_view(tx, scope->record, scope->range, services.programme.credit_factor);
    const json::object body{{"meter", api::to_json(scope->record)},
                            {"organisation", organisation_of(scope->record)},
                            {"is_live", portal::is_live(scope->record, now)},
                            {"range", api::to_json(scope->range)},
                            {"totals", to_json(totals, services)},
                            {"latest", to_json(portal::latest_reading(tx, scope->record))},
                            {"events", std::move(events)}};
    std::string series;
    append_series_json(series,
                       view_of(query.meter, portal::series_picture(tx, query.meter, scope->range, query.points)));
    return with_member(body, "series", series);
}

Result<std::string> meter_data(storage::Transaction& tx, const MeterQuery& query, core::UtcSeconds now) {
    const auto record = portal::meter_record(tx, query.meter);
    if (!record) return record.error();
    const auto days = portal::daily_sums(tx, *record);
    json::value first_day = nullptr;
    if (days.first_day) first_day = core::to_iso(*days.first_day);
    return json::serialize(json::object{{"meter", api::to_json(*record)},
                                        {"organisation", organisation_of(*record)},
                                        {"is_live", portal::is_live(*record, now)},
                                        {"daily", json::object{{"first_day", std::move(first_day)},
                                                               {"actual_wh", to_json(days.actual)},
                                                               {"predicted_wh", to_json(days.predicted)}}}});
}

Result<std::string> total_data(storage::Transaction& tx, const MeterQuery& query, const Services& services,
                               core::UtcSeconds now) {
    const auto scope = resolve(tx, query, now);
    if (!scope) return scope.error();
    return json::serialize(
        to_json(portal::totals_view(tx, scope->record, scope->range, services.programme.credit_factor), services));
}

Result<std::string> pie_data(storage::Transaction& tx, const MeterQuery& query, core::UtcSeconds now) {
    const auto scope = resolve(tx, query, now);
    if (!scope) return scope.error();
    const auto sums = storage::totals(tx, query.meter.id(), scope->range);
    json::value participation = nullptr;
    if (sums.with_both > 0) participation = static_cast<double>(sums.with_saving) / static_cast<double>(sums.with_both);
    return json::serialize(json::object{{"range", api::to_json(scope->range)},
                                        {"participation", std::move(participation)},
                                        {"participating_intervals", sums.with_saving},
                                        {"compared_intervals", sums.with_both}});
}

/// What "is live" says changes with the clock alone, so such an answer is remembered for a minute at most.
std::string this_minute(core::UtcSeconds now) {
    return std::to_string(now.value / 60);
}

http::Task<http::Response> get_overview(Services& services, http::Request& request, Caller& caller) {
    std::string number(request.query("meter").value_or(""));
    if (number.empty()) {
        auto first = first_meter(services, caller);
        if (!first) co_return first.error();
        number = std::move(*first);
    }
    const auto query = read_meter_query(services, request, caller, number);
    if (!query) co_return query.error();
    const auto now = services.now();
    const BodyMaker make = [&services, now](storage::Transaction& tx, const MeterQuery& q) {
        return overview(tx, q, services, now);
    };
    co_return co_await answer(services, request, *query, kJson, this_minute(now), make);
}

http::Task<http::Response> get_series(Services& services, http::Request& request, Caller& caller) {
    const auto query = read_meter_query(services, request, caller, request.query("meter").value_or(""));
    if (!query) co_return query.error();
    const auto now = services.now();
    const bool is_binary = request.accepts(kBinary);
    const BodyMaker make = [is_binary, now](storage::Transaction& tx, const MeterQuery& q) {
        return is_binary ? series_binary(tx, q, now) : series_json(tx, q, now);
    };
    auto response =
        co_await answer(services, request, *query, is_binary ? kBinary : kJson, is_binary ? "b" : "j", make);
    response.header("Vary", "Accept");
    co_return response;
}

/// A route whose path names the meter and whose body is made by `make(tx, query, now)`.
template <class Make>
Router::Handler meter_route(Services& services, Make make) {
    return [&services, make](http::Request& request, Caller& caller) -> http::Task<http::Response> {
        const auto query = read_meter_query(services, request, caller, request.param("meter_id"));
        if (!query) co_return query.error();
        const auto now = services.now();
        const BodyMaker maker = [&make, now](storage::Transaction& tx, const MeterQuery& q) {
            return make(tx, q, now);
        };
        co_return co_await answer(services, request, *query, kJson, this_minute(now), maker);
    };
}

}  // namespace

void add_vis_routes(Router& router, Services& services) {
    const auto get = http::Method::get;
    const auto may = UseCase::see_meters;
    router.add(get, "/api/vis/", "getOverview", may,
               [&services](http::Request& request, Caller& caller) { return get_overview(services, request, caller); });
    router.add(get, "/api/vis/data/", "getSeries", may,
               [&services](http::Request& request, Caller& caller) { return get_series(services, request, caller); });
    router.add(get, "/api/vis/meter_data/{meter_id}", "getMeterData", may, meter_route(services, meter_data));
    router.add(get, "/api/vis/pie_data/{meter_id}", "getParticipation", may, meter_route(services, pie_data));
    router.add(
        get, "/api/vis/total_data/{meter_id}", "getTotals", may,
        meter_route(services, [&services](storage::Transaction& tx, const MeterQuery& query, core::UtcSeconds now) {
            return total_data(tx, query, services, now);
        }));
}

}  // namespace drp::api
