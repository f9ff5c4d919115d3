// What the portal says of itself: to people, to machines that read its description, and to those that watch it.
#include "api/json.hpp"
#include "api/routes.hpp"
#include "http/metrics.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

json::object describe(const Services& services) {
    const auto& programme = services.programme;
    json::array accounts;
    for (const auto& log_in : programme.demo_log_ins)
        accounts.push_back(json::object{{"email", log_in.email}, {"password", log_in.password}, {"role", log_in.role}});
    return {{"name", programme.name},
            {"provider", programme.provider},
            {"contact", programme.contact},
            {"public_url", programme.public_url},
            {"claim_codes_required", programme.claim_codes_required},
            {"time_zone", programme.zone.name()},
            {"credit_factor_dollars_per_kwh", core::to_text(programme.credit_factor)},
            {"sends_mail", programme.sends_mail},
            {"is_demo", !programme.demo_log_ins.empty()},
            {"demo_accounts", std::move(accounts)},
            {"version", services.version}};
}

/// Counts tell how much a business uses its portal: for this machine's own monitoring and for the provider.
bool may_see_metrics(const http::Request& request, const Caller& caller) {
    const auto address = request.remote_address();
    return address == "127.0.0.1" || address == "::1" || caller.actor.sees_all_meters();
}

core::Problem metrics_refused() {
    return {core::ProblemKind::not_allowed, "not-allowed", "Metrics are for this machine and for the provider.", "",
            ""};
}

}  // namespace

void add_portal_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/portal", "getPortal", UseCase::see_portal,
               [text = json::serialize(describe(services))](http::Request&, Caller&) -> http::Task<http::Response> {
                   co_return http::Response::json(text);
               });
    router.add(http::Method::get, "/api/openapi.yaml", "getOpenApi", UseCase::see_portal,
               [&services](http::Request&, Caller&) -> http::Task<http::Response> {
                   co_return http::Response::bytes("application/yaml", services.openapi_yaml);
               });
    router.add(http::Method::get, "/api/docs", "getDocs", UseCase::see_portal,
               [](http::Request&, Caller&) -> http::Task<http::Response> {
                   co_return http::Response::see_other("/reference");
               });
    router.add(http::Method::get, "/healthz", "healthz", UseCase::see_portal,
               [](http::Request&, Caller&) -> http::Task<http::Response> { co_return http::Response::text("ok\n"); });
    router.add(http::Method::get, "/readyz", "readyz", UseCase::see_portal,
               [&services](http::Request&, Caller&) -> http::Task<http::Response> {
                   auto ready = co_await http::run_on(services.database,
                                                      [&] { return services.store.read().calendar().first_day(); });
                   if (!ready) co_return ready.error();
                   co_return http::Response::text("ready\n");
               });
    router.add(http::Method::get, "/metrics", "metrics", UseCase::see_portal,
               [](http::Request& request, Caller& caller) -> http::Task<http::Response> {
                   if (!may_see_metrics(request, caller)) co_return metrics_refused();
                   co_return http::Response::bytes("text/plain; version=0.0.4", http::metrics().text());
               });
}

}  // namespace drp::api
