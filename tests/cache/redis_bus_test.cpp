#include "cache/redis_bus.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../servers/eventually.hpp"
#include "../servers/redis_server.hpp"

namespace drp::cache {
namespace {

using test::eventually;
using namespace std::chrono_literals;

/// An instance on the bus, and what it has heard.
class Instance {
  public:
    Instance(const test::RedisServer& server, const std::string& name, const std::string& password = {})
        : bus_(address_of(server, password), "news", name, [this](std::string_view message) {
              const std::lock_guard lock(mutex_);
              heard_.emplace_back(message);
          }) {}

    RedisBus* operator->() { return &bus_; }
    [[nodiscard]] std::vector<std::string> heard() {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

  private:
    static RedisAddress address_of(const test::RedisServer& server, const std::string& password) {
        auto address = parse_redis_address(server.address()).value();
        address.password = password;
        return address;
    }

    std::mutex mutex_;
    std::vector<std::string> heard_;
    RedisBus bus_;  // last: it calls back into the others
};

TEST(RedisBus, TheOthersHearWhatOneSaysInOrderAndItItselfDoesNot) {
    const test::RedisServer server;
    Instance one(server, "one");
    Instance other(server, "other");
    ASSERT_TRUE(eventually([&] { return one->is_listening() && other->is_listening(); }));
    std::vector<std::string> said;
    for (int i = 0; i < 100; ++i) said.push_back("message " + std::to_string(i));
    for (const auto& message : said) one->publish(message);
    other->publish("done");
    EXPECT_TRUE(eventually([&] { return other.heard().size() == said.size() && one.heard().size() == 1; }));
    EXPECT_EQ(other.heard(), said);
    EXPECT_EQ(one.heard(), std::vector<std::string>{"done"});
    EXPECT_EQ(one->dropped(), 0U);
}

TEST(RedisBus, AnyBytesArrive) {
    const test::RedisServer server;
    Instance one(server, "one");
    Instance other(server, "other");
    ASSERT_TRUE(eventually([&] { return other->is_listening(); }));
    const std::string bytes("\0 \r\n\xFF$3", 7);
    one->publish(bytes);
    one->publish("");
    EXPECT_TRUE(eventually([&] { return other.heard().size() == 2; }));
    EXPECT_EQ(other.heard(), (std::vector<std::string>{bytes, ""}));
}

TEST(RedisBus, AServerThatWasKilledCostsMessagesAndNothingElse) {
    test::RedisServer server;
    Instance one(server, "one");
    Instance other(server, "other");
    ASSERT_TRUE(eventually([&] { return other->is_listening(); }));
    server.kill();
    one->publish("lost");
    EXPECT_TRUE(eventually([&] { return one->dropped() == 1 && !other->is_listening(); }));
    server.start();
    ASSERT_TRUE(eventually([&] { return other->is_listening(); }));
    EXPECT_TRUE(eventually([&] {
        one->publish("back");
        return !other.heard().empty();
    }));
    EXPECT_EQ(other.heard().front(), "back");
}

TEST(RedisBus, AFrozenServerHoldsNobodyUpAndIsHeardAgainWhenItGoesOn) {
    const test::RedisServer server;
    Instance one(server, "one");
    Instance other(server, "other");
    ASSERT_TRUE(eventually([&] { return other->is_listening(); }));
    server.freeze();
    for (int i = 0; i < 10'000; ++i) one->publish("frozen");  // more than are kept: returns all the same
    EXPECT_TRUE(eventually([&] { return one->dropped() > 0 && !other->is_listening(); }));
    server.thaw();
    ASSERT_TRUE(eventually([&] { return other->is_listening(); }));
    EXPECT_TRUE(eventually([&] {
        one->publish("thawed");
        const auto heard = other.heard();
        return !heard.empty() && heard.back() == "thawed";
    }));
}

TEST(RedisBus, WithoutTheRightPasswordNothingIsSaidOrHeard) {
    const test::RedisServer server("secret");
    Instance one(server, "one", "secret");
    Instance other(server, "other", "secret");
    Instance stranger(server, "stranger", "wrong");
    ASSERT_TRUE(eventually([&] { return one->is_listening() && other->is_listening(); }));
    stranger->publish("from a stranger");
    EXPECT_TRUE(eventually([&] { return stranger->dropped() == 1; }));
    one->publish("from a friend");
    EXPECT_TRUE(eventually([&] { return !other.heard().empty(); }));
    EXPECT_EQ(other.heard(), std::vector<std::string>{"from a friend"});
    EXPECT_FALSE(stranger->is_listening());
}

TEST(RedisBus, EndsWhileNobodyAnswers) {
    test::RedisServer server;
    server.kill();
    Instance one(server, "one");
    one->publish("nobody");
}

}  // namespace
}  // namespace drp::cache
