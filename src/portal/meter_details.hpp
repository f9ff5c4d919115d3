/// "More details" of one meter: what a usual day looks like, base and peak, the year before, tests, and odd readings.
///
/// As in meter_views.hpp each function takes a VisibleMeter and a transaction; figures come from analytics/. Missing
/// values after the latest reading are no part of anything: the future is not a gap.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "analytics/anomalies.hpp"
#include "analytics/load_statistics.hpp"
#include "analytics/portmanteau.hpp"
#include "analytics/profile.hpp"
#include "analytics/stationarity.hpp"
#include "analytics/typical_day.hpp"
#include "core/time_zone.hpp"
#include "portal/meter_directory.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct TypicalDaysView {
    core::IntervalSeconds interval{900};
    std::array<analytics::TypicalDay, analytics::kDayTypes> days;  ///< by analytics::DayType
};
[[nodiscard]] TypicalDaysView typical_days_view(storage::Transaction& tx, const VisibleMeter& meter,
                                                core::UtcRange range, const core::TimeZone& zone);

struct HeatMapView {
    std::optional<core::LocalDay> first_day;  ///< nothing without readings
    std::vector<analytics::MeanPower> cells;  ///< 24 a day, kW
};
[[nodiscard]] HeatMapView heat_map_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                                        const core::TimeZone& zone);

struct LoadDurationView {
    core::IntervalSeconds interval{900};
    std::size_t n = 0;       ///< readings
    std::vector<double> kw;  ///< exceeded during 0, 1, … 100 % of the readings; empty without any
};
[[nodiscard]] LoadDurationView load_duration_view(storage::Transaction& tx, const VisibleMeter& meter,
                                                  core::UtcRange range);

struct StatisticsView {
    std::optional<analytics::LoadStatistics> load;  ///< nothing without readings
    std::optional<core::UtcSeconds> peak_start;
    core::IntervalSeconds interval{900};
    std::optional<analytics::YearOnYear> year;  ///< nothing where the meter changed its interval length in between
};
[[nodiscard]] StatisticsView statistics_view(storage::Transaction& tx, const VisibleMeter& meter, core::UtcRange range,
                                             const core::TimeZone& zone);

struct PortmanteauView {
    core::IntervalSeconds interval{900};
    std::size_t n = 0;
    std::optional<analytics::LjungBox> ljung_box;  ///< of the first `lags`; nothing where the ACF is not defined
    std::optional<analytics::DickeyFuller> dickey_fuller;
};
/// `lags` empty: one day.
[[nodiscard]] PortmanteauView portmanteau_view(storage::Transaction& tx, const VisibleMeter& meter,
                                               core::UtcRange range, std::optional<std::size_t> lags);

/// An odd stretch of readings.
struct Finding {
    core::MeterId meter;
    core::UtcRange range;
    core::IntervalSeconds interval{900};
    analytics::Anomaly anomaly;  ///< its Run counts intervals from range.from on
};

/// Those that touch the range. What is usual is taken from up to 400 days before the range's end, so that a short range
/// has something to be compared with.
[[nodiscard]] std::vector<Finding> findings_of(storage::Transaction& tx, core::MeterId meter, core::UtcRange range,
                                               const core::TimeZone& zone);

/// What looks odd in the readings that an import brought.
struct ImportFindings {
    static constexpr std::size_t kMostMeters = 200;  ///< are examined, in the order of their keys
    std::size_t meters = 0;                          ///< that the import touched
    std::size_t examined = 0;
    std::vector<Finding> findings;  ///< by meter and time
};
/// Looks when it is asked, so that an import is not held up; about 5 ms a meter. Problem: import-not-found.
[[nodiscard]] core::Result<ImportFindings> import_findings(storage::Transaction& tx, core::ImportId import,
                                                           const core::TimeZone& zone);

}  // namespace drp::portal
