/// What only a server can do to us: go away, come back, undo, refuse.
#include <array>
#include <fstream>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "../servers/mariadb_server.hpp"
#include "engines.hpp"
#include "sql/mariadb/mariadb_connection.hpp"
#include "sql/migration.hpp"

namespace drp::sql {
namespace {

using mariadb::Access;
using mariadb::MariadbConnection;
using test::MariadbServer;

class MariadbTest : public testing::Test {
  protected:
    [[nodiscard]] std::unique_ptr<Database> open() const {
        return std::move(Database::open(address_, {.create = true}).value());
    }
    [[nodiscard]] std::unique_ptr<MariadbConnection> connect() const {
        return std::make_unique<MariadbConnection>(mariadb::Login{address_.server, {}}, Access::read_write);
    }
    static std::int64_t session_of(Connection& connection) { return number(connection, "SELECT CONNECTION_ID()"); }
    void kill_session(std::int64_t id) const { connect()->execute("KILL CONNECTION " + std::to_string(id)); }
    /// On the server, outside of any database.
    void execute_anywhere(std::string_view script) const {
        auto server = address_.server;
        server.database.clear();
        MariadbConnection(mariadb::Login{server, {}}, Access::read_write).execute(script);
    }
    static ErrorKind kind_of(const std::function<void()>& call) {
        try {
            call();
        } catch (const SqlError& error) {
            return error.kind();
        }
        ADD_FAILURE() << "it did not fail";
        return ErrorKind::other;
    }

    MariadbServer& server_ = MariadbServer::shared();
    Address address_ = parse_address(server_.fresh_address()).value();
};

TEST_F(MariadbTest, SessionsAreStrictInUtcAndInUnicode) {
    const auto database = open();
    const auto reader = database->pool().reader();
    const auto text = [&](const std::string& query) {
        auto row = reader->prepare(query);
        row->step();
        return std::string(row->text(0));
    };
    EXPECT_EQ(text("SELECT @@time_zone"), "+00:00");
    EXPECT_EQ(text("SELECT @@collation_connection"), "utf8mb4_nopad_bin");
    EXPECT_EQ(text("SELECT @@collation_database"), "utf8mb4_nopad_bin");
    EXPECT_NE(text("SELECT @@sql_mode").find("STRICT_ALL_TABLES"), std::string::npos);
    EXPECT_EQ(text("SELECT @@tx_isolation"), "REPEATABLE-READ");
}

TEST_F(MariadbTest, TextThatIsNoUtf8IsRefused) {
    const auto database = open();
    const auto writer = database->pool().writer();
    writer->execute("CREATE TABLE t (a VARCHAR(20))");
    EXPECT_EQ(kind_of([&] { writer->prepare("INSERT INTO t VALUES (?)").bind("\xFF\xFE").run(); }),
              ErrorKind::constraint);
}

TEST_F(MariadbTest, AQueryOutsideATransactionSurvivesTheLossOfItsConnection) {
    const auto database = open();
    const auto reader = database->pool().reader();
    auto row = reader->prepare("SELECT ?");
    kill_session(session_of(*reader));
    row.bind(7);
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->int64(0), 7);
    kill_session(session_of(*reader));
    const Scope scope(*reader, Scope::Mode::read);
    EXPECT_EQ(number(*reader, "SELECT 8"), 8) << "nor does the beginning of a transaction fail";
}

TEST_F(MariadbTest, RowsThatWereBeingReadEndWithTheirSession) {
    const auto database = open();
    const auto reader = database->pool().reader();
    auto outer = reader->prepare("SELECT 1 UNION ALL SELECT 2");
    ASSERT_TRUE(outer->step());
    kill_session(session_of(*reader));
    EXPECT_EQ(number(*reader, "SELECT 3"), 3);
    EXPECT_EQ(kind_of([&] { outer->step(); }), ErrorKind::unreachable);
}

TEST_F(MariadbTest, AWriteIsNotRepeatedByItselfWhenItsConnectionIsLost) {
    const auto database = open();
    const auto writer = database->pool().writer();
    writer->execute("CREATE TABLE t (a INTEGER)");
    auto insert = writer->prepare("INSERT INTO t VALUES (1)");
    kill_session(session_of(*writer));
    EXPECT_EQ(kind_of([&] { insert.run(); }), ErrorKind::unreachable);
    insert->reset();
    insert.run();  // now that it is known to be lost, it comes back
    EXPECT_EQ(number(*writer, "SELECT COUNT(*) FROM t"), 1);
}

TEST_F(MariadbTest, ATransactionWhoseConnectionIsLostWritesNothingAnyMore) {
    const auto database = open();
    {
        const auto writer = database->pool().writer();
        writer->execute("CREATE TABLE t (a INTEGER)");
        const auto id = session_of(*writer);
        Scope scope(*writer, Scope::Mode::write);
        writer->execute("INSERT INTO t VALUES (1)");
        kill_session(id);
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(kind_of([&] { writer->execute("INSERT INTO t VALUES (2)"); }), ErrorKind::unreachable);
        EXPECT_THROW(scope.commit(), SqlError);
    }
    const auto writer = database->pool().writer();
    Scope scope(*writer, Scope::Mode::write);
    writer->execute("INSERT INTO t VALUES (3)");
    scope.commit();
    EXPECT_EQ(number(*writer, "SELECT SUM(a) FROM t"), 3);
}

TEST_F(MariadbTest, ACommitWhoseAnswerIsLostIsInDoubt) {
    const auto database = open();
    const auto writer = database->pool().writer();
    writer->execute("CREATE TABLE t (a INTEGER)");
    const auto id = session_of(*writer);
    Scope scope(*writer, Scope::Mode::write);
    writer->execute("INSERT INTO t VALUES (1)");
    kill_session(id);
    EXPECT_EQ(kind_of([&] { scope.commit(); }), ErrorKind::in_doubt);
}

TEST_F(MariadbTest, ADeadlockUndoesOneTransactionWhollyAndIsBusy) {
    const auto database = open();
    const auto writer = database->pool().writer();
    writer->execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER); INSERT INTO t VALUES (1, 0), (2, 0)");
    writer->execute("CREATE TABLE weight (a INTEGER)");
    const auto other = connect();  // with a tool: it takes no turn
    // The server undoes the transaction that has done less.
    other->execute(
        "START TRANSACTION; UPDATE t SET b = 5 WHERE a = 2; INSERT INTO weight SELECT seq FROM seq_1_to_1000");
    {
        Scope scope(*writer, Scope::Mode::write);
        writer->execute("UPDATE t SET b = 7 WHERE a = 1");
        const std::jthread crossing([&] { other->execute("UPDATE t SET b = 5 WHERE a = 1; COMMIT"); });
        const auto undone = [&] { writer->execute("UPDATE t SET b = 7 WHERE a = 2"); };
        EXPECT_EQ(kind_of(undone), ErrorKind::busy);
        EXPECT_EQ(kind_of([&] { writer->execute("INSERT INTO t VALUES (3, 7)"); }), ErrorKind::busy)
            << "what is left of an undone transaction would commit by itself";
        EXPECT_EQ(kind_of([&] { scope.commit(); }), ErrorKind::busy);
    }
    EXPECT_EQ(number(*writer, "SELECT COUNT(*) FROM t WHERE b = 5"), 2);
    EXPECT_EQ(number(*writer, "SELECT COUNT(*) FROM t"), 2);
}

TEST_F(MariadbTest, AServerThatWasKilledIsUnreachableAndThenWorksAgainByItself) {
    MariadbServer own;  // others need theirs
    const auto address = parse_address(own.fresh_address()).value();
    const auto database = std::move(Database::open(address, {.create = true}).value());
    const auto write = [&] {
        auto writer = database->pool().writer();
        Scope scope(*writer, Scope::Mode::write);
        writer->prepare("INSERT INTO t VALUES (1)").run();
        scope.commit();
    };
    const auto count = [&] {
        const auto reader = database->pool().reader();
        const Scope scope(*reader, Scope::Mode::read);
        return number(*reader, "SELECT COUNT(*) FROM t");
    };
    database->pool().writer()->execute("CREATE TABLE t (a INTEGER)");
    write();
    EXPECT_EQ(count(), 1);
    own.kill();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(kind_of(write), ErrorKind::unreachable);
        EXPECT_EQ(kind_of([&] { (void)count(); }), ErrorKind::unreachable);
    }
    EXPECT_EQ(Database::open(address, {}).error().code, "store-unreachable");
    own.start();
    // At first the memory of the failure answers, for a second.
    for (int i = 0; i < 1000; ++i) {
        try {
            write();
            break;
        } catch (const SqlError& error) {
            EXPECT_EQ(error.kind(), ErrorKind::unreachable);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    EXPECT_EQ(count(), 2) << "what was committed is there, and the new row once";
}

TEST_F(MariadbTest, AWrongPasswordSaysSo) {
    execute_anywhere("CREATE USER stranger IDENTIFIED BY 'secret'");
    auto address = address_;
    address.server.user = "stranger";
    const auto problem = Database::open(address, {.password = "wrong"}).error();
    EXPECT_EQ(problem.code, "store-unusable");
    EXPECT_EQ(core::to_text(problem).find("wrong"), std::string::npos);
}

TEST_F(MariadbTest, ThePasswordIsTheFirstLineOfItsFile) {
    (void)open();
    execute_anywhere("CREATE USER friend IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO friend");
    const test::ScratchFolder folder;
    std::ofstream(folder.file("password")) << "secret\nand a remark\n";
    auto address = address_;
    address.server.user = "friend";
    address.server.password_file = folder.file("password");
    EXPECT_TRUE(Database::open(address, {}));
    EXPECT_TRUE(Database::open(address, {.password = "wrong"})) << "the address goes before";
    address.server.password_file = folder.file("none");
    EXPECT_EQ(Database::open(address, {}).error().code, "password-unreadable");
}

TEST_F(MariadbTest, ForeignKeysThatASessionTurnedOffAreFound) {
    const auto database = open();
    const auto writer = database->pool().writer();
    writer->execute(R"(
        CREATE TABLE p (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
        CREATE TABLE c (a INTEGER, b INTEGER, CONSTRAINT c_of_p FOREIGN KEY (a, b) REFERENCES p (a, b));
        INSERT INTO p VALUES (1, 1);
        INSERT INTO c VALUES (1, 1), (1, NULL);
    )");
    EXPECT_TRUE(integrity_check(*writer).empty());
    writer->execute("SET foreign_key_checks = 0; INSERT INTO c VALUES (1, 2); SET foreign_key_checks = 1");
    const auto findings = integrity_check(*writer);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_TRUE(findings.front().is_reference);
    EXPECT_EQ(findings.front().text, "c.c_of_p: 1 rows of c refer to missing rows of p");
}

TEST_F(MariadbTest, AMigrationThatAnotherProgramIsAtDoesNotCountYet) {
    const auto database = open();
    const auto here = database->pool().writer();
    const auto there = connect();
    const std::array two{Migration{1, "first", "CREATE TABLE a (x INTEGER)"},
                         Migration{2, "slow", "CREATE TABLE b (x INTEGER); DO SLEEP(0.5); INSERT INTO b VALUES (1)"}};
    std::jthread other([&] { EXPECT_EQ(*migrate(*there, two, {1}), 2); });
    while (!here->has_table("b")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto version = applied_version(*here, two);
    ASSERT_TRUE(version) << version.error().code;
    EXPECT_EQ(*migrate(*here, two, {1}), 2) << "waits for the other and does nothing twice";
    EXPECT_EQ(number(*here, "SELECT COUNT(*) FROM b"), 1);
}

}  // namespace
}  // namespace drp::sql
