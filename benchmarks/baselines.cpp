// Baselines of many meters, and the laboratory. In memory: what the store costs is measured elsewhere.
#include <atomic>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <thread>

#include "analytics/baseline.hpp"
#include "analytics/laboratory.hpp"
#include "benchmarks/fleet.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/store_bench.hpp"

namespace drp::benchmarks {
namespace {

constexpr std::size_t kMeters = 10'000;
constexpr std::size_t kDistinct = 1000;  ///< so many are kept in memory, and asked in turn
constexpr int kEventDays = 90;           ///< of history before the event
constexpr std::size_t kLaboratoryMeters = 51;
constexpr int kLaboratoryDays = 153;
constexpr int kFirstDay = 100;  ///< of the fleet's year

unsigned processors() {
    return std::max(1U, std::thread::hardware_concurrency());
}

/// Meters of the fleet over some days, and one course of temperatures for all.
class Histories {
  public:
    Histories(std::size_t meters, int days, std::int32_t step_s)
        : fleet_(meters), step_{step_s}, start_(fleet_.zone().start_of(day_of_fleet(kFirstDay))) {
        const auto end = fleet_.zone().start_of(day_of_fleet(kFirstDay + days));
        const auto per_value = step_s / kInterval.value;
        readings_.resize(meters);
        for (auto t = start_; t < end; t = t + step_s) {
            for (std::size_t meter = 0; meter < meters; ++meter) readings_[meter].push_back(sum(meter, t, per_value));
            const auto days_in = static_cast<double>(t - start_) / core::kSecondsPerDay;
            temperature_c_.push_back(18 + 6 * std::sin(2 * std::numbers::pi * days_in) + 5 * std::sin(days_in / 5) +
                                     4 * std::sin(days_in / 60));
        }
    }

    [[nodiscard]] analytics::LoadHistory history(std::size_t meter) const {
        return {start_, step_, readings_[meter % readings_.size()]};
    }
    [[nodiscard]] std::span<const double> temperature_c() const { return temperature_c_; }
    [[nodiscard]] const core::TimeZone& zone() const { return fleet_.zone(); }

  private:
    [[nodiscard]] core::WattHours sum(std::size_t meter, core::UtcSeconds from, int values) const {
        core::WattHours total{0};
        for (int i = 0; i < values; ++i) {
            const auto wh = fleet_.actual(meter, fleet_.slot_at(from + i * kInterval.value));
            if (!core::is_present(wh)) return core::kMissing;
            total.value += wh.value;
        }
        return total;
    }

    Fleet fleet_;
    core::IntervalSeconds step_;
    core::UtcSeconds start_;
    std::vector<std::vector<core::WattHours>> readings_;
    std::vector<double> temperature_c_;
};

bool is_regression(const analytics::BaselineMethod& method) {
    return std::holds_alternative<analytics::TimeOfWeek>(method.rule);
}
std::vector<analytics::BaselineMethod> methods_that(bool are_regressions) {
    std::vector<analytics::BaselineMethod> methods;
    for (const auto& method : analytics::known_methods())
        if (is_regression(method) == are_regressions) methods.push_back(method);
    return methods;
}

/// Every method for one event of two hours, by all processors; how many baselines came of it.
std::size_t one_event(const Histories& histories, std::span<const analytics::BaselineMethod> methods,
                      std::size_t meters) {
    const analytics::HolidayCalendar holidays{.rules = analytics::HolidayRules::nerc};
    const auto from = histories.zone().start_of(day_of_fleet(kFirstDay + kEventDays - 1)) + 14 * 3600;
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> found{0};
    const auto work = [&] {
        const auto zone = histories.zone();
        for (auto meter = next++; meter < meters; meter = next++) {
            const auto days = analytics::LoadDays::cut(histories.history(meter), zone, holidays);
            for (const auto& baseline : analytics::compute_baselines(methods, days,
                                                                     {.event = {from, from + 7200},
                                                                     .firm_service_level_kw = 1,
                                                                     .temperature_c = histories.temperature_c()}))
                found += baseline.has_value() ? 1U : 0U;
        }
    };
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < processors(); ++i) helpers.emplace_back(work);
    work();
    helpers.clear();
    return found;
}

void measure_event(const Histories& histories, const char* name, bool regressions, std::size_t meters) {
    const auto methods = methods_that(regressions);
    std::size_t found = 0;
    report(name, samples_ms(3, [&](std::size_t) { found = one_event(histories, methods, meters); }));
    if (found < meters * methods.size() / 2) throw std::runtime_error("most meters have no baseline");
}

void measure_laboratory(const Histories& histories, const char* name,
                        std::span<const analytics::BaselineMethod> methods) {
    const analytics::HolidayCalendar holidays{.rules = analytics::HolidayRules::nerc};
    std::vector<analytics::LaboratoryMeter> meters;
    for (std::size_t i = 0; i < kLaboratoryMeters; ++i)
        meters.push_back({.history = histories.history(i), .temperature_c = histories.temperature_c()});
    const std::vector<analytics::PlaceboWindow> windows{
        {7 * 3600, 8 * 3600}, {14 * 3600, 18 * 3600}, {17 * 3600, 18 * 3600}};
    const analytics::LaboratoryQuestion question{.meters = meters,
                                                 .methods = methods,
                                                 .windows = windows,
                                                 .first = day_of_fleet(kFirstDay),
                                                 .last = day_of_fleet(kFirstDay + kLaboratoryDays - 1),
                                                 .zone = histories.zone(),
                                                 .holidays = holidays};
    report(name, samples_ms(5, [&](std::size_t) {
               if (!analytics::run_laboratory(question, processors()).value().recommendation.method)
                   throw std::runtime_error("the laboratory recommends nothing");
           }));
}

}  // namespace

void compute_baselines(const Bench&) {
    {
        const Histories quarters(kDistinct, kEventDays, 900);
        measure_event(quarters, "matching_ms", false, kMeters);
        measure_event(quarters, "regressions_ms", true, kDistinct);
    }
    const Histories half_hours(kLaboratoryMeters, kLaboratoryDays, 1800);
    measure_laboratory(half_hours, "laboratory_ms", analytics::known_methods());
    measure_laboratory(half_hours, "laboratory_matching_ms", methods_that(false));
}

}  // namespace drp::benchmarks
