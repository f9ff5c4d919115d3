#include "portal/settlement_line.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "analytics/baseline.hpp"
#include "portal/baseline_terms.hpp"

namespace drp::portal {
namespace {

using core::Exact;
using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::LineFigures;
using storage::LineStatus;

constexpr int kPlaces = 9;  // of everything that is stated and no cent

Problem unfit(std::string field) {
    return {ProblemKind::invalid_input, "statement-invalid", "The terms of the statement are not understood.",
            std::move(field), "Download it again."};
}

Result<analytics::HolidayRules> rules_named(std::string_view name) {
    if (name == "none") return analytics::HolidayRules::none;
    if (name == "nerc") return analytics::HolidayRules::nerc;
    if (name == "us_federal") return analytics::HolidayRules::us_federal;
    return unfit("holidays.rule");
}

Result<Exact> amount(const std::string& text, const char* field) {
    const auto value = core::parse_exact(text);
    if (!value || *value < 0) return unfit(field);
    return *value;
}

Result<analytics::CreditRule> credit_of(const formats::StatementTerms& stated) {
    analytics::CreditRule rule;
    const auto kind = analytics::credit_kind_of(stated.credit_kind);
    if (!kind) return unfit("credit.kind");
    if (stated.events < 1 || stated.events > 1000) return unfit("credit.events");
    rule.kind = *kind;
    rule.events = static_cast<int>(stated.events);
    const std::pair<const std::string*, Exact*> amounts[] = {{&stated.rate, &rule.rate},
                                                             {&stated.wholesale_cost, &rule.wholesale_cost},
                                                             {&stated.floor, &rule.floor},
                                                             {&stated.penalty_rate, &rule.penalty_rate}};
    for (const auto& [text, value] : amounts) {
        if (text->empty()) continue;
        const auto read = amount(*text, "credit");
        if (!read) return read.error();
        *value = *read;
    }
    rule.cap.reset();
    if (!stated.cap.empty()) {
        const auto cap = amount(stated.cap, "credit.cap");
        if (!cap) return cap.error();
        rule.cap = *cap;
    }
    return rule;
}

core::UtcSeconds day_start(const SettlementTerms& terms, core::LocalDay day) {
    return terms.zone.start_of(day);
}

std::string kw_text(double kw) {
    return core::to_short_decimal(Exact(kw), kPlaces);
}
std::string optional_kw_text(const std::optional<double>& kw) {
    return kw ? kw_text(*kw) : std::string{};
}

// Names in a statement. They stay, whatever the enumerations come to be called.
std::string name_of(analytics::PassedOver reason) {
    using analytics::PassedOver;
    switch (reason) {
        case PassedOver::other_day_kind:
            return "other_day_kind";
        case PassedOver::holiday:
            return "holiday";
        case PassedOver::event_day:
            return "event_day";
        case PassedOver::outage_day:
            return "outage_day";
        case PassedOver::no_readings:
            return "no_readings";
        case PassedOver::incomplete:
            return "incomplete";
        case PassedOver::hours_incomplete:
            return "hours_incomplete";
        case PassedOver::skipped_by_clock:
            return "skipped_by_clock";
        case PassedOver::low_use:
            return "low_use";
        case PassedOver::not_kept:
            return "not_kept";
    }
    return {};
}
std::string name_of(analytics::Adjustment::Kind kind) {
    return kind == analytics::Adjustment::Kind::ratio ? "ratio" : "additive";
}
std::string name_of(analytics::AppliedAdjustment::Outcome outcome) {
    using Outcome = analytics::AppliedAdjustment::Outcome;
    switch (outcome) {
        case Outcome::not_asked:
            return "not_asked";
        case Outcome::applied:
            return "applied";
        case Outcome::capped:
            return "capped";
        case Outcome::no_readings:
            return "no_readings";
        case Outcome::base_not_positive:
            return "base_not_positive";
    }
    return {};
}

formats::StatementAdjustment stated(const analytics::AppliedAdjustment& applied) {
    return {name_of(applied.kind),
            name_of(applied.outcome),
            optional_kw_text(applied.own_mean_kw),
            optional_kw_text(applied.base_mean_kw),
            optional_kw_text(applied.before_cap),
            kw_text(applied.after_cap)};
}

formats::StatementBaseline stated(const analytics::Baseline& baseline) {
    formats::StatementBaseline stated_baseline;
    for (const auto& day : baseline.used)
        stated_baseline.used.push_back({day.day, kw_text(day.window_mean_kw), kw_text(day.weight), day.window});
    for (const auto& day : baseline.passed_over) stated_baseline.passed_over.push_back({day.day, name_of(day.reason)});
    stated_baseline.step = baseline.fallback_name;
    if (baseline.adjustment.kind != analytics::Adjustment::Kind::none)
        stated_baseline.adjustment = stated(baseline.adjustment);
    const Exact hours = Exact(baseline.interval.value) / 3600;
    for (const double kw : baseline.adjusted_kw)
        stated_baseline.kwh.push_back(core::to_short_decimal(Exact(kw) * hours, analytics::kBaselinePlaces));
    return stated_baseline;
}

formats::StatementResult stated(const analytics::Credit& credit) {
    return {core::to_short_decimal(credit.baseline_kwh, kPlaces),
            core::to_short_decimal(credit.metered_kwh, kPlaces),
            core::to_short_decimal(credit.performance_kw, kPlaces),
            credit.factor ? core::to_short_decimal(*credit.factor, kPlaces) : std::string{},
            core::to_short_decimal(credit.unadjusted, kPlaces),
            core::to_short_decimal(credit.paid, kPlaces),
            core::to_decimal(credit.paid, 2),
            core::to_short_decimal(credit.delivered_kw, kPlaces),
            core::to_short_decimal(credit.provider_saving, kPlaces),
            core::to_decimal(credit.provider_saving, 2)};
}

/// The readings of the event; a Problem that counts those that are missing.
Result<std::vector<std::int64_t>> metered(const analytics::LoadHistory& history, const core::UtcRange& period) {
    std::vector<std::int64_t> wh;
    int missing = 0;
    for (auto t = period.from; t < period.to; t = t + history.interval.value) {
        const auto reading = history.at(t);
        if (!core::is_present(reading)) ++missing;
        wh.push_back(reading.value);
    }
    if (missing == 0) return wh;
    return Problem{ProblemKind::conflict, "event-readings-missing",
                   fmt::format("{} of the {} readings of the event are missing.", missing, wh.size()), "", ""};
}

std::optional<double> firm_service_level_of(const formats::StatementLine& line) {
    const auto kw = core::parse_exact(line.firm_service_level_kw);
    return kw ? std::optional(kw->convert_to<double>()) : std::nullopt;
}

/// What comes out for a meter that takes part; a Problem says why nothing does.
Result<analytics::Credit> settle_line(const SettlementTerms& terms, formats::StatementLine& line,
                                      std::int64_t nomination_w) {
    const analytics::LoadHistory history{line.readings.start, line.readings.interval, line.readings.wh};
    const auto days = analytics::LoadDays::cut(history, terms.zone, terms.holidays);
    const auto baseline = analytics::compute_baseline(
        terms.method, days,
        {.event = terms.stated.period,
         .event_days = line.event_days,
         .outage_days = line.outage_days,
         .firm_service_level_kw = firm_service_level_of(line),
         .temperature_c =
             line.temperature ? std::span<const double>(line.temperature->celsius) : std::span<const double>()});
    if (!baseline) return baseline.error();
    line.baseline = stated(*baseline);
    const auto used = metered(history, terms.stated.period);
    if (!used) return used.error();
    std::vector<std::int64_t> baseline_nkwh;
    for (const auto& kwh : line.baseline->kwh)
        baseline_nkwh.push_back(core::scaled(core::parse_exact(kwh).value(), analytics::kBaselinePlaces));
    return analytics::credit_for(terms.credit, {.baseline_nkwh = baseline_nkwh,
                                                .metered_wh = *used,
                                                .duration_s = terms.stated.period.to - terms.stated.period.from,
                                                .nomination_w = nomination_w});
}

LineFigures figures_of(const analytics::Credit& credit) {
    LineFigures figures;
    figures.status = LineStatus::settled;
    figures.baseline_nkwh = core::scaled(credit.baseline_kwh, 9);
    figures.metered_wh = core::scaled(credit.metered_kwh, 3);
    figures.performance_mw = core::scaled(credit.performance_kw, 6);
    figures.paid_cents = credit.paid_cents;
    figures.paid_nano = core::scaled(credit.paid, 9);
    figures.saving_cents = credit.saving_cents;
    figures.saving_nano = core::scaled(credit.provider_saving, 9);
    return figures;
}

}  // namespace

Result<SettlementTerms> understand(formats::StatementTerms stated) {
    if (stated.period.is_empty() || stated.period.to - stated.period.from > core::kSecondsPerDay)
        return unfit("event.end");
    auto zone = core::TimeZone::find(stated.time_zone);
    if (!zone) return zone.error();
    auto method = method_with(stated.method, stated.parameters);
    if (!method) return method.error();
    const auto rules = rules_named(stated.holiday_rule);
    if (!rules) return rules.error();
    auto credit = credit_of(stated);
    if (!credit) return credit.error();
    analytics::HolidayCalendar holidays{.rules = *rules,
                                        .has_day_after_thanksgiving = stated.has_day_after_thanksgiving,
                                        .added = stated.added_holidays,
                                        .removed = stated.removed_holidays};
    return SettlementTerms{std::move(stated), std::move(*method), std::move(holidays), std::move(*credit),
                           std::move(*zone)};
}

core::UtcRange history_needed(const SettlementTerms& terms) {
    return history_of(terms.method, terms.stated.period, terms.zone);
}

LineFigures compute_line(const SettlementTerms& terms, formats::StatementLine& line) {
    line.baseline.reset();
    line.result.reset();
    line.problem.clear();
    LineFigures figures;
    const auto nomination = core::parse_exact(line.nomination_kw);
    figures.nomination_w = nomination ? core::scaled(*nomination, 3) : 0;
    if (line.is_opted_out) {
        figures.status = LineStatus::opted_out;
    } else if (const auto credit = settle_line(terms, line, figures.nomination_w)) {
        const auto nomination_w = figures.nomination_w;
        figures = figures_of(*credit);
        figures.nomination_w = nomination_w;
        line.result = stated(*credit);
    } else {
        line.problem = credit.error().message;
    }
    if (line.band) {
        if (const auto band = core::parse_exact(line.band->kw)) figures.band_mw = core::scaled(*band, 6);
    }
    line.status = storage::to_text(figures.status);
    return figures;
}

void drop_what_was_not_looked_at(const SettlementTerms& terms, formats::StatementLine& line) {
    auto first = terms.zone.local_day(terms.stated.period.from);
    if (line.baseline) {
        for (const auto& day : line.baseline->used) first = std::min(first, day.day);
        for (const auto& day : line.baseline->passed_over) first = std::min(first, day.day);
        first = first.previous();  // a window may begin on the day before
    } else if (!line.is_opted_out) {
        return;  // why there is none follows from all of them
    }
    auto& readings = line.readings;
    const auto gap = day_start(terms, first) - readings.start;
    if (gap <= 0) return;
    const auto surplus = std::min(static_cast<std::size_t>(gap / readings.interval.value), readings.wh.size());
    readings.wh.erase(readings.wh.begin(), readings.wh.begin() + static_cast<std::ptrdiff_t>(surplus));
    readings.start = readings.start + static_cast<std::int64_t>(surplus) * readings.interval.value;
    if (line.temperature) {  // on the grid of the readings
        auto& celsius = line.temperature->celsius;
        celsius.erase(celsius.begin(),
                      celsius.begin() + static_cast<std::ptrdiff_t>(std::min(surplus, celsius.size())));
        line.temperature->start = readings.start;
    }
    const auto is_before = [&](core::LocalDay day) { return day < first; };
    std::erase_if(line.event_days, is_before);
    std::erase_if(line.outage_days, is_before);
}

LineFigures stated_figures(const formats::StatementLine& line) {
    const auto scaled = [](const std::string& text, int places) {
        return core::scaled(core::parse_exact(text).value_or(Exact(0)), places);
    };
    LineFigures figures;
    figures.status = storage::line_status_of(line.status).value_or(LineStatus::incomplete);
    figures.nomination_w = scaled(line.nomination_kw, 3);
    if (const auto& result = line.result) {
        figures.baseline_nkwh = scaled(result->baseline_kwh, 9);
        figures.metered_wh = scaled(result->metered_kwh, 3);
        figures.performance_mw = scaled(result->performance_kw, 6);
        figures.paid_cents = scaled(result->credit, 2);
        figures.paid_nano = scaled(result->exact_credit, 9);
        figures.saving_cents = scaled(result->saving, 2);
        figures.saving_nano = scaled(result->exact_saving, 9);
    }
    if (line.band) figures.band_mw = scaled(line.band->kw, 6);
    return figures;
}

void add_to(storage::SettlementTotals& totals, const LineFigures& figures) {
    ++totals.lines;
    totals.nominated_w += figures.nomination_w;
    if (figures.status != LineStatus::settled) return;
    ++totals.settled;
    totals.delivered_mw += std::max<std::int64_t>(0, figures.performance_mw.value_or(0));
    totals.paid_cents += figures.paid_cents;
    totals.paid_nano += figures.paid_nano;
    totals.saving_cents += figures.saving_cents;
    totals.saving_nano += figures.saving_nano;
}

formats::StatementTotals stated_totals(const storage::SettlementTotals& totals) {
    return {totals.lines,
            totals.settled,
            core::to_short_decimal(core::unscaled(totals.nominated_w, 3), 3),
            core::to_short_decimal(core::unscaled(totals.delivered_mw, 6), 6),
            core::to_decimal(core::unscaled(totals.paid_cents, 2), 2),
            core::to_short_decimal(core::unscaled(totals.paid_nano, 9), 9),
            core::to_decimal(core::unscaled(totals.saving_cents, 2), 2),
            core::to_short_decimal(core::unscaled(totals.saving_nano, 9), 9)};
}

}  // namespace drp::portal
