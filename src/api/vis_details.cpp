// "More details": usual days, base and peak, the year before, tests, and odd readings.
#include <array>
#include <cmath>

#include "api/json.hpp"
#include "api/meter_query.hpp"
#include "api/routes.hpp"
#include "portal/meter_details.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

/// Six digits are more than any meter has, and half as long as all of them.
json::value kw(double value) {
    if (std::isnan(value)) return nullptr;
    constexpr double kMicrowatts = 1e6;
    return std::round(value * kMicrowatts) / kMicrowatts;
}

template <class Slots, class Member>
json::array column(const Slots& slots, Member member) {
    json::array array;
    array.reserve(slots.size());
    for (const auto& slot : slots) array.push_back(kw(slot.*member));
    return array;
}

Result<std::string> typical_days(storage::Transaction& tx, const MeterQuery& query, const Scope& scope,
                                 const core::TimeZone& zone) {
    using analytics::SlotQuantiles;
    constexpr std::array kNames{"weekday", "saturday", "sunday"};
    const auto view = portal::typical_days_view(tx, query.meter, scope.range, zone);
    json::array days;
    for (std::size_t t = 0; t < view.days.size(); ++t) {
        const auto& day = view.days[t];
        days.push_back(json::object{{"day_type", kNames[t]},
                                    {"days", day.days},
                                    {"mean_kw", column(day.slots, &SlotQuantiles::mean_kw)},
                                    {"p10_kw", column(day.slots, &SlotQuantiles::p10_kw)},
                                    {"p25_kw", column(day.slots, &SlotQuantiles::p25_kw)},
                                    {"p50_kw", column(day.slots, &SlotQuantiles::p50_kw)},
                                    {"p75_kw", column(day.slots, &SlotQuantiles::p75_kw)},
                                    {"p90_kw", column(day.slots, &SlotQuantiles::p90_kw)}});
    }
    return json::serialize(json::object{
        {"range", api::to_json(scope.range)}, {"interval_s", view.interval.value}, {"day_types", std::move(days)}});
}

Result<std::string> heat_map(storage::Transaction& tx, const MeterQuery& query, const Scope& scope,
                             const core::TimeZone& zone) {
    const auto view = portal::heat_map_view(tx, query.meter, scope.range, zone);
    json::array days;
    for (std::size_t cell = 0; cell < view.cells.size(); cell += 24) {
        json::array hours;
        hours.reserve(24);
        for (std::size_t hour = 0; hour < 24; ++hour) hours.push_back(kw(view.cells[cell + hour].kw));
        days.push_back(std::move(hours));
    }
    return json::serialize(
        json::object{{"range", api::to_json(scope.range)},
                     {"first_day", view.first_day ? json::value(core::to_iso(*view.first_day)) : json::value(nullptr)},
                     {"days_kw", std::move(days)}});
}

Result<std::string> load_duration(storage::Transaction& tx, const MeterQuery& query, const Scope& scope,
                                  const core::TimeZone&) {
    const auto view = portal::load_duration_view(tx, query.meter, scope.range);
    json::array values;
    for (const double value : view.kw) values.push_back(kw(value));
    return json::serialize(json::object{{"range", api::to_json(scope.range)},
                                        {"interval_s", view.interval.value},
                                        {"n", view.n},
                                        {"kw", std::move(values)}});
}

json::value to_json(const portal::StatisticsView& view) {
    if (!view.load) return nullptr;
    return json::object{{"mean_kw", kw(view.load->mean_kw)},           {"near_base_kw", kw(view.load->near_base_kw)},
                        {"near_peak_kw", kw(view.load->near_peak_kw)}, {"base_kw", kw(view.load->base_kw)},
                        {"lowest_kw", kw(view.load->lowest_kw)},       {"peak_kw", kw(view.load->peak_kw)},
                        {"peak_start", or_null(view.peak_start)},      {"load_factor", kw(view.load->load_factor)}};
}

json::value to_json(const std::optional<analytics::YearOnYear>& year) {
    if (!year || year->pairs == 0) return nullptr;
    return json::object{{"intervals", year->pairs},
                        {"energy_wh", year->energy.value},
                        {"earlier_wh", year->earlier.value},
                        {"change", or_null(year->change())}};
}

Result<std::string> statistics(storage::Transaction& tx, const MeterQuery& query, const Scope& scope,
                               const core::TimeZone& zone) {
    const auto view = portal::statistics_view(tx, query.meter, scope.range, zone);
    return json::serialize(json::object{{"range", api::to_json(scope.range)},
                                        {"interval_s", view.interval.value},
                                        {"n", view.load ? view.load->n : 0},
                                        {"load", to_json(view)},
                                        {"year_on_year", to_json(view.year)}});
}

Result<std::string> portmanteau(storage::Transaction& tx, const MeterQuery& query, const Scope& scope,
                                const core::TimeZone&) {
    const auto view = portal::portmanteau_view(tx, query.meter, scope.range, query.lags);
    json::value ljung_box = nullptr;
    if (view.ljung_box)
        ljung_box = json::object{{"statistic", view.ljung_box->statistic},
                                 {"lags", view.ljung_box->lags},
                                 {"p_value", view.ljung_box->p_value}};
    json::value dickey_fuller = nullptr;
    if (const auto& test = view.dickey_fuller)
        dickey_fuller = json::object{{"statistic", test->statistic},
                                     {"p_value", test->p_value},
                                     {"lags", test->lags},
                                     {"observations", test->observations},
                                     {"critical_1", test->critical_1},
                                     {"critical_5", test->critical_5},
                                     {"critical_10", test->critical_10},
                                     {"is_stationary", test->is_stationary()}};
    return json::serialize(json::object{{"range", api::to_json(scope.range)},
                                        {"interval_s", view.interval.value},
                                        {"n", view.n},
                                        {"ljung_box", std::move(ljung_box)},
                                        {"dickey_fuller", std::move(dickey_fuller)}});
}

Result<std::string> anomalies(storage::Transaction& tx, const MeterQuery& query, const Scope& scope,
                              const core::TimeZone& zone) {
    constexpr std::size_t kMostListed = 500;
    const auto findings = portal::findings_of(tx, query.meter.id(), scope.range, zone);
    json::array listed;
    for (std::size_t i = 0; i < std::min(findings.size(), kMostListed); ++i)
        listed.push_back(api::to_json(findings[i]));
    return json::serialize(json::object{
        {"range", api::to_json(scope.range)}, {"total", findings.size()}, {"findings", std::move(listed)}});
}

template <class Make>
Router::Handler detail_route(Services& services, Make make) {
    return [&services, make](http::Request& request, Caller& caller) -> http::Task<http::Response> {
        const auto query = read_meter_query(services, request, caller, request.param("meter_id"));
        if (!query) co_return query.error();
        const auto now = services.now();
        const BodyMaker maker = [&services, &make, now](storage::Transaction& tx,
                                                        const MeterQuery& q) -> Result<std::string> {
            const auto scope = resolve(tx, q, now);
            if (!scope) return scope.error();
            return make(tx, q, *scope, services.store.time_zone());
        };
        co_return co_await answer(services, request, *query, "application/json", "", maker);
    };
}

}  // namespace

json::object to_json(const portal::Finding& finding) {
    return {{"from", core::to_iso(finding.range.from)},
            {"to", core::to_iso(finding.range.to)},
            {"interval_s", finding.interval.value},
            {"intervals", finding.anomaly.range.length},
            {"kind", analytics::anomaly_name(finding.anomaly.kind)},
            {"remedy", analytics::remedy_name(analytics::remedy_of(finding.anomaly.kind))},
            {"observed_kw", kw(finding.anomaly.observed_kw)},
            {"usual_kw", kw(finding.anomaly.usual_kw)},
            {"factor", kw(finding.anomaly.factor)}};
}

void add_detail_routes(Router& router, Services& services) {
    const auto get = http::Method::get;
    const auto may = UseCase::see_meters;
    router.add(get, "/api/vis/typical_days/{meter_id}", "getTypicalDays", may, detail_route(services, typical_days));
    router.add(get, "/api/vis/heat_map/{meter_id}", "getHeatMap", may, detail_route(services, heat_map));
    router.add(get, "/api/vis/load_duration/{meter_id}", "getLoadDuration", may, detail_route(services, load_duration));
    router.add(get, "/api/vis/statistics/{meter_id}", "getStatistics", may, detail_route(services, statistics));
    router.add(get, "/api/vis/portmanteau_data/{meter_id}", "getPortmanteau", may, detail_route(services, portmanteau));
    router.add(get, "/api/vis/anomalies/{meter_id}", "getAnomalies", may, detail_route(services, anomalies));
}

}  // namespace drp::api
