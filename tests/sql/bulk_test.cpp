#include "sql/bulk.hpp"

#include <array>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "engines.hpp"

namespace drp::sql {
namespace {

class BulkTest : public OnEachEngine {
  protected:
    void SetUp() override {
        db_.execute(is_mariadb() ? "CREATE TABLE t (k BIGINT PRIMARY KEY, r DOUBLE, s VARCHAR(20), b BLOB)"
                                 : "CREATE TABLE t (k INTEGER PRIMARY KEY, r REAL, s TEXT, b BLOB)");
    }

    std::unique_ptr<Database> database_ = open({.create = true});
    Lease lease_ = database_->pool().writer();
    Connection& db_ = *lease_;
};

DRP_ON_EACH_ENGINE(BulkTest);

constexpr const char* kInsert = "INSERT INTO t (k, r, s, b) VALUES (?, ?, ?, ?)";

TEST_P(BulkTest, EveryRowArrivesOnceWhateverTheirNumber) {
    for (const int count : {0, 1, 999, 1000, 1001, 2500}) {
        Scope scope(db_, Scope::Mode::write);
        db_.execute("DELETE FROM t");
        BulkStatement insert(db_, kInsert);
        std::string text;
        for (int i = 0; i < count; ++i) {
            text = std::to_string(i);  // the same buffer for each
            insert.add(i, i / 2.0, text, std::as_bytes(std::span(text)));
        }
        insert.flush();
        EXPECT_EQ(insert.changes(), count);
        EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t WHERE r = k / 2.0 AND s = b"), is_mariadb() ? count : 0)
            << "a text is no blob in one engine";
        EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t WHERE r = k / 2.0 AND s = k"), count);
        scope.commit();
    }
}

TEST_P(BulkTest, ANullMayStandAnywhere) {
    Scope scope(db_, Scope::Mode::write);
    BulkStatement insert(db_, kInsert);
    const std::array bytes{std::byte{0}, std::byte{1}};
    const auto blob = std::span<const std::byte>(bytes);
    insert.add(1, nullptr, nullptr, nullptr);
    insert.add(2, std::optional<double>(0.5), std::optional<std::string>("x"), blob);
    insert.add(3, std::optional<double>(), std::optional<std::string>(), blob.first(0));
    insert.add(4, -1.5, "", blob);
    insert.flush();
    auto rows = db_.prepare("SELECT r, s, b FROM t ORDER BY k");
    ASSERT_TRUE(rows->step());
    for (int column = 0; column < 3; ++column) EXPECT_TRUE(rows->is_null(column));
    ASSERT_TRUE(rows->step());
    EXPECT_EQ(rows->real(0), 0.5);
    EXPECT_EQ(rows->text(1), "x");
    EXPECT_TRUE(std::ranges::equal(rows->blob(2), bytes));
    ASSERT_TRUE(rows->step());
    EXPECT_TRUE(rows->is_null(0));
    EXPECT_TRUE(rows->is_null(1));
    EXPECT_FALSE(rows->is_null(2));
    EXPECT_TRUE(rows->blob(2).empty());
    ASSERT_TRUE(rows->step());
    EXPECT_EQ(rows->real(0), -1.5);
    EXPECT_FALSE(rows->is_null(1));
    EXPECT_TRUE(std::ranges::equal(rows->blob(2), bytes));
}

TEST_P(BulkTest, AColumnOfNothingButNullsIsTaken) {
    Scope scope(db_, Scope::Mode::write);
    BulkStatement insert(db_, kInsert);
    for (int i = 0; i < 3; ++i) insert.add(i, nullptr, nullptr, nullptr);
    insert.flush();
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t WHERE r IS NULL AND s IS NULL AND b IS NULL"), 3);
}

TEST_P(BulkTest, UpdatesAndDeletesCountTheRowsTheyFind) {
    Scope scope(db_, Scope::Mode::write);
    BulkStatement insert(db_, kInsert);
    for (int i = 0; i < 10; ++i) insert.add(i, 0.0, "", nullptr);
    insert.flush();
    BulkStatement update(db_, "UPDATE t SET r = ?2, s = ?3 WHERE k = ?1");
    for (int i = 5; i < 15; ++i) update.add(i, i + 0.5, std::to_string(i));
    update.flush();
    EXPECT_EQ(update.changes(), 5);
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t WHERE r = k + 0.5 AND s = k"), 5);
    BulkStatement remove(db_, "DELETE FROM t WHERE k = ?");
    for (int i = -5; i < 5; ++i) remove.add(i);
    remove.flush();
    EXPECT_EQ(remove.changes(), 5);
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t"), 5);
}

TEST_P(BulkTest, RowsLargerThanAPacketGoInSeveral) {
    db_.execute(is_mariadb() ? "CREATE TABLE large (k BIGINT PRIMARY KEY, b LONGBLOB)"
                             : "CREATE TABLE large (k INTEGER PRIMARY KEY, b BLOB)");
    const std::vector<std::byte> bytes(1'000'000, std::byte{7});
    Scope scope(db_, Scope::Mode::write);
    BulkStatement insert(db_, "INSERT INTO large VALUES (?, ?)");
    for (int i = 0; i < 40; ++i) insert.add(i, std::span<const std::byte>(bytes));
    insert.flush();
    EXPECT_EQ(number(db_, "SELECT SUM(LENGTH(b)) FROM large"), 40'000'000);
}

TEST_P(BulkTest, ARowThatFailsIsTold) {
    Scope scope(db_, Scope::Mode::write);
    BulkStatement insert(db_, kInsert);
    const auto add_twice = [&] {
        for (const int key : {1, 2, 2, 3}) insert.add(key, 0.0, "", nullptr);
        insert.flush();
    };
    try {
        add_twice();
        FAIL() << "one key was taken twice";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unique);
    }
}

TEST_P(BulkTest, WhatIsNotFlushedIsNotWrittenAndTheNextMayGoOn) {
    Scope scope(db_, Scope::Mode::write);
    {
        BulkStatement insert(db_, kInsert);
        insert.add(1, 0.0, "", nullptr);
    }
    BulkStatement insert(db_, kInsert);
    insert.add(2, 0.0, "", nullptr);
    insert.flush();
    EXPECT_EQ(number(db_, "SELECT COUNT(*) FROM t WHERE k = 2"), 1);
}

TEST(RowBuffer, RefusesRowsOfDifferentShapes) {
    RowBuffer rows;
    rows.add_int64(1);
    rows.add_null();
    rows.end_row();
    rows.add_int64(2);
    EXPECT_THROW(rows.end_row(), std::logic_error) << "a value is missing";
    rows.add_text("x");
    rows.end_row();
    EXPECT_THROW(rows.add_double(1), std::logic_error) << "a column of integers";
}

}  // namespace
}  // namespace drp::sql
