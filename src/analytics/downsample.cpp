#include "analytics/downsample.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace drp::analytics {

namespace {

using core::is_present;
using core::WattHours;
using Index = std::uint32_t;

constexpr Index kNone = std::numeric_limits<Index>::max();

/// What one bucket of one channel has to keep; kNone where there is nothing of the sort.
struct Landmarks {
    Index lowest = kNone;
    Index highest = kNone;
    Index missing = kNone;
};

Landmarks landmarks(std::span<const WattHours> column, std::size_t begin, std::size_t end) {
    Landmarks found;
    std::int32_t low = std::numeric_limits<std::int32_t>::max();
    std::int32_t high = std::numeric_limits<std::int32_t>::min();
    for (auto i = begin; i < end; ++i) {
        if (!is_present(column[i])) {
            if (found.missing == kNone) found.missing = static_cast<Index>(i);
            continue;
        }
        const auto value = column[i].value;
        if (value < low) {
            low = value;
            found.lowest = static_cast<Index>(i);
        }
        if (value > high) {
            high = value;
            found.highest = static_cast<Index>(i);
        }
    }
    return found;
}

/// Most points that a bucket of this channel can need. A channel without any value draws nothing and needs none.
std::size_t points_per_bucket(std::span<const WattHours> column) {
    const auto present = static_cast<std::size_t>(std::count_if(column.begin(), column.end(), is_present));
    if (present == 0) return 0;
    return present == column.size() ? 2 : 3;
}

class Reduction {
  public:
    explicit Reduction(std::size_t points) { kept_.reserve(points); }

    void keep_bucket(const std::array<Landmarks, 2>& channels) {
        std::array<Index, 6> indices{};
        indices.fill(kNone);  // sorts last
        std::size_t n = 0;
        for (const auto& channel : channels)
            for (const auto index : {channel.lowest, channel.highest, channel.missing}) indices[n++] = index;
        std::sort(indices.begin(), indices.end());
        for (const auto index : indices)
            if (index != kNone) keep(index);
    }
    void keep(Index index) {
        if (kept_.empty() || kept_.back() < index) kept_.push_back(index);
    }
    std::vector<Index> take() { return std::move(kept_); }

  private:
    std::vector<Index> kept_;
};

}  // namespace

std::vector<Index> reduce_keeping_extremes(std::span<const WattHours> actual, std::span<const WattHours> predicted,
                                           std::size_t points) {
    if (points < kMinimumPoints) throw std::invalid_argument("reduce_keeping_extremes: too few points");
    if (!actual.empty() && !predicted.empty() && actual.size() != predicted.size())
        throw std::invalid_argument("reduce_keeping_extremes: columns of different length");
    const auto n = std::max(actual.size(), predicted.size());
    if (n <= points) {
        std::vector<Index> all(n);
        std::iota(all.begin(), all.end(), Index{0});
        return all;
    }

    const auto cost_actual = points_per_bucket(actual);
    const auto cost_predicted = points_per_bucket(predicted);
    Reduction reduction(points);
    reduction.keep(0);
    if (const auto cost = cost_actual + cost_predicted; cost > 0) {
        // The first and the last interval have points of their own; the buckets share those between them.
        const auto inner = n - 2;
        const auto buckets = std::min((points - 2) / cost, inner);
        for (std::size_t b = 0; b < buckets; ++b) {
            const auto begin = 1 + b * inner / buckets;
            const auto end = 1 + (b + 1) * inner / buckets;
            const std::array channels{cost_actual > 0 ? landmarks(actual, begin, end) : Landmarks{},
                                      cost_predicted > 0 ? landmarks(predicted, begin, end) : Landmarks{}};
            reduction.keep_bucket(channels);
        }
    }
    reduction.keep(static_cast<Index>(n - 1));
    return reduction.take();
}

}  // namespace drp::analytics
