// Readings as long CSV, streamed.
#include "api/meter_query.hpp"
#include "api/routes.hpp"
#include "portal/export.hpp"

namespace drp::api {
namespace {

using core::Result;

struct Export {
    portal::ReadingExport rows;
    std::string file_name;
};

/// One meter's range is resolved as the charts resolve it; all meters without a range are exported whole.
Result<Export> begin(const Services& services, const Caller& caller, const http::Request& request) {
    const auto number = request.query("meter");
    if (!number && !request.query("from") && !request.query("to"))
        return Export{{services.directory.all(caller.actor), portal::ReadingExport::always()}, "readings.csv"};
    std::string asked(number.value_or(""));
    if (!number) {
        auto first = first_meter(services, caller);
        if (!first) return first.error();
        asked = std::move(*first);
    }
    const auto query = read_meter_query(services, request, caller, asked);
    if (!query) return query.error();
    auto tx = services.store.read();
    const auto scope = resolve(tx, *query, services.now());
    if (!scope) return scope.error();
    auto meters = number ? std::vector{query->meter} : services.directory.all(caller.actor);
    return Export{{std::move(meters), scope->range},
                  number ? "readings-" + query->meter.number() + ".csv" : "readings.csv"};
}

http::Task<http::Response> get(Services& services, http::Request& request, Caller& caller) {
    auto begun = co_await http::run_on(services.database, [&] { return begin(services, caller, request); });
    if (!begun) co_return begun.error();
    const auto file_name = begun->file_name;
    const auto rows = std::make_shared<portal::ReadingExport>(std::move(begun->rows));
    http::BodyProducer producer = [&services, rows](std::string& piece) -> http::Task<Result<bool>> {
        co_return co_await http::run_on(services.database, [&] {
            auto tx = services.store.read();
            return rows->next(tx, piece);
        });
    };
    co_return http::Response::stream("text/csv; charset=utf-8", std::move(producer))
        .header("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
}

}  // namespace

void add_export_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/data/export", "exportReadings", portal::UseCase::export_readings,
               [&services](http::Request& request, Caller& caller) { return get(services, request, caller); });
}

}  // namespace drp::api
