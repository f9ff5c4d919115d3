#include "sql/pool.hpp"

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "scratch.hpp"
#include "sql/database.hpp"

namespace drp::sql {
namespace {

class PoolTest : public testing::Test {
  protected:
    test::ScratchFolder folder_;
    std::unique_ptr<Database> open(const DatabaseOptions& options) {
        return std::move(*Database::open({Engine::sqlite, folder_.file("t.db")}, options));
    }
};

TEST_F(PoolTest, WritersTakeTurns) {
    const auto database = open({.create = true});
    database->pool().writer()->execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0)");
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int k = 0; k < 10; ++k) {
                    auto writer = database->pool().writer();
                    Scope scope(*writer, Scope::Mode::write);
                    auto row = writer->prepare("SELECT n FROM t");
                    row->step();
                    const auto n = row->int64(0);
                    row->reset();
                    writer->prepare("UPDATE t SET n = ?").bind(n + 1).run();
                    scope.commit();
                }
            });
    }
    const auto reader = database->pool().reader();
    auto row = reader->prepare("SELECT n FROM t");
    row->step();
    EXPECT_EQ(row->int64(0), 40);
}

TEST_F(PoolTest, ReadersBeyondTheLimitWaitAndThenGetTheirTurn) {
    const auto database = open({.create = true, .readers = 2});
    std::atomic<int> served = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&] {
                const auto reader = database->pool().reader();
                auto row = reader->prepare("SELECT 1");
                if (row->step()) ++served;
            });
    }
    EXPECT_EQ(served, 6);
}

TEST_F(PoolTest, ASnapshotDoesNotSeeLaterWrites) {
    const auto database = open({.create = true});
    database->pool().writer()->execute("CREATE TABLE t (n INTEGER)");
    const auto reader = database->pool().reader();
    const auto count = [&] {
        auto row = reader->prepare("SELECT COUNT(*) FROM t");
        row->step();
        return row->int64(0);
    };
    {
        const Scope snapshot(*reader, Scope::Mode::read);
        ASSERT_EQ(count(), 0);
        database->pool().writer()->execute("INSERT INTO t VALUES (1)");
        EXPECT_EQ(count(), 0);
    }
    EXPECT_EQ(count(), 1);
}

TEST_F(PoolTest, AReadOnlyDatabaseLendsNoWriter) {
    (void)open({.create = true});
    const auto database = open({.read_only = true});
    EXPECT_THROW((void)database->pool().writer(), std::logic_error);
}

TEST_F(PoolTest, WhatIsMissingOrNoDatabaseIsAProblem) {
    EXPECT_EQ(Database::open({Engine::sqlite, folder_.file("none.db")}, {}).error().code, "store-missing");
    std::FILE* file = std::fopen(folder_.file("text.db").c_str(), "w");
    for (int i = 0; i < 1000; ++i) std::fputs("this is no database\n", file);
    std::fclose(file);
    EXPECT_EQ(Database::open({Engine::sqlite, folder_.file("text.db")}, {}).error().code, "store-damaged");
}

TEST_F(PoolTest, ABackupIsAWholeCopyAndOverwritesNothing) {
    const auto database = open({.create = true});
    database->pool().writer()->execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)");
    ASSERT_TRUE(database->backup(folder_.file("copy.db")));
    const auto copy = std::move(*Database::open({Engine::sqlite, folder_.file("copy.db")}, {.read_only = true}));
    const auto reader = copy->pool().reader();
    auto row = reader->prepare("SELECT n FROM t");
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->int64(0), 7);
    EXPECT_EQ(database->backup(folder_.file("copy.db")).error().code, "backup-exists");
}

}  // namespace
}  // namespace drp::sql
