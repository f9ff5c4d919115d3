// "More details": what the series says of itself.
#include <utility>

#include "analytics/autocorrelation.hpp"
#include "api/json.hpp"
#include "api/meter_query.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::size_t kMostLags = 2016;        // a week of 5 minutes
constexpr std::size_t kMostAcfLags = 110'000;  // a year of 5 minutes: by FFT they cost little

json::array to_json(const std::vector<double>& values) {
    json::array array;
    array.reserve(values.size());
    for (const double value : values) array.emplace_back(value);
    return array;
}

json::array to_json(const std::vector<std::optional<double>>& values) {
    json::array array;
    array.reserve(values.size());
    for (const auto& value : values) array.push_back(or_null(value));
    return array;
}

json::object correlation(const Scope& scope, const portal::CorrelationView& view, const std::vector<double>& values) {
    return {{"range", api::to_json(scope.range)},
            {"interval_s", view.interval.value},
            {"n", view.n},
            {"missing", view.missing},
            {"values", to_json(values)}};
}

Result<std::string> acf(storage::Transaction& tx, const MeterQuery& query, const Scope& scope) {
    const auto view = portal::correlation_view(tx, query.meter, scope.range, query.lags);
    return json::serialize(correlation(scope, view, view.acf));
}

Result<std::string> pacf(storage::Transaction& tx, const MeterQuery& query, const Scope& scope) {
    const auto view = portal::partial_correlation_view(tx, query.meter, scope.range, query.lags);
    auto body = correlation(scope, view.correlation, view.pacf);
    body["ols_values"] = to_json(view.ols_pacf);
    body["ols_n"] = view.ols_n;
    json::value stationarity = nullptr;
    if (view.stationarity)
        stationarity = json::object{{"statistic", view.stationarity->statistic},
                                    {"p_value", view.stationarity->p_value},
                                    {"lags", view.stationarity->lags},
                                    {"is_stationary", view.stationarity->is_stationary()}};
    body["stationarity"] = std::move(stationarity);
    body["differenced_values"] =
        view.differenced_pacf ? json::value(to_json(*view.differenced_pacf)) : json::value(nullptr);
    return json::serialize(body);
}

Result<std::string> significance(storage::Transaction& tx, const MeterQuery& query, const Scope& scope) {
    const auto n = portal::count_readings(tx, query.meter, scope.range);
    json::value band_95 = nullptr;
    json::value band_99 = nullptr;
    if (n > 0) {
        const auto bands = analytics::significance_bands(n);
        band_95 = bands.p95;
        band_99 = bands.p99;
    }
    return json::serialize(json::object{{"n", n}, {"band_95", std::move(band_95)}, {"band_99", std::move(band_99)}});
}

Result<std::string> profile(storage::Transaction& tx, const MeterQuery& query, const Scope& scope,
                            const Services& services) {
    const auto view = portal::profile_view(tx, query.meter, scope.range, services.store.time_zone());
    const auto& quality = view.quality;
    return json::serialize(json::object{{"range", api::to_json(scope.range)},
                                        {"interval_s", view.interval.value},
                                        {"weekday_kw", to_json(view.weekday_kw)},
                                        {"weekend_kw", to_json(view.weekend_kw)},
                                        {"load_duration_kw", to_json(view.load_duration_kw)},
                                        {"expected", quality.n_present + quality.n_missing},
                                        {"present", quality.n_present},
                                        {"gaps", quality.n_gaps},
                                        {"longest_gap_intervals", quality.longest_gap.length},
                                        {"negative", quality.n_negative}});
}

/// A route whose path names the meter; `make(tx, query, scope)` makes the body.
template <class Make>
Router::Handler analysis_route(Services& services, Make make, std::size_t most_lags = kMostLags) {
    return [&services, make, most_lags](http::Request& request, Caller& caller) -> http::Task<http::Response> {
        const auto query = read_meter_query(services, request, caller, request.param("meter_id"), most_lags);
        if (!query) co_return query.error();
        const auto now = services.now();
        const BodyMaker maker = [&make, now](storage::Transaction& tx, const MeterQuery& q) -> Result<std::string> {
            const auto scope = resolve(tx, q, now);
            if (!scope) return scope.error();
            return make(tx, q, *scope);
        };
        co_return co_await answer(services, request, *query, "application/json", "", maker);
    };
}

}  // namespace

void add_analysis_routes(Router& router, Services& services) {
    const auto get = http::Method::get;
    const auto may = UseCase::see_meters;
    router.add(get, "/api/vis/acf_data/{meter_id}", "getAutocorrelation", may,
               analysis_route(services, acf, kMostAcfLags));
    router.add(get, "/api/vis/pacf_data/{meter_id}", "getPartialAutocorrelation", may, analysis_route(services, pacf));
    router.add(get, "/api/vis/sig_data/{meter_id}", "getSignificance", may, analysis_route(services, significance));
    router.add(
        get, "/api/vis/profile_data/{meter_id}", "getProfile", may,
        analysis_route(services, [&services](storage::Transaction& tx, const MeterQuery& query, const Scope& scope) {
            return profile(tx, query, scope, services);
        }));
}

}  // namespace drp::api
