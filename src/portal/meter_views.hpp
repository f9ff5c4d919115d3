/// What the Meters page shows of one meter. Every figure comes from a function of analytics/ or from the daily sums.
///
/// Each function takes a VisibleMeter, the proof that the actor may see it, and a transaction, so that one answer is
/// one consistent view of the store. Energy in Wh, power in kW.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/data_quality.hpp"
#include "analytics/stationarity.hpp"
#include "core/money.hpp"
#include "core/problem.hpp"
#include "portal/meter_directory.hpp"
#include "storage/events.hpp"
#include "storage/meters.hpp"
#include "storage/series.hpp"
#include "storage/totals.hpp"

namespace drp::portal {

/// The meter's record; the meter was there a moment ago, so its absence is a Problem of its own.
[[nodiscard]] core::Result<storage::MeterRecord> meter_record(storage::Transaction& tx, const VisibleMeter& meter);

/// The range that `from` and `to` name: instants, or local days of the store's zone (their start). Without `to`: the
/// end of the local day of the latest reading (of today if there is none). Without `from`: 30 local days before `to`.
/// Problems: time-invalid, range-empty, range-outside (before 1990 or past 2099).
[[nodiscard]] core::Result<core::UtcRange> range_of(storage::Transaction& tx, const storage::MeterRecord& meter,
                                                    std::optional<std::string_view> from,
                                                    std::optional<std::string_view> to, core::UtcSeconds now);

/// True while the latest reading is younger than three intervals.
[[nodiscard]] bool is_live(const storage::MeterRecord& meter, core::UtcSeconds now) noexcept;

/// A series, perhaps with fewer points.
struct SeriesPicture {
    storage::SeriesColumns columns;
    bool is_reduced = false;
    std::vector<std::uint32_t> kept;  ///< indices into the columns; all of them if not reduced
};
[[nodiscard]] SeriesPicture series_picture(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                                           std::optional<std::size_t> points);

/// The headline figures and what they cover (SPEC 2).
struct TotalsView {
    core::UtcRange range;
    storage::ReadingSums sums;
    core::EnergyWh compared_actual;  ///< of intervals that have both; predicted - actual = net
    core::EnergyWh compared_predicted;
    core::Dollars saved;                   ///< saved energy x credit factor, exact
    std::int64_t expected_intervals = 0;   ///< of the range up to the latest reading
    std::int64_t negative_intervals = 0;   ///< net metering fed back
    std::int64_t corrected_intervals = 0;  ///< whose actual value an import replaced
};
[[nodiscard]] TotalsView totals_view(storage::Transaction& tx, const storage::MeterRecord& meter, core::UtcRange range,
                                     core::DollarsPerKwh credit_factor);

/// The latest interval that has an actual value.
struct LatestReading {
    core::UtcSeconds start;
    core::IntervalSeconds interval;
    core::WattHours actual;
    core::WattHours predicted = core::kMissing;
};
[[nodiscard]] std::optional<LatestReading> latest_reading(storage::Transaction& tx, const storage::MeterRecord& meter);

/// An event and what the meter did in it.
struct EventView {
    storage::EventRecord event;
    std::optional<double> nomination_kw;
    storage::ReadingSums sums;         ///< over the event
    std::optional<double> reduced_kw;  ///< mean of prediction - actual over compared intervals
};
/// Newest first.
[[nodiscard]] std::vector<EventView> event_views(storage::Transaction& tx, const storage::MeterRecord& meter);

/// One sum for each local day from the first to the last that has a value, without gaps.
struct DailySums {
    std::optional<core::LocalDay> first_day;
    std::vector<std::optional<core::EnergyWh>> actual;  ///< nothing where the day has none
    std::vector<std::optional<core::EnergyWh>> predicted;
};
[[nodiscard]] DailySums daily_sums(storage::Transaction& tx, const storage::MeterRecord& meter);

/// Autocorrelation of actual energy, see analytics/autocorrelation.hpp.
struct CorrelationView {
    core::IntervalSeconds interval{900};
    std::size_t n = 0;
    std::size_t missing = 0;
    std::vector<double> acf;  ///< lag 0 first; empty where undefined
};
/// `lags` empty: two days.
[[nodiscard]] CorrelationView correlation_view(storage::Transaction& tx, const VisibleMeter& meter,
                                               core::UtcRange range, std::optional<std::size_t> lags);

struct PartialCorrelationView {
    CorrelationView correlation;
    std::vector<double> pacf;      ///< Durbin-Levinson, lag 1 first
    std::vector<double> ols_pacf;  ///< by least squares, perhaps fewer lags, over the longest stretch without a gap
    std::size_t ols_n = 0;         ///< of so many readings
    std::optional<analytics::DickeyFuller> stationarity;
    std::optional<std::vector<double>> differenced_pacf;  ///< where not stationary
};
[[nodiscard]] PartialCorrelationView partial_correlation_view(storage::Transaction& tx, const VisibleMeter& meter,
                                                              core::UtcRange range, std::optional<std::size_t> lags);

/// Readings in the range: what the significance bands stand on.
[[nodiscard]] std::size_t count_readings(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range);

struct ProfileView {
    core::IntervalSeconds interval{900};
    std::vector<std::optional<double>> weekday_kw;  ///< by interval of the local day
    std::vector<std::optional<double>> weekend_kw;
    std::vector<double> load_duration_kw;  ///< 101 quantiles, highest first; empty without readings
    analytics::DataQuality quality;        ///< from the range's start to its latest reading
};
[[nodiscard]] ProfileView profile_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                                       const core::TimeZone& zone);

}  // namespace drp::portal
