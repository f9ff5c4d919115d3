#include "sql/pool.hpp"

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engines.hpp"
#include "sql/sqlite/sqlite_connection.hpp"

namespace drp::sql {
namespace {

class PoolTest : public OnEachEngine {};

DRP_ON_EACH_ENGINE(PoolTest);

TEST_P(PoolTest, WritersTakeTurns) {
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

TEST_P(PoolTest, ReadersBeyondTheLimitWaitAndThenGetTheirTurn) {
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

TEST_P(PoolTest, ASnapshotDoesNotSeeLaterWrites) {
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

TEST_P(PoolTest, AReadOnlyDatabaseLendsNoWriter) {
    (void)open({.create = true});
    const auto database = open({.read_only = true});
    EXPECT_THROW((void)database->pool().writer(), std::logic_error);
}

TEST_P(PoolTest, AWriteTransactionSeesWhatWasCommittedBeforeItsTurn) {
    const auto one = open({.create = true});
    const auto other = open({});  // as another process: a pool of its own
    one->pool().writer()->execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0)");
    const auto add = [](Database& database) {
        for (int k = 0; k < 50; ++k) {
            auto writer = database.pool().writer();
            Scope scope(*writer, Scope::Mode::write);
            const auto n = number(*writer, "SELECT n FROM t");
            writer->prepare("UPDATE t SET n = ?").bind(n + 1).run();
            scope.commit();
        }
    };
    {
        const std::jthread first([&] { add(*one); });
        const std::jthread second([&] { add(*other); });
    }
    EXPECT_EQ(number(*one->pool().reader(), "SELECT n FROM t"), 100);
}

TEST_P(PoolTest, WhatAnotherProcessCommitsIsNoticedAndWhatThisOneCommitsIsNot) {
    const auto one = open({.create = true});
    const auto other = open({});
    one->pool().writer()->execute("CREATE TABLE t (n INTEGER)");
    const auto write = [](Database& database, bool commits) {
        auto writer = database.pool().writer();
        Scope scope(*writer, Scope::Mode::write);
        writer->execute("INSERT INTO t VALUES (1)");
        if (commits) scope.commit();
    };
    write(*one, true);
    const auto before = one->outside_version();
    write(*one, true);
    write(*one, false);
    write(*other, false);
    EXPECT_EQ(one->outside_version(), before);
    write(*other, true);
    EXPECT_NE(one->outside_version(), before);
}

TEST_P(PoolTest, AReaderWritesNothing) {
    const auto database = open({.create = true});
    database->pool().writer()->execute("CREATE TABLE t (n INTEGER)");
    EXPECT_THROW(database->pool().reader()->execute("INSERT INTO t VALUES (1)"), SqlError);
    EXPECT_EQ(number(*database->pool().reader(), "SELECT COUNT(*) FROM t"), 0);
}

TEST_P(PoolTest, AStoreThatIsNotThereIsAProblem) {
    EXPECT_EQ(Database::open(address(), {}).error().code, "store-missing");
}

TEST(Pool, WhoWaitsTooLongIsToldThatItIsBusy) {
    const test::ScratchFolder folder;
    const auto connect = [&] {
        return std::make_unique<sqlite::SqliteConnection>(folder.file("t.db"), sqlite::Access::create);
    };
    Pool pool(connect, connect, {1, std::chrono::milliseconds(1)});
    const auto only = pool.reader();
    try {
        (void)pool.reader();
        FAIL() << "there were two";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.kind(), ErrorKind::busy);
        EXPECT_EQ(error.problem().kind, core::ProblemKind::unavailable);
    }
}

TEST(Pool, AConnectionThatDidNotOpenTakesNobodysPlace) {
    const test::ScratchFolder folder;
    bool is_down = true;
    const auto connect = [&]() -> std::unique_ptr<Connection> {
        if (is_down) throw SqlError(ErrorKind::unreachable, "down", "connect");
        return std::make_unique<sqlite::SqliteConnection>(folder.file("t.db"), sqlite::Access::create);
    };
    Pool pool(connect, connect, {1, std::chrono::milliseconds(1)});
    for (int i = 0; i < 3; ++i) EXPECT_THROW((void)pool.reader(), SqlError);
    is_down = false;
    EXPECT_NO_THROW((void)pool.reader());
}

TEST(SqlitePool, AFileThatIsNoDatabaseIsAProblem) {
    const test::ScratchFolder folder;
    std::FILE* file = std::fopen(folder.file("text.db").c_str(), "w");
    for (int i = 0; i < 1000; ++i) std::fputs("this is no database\n", file);
    std::fclose(file);
    EXPECT_EQ(Database::open({Engine::sqlite, folder.file("text.db"), {}}, {}).error().code, "store-damaged");
}

TEST(SqlitePool, ABackupIsAWholeCopyAndOverwritesNothing) {
    const test::ScratchFolder folder;
    const auto database =
        std::move(Database::open({Engine::sqlite, folder.file("t.db"), {}}, {.create = true}).value());
    database->pool().writer()->execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)");
    ASSERT_TRUE(database->backup(folder.file("copy.db")));
    const auto copy =
        std::move(Database::open({Engine::sqlite, folder.file("copy.db"), {}}, {.read_only = true}).value());
    EXPECT_EQ(number(*copy->pool().reader(), "SELECT n FROM t"), 7);
    EXPECT_EQ(database->backup(folder.file("copy.db")).error().code, "backup-exists");
}

}  // namespace
}  // namespace drp::sql
