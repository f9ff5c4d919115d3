// Settlements: made, listed, explained, downloaded.
#include "portal/settlements.hpp"

#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "core/exact.hpp"
#include "portal/event_predictions.hpp"
#include "portal/wall_clock.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr http::RouteOptions kSmallBody{.max_body_bytes = 8192};
constexpr std::string_view kLineColumns[] = {"meter_id",      "label",        "customer",       "status",
                                             "nomination_kw", "baseline_kwh", "metered_kwh",    "performance_kw",
                                             "band_kw",       "credit",       "provider_saving"};

/// units / 10^places as a short decimal.
std::string decimal(std::int64_t units, int places) {
    return core::to_short_decimal(core::unscaled(units, places), places);
}
json::value decimal(const std::optional<std::int64_t>& units, int places) {
    return units ? json::value(decimal(*units, places)) : json::value(nullptr);
}
std::string money(std::int64_t cents) {
    return core::to_decimal(core::unscaled(cents, 2), 2);
}

json::object to_json(const storage::SettlementTotals& totals) {
    return {{"lines", totals.lines},
            {"settled", totals.settled},
            {"nominated_kw", decimal(totals.nominated_w, 3)},
            {"delivered_kw", decimal(totals.delivered_mw, 6)},
            {"credit", money(totals.paid_cents)},
            {"exact_credit", decimal(totals.paid_nano, 9)},
            {"provider_saving", money(totals.saving_cents)},
            {"exact_provider_saving", decimal(totals.saving_nano, 9)}};
}

json::object to_json(const portal::SettlementView& view, bool is_staff) {
    const auto& terms = view.terms;
    return {{"id", view.record.id.value},
            {"event_id", view.record.terms.event.value},
            {"event_name", view.event_name},
            {"is_test", terms.is_test},
            {"start", core::to_iso(terms.period.from)},
            {"end", core::to_iso(terms.period.to)},
            {"program_id", view.record.terms.program},
            {"program", terms.program},
            {"program_version", terms.program_version},
            {"version", view.record.version},
            {"is_latest", view.is_latest},
            {"made", core::to_iso(view.record.terms.made)},
            {"made_by", is_staff ? json::value(view.record.terms.made_by) : json::value(nullptr)},
            {"reason", view.record.terms.reason},
            {"method", terms.method},
            {"credit_kind", terms.credit_kind},
            {"rate", terms.rate},
            {"wholesale_cost", terms.wholesale_cost},
            {"digest", view.record.digest},
            {"totals", to_json(view.own)}};
}

json::object to_json(const storage::LineFigures& figures) {
    return {{"status", storage::to_text(figures.status)},
            {"nomination_kw", decimal(figures.nomination_w, 3)},
            {"baseline_kwh", decimal(figures.baseline_nkwh, 9)},
            {"metered_kwh", decimal(figures.metered_wh, 3)},
            {"performance_kw", decimal(figures.performance_mw, 6)},
            {"band_kw", decimal(figures.band_mw, 6)},
            {"credit", money(figures.paid_cents)},
            {"provider_saving", money(figures.saving_cents)}};
}

json::object to_json(const storage::ListedLine& line) {
    json::object object{{"meter_id", line.number}, {"label", line.label}, {"customer", line.org_name}};
    for (auto& [name, value] : to_json(line.figures)) object[name] = std::move(value);
    return object;
}

bool is_staff(const Caller& caller) {
    return portal::is_allowed(caller.actor, UseCase::see_programs);
}

/// `{settlement_id}`. Problem: settlement-not-found.
Result<core::SettlementId> settlement_in_path(const http::Request& request) {
    if (const auto id = id_in(request.param("settlement_id"))) return core::SettlementId{*id};
    return portal::settlement_not_found();
}

http::Task<http::Response> settle(Services& services, http::Request& request, Caller& caller) {
    const auto event = event_in_path(request);
    if (!event) co_return event.error();
    const auto body = JsonBody::read(request, {"reason"});
    if (!body) co_return body.error();
    const auto reason = body->optional_text("reason", portal::kMaxSettlementReasonBytes);
    if (!reason) co_return reason.error();
    auto made = co_await http::run_on(services.uploads, [&] {
        return services.settlements.settle(caller.actor, *event, reason->value_or(""), services.now());
    });
    if (!made) co_return made.error();
    auto response = http::Response::json(json::serialize(to_json(*made, true)), 201);
    response.header("Location", "/api/settlements/" + std::to_string(made->record.id.value));
    co_return response;
}

http::Task<http::Response> store_predictions(Services& services, http::Request& request, Caller& caller) {
    const auto event = event_in_path(request);
    if (!event) co_return event.error();
    auto stored = co_await http::run_on(services.uploads, [&] {
        return portal::store_event_predictions(services.store, services.changes, caller.actor, *event, services.now());
    });
    if (!stored) co_return stored.error();
    const json::object object{{"import_id", stored->import.value},
                              {"meters", stored->meters},
                              {"intervals", stored->intervals},
                              {"kept", stored->kept},
                              {"without", stored->without}};
    co_return http::Response::json(json::serialize(object), 201);
}

http::Task<http::Response> list(Services& services, http::Request& request, Caller& caller) {
    const auto event = event_in_path(request);
    if (!event) co_return event.error();
    auto views =
        co_await http::run_on(services.database, [&] { return services.settlements.list(caller.actor, *event); });
    if (!views) co_return views.error();
    json::array array;
    for (const auto& view : *views) array.push_back(to_json(view, is_staff(caller)));
    co_return http::Response::json(json::serialize(json::object{{"settlements", std::move(array)}}));
}

http::Task<http::Response> find(Services& services, http::Request& request, Caller& caller) {
    const auto id = settlement_in_path(request);
    if (!id) co_return id.error();
    auto view = co_await http::run_on(services.database, [&] { return services.settlements.find(caller.actor, *id); });
    if (!view) co_return view.error();
    co_return http::Response::json(json::serialize(to_json(*view, is_staff(caller))));
}

http::Task<http::Response> lines(Services& services, http::Request& request, Caller& caller) {
    const auto id = settlement_in_path(request);
    if (!id) co_return id.error();
    const auto status = query_choice(request, "status", {"settled", "opted_out", "incomplete"});
    if (!status) co_return status.error();
    const ListSource source = [&services, id = *id, wanted = storage::line_status_of(*status),
                               actor = caller.actor](const storage::PageQuery& page) {
        return to_list_page(services.settlements.lines(actor, id, wanted, page),
                            [](const auto& line) { return to_json(line); });
    };
    const ListCsv csv{kLineColumns, "settlement.csv"};
    co_return co_await answer_list(services, request, csv, source);
}

http::Task<http::Response> explain(Services& services, http::Request& request, Caller& caller) {
    const auto id = settlement_in_path(request);
    if (!id) co_return id.error();
    auto derivation = co_await http::run_on(
        services.database, [&] { return services.settlements.explain(caller.actor, *id, request.param("meter_id")); });
    if (!derivation) co_return derivation.error();
    json::array steps;
    for (const auto& step : derivation->steps) {
        json::array texts;
        for (const auto& line : step.lines) texts.emplace_back(line);
        steps.push_back({{"title", step.title}, {"lines", std::move(texts)}});
    }
    const json::object object{{"meter_id", derivation->line.meter},
                              {"steps", std::move(steps)},
                              {"terms", json::parse(formats::write_terms(derivation->terms))},
                              {"line", json::parse(formats::write_line(derivation->line))}};
    co_return http::Response::json(json::serialize(object));
}

http::Task<http::Response> differences(Services& services, http::Request& request, Caller& caller) {
    const auto id = settlement_in_path(request);
    if (!id) co_return id.error();
    auto found =
        co_await http::run_on(services.database, [&] { return services.settlements.differences(caller.actor, *id); });
    if (!found) co_return found.error();
    json::array array;
    for (const auto& line : *found)
        array.push_back({{"meter_id", line.number},
                         {"before", line.before ? json::value(to_json(*line.before)) : json::value(nullptr)},
                         {"after", line.after ? json::value(to_json(*line.after)) : json::value(nullptr)}});
    co_return http::Response::json(json::serialize(json::object{{"differences", std::move(array)}}));
}

http::Task<http::Response> statement(Services& services, http::Request& request, Caller& caller) {
    const auto id = settlement_in_path(request);
    if (!id) co_return id.error();
    const auto form = query_choice(request, "format", {"jsonl", "csv"});
    if (!form) co_return form.error();
    const auto organisation = organisation_in_query(request);
    if (!organisation) co_return organisation.error();
    const bool is_csv = *form == "csv";
    auto begun = co_await http::run_on(services.database, [&] {
        return services.settlements.statement(
            caller.actor, *id, *organisation,
            is_csv ? portal::StatementExport::Form::csv : portal::StatementExport::Form::jsonl);
    });
    if (!begun) co_return begun.error();
    const auto name = "statement-" + std::to_string(begun->record().terms.event.value) + "-v" +
                      std::to_string(begun->record().version) + (is_csv ? ".csv" : ".jsonl");
    const auto file = std::make_shared<portal::StatementExport>(std::move(*begun));
    http::BodyProducer producer = [&services, file](std::string& piece) -> http::Task<Result<bool>> {
        co_return co_await http::run_on(services.database, [&] {
            auto tx = services.store.read();
            return Result<bool>(file->next(tx, piece));
        });
    };
    co_return http::Response::stream(is_csv ? "text/csv; charset=utf-8" : "application/jsonl", std::move(producer))
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
}

Result<core::UtcRange> season_range(const Services& services, const http::Request& request) {
    core::UtcRange range{services.store.calendar().start_of(services.store.calendar().first_day()),
                         services.store.calendar().start_of(services.store.calendar().last_day())};
    for (auto [name, target] : {std::pair("from", &range.from), std::pair("to", &range.to)}) {
        const auto text = request.query(name);
        if (!text) continue;
        const auto t = portal::day_or_instant(services.store.calendar(), *text, name);
        if (!t) return t.error();
        *target = *t;
    }
    if (range.is_empty()) return query_problem("to", "Choose a later day than `from`.");
    return range;
}

http::Task<http::Response> season(Services& services, http::Request& request, Caller&) {
    const auto program = program_in_path(request);
    if (!program) co_return program.error();
    const auto range = season_range(services, request);
    if (!range) co_return range.error();
    auto summary = co_await http::run_on(services.database,
                                         [&] { return services.settlements.season(*program, *range, services.now()); });
    if (!summary) co_return summary.error();
    json::array events;
    for (const auto& view : summary->events) events.push_back(to_json(view, true));
    const json::object object{
        {"events", std::move(events)}, {"totals", to_json(summary->totals)}, {"open_events", summary->open_events}};
    co_return http::Response::json(json::serialize(object));
}

}  // namespace

void add_settlement_routes(Router& router, Services& services) {
    const auto with = [&services](auto handler) {
        return
            [&services, handler](http::Request& request, Caller& caller) { return handler(services, request, caller); };
    };
    router.add(http::Method::get, "/api/events/{event_id}/settlements", "listSettlements", UseCase::see_settlements,
               with(list));
    router.add(http::Method::post, "/api/events/{event_id}/settlements", "settleEvent", UseCase::settle_events,
               with(settle), kSmallBody);
    router.add(http::Method::post, "/api/events/{event_id}/predictions", "storeEventPredictions",
               UseCase::manage_events, with(store_predictions));
    router.add(http::Method::get, "/api/settlements/{settlement_id}", "getSettlement", UseCase::see_settlements,
               with(find));
    router.add(http::Method::get, "/api/settlements/{settlement_id}/lines", "listSettlementLines",
               UseCase::see_settlements, with(lines));
    router.add(http::Method::get, "/api/settlements/{settlement_id}/lines/{meter_id}", "explainSettlementLine",
               UseCase::see_settlements, with(explain));
    router.add(http::Method::get, "/api/settlements/{settlement_id}/differences", "compareSettlement",
               UseCase::see_settlements, with(differences));
    router.add(http::Method::get, "/api/settlements/{settlement_id}/statement", "downloadStatement",
               UseCase::see_settlements, with(statement));
    router.add(http::Method::get, "/api/programs/{program_id}/season", "getSeason", UseCase::see_programs,
               with(season));
}

}  // namespace drp::api
