// Server-sent events: order, filters, heartbeat, reconnecting, slow consumers.
#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void subscribe(Client& client, TestSite& site, const std::string& query = {}, const std::string& headers = {}) {
    const auto before = site.hub.subscribers();
    client.send("GET /api/events" + query + " HTTP/1.1\r\nHost: l\r\n" + headers + "\r\n");
    ASSERT_THAT(client.read_until("\n\n"), HasSubstr("Content-Type: text/event-stream"));
    ASSERT_TRUE(eventually([&] { return site.hub.subscribers() == before + 1; }));
}

TEST(Events, ArriveInOrderWithIncreasingIds) {
    TestSite site;
    Client client(site.port());
    subscribe(client, site);
    for (int i = 1; i <= 200; ++i) {
        site.hub.publish(i, {.name = "reading", .data = std::to_string(i * 10)});
        const auto frame = client.read_until("\n\n");
        EXPECT_THAT(frame, HasSubstr("id: " + std::to_string(i) + "\nevent: reading\ndata: " + std::to_string(i * 10) +
                                     "\n\n"));
    }
}

TEST(Events, ReachOnlyThoseWhoMaySeeThem) {
    TestSite site;
    Client narrow(site.port());
    Client wide(site.port());
    subscribe(narrow, site, "?below=5");
    subscribe(wide, site);
    EXPECT_EQ(site.hub.publish(7, {.name = "n", .data = "seven"}), 1U);
    EXPECT_EQ(site.hub.publish(3, {.name = "n", .data = "three"}), 2U);
    EXPECT_THAT(wide.read_until("three"), HasSubstr("seven"));
    EXPECT_THAT(narrow.read_until("three"), Not(HasSubstr("seven")));
}

TEST(Events, ComeFromManyThreadsWithoutLoss) {
    EventHub<int> hub{{.max_queued = 4'000}};
    const auto response = hub.subscribe(std::nullopt, [](int) { return true; });
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) hub.publish(i, {.name = "n", .data = "x"});
        });
    for (auto& thread : threads) thread.join();
    std::vector<EventChannel::Frame> frames;
    std::get<std::shared_ptr<EventChannel>>(response.body())->take(frames);
    ASSERT_EQ(frames.size(), 2'001U);  // and the opening
    for (std::size_t i = 1; i < frames.size(); ++i)
        EXPECT_THAT(*frames[i], ::testing::StartsWith("id: " + std::to_string(i) + "\n"));
}

TEST(Events, AHeartbeatKeepsIdleStreamsAlive) {
    ServerSettings settings;
    settings.limits.event_heartbeat = std::chrono::milliseconds{20};
    TestSite site(settings);
    Client client(site.port());
    subscribe(client, site);
    for (int i = 0; i < 3; ++i) EXPECT_THAT(client.read_until(":\n\n"), HasSubstr(":\n\n"));
}

TEST(Events, AReconnectingBrowserGetsWhatItMissed) {
    TestSite site;
    for (int i = 1; i <= 3; ++i) site.hub.publish(i, {.name = "n", .data = "d" + std::to_string(i)});
    Client client(site.port());
    subscribe(client, site, {}, "Last-Event-ID: 1\r\n");
    const auto text = client.read_until("d3");
    EXPECT_THAT(text, HasSubstr("d2"));
    EXPECT_THAT(text, Not(HasSubstr("d1")));
}

TEST(Events, AReconnectingBrowserThatMissedTooMuchIsToldToLoadAfresh) {
    TestSite site;
    for (int i = 1; i <= 9; ++i) site.hub.publish(i, {.name = "n", .data = "x"});
    Client late(site.port());
    subscribe(late, site, {}, "Last-Event-ID: 1\r\n");
    EXPECT_THAT(late.read_until("\n\n"), HasSubstr("id: 9\nevent: reset"));
    Client foreign(site.port());
    subscribe(foreign, site, {}, "Last-Event-ID: 77\r\n");  // of another start of the server
    EXPECT_THAT(foreign.read_until("\n\n"), HasSubstr("event: reset"));
}

TEST(Events, ASubscriberThatDoesNotKeepUpIsDropped) {
    TestSite site;
    Client slow(site.port());
    subscribe(slow, site);
    const std::string large(500'000, 'x');
    EXPECT_TRUE(eventually([&] {
        site.hub.publish(1, {.name = "n", .data = large});
        return site.hub.subscribers() == 0;
    }));
    EXPECT_TRUE(slow.read_until("\r\n0\r\n\r\n").ends_with(": too slow, please reconnect\n\n\r\n0\r\n\r\n"));
}

TEST(Events, ASubscriberThatLeftIsForgotten) {
    TestSite site;
    {
        Client client(site.port());
        subscribe(client, site);
    }
    EXPECT_TRUE(eventually([&] {
        site.hub.publish(1, {.name = "n", .data = "x"});
        return site.hub.subscribers() == 0 && site.server->connections() == 0;
    }));
}

TEST(Events, LineBreaksInDataStayData) {
    EXPECT_EQ(format_event(7, {.name = "a\nb", .data = "one\ntwo\r\nthree\rfour"}),
              "id: 7\nevent: a b\ndata: one\ndata: two\ndata: three\ndata: four\n\n");
}

}  // namespace
}  // namespace drp::http::test
