#include "analytics/savings.hpp"

#include <algorithm>
#include <stdexcept>

namespace drp::analytics {

namespace {

using core::is_present;
using core::WattHours;

/// A single channel has no delta: only its own sum and count. Branch-free, so that it vectorises.
void sum_present(std::span<const WattHours> column, core::EnergyWh& energy, std::int64_t& n) {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (const auto wh : column) {
        sum += is_present(wh) ? wh.value : 0;
        count += is_present(wh) ? 1 : 0;
    }
    energy.value += sum;
    n += count;
}

/// Intervals that are summed in 32-bit counters before they are carried: four narrow counters a step cost the compiler
/// half the vector registers that four wide ones would.
constexpr std::size_t kChunk = 4096;

void add_chunk(const WattHours* actual, const WattHours* predicted, std::size_t n, Savings& total) {
    std::int64_t sum_actual = 0;
    std::int64_t sum_predicted = 0;
    std::int64_t sum_saved = 0;
    std::int64_t sum_net = 0;
    std::int32_t n_actual = 0;
    std::int32_t n_predicted = 0;
    std::int32_t n_both = 0;
    std::int32_t n_reduced = 0;
    for (std::size_t i = 0; i < n; ++i) {
        // All ones where present, so that "and" replaces every branch.
        const std::int32_t has_actual = -static_cast<std::int32_t>(is_present(actual[i]));
        const std::int32_t has_predicted = -static_cast<std::int32_t>(is_present(predicted[i]));
        const std::int32_t a = actual[i].value & has_actual;
        const std::int32_t p = predicted[i].value & has_predicted;
        const std::int32_t net = (p - a) & has_actual & has_predicted;  // |net| <= 2 kMaxReadingWh < 2^31
        sum_actual += a;
        sum_predicted += p;
        sum_net += net;
        sum_saved += std::max(net, 0);
        n_actual -= has_actual;
        n_predicted -= has_predicted;
        n_both -= has_actual & has_predicted;
        n_reduced += net > 0 ? 1 : 0;
    }
    total += Savings{.actual = {sum_actual},
                     .predicted = {sum_predicted},
                     .saved = {sum_saved},
                     .net = {sum_net},
                     .n_actual = n_actual,
                     .n_predicted = n_predicted,
                     .n_both = n_both,
                     .n_reduced = n_reduced};
}

}  // namespace

Savings savings(std::span<const WattHours> actual, std::span<const WattHours> predicted) {
    Savings total;
    if (actual.empty() || predicted.empty()) {
        sum_present(actual, total.actual, total.n_actual);
        sum_present(predicted, total.predicted, total.n_predicted);
        return total;
    }
    if (actual.size() != predicted.size()) throw std::invalid_argument("savings: columns of different length");
    for (std::size_t i = 0; i < actual.size(); i += kChunk)
        add_chunk(actual.data() + i, predicted.data() + i, std::min(kChunk, actual.size() - i), total);
    return total;
}

}  // namespace drp::analytics
