#include "sql/connection.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include <gtest/gtest.h>

#include "scratch.hpp"
#include "sql/sqlite/sqlite_connection.hpp"

namespace drp::sql {
namespace {

class ConnectionTest : public testing::Test {
  protected:
    test::ScratchFolder folder_;
    sqlite::SqliteConnection db_{folder_.file("t.db"), sqlite::Access::create};

    std::int64_t count(std::string_view table) {
        auto row = db_.prepare("SELECT COUNT(*) FROM " + std::string(table));
        row->step();
        return row->int64(0);
    }
};

TEST_F(ConnectionTest, ValuesComeBackAsTheyWereBound) {
    const std::array bytes{std::byte{0}, std::byte{255}};
    auto row = db_.prepare("SELECT ?, ?, ?, ?, ?, ?, ?");
    row.bind(std::numeric_limits<std::int64_t>::min(), 0.1, "a\0b", std::span<const std::byte>(bytes), nullptr,
             std::optional<int>{}, std::string_view());
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->int64(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(row->real(1), 0.1);
    EXPECT_EQ(row->text(2), "a");
    EXPECT_TRUE(std::ranges::equal(row->blob(3), bytes));
    EXPECT_TRUE(row->is_null(4));
    EXPECT_TRUE(row->is_null(5));
    EXPECT_FALSE(row->is_null(6)) << "an empty text is not NULL";
    EXPECT_FALSE(row->step());
}

TEST_F(ConnectionTest, ATextThatNobodyElseHasIsKeptUntilTheStatementHasRun) {
    const auto text = [](int i) { return std::string(100, static_cast<char>('a' + i)); };
    auto row = db_.prepare("SELECT ?, ?, ?");
    row.bind(text(0), text(1), std::optional(text(2)));
    auto moved = std::move(row);
    ASSERT_TRUE(moved->step());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(moved->text(i), text(i));
    moved->reset();
    moved.bind(text(3), text(4), text(5));
    ASSERT_TRUE(moved->step());
    EXPECT_EQ(moved->text(2), text(5));
}

TEST_F(ConnectionTest, AStatementInUseIsNotSharedWithItsSecondUser) {
    auto outer = db_.prepare("SELECT 1 UNION ALL SELECT 2");
    ASSERT_TRUE(outer->step());
    {
        auto inner = db_.prepare("SELECT 1 UNION ALL SELECT 2");
        ASSERT_TRUE(inner->step());
    }
    ASSERT_TRUE(outer->step());
    EXPECT_EQ(outer->int64(0), 2);
}

TEST_F(ConnectionTest, AScopeThatIsNotCommittedLeavesNothing) {
    db_.execute("CREATE TABLE t (a INTEGER)");
    {
        const Scope scope(db_, Scope::Mode::write);
        db_.execute("INSERT INTO t VALUES (1)");
    }
    EXPECT_EQ(count("t"), 0);
    {
        Scope scope(db_, Scope::Mode::write);
        db_.execute("INSERT INTO t VALUES (1)");
        scope.commit();
    }
    EXPECT_EQ(count("t"), 1);
}

TEST_F(ConnectionTest, ErrorsSayWhatKindTheyAre) {
    db_.execute(R"(
        CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER CHECK (b > 0), c INTEGER REFERENCES t (a));
        CREATE TRIGGER r BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'never'); END;
        INSERT INTO t VALUES (1, 1, NULL);
    )");
    const auto kind_of = [&](std::string_view script) {
        try {
            db_.execute(script);
        } catch (const SqlError& error) {
            return error.kind();
        }
        ADD_FAILURE() << script << " did not fail";
        return ErrorKind::other;
    };
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (1, 1, NULL)"), ErrorKind::unique);
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (2, 0, NULL)"), ErrorKind::constraint);
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (2, 1, 9)"), ErrorKind::reference);
    EXPECT_EQ(kind_of("DELETE FROM t"), ErrorKind::rule);
    EXPECT_EQ(kind_of("SELEKT"), ErrorKind::other);
}

TEST_F(ConnectionTest, TriggersRestOnlyWhileTheyAreTurnedOff) {
    db_.execute(R"(
        CREATE TABLE t (a INTEGER);
        CREATE TABLE seen (a INTEGER);
        CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO seen VALUES (NEW.a); END;
    )");
    auto insert = db_.prepare("INSERT INTO t VALUES (?)");
    insert.bind(1).run();
    {
        const TriggersOff off(db_);
        insert.bind(2).run();
    }
    insert.bind(3).run();
    EXPECT_EQ(count("t"), 3);
    EXPECT_EQ(count("seen"), 2);
}

TEST_F(ConnectionTest, WritesAreDurableAndReferencesKept) {
    const auto pragma = [&](std::string_view name) {
        auto row = db_.prepare("PRAGMA " + std::string(name));
        row->step();
        return std::string(row->text(0));
    };
    EXPECT_EQ(pragma("journal_mode"), "wal");
    EXPECT_EQ(pragma("synchronous"), "2");
    EXPECT_EQ(pragma("foreign_keys"), "1");
    EXPECT_EQ(pragma("trusted_schema"), "0");
}

}  // namespace
}  // namespace drp::sql
