#include "storage/reading_sums.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace drp::storage {
namespace {

using core::WattHours;

ReadingSums sum_of_both(std::span<const WattHours> actual, std::span<const WattHours> predicted) noexcept {
    ReadingSums sums;
    for (std::size_t i = 0; i < actual.size(); ++i) sums.add(actual[i], predicted[i]);
    return sums;
}

/// Sum and count of one column.
std::pair<std::int64_t, std::int64_t> sum_of_one(std::span<const WattHours> values) noexcept {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (const auto value : values) {
        const bool is_there = core::is_present(value);
        sum += is_there ? value.value : 0;
        count += static_cast<std::int64_t>(is_there);
    }
    return {sum, count};
}

}  // namespace

ReadingSums& ReadingSums::operator+=(const ReadingSums& other) noexcept {
    actual += other.actual;
    predicted += other.predicted;
    saved += other.saved;
    net += other.net;
    with_actual += other.with_actual;
    with_predicted += other.with_predicted;
    with_both += other.with_both;
    with_saving += other.with_saving;
    return *this;
}

ReadingSums& ReadingSums::operator-=(const ReadingSums& other) noexcept {
    actual = actual - other.actual;
    predicted = predicted - other.predicted;
    saved = saved - other.saved;
    net = net - other.net;
    with_actual -= other.with_actual;
    with_predicted -= other.with_predicted;
    with_both -= other.with_both;
    with_saving -= other.with_saving;
    return *this;
}

void ReadingSums::add(WattHours actual_wh, WattHours predicted_wh) noexcept {
    const bool has_actual = core::is_present(actual_wh);
    const bool has_predicted = core::is_present(predicted_wh);
    const bool has_both = has_actual && has_predicted;
    const std::int64_t delta = has_both ? std::int64_t{predicted_wh.value} - actual_wh.value : 0;
    actual.value += has_actual ? actual_wh.value : 0;
    predicted.value += has_predicted ? predicted_wh.value : 0;
    saved.value += std::max<std::int64_t>(delta, 0);
    net.value += delta;
    with_actual += static_cast<std::int64_t>(has_actual);
    with_predicted += static_cast<std::int64_t>(has_predicted);
    with_both += static_cast<std::int64_t>(has_both);
    with_saving += static_cast<std::int64_t>(delta > 0);
}

ReadingSums sum_of(std::span<const WattHours> actual, std::span<const WattHours> predicted) noexcept {
    if (!actual.empty() && !predicted.empty()) return sum_of_both(actual, predicted);
    ReadingSums sums;
    std::tie(sums.actual.value, sums.with_actual) = sum_of_one(actual);
    std::tie(sums.predicted.value, sums.with_predicted) = sum_of_one(predicted);
    return sums;
}

}  // namespace drp::storage
