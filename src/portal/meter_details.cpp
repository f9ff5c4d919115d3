#include "portal/meter_details.hpp"

#include <algorithm>
#include <iterator>

#include "analytics/autocorrelation.hpp"
#include "analytics/data_quality.hpp"
#include "analytics/load_duration.hpp"
#include "analytics/power.hpp"
#include "storage/import_journal.hpp"
#include "storage/imports.hpp"
#include "storage/series.hpp"

namespace drp::portal {
namespace {

constexpr std::size_t kLoadDurationPoints = 101;
constexpr std::int32_t kUsualDays = 400;
constexpr std::int32_t kYearOfWeeks = 364;

/// Actual energy of a range up to its latest reading, and where it lies on the wall clock.
class Readings {
  public:
    Readings(storage::Transaction& tx, core::MeterId meter, core::UtcRange range)
        : columns_(storage::read_series(tx, meter, range)), actual_(columns_.actual) {
        while (!actual_.empty() && !core::is_present(actual_.back())) actual_ = actual_.first(actual_.size() - 1);
    }
    Readings(const Readings&) = delete;
    Readings& operator=(const Readings&) = delete;

    [[nodiscard]] std::span<const core::WattHours> actual() const { return actual_; }
    [[nodiscard]] core::IntervalSeconds interval() const { return columns_.step; }
    [[nodiscard]] core::UtcSeconds time(std::size_t i) const { return columns_.time(i); }
    [[nodiscard]] std::vector<analytics::LocalSlot> slots(const core::TimeZone& zone) const {
        return analytics::local_slots(columns_.start, columns_.step, actual_.size(), zone);
    }
    [[nodiscard]] core::LocalDay first_day(const core::TimeZone& zone) const { return zone.local_day(columns_.start); }

  private:
    storage::SeriesColumns columns_;
    std::span<const core::WattHours> actual_;
};

core::UtcRange days_earlier(const storage::Calendar& calendar, core::UtcRange range, std::int32_t days) {
    const auto shifted = [&](core::UtcSeconds t) {
        const auto day = std::max(calendar.first_day(), core::LocalDay{calendar.local_day(t).value - days});
        return calendar.start_of(day);
    };
    return {shifted(range.from), shifted(range.to + (core::kSecondsPerDay - 1))};
}

}  // namespace

TypicalDaysView typical_days_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                                  const core::TimeZone& zone) {
    const Readings readings(tx, meter.id(), range);
    return {readings.interval(), analytics::typical_days(readings.actual(), readings.slots(zone),
                                                         readings.first_day(zone), readings.interval())};
}

HeatMapView heat_map_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                          const core::TimeZone& zone) {
    const Readings readings(tx, meter.id(), range);
    if (readings.actual().empty()) return {};
    return {readings.first_day(zone),
            analytics::heat_map(readings.actual(), readings.slots(zone), readings.interval())};
}

LoadDurationView load_duration_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range) {
    const Readings readings(tx, meter.id(), range);
    LoadDurationView view{readings.interval(), analytics::data_quality(readings.actual()).n_present, {}};
    for (const auto energy : analytics::load_duration_curve(readings.actual(), kLoadDurationPoints))
        view.kw.push_back(analytics::power_kw(energy, readings.interval()));
    return view;
}

StatisticsView statistics_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                               const core::TimeZone& zone) {
    const Readings now(tx, meter.id(), range);
    const auto slots = now.slots(zone);
    StatisticsView view;
    view.interval = now.interval();
    view.load = analytics::load_statistics(now.actual(), slots, now.interval());
    if (view.load) view.peak_start = now.time(view.load->peak_at);
    const Readings before(tx, meter.id(), days_earlier(tx.calendar(), range, kYearOfWeeks));
    if (before.interval() != now.interval()) return view;
    const auto slots_before = before.slots(zone);
    view.year = analytics::year_on_year({now.actual(), slots, now.first_day(zone)},
                                        {before.actual(), slots_before, before.first_day(zone)}, now.interval());
    return view;
}

PortmanteauView portmanteau_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                                 std::optional<std::size_t> lags) {
    const Readings readings(tx, meter.id(), range);
    PortmanteauView view{.interval = readings.interval(),
                         .n = analytics::data_quality(readings.actual()).n_present,
                         .ljung_box = std::nullopt,
                         .dickey_fuller = std::nullopt};
    const auto wanted = lags.value_or(static_cast<std::size_t>(readings.interval().per_utc_day()));
    if (const auto found = analytics::correlogram(readings.actual(), wanted)) {
        const auto tested = std::min({wanted, found->acf.size() - 1, found->n - 1});
        if (tested > 0) view.ljung_box = analytics::ljung_box(found->acf, found->n, tested);
    }
    view.dickey_fuller = analytics::augmented_dickey_fuller(analytics::longest_run(readings.actual()));
    return view;
}

std::vector<Finding> findings_of(storage::Transaction& tx, core::MeterId meter, core::UtcRange range,
                                 const core::TimeZone& zone) {
    const auto usual_from = days_earlier(tx.calendar(), {range.to - 1, range.to}, kUsualDays).from;
    const Readings readings(tx, meter, {std::min(range.from, usual_from), range.to});
    std::vector<Finding> findings;
    for (const auto& anomaly : analytics::anomalies(readings.actual(), readings.slots(zone), readings.interval())) {
        const core::UtcRange when{readings.time(anomaly.range.begin),
                                  readings.time(anomaly.range.begin + anomaly.range.length)};
        if (when.to > range.from && when.from < range.to)
            findings.push_back({meter, when, readings.interval(), anomaly});
    }
    return findings;
}

core::Result<ImportFindings> import_findings(storage::Transaction& tx, core::ImportId import,
                                             const core::TimeZone& zone) {
    if (!storage::find_import(tx, import))
        return core::Problem{core::ProblemKind::not_found, "import-not-found", "There is no such import.", "import_id",
                             ""};
    const auto touched = storage::meters_touched_by(tx, import);
    ImportFindings result{touched.size(), std::min(touched.size(), ImportFindings::kMostMeters), {}};
    for (std::size_t i = 0; i < result.examined; ++i) {
        const auto& [meter, first, last] = touched[i];
        auto found = findings_of(tx, meter, {first.start(), last.next().start()}, zone);
        std::move(found.begin(), found.end(), std::back_inserter(result.findings));
    }
    return result;
}

}  // namespace drp::portal
