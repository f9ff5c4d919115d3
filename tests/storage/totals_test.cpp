#include "storage/totals.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using core::LocalDay;
using test::AStore;
using test::at;
using test::kQuarter;

TEST(ReadingSums, FollowTheDefinitionsOfTheProgramme) {
    ReadingSums sums;
    sums.add({100}, {130});  // saved 30
    sums.add({100}, {90});   // used more than predicted: no saving, net -10
    sums.add({100}, {100});  // neither
    sums.add({100}, core::kMissing);
    sums.add(core::kMissing, {50});
    EXPECT_EQ(sums.actual.value, 400);
    EXPECT_EQ(sums.predicted.value, 370);
    EXPECT_EQ(sums.saved.value, 30);
    EXPECT_EQ(sums.net.value, 20);
    EXPECT_EQ(sums.with_actual, 4);
    EXPECT_EQ(sums.with_predicted, 4);
    EXPECT_EQ(sums.with_both, 3);
    EXPECT_EQ(sums.with_saving, 1);
}

/// The readings that a test has put in, to add up by brute force.
struct Readings {
    std::map<core::UtcSeconds, std::pair<core::WattHours, core::WattHours>> by_time;

    [[nodiscard]] ReadingSums sum(core::UtcRange range) const {
        ReadingSums sums;
        for (auto i = by_time.lower_bound(range.from); i != by_time.end() && i->first < range.to; ++i)
            sums.add(i->second.first, i->second.second);
        return sums;
    }
};

/// Fills a meter with random values around `from` and remembers them.
Readings fill(AStore& store, const std::string& meter, core::UtcSeconds from, int days, core::IntervalSeconds interval,
              unsigned seed) {
    std::mt19937 random(seed);
    Readings readings;
    std::vector<test::Value> values;
    for (std::int64_t t = 0; t < days * core::kSecondsPerDay; t += interval.value) {
        auto& [actual, predicted] = readings.by_time[from + t];
        actual = predicted = core::kMissing;
        for (auto* value : {&actual, &predicted}) {
            if (random() % 10 == 0) continue;
            value->value = static_cast<std::int32_t>(random() % 500) - 50;
            values.push_back({meter, from + t, interval, value == &predicted, value->value});
        }
    }
    store.merge(test::batch_of(values));
    return readings;
}

struct Clock {
    const char* zone;
    const char* around;
};

// Days of 23, 24 and 25 hours, a clock that moves by half an hour, one that skips midnight, offsets of 5:45 and 13 h,
// and a zone that left out a whole day (Samoa had no 30 December 2011).
constexpr Clock kClocks[] = {
    {"America/Chicago", "2021-03-12T00:00:00Z"},     {"America/Chicago", "2021-11-05T00:00:00Z"},
    {"Australia/Lord_Howe", "2021-04-01T00:00:00Z"}, {"America/Sao_Paulo", "2018-11-02T00:00:00Z"},
    {"Asia/Kathmandu", "2021-03-12T00:00:00Z"},      {"Pacific/Tongatapu", "2017-01-13T00:00:00Z"},
    {"Pacific/Apia", "2011-12-28T00:00:00Z"},        {"Etc/UTC", "2021-03-12T00:00:00Z"}};

TEST(Totals, OfEveryLocalDayAreThoseOfItsReadings) {
    for (const auto& clock : kClocks)
        for (const auto interval : core::kIntervals) {
            AStore store(clock.zone);
            const auto from = at(clock.around);
            const auto readings = fill(store, "a", from, 5, interval, 1);
            auto tx = store->read();
            const auto meter = find_meter(tx, "a")->id;
            const auto zone = store->time_zone();
            std::int64_t intervals = 0;
            for (auto day = zone.local_day(from).previous(); day <= zone.local_day(from + 6 * 86'400);
                 day = day.next()) {
                const auto sums = totals(tx, meter, LocalDays{day, day});
                ASSERT_EQ(sums, readings.sum(zone.range_of(day))) << clock.zone << ' ' << core::to_iso(day);
                intervals += sums.with_actual;
            }
            EXPECT_EQ(intervals, readings.sum({from, from + 10 * 86'400}).with_actual);
        }
}

TEST(Totals, OfAnyRangeAreExact) {
    AStore store;
    const auto from = at("2021-03-12T00:00:00Z");
    const auto readings = fill(store, "a", from, 6, kQuarter, 2);
    auto tx = store->read();
    const auto meter = find_meter(tx, "a")->id;
    std::mt19937 random(3);
    for (int i = 0; i < 300; ++i) {
        const auto begin = from + static_cast<std::int64_t>(random() % (7 * 86'400)) - 40'000;
        const core::UtcRange range{begin, begin + static_cast<std::int64_t>(random() % (4 * 86'400))};
        ASSERT_EQ(totals(tx, meter, range), readings.sum(range))
            << core::to_iso(range.from) << " " << core::to_iso(range.to);
    }
    EXPECT_EQ(totals(tx, meter, core::UtcRange{{-9'000'000'000}, {9'000'000'000}}),
              readings.sum({{0}, {9'000'000'000}}));
    EXPECT_EQ(totals(tx, meter, core::UtcRange{from, from}), ReadingSums{});
}

TEST(Totals, FollowCorrectionsAndLatePredictions) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    const auto day = store->time_zone().local_day(t);
    const auto total = [&] {
        auto tx = store->read();
        return totals(tx, find_meter(tx, "a")->id, LocalDays{day, day});
    };
    store.merge(test::batch_of({{"a", t, kQuarter, true, 100}}));
    EXPECT_EQ(total().saved.value, 0);
    store.merge(test::batch_of({{"a", t, kQuarter, false, 60}}));
    EXPECT_EQ(total().saved.value, 40);
    store.merge(test::batch_of({{"a", t, kQuarter, false, 130}}));
    EXPECT_EQ(total().saved.value, 0);
    EXPECT_EQ(total().net.value, -30);
    EXPECT_EQ(total().with_saving, 0);
    store.merge(test::batch_of({{"a", t, kQuarter, true, 135}}));
    EXPECT_EQ(total().saved.value, 5);
}

TEST(DailyTotals, OfMetersAddUpToTheFleet) {
    AStore store;
    const auto from = at("2021-03-12T00:00:00Z");
    std::vector<Readings> readings;
    for (unsigned m = 0; m < 4; ++m)
        readings.push_back(fill(store, std::string(1, static_cast<char>('a' + m)), from, 3, kQuarter, m + 10));
    auto tx = store->read();
    const auto zone = store->time_zone();
    const LocalDays days{zone.local_day(from), zone.local_day(from + 10 * 86'400)};
    std::vector<core::MeterId> all;
    for (const auto& meter : list_meters(tx)) all.push_back(meter.id);

    const auto fleet = fleet_daily_totals(tx, days);
    const auto summed = daily_totals(tx, all, days);
    ASSERT_EQ(fleet.size(), summed.size());
    for (std::size_t i = 0; i < fleet.size(); ++i) {
        ReadingSums expected;
        for (const auto& r : readings) expected += r.sum(zone.range_of(fleet[i].day));
        EXPECT_EQ(fleet[i].sums, expected);
        EXPECT_EQ(summed[i].sums, expected);
        EXPECT_EQ(fleet[i].meters, 4);
        EXPECT_EQ(summed[i].day, fleet[i].day);
    }
    const auto per_meter = totals_per_meter(tx, days);
    ASSERT_EQ(per_meter.size(), 4U);
    for (const auto& total : per_meter) EXPECT_EQ(total.sums, totals(tx, total.meter, days));
    EXPECT_EQ(daily_totals(tx, all[0], days).size(), fleet.size());
    EXPECT_TRUE(fleet_daily_totals(tx, {{15'000}, {15'010}}).empty());
}

}  // namespace
}  // namespace drp::storage
