// Stopping: what is in flight ends, what is idle goes, what is new is refused.
#include <future>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

TEST(Drain, FinishesRequestsInFlightAndRefusesNewConnections) {
    TestSite site;
    const auto port = site.port();
    Client busy(port);
    busy.send("GET /api/slow HTTP/1.1\r\nHost: l\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return site.is_slow_running.load(); }));
    auto drained = std::async(std::launch::async, [&] { return site.server->drain(); });
    EXPECT_TRUE(eventually([&] { return !Client(port).is_connected(); }));
    site.release_slow.set_value();
    const auto answer = busy.read();
    EXPECT_EQ(answer.body, "at last");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(busy.is_closed());
    EXPECT_TRUE(drained.get());
}

TEST(Drain, LetsIdleConnectionsGoAtOnce) {
    const TestSite site;
    Client idle(site.port());
    EXPECT_EQ(idle.get("/api/hello").status, 200U);
    EXPECT_TRUE(site.server->drain());
    EXPECT_TRUE(idle.is_closed());
    EXPECT_EQ(site.server->connections(), 0U);
}

TEST(Drain, EndsEventStreamsProperly) {
    TestSite site;
    Client client(site.port());
    client.send("GET /api/events HTTP/1.1\r\nHost: l\r\n\r\n");
    client.read_until("\n\n");
    ASSERT_TRUE(eventually([&] { return site.hub.subscribers() == 1; }));
    EXPECT_TRUE(site.server->drain());
    EXPECT_THAT(client.read_until("never"), ::testing::EndsWith("0\r\n\r\n"));
}

TEST(Drain, CutsOffWhoDoesNotEndInTime) {
    ServerSettings settings;
    settings.limits.drain_time = std::chrono::milliseconds{50};
    const TestSite site(settings);
    Client halfway(site.port());
    halfway.send("POST /api/upload HTTP/1.1\r\nHost: l\r\nContent-Length: 1000\r\n\r\nabc");
    ASSERT_TRUE(eventually([&] { return site.server->connections() == 1; }));
    ASSERT_TRUE(eventually([&, n = 0]() mutable { return ++n > 10; }));  // the head has been read
    EXPECT_FALSE(site.server->drain());
    EXPECT_EQ(site.server->connections(), 0U);
}

TEST(Drain, MayBeAskedForTwiceAndBeforeTheStart) {
    Server never_started{{}, {}};
    EXPECT_TRUE(never_started.drain());
    const TestSite site;
    EXPECT_TRUE(site.server->drain());
    EXPECT_TRUE(site.server->drain());
}

TEST(Start, SaysWhichAddressIsTaken) {
    const TestSite site;
    ServerSettings settings;
    settings.listeners[0].port = site.port();
    Server second(settings, {});
    const auto started = second.start();
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().code, "address-not-bound");
    EXPECT_EQ(started.error().place, "127.0.0.1:" + std::to_string(site.port()));
}

TEST(Start, RefusesAnAddressThatIsNone) {
    ServerSettings settings;
    settings.listeners[0].address = "here";
    EXPECT_FALSE(Server(settings, {}).start().has_value());
}

}  // namespace
}  // namespace drp::http::test
