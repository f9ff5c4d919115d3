#include "analytics/downsample.hpp"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::WattHours;
using test::Noise;
using test::random_column;
using Indices = std::vector<std::uint32_t>;

bool keeps_extremes_of(std::span<const WattHours> column, const Indices& kept) {
    std::vector<WattHours> all;
    std::vector<WattHours> few;
    std::copy_if(column.begin(), column.end(), std::back_inserter(all), core::is_present);
    for (const auto i : kept)
        if (is_present(column[i])) few.push_back(column[i]);
    if (all.empty()) return few.empty();
    const auto [low, high] = std::minmax_element(all.begin(), all.end());
    return std::find(few.begin(), few.end(), *low) != few.end() &&
           std::find(few.begin(), few.end(), *high) != few.end();
}

/// Every run of missing values of at least `length` has a kept interval within.
bool keeps_gaps_of(std::span<const WattHours> column, const Indices& kept, std::size_t length) {
    for (std::size_t begin = 0; begin < column.size(); ++begin) {
        if (is_present(column[begin])) continue;
        auto end = begin;
        while (end < column.size() && !is_present(column[end])) ++end;
        const auto inside = std::lower_bound(kept.begin(), kept.end(), begin);
        if (end - begin >= length && (inside == kept.end() || *inside >= end)) return false;
        begin = end;
    }
    return true;
}

TEST(Downsample, KeepsEverythingThatFits) {
    Noise noise(3);
    const auto actual = random_column(noise, 50);
    const auto predicted = random_column(noise, 50);
    Indices all(50);
    std::iota(all.begin(), all.end(), 0U);
    EXPECT_EQ(reduce_keeping_extremes(actual, predicted, 50), all);
    EXPECT_EQ(reduce_keeping_extremes(actual, predicted, 5000), all);
    EXPECT_TRUE(reduce_keeping_extremes({}, {}, 10).empty());
}

TEST(Downsample, KeepsALonePeakAndALoneDip) {
    std::vector<WattHours> flat(10'000, WattHours{500});
    flat[1234] = {90'000};
    flat[8765] = {-3};
    EXPECT_THAT(reduce_keeping_extremes(flat, {}, 20), ::testing::IsSupersetOf({1234U, 8765U, 0U, 9999U}));
}

TEST(Downsample, KeepsOneMissingIntervalInASeaOfValues) {
    std::vector<WattHours> flat(10'000, WattHours{500});
    flat[4321] = core::kMissing;
    EXPECT_THAT(reduce_keeping_extremes(flat, {}, 20), ::testing::Contains(4321U));
}

TEST(Downsample, SpendsTheBudgetOnTheChannelThatIsThere) {
    Noise noise(4);
    const auto actual = random_column(noise, 20'000, false);
    const std::vector<WattHours> nothing(20'000, core::kMissing);
    EXPECT_EQ(reduce_keeping_extremes(actual, nothing, 400), reduce_keeping_extremes(actual, {}, 400));
    EXPECT_GT(reduce_keeping_extremes(actual, {}, 400).size(), 390U);
}

TEST(Downsample, OfNothingButGapsIsBothEnds) {
    const std::vector<WattHours> nothing(100, core::kMissing);
    EXPECT_EQ(reduce_keeping_extremes(nothing, nothing, 10), (Indices{0, 99}));
}

TEST(Downsample, RefusesABudgetThatCannotKeepItsPromise) {
    const std::vector<WattHours> flat(100, WattHours{1});
    EXPECT_THROW((void)reduce_keeping_extremes(flat, flat, kMinimumPoints - 1), std::invalid_argument);
    EXPECT_THROW((void)reduce_keeping_extremes(flat, std::span(flat).first(9), 50), std::invalid_argument);
}

TEST(DownsampleProperty, KeepsItsPromisesForAnySeriesAndBudget) {
    Noise noise(5);
    for (int trial = 0; trial < 400; ++trial) {
        const auto n = 1 + noise.below(3000);
        const auto points = kMinimumPoints + noise.below(300);
        auto actual = random_column(noise, n, noise.below(3) != 0);
        const auto predicted = random_column(noise, n, noise.below(3) != 0);
        if (n > 500) std::fill_n(actual.begin() + static_cast<std::ptrdiff_t>(noise.below(200)), 250, core::kMissing);

        const auto kept = reduce_keeping_extremes(actual, predicted, points);

        SCOPED_TRACE(::testing::Message() << "n " << n << " points " << points << " trial " << trial);
        ASSERT_LE(kept.size(), points);
        ASSERT_TRUE(std::is_sorted(kept.begin(), kept.end(), std::less_equal<>()) || kept.size() < 2);
        ASSERT_EQ(kept.front(), 0U);
        ASSERT_EQ(kept.back(), n - 1);
        ASSERT_TRUE(keeps_extremes_of(actual, kept));
        ASSERT_TRUE(keeps_extremes_of(predicted, kept));
        // Six points a bucket at worst: no bucket is longer than this.
        const auto bucket = (n + (points - 2) / 6) / ((points - 2) / 6) + 1;
        ASSERT_TRUE(keeps_gaps_of(actual, kept, bucket));
        ASSERT_TRUE(keeps_gaps_of(predicted, kept, bucket));
        ASSERT_EQ(kept, reduce_keeping_extremes(actual, predicted, points));
    }
}

}  // namespace
}  // namespace drp::analytics
