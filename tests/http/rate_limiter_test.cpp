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

/// What each has admitted since is told to the other.
void exchange(RateLimiter& one, RateLimiter& other) {
    const auto of_one = one.take_spent(1000);
    const auto of_other = other.take_spent(1000);
    for (const auto& spent : of_one) other.add_spent(spent, kNow);
    for (const auto& spent : of_other) one.add_spent(spent, kNow);
}

TEST(RateLimiter, TwoThatTellEachOtherAdmitOneQuotaTogether) {
    RateLimiter one(7);
    RateLimiter other(7);
    exchange(one, other);  // from now on there is a book of it
    const auto key = one.address_key("192.0.2.1");
    EXPECT_EQ(key.value, other.address_key("192.0.2.1").value);
    int admitted = 0;
    for (int i = 0; i < 120; ++i) {
        admitted += one.take(key, 60, kNow).is_admitted ? 1 : 0;
        admitted += other.take(key, 60, kNow).is_admitted ? 1 : 0;
        exchange(one, other);
    }
    EXPECT_EQ(admitted, 60);
    EXPECT_TRUE(one.take(one.address_key("192.0.2.2"), 60, kNow).is_admitted);
}

TEST(RateLimiter, TellsWhatWasSpentOnceAndInPieces) {
    RateLimiter limiter(7);
    EXPECT_TRUE(limiter.take_spent(10).empty());
    for (int client = 0; client < 25; ++client)
        for (int i = 0; i < 3; ++i) (void)limiter.take(limiter.key(1, std::to_string(client)), 60, kNow);
    double told = 0;
    for (const std::size_t expected : {10U, 10U, 5U, 0U}) {
        const auto spent = limiter.take_spent(10);
        EXPECT_EQ(spent.size(), expected);
        for (const auto& part : spent) told += part.share;
    }
    EXPECT_NEAR(told, 25 * 3 / 60.0, 1e-9);
}

TEST(RateLimiter, WhatIsHeardNeverFillsABucketPastItsBrim) {
    RateLimiter limiter(7);
    const auto key = limiter.address_key("192.0.2.1");
    for (int i = 0; i < 5; ++i) limiter.add_spent({key, 7.5}, kNow);
    limiter.add_spent({key, -3}, kNow);
    EXPECT_FALSE(limiter.take(key, 60, kNow).is_admitted);
    EXPECT_TRUE(limiter.take(key, 60, kNow + 1).is_admitted);
}

}  // namespace
}  // namespace drp::http
