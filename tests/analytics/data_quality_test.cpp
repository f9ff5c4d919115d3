#include "analytics/data_quality.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using test::column;
using test::kGap;

TEST(DataQuality, CountsRunsOfMissingValues) {
    const auto series = column({kGap, 5, 0, kGap, kGap, kGap, -2, 7, 8, kGap});
    const auto quality = data_quality(series);
    EXPECT_EQ(quality.n_present, 5U);
    EXPECT_EQ(quality.n_missing, 5U);
    EXPECT_EQ(quality.n_gaps, 3U);
    EXPECT_EQ(quality.longest_gap, (analytics::Run{.begin = 3, .length = 3}));
    EXPECT_EQ(quality.longest_run, (analytics::Run{.begin = 6, .length = 3}));
    EXPECT_EQ(quality.n_negative, 1U);
    EXPECT_EQ(quality.n_zero, 1U);
    EXPECT_DOUBLE_EQ(quality.completeness(), 0.5);
}

TEST(DataQuality, OfNothingIsNothing) {
    const auto quality = data_quality({});
    EXPECT_EQ(quality.n_gaps, 0U);
    EXPECT_EQ(quality.longest_run.length, 0U);
    EXPECT_DOUBLE_EQ(quality.completeness(), 1.0);
    EXPECT_TRUE(longest_run(column({kGap})).empty());
}

TEST(DataQuality, NamesTheEarliestOfEquallyLongRuns) {
    const auto quality = data_quality(column({1, 1, kGap, 1, 1, kGap}));
    EXPECT_EQ(quality.longest_run.begin, 0U);
    EXPECT_EQ(quality.longest_gap.begin, 2U);
}

TEST(DataQualityProperty, TheLongestRunHasNoGapAndNoLongerOneExists) {
    test::Noise noise(21);
    for (int trial = 0; trial < 50; ++trial) {
        const auto series = test::random_column(noise, 300);
        const auto run = longest_run(series);
        ASSERT_TRUE(std::all_of(run.begin(), run.end(), core::is_present));
        for (std::size_t begin = 0; begin + run.size() + 1 <= series.size(); ++begin) {
            const auto window = std::span(series).subspan(begin, run.size() + 1);
            ASSERT_FALSE(std::all_of(window.begin(), window.end(), core::is_present));
        }
    }
}

}  // namespace
}  // namespace drp::analytics
