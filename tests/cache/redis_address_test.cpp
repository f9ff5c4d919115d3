#include "cache/redis_address.hpp"

#include <gtest/gtest.h>

namespace drp::cache {
namespace {

TEST(RedisAddress, NamesAServerOrASocket) {
    const auto server = parse_redis_address("redis://cache.example").value();
    ASSERT_EQ(server.hosts.size(), 1U);
    EXPECT_EQ(server.hosts[0].name, "cache.example");
    EXPECT_EQ(server.hosts[0].port, 6379);
    EXPECT_FALSE(server.is_tls);
    EXPECT_EQ(parse_redis_address("redis://cache.example:7000")->hosts[0].port, 7000);
    EXPECT_EQ(parse_redis_address("redis://cache.example?user=drp")->user, "drp");
    EXPECT_EQ(parse_redis_address("redis+unix:///run/redis.sock")->socket, "/run/redis.sock");
    EXPECT_TRUE(parse_redis_address("redis+unix:///run/redis.sock")->hosts.empty());
}

TEST(RedisAddress, OverTlsNamesWhomToTrust) {
    const auto server = parse_redis_address("rediss://cache.example:7000?user=drp&ca=/etc/ca.pem").value();
    EXPECT_TRUE(server.is_tls);
    EXPECT_EQ(server.hosts[0].port, 7000);
    EXPECT_EQ(server.user, "drp");
    EXPECT_EQ(server.ca_file, "/etc/ca.pem");
}

TEST(RedisAddress, NamesSentinelsAndWhatTheyWatch) {
    const auto watched = parse_redis_address("redis+sentinel://one,two:7001,three/drp").value();
    EXPECT_EQ(watched.service, "drp");
    ASSERT_EQ(watched.hosts.size(), 3U);
    EXPECT_EQ(watched.hosts[0].name, "one");
    EXPECT_EQ(watched.hosts[0].port, 26379);
    EXPECT_EQ(watched.hosts[1].name, "two");
    EXPECT_EQ(watched.hosts[1].port, 7001);
    EXPECT_FALSE(watched.is_tls);
    EXPECT_TRUE(parse_redis_address("rediss+sentinel://one/drp?ca=/ca.pem")->is_tls);
}

TEST(RedisAddress, NeverHoldsAPasswordAndIsNotRepeatedWhenItDoes) {
    for (const auto* text : {"redis://:hunter2@cache", "redis+sentinel://:hunter2@one/drp"}) {
        const auto problem = parse_redis_address(text).error();
        EXPECT_EQ(problem.code, "redis-address-invalid");
        EXPECT_EQ(core::to_text(problem).find("hunter2"), std::string::npos);
    }
}

TEST(RedisAddress, OfAnythingElseIsAProblem) {
    for (const auto* text : {"",
                             "cache",
                             "redis:",
                             "redis://",
                             "redis://:6379",
                             "redis://c:0",
                             "redis://c:70000",
                             "redis://c:x",
                             "redis://c/0",
                             "redis://a,b",
                             "redis+unix://socket",
                             "redis+unix:///",
                             "redis://c?user=",
                             "redis://c?color=red",
                             "redis://c?user=a&user=b",
                             "redis://c?ca=/ca.pem",
                             "rediss://c?ca=",
                             "redis+sentinel://",
                             "redis+sentinel://a",
                             "redis+sentinel://a/",
                             "redis+sentinel:///drp",
                             "redis+sentinel://a,,b/drp",
                             "http://c"})
        EXPECT_EQ(parse_redis_address(text).error().code, "redis-address-invalid") << text;
}

}  // namespace
}  // namespace drp::cache
