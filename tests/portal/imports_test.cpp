#include "portal/imports.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "formats/byte_pipe.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

class ImportsTest : public testing::Test {
  protected:
    ImportReport ended(core::ImportId id) {
        while (true) {
            auto report = imports.find(id).value();
            if (report.status != storage::ImportStatus::running) return report;
            std::this_thread::yield();
        }
    }
    core::ImportId start(const std::string& csv, bool is_strict, bool is_dry_run = false) {
        ImportOptions options{.file_name = "f.csv", .source = "upload", .is_dry_run = is_dry_run};
        return imports.start(Actor::operator_at_the_machine(), formats::from_memory(csv), std::move(options), is_strict)
            .value();
    }
    std::size_t meters() {
        auto tx = world.store().read();
        return storage::list_meters(tx).size();
    }

    World world;
    ChangeFeed changes;
    MeterDirectory directory{world.store()};
    Imports imports{world.store(), changes, directory, world.folder() / "verdicts", [] { return World::now; }};
};

constexpr const char* kMixed =
    "meter_id,timestamp,actual_wh\nA,2025-06-10T05:00:00Z,1\nA,2025-06-10T05:30:00Z,oops\nA,2025-06-10T06:00:00Z,2\n";

TEST_F(ImportsTest, AJobRunsToItsEndAndKeepsItsVerdicts) {
    const auto id = start(kMixed, false);
    const auto report = ended(id);
    EXPECT_EQ(report.status, storage::ImportStatus::done);
    EXPECT_EQ(report.tally.counts.added, 2);
    EXPECT_EQ(report.tally.counts.refused, 1);
    EXPECT_NE(imports.verdicts(id).value().find("f.csv,3,3,actual_wh,oops,"), std::string::npos);
    EXPECT_EQ(imports.list(10).front().id, id);
}

TEST_F(ImportsTest, AStrictJobWithARefusalWritesNoReadings) {
    const auto report = ended(start(kMixed, true));
    EXPECT_EQ(report.status, storage::ImportStatus::failed);
    EXPECT_EQ(report.problem.value().code, "import-refused");
    EXPECT_EQ(report.tally.counts.added, 0);
    EXPECT_EQ(meters(), 0U);
}

TEST_F(ImportsTest, AStrictJobWithoutRefusalsIsKept) {
    const auto report = ended(start("meter,start_utc,seconds,wh\nA,2025-06-10T05:00:00Z,1800,42\n", true));
    EXPECT_EQ(report.status, storage::ImportStatus::done);
    EXPECT_EQ(report.tally.counts.added, 1);
    EXPECT_EQ(meters(), 1U);
}

TEST_F(ImportsTest, ADryRunIsAJobThatLeavesNoRecord) {
    const auto id = start(kMixed, false, true);
    EXPECT_EQ(ended(id).tally.counts.added, 2);
    EXPECT_EQ(meters(), 0U);
    EXPECT_TRUE(imports.list(10).empty());
}

TEST_F(ImportsTest, AFileOfNoKnownFormatIsAFailedJobThatSaysWhy) {
    const auto report = ended(start("what,is,this\n1,2,3\n", false));
    EXPECT_EQ(report.status, storage::ImportStatus::failed);
    EXPECT_EQ(report.problem.value().code, "unknown-format");
}

TEST_F(ImportsTest, AnUndoneImportIsGoneFromTheReadingsAndToldSo) {
    const auto id = start("meter,start_utc,seconds,wh\nA,2025-06-10T05:00:00Z,1800,42\n", false);
    ASSERT_TRUE(imports.is_undoable(ended(id)));
    directory.refresh();
    const auto meter = directory.find(Actor::operator_at_the_machine(), "A").value();
    const auto before = changes.generation(meter.id());
    const auto undone = imports.undo(Actor::operator_at_the_machine("tester"), id).value();
    EXPECT_EQ(undone.undone, World::now);
    EXPECT_FALSE(imports.is_undoable(undone));
    EXPECT_NE(changes.generation(meter.id()).meter, before.meter) << "watchers were not told";
    EXPECT_EQ(imports.list(10).front().undone, World::now);
    EXPECT_EQ(imports.undo(Actor::operator_at_the_machine(), id).error().code, "import-undone");
    auto tx = world.store().read();
    EXPECT_EQ(storage::find_meter(tx, "A")->last_reading, std::nullopt);
}

TEST_F(ImportsTest, MoreThanTwoAtOnceAreAskedToWait) {
    std::vector<std::shared_ptr<formats::BytePipe>> pipes;
    for (std::size_t i = 0; i < Imports::kMaxRunning; ++i) {
        pipes.push_back(formats::BytePipe::create());
        ASSERT_TRUE(imports.start(Actor::token({.may_import = true}, "importer"), pipes.back()->source(),
                                  {.file_name = "slow"}, false));
    }
    EXPECT_EQ(imports
                  .start(Actor::token({.may_import = true}, "importer"), formats::from_memory(kMixed),
                         {.file_name = "x"}, false)
                  .error()
                  .code,
              "imports-busy");
    for (auto& pipe : pipes) pipe->close();
}

TEST_F(ImportsTest, AnUploadThatBreaksOffIsAFailedJobWhoseEarlierRowsStay) {
    const auto pipe = formats::BytePipe::create();
    const auto id =
        imports.start(Actor::token({.may_import = true}, "importer"), pipe->source(), {.file_name = "cut"}, false)
            .value();
    pipe->push("meter,start_utc,seconds,wh\nA,2025-06-10T05:00:00Z,1800,42\nA,2025-06-10T05:30:00Z,1800,43\n");
    pipe->abort({core::ProblemKind::invalid_input, "client-gone", "The sender went away.", "", ""});
    const auto report = ended(id);
    EXPECT_EQ(report.status, storage::ImportStatus::failed);
    EXPECT_EQ(report.problem.value().code, "client-gone");
}

TEST_F(ImportsTest, UnknownJobsAreNotFound) {
    EXPECT_EQ(imports.find({12345}).error().code, "import-not-found");
    EXPECT_EQ(imports.verdicts({12345}).error().code, "import-not-found");
}

}  // namespace
}  // namespace drp::portal
