#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/events.hpp"
#include "storage/imports.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

TEST(Events, AreListedByTimeAndByMeter) {
    AStore store;
    const auto meters = store.with_meters({"1", "2"});
    auto tx = store->write();
    const core::UtcRange late{kNow + 7200, kNow + 10'800};
    const core::UtcRange early{kNow, kNow + 3600};
    const auto for_one = create_event(tx, late, "Peak", "coincident-peak",
                                      std::vector<Nomination>{{meters[0], 2.5}, {meters[1], std::nullopt}})
                             .value();
    const auto for_all = create_event(tx, early, "Test", "test", {}).value();
    const core::UtcRange everything{{0}, kNow + 100'000};
    ASSERT_EQ(list_events(tx, everything).size(), 2U);
    EXPECT_EQ(list_events(tx, everything)[0].id, for_all);
    EXPECT_EQ(list_events(tx, {kNow + 3600, kNow + 7200}).size(), 0U) << "ends are open";
    EXPECT_EQ(list_events_of(tx, meters[0], everything).size(), 2U);
    EXPECT_EQ(list_nominations(tx, for_one)[0].kw, 2.5);
    EXPECT_EQ(list_nominations(tx, for_one)[1].kw, std::nullopt);
    EXPECT_FALSE(find_event(tx, for_one)->is_for_all);
    const auto other = store->read();  // a snapshot beside the writer is no trouble
    EXPECT_EQ(create_event(tx, {kNow, kNow}, "", "", {}).error().code, "event-empty");
    EXPECT_EQ(create_event(tx, early, "", "", std::vector<Nomination>{{{99}, {}}}).error().code, "meter-unknown");
    ASSERT_TRUE(delete_event(tx, for_one));
    EXPECT_TRUE(list_nominations(tx, for_one).empty());
    EXPECT_EQ(delete_event(tx, for_one).error().code, "event-unknown");
}

TEST(Events, OfSomeMetersDoNotConcernTheOthers) {
    AStore store;
    const auto meters = store.with_meters({"1", "2"});
    auto tx = store->write();
    (void)create_event(tx, {kNow, kNow + 1}, "", "", std::vector<Nomination>{{meters[0], {}}}).value();
    EXPECT_EQ(list_events_of(tx, meters[0], {{0}, kNow + 1}).size(), 1U);
    EXPECT_TRUE(list_events_of(tx, meters[1], {{0}, kNow + 1}).empty());
}

TEST(Imports, TellWhereTheyAreAndHowTheyEnded) {
    AStore store;
    auto tx = store->write();
    const auto id = create_import(tx, "april.csv", "command line", std::nullopt, kNow);
    record_progress(tx, id, {.added = 5});
    EXPECT_EQ(find_import(tx, id)->status, ImportStatus::running);
    EXPECT_EQ(find_import(tx, id)->tally.counts.added, 5);
    const std::vector<VerdictRecord> verdicts(kMaxVerdicts + 5, {7, 3, "31.2.2021", "no such date"});
    finish_import(
        tx, id, ImportStatus::done,
        {.rows = 20, .bytes_read = 300, .counts = {10, 1, 2, 3}, .refusals = {{"off-grid", 1}, {"no-such-date", 2}}},
        verdicts, kNow + 9);
    const auto import = find_import(tx, id).value();
    EXPECT_EQ(import.status, ImportStatus::done);
    EXPECT_EQ(import.finished, kNow + 9);
    EXPECT_EQ(import.tally.rows, 20);
    EXPECT_EQ(import.tally.bytes_read, 300);
    EXPECT_EQ(import.tally.counts.refused, 3);
    ASSERT_EQ(import.tally.refusals.size(), 2U);
    EXPECT_EQ(import.tally.refusals[0].reason, "no-such-date") << "the most frequent first";
    EXPECT_EQ(list_verdicts(tx, id).size(), kMaxVerdicts);
    EXPECT_EQ(list_verdicts(tx, id)[0].value, "31.2.2021");
    const auto next = create_import(tx, "may.csv", "upload", std::nullopt, kNow);
    EXPECT_EQ(list_imports(tx, 1).front().id, next) << "newest first";
    EXPECT_FALSE(find_import(tx, {99}));
}

}  // namespace
}  // namespace drp::storage
