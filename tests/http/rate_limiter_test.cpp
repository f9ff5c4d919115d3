#include "http/rate_limiter.hpp"

#include <string>

#include <gtest/gtest.h>

namespace drp::http {
namespace {

constexpr core::UtcSeconds kNow{1'750'000'000};

TEST(RateLimiter, AdmitsAMinutesQuotaAtOnceAndNotOneMore) {
    RateLimiter limiter;
    const auto key = limiter.address_key("192.0.2.1");
    for (int i = 0; i < 600; ++i) {
        const auto verdict = limiter.take(key, 600, kNow);
        ASSERT_TRUE(verdict.is_admitted) << i;
        EXPECT_EQ(verdict.remaining, 599 - i);
    }
    const auto refused = limiter.take(key, 600, kNow);
    EXPECT_FALSE(refused.is_admitted);
    EXPECT_EQ(refused.limit, 600);
    EXPECT_EQ(refused.remaining, 0);
    EXPECT_EQ(refused.reset_s, 60);
    EXPECT_EQ(refused.wait_s, 1);
}

TEST(RateLimiter, LeaksEvenly) {
    RateLimiter limiter;
    const auto key = limiter.address_key("192.0.2.1");
    for (int i = 0; i < 60; ++i) (void)limiter.take(key, 60, kNow);
    EXPECT_FALSE(limiter.take(key, 60, kNow).is_admitted);
    EXPECT_TRUE(limiter.take(key, 60, kNow + 1).is_admitted);
    EXPECT_FALSE(limiter.take(key, 60, kNow + 1).is_admitted);
    EXPECT_EQ(limiter.take(key, 60, kNow + 61).remaining, 59);
}

TEST(RateLimiter, SaysHowLongToWaitForASmallQuota) {
    RateLimiter limiter;
    const auto key = limiter.address_key("192.0.2.1");
    EXPECT_TRUE(limiter.take(key, 2, kNow).is_admitted);
    EXPECT_TRUE(limiter.take(key, 2, kNow).is_admitted);
    EXPECT_EQ(limiter.take(key, 2, kNow).wait_s, 30);
    EXPECT_FALSE(limiter.take(key, 2, kNow + 29).is_admitted);
    EXPECT_TRUE(limiter.take(key, 2, kNow + 30).is_admitted);
}

TEST(RateLimiter, ARefusedRequestCostsNothing) {
    RateLimiter limiter;
    const auto key = limiter.address_key("192.0.2.1");
    for (int i = 0; i < 500; ++i) (void)limiter.take(key, 1, kNow);
    EXPECT_TRUE(limiter.take(key, 1, kNow + 60).is_admitted);
}

TEST(RateLimiter, LookingCountsNothing) {
    RateLimiter limiter;
    const auto key = limiter.address_key("192.0.2.1");
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(limiter.look(key, 1, kNow).is_admitted);
    EXPECT_TRUE(limiter.take(key, 1, kNow).is_admitted);
    EXPECT_FALSE(limiter.look(key, 1, kNow).is_admitted);
}

TEST(RateLimiter, AClockThatIsSetBackGivesNothingAway) {
    RateLimiter limiter;
    const auto key = limiter.address_key("192.0.2.1");
    EXPECT_TRUE(limiter.take(key, 1, kNow).is_admitted);
    EXPECT_FALSE(limiter.take(key, 1, kNow + -3600).is_admitted);
    EXPECT_FALSE(limiter.take(key, 1, kNow + 1).is_admitted);
}

TEST(RateLimiter, CountsEachKeyForItself) {
    RateLimiter limiter;
    EXPECT_TRUE(limiter.take(limiter.key(1, "a"), 1, kNow).is_admitted);
    EXPECT_TRUE(limiter.take(limiter.key(1, "b"), 1, kNow).is_admitted);
    EXPECT_TRUE(limiter.take(limiter.key(2, "a"), 1, kNow).is_admitted);
    EXPECT_FALSE(limiter.take(limiter.key(1, "a"), 1, kNow).is_admitted);
}

TEST(RateLimiter, TakesAnIpv6NetworkForOneClient) {
    const RateLimiter limiter;
    EXPECT_EQ(limiter.address_key("2001:db8:1:2::1").value, limiter.address_key("2001:db8:1:2:ffff::9").value);
    EXPECT_NE(limiter.address_key("2001:db8:1:2::1").value, limiter.address_key("2001:db8:1:3::1").value);
    EXPECT_NE(limiter.address_key("192.0.2.1").value, limiter.address_key("192.0.2.2").value);
}

TEST(RateLimiter, AFloodOfStrangersDoesNotFreeTheOneWhoIsAtTheLimit) {
    RateLimiter limiter;
    const auto key = limiter.address_key("192.0.2.1");
    EXPECT_TRUE(limiter.take(key, 1, kNow).is_admitted);
    for (int i = 0; i < 500'000; ++i) (void)limiter.take(limiter.key(1, std::to_string(i)), 1000, kNow);
    EXPECT_FALSE(limiter.take(key, 1, kNow).is_admitted);
}

}  // namespace
}  // namespace drp::http
