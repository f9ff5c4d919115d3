// Stretches that run at a tenth of, or at ten times, the usual: a wrong multiplier or a lost decimal.
#include <algorithm>
#include <array>
#include <limits>

#include "analytics/anomaly_context.hpp"

namespace drp::analytics {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastStep = 0.6;  // decades; a constant part that is not scaled makes a tenth look like a fifth
constexpr double kMostStep = 1.1;
constexpr double kScatter = 0.2;      // decades
constexpr double kScatterFactor = 2;  // of the scatter around the stretch
constexpr double kChangeDays = 0.25;  // price of a change of state, in days of being a decade off
constexpr double kWindowDays = 2;     // on either side of an edge
constexpr double kFarDays = 14;       // readings further away say nothing of an edge

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// log10(x / u); NaN where either is not above zero.
std::vector<double> decades_off(const AnomalyContext& context) {
    std::vector<double> r(context.series.size(), kNaN);
    for (std::size_t i = 0; i < r.size(); ++i)
        if (core::is_present(context.series[i]) && context.series[i].value > 0)
            r[i] = std::log10(context.series[i].value / context.usual(i));
    return r;
}

/// The cheapest sequence of states -1, 0, +1.
std::vector<std::int8_t> cheapest_states(std::span<const double> r, double change_cost) {
    constexpr std::size_t kStates = 3;
    std::vector<std::array<std::uint8_t, kStates>> came_from(r.size());
    std::array<double, kStates> cost{change_cost, 0, change_cost};
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto best = static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
        std::array<double, kStates> next{};
        for (std::size_t s = 0; s < kStates; ++s) {
            const bool stays = cost[s] <= cost[best] + change_cost;
            came_from[i][s] = static_cast<std::uint8_t>(stays ? s : best);
            next[s] = stays ? cost[s] : cost[best] + change_cost;
            if (!std::isnan(r[i])) next[s] += std::min(1.0, std::abs(r[i] - (static_cast<double>(s) - 1)));
        }
        cost = next;
    }
    std::vector<std::int8_t> states(r.size());
    auto s = static_cast<std::uint8_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
    for (std::size_t i = r.size(); i-- > 0;) {
        states[i] = static_cast<std::int8_t>(s - 1);
        s = came_from[i][s];
    }
    return states;
}

/// The stretches of one state other than 0, from their first to their last known value. Half a day without any ends
/// one: nobody knows what lies in between.
std::vector<Run> stretches(const AnomalyContext& context, std::span<const double> r,
                           std::span<const std::int8_t> states) {
    const auto longest_silence = context.per_day / 2;
    std::vector<Run> runs;
    for (std::size_t i = 0; i < r.size(); ++i) {
        if (std::isnan(r[i]) || states[i] == 0) continue;
        auto last = i;
        for (auto next = i + 1; next < r.size() && states[next] == states[i] && next - last <= longest_silence; ++next)
            if (!std::isnan(r[next])) last = next;
        runs.push_back({.begin = i, .length = last + 1 - i});
        i = last;
    }
    return runs;
}

/// The values known among the `within` intervals before `at` (or from it on), the nearest `most` of them.
std::vector<double> known_before(std::span<const double> r, std::size_t at, std::size_t within, std::size_t most) {
    std::vector<double> values;
    for (std::size_t i = at; i > 0 && at - i < within && values.size() < most; --i)
        if (!std::isnan(r[i - 1])) values.push_back(r[i - 1]);
    return values;
}
std::vector<double> known_from(std::span<const double> r, std::size_t at, std::size_t within, std::size_t most) {
    std::vector<double> values;
    for (std::size_t i = at; i < r.size() && i - at < within && values.size() < most; ++i)
        if (!std::isnan(r[i])) values.push_back(r[i]);
    return values;
}

double scatter(std::vector<double> values) {
    if (values.empty()) return kNaN;
    const double middle = median(values);
    for (auto& value : values) value = std::abs(value - middle);
    return median(values);
}

/// Whether [begin, end) at `state` is a fault and no season, holiday or shutdown.
bool is_fault(const AnomalyContext& context, std::span<const double> r, Run run, int state) {
    const auto end = run.begin + run.length;
    const auto window = context.hours(24 * kWindowDays);
    const auto far = context.hours(24 * kFarDays);
    const auto enough = context.per_day / 4;
    auto before = known_before(r, run.begin, far, window);
    auto after = known_from(r, end, far, window);
    auto first = known_from(r.first(end), run.begin, run.length, window);
    auto last = known_before(r.subspan(run.begin, run.length), run.length, run.length, window);
    if (first.size() < enough || (before.size() < enough && after.size() < enough)) return false;
    const auto steps = [&](std::vector<double>& outside, std::vector<double>& inside) {
        if (outside.size() < enough) return true;
        const double step = state * (median(inside) - median(outside));
        return step >= kLeastStep && step <= kMostStep;
    };
    if (!steps(before, first) || !steps(after, last)) return false;
    auto around = before;
    around.insert(around.end(), after.begin(), after.end());
    const auto inside = scatter(known_from(r.first(end), run.begin, run.length, run.length));
    return inside <= std::max(kScatter, kScatterFactor * scatter(around));
}

Anomaly fault(const AnomalyContext& context, std::span<const double> r, Run run, int state) {
    auto anomaly =
        state < 0 ? context.described(AnomalyKind::tenth, run) : context.described(AnomalyKind::tenfold, run);
    auto inside = known_from(r.first(run.begin + run.length), run.begin, run.length, run.length);
    anomaly.factor = std::pow(10.0, median(inside));
    return anomaly;
}

}  // namespace

std::vector<Anomaly> scale_faults(const AnomalyContext& context, std::vector<std::int8_t>& decades) {
    const auto r = decades_off(context);
    const auto states = cheapest_states(r, kChangeDays * static_cast<double>(context.per_day));
    decades.assign(states.size(), 0);
    std::vector<Anomaly> found;
    for (const auto& run : stretches(context, r, states)) {
        const int state = states[run.begin];
        if (2 * run.length >= states.size() || !is_fault(context, r, run, state)) continue;
        found.push_back(fault(context, r, run, state));
        std::fill_n(decades.begin() + static_cast<std::ptrdiff_t>(run.begin), run.length,
                    static_cast<std::int8_t>(state));
    }
    return found;
}

}  // namespace drp::analytics
