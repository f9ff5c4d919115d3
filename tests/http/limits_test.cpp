// Each limit, and that a client which breaks it gets an answer and nothing more.
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

ServerSettings with(const ServerLimits& limits) {
    ServerSettings settings;
    settings.limits = limits;
    return settings;
}

TEST(Limits, HeadersThatAreTooLargeAre431) {
    const TestSite site(with({.max_header_bytes = 2'000}));
    Client client(site.port());
    const auto answer = client.get("/api/hello", "X-Big: " + std::string(4'000, 'x') + "\r\n");
    EXPECT_EQ(answer.status, 431U);
    EXPECT_THAT(answer.body, HasSubstr("/problems/request-header-too-large"));
    EXPECT_TRUE(client.is_closed());
}

TEST(Limits, HeadersWithoutEndAre431) {
    const TestSite site(with({.max_header_bytes = 2'000}));
    Client client(site.port());
    client.send("GET / HTTP/1.1\r\n");
    for (int i = 0; i < 100; ++i) client.send("X-Header-" + std::to_string(i) + ": and another one of these\r\n");
    EXPECT_EQ(client.read().status, 431U);
}

TEST(Limits, TooManyHeadersAre431) {
    const TestSite site(with({.max_headers = 10}));
    std::string headers;
    for (int i = 0; i < 9; ++i) headers += "X: y\r\n";
    Client client(site.port());
    EXPECT_EQ(client.get("/api/hello", headers).status, 200U);
    EXPECT_EQ(client.get("/api/hello", headers + "X: y\r\n").status, 431U);
}

TEST(Limits, AnAddressThatIsTooLongIs414) {
    const TestSite site(with({.max_target_bytes = 100}));
    Client client(site.port());
    EXPECT_EQ(client.get("/api/echo/" + std::string(91, 'x')).status, 414U);
}

TEST(Limits, TooManyQueryParametersAre400) {
    const TestSite site(with({.max_query_params = 3}));
    Client client(site.port());
    EXPECT_EQ(client.get("/api/echo/x?a&b&c").status, 200U);
    EXPECT_EQ(client.get("/api/echo/x?a&b&c&d").status, 400U);
}

TEST(Limits, ABodyAboveItsRoutesLimitIs413) {
    const TestSite site;
    Client exact(site.port());
    EXPECT_EQ(exact.request("POST", "/api/bytes", std::string(1'000, 'x')).status, 200U);
    EXPECT_EQ(exact.request("POST", "/api/bytes", std::string(1'001, 'x')).status, 413U);
}

TEST(Limits, AChunkedBodyAboveItsRoutesLimitIs413) {
    const TestSite site;
    Client client(site.port());
    client.send("POST /api/bytes HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; ++i) client.send("64\r\n" + std::string(100, 'x') + "\r\n");
    EXPECT_EQ(client.read().status, 413U);
    EXPECT_TRUE(client.is_closed());
}

TEST(Limits, AStreamedBodyAboveItsRoutesLimitIs413) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.request("POST", "/api/upload", std::string(8'000'001, 'x')).status, 413U);
}

TEST(Limits, AHeadThatDoesNotEndInTimeIs408) {
    const TestSite site(with({.header_time = milliseconds{100}}));
    Client client(site.port());
    client.send("GET /api/hello HTTP/1.1\r\nHost:");
    const auto answer = client.read();
    EXPECT_EQ(answer.status, 408U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(Limits, DrippingHeadersDoNotBuyTime) {
    const TestSite site(with({.max_headers = 100'000, .header_time = milliseconds{100}}));
    Client client(site.port());
    client.send("GET /api/hello HTTP/1.1\r\n");
    const auto drip = [&] {
        client.send("X: 1\r\n");
        return site.server->connections() == 0;
    };
    ASSERT_TRUE(eventually([&] { return site.server->connections() == 1; }));
    ASSERT_TRUE(eventually(drip));
    EXPECT_EQ(client.read().status, 408U);
}

TEST(Limits, ASilentConnectionIsClosedWithoutAWord) {
    const TestSite site(with({.idle_time = milliseconds{100}}));
    Client client(site.port());
    EXPECT_TRUE(client.is_closed());
}

TEST(Limits, ABodyThatStopsComingIs408) {
    const TestSite site(with({.body_grace = milliseconds{100}}));
    Client client(site.port());
    client.send("POST /api/upload HTTP/1.1\r\nHost: l\r\nContent-Length: 1000\r\n\r\nabc");
    const auto answer = client.read();
    EXPECT_EQ(answer.status, 408U);
    EXPECT_THAT(answer.body, HasSubstr("body-too-slow"));
}

TEST(Limits, AClientThatTakesNothingIsCutOff) {
    const TestSite site(with({.write_stall_time = milliseconds{100}}));
    Client client(site.port());
    client.shrink_receive_buffer();
    client.send("GET /api/stream?pieces=10000000 HTTP/1.1\r\nHost: l\r\n\r\n");
    EXPECT_TRUE(eventually([&] { return site.server->connections() == 1; }));
    EXPECT_TRUE(eventually([&] { return site.server->connections() == 0; }));
}

TEST(Limits, ConnectionsBeyondTheLimitAre503) {
    const TestSite site(with({.max_connections = 2}));
    Client first(site.port());
    Client second(site.port());
    EXPECT_EQ(first.get("/api/hello").status, 200U);
    EXPECT_EQ(second.get("/api/hello").status, 200U);
    Client third(site.port());
    const auto answer = third.read();
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.header("retry-after"), "5");
    EXPECT_THAT(answer.body, HasSubstr("too-many-connections"));
    EXPECT_EQ(first.get("/api/hello").status, 200U);
}

TEST(Limits, AConnectionServesABoundedNumberOfRequests) {
    const TestSite site(with({.max_requests_per_connection = 2}));
    Client client(site.port());
    EXPECT_EQ(client.get("/api/hello").header("connection"), "");
    EXPECT_EQ(client.get("/api/hello").header("connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(Limits, AFullWorkerQueueIs503AtOnce) {
    TestSite site;
    std::vector<std::unique_ptr<Client>> waiting;
    for (int i = 0; i < 6; ++i) {  // two run, four wait
        waiting.push_back(std::make_unique<Client>(site.port()));
        waiting.back()->send("GET /api/slow HTTP/1.1\r\nHost: l\r\n\r\n");
        ASSERT_TRUE(eventually([&] { return site.pool.waiting() == static_cast<std::size_t>(std::max(0, i - 1)); }));
    }
    Client client(site.port());
    const auto answer = client.get("/api/slow");
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.header("retry-after"), "1");
    site.release_slow.set_value();
    for (auto& one : waiting) EXPECT_EQ(one->read().body, "at last");
}

}  // namespace
}  // namespace drp::http::test
