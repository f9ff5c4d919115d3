#include "portal/meter_views.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "analytics/autocorrelation.hpp"
#include "analytics/downsample.hpp"
#include "analytics/load_duration.hpp"
#include "analytics/partial_autocorrelation.hpp"
#include "analytics/power.hpp"
#include "analytics/profile.hpp"
#include "core/text.hpp"

namespace drp::portal {
namespace {

constexpr std::int32_t kDefaultDays = 30;
constexpr std::size_t kLoadDurationPoints = 101;
constexpr std::size_t kMostOlsLags = 600;  // the work grows with their third power
constexpr int kMaxCorrectionsCounted = 100'000;

core::Problem range_problem(std::string code, std::string message, std::string place, std::string cure) {
    return {core::ProblemKind::invalid_input, std::move(code), std::move(message), std::move(place), std::move(cure)};
}

/// An instant, or the start of a local day.
core::Result<core::UtcSeconds> parse_bound(const storage::Calendar& calendar, std::string_view text,
                                           const char* place) {
    if (const auto instant = core::parse_iso_instant(text)) {
        if (calendar.covers(*instant)) return *instant;
    } else if (const auto day = core::parse_iso_day(text)) {
        if (*day >= calendar.first_day() && *day <= calendar.last_day()) return calendar.start_of(*day);
    } else {
        return range_problem("time-invalid",
                             fmt::format("'{}' is neither a day nor an instant.", core::excerpt(text, 40)), place,
                             "Write 2025-06-01 or 2025-06-01T05:00:00Z.");
    }
    return range_problem("range-outside",
                         fmt::format("'{}' lies outside the years 1990 to 2099.", core::excerpt(text, 40)), place, "");
}

core::LocalDay clamped(const storage::Calendar& calendar, core::LocalDay day) {
    return std::clamp(day, calendar.first_day(), calendar.last_day());
}

core::LocalDay day_after_latest(const storage::Calendar& calendar, const storage::MeterRecord& meter,
                                core::UtcSeconds now) {
    return clamped(calendar, calendar.local_day(meter.last_reading.value_or(now)).next());
}

std::size_t intervals_of_two_days(core::IntervalSeconds interval) {
    return 2 * static_cast<std::size_t>(interval.per_utc_day());
}

/// Without the missing values after the last present one: the future is not a gap.
std::span<const core::WattHours> up_to_latest(std::span<const core::WattHours> column) {
    while (!column.empty() && !core::is_present(column.back())) column = column.first(column.size() - 1);
    return column;
}

std::optional<core::EnergyWh> day_value(core::EnergyWh sum, std::int64_t count) {
    return count == 0 ? std::nullopt : std::optional(sum);
}

std::vector<std::optional<double>> powers(const std::vector<analytics::MeanPower>& slots) {
    std::vector<std::optional<double>> kw;
    kw.reserve(slots.size());
    for (const auto& slot : slots) kw.push_back(slot.n == 0 ? std::nullopt : std::optional(slot.kw));
    return kw;
}

CorrelationView correlate(std::span<const core::WattHours> series, core::IntervalSeconds interval,
                          std::optional<std::size_t> lags) {
    CorrelationView view{interval, 0, 0, {}};
    const auto quality = analytics::data_quality(series);
    view.n = quality.n_present;
    view.missing = quality.n_missing;
    if (auto found = analytics::correlogram(series, lags.value_or(intervals_of_two_days(interval))))
        view.acf = std::move(found->acf);
    return view;
}

}  // namespace

core::Result<storage::MeterRecord> meter_record(storage::Transaction& tx, const VisibleMeter& meter) {
    if (auto record = storage::find_meter(tx, meter.id())) return std::move(*record);
    return core::Problem{core::ProblemKind::not_found, "meter-not-found", "The meter is gone.", "meter", ""};
}

core::Result<core::UtcRange> range_of(storage::Transaction& tx, const storage::MeterRecord& meter,
                                      std::optional<std::string_view> from, std::optional<std::string_view> to,
                                      core::UtcSeconds now) {
    const auto& calendar = tx.calendar();
    core::UtcRange range;
    if (to) {
        const auto bound = parse_bound(calendar, *to, "to");
        if (!bound) return bound.error();
        range.to = *bound;
    } else {
        range.to = calendar.start_of(day_after_latest(calendar, meter, now));
    }
    if (from) {
        const auto bound = parse_bound(calendar, *from, "from");
        if (!bound) return bound.error();
        range.from = *bound;
    } else {
        const auto last = calendar.local_day(range.to);
        range.from = calendar.start_of(clamped(calendar, {last.value - kDefaultDays}));
    }
    if (range.is_empty())
        return range_problem("range-empty", "The range ends before it begins.", "from", "Choose a `from` before `to`.");
    return range;
}

bool is_live(const storage::MeterRecord& meter, core::UtcSeconds now) noexcept {
    return meter.last_reading && meter.interval && now - *meter.last_reading < 4 * std::int64_t{meter.interval->value};
}

SeriesPicture series_picture(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                             std::optional<std::size_t> points) {
    SeriesPicture picture{storage::read_series(tx, meter.id(), range), false, {}};
    if (points && *points < picture.columns.size()) {
        picture.kept = analytics::reduce_keeping_extremes(picture.columns.actual, picture.columns.predicted, *points);
        picture.is_reduced = true;
    }
    return picture;
}

TotalsView totals_view(storage::Transaction& tx, const storage::MeterRecord& meter, core::UtcRange range,
                       core::DollarsPerKwh credit_factor) {
    TotalsView view{.range = range, .sums = storage::totals(tx, meter.id, range)};
    view.saved = core::credit(view.sums.saved, credit_factor);
    const auto series = storage::read_series(tx, meter.id, range);
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!core::is_present(series.actual[i])) continue;
        if (series.actual[i].value < 0) ++view.negative_intervals;
        if (core::is_present(series.predicted[i])) view.compared_actual += {series.actual[i].value};
    }
    view.compared_predicted = view.compared_actual + view.sums.net;
    if (meter.last_reading && meter.interval) {
        const auto end = std::min(range.to, *meter.last_reading + meter.interval->value);
        view.expected_intervals = std::max<std::int64_t>(0, (end - range.from) / meter.interval->value);
    }
    std::set<core::UtcSeconds> corrected;
    for (const auto& correction : storage::list_corrections(tx, meter.id, range, kMaxCorrectionsCounted))
        if (!correction.is_prediction) corrected.insert(correction.start);
    view.corrected_intervals = static_cast<std::int64_t>(corrected.size());
    return view;
}

std::optional<LatestReading> latest_reading(storage::Transaction& tx, const storage::MeterRecord& meter) {
    if (!meter.last_reading || !meter.interval) return std::nullopt;
    const auto series =
        storage::read_series(tx, meter.id, {*meter.last_reading, *meter.last_reading + meter.interval->value});
    if (series.empty() || !core::is_present(series.actual.front())) return std::nullopt;
    return LatestReading{series.start, series.step, series.actual.front(), series.predicted.front()};
}

std::vector<EventView> event_views(storage::Transaction& tx, const storage::MeterRecord& meter) {
    const auto& calendar = tx.calendar();
    const core::UtcRange always{calendar.start_of(calendar.first_day()), calendar.start_of(calendar.last_day())};
    std::vector<EventView> views;
    for (auto& event : storage::list_events_of(tx, meter.id, always)) {
        EventView view{std::move(event), std::nullopt, {}, std::nullopt};
        for (const auto& nomination : storage::list_nominations(tx, view.event.id))
            if (nomination.meter == meter.id) view.nomination_kw = nomination.kw;
        view.sums = storage::totals(tx, meter.id, view.event.period);
        if (view.sums.with_both > 0 && meter.interval)
            view.reduced_kw =
                analytics::power_kw(view.sums.net, static_cast<double>(view.sums.with_both) * meter.interval->hours());
        views.push_back(std::move(view));
    }
    std::reverse(views.begin(), views.end());
    return views;
}

DailySums daily_sums(storage::Transaction& tx, const storage::MeterRecord& meter) {
    const auto days = storage::daily_totals(tx, meter.id);
    DailySums sums;
    if (days.empty()) return sums;
    sums.first_day = days.front().day;
    const auto count = static_cast<std::size_t>(days.back().day.value - days.front().day.value + 1);
    sums.actual.resize(count);
    sums.predicted.resize(count);
    for (const auto& day : days) {
        const auto i = static_cast<std::size_t>(day.day.value - days.front().day.value);
        sums.actual[i] = day_value(day.sums.actual, day.sums.with_actual);
        sums.predicted[i] = day_value(day.sums.predicted, day.sums.with_predicted);
    }
    return sums;
}

CorrelationView correlation_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                                 std::optional<std::size_t> lags) {
    const auto series = storage::read_series(tx, meter.id(), range);
    return correlate(up_to_latest(series.actual), series.step, lags);
}

PartialCorrelationView partial_correlation_view(storage::Transaction& tx, const VisibleMeter& meter,
                                                core::UtcRange range, std::optional<std::size_t> lags) {
    const auto series = storage::read_series(tx, meter.id(), range);
    const auto actual = up_to_latest(series.actual);
    PartialCorrelationView view{.correlation = correlate(actual, series.step, lags)};
    view.pacf = analytics::partial_autocorrelation(view.correlation.acf);
    const auto run = analytics::longest_run(actual);
    view.ols_n = run.size();
    view.ols_pacf = analytics::partial_autocorrelation_ols(run, std::min(view.pacf.size(), kMostOlsLags));
    view.stationarity = analytics::augmented_dickey_fuller(run);
    if (view.stationarity && !view.stationarity->is_stationary())
        view.differenced_pacf =
            analytics::partial_autocorrelation(correlate(analytics::differenced(actual), series.step, lags).acf);
    return view;
}

std::size_t count_readings(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range) {
    return static_cast<std::size_t>(storage::totals(tx, meter.id(), range).with_actual);
}

ProfileView profile_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                         const core::TimeZone& zone) {
    const auto series = storage::read_series(tx, meter.id(), range);
    const auto actual = up_to_latest(series.actual);
    ProfileView view{.interval = series.step,
                     .weekday_kw = {},
                     .weekend_kw = {},
                     .load_duration_kw = {},
                     .quality = analytics::data_quality(actual)};
    const auto slots = analytics::local_slots(series.start, series.step, actual.size(), zone);
    const auto profile = analytics::daily_profile(actual, slots, series.step);
    view.weekday_kw = powers(profile.weekday);
    view.weekend_kw = powers(profile.weekend);
    for (const auto energy : analytics::load_duration_curve(actual, kLoadDurationPoints))
        view.load_duration_kw.push_back(analytics::power_kw(energy, series.step));
    return view;
}

}  // namespace drp::portal
