#include "sql/connection.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engines.hpp"
#include "sql/sqlite/sqlite_connection.hpp"

namespace drp::sql {
namespace {

class ConnectionTest : public OnEachEngine {
  protected:
    std::int64_t count(const std::string& table) { return number(db_, "SELECT COUNT(*) FROM " + table); }
    ErrorKind kind_of(std::string_view script) {
        try {
            db_.execute(script);
        } catch (const SqlError& error) {
            return error.kind();
        }
        ADD_FAILURE() << script << " did not fail";
        return ErrorKind::other;
    }

    std::unique_ptr<Database> database_ = open({.create = true});
    Lease lease_ = database_->pool().writer();
    Connection& db_ = *lease_;
};

TEST_P(ConnectionTest, ValuesComeBackAsTheyWereBound) {
    const std::array bytes{std::byte{0}, std::byte{255}};
    auto row = db_.prepare("SELECT ?, ?, ?, ?, ?, ?, ?, ?");
    row.bind(std::numeric_limits<std::int64_t>::min(), 0.1, "a\0b", std::span<const std::byte>(bytes), nullptr,
             std::optional<int>{}, std::string_view(), -1);
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->int64(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(row->real(1), 0.1);
    EXPECT_EQ(row->text(2), "a");
    EXPECT_TRUE(std::ranges::equal(row->blob(3), bytes));
    EXPECT_TRUE(row->is_null(4));
    EXPECT_TRUE(row->is_null(5));
    EXPECT_FALSE(row->is_null(6)) << "an empty text is not NULL";
    EXPECT_EQ(row->int64(7), -1);
    EXPECT_FALSE(row->step());
}

TEST_P(ConnectionTest, StoredValuesComeBackAsTheyWere) {
    db_.execute(is_mariadb() ? "CREATE TABLE t (i BIGINT, r DOUBLE, s TEXT, b LONGBLOB)"
                             : "CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB)");
    std::vector<std::byte> large(3'000'000);
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<std::byte>(i * 7);
    const std::string text = "Zählerstände ☀ 𝄞 \\ ' \" \n";
    auto insert = db_.prepare("INSERT INTO t VALUES (?, ?, ?, ?)");
    insert.bind(std::numeric_limits<std::int64_t>::max(), -1e300, text, std::span<const std::byte>(large)).run();
    insert.bind(-2, 0.1, "", std::span<const std::byte>()).run();
    insert.bind(nullptr, nullptr, nullptr, nullptr).run();
    auto row = db_.prepare("SELECT i, r, s, b FROM t");
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->int64(0), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(row->real(1), -1e300);
    EXPECT_EQ(row->text(2), text);
    EXPECT_TRUE(std::ranges::equal(row->blob(3), large));
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->int64(0), -2);
    EXPECT_EQ(row->real(1), 0.1);
    for (int column = 0; column < 4; ++column) EXPECT_FALSE(row->is_null(column)) << column;
    EXPECT_TRUE(row->text(2).empty());
    EXPECT_TRUE(row->blob(3).empty());
    ASSERT_TRUE(row->step());
    for (int column = 0; column < 4; ++column) EXPECT_TRUE(row->is_null(column)) << column;
    EXPECT_EQ(row->int64(0), 0);
    EXPECT_TRUE(row->blob(3).empty());
    EXPECT_FALSE(row->step());
}

TEST_P(ConnectionTest, AValueIsReadAsWhatItIsAskedFor) {
    auto row = db_.prepare(
        "SELECT 7, 2.5e0, '12 apples', 'no number', SUM(x), AVG(x) FROM (SELECT 3 AS x UNION ALL SELECT 4) AS y");
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->text(0), "7");
    EXPECT_EQ(row->real(0), 7);
    EXPECT_EQ(row->int64(1), 2);
    EXPECT_EQ(row->text(1), "2.5");
    EXPECT_EQ(row->int64(2), 12);
    EXPECT_EQ(row->real(2), 12);
    EXPECT_EQ(row->int64(3), 0);
    EXPECT_EQ(row->int64(4), 7) << "a sum, which is a DECIMAL in one engine";
    EXPECT_EQ(row->real(5), 3.5);
}

TEST_P(ConnectionTest, NumberedParametersMayComeTwiceAndInAnyOrder) {
    auto row = db_.prepare("SELECT ?2, ?1, ?2, '?3 is text' -- and ?4 a comment");
    row.bind(1, "two");
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->text(0), "two");
    EXPECT_EQ(row->int64(1), 1);
    EXPECT_EQ(row->text(2), "two");
    EXPECT_EQ(row->text(3), "?3 is text");
}

TEST_P(ConnectionTest, ATextThatNobodyElseHasIsKeptUntilTheStatementHasRun) {
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

TEST_P(ConnectionTest, AStatementInUseIsNotSharedWithItsSecondUser) {
    auto outer = db_.prepare("SELECT 1 UNION ALL SELECT 2");
    ASSERT_TRUE(outer->step());
    {
        auto inner = db_.prepare("SELECT 1 UNION ALL SELECT 2");
        ASSERT_TRUE(inner->step());
    }
    ASSERT_TRUE(outer->step());
    EXPECT_EQ(outer->int64(0), 2);
}

TEST_P(ConnectionTest, AScopeThatIsNotCommittedLeavesNothing) {
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

TEST_P(ConnectionTest, ErrorsSayWhatKindTheyAre) {
    db_.execute(R"(
        CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER CHECK (b > 0), c INTEGER, d VARCHAR(9) NOT NULL DEFAULT '',
                        FOREIGN KEY (c) REFERENCES t (a));
        INSERT INTO t VALUES (1, 1, NULL, ''), (2, 1, 1, '');
    )");
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (1, 1, NULL, '')"), ErrorKind::unique);
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (3, 0, NULL, '')"), ErrorKind::constraint);
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (3, 1, NULL, NULL)"), ErrorKind::constraint);
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (3, 1, 9, '')"), ErrorKind::reference);
    EXPECT_EQ(kind_of("DELETE FROM t WHERE a = 1"), ErrorKind::reference);
    EXPECT_EQ(kind_of("SELEKT"), ErrorKind::other);
    EXPECT_EQ(kind_of("INSERT INTO nowhere VALUES (1)"), ErrorKind::other);
    EXPECT_EQ(count("t"), 2);
}

TEST_P(ConnectionTest, ATriggersRefusalComesWithItsOwnWords) {
    db_.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);");
    db_.execute(is_mariadb() ? R"(
        CREATE TRIGGER r BEFORE DELETE ON t FOR EACH ROW
        BEGIN
            IF OLD.a = 1 THEN
                SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'never';
            END IF;
        END;
        -- The end of the script.
        )"
                             : "CREATE TRIGGER r BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'never'); END");
    auto remove = db_.prepare("DELETE FROM t");
    try {
        remove.run();
        FAIL() << "it was deleted";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.kind(), ErrorKind::rule);
        EXPECT_EQ(error.engine_message(), "never");
        EXPECT_EQ(error.problem().kind, core::ProblemKind::conflict);
    }
}

TEST_P(ConnectionTest, TriggersRestOnlyWhileTheyAreTurnedOff) {
    db_.execute("CREATE TABLE t (a INTEGER); CREATE TABLE seen (a INTEGER);");
    db_.execute(is_mariadb() ? R"(
        CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW
        BEGIN
            IF @drp_triggers_off IS NULL THEN
                INSERT INTO seen VALUES (NEW.a);
            END IF;
        END)"
                             : "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO seen VALUES (NEW.a); END");
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

TEST_P(ConnectionTest, ChangesAreTheRowsThatWereFound) {
    db_.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER); INSERT INTO t VALUES (1, 1), (2, 1), (3, 2);");
    db_.prepare("UPDATE t SET b = ? WHERE b = ?").bind(1, 1).run();
    EXPECT_EQ(db_.changes(), 2) << "rows that stay as they were count";
    EXPECT_EQ(count("t"), 3);
    EXPECT_EQ(db_.changes(), 2) << "a query changes nothing";
    db_.prepare("UPDATE t SET b = 3 WHERE a = 9").run();
    EXPECT_EQ(db_.changes(), 0);
    db_.prepare("DELETE FROM t WHERE a < 3").run();
    EXPECT_EQ(db_.changes(), 2);
    db_.prepare("INSERT INTO t VALUES (?, ?)").bind(7, 7).run();
    EXPECT_EQ(db_.changes(), 1);
}

TEST_P(ConnectionTest, TheKeyOfTheLastRowIsKnown) {
    db_.execute(is_mariadb() ? "CREATE TABLE t (a BIGINT PRIMARY KEY AUTO_INCREMENT, b INTEGER)"
                             : "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b INTEGER)");
    auto insert = db_.prepare("INSERT INTO t (b) VALUES (?)");
    insert.bind(1).run();
    EXPECT_EQ(db_.last_insert_id(), 1);
    insert.bind(1).run();
    EXPECT_EQ(db_.last_insert_id(), 2);
    EXPECT_EQ(count("t"), 2);
    EXPECT_EQ(db_.last_insert_id(), 2);
}

TEST_P(ConnectionTest, ATableIsThereOnceItWasMade) {
    EXPECT_FALSE(db_.has_table("t"));
    db_.execute("CREATE TABLE t (a INTEGER); CREATE VIEW v AS SELECT a FROM t;");
    EXPECT_TRUE(db_.has_table("t"));
    EXPECT_FALSE(db_.has_table("v"));
}

TEST_P(ConnectionTest, WhatFailedInATransactionTakesNothingElseWithIt) {
    db_.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
    Scope scope(db_, Scope::Mode::write);
    db_.execute("INSERT INTO t VALUES (1)");
    EXPECT_EQ(kind_of("INSERT INTO t VALUES (1)"), ErrorKind::unique);
    EXPECT_TRUE(db_.in_transaction());
    db_.execute("INSERT INTO t VALUES (2)");
    scope.commit();
    EXPECT_FALSE(db_.in_transaction());
    EXPECT_EQ(count("t"), 2);
}

TEST_P(ConnectionTest, TextsAreComparedByteByByte) {
    db_.execute(is_mariadb() ? "CREATE TABLE t (a VARCHAR(20) PRIMARY KEY)" : "CREATE TABLE t (a TEXT PRIMARY KEY)");
    auto insert = db_.prepare("INSERT INTO t VALUES (?)");
    for (const auto* text : {"a", "A", "a ", "ä", ""}) insert.bind(text).run();
    EXPECT_EQ(count("t"), 5);
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t WHERE a = 'a'"), 1);
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t WHERE 'a' || 'b' = 'ab' AND a = ''"), 1);
}

DRP_ON_EACH_ENGINE(ConnectionTest);

TEST(SqliteConnection, WritesAreDurableAndReferencesKept) {
    const test::ScratchFolder folder;
    sqlite::SqliteConnection db(folder.file("t.db"), sqlite::Access::create);
    const auto pragma = [&](std::string_view name) {
        auto row = db.prepare("PRAGMA " + std::string(name));
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
