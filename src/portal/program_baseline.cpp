#include "portal/program_baseline.hpp"

#include "portal/baseline_terms.hpp"
#include "portal/weather.hpp"

namespace drp::portal {
namespace {

/// Of each interval from the first reading to the event's end; empty for methods that ask for none.
std::vector<double> temperatures_for(storage::Transaction& tx, const BaselineBasis& basis, core::MeterId meter,
                                     const storage::SeriesColumns& readings) {
    if (!analytics::needs_temperature(basis.method)) return {};
    const auto reach =
        static_cast<std::size_t>(std::max<std::int64_t>(0, (basis.event.to - readings.start) / readings.step.value));
    return temperatures_of(tx, meter, readings.start, readings.step, std::max(readings.size(), reach));
}

analytics::HolidayRules rules_of(storage::HolidayRule rule) {
    switch (rule) {
        case storage::HolidayRule::nerc:
            return analytics::HolidayRules::nerc;
        case storage::HolidayRule::us_federal:
            return analytics::HolidayRules::us_federal;
        case storage::HolidayRule::none:
            break;
    }
    return analytics::HolidayRules::none;
}

}  // namespace

analytics::HolidayCalendar holidays_of(const storage::ProgramTerms& terms) {
    return {.rules = rules_of(terms.holidays),
            .has_day_after_thanksgiving = terms.has_day_after_thanksgiving,
            .added = terms.own_holidays,
            .removed = terms.own_workdays};
}

core::Result<BaselineBasis> baseline_basis(storage::Transaction& tx, const storage::ProgramTerms& terms,
                                           core::UtcRange event, core::EventId id, const core::TimeZone& zone) {
    auto method = method_with(terms.baseline_method, terms.baseline_parameters);
    if (!method) return method.error();
    const auto history = history_of(*method, event, zone);
    auto other_events = storage::list_event_starts(tx, history, id);
    auto outages = storage::list_outage_days(tx, days_touched(history, zone));
    return BaselineBasis{std::move(*method),      holidays_of(terms), zone, event, history,
                         std::move(other_events), std::move(outages)};
}

storage::DayRange days_touched(core::UtcRange range, const core::TimeZone& zone) {
    return {zone.local_day(range.from), zone.local_day(range.to)};
}

core::Result<analytics::Baseline> meter_baseline(storage::Transaction& tx, const BaselineBasis& basis,
                                                 core::MeterId meter, const std::optional<core::Watts>& firm_level,
                                                 const storage::SeriesColumns& readings) {
    if (readings.empty())
        return core::Problem{core::ProblemKind::not_found, "no-readings", "The meter has no readings.", "", ""};
    std::vector<core::LocalDay> event_days;
    for (const auto start : basis.other_events.of_all) event_days.push_back(basis.zone.local_day(start));
    if (const auto own = basis.other_events.of_meter.find(meter); own != basis.other_events.of_meter.end())
        for (const auto start : own->second) event_days.push_back(basis.zone.local_day(start));
    const auto outage_days = basis.outages.of(meter);
    const auto level_kw = firm_level ? std::optional(firm_level->kw()) : std::nullopt;
    const auto temperature_c = temperatures_for(tx, basis, meter, readings);
    const analytics::LoadHistory history{readings.start, readings.step, readings.actual};
    return analytics::compute_baseline(basis.method, {.history = history,
                                                      .event = {.event = basis.event,
                                                                .event_days = event_days,
                                                                .outage_days = outage_days,
                                                                .firm_service_level_kw = level_kw,
                                                                .temperature_c = temperature_c},
                                                      .zone = basis.zone,
                                                      .holidays = basis.holidays});
}

}  // namespace drp::portal
