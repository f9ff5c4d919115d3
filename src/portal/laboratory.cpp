#include "portal/laboratory.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "portal/program_baseline.hpp"
#include "portal/programs.hpp"
#include "portal/weather.hpp"
#include "storage/enrolments.hpp"
#include "storage/meters.hpp"
#include "storage/series.hpp"
#include "storage/settlement_inputs.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Problem invalid(std::string message, std::string place, std::string cure) {
    return {ProblemKind::invalid_input, "laboratory-invalid", std::move(message), std::move(place), std::move(cure)};
}

Result<void> check(const LaboratoryWish& wish) {
    if (wish.last < wish.first) return invalid("The last day comes before the first.", "to", "Choose a later day.");
    if (wish.last.value - wish.first.value >= kMaxLaboratoryDays)
        return invalid(fmt::format("At most {} days are tried at once.", kMaxLaboratoryDays), "from",
                       "Choose a later day.");
    if (wish.windows.empty() || wish.windows.size() > kMaxLaboratoryWindows)
        return invalid(fmt::format("One to {} windows are tried at once.", kMaxLaboratoryWindows), "windows",
                       "Write them as 14:00-16:00,17:00-18:00.");
    return {};
}

struct Chosen {
    core::MeterId id;
    std::string number;
    double nomination_kw = 0;
    std::optional<double> firm_service_level_kw;
};

Result<std::vector<Chosen>> meters_of(storage::Transaction& tx, const LaboratoryWish& wish, core::UtcSeconds now) {
    std::vector<Chosen> chosen;
    if (wish.program) {
        const storage::EnrolmentFilter filter{*wish.program, storage::EnrolmentFilter::State::active,
                                              wish.organisation};
        const auto enrolled = storage::list_enrolments(tx, filter, now, {.limit = -1, .with_total = false});
        if (!enrolled) return enrolled.error();
        for (const auto& row : enrolled->rows)
            chosen.push_back({row.meter, row.number, row.nomination ? row.nomination->kw() : 0.0,
                              row.firm_level ? std::optional(row.firm_level->kw()) : std::nullopt});
    } else {
        for (auto& key : storage::list_meter_keys(tx))
            if (!key.is_retired && (!wish.organisation || key.org == wish.organisation))
                chosen.push_back({key.id, std::move(key.number), 0.0, std::nullopt});
    }
    return chosen;
}

/// At most `most` of them, evenly spread.
std::vector<Chosen> sample(std::vector<Chosen> chosen, std::size_t most) {
    if (chosen.size() <= most) return chosen;
    std::vector<Chosen> kept;
    for (std::size_t i = 0; i < most; ++i) kept.push_back(std::move(chosen[i * chosen.size() / most]));
    return kept;
}

/// Readings of the meters, and what analytics/ looks at of them.
struct Material {
    std::vector<storage::SeriesColumns> series;
    std::vector<std::vector<core::LocalDay>> event_days;
    std::vector<std::vector<core::LocalDay>> outage_days;
    std::vector<std::vector<double>> temperature_c;
    std::vector<analytics::LaboratoryMeter> meters;
};

Material read_material(storage::Transaction& tx, const std::vector<Chosen>& chosen, core::UtcRange range,
                       const core::TimeZone& zone) {
    Material material;
    material.series.resize(chosen.size());
    material.event_days.resize(chosen.size());
    material.outage_days.resize(chosen.size());
    material.temperature_c.resize(chosen.size());
    const auto starts = storage::list_event_starts(tx, range, core::EventId{});
    const auto outages = storage::list_outage_days(tx, days_touched(range, zone));
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        storage::read_series(tx, chosen[i].id, range, material.series[i]);
        auto of_meter = starts.of_all;
        if (const auto found = starts.of_meter.find(chosen[i].id); found != starts.of_meter.end())
            of_meter.insert(of_meter.end(), found->second.begin(), found->second.end());
        for (const auto start : of_meter) material.event_days[i].push_back(zone.local_day(start));
        material.outage_days[i] = outages.of(chosen[i].id);
        const auto& columns = material.series[i];
        material.temperature_c[i] = temperatures_of(tx, chosen[i].id, columns.start, columns.step, columns.size());
    }
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const auto& columns = material.series[i];
        material.meters.push_back({.history = {columns.start, columns.step, columns.actual},
                                   .event_days = material.event_days[i],
                                   .outage_days = material.outage_days[i],
                                   .nomination_kw = chosen[i].nomination_kw,
                                   .firm_service_level_kw = chosen[i].firm_service_level_kw,
                                   .temperature_c = material.temperature_c[i]});
    }
    return material;
}

/// The programme's rate as dollars for a kWh of this window.
core::DollarsPerKwh price_of(const storage::CreditRule& credit, const analytics::PlaceboWindow& window) {
    if (credit.kind == storage::CreditKind::energy_kwh) return {credit.rate_micro_dollars};
    return {std::llround(static_cast<double>(credit.rate_micro_dollars) / window.hours())};
}

std::vector<std::vector<std::optional<double>>> switching_dollars(const LaboratoryView& view,
                                                                  const storage::CreditRule& credit) {
    const auto current = std::find_if(view.laboratory.methods.begin(), view.laboratory.methods.end(),
                                      [&](const auto& method) { return method.method_id == view.current_method; });
    std::vector<std::vector<std::optional<double>>> dollars;
    for (const auto& method : view.laboratory.methods) {
        auto& of_method = dollars.emplace_back(method.windows.size());
        if (current == view.laboratory.methods.end()) continue;
        for (std::size_t w = 0; w < of_method.size(); ++w) {
            const auto& from = current->windows[w];
            const auto& to = method.windows[w];
            if (from.events_with_baseline == 0 || to.events_with_baseline == 0) continue;
            const auto effect = analytics::switching_effect(from, to, price_of(credit, view.wish.windows[w]));
            of_method[w] = static_cast<double>(effect.nano) * 1e-9;
        }
    }
    return dollars;
}

std::string percent(const std::optional<double>& share) {
    return share ? fmt::format("{:.1f} %", *share * 100) : std::string("unknown");
}

/// Seconds since midnight of "14:30"; kNoTime for anything else.
constexpr std::int32_t kNoTime = -1;
std::int32_t clock_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return kNoTime;
    int hours = 0;
    int minutes = 0;
    const auto hour_end = std::from_chars(text.data(), text.data() + 2, hours);
    const auto minute_end = std::from_chars(text.data() + 3, text.data() + 5, minutes);
    if (hour_end.ptr != text.data() + 2 || minute_end.ptr != text.data() + 5 || hours > 24 || minutes > 59 ||
        (hours == 24 && minutes != 0))
        return kNoTime;
    return hours * 3600 + minutes * 60;
}

}  // namespace

Result<LaboratoryView> run_laboratory(const storage::Store& store, const LaboratoryWish& wish, core::UtcSeconds now,
                                      unsigned threads) {
    if (auto checked = check(wish); !checked) return checked.error();
    auto tx = store.read();
    const auto zone = store.time_zone();
    LaboratoryView view;
    view.wish = wish;
    analytics::HolidayCalendar holidays{.rules = analytics::HolidayRules::nerc};
    storage::CreditRule credit;
    if (wish.program) {
        const auto program = storage::find_program(tx, *wish.program, now);
        if (!program) return program_not_found();
        view.current_method = program->current.terms.baseline_method;
        holidays = holidays_of(program->current.terms);
        credit = program->current.terms.credit;
    }
    auto chosen = meters_of(tx, wish, now);
    if (!chosen) return chosen.error();
    const auto count = chosen->size();
    const auto meters = sample(std::move(*chosen), kMaxLaboratoryMeters);
    view.left_out = count - meters.size();
    for (const auto& meter : meters) view.meters.push_back(meter.number);
    const core::UtcRange range{zone.start_of({wish.first.value - kLaboratoryLookBackDays}),
                               zone.start_of({wish.last.value + 2})};
    const auto material = read_material(tx, meters, range, zone);
    const auto methods = analytics::known_methods();
    view.methods.assign(methods.begin(), methods.end());
    auto laboratory = analytics::run_laboratory({.meters = material.meters,
                                                 .methods = view.methods,
                                                 .windows = wish.windows,
                                                 .first = wish.first,
                                                 .last = wish.last,
                                                 .on_weekdays = wish.on_weekdays,
                                                 .on_other_days = wish.on_other_days,
                                                 .zone = zone,
                                                 .holidays = holidays},
                                                threads);
    if (!laboratory) return laboratory.error();
    view.laboratory = std::move(*laboratory);
    view.switching_dollars = switching_dollars(view, credit);
    return view;
}

Result<analytics::PlaceboWindow> window_of(std::string_view text) {
    const auto dash = text.find('-');
    const auto from = clock_of(text.substr(0, dash));
    const auto to = dash == std::string_view::npos ? kNoTime : clock_of(text.substr(dash + 1));
    if (from == kNoTime || to == kNoTime || to <= from)
        return invalid(fmt::format("'{}' are no hours.", text.substr(0, 40)), "windows", "Write them as 14:00-16:00.");
    return analytics::PlaceboWindow{from, to};
}

std::string to_text(const analytics::PlaceboWindow& window) {
    const auto clock = [](std::int32_t seconds) {
        return fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    };
    return clock(window.from_s) + "-" + clock(window.to_s);
}

std::string text_of(const LaboratoryView& view) {
    using Reason = analytics::Recommendation::Reason;
    const auto& recommendation = view.laboratory.recommendation;
    if (!recommendation.method)
        return "No method had a baseline for four fifths of the days: there are too few readings before them.";
    const auto& best = view.laboratory.methods[*recommendation.method];
    const auto& name = view.methods[*recommendation.method].name;
    switch (recommendation.reason) {
        case Reason::lowest_error:
            return fmt::format("{} misses least: in the median its hours are off by {}.", name,
                               percent(best.median_relative_rmse));
        case Reason::least_bias_of_equals:
            return fmt::format("Of {} methods that miss by about as much ({}), {} leans least to one side: {}.",
                               recommendation.equals.size(), percent(best.median_relative_rmse), name,
                               percent(best.portfolio_nmbe));
        case Reason::simplest_of_equals:
            return fmt::format("Of {} methods that do equally well, {} is the simplest.", recommendation.equals.size(),
                               name);
        case Reason::nothing_qualifies:
            break;
    }
    return {};
}

}  // namespace drp::portal
