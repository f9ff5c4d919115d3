#include "storage/series.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using core::kMissing;
using core::WattHours;
using test::AStore;
using test::at;
using test::kHour;
using test::kQuarter;

std::vector<test::Value> ramp(const std::string& meter, core::UtcSeconds from, core::IntervalSeconds interval,
                              int count) {
    std::vector<test::Value> values;
    for (int i = 0; i < count; ++i)
        values.push_back({meter, from + std::int64_t{i} * interval.value, interval, false, i});
    return values;
}

TEST(Series, OfAnyRangeIsACutOfTheWhole) {
    AStore store;
    const auto from = at("2024-05-01T06:00:00Z");
    store.merge(test::batch_of(ramp("a", from, kQuarter, 300)));
    auto tx = store->read();
    const auto meter = find_meter(tx, "a")->id;
    for (std::int64_t begin = -7000; begin < 300 * 900; begin += 5003)
        for (const std::int64_t length : {1, 899, 900, 901, 86'400, 200'000}) {
            const auto series = read_series(tx, meter, {from + begin, from + begin + length});
            for (std::size_t i = 0; i < series.size(); ++i) {
                const auto t = series.time(i);
                ASSERT_GE(t, from + begin);
                ASSERT_LT(t, from + begin + length);
                const auto k = (t - from) / 900;
                const auto expected = t >= from && k < 300 ? WattHours{static_cast<std::int32_t>(k)} : kMissing;
                ASSERT_EQ(series.actual[i], expected) << core::to_iso(t);
            }
        }
    EXPECT_EQ(read_series(tx, meter, {from + 1, from + 1801}).size(), 2U);
    EXPECT_EQ(read_series(tx, meter, {from + 1, from + 1800}).size(), 1U);
    EXPECT_TRUE(read_series(tx, meter, {from + 1, from + 899}).empty());
}

TEST(Series, OfNothingIsEmpty) {
    AStore store;
    const auto meter = store.with_meter("a");
    auto tx = store->read();
    EXPECT_TRUE(read_series(tx, meter, {{0}, {4'000'000'000}}).empty());
    EXPECT_TRUE(read_series(tx, meter, {{10}, {10}}).empty());
}

TEST(Series, ShowsGapsAsGaps) {
    AStore store;
    const auto t = at("2024-05-01T00:00:00Z");
    store.merge(test::batch_of({{"a", t, kHour, false, 1}, {"a", t + 5 * 86'400, kHour, false, 2}}));
    auto tx = store->read();
    const auto series = read_series(tx, find_meter(tx, "a")->id, {{0}, {4'000'000'000}});
    ASSERT_EQ(series.size(), 6U * 24);
    EXPECT_EQ(series.actual[0].value, 1);
    EXPECT_EQ(series.actual[1], kMissing);
    EXPECT_EQ(series.actual[3 * 24], kMissing);
    EXPECT_EQ(series.actual[5 * 24].value, 2);
    EXPECT_EQ(series.predicted[0], kMissing);
}

TEST(Series, SpreadsCoarseIntervalsOverTheFinestOnesExactly) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    store.merge(
        test::batch_of({{"a", t, kHour, false, 10}, {"a", t, kHour, true, -3}, {"a", t + 3600, kQuarter, false, 7}}));
    auto tx = store->read();
    const auto series = read_series(tx, find_meter(tx, "a")->id, {t, t + 7200});
    ASSERT_EQ(series.step, kQuarter);
    const std::vector<WattHours> actual{{3}, {3}, {2}, {2}, {7}, kMissing, kMissing, kMissing};
    const std::vector<WattHours> predicted{{0}, {-1}, {-1}, {-1}, kMissing, kMissing, kMissing, kMissing};
    EXPECT_EQ(series.actual, actual);
    EXPECT_EQ(series.predicted, predicted);
}

TEST(Series, RefinesAGridThatBeganCoarse) {
    AStore store;
    const auto t = at("2024-05-01T23:00:00Z");
    store.merge(test::batch_of({{"a", t, kHour, false, 10}, {"a", t + 3600, kQuarter, false, 7}}));
    auto tx = store->read();
    const auto series = read_series(tx, find_meter(tx, "a")->id, {t, t + 4500});
    ASSERT_EQ(series.step, kQuarter);
    EXPECT_EQ(series.start, t);
    EXPECT_EQ(series.actual, (std::vector<WattHours>{{3}, {3}, {2}, {2}, {7}}));
}

TEST(SummedSeries, AddsMetersPerIntervalAndSaysHowManyThereAre) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    store.merge(test::batch_of({{"a", t, kQuarter, false, 10},
                                {"b", t, kQuarter, false, 5},
                                {"b", t + 900, kQuarter, false, 6},
                                {"c", t, kHour, false, 9},
                                {"c", t, kHour, true, 4}}));
    auto tx = store->read();
    std::vector<core::MeterId> meters;
    for (const auto* number : {"c", "a", "b"}) meters.push_back(find_meter(tx, number)->id);
    const auto sum = sum_series(tx, meters, {t - 900, t + 3600});
    ASSERT_EQ(sum.step, kQuarter);
    EXPECT_EQ(sum.start, t - 900);
    EXPECT_EQ(sum.actual_wh, (std::vector<std::int64_t>{0, 18, 8, 2, 2}));
    EXPECT_EQ(sum.meters_with_actual, (std::vector<std::int32_t>{0, 3, 2, 1, 1}));
    EXPECT_EQ(sum.predicted_wh, (std::vector<std::int64_t>{0, 1, 1, 1, 1}));
    EXPECT_EQ(sum_series(tx, {}, {t, t + 900}).size(), 0U);
}

TEST(DayBlocks, ComeByDayAndInterval) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    store.merge(test::batch_of(
        {{"a", t, kHour, false, 10}, {"a", t + 3600, kQuarter, true, 7}, {"a", t + 86'400, kHour, false, 1}}));
    auto tx = store->read();
    std::vector<std::pair<std::int32_t, std::int32_t>> seen;
    for_each_day(tx, find_meter(tx, "a")->id, {0}, {100'000}, [&](const DayBlock& block) {
        seen.emplace_back(block.day.value, block.interval.value);
        EXPECT_EQ(block.actual.empty(), block.interval == kQuarter);
        EXPECT_EQ(block.rev, 1);
    });
    EXPECT_EQ(seen, (std::vector<std::pair<std::int32_t, std::int32_t>>{{19844, 900}, {19844, 3600}, {19845, 3600}}));
}

}  // namespace
}  // namespace drp::storage
