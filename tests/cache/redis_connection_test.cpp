#include "cache/redis_connection.hpp"

#include <array>
#include <thread>

#include <gtest/gtest.h>

#include "../servers/redis_network.hpp"
#include "../servers/redis_server.hpp"

namespace drp::cache {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<RedisConnection> open(const std::string& address) {
    return RedisConnection::open(parse_redis_address(address).value(), 2000ms);
}

/// What a key holds; empty where there is none or nobody answers.
std::string value_of(RedisConnection& connection, std::string_view key) {
    const std::array<std::string_view, 2> command{"GET", key};
    const auto answer = connection.ask(command);
    return answer ? answer->front().value_or("") : "";
}

TEST(RedisConnection, KeepsAnyBytesOverASocketAndOverTls) {
    const test::RedisServer local;
    const test::Certificate certificate;
    const test::NetworkRedis distant(certificate);
    std::string bytes("\0\r\n$5", 5);
    bytes += std::string(300'000, 'x');
    for (const auto& address : {local.address(), "rediss://" + distant.place() + "?ca=" + certificate.file()}) {
        const auto connection = open(address);
        ASSERT_TRUE(connection) << address;
        ASSERT_TRUE(connection->run({"SET", "key", bytes}));
        EXPECT_EQ(value_of(*connection, "key"), bytes);
    }
}

TEST(RedisConnection, GivesAListWithItsGaps) {
    const test::RedisServer server;
    const auto connection = open(server.address());
    ASSERT_TRUE(connection->run({"SET", "there", "value"}));
    const std::array<std::string_view, 3> command{"MGET", "there", "missing"};
    const auto answer = connection->ask(command);
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, (std::vector<std::optional<std::string>>{"value", std::nullopt}));
}

TEST(RedisConnection, OverTlsTrustsOnlyWhomItIsTold) {
    const test::Certificate certificate;
    const test::Certificate other;
    const test::NetworkRedis server(certificate);
    EXPECT_FALSE(open("rediss://" + server.place()));
    EXPECT_FALSE(open("rediss://" + server.place() + "?ca=" + other.file()));
    EXPECT_FALSE(open("rediss://localhost:" + std::to_string(server.port()) + "?ca=" + certificate.file()))
        << "the certificate is for 127.0.0.1";
    const auto plain = open("redis://" + server.place());
    EXPECT_FALSE(plain && plain->run({"PING"})) << "at a port of TLS";
    EXPECT_TRUE(open("rediss://" + server.place() + "?ca=" + certificate.file()));
}

TEST(RedisConnection, BehindASentinelIsTheOneOfThePrimaryAlsoAfterAFailover) {
    test::NetworkRedis first;
    const test::NetworkRedis second({"--replicaof", "127.0.0.1 " + std::to_string(first.port())});
    {
        const auto connection = open("redis://" + first.place());
        ASSERT_TRUE(connection);
        EXPECT_TRUE(connection->run({"SET", "key", "of the first"}));
        const std::array<std::string_view, 3> wait{"WAIT", "1", "1000"};  // until the replica has it
        for (int i = 0; i < 60; ++i)
            if (const auto replicas = connection->ask(wait); replicas && replicas->front() == "1") break;
    }
    const test::Sentinel sentinel(first);
    // The first Sentinel of the list is not there: the next is asked.
    const auto address =
        "redis+sentinel://127.0.0.1:" + std::to_string(test::free_port()) + "," + sentinel.place() + "/drp";
    ASSERT_TRUE(open(address));
    first.kill();
    std::unique_ptr<RedisConnection> connection;
    for (int i = 0; i < 300 && !connection; ++i) {
        connection = open(address);
        if (!connection) std::this_thread::sleep_for(100ms);
    }
    ASSERT_TRUE(connection);
    EXPECT_EQ(value_of(*connection, "key"), "of the first");
    EXPECT_TRUE(connection->run({"SET", "key", "of the second"}));
}

TEST(RedisConnection, ToAServiceThatTheSentinelDoesNotKnowIsNone) {
    const test::NetworkRedis server;
    const test::Sentinel sentinel(server);
    EXPECT_FALSE(open("redis+sentinel://" + sentinel.place() + "/other"));
}

TEST(RedisConnection, WaitsNoLongerThanItIsTold) {
    const test::RedisServer server;
    const auto connection = RedisConnection::open(parse_redis_address(server.address()).value(), 100ms);
    ASSERT_TRUE(connection);
    server.freeze();
    EXPECT_EQ(value_of(*connection, "key"), "");  // would last for ever
    EXPECT_FALSE(RedisConnection::open(parse_redis_address(server.address()).value(), 100ms) &&
                 connection->run({"PING"}));
    server.thaw();
}

}  // namespace
}  // namespace drp::cache
