#include "cache/redis_address.hpp"

#include <gtest/gtest.h>

namespace drp::cache {
namespace {

TEST(RedisAddress, NamesAServerOrASocket) {
    EXPECT_EQ(parse_redis_address("redis://cache.example")->host, "cache.example");
    EXPECT_EQ(parse_redis_address("redis://cache.example")->port, 6379);
    EXPECT_EQ(parse_redis_address("redis://cache.example:7000")->port, 7000);
    EXPECT_EQ(parse_redis_address("redis://cache.example?user=drp")->user, "drp");
    EXPECT_EQ(parse_redis_address("redis+unix:///run/redis.sock")->socket, "/run/redis.sock");
    EXPECT_EQ(parse_redis_address("redis+unix:///run/redis.sock")->host, "");
}

TEST(RedisAddress, NeverHoldsAPasswordAndIsNotRepeatedWhenItDoes) {
    const auto problem = parse_redis_address("redis://:hunter2@cache").error();
    EXPECT_EQ(problem.code, "redis-address-invalid");
    EXPECT_EQ(core::to_text(problem).find("hunter2"), std::string::npos);
}

TEST(RedisAddress, OfAnythingElseIsAProblem) {
    for (const auto* text : {"", "cache", "redis:", "redis://", "redis://:6379", "redis://c:0", "redis://c:70000",
                             "redis://c:x", "redis://c/0", "redis+unix://socket", "redis+unix:///",
                             "redis://c?user=", "redis://c?color=red", "redis://c?user=a&user=b", "http://c"})
        EXPECT_EQ(parse_redis_address(text).error().code, "redis-address-invalid") << text;
}

}  // namespace
}  // namespace drp::cache
