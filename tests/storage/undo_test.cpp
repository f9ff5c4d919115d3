#include "storage/undo.hpp"

#include <random>

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/check.hpp"
#include "storage/import_journal.hpp"
#include "storage/series.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::at;
using test::batch_of;
using test::kHour;
using test::kNow;
using test::kQuarter;
using test::Shell;
using test::Value;

core::ImportId import(AStore& store, const std::vector<Value>& values) {
    auto tx = store->write();
    const auto batch = batch_of(values);
    const auto ids = find_or_create_meters(tx, batch.meters, kNow).value();
    const auto id = create_import(tx, "test.csv", "test", std::nullopt, kNow);
    (void)merge(tx, batch, ids, id, kNow);
    finish_import(tx, id, ImportStatus::done, {}, {}, kNow);
    tx.commit();
    return id;
}

core::Result<UndoOutcome> undo(AStore& store, core::ImportId id, core::UtcSeconds now = kNow + 60) {
    auto tx = store->write();
    auto outcome = undo_import(tx, id, now);
    if (outcome) tx.commit();
    return outcome;
}

void expect_clean(AStore& store) {
    auto tx = store->read();
    EXPECT_TRUE(check_store(tx, [](const Finding& finding) {
                    ADD_FAILURE() << finding.code << ": " << finding.message << " meter " << finding.meter;
                }).is_clean());
}

std::string fleet(AStore& store) {
    return Shell(store.address()).ask("SELECT * FROM fleet_daily ORDER BY 1");
}

/// Values of two meters over five days around the start of daylight saving time.
std::vector<Value> some_values(std::mt19937& random, unsigned one_in) {
    std::vector<Value> values;
    const auto from = at("2021-03-12T00:00:00Z");
    for (const auto& [meter, interval] : {std::pair("a", kQuarter), std::pair("b", kHour)})
        for (std::int64_t t = 0; t < 5 * core::kSecondsPerDay; t += interval.value)
            for (const bool is_prediction : {false, true})
                if (random() % one_in == 0)
                    values.push_back({meter, from + t, interval, is_prediction, static_cast<int>(random() % 4)});
    return values;
}

// The heart of it: whatever was there before, an import that is undone leaves no trace in the readings and their sums.
TEST(Undo, LeavesTheStoreAsItWas) {
    std::mt19937 random(7);
    for (int round = 0; round < 12; ++round) {
        AStore store;
        for (int i = 0; i < round % 3; ++i) import(store, some_values(random, 2));
        const auto blocks = store.blocks();
        const auto sums = store.sums();
        const auto fleet_sums = fleet(store);
        const auto last = import(store, some_values(random, round % 2 == 0 ? 1 : 3));
        const auto outcome = undo(store, last);
        ASSERT_TRUE(outcome) << core::to_text(outcome.error());
        EXPECT_EQ(store.blocks(), blocks);
        EXPECT_EQ(store.sums(), sums);
        EXPECT_EQ(fleet(store), fleet_sums);
        expect_clean(store);
    }
}

TEST(Undo, OfAllImportsInReverseLeavesAnEmptyStore) {
    std::mt19937 random(8);
    AStore store;
    std::vector<core::ImportId> imports;
    for (int i = 0; i < 5; ++i) imports.push_back(import(store, some_values(random, 2)));
    for (; !imports.empty(); imports.pop_back()) ASSERT_TRUE(undo(store, imports.back()));
    EXPECT_EQ(store.blocks(), "");
    EXPECT_EQ(store.sums(), "");
    EXPECT_EQ(fleet(store), "");
    EXPECT_EQ(Shell(store.address()).ask("SELECT COUNT(*) FROM meter_span"), "0");
    expect_clean(store);
}

TEST(Undo, KeepsWhatOthersAddedToTheSameDaySince) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    const auto wrong = import(store, {{"a", t, kQuarter, false, 100}, {"a", t, kQuarter, true, 90}});
    import(store, {{ "a", t + 900, kQuarter, false, 5 }});
    const auto outcome = undo(store, wrong).value();
    EXPECT_EQ(outcome.removed, 2);
    ASSERT_EQ(outcome.changes.size(), 1U);
    EXPECT_EQ(outcome.changes[0].range, (core::UtcRange{t, t + 900}));
    auto tx = store->read();
    const auto meter = find_meter(tx, "a").value();
    EXPECT_EQ(meter.first_reading, t + 900);
    EXPECT_EQ(read_series(tx, meter.id, {t + 900, t + 1800}).actual.at(0).value, 5);
    expect_clean(store);
}

TEST(Undo, GivesCorrectedValuesBackAndRecordsThat) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    import(store, {{ "a", t, kQuarter, false, 100 }});
    const auto wrong = import(store, {{"a", t, kQuarter, false, 999}});
    EXPECT_EQ(undo(store, wrong)->restored, 1);
    auto tx = store->read();
    const auto meter = find_meter(tx, "a")->id;
    EXPECT_EQ(read_series(tx, meter, {t, t + 900}).actual.at(0).value, 100);
    EXPECT_TRUE(list_corrections(tx, meter, {t, t + 1}, 10).empty()) << "no correction stands";
    EXPECT_EQ(Shell(store.address()).ask("SELECT old_wh, new_wh FROM reading_correction ORDER BY id"),
              "100|999\n999|100");
}

TEST(Undo, IsRefusedWhileALaterImportHasCorrectedAValue) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    const auto first = import(store, {{"a", t, kQuarter, false, 100}});
    const auto second = import(store, {{"a", t, kQuarter, false, 110}});
    const auto third = import(store, {{"a", t, kQuarter, false, 120}});
    EXPECT_EQ(undo(store, first).error().code, "import-built-upon");
    EXPECT_NE(undo(store, second).error().cure.find(std::to_string(third.value)), std::string::npos);
    ASSERT_TRUE(undo(store, third));
    ASSERT_TRUE(undo(store, second));
    ASSERT_TRUE(undo(store, first));
    EXPECT_EQ(store.blocks(), "");
}

TEST(Undo, HappensOnceWhileItIsOnRecordAndNotDuringTheImport) {
    AStore store;
    const auto t = at("2024-05-01T12:00:00Z");
    const auto done = import(store, {{"a", t, kQuarter, false, 100}});
    EXPECT_EQ(undo(store, {77}).error().code, "import-not-found");
    EXPECT_EQ(undo(store, done, kNow + kJournalSeconds + 1).error().code, "import-forgotten");
    ASSERT_TRUE(undo(store, done));
    EXPECT_EQ(undo(store, done).error().code, "import-undone");
    core::ImportId running;
    {
        auto tx = store->write();
        running = create_import(tx, "x", "test", std::nullopt, kNow);
        tx.commit();
    }
    EXPECT_EQ(undo(store, running).error().code, "import-running");
    EXPECT_TRUE(undo(store, running, kNow + 2 * 86400)) << "it was killed; what it wrote can be undone";
}

TEST(Undo, LetsTheSameFileBeImportedAgain) {
    AStore store;
    std::mt19937 random(9);
    const auto values = some_values(random, 1);
    const auto first = import(store, values);
    const auto blocks = store.blocks();
    ASSERT_TRUE(undo(store, first));
    const auto second = import(store, values);
    EXPECT_EQ(store.blocks(), blocks);
    ASSERT_TRUE(undo(store, second));
    EXPECT_EQ(store.blocks(), "");
}

SlotSet slots(std::mt19937& random, std::size_t count) {
    SlotSet set;
    const auto kind = random() % 4;
    for (std::size_t i = 0; i < count; ++i)
        set[i] = kind == 0 || (kind == 1 && random() % 2 == 0) || (kind == 2 && i == 5);
    return set;
}

TEST(ImportJournal, TellsWhatItWasTold) {
    std::mt19937 random(10);
    for (int round = 0; round < 50; ++round) {
        ImportJournal journal;
        std::vector<AddedValues> told;
        DayKey key = 0;
        for (int i = 0; i < 40; ++i) {
            key += 1 + static_cast<DayKey>(random() % 1'000'000);
            if (i == 20) key = 5;  // back to the front
            const auto count = static_cast<std::size_t>(interval_of_key(key).per_utc_day());
            const AddedValues added{key, slots(random, count), slots(random, count)};
            journal.note(added);
            if (added.actual.any() || added.predicted.any()) told.push_back(added);
        }
        std::size_t heard = 0;
        for_each_entry(journal.entries(), [&](const AddedValues& added) {
            ASSERT_LT(heard, told.size());
            EXPECT_EQ(added.key, told[heard].key);
            EXPECT_EQ(added.actual, told[heard].actual);
            EXPECT_EQ(added.predicted, told[heard].predicted);
            ++heard;
        });
        EXPECT_EQ(heard, told.size());
    }
}

TEST(ImportJournal, TakesTwoBytesForAFullDayAfterAnother) {
    ImportJournal journal;
    AddedValues added{day_key({1}, {19000}, kQuarter), ~SlotSet() >> (kMaxValuesPerDay - 96), {}};
    journal.note(added);
    const auto first = journal.entries().size();
    added.key += 4;
    journal.note(added);
    EXPECT_EQ(journal.entries().size(), first + 2);
}

TEST(ImportJournal, RefusesBytesThatAreNone) {
    std::mt19937 random(11);
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::byte> bytes(random() % 40);
        for (auto& byte : bytes) byte = static_cast<std::byte>(random());
        try {
            for_each_entry(bytes, [](const AddedValues&) {});
        } catch (const core::ProblemError& error) {
            EXPECT_EQ(error.problem().code, "journal-damaged");
        }
    }
}

}  // namespace
}  // namespace drp::storage
