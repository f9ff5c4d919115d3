#include "sql/migration.hpp"

#include <array>

#include <gtest/gtest.h>

#include "scratch.hpp"
#include "sql/database.hpp"
#include "sql/sqlite/sqlite_connection.hpp"

namespace drp::sql {
namespace {

constexpr std::array kTwo{Migration{1, "first", "CREATE TABLE a (x INTEGER);"},
                          Migration{2, "second", "CREATE TABLE b (x INTEGER); INSERT INTO b VALUES (1);"}};
constexpr core::UtcSeconds kNow{1'700'000'000};

class MigrationTest : public testing::Test {
  protected:
    test::ScratchFolder folder_;
    sqlite::SqliteConnection db_{folder_.file("t.db"), sqlite::Access::create};
};

TEST_F(MigrationTest, AppliesWhatIsMissingOnceAndInOrder) {
    EXPECT_EQ(*applied_version(db_, kTwo), 0);
    EXPECT_EQ(*migrate(db_, std::span(kTwo).first(1), kNow), 1);
    EXPECT_FALSE(db_.has_table("b"));
    EXPECT_EQ(*migrate(db_, kTwo, kNow), 2);
    EXPECT_EQ(*migrate(db_, kTwo, kNow), 2);
    auto row = db_.prepare("SELECT COUNT(*) FROM b");
    row->step();
    EXPECT_EQ(row->int64(0), 1) << "the second migration ran twice";
}

TEST_F(MigrationTest, RefusesAStoreWhoseMigrationHadAnotherText) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    auto other = kTwo;
    other[0].text = "CREATE TABLE a (y INTEGER);";
    EXPECT_EQ(applied_version(db_, other).error().code, "migration-altered");
    EXPECT_EQ(migrate(db_, other, kNow).error().code, "migration-altered");
}

TEST_F(MigrationTest, RefusesATamperedChecksum) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    db_.execute("UPDATE schema_migration SET sha256 = 'x' WHERE version = 2");
    EXPECT_EQ(applied_version(db_, kTwo).error().code, "migration-altered");
}

TEST_F(MigrationTest, RefusesAHistoryWithAHole) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    db_.execute("DELETE FROM schema_migration WHERE version = 1");
    EXPECT_EQ(applied_version(db_, kTwo).error().code, "migration-missing");
}

TEST_F(MigrationTest, RefusesAStoreOfANewerProgram) {
    ASSERT_TRUE(migrate(db_, kTwo, kNow));
    EXPECT_EQ(applied_version(db_, std::span(kTwo).first(1)).error().code, "store-newer");
}

TEST_F(MigrationTest, AFailingMigrationLeavesNothingOfItselfAndKeepsThoseBefore) {
    auto broken = kTwo;
    broken[1].text = "CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1);";
    EXPECT_THROW((void)migrate(db_, broken, kNow), SqlError);
    EXPECT_TRUE(db_.has_table("a"));
    EXPECT_FALSE(db_.has_table("b"));
    EXPECT_EQ(*applied_version(db_, kTwo), 1);
}

TEST_F(MigrationTest, TheProgramsOwnApplyAndMakeTheSchemaTheyDescribe) {
    const auto known = migrations_of(Engine::sqlite);
    ASSERT_EQ(*migrate(db_, known, kNow), static_cast<int>(known.size()));
    EXPECT_TRUE(schema_differences(db_).empty());
    db_.execute("DROP TRIGGER org_prime_admin");
    EXPECT_EQ(schema_differences(db_), std::vector<std::string>{"trigger org_prime_admin is missing"});
}

}  // namespace
}  // namespace drp::sql
