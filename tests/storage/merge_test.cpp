#include "storage/merge.hpp"

#include <array>
#include <map>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/check.hpp"
#include "storage/series.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::at;
using test::batch_of;
using test::kHour;
using test::kQuarter;
using test::Shell;
using test::Value;

/// Values of a few meters over `days` days around the start of daylight saving time; some missing, some negative.
std::vector<Value> some_values(std::mt19937& random, int days) {
    std::vector<Value> values;
    const auto from = at("2021-03-12T00:00:00Z");
    for (const auto& [meter, interval] :
         {std::pair("a", kQuarter), std::pair("b", core::IntervalSeconds{1800}), std::pair("c", kHour)})
        for (std::int64_t t = 0; t < days * core::kSecondsPerDay; t += interval.value)
            for (const bool is_prediction : {false, true})
                if (random() % 8 != 0)
                    values.push_back(
                        {meter, from + t, interval, is_prediction, static_cast<int>(random() % 3000) - 200});
    return values;
}

void expect_clean(AStore& store) {
    auto tx = store->read();
    const auto summary = check_store(tx, [](const Finding& finding) {
        ADD_FAILURE() << finding.code << ": " << finding.message << " meter " << finding.meter;
    });
    EXPECT_TRUE(summary.is_clean());
}

TEST(Merge, AddsWhatIsNewAndIsIdempotent) {
    std::mt19937 random(1);
    const auto values = some_values(random, 3);
    AStore store;
    const auto first = store.merge(batch_of(values));
    EXPECT_EQ(first.counts.added, static_cast<std::int64_t>(values.size()));
    EXPECT_EQ(first.changes.size(), 3U);
    const auto before = store.blocks();
    const auto again = store.merge(batch_of(values));
    EXPECT_EQ(again.counts.equal, static_cast<std::int64_t>(values.size()));
    EXPECT_EQ(again.counts.added + again.counts.corrected + again.counts.refused, 0);
    EXPECT_TRUE(again.is_unchanged());
    EXPECT_EQ(store.blocks(), before);
    EXPECT_EQ(Shell(store.address()).ask("SELECT MAX(rev) FROM reading_day"), "1") << "an unchanged block was written";
    expect_clean(store);
}

// The heart of it: any order, any cut, repeated, with a restart in between, leaves the same bytes.
TEST(Merge, OrderAndCutLeaveNoTrace) {
    std::mt19937 random(2);
    auto values = some_values(random, 3);
    AStore whole;
    whole.merge(batch_of(values));
    for (int round = 0; round < 5; ++round) {
        std::shuffle(values.begin(), values.end(), random);
        AStore cut;
        for (std::size_t begin = 0; begin < values.size();) {
            const auto end = std::min(values.size(), begin + 1 + random() % 300);
            const std::vector<Value> part(values.begin() + static_cast<std::ptrdiff_t>(begin > 20 ? begin - 20 : 0),
                                          values.begin() + static_cast<std::ptrdiff_t>(end));
            cut.merge(batch_of(part));
            if (random() % 4 == 0) cut.reopen();
            begin = end;
        }
        EXPECT_EQ(cut.blocks(), whole.blocks());
        EXPECT_EQ(cut.sums(), whole.sums());
        expect_clean(cut);
    }
}

// Where that is the faster way, what a merge needs is read for many meters at once.
TEST(Merge, ManyMetersAtOnceAreMergedLikeEachAlone) {
    constexpr int kMeters = 260;
    const std::array lengths{kQuarter, core::IntervalSeconds{1800}, kHour};
    std::mt19937 random(4);
    const auto tick_of = [&](int meter, std::int64_t offset) {
        const auto interval = lengths[static_cast<std::size_t>(random() % 10 == 0 ? random() % 3 : meter % 3)];
        const auto t = at("2021-03-13T22:00:00Z") + offset / interval.value * interval.value;
        return Value{"m" + std::to_string(meter), t, interval, random() % 4 == 0, static_cast<int>(random() % 3000)};
    };
    AStore together;
    AStore alone;
    std::vector<Value> first;
    for (int meter = 0; meter < kMeters; ++meter)
        if (meter % 7 != 0) first.push_back(tick_of(meter, 0));
    together.merge(batch_of(first));
    alone.merge(batch_of(first));
    std::vector<Value> second;
    for (int meter = 0; meter < kMeters; ++meter) second.push_back(tick_of(meter, 900));
    const auto outcome = together.merge(batch_of(second));
    MergeCounts counts;
    for (const auto& value : second) counts += alone.merge(batch_of({value})).counts;
    EXPECT_EQ(together.blocks(), alone.blocks());
    EXPECT_EQ(together.sums(), alone.sums());
    EXPECT_EQ(outcome.counts.added, counts.added);
    EXPECT_EQ(outcome.counts.refused, counts.refused);
    EXPECT_GT(outcome.counts.refused, 0);
    expect_clean(together);
}

TEST(Merge, ReplacesWhatDiffersAndRecordsTheOldValue) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    store.merge(batch_of({{"a", t, kQuarter, false, 100}, {"a", t + 900, kQuarter, true, 7}}));
    const auto outcome = store.merge(batch_of({{"a", t, kQuarter, false, 120}, {"a", t + 900, kQuarter, true, 7}}));
    EXPECT_EQ(outcome.counts.corrected, 1);
    EXPECT_EQ(outcome.counts.equal, 1);
    ASSERT_EQ(outcome.changes.size(), 1U);
    EXPECT_EQ(outcome.changes[0].range, (core::UtcRange{t, t + 900}));
    EXPECT_EQ(outcome.changes[0].values, 1);

    auto tx = store->read();
    const auto meter = find_meter(tx, "a")->id;
    const auto corrections = list_corrections(tx, meter, {t, t + 1}, 10);
    ASSERT_EQ(corrections.size(), 1U);
    EXPECT_EQ(corrections[0].old_value.value, 100);
    EXPECT_EQ(corrections[0].new_value.value, 120);
    EXPECT_EQ(corrections[0].recorded, test::kNow);
    EXPECT_FALSE(corrections[0].is_prediction);
    EXPECT_EQ(read_series(tx, meter, {t, t + 900}).actual.at(0).value, 120);
}

TEST(Merge, WhatIsAbsentDeletesNothing) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    store.merge(batch_of({{"a", t, kQuarter, false, 100}, {"a", t, kQuarter, true, 90}}));
    store.merge(batch_of({{"a", t + 900, kQuarter, false, 5}}));
    auto tx = store->read();
    const auto series = read_series(tx, find_meter(tx, "a")->id, {t, t + 1800});
    EXPECT_EQ(series.actual.at(0).value, 100);
    EXPECT_EQ(series.predicted.at(0).value, 90);
    EXPECT_EQ(series.actual.at(1).value, 5);
}

TEST(Merge, RefusesAnIntervalThatOverlapsOneOfAnotherLength) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    store.merge(batch_of({{"a", t + 900, kQuarter, false, 100}}));
    const auto outcome = store.merge(
        batch_of({{"a", t, kHour, false, 400}, {"a", t, kHour, true, 300}, {"a", t + 3600, kHour, false, 410}}));
    EXPECT_EQ(outcome.counts.refused, 2);
    EXPECT_EQ(outcome.counts.added, 1);
    ASSERT_EQ(outcome.conflicts.size(), 1U);
    EXPECT_EQ(outcome.conflicts[0].start, t);
    EXPECT_EQ(outcome.conflicts[0].offered, kHour);
    EXPECT_EQ(outcome.conflicts[0].stored, kQuarter);
    EXPECT_EQ(store.merge(batch_of({{"a", t + 3600 + 900, kQuarter, false, 1}})).counts.refused, 1);
    EXPECT_EQ(Shell(store.address()).ask("SELECT SUM(n) FROM reading_day"), "2");
    expect_clean(store);
}

TEST(Merge, RefusesOverlapsWithinOneBatch) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    const auto outcome = store.merge(batch_of({{"a", t, kHour, false, 400}, {"a", t, kQuarter, false, 100}}));
    EXPECT_EQ(outcome.counts.added, 1);
    EXPECT_EQ(outcome.counts.refused, 1);
    expect_clean(store);
}

TEST(Merge, LetsAMeterChangeItsIntervalWithinADay) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    const auto outcome = store.merge(batch_of({{"a", t - 3600, kHour, false, 400}, {"a", t, kQuarter, false, 100}}));
    EXPECT_EQ(outcome.counts.added, 2);
    EXPECT_EQ(Shell(store.address()).ask("SELECT step_min FROM reading_day ORDER BY 1"), "15\n60");
    expect_clean(store);
}

TEST(Merge, KeepsFirstAndLastReadingOfTheMeter) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    store.merge(batch_of({{"a", t, kQuarter, false, 1}, {"a", t + 86'400, kQuarter, true, 1}}));
    store.merge(batch_of({{"a", t - 900, kQuarter, false, 1}}));
    auto tx = store->read();
    const auto meter = *find_meter(tx, "a");
    EXPECT_EQ(meter.first_reading, t - 900);
    EXPECT_EQ(meter.last_reading, t);
    EXPECT_EQ(meter.interval, kQuarter);
}

TEST(Merge, RefusesABatchThatBreaksItsPromises) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    auto unsorted = batch_of({{"a", t, kQuarter, false, 1}, {"a", t + 86'400, kQuarter, false, 1}});
    std::swap(unsorted.slabs[0], unsorted.slabs[1]);
    EXPECT_THROW(store.merge(unsorted), std::invalid_argument);
    EXPECT_THROW(store.merge(batch_of({{"a", t, kQuarter, false, core::kMaxReadingWh + 1}})), std::invalid_argument);
    EXPECT_THROW(store.merge(batch_of({{"a", at("1969-01-01T00:00:00Z"), kQuarter, false, 1}})), std::invalid_argument);
    auto outside = batch_of({{"a", t, kQuarter, false, 1}});
    outside.slabs[0].actual = 5;
    EXPECT_THROW(store.merge(outside), std::invalid_argument);
    EXPECT_EQ(store.blocks(), "");
}

/// Random merges, with corrections and clashing intervals, against a plain map.
TEST(Merge, AgreesWithAPlainMapUnderRandomOperations) {
    std::mt19937 random(3);
    AStore store("Australia/Lord_Howe");                                           // its clock moves by half an hour
    std::map<std::tuple<std::string, std::int64_t, bool>, std::int32_t> expected;  // of 15-minute meters only
    const auto from = at("2021-04-02T00:00:00Z");
    for (int round = 0; round < 40; ++round) {
        std::vector<Value> values;
        std::set<std::tuple<std::string, std::int64_t, bool>> used;
        for (int i = 0; i < 60; ++i) {
            const std::string meter(1, static_cast<char>('a' + random() % 3));
            const auto t = from + static_cast<std::int64_t>(random() % 288) * 900;
            const bool is_prediction = random() % 2 == 0;
            if (!used.insert({meter, t.value, is_prediction}).second) continue;
            const auto wh = static_cast<std::int32_t>(random() % 50) - 10;
            values.push_back({meter, t, kQuarter, is_prediction, wh});
            expected[{meter, t.value, is_prediction}] = wh;
        }
        store.merge(batch_of(values));
    }
    auto tx = store->read();
    std::size_t seen = 0;
    for (const auto* number : {"a", "b", "c"}) {
        const auto series = read_series(tx, find_meter(tx, number)->id, {from, from + 10 * 86'400});
        for (std::size_t i = 0; i < series.size(); ++i)
            for (const bool is_prediction : {false, true}) {
                const auto value = is_prediction ? series.predicted[i] : series.actual[i];
                const auto found = expected.find({number, series.time(i).value, is_prediction});
                ASSERT_EQ(core::is_present(value), found != expected.end());
                if (found == expected.end()) continue;
                ASSERT_EQ(value.value, found->second);
                ++seen;
            }
    }
    EXPECT_EQ(seen, expected.size());
    const auto summary = check_store(tx, [](const Finding& f) { ADD_FAILURE() << f.code << ": " << f.message; });
    EXPECT_EQ(summary.values, static_cast<std::int64_t>(expected.size()));
}

}  // namespace
}  // namespace drp::storage
