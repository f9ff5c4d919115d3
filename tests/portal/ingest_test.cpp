#include "portal/ingest.hpp"

#include <gtest/gtest.h>

#include "storage/series.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

constexpr const char* kGood =
    "meter_id,timestamp,actual_wh\nA,2025-06-10T05:00:00Z,1\nA,2025-06-10T05:30:00Z,2\nB,2025-06-10T05:00:00Z,3\nB,"
    "2025-06-10T05:30:00Z,4\n";
constexpr const char* kOneBadRow =
    "meter_id,timestamp,actual_wh\nA,2025-06-10T06:00:00Z,5\nA,2025-06-10T06:30:00Z,x\nA,2025-06-10T07:00:00Z,7\n";

class IngestTest : public testing::Test {
  protected:
    std::size_t meters() {
        auto tx = world.store().read();
        return storage::list_meters(tx).size();
    }
    std::vector<core::WattHours> actual(const std::string& number) {
        auto tx = world.store().read();
        const auto meter = storage::find_meter(tx, number).value();
        return storage::read_series(tx, meter.id, {at("2025-06-10T05:00:00Z"), at("2025-06-10T08:00:00Z")}).actual;
    }
    World world;
};

TEST_F(IngestTest, MakesTheMetersItMeetsAndCountsWhatIsNew) {
    const auto report = world.import(kGood).value();
    EXPECT_EQ(report.tally.counts.added, 4);
    EXPECT_EQ(report.tally.counts.refused, 0);
    EXPECT_EQ(report.status, storage::ImportStatus::done);
    EXPECT_EQ(meters(), 2U);
}

TEST_F(IngestTest, ASecondRunChangesNothing) {
    ASSERT_TRUE(world.import(kGood));
    const auto again = world.import(kGood).value();
    EXPECT_EQ(again.tally.counts.added, 0);
    EXPECT_EQ(again.tally.counts.corrected, 0);
    EXPECT_EQ(again.tally.counts.equal, 4);
}

TEST_F(IngestTest, GoodRowsGoInBesideARefusedOne) {
    std::vector<formats::Verdict> verdicts;
    const auto report =
        import_file(world.store(), formats::from_memory(kOneBadRow), {.file_name = "f.csv"},
                    {.verdict = [&](const formats::Verdict& v) { verdicts.push_back(v); }}, [] { return World::now; })
            .value();
    EXPECT_EQ(report.tally.counts.added, 2);
    EXPECT_EQ(report.tally.counts.refused, 1);
    ASSERT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(verdicts[0].line, 3U);
    EXPECT_EQ(verdicts[0].value, "x");
    auto tx = world.store().read();
    EXPECT_EQ(storage::list_verdicts(tx, report.id).size(), 1U);
}

TEST_F(IngestTest, ADryRunCountsEverythingAndWritesNothing) {
    const auto report = world.import(kGood, {.is_dry_run = true}).value();
    EXPECT_EQ(report.tally.counts.added, 4);
    EXPECT_EQ(meters(), 0U);
    auto tx = world.store().read();
    EXPECT_TRUE(storage::list_imports(tx, 10).empty());
}

TEST_F(IngestTest, InsideATransactionNothingIsWrittenWithoutItsCommit) {
    {
        auto tx = world.store().write();
        const ImportOptions options{.file_name = "f.csv"};
        const Clock clock = [] { return World::now; };
        EXPECT_EQ(import_file_within(tx, formats::from_memory(kGood), options, {}, clock).value().tally.counts.added,
                  4);
    }
    EXPECT_EQ(meters(), 0U);
}

TEST_F(IngestTest, ACorrectionReplacesAndIsRecorded) {
    ASSERT_TRUE(world.import(kGood));
    const auto report =
        world.import("meter_id,timestamp,actual_wh\nA,2025-06-10T05:00:00Z,11\nA,2025-06-10T05:30:00Z,2\n").value();
    EXPECT_EQ(report.tally.counts.corrected, 1);
    EXPECT_EQ(report.tally.counts.equal, 1);
    EXPECT_EQ(actual("A").front().value, 11);
    auto tx = world.store().read();
    const auto meter = storage::find_meter(tx, "A").value();
    const auto corrections =
        storage::list_corrections(tx, meter.id, {at("2025-06-10T00:00:00Z"), at("2025-06-11T00:00:00Z")}, 10);
    ASSERT_EQ(corrections.size(), 1U);
    EXPECT_EQ(corrections[0].old_value.value, 1);
    EXPECT_EQ(corrections[0].new_value.value, 11);
    EXPECT_EQ(corrections[0].source, report.id);
}

TEST_F(IngestTest, AnIntervalThatOverlapsOneOfAnotherLengthIsRefusedWithAVerdict) {
    ASSERT_TRUE(world.import(kGood));
    std::vector<formats::Verdict> verdicts;
    const auto report =
        import_file(
            world.store(),
            formats::from_memory("meter_id,timestamp,actual_wh\nA,2025-06-10T05:00:00Z,1\nA,2025-06-10T05:15:00Z,1\n"),
            {.file_name = "f.csv"}, {.verdict = [&](const formats::Verdict& v) { verdicts.push_back(v); }},
            [] { return World::now; })
            .value();
    EXPECT_EQ(report.tally.counts.added, 0);
    EXPECT_EQ(report.tally.counts.refused, 2);
    ASSERT_EQ(verdicts.size(), 2U);
    EXPECT_EQ(verdicts[0].reason, formats::Reason::interval_conflict);
    EXPECT_EQ(verdicts[0].column_name, "A");
    EXPECT_EQ(report.tally.refusals.front().reason, "interval-conflict");
    EXPECT_EQ(report.tally.refusals.front().count, 2);
}

TEST_F(IngestTest, NewsNameTheMeterAndWhatChanged) {
    std::vector<MeterNews> news;
    const auto report = import_file(
        world.store(), formats::from_memory("meter,start_utc,seconds,wh\nA,2025-06-10T05:00:00Z,1800,42\n"),
        {.file_name = "f.csv"}, {.news = [&](const MeterNews& n) { news.push_back(n); }}, [] { return World::now; });
    ASSERT_TRUE(report);
    ASSERT_EQ(news.size(), 1U);
    ASSERT_TRUE(news[0].reading);
    EXPECT_EQ(news[0].reading->actual.value, 42);
    EXPECT_EQ(news[0].changed, (core::UtcRange{at("2025-06-10T05:00:00Z"), at("2025-06-10T05:30:00Z")}));
}

TEST_F(IngestTest, AFileThatIsNoneOfTheFormatsLeavesNothing) {
    EXPECT_FALSE(world.import("hello,world\n1,2\n"));
    auto tx = world.store().read();
    EXPECT_TRUE(storage::list_imports(tx, 10).empty());
}

}  // namespace
}  // namespace drp::portal
