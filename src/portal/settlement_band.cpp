#include "portal/settlement_band.hpp"

#include "analytics/accuracy.hpp"
#include "core/exact.hpp"

namespace drp::portal {
namespace {

constexpr int kBandPlaces = 6;

std::string kw_text(double kw) {
    return core::to_short_decimal(core::Exact(kw), kBandPlaces);
}

/// Seconds of the wall clock since midnight.
std::int32_t clock_seconds(const core::TimeZone& zone, core::UtcSeconds t) {
    const auto local = zone.to_local(t).value;
    return static_cast<std::int32_t>(local - core::floor_div(local, core::kSecondsPerDay) * core::kSecondsPerDay);
}

}  // namespace

core::UtcRange band_history_needed(const SettlementTerms& terms) {
    auto range = history_needed(terms);
    auto first = terms.zone.local_day(range.from);
    first.value -= kPlaceboDays;
    range.from = terms.zone.start_of(first);
    return range;
}

std::optional<formats::StatementBand> band_around(const SettlementTerms& terms, const BandMaterial& material,
                                                  const std::string& performance_kw) {
    const auto& period = terms.stated.period;
    const auto day = terms.zone.local_day(period.from);
    analytics::PlaceboQuestion question;
    question.window.from_s = clock_seconds(terms.zone, period.from);
    question.window.to_s = question.window.from_s + static_cast<std::int32_t>(period.to - period.from);
    if (question.window.to_s > core::kSecondsPerDay) return std::nullopt;
    question.first = {day.value - kPlaceboDays};
    question.last = day.previous();
    question.on_weekdays = analytics::kind_of(day, terms.holidays) == analytics::DayKind::weekday;
    question.on_other_days = !question.on_weekdays;
    question.event_days = material.event_days;
    question.outage_days = material.outage_days;
    question.temperature_c = material.temperature_c;
    const auto days = analytics::LoadDays::cut(material.history, terms.zone, terms.holidays);
    const auto errors = analytics::placebo_errors(std::span(&terms.method, 1), days, question);
    if (!errors) return std::nullopt;
    const auto band = analytics::error_band(errors->front().errors_kw(), kBandConfidence);
    const auto performance = core::parse_exact(performance_kw);
    if (!band || !performance) return std::nullopt;
    const auto reduction = analytics::with_band(performance->convert_to<double>(), *band);
    return formats::StatementBand{kw_text(reduction.plus_minus_kw()), kw_text(reduction.low_kw),
                                  kw_text(reduction.high_kw), kw_text(reduction.confidence),
                                  static_cast<std::int64_t>(band->days)};
}

}  // namespace drp::portal
