#include "analytics/anomalies.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include "analytics/anomaly_context.hpp"
#include "analytics/load_statistics.hpp"
#include "analytics/power.hpp"

namespace drp::analytics {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kHardlyEverZero = 0.005;  // share of the intervals outside runs of a day and more
constexpr std::ptrdiff_t kMostFlat = 6;
constexpr double kAlmostNoNegative = 0.001;
constexpr std::size_t kLongerThanUsual = 4;
constexpr double kSpikeOverQ99 = 2;
constexpr double kSpikeApart = 1.8;
constexpr double kMostSpikes = 0.002;  // of the values above zero
constexpr double kNearHours = 3;
constexpr double kCatchUpLeast = 0.5;
constexpr double kCatchUpMost = 2;

struct Kind {
    std::string_view name;
    Remedy remedy;
};
/// In the order of AnomalyKind.
constexpr std::array kKinds{
    Kind{"gap", Remedy::ask_for_readings},  Kind{"zeros", Remedy::check_meter},
    Kind{"flat", Remedy::check_meter},      Kind{"spike", Remedy::correct_reading},
    Kind{"catch-up", Remedy::spread},       Kind{"reset", Remedy::correct_reading},
    Kind{"tenth", Remedy::multiply_by_ten}, Kind{"tenfold", Remedy::divide_by_ten},
};

/// Maximal runs: an interval that starts one, and those after it that continue it.
std::vector<Run> runs_of(std::size_t n, const std::function<bool(std::size_t)>& starts,
                         const std::function<bool(std::size_t)>& continues) {
    std::vector<Run> runs;
    for (std::size_t begin = 0; begin < n;) {
        auto end = begin + 1;
        if (starts(begin)) {
            while (end < n && continues(end)) ++end;
            runs.push_back({.begin = begin, .length = end - begin});
        }
        begin = end;
    }
    return runs;
}

std::vector<Run> runs_where(std::size_t n, const std::function<bool(std::size_t)>& holds) {
    return runs_of(n, holds, holds);
}

/// Those of at least that length, each with the next one where no more than `apart` intervals lie between them.
std::vector<Run> joined(const std::vector<Run>& runs, std::size_t least, std::size_t apart) {
    std::vector<Run> result;
    for (const auto& run : runs) {
        if (run.length < least) continue;
        if (!result.empty() && run.begin - (result.back().begin + result.back().length) <= apart)
            result.back().length = run.begin + run.length - result.back().begin;
        else
            result.push_back(run);
    }
    return result;
}

std::vector<std::size_t> lengths_of(const std::vector<Run>& runs) {
    std::vector<std::size_t> lengths;
    lengths.reserve(runs.size());
    for (const auto& run : runs) lengths.push_back(run.length);
    return lengths;
}

void find_gaps(const AnomalyContext& context, std::vector<Anomaly>& found) {
    const auto& x = context.series;
    for (const auto& run : runs_where(x.size(), [&](std::size_t i) { return !core::is_present(x[i]); }))
        if (run.begin > 0 && run.begin + run.length < x.size())
            found.push_back(context.described(AnomalyKind::gap, run));
}

void find_zeros(const AnomalyContext& context, std::vector<Anomaly>& found) {
    const auto& x = context.series;
    const auto runs = runs_where(x.size(), [&](std::size_t i) { return x[i].value == 0; });
    std::size_t passing = 0;
    std::size_t lasting = 0;
    for (const auto& run : runs) (run.length < context.per_day ? passing : lasting) += run.length;
    const auto present = data_quality(x).n_present;
    if (present == lasting) return;  // a meter that never showed anything else
    const bool hardly_ever = static_cast<double>(passing) < kHardlyEverZero * static_cast<double>(present - lasting);
    const auto least = hardly_ever ? 1 : std::max(context.per_day, kLongerThanUsual * usual_longest(lengths_of(runs)));
    for (const auto& run : joined(runs, least, context.hours(kNearHours)))
        found.push_back(context.described(AnomalyKind::zeros, run));
}

void find_flat(const AnomalyContext& context, std::vector<Anomaly>& found) {
    const auto& x = context.series;
    const auto runs = runs_of(
        x.size(), [&](std::size_t i) { return core::is_present(x[i]) && x[i].value > 0; },
        [&](std::size_t i) { return x[i] == x[i - 1]; });
    const auto least = std::max(context.per_day / 2, kLongerThanUsual * usual_longest(lengths_of(runs)));
    const auto is_long = [&](const Run& run) { return run.length >= least; };
    if (std::count_if(runs.begin(), runs.end(), is_long) > kMostFlat) return;  // its habit
    for (const auto& run : runs)
        if (is_long(run)) found.push_back(context.described(AnomalyKind::flat, run));
}

void find_resets(const AnomalyContext& context, std::vector<Anomaly>& found) {
    const auto& x = context.series;
    const auto is_negative = [&](std::size_t i) { return core::is_present(x[i]) && x[i].value < 0; };
    const auto quality = data_quality(x);
    const auto most = std::max(1.0, kAlmostNoNegative * static_cast<double>(quality.n_present));
    if (static_cast<double>(quality.n_negative) > most) return;  // feeds energy back
    for (const auto& run : runs_where(x.size(), is_negative)) {
        auto anomaly = context.described(AnomalyKind::reset, run);
        const auto lowest = std::min_element(x.begin() + static_cast<std::ptrdiff_t>(run.begin),
                                             x.begin() + static_cast<std::ptrdiff_t>(run.begin + run.length));
        anomaly.observed_kw = power_kw(*lowest, context.interval);
        anomaly.factor = anomaly.observed_kw / anomaly.usual_kw;
        found.push_back(anomaly);
    }
}

/// Values above zero; those of a stretch of another scale at the usual one, unless they are at it already.
std::vector<double> at_usual_scale(const AnomalyContext& context, std::span<const std::int8_t> decades) {
    std::vector<double> y(context.series.size(), kNaN);
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (!core::is_present(context.series[i]) || context.series[i].value <= 0) continue;
        y[i] = context.series[i].value;
        const double off = std::log10(y[i] / context.usual(i));
        if (decades[i] != 0 && std::abs(off - decades[i]) < std::abs(off)) y[i] *= decades[i] < 0 ? 10.0 : 0.1;
    }
    return y;
}

/// The smallest value that stands apart from all those below it; infinity where none does.
double spike_threshold(std::span<const double> y) {
    std::vector<double> values;
    std::copy_if(y.begin(), y.end(), std::back_inserter(values), [](double v) { return !std::isnan(v); });
    const double none = std::numeric_limits<double>::infinity();
    if (values.size() < 100) return none;
    std::sort(values.begin(), values.end(), std::greater<>());
    const auto n = static_cast<double>(values.size());
    const double q99 = values[static_cast<std::size_t>(0.01 * n)];
    const auto most = static_cast<std::size_t>(std::ceil(kMostSpikes * n));
    double threshold = none;
    for (std::size_t k = 0; k < most && values[k] >= kSpikeOverQ99 * q99; ++k)
        if (values[k] >= kSpikeApart * values[k + 1]) threshold = values[k];
    return threshold;
}

/// Whether the spike holds what the missing or zero intervals before it should have had.
bool makes_up(const AnomalyContext& context, std::span<const double> y, const Run& run) {
    double missed = 0;
    std::size_t at = run.begin;
    while (at > 0 && std::isnan(y[at - 1])) {
        --at;
        missed += std::isnan(context.usual(at)) ? 0 : context.usual(at);
    }
    if (at == run.begin || run.length > 1) return false;
    return y[run.begin] >= kCatchUpLeast * missed && y[run.begin] <= kCatchUpMost * missed;
}

void find_spikes(const AnomalyContext& context, std::span<const std::int8_t> decades, std::vector<Anomaly>& found) {
    const auto y = at_usual_scale(context, decades);
    const double threshold = spike_threshold(y);
    for (const auto& run : runs_where(y.size(), [&](std::size_t i) { return y[i] >= threshold; })) {
        auto anomaly = makes_up(context, y, run) ? context.described(AnomalyKind::catch_up, run)
                                                 : context.described(AnomalyKind::spike, run);
        const auto highest =
            std::max_element(context.series.begin() + static_cast<std::ptrdiff_t>(run.begin),
                             context.series.begin() + static_cast<std::ptrdiff_t>(run.begin + run.length));
        anomaly.observed_kw = power_kw(*highest, context.interval);
        anomaly.factor = anomaly.observed_kw / anomaly.usual_kw;
        found.push_back(anomaly);
    }
}

}  // namespace

std::size_t usual_longest(std::vector<std::size_t> lengths) {
    if (lengths.empty()) return 0;
    const auto at = lengths.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(lengths.size() - 1));
    std::nth_element(lengths.begin(), at, lengths.end());
    return *at;
}

AnomalyContext::AnomalyContext(std::span<const core::WattHours> all, std::span<const LocalSlot> local,
                               core::IntervalSeconds length)
    : series(all), slots(local), interval(length), per_day(static_cast<std::size_t>(length.per_utc_day())) {
    std::vector<std::vector<std::int32_t>> by_slot(2 * per_day);
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!core::is_present(series[i]) || series[i].value <= 0) continue;
        by_slot[(slots[i].is_weekend ? per_day : 0) + slots[i].slot].push_back(series[i].value);
    }
    for (auto& values : by_slot) {
        if (values.empty()) {
            usual_wh.push_back(kNaN);
            continue;
        }
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        usual_wh.push_back(*middle);
    }
}

Anomaly AnomalyContext::described(AnomalyKind kind, Run range) const {
    double observed = 0;
    double expected = 0;
    std::size_t present = 0;
    std::size_t known = 0;
    for (std::size_t i = range.begin; i < range.begin + range.length; ++i) {
        if (core::is_present(series[i])) {
            observed += series[i].value;
            ++present;
        }
        if (!std::isnan(usual(i))) {
            expected += usual(i);
            ++known;
        }
    }
    const double kw_of_wh = 3.6 / interval.value;
    Anomaly anomaly{.kind = kind,
                    .range = range,
                    .observed_kw = present > 0 ? observed / static_cast<double>(present) * kw_of_wh : kNaN,
                    .usual_kw = known > 0 ? expected / static_cast<double>(known) * kw_of_wh : kNaN,
                    .factor = kNaN};
    if (present > 0 && known > 0) anomaly.factor = anomaly.observed_kw / anomaly.usual_kw;
    return anomaly;
}

std::string_view anomaly_name(AnomalyKind kind) noexcept {
    return kKinds[static_cast<std::size_t>(kind)].name;
}

std::string_view remedy_name(Remedy remedy) noexcept {
    switch (remedy) {
        case Remedy::ask_for_readings:
            return "ask-for-readings";
        case Remedy::check_meter:
            return "check-meter";
        case Remedy::correct_reading:
            return "correct-reading";
        case Remedy::spread:
            return "spread";
        case Remedy::multiply_by_ten:
            return "multiply-by-ten";
        case Remedy::divide_by_ten:
            break;
    }
    return "divide-by-ten";
}

std::optional<AnomalyKind> anomaly_kind(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (kKinds[i].name == name) return static_cast<AnomalyKind>(i);
    return std::nullopt;
}

Remedy remedy_of(AnomalyKind kind) noexcept {
    return kKinds[static_cast<std::size_t>(kind)].remedy;
}

std::vector<Anomaly> anomalies(std::span<const core::WattHours> series, std::span<const LocalSlot> slots,
                               core::IntervalSeconds interval) {
    if (series.size() != slots.size()) throw std::invalid_argument("anomalies: as many slots as values are needed");
    const AnomalyContext context(series, slots, interval);
    std::vector<std::int8_t> decades;
    auto found = scale_faults(context, decades);
    find_gaps(context, found);
    find_zeros(context, found);
    find_flat(context, found);
    find_resets(context, found);
    find_spikes(context, decades, found);
    std::stable_sort(found.begin(), found.end(),
                     [](const Anomaly& a, const Anomaly& b) { return a.range.begin < b.range.begin; });
    return found;
}

}  // namespace drp::analytics
