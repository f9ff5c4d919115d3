// Days on which meters had an outage: baselines pass over them.
#include "portal/outages.hpp"

#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using portal::UseCase;

constexpr std::size_t kMaxDayBytes = 10;
constexpr std::size_t kMaxNumberBytes = 100;
constexpr std::uint64_t kMaxOutageBytes = std::uint64_t{1} << 20U;
constexpr std::string_view kCsvColumns[] = {"meter", "from", "to", "reason", "made", "made_by"};

json::object to_json(const storage::OutageRecord& outage) {
    return {{"id", outage.id},
            {"meter", outage.meter.empty() ? json::value(nullptr) : json::value(outage.meter)},
            {"from", core::to_iso(outage.days.first)},
            {"to", core::to_iso(outage.days.last)},
            {"reason", outage.reason},
            {"made", core::to_iso(outage.made)},
            {"made_by", outage.made_by}};
}

core::Result<portal::OutageWish> read_wish(const http::Request& request) {
    const auto body = JsonBody::read(request, {"meters", "from", "to", "reason"});
    if (!body) return body.error();
    portal::OutageWish wish;
    if (!body->states("meters"))
        return field_problem("meters", "The field 'meters' is missing.", "Use null for every meter.");
    if (body->has("meters")) {
        auto meters = body->texts("meters", portal::kMaxOutageMeters, kMaxNumberBytes);
        if (!meters) return meters.error();
        if (meters->empty()) return field_problem("meters", "No meter is named.", "Use null for every meter.");
        wish.meters = std::move(*meters);
    }
    auto from = body->text("from", kMaxDayBytes);
    if (!from) return from.error();
    wish.from = std::move(*from);
    auto to = body->optional_text("to", kMaxDayBytes);
    if (!to) return to.error();
    wish.to = to->value_or("");
    auto reason = body->text("reason", portal::kMaxOutageReasonBytes);
    if (!reason) return reason.error();
    wish.reason = std::move(*reason);
    return wish;
}

http::Task<http::Response> list(Services& services, http::Request& request) {
    const ListSource source = [&services](const storage::PageQuery& page) {
        return to_list_page(portal::list_outages(services.store, page), [](const auto& row) { return to_json(row); });
    };
    const ListCsv csv{kCsvColumns, "outages.csv"};
    co_return co_await answer_list(services, request, csv, source);
}

http::Task<http::Response> add(Services& services, http::Request& request, Caller& caller) {
    const auto wish = read_wish(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto ids = co_await http::run_on(services.database, [&] {
        return portal::add_outages(services.store, services.changes, caller.actor, *wish, now);
    });
    if (!ids) co_return ids.error();
    json::array made;
    for (const auto id : *ids) made.push_back(id);
    co_return http::Response::json(json::serialize(json::object{{"ids", std::move(made)}}), 201);
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    const auto id = id_in(request.param("outage_id"));
    if (!id) co_return portal::outage_not_found();
    const auto now = services.now();
    auto removed = co_await http::run_on(services.database, [&] {
        return portal::remove_outage(services.store, services.changes, caller.actor, *id, now);
    });
    if (!removed) co_return removed.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_outage_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/outages", "listOutages", UseCase::see_programs,
               [&services](http::Request& request, Caller&) { return list(services, request); });
    router.add(http::Method::post, "/api/outages", "addOutages", UseCase::manage_programs,
               [&services](http::Request& request, Caller& caller) { return add(services, request, caller); },
               {.max_body_bytes = kMaxOutageBytes});
    router.add(http::Method::del, "/api/outages/{outage_id}", "removeOutage", UseCase::manage_programs,
               [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); });
}

}  // namespace drp::api
