// What "More details" computes for one meter. In memory: what reading the series costs is measured elsewhere.
#include <fstream>
#include <stdexcept>

#include "analytics/anomalies.hpp"
#include "analytics/autocorrelation.hpp"
#include "analytics/partial_autocorrelation.hpp"
#include "benchmarks/fleet.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/store_bench.hpp"

namespace drp::benchmarks {
namespace {

constexpr std::size_t kQuarters = 35'040;  ///< of a year
constexpr std::size_t kTwoDays = 192;

/// A year of one meter of the fleet; its missing values are those of the fleet.
std::vector<core::WattHours> meter_year() {
    const Fleet fleet(1);
    const auto start = fleet.zone().start_of(day_of_fleet(0));
    std::vector<core::WattHours> series;
    series.reserve(kQuarters);
    for (std::size_t i = 0; i < kQuarters; ++i)
        series.push_back(fleet.actual(0, fleet.slot_at(start + static_cast<std::int64_t>(i) * kInterval.value)));
    return series;
}

}  // namespace

void measure_diagnostics(const Bench& bench) {
    const auto series = meter_year();
    std::ofstream out(bench.file("meter-year.txt"));  // for whoever is compared with
    for (const auto wh : series) out << (core::is_present(wh) ? wh.value : 0) << '\n';
    out.close();
    const Fleet fleet(1);
    const auto slots =
        analytics::local_slots(fleet.zone().start_of(day_of_fleet(0)), kInterval, series.size(), fleet.zone());
    report("acf_all_lags_ms", samples_ms(15, [&](std::size_t) {
               if (analytics::correlogram(series, kQuarters)->acf.size() < 2)
                   throw std::runtime_error("no correlogram");
           }));
    const auto run = analytics::longest_run(series);
    report("pacf_ols_ms", samples_ms(5, [&](std::size_t) {
               if (analytics::partial_autocorrelation_ols(run, kTwoDays).empty()) throw std::runtime_error("no PACF");
           }));
    report("anomalies_ms", samples_ms(15, [&](std::size_t) { (void)analytics::anomalies(series, slots, kInterval); }));
}

}  // namespace drp::benchmarks
