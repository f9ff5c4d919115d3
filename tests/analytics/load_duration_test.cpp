#include "analytics/load_duration.hpp"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using test::column;
using test::kGap;

TEST(LoadDurationCurve, RunsFromThePeakToTheSmallestValue) {
    EXPECT_EQ(load_duration_curve(column({3, kGap, 9, 1, 7, 5}), 5), column({9, 7, 5, 3, 1}));
    EXPECT_EQ(load_duration_curve(column({3, 9, 1, 7, 5}), 3), column({9, 5, 1}));
    EXPECT_EQ(load_duration_curve(column({-4}), 3), column({-4, -4, -4}));
}

TEST(LoadDurationCurve, OfNothingIsEmpty) {
    EXPECT_TRUE(load_duration_curve(column({kGap, kGap}), 10).empty());
}

TEST(LoadDurationCurve, HasAtLeastTwoEnds) {
    EXPECT_THROW((void)load_duration_curve(column({1}), 1), std::invalid_argument);
}

TEST(LoadDurationCurveProperty, EachPointIsReachedDuringItsShareOfTheTime) {
    test::Noise noise(20);
    for (const std::size_t points : {2U, 11U, 101U}) {
        const auto series = test::random_column(noise, 1001, false);
        const auto curve = load_duration_curve(series, points);
        ASSERT_TRUE(std::is_sorted(curve.begin(), curve.end(), std::greater<>()));
        for (std::size_t k = 0; k < points; ++k) {
            const auto above = std::count_if(series.begin(), series.end(), [&](auto wh) { return wh > curve[k]; });
            const auto share = static_cast<double>(k) / static_cast<double>(points - 1);
            EXPECT_NEAR(static_cast<double>(above), share * 1000, 1.0);
        }
    }
}

}  // namespace
}  // namespace drp::analytics
