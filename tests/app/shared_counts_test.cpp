#include "app/shared_counts.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../portal/world.hpp"
#include "../servers/eventually.hpp"
#include "../servers/redis_server.hpp"
#include "app/command.hpp"
#include "portal/secrets.hpp"

namespace drp::app {
namespace {

using portal::World;
using test::eventually;

constexpr const char* kPassword = "a good password";

/// One instance of a portal, as far as accounts and quotas go.
class Instance {
  public:
    Instance(World& world, const test::RedisServer& redis)
        : accounts(world.store(), world.key),
          limiter(rate_seed_of(world.key)),
          siblings(cache::parse_redis_address(redis.address()).value()) {
        share_accounts(siblings, accounts, world.key);
        rates_ = share_rates(siblings, limiter);
        siblings.start();
    }

    core::Result<portal::Accounts::LogIn> log_in(const char* password) {
        return accounts.log_in({.email = "kim@x", .password = password, .address = "192.0.2.1"}, now());
    }

    portal::Accounts accounts;
    http::RateLimiter limiter;
    Siblings siblings;

  private:
    std::unique_ptr<Background> rates_;
};

class SharedCountsTest : public testing::Test {
  protected:
    SharedCountsTest() { world.add_user("kim@x", world.school, true, portal::hash_password(kPassword)); }
    [[nodiscard]] bool are_listening() {
        return eventually([&] { return one.siblings.is_listening() && other.siblings.is_listening(); });
    }

    World world;
    test::RedisServer redis;
    Instance one{world, redis};
    Instance other{world, redis};
};

TEST_F(SharedCountsTest, ASessionThatEndsAtOneInstanceIsOverAtTheOther) {
    ASSERT_TRUE(are_listening());
    const auto begun = one.log_in(kPassword).value();
    ASSERT_TRUE(other.accounts.find(begun.token, now()));
    ASSERT_TRUE(other.accounts.remembered(begun.token, now()));
    one.accounts.log_out(begun.session.actor, now());
    EXPECT_TRUE(eventually([&] { return !other.accounts.remembered(begun.token, now()); }));
    EXPECT_FALSE(other.accounts.find(begun.token, now()));
}

TEST_F(SharedCountsTest, AChangedRoleIsAskedForAnewEverywhere) {
    ASSERT_TRUE(are_listening());
    const auto begun = one.log_in(kPassword).value();
    const auto at = now();  // the recheck after a few seconds must not be what does it
    ASSERT_TRUE(other.accounts.find(begun.token, at));
    one.accounts.recheck_all();
    EXPECT_TRUE(eventually([&] { return !other.accounts.remembered(begun.token, at); }));
}

TEST_F(SharedCountsTest, GuessesAtAPasswordAreCountedTogether) {
    ASSERT_TRUE(are_listening());
    for (int i = 0; i < portal::LoginThrottle::kMaxFailuresPerAccount; ++i) (void)one.log_in("wrong");
    EXPECT_TRUE(eventually([&] { return !other.accounts.locked(now()).empty(); }));
    EXPECT_EQ(other.accounts.locked(now()), std::vector<std::string>{"kim@x"});
    EXPECT_EQ(other.log_in(kPassword).error().code, "too-many-log-ins");
    other.accounts.unlock("kim@x");
    EXPECT_TRUE(eventually([&] { return one.accounts.locked(now()).empty(); }));
    EXPECT_TRUE(one.log_in(kPassword));
}

TEST_F(SharedCountsTest, RequestsAreCountedTogether) {
    ASSERT_TRUE(are_listening());
    constexpr std::int64_t kQuota = 1000;
    const auto key = one.limiter.address_key("192.0.2.1");
    const auto began = now();
    (void)one.limiter.take_spent(0);  // whatever the first turn: from now on there is a book of it
    for (int i = 0; i < 800; ++i) ASSERT_TRUE(one.limiter.take(key, kQuota, began).is_admitted);
    EXPECT_TRUE(eventually([&] { return other.limiter.look(key, kQuota, began).remaining == 200; }));
}

TEST_F(SharedCountsTest, RedisLearnsNoAddressOfAPerson) {
    std::vector<std::string> heard;
    std::mutex mutex;
    const cache::RedisBus listener(cache::parse_redis_address(redis.address()).value(), "drp:news:1", "listener",
                                   [&](std::string_view message) {
                                       const std::lock_guard lock(mutex);
                                       heard.emplace_back(message);
                                   });
    ASSERT_TRUE(are_listening() && eventually([&] { return listener.is_listening(); }));
    (void)one.log_in("wrong");
    const auto failures = [&] {
        const std::lock_guard lock(mutex);
        return std::ranges::count_if(heard, [](const auto& text) { return text.starts_with("failure "); });
    };
    ASSERT_TRUE(eventually([&] { return failures() == 1; }));
    EXPECT_THAT(heard, testing::Each(testing::Not(testing::HasSubstr("kim"))));
}

TEST_F(SharedCountsTest, WhatIsNoMessageOfOursChangesNothing) {
    ASSERT_TRUE(are_listening());
    cache::RedisBus stranger(cache::parse_redis_address(redis.address()).value(), "drp:news:1", "stranger",
                             [](std::string_view) {});
    for (const auto* text : {"", "rates", "rates x y", "rates 5", "rates 5 -1", "failure", "failure 192.0.2.1 kim@x",
                             "forgiven kim@x", "unheard of", "news 1"})
        stranger.publish(text);
    stranger.publish("session 0123");
    for (int i = 0; i < portal::LoginThrottle::kMaxFailuresPerAccount - 1; ++i) (void)one.log_in("wrong");
    EXPECT_TRUE(one.log_in(kPassword));
}

}  // namespace
}  // namespace drp::app
