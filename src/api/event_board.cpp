// The live board of an event.
#include "portal/event_board.hpp"

#include <cmath>

#include "api/event_json.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using core::Result;

constexpr std::string_view kColumns[] = {"meter",        "label",     "holder",          "nomination_kw",
                                         "is_opted_out", "actual_kw", "baseline_kw",     "reduction_kw",
                                         "ended",        "missing",   "baseline_problem"};

/// To the watt: more digits say nothing.
double to_watts(double kw) {
    return std::round(kw * 1000.0) / 1000.0;
}

json::value kw_or_null(const std::optional<double>& kw) {
    return kw ? json::value(to_watts(*kw)) : json::value(nullptr);
}

json::object to_json(const portal::BoardRow& row) {
    const auto& participant = row.participant;
    const auto& nomination = participant.nomination;
    return {{"meter", participant.number},
            {"label", participant.label},
            {"holder", participant.holder},
            {"nomination_kw", nomination ? json::value(nomination->kw()) : json::value(nullptr)},
            {"is_opted_out", participant.opt_out.has_value()},
            {"actual_kw", kw_or_null(row.actual_kw)},
            {"baseline_kw", kw_or_null(row.baseline_kw)},
            {"reduction_kw", kw_or_null(row.reduction_kw)},
            {"ended", row.ended},
            {"missing", row.missing},
            {"baseline_problem", row.baseline_problem}};
}

json::object to_json(const portal::BoardTotals& totals) {
    return {{"meters", totals.meters},
            {"opted_out", totals.opted_out},
            {"compared", totals.compared},
            {"without_baseline", totals.without_baseline},
            {"without_readings", totals.without_readings},
            {"missing", totals.missing},
            {"nominated_kw", totals.nominated.kw()},
            {"nominated_compared_kw", totals.nominated_compared.kw()},
            {"actual_kw", to_watts(totals.actual_kw)},
            {"baseline_kw", to_watts(totals.baseline_kw)},
            {"reduction_kw", to_watts(totals.reduction_kw)}};
}

json::object to_json(const portal::BoardSeries& series) {
    json::array baseline;
    for (const double kw : series.baseline_kw) baseline.push_back(json::value(to_watts(kw)));
    json::array actual;
    for (const auto& kw : series.actual_kw) actual.push_back(kw_or_null(kw));
    return {{"start_utc", series.start.value},
            {"interval_s", series.interval.value},
            {"baseline_kw", std::move(baseline)},
            {"actual_kw", std::move(actual)},
            {"meters", json::value_from(series.meters)}};
}

http::Task<http::Response> look(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const ListSource source = [&services, id = *id, actor = caller.actor,
                               now = services.now()](const storage::PageQuery& page) {
        auto board = services.event_boards.look(actor, id, page, now);
        if (!board) return Result<ListPage>(board.error());
        ListPage answer;
        for (const auto& row : board->rows) answer.rows.push_back(to_json(row));
        answer.total = board->total;
        answer.about["event"] = event_json(board->event, services.store.time_zone());
        answer.about["as_of"] = core::to_iso(board->as_of);
        answer.about["totals"] = to_json(board->totals);
        answer.about["series"] = to_json(board->series);
        return Result<ListPage>(std::move(answer));
    };
    const ListCsv csv{kColumns, "event-board.csv"};
    co_return co_await answer_list(services, request, csv, source);
}

}  // namespace

void add_event_board_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/events/{event_id}/board", "getEventBoard", portal::UseCase::see_events,
               [&services](http::Request& request, Caller& caller) { return look(services, request, caller); });
}

}  // namespace drp::api
