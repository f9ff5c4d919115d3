#include "storage/check.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;

class CheckTest : public testing::Test {
  protected:
    AStore store_;
    void SetUp() override {
        store_.with_provider();
        std::vector<test::Value> values;
        for (int i = 0; i < 96; ++i)
            values.push_back({"m", test::at("2024-05-01T00:00:00Z") + i * 900, test::kQuarter, false, i});
        store_.merge(test::batch_of(values));
    }
    /// Harms the store behind the back of its rules, then puts the rule that was in the way back.
    void harm(const std::string& script, const std::vector<std::string>& without = {}) {
        test::Shell shell(store_.address());
        for (const auto& trigger : without) {
            restore_ += shell.trigger_text(trigger) + ";";
            ASSERT_EQ(shell.run("DROP TRIGGER " + trigger), "");
        }
        ASSERT_EQ(shell.run(script), "");
        ASSERT_EQ(shell.run(restore_), "");
    }
    std::vector<Finding> findings() {
        std::vector<Finding> found;
        auto tx = store_->read();
        const auto summary = check_store(tx, [&](const Finding& finding) { found.push_back(finding); });
        EXPECT_EQ(summary.findings, static_cast<std::int64_t>(found.size()));
        return found;
    }
    void expect_one(const std::string& code) {
        const auto found = findings();
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].code, code);
        EXPECT_EQ(found[0].meter, "m");
    }

  private:
    std::string restore_;
};

TEST_F(CheckTest, AWholeStoreIsClean) {
    auto tx = store_->read();
    double progress = 0;
    const auto summary = check_store(
        tx, [](const Finding&) {}, [&](double share) { progress = share; });
    EXPECT_TRUE(summary.is_clean());
    EXPECT_EQ(summary.meters, 1);
    EXPECT_EQ(summary.blocks, 1);
    EXPECT_EQ(summary.values, 96);
    EXPECT_EQ(progress, 1.0);
}

TEST_F(CheckTest, AnUnreadableBlockIsNamedByMeterAndDay) {
    harm("UPDATE reading_day SET actual = x'63'", {"populate_deltas_update"});
    const auto found = findings();
    ASSERT_GE(found.size(), 1U);
    EXPECT_EQ(found[0].code, "block-damaged");
    EXPECT_EQ(found[0].meter, "m");
    EXPECT_EQ(found[0].utc_day, core::UtcDay{19844});
}

TEST_F(CheckTest, ABlockThatIsNotCanonicalIsFound) {
    // 96 times 1 Wh in one bit each instead of none; the sums are right for it.
    harm("UPDATE reading_day SET actual = x'0101000000000000000000000000000000'");
    expect_one("block-damaged");
}

TEST_F(CheckTest, AWrongCountIsFound) {
    harm("UPDATE reading_day SET n = 95", {"populate_deltas_update"});
    expect_one("count-wrong");
}

TEST_F(CheckTest, AWrongSumIsNamedByMeterAndLocalDay) {
    harm("UPDATE reading_daily SET actual_wh = actual_wh + 1 WHERE local_day = 19844",
         {"populate_deltas_guard_update"});
    expect_one("sum-wrong");
    EXPECT_EQ(findings()[0].local_day, core::LocalDay{19844});
}

TEST_F(CheckTest, AMissingSumIsFound) {
    harm("DELETE FROM reading_daily WHERE local_day = 19844", {"populate_deltas_guard_delete"});
    expect_one("sum-missing");
}

TEST_F(CheckTest, SumsWithoutReadingsAreFoundNearAndFar) {
    const std::string insert =
        "INSERT INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, with_predicted, "
        "with_both, with_saving) VALUES ";
    harm(insert +
             "((19845 << 32) + 1, 1, 0, 0, 0, 1, 0, 0, 0), ((12000 << 32) + 1, 1, 0, 0, 0, 1, 0, 0, 0), "
             "((19844 << 32) + 7, 1, 0, 0, 0, 1, 0, 0, 0)",
         {"populate_deltas_guard_insert"});
    const auto found = findings();
    ASSERT_EQ(found.size(), 3U);
    for (const auto& finding : found) EXPECT_EQ(finding.code, "sum-orphan");
}

TEST_F(CheckTest, AWrongSpanIsFound) {
    harm("UPDATE meter_span SET last_actual_utc = last_actual_utc - 900");
    expect_one("span-wrong");
}

TEST_F(CheckTest, ReadingsOfNoMeterAreFound) {
    harm("DELETE FROM meter WHERE number = 'm'", {"meter_guard_delete", "meter_deleted"});
    bool is_found = false;
    for (const auto& finding : findings()) is_found = is_found || finding.code == "meter-unknown";
    EXPECT_TRUE(is_found);
}

TEST_F(CheckTest, ABrokenReferenceIsFound) {
    harm("INSERT INTO session VALUES ('t', 99, 0, 0, 0, '', '')");
    const auto found = findings();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "reference-broken");
}

TEST_F(CheckTest, ARuleThatIsMissingOrDifferentIsNamed) {
    test::Shell shell(store_.address());
    ASSERT_EQ(shell.run("DROP TRIGGER approve_residential; DROP TRIGGER meter_map_fixed;"
                        "CREATE TRIGGER meter_map_fixed BEFORE UPDATE ON meter_map " +
                        std::string(shell.is_mariadb() ? "FOR EACH ROW SET @a = 1" : "BEGIN SELECT 1; END")),
              "");
    const auto found = findings();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, "rule-missing");
    EXPECT_NE(found[0].message.find("approve_residential is missing"), std::string::npos);
    EXPECT_NE(found[1].message.find("meter_map_fixed has another definition"), std::string::npos);
}

}  // namespace
}  // namespace drp::storage
