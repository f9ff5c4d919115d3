#include "sql/migration.hpp"

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engines.hpp"

namespace drp::sql {
namespace {

constexpr std::array kTwo{Migration{1, "first", "CREATE TABLE a (x INTEGER);"},
                          Migration{2, "second", "CREATE TABLE b (x INTEGER); INSERT INTO b VALUES (1);"}};
constexpr core::UtcSeconds kNow{1'700'000'000};

class MigrationTest : public OnEachEngine {
  protected:
    std::unique_ptr<Database> database_ = open({.create = true});
    Lease lease_ = database_->pool().writer();
    Connection& db_ = *lease_;
};

DRP_ON_EACH_ENGINE(MigrationTest);

TEST_P(MigrationTest, AppliesWhatIsMissingOnceAndInOrder) {
    EXPECT_EQ(*applied_version(db_, kTwo), 0);
    EXPECT_EQ(*migrate(db_, std::span(kTwo).first(1), kNow), 1);
    EXPECT_FALSE(db_.has_table("b"));
    EXPECT_EQ(*migrate(db_, kTwo, kNow), 2);
    EXPECT_EQ(*migrate(db_, kTwo, kNow), 2);
    auto row = db_.prepare("SELECT COUNT(*) FROM b");
    row->step();
    EXPECT_EQ(row->int64(0), 1) << "the second migration ran twice";
}

TEST_P(MigrationTest, RefusesAStoreWhoseMigrationHadAnotherText) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    auto other = kTwo;
    other[0].text = "CREATE TABLE a (y INTEGER);";
    EXPECT_EQ(applied_version(db_, other).error().code, "migration-altered");
    EXPECT_EQ(migrate(db_, other, kNow).error().code, "migration-altered");
}

TEST_P(MigrationTest, RefusesATamperedChecksum) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    db_.execute("UPDATE schema_migration SET sha256 = 'x' WHERE version = 2");
    EXPECT_EQ(applied_version(db_, kTwo).error().code, "migration-altered");
}

TEST_P(MigrationTest, RefusesAHistoryWithAHole) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    db_.execute("DELETE FROM schema_migration WHERE version = 1");
    EXPECT_EQ(applied_version(db_, kTwo).error().code, "migration-missing");
}

TEST_P(MigrationTest, RefusesAStoreOfANewerProgram) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    EXPECT_EQ(applied_version(db_, std::span(kTwo).first(1)).error().code, "store-newer");
}

TEST_P(MigrationTest, AFailingMigrationIsNeverTakenForAppliedAndKeepsThoseBefore) {
    auto broken = kTwo;
    broken[1].text = "CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1);";
    ASSERT_EQ(*migrate(db_, std::span(kTwo).first(1), kNow), 1);
    EXPECT_THROW((void)migrate(db_, broken, kNow), SqlError);
    EXPECT_TRUE(db_.has_table("a"));
    if (is_mariadb()) {  // every definition commits there: what is half done is told, and nothing goes on from it
        EXPECT_EQ(applied_version(db_, broken).error().code, "migration-unfinished");
        EXPECT_EQ(migrate(db_, broken, kNow).error().code, "migration-unfinished");
    } else {
        EXPECT_FALSE(db_.has_table("b"));
        EXPECT_EQ(*applied_version(db_, kTwo), 1);
    }
}

TEST_P(MigrationTest, ANewDatabaseThatWasNotFinishedIsMadeAgainFromNothing) {
    auto broken = kTwo;
    broken[1].text = "CREATE TABLE b (x INTEGER); CREATE VIEW c AS SELECT x FROM b; INSERT INTO nowhere VALUES (1);";
    EXPECT_THROW((void)migrate(db_, broken, kNow), SqlError);
    if (is_mariadb()) {
        EXPECT_EQ(*applied_version(db_, kTwo), 0);
    }
    EXPECT_EQ(*migrate(db_, kTwo, kNow), 2);
    EXPECT_EQ(*applied_version(db_, kTwo), 2);
    EXPECT_FALSE(db_.has_table("c"));
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM b"), 1);
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM schema_migration"), 2);
}

TEST_P(MigrationTest, ProgramsThatStartAtOnceApplyEachOnce) {
    std::atomic<int> reached = 0;
    {
        std::vector<std::jthread> programs;
        for (int i = 0; i < 8; ++i)
            programs.emplace_back([&] {
                const auto database = open({});
                const auto writer = database->pool().writer();
                if (*migrate(*writer, kTwo, kNow) == 2) ++reached;
            });
    }
    EXPECT_EQ(reached, 8);
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM b"), 1);
}

TEST_P(MigrationTest, TheProgramsOwnApplyAndMakeTheSchemaTheyDescribe) {
    const auto known = migrations_of(GetParam());
    ASSERT_EQ(*migrate(db_, known, kNow), static_cast<int>(known.size()));
    EXPECT_TRUE(schema_differences(db_).empty());
    EXPECT_TRUE(integrity_check(db_).empty());
    db_.execute("CREATE TABLE of_nobody (x INTEGER)");
    EXPECT_EQ(schema_differences(db_), std::vector<std::string>{"table of_nobody is not part of the schema"});
}

TEST(SqliteMigration, ATriggerThatIsGoneIsADifference) {
    const test::ScratchFolder folder;
    const auto database =
        std::move(Database::open({Engine::sqlite, folder.file("t.db"), {}}, {.create = true}).value());
    const auto writer = database->pool().writer();
    ASSERT_TRUE(migrate(*writer, migrations_of(Engine::sqlite), kNow));
    writer->execute("DROP TRIGGER org_prime_admin");
    EXPECT_EQ(schema_differences(*writer), std::vector<std::string>{"trigger org_prime_admin is missing"});
}

}  // namespace
}  // namespace drp::sql
