// What helps the provider to choose: the baseline laboratory and the peak-hour advisor.
#include "portal/laboratory.hpp"

#include <cmath>
#include <thread>

#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "portal/peak_advice.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::size_t kHoursShown = 24;
constexpr std::int32_t kDaysByDefault = 90;
constexpr analytics::PlaceboWindow kDefaultWindow{15 * 3600, 17 * 3600};

Result<std::optional<core::ProgramId>> program_in_query(const http::Request& request) {
    const auto id = query_number(request, "program_id");
    if (!id) return id.error();
    return *id ? std::optional(core::ProgramId{**id}) : std::optional<core::ProgramId>();
}

/// A day of the calendar. Problem: query-invalid.
Result<core::LocalDay> day_in(const Services& services, std::string_view text, std::string_view name) {
    const auto day = core::parse_iso_day(text);
    const auto& calendar = services.store.calendar();
    if (!day || *day < calendar.first_day() || *day > calendar.last_day())
        return query_problem(name, "Write a day as 2026-06-30.");
    return *day;
}

/// Without `to`: today. Without `from`: 90 days before it.
Result<portal::LaboratoryWish> read_wish(const Services& services, const http::Request& request) {
    portal::LaboratoryWish wish;
    const auto program = program_in_query(request);
    if (!program) return program.error();
    wish.program = *program;
    const auto organisation = organisation_in_query(request);
    if (!organisation) return organisation.error();
    wish.organisation = *organisation;
    wish.last = services.store.time_zone().local_day(services.now()).previous();
    if (const auto text = request.query("to")) {
        const auto end = day_in(services, *text, "to");
        if (!end) return end.error();
        wish.last = end->previous();
    }
    wish.first = {wish.last.value - kDaysByDefault + 1};
    if (const auto text = request.query("from")) {
        const auto first = day_in(services, *text, "from");
        if (!first) return first.error();
        wish.first = *first;
    }
    if (!request.query("windows")) wish.windows.push_back(kDefaultWindow);
    for (const auto& text : query_items(request, "windows")) {
        const auto window = portal::window_of(text);
        if (!window) return window.error();
        wish.windows.push_back(*window);
    }
    const auto days = query_choice(request, "days", {"weekdays", "others", "all"});
    if (!days) return days.error();
    wish.on_weekdays = *days != "others";
    wish.on_other_days = *days == "others" || *days == "all";
    return wish;
}

json::object to_json(const analytics::Accuracy& accuracy) {
    return {{"days", accuracy.days},
            {"mean_observed_kw", accuracy.mean_observed_kw},
            {"bias_kw", accuracy.bias_kw},
            {"nmbe", or_null(accuracy.nmbe)},
            {"cvrmse", or_null(accuracy.cvrmse)},
            {"relative_rmse", or_null(accuracy.relative_rmse)}};
}

json::object to_json(const analytics::MethodInWindow& window, const std::optional<double>& switching_dollars) {
    json::array meters;
    for (const auto& meter : window.meters)
        meters.push_back(meter ? json::value(to_json(*meter)) : json::value(nullptr));
    return {{"portfolio", to_json(window.portfolio)},
            {"share_under_20", or_null(window.share_under_20)},
            {"credited_kwh", window.credited_kwh},
            {"switching_dollars", or_null(switching_dollars)},
            {"events_with_readings", window.events_with_readings},
            {"events_with_baseline", window.events_with_baseline},
            {"meters", std::move(meters)}};
}

json::array indices(const std::vector<std::size_t>& values) {
    json::array array;
    for (const auto value : values) array.emplace_back(value);
    return array;
}

json::value index_or_null(const std::optional<std::size_t>& index) {
    return index ? json::value(*index) : json::value(nullptr);
}

json::object to_json(const portal::LaboratoryView& view) {
    json::array methods;
    for (std::size_t i = 0; i < view.methods.size(); ++i) {
        const auto& summary = view.laboratory.methods[i];
        json::array windows;
        for (std::size_t w = 0; w < summary.windows.size(); ++w)
            windows.push_back(to_json(summary.windows[w], view.switching_dollars[i][w]));
        methods.push_back({{"id", view.methods[i].id},
                           {"name", view.methods[i].name},
                           {"source", view.methods[i].source},
                           {"to_be_confirmed", view.methods[i].to_be_confirmed},
                           {"median_relative_rmse", or_null(summary.median_relative_rmse)},
                           {"portfolio_nmbe", or_null(summary.portfolio_nmbe)},
                           {"share_under_20", or_null(summary.share_under_20)},
                           {"coverage", summary.coverage},
                           {"windows", std::move(windows)}});
    }
    json::array windows;
    for (const auto& window : view.wish.windows) windows.emplace_back(portal::to_text(window));
    json::array meters;
    for (const auto& meter : view.meters) meters.emplace_back(meter);
    const auto& recommendation = view.laboratory.recommendation;
    return {{"from", core::to_iso(view.wish.first)},
            {"to", core::to_iso(view.wish.last.next())},
            {"windows", std::move(windows)},
            {"meters", std::move(meters)},
            {"meters_left_out", view.left_out},
            {"current_method", view.current_method ? json::value(*view.current_method) : json::value(nullptr)},
            {"methods", std::move(methods)},
            {"recommendation",
             {{"method", index_or_null(recommendation.method)},
              {"runner_up", index_or_null(recommendation.runner_up)},
              {"equals", indices(recommendation.equals)},
              {"left_out", indices(recommendation.left_out)},
              {"reason", portal::text_of(view)}}}};
}

http::Task<http::Response> laboratory(Services& services, http::Request& request, Caller&) {
    const auto wish = read_wish(services, request);
    if (!wish) co_return wish.error();
    auto view = co_await http::run_on(services.uploads, [&] {
        return portal::run_laboratory(services.store, *wish, services.now(),
                                      std::max(1U, std::thread::hardware_concurrency()));
    });
    if (!view) co_return view.error();
    co_return http::Response::json(json::serialize(to_json(*view)));
}

json::object to_json(const portal::PeakHoursView& view) {
    json::array hours;
    for (const auto& hour : view.advice.hours) {
        if (hours.size() == kHoursShown) break;
        hours.push_back({{"start", core::to_iso(hour.start)},
                         {"expected_kw", hour.expected_kw},
                         {"probability", hour.probability},
                         {"dollars_per_kw", hour.dollars_per_kw}});
    }
    json::array load;
    for (const double kw : view.hours_kw) load.push_back(std::isnan(kw) ? json::value(nullptr) : json::value(kw));
    json::value peak = nullptr;
    if (const auto& so_far = view.advice.peak_so_far)
        peak = json::object{{"start", core::to_iso(so_far->start)}, {"kw", so_far->kw}};
    return {{"month_first", core::to_iso(view.month_first)},
            {"month_end", core::to_iso(view.month_end)},
            {"meters", view.meters},
            {"demand_cost_dollars_per_kw", view.demand_cost_dollars_per_kw},
            {"hours_start", core::to_iso(view.hours_start)},
            {"hours_kw", std::move(load)},
            {"peak_so_far", std::move(peak)},
            {"probability_it_stands", view.advice.probability_it_stands},
            {"days_of_this_month", view.advice.days_of_this_month},
            {"days_of_like_months", view.advice.days_of_like_months},
            {"hours", std::move(hours)}};
}

http::Task<http::Response> peak_hours(Services& services, http::Request& request, Caller&) {
    const auto program = program_in_query(request);
    if (!program) co_return program.error();
    auto view = co_await http::run_on(
        services.uploads, [&] { return portal::advise_peak_hours(services.store, *program, services.now()); });
    if (!view) co_return view.error();
    co_return http::Response::json(json::serialize(to_json(*view)));
}

}  // namespace

void add_laboratory_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/laboratory", "tryBaselines", UseCase::see_programs,
               [&services](http::Request& request, Caller& caller) { return laboratory(services, request, caller); });
    router.add(http::Method::get, "/api/peak-hours", "advisePeakHours", UseCase::see_programs,
               [&services](http::Request& request, Caller& caller) { return peak_hours(services, request, caller); });
}

}  // namespace drp::api
