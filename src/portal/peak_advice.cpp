#include "portal/peak_advice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "portal/program_baseline.hpp"
#include "portal/programs.hpp"
#include "storage/meters.hpp"
#include "storage/series.hpp"

namespace drp::portal {
namespace {

constexpr std::int64_t kHour = 3600;

struct Month {
    core::LocalDay first;
    core::LocalDay end;
};

Month month_of(core::LocalDay day) {
    const auto text = core::to_iso(day);
    const int year = std::stoi(text.substr(0, 4));
    const auto month = static_cast<unsigned>(std::stoi(text.substr(5, 2)));
    const bool is_december = month == 12;
    return {{core::days_from_civil(year, month, 1)},
            {core::days_from_civil(is_december ? year + 1 : year, is_december ? 1 : month + 1, 1)}};
}

Month month_before(const Month& month) {
    return month_of(month.first.previous());
}
Month same_month_last_year(const Month& month) {
    auto earlier = month;
    for (int i = 0; i < 12; ++i) earlier = month_before(earlier);
    return earlier;
}

/// The fleet's mean power of each hour of the range, NaN where too few meters have reported.
std::vector<double> hourly_load(storage::Transaction& tx, std::span<const core::MeterId> meters, core::UtcRange range) {
    const auto sums = storage::sum_series(tx, meters, range);
    const auto reporting = sums.meters_with_actual.empty()
                               ? 0
                               : *std::max_element(sums.meters_with_actual.begin(), sums.meters_with_actual.end());
    const auto per_hour = static_cast<std::size_t>(std::max<std::int64_t>(1, kHour / sums.step.value));
    std::vector<double> hours;
    for (std::size_t begin = 0; begin + per_hour <= sums.size(); begin += per_hour) {
        double wh = 0;
        bool is_known = reporting > 0;
        for (std::size_t i = begin; i < begin + per_hour; ++i) {
            wh += static_cast<double>(sums.actual_wh[i]);
            is_known = is_known && sums.meters_with_actual[i] >= kReportingShare * reporting;
        }
        hours.push_back(is_known ? wh / 1000 : std::numeric_limits<double>::quiet_NaN());
    }
    return hours;
}

}  // namespace

core::Result<PeakHoursView> advise_peak_hours(const storage::Store& store, std::optional<core::ProgramId> program,
                                              core::UtcSeconds now) {
    auto tx = store.read();
    const auto zone = store.time_zone();
    analytics::HolidayCalendar holidays{.rules = analytics::HolidayRules::nerc};
    PeakHoursView view;
    if (program) {
        const auto found = storage::find_program(tx, *program, now);
        if (!found) return program_not_found();
        holidays = holidays_of(found->current.terms);
        view.demand_cost_dollars_per_kw =
            static_cast<double>(found->current.terms.wholesale_micro_dollars_per_kw) / 1e6;
    }
    const auto month = month_of(zone.local_day(now));
    view.month_first = month.first;
    view.month_end = month.end;
    std::vector<core::MeterId> meters;
    for (const auto& key : storage::list_meter_keys(tx))
        if (!key.is_retired) meters.push_back(key.id);
    view.meters = meters.size();
    view.hours_start = zone.start_of(month.first);
    view.hours_kw = hourly_load(tx, meters, {view.hours_start, std::min(now, zone.start_of(month.end))});
    std::vector<std::vector<double>> loads;
    std::vector<analytics::HourlyLoad> like_months;
    const Month like[] = {same_month_last_year(month), month_before(month), month_before(month_before(month))};
    for (const auto& other : like) {
        const core::UtcRange range{zone.start_of(other.first), zone.start_of(other.end)};
        loads.push_back(hourly_load(tx, meters, range));
        like_months.push_back({range.from, {}});
    }
    for (std::size_t i = 0; i < loads.size(); ++i) like_months[i].kw = loads[i];
    std::erase_if(like_months, [](const auto& load) { return load.kw.empty(); });
    auto advice = analytics::advise_peak_hours({.month_first = month.first,
                                                .month_end = month.end,
                                                .so_far = {view.hours_start, view.hours_kw},
                                                .like_months = like_months,
                                                .now = now,
                                                .demand_cost_dollars_per_kw = view.demand_cost_dollars_per_kw,
                                                .zone = zone,
                                                .holidays = holidays});
    if (!advice) return advice.error();
    view.advice = std::move(*advice);
    return view;
}

}  // namespace drp::portal
