#include "formats/statement.hpp"

#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace drp::formats {
namespace {

namespace json = boost::json;

constexpr std::string_view kEndBegins = R"({"totals":)";

json::array days_of(const std::vector<core::LocalDay>& days) {
    json::array array;
    for (const auto day : days) array.emplace_back(core::to_iso(day));
    return array;
}

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array to_json(const std::vector<core::WattHours>& values) {
    json::array wh;
    wh.reserve(values.size());
    for (const auto value : values)
        wh.push_back(core::is_present(value) ? json::value(value.value) : json::value(nullptr));
    return wh;
}

json::object to_json(const StatementReadings& readings) {
    return {
        {"start", core::to_iso(readings.start)}, {"interval_s", readings.interval.value}, {"wh", to_json(readings.wh)}};
}

json::value to_json(const std::optional<StatementTemperature>& temperature) {
    if (!temperature) return nullptr;
    json::array celsius;
    celsius.reserve(temperature->celsius.size());
    for (const double value : temperature->celsius)
        celsius.push_back(std::isnan(value) ? json::value(nullptr) : json::value(value));
    return json::object{{"start", core::to_iso(temperature->start)},
                        {"interval_s", temperature->interval.value},
                        {"celsius", std::move(celsius)}};
}

json::value to_json(const std::optional<StatementBaseline>& baseline) {
    if (!baseline) return nullptr;
    json::array used;
    for (const auto& day : baseline->used)
        used.push_back(
            {{"day", core::to_iso(day.day)}, {"kw", day.kw}, {"weight", day.weight}, {"wh", to_json(day.wh)}});
    json::array passed_over;
    for (const auto& day : baseline->passed_over)
        passed_over.push_back({{"day", core::to_iso(day.day)}, {"why", day.why}});
    json::value adjustment = nullptr;
    if (const auto& made = baseline->adjustment)
        adjustment = json::object{{"kind", made->kind},
                                  {"outcome", made->outcome},
                                  {"event_day_kw", text_or_null(made->event_day_kw)},
                                  {"baseline_kw", text_or_null(made->baseline_kw)},
                                  {"before_cap", text_or_null(made->before_cap)},
                                  {"after_cap", made->after_cap}};
    json::array kwh;
    for (const auto& value : baseline->kwh) kwh.emplace_back(value);
    return json::object{{"used", std::move(used)},
                        {"passed_over", std::move(passed_over)},
                        {"step", baseline->step},
                        {"adjustment", std::move(adjustment)},
                        {"kwh", std::move(kwh)}};
}

json::value to_json(const std::optional<StatementResult>& result) {
    if (!result) return nullptr;
    return json::object{{"baseline_kwh", result->baseline_kwh},
                        {"metered_kwh", result->metered_kwh},
                        {"performance_kw", result->performance_kw},
                        {"factor", text_or_null(result->factor)},
                        {"unadjusted_credit", result->unadjusted_credit},
                        {"exact_credit", result->exact_credit},
                        {"credit", result->credit},
                        {"delivered_kw", result->delivered_kw},
                        {"exact_saving", result->exact_saving},
                        {"saving", result->saving}};
}

json::value to_json(const std::optional<StatementBand>& band) {
    if (!band) return nullptr;
    return json::object{{"kw", band->kw},
                        {"from_kw", band->from_kw},
                        {"to_kw", band->to_kw},
                        {"confidence", band->confidence},
                        {"days", band->days}};
}

json::object terms_json(const StatementTerms& terms) {
    json::object parameters;
    for (const auto& [name, value] : terms.parameters) parameters[name] = value;
    return {{"format", kStatementFormat},
            {"program", {{"name", terms.program}, {"version", terms.program_version}}},
            {"event",
             {{"id", terms.event},
              {"name", terms.event_name},
              {"is_test", terms.is_test},
              {"start", core::to_iso(terms.period.from)},
              {"end", core::to_iso(terms.period.to)},
              {"time_zone", terms.time_zone}}},
            {"settlement", {{"version", terms.version}, {"made", core::to_iso(terms.made)}}},
            {"baseline", {{"method", terms.method}, {"parameters", std::move(parameters)}}},
            {"holidays",
             {{"rule", terms.holiday_rule},
              {"day_after_thanksgiving", terms.has_day_after_thanksgiving},
              {"added", days_of(terms.added_holidays)},
              {"removed", days_of(terms.removed_holidays)}}},
            {"credit",
             {{"kind", terms.credit_kind},
              {"rate", terms.rate},
              {"wholesale_cost", terms.wholesale_cost},
              {"events", terms.events},
              {"cap", text_or_null(terms.cap)},
              {"floor", text_or_null(terms.floor)},
              {"penalty_rate", text_or_null(terms.penalty_rate)}}}};
}

}  // namespace

std::string write_terms(const StatementTerms& terms) {
    return json::serialize(terms_json(terms));
}

std::string write_line(const StatementLine& line) {
    json::object object{{"meter", line.meter},
                        {"customer", line.customer},
                        {"nomination_kw", line.nomination_kw},
                        {"opted_out", line.is_opted_out},
                        {"readings", to_json(line.readings)},
                        {"event_days", days_of(line.event_days)},
                        {"outage_days", days_of(line.outage_days)},
                        {"temperature", to_json(line.temperature)},
                        {"status", line.status},
                        {"problem", text_or_null(line.problem)},
                        {"baseline", to_json(line.baseline)},
                        {"result", to_json(line.result)},
                        {"band", to_json(line.band)}};
    if (!line.firm_service_level_kw.empty()) object["firm_service_level_kw"] = line.firm_service_level_kw;
    return json::serialize(object);
}

std::string write_totals(const StatementTotals& totals) {
    const json::object object{{"lines", totals.lines},
                              {"settled", totals.settled},
                              {"nominated_kw", totals.nominated_kw},
                              {"delivered_kw", totals.delivered_kw},
                              {"credit", totals.credit},
                              {"exact_credit", totals.exact_credit},
                              {"saving", totals.saving},
                              {"exact_saving", totals.exact_saving}};
    return json::serialize(object);
}

std::string write_end(const StatementTotals& totals, std::string_view digest) {
    return fmt::format(R"({}{},"digest":"{}"}})", kEndBegins, write_totals(totals), digest);
}

bool is_end(std::string_view text) noexcept {
    return text.starts_with(kEndBegins);
}

}  // namespace drp::formats
