// Ordinary conversations: keep-alive, pipelining, HEAD, compression, conditional requests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using ::testing::HasSubstr;

TEST(Conversation, KeepsTheConnectionBetweenRequests) {
    const TestSite site;
    Client client(site.port());
    for (int i = 0; i < 50; ++i) EXPECT_EQ(client.get("/api/hello").body, "hello nobody");
    EXPECT_EQ(site.server->connections(), 1U);
}

TEST(Conversation, AnswersPipelinedRequestsInOrder) {
    const TestSite site;
    Client client(site.port());
    std::string requests;
    for (int i = 0; i < 100; ++i)
        requests += "GET /api/echo/" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(requests);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(client.read().body, std::to_string(i));
}

TEST(Conversation, AnswersPipelinedRequestsWithBodiesInOrder) {
    const TestSite site;
    Client client(site.port());
    client.send(
        "POST /api/bytes HTTP/1.1\r\nHost: l\r\nContent-Length: 3\r\n\r\none"
        "POST /api/bytes HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
        "GET /api/echo/three HTTP/1.1\r\nHost: l\r\n\r\n");
    EXPECT_EQ(client.read().body, "one");
    EXPECT_EQ(client.read().body, "two");
    EXPECT_EQ(client.read().body, "three");
}

TEST(Conversation, ReadsARequestThatArrivesByteByByte) {
    const TestSite site;
    Client client(site.port());
    for (const char c : std::string_view("GET /api/echo/x?a=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        client.send(std::string_view(&c, 1));
    EXPECT_EQ(client.read().body, "x|a=1");
}

TEST(Conversation, EndsWhenTheClientAsksForIt) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/hello", "Connection: close\r\n").header("connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(Conversation, EndsAfterHttp10UnlessAskedToStay) {
    const TestSite site;
    Client leaving(site.port());
    leaving.send("GET /api/hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(leaving.read().body, "hello nobody");
    EXPECT_TRUE(leaving.is_closed());
    Client staying(site.port());
    staying.send("GET /api/hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(staying.read().header("connection"), "keep-alive");
    EXPECT_EQ(staying.get("/api/hello").status, 200U);
}

TEST(Conversation, HeadHasTheHeadersOfGetAndNoBody) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.request("HEAD", "/api/hello");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("content-length"), "12");
    EXPECT_EQ(client.get("/api/hello").body, "hello nobody");  // nothing was left on the line
}

TEST(Conversation, StreamsAreChunkedAndTheConnectionGoesOn) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.get("/api/stream?pieces=3");
    EXPECT_EQ(answer.header("transfer-encoding"), "chunked");
    EXPECT_EQ(answer.body, "piece 0\npiece 1\npiece 2\n");
    EXPECT_EQ(client.get("/api/hello").status, 200U);
}

TEST(Conversation, AStreamThatFailsNeverLooksComplete) {
    const TestSite site;
    Client client(site.port());
    client.send("GET /api/stream?pieces=9&breaks HTTP/1.1\r\nHost: l\r\n\r\n");
    const auto all = client.read_until("nothing that is ever sent");
    EXPECT_THAT(all, HasSubstr("piece 1"));
    EXPECT_EQ(all.find("\r\n0\r\n"), std::string::npos);
}

TEST(Conversation, AStreamToHttp10EndsWithTheConnection) {
    const TestSite site;
    Client client(site.port());
    client.send("GET /api/stream?pieces=2 HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(client.read_until("never").ends_with("\r\n\r\npiece 0\npiece 1\n"));
}

TEST(Conversation, CompressesDynamicBodiesOnlyWhereAccepted) {
    const TestSite site;
    Client client(site.port());
    const auto plain = client.get("/api/large");
    EXPECT_EQ(plain.header("content-encoding"), "");
    EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
    EXPECT_EQ(plain.body.size(), 20'002U);
    const auto packed = client.get("/api/large", "Accept-Encoding: br;q=1, gzip;q=0.5\r\n");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.body, gzip(plain.body, 1));
    EXPECT_EQ(client.get("/api/large", "Accept-Encoding: gzip;q=0\r\n").header("content-encoding"), "");
    EXPECT_EQ(client.get("/api/hello", "Accept-Encoding: gzip\r\n").header("content-encoding"), "");  // too small
}

TEST(Conversation, ChoosesTheGzipVariantOfSharedBytes) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/shared").body, std::string(30'000, 'x'));
    const auto packed = client.get("/api/shared", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_LT(packed.body.size(), 1'000U);
}

TEST(Conversation, AKnownTagIsNotSentAgain) {
    const TestSite site;
    Client client(site.port());
    const auto tag = client.get("/api/shared").header("etag");
    for (const auto& known : {tag, "\"other\", " + tag, std::string("\"s1\""), std::string("*")}) {
        const auto answer = client.get("/api/shared", "If-None-Match: " + known + "\r\n");
        EXPECT_EQ(answer.status, 304U) << known;
        EXPECT_EQ(answer.body, "");
        EXPECT_EQ(answer.header("etag"), tag);
        EXPECT_EQ(answer.header("cache-control"), "private, max-age=5");
    }
    EXPECT_EQ(client.get("/api/shared", "If-None-Match: \"s2\"\r\n").status, 200U);
}

TEST(Conversation, ABrokenHandlerIs500WithoutDetailsAndTheServerGoesOn) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.get("/api/broken");
    EXPECT_EQ(answer.status, 500U);
    EXPECT_THAT(answer.body, HasSubstr("/problems/internal-error"));
    EXPECT_EQ(answer.body.find("invariant"), std::string::npos);
    EXPECT_EQ(client.get("/api/hello").status, 200U);
}

TEST(Conversation, WhatIsAwayIs503WithRetryAfterAndWithoutTheEnginesWords) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.get("/api/away");
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.header("retry-after"), "1");
    EXPECT_THAT(answer.body, HasSubstr("/problems/store-unreachable"));
    EXPECT_THAT(answer.body, HasSubstr("Try again in a moment."));
    EXPECT_EQ(answer.body.find("SELECT"), std::string::npos);
}

TEST(Conversation, AHandlerThatWasUndoneForAnotherRunsAgainWhole) {
    ServerSettings settings;
    settings.is_worth_another_try = [](const std::exception& error) {
        return std::string_view(error.what()) == "met another";
    };
    const TestSite site(std::move(settings));
    Client client(site.port());
    const auto answer = client.request("POST", "/api/unlucky", "the body");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "the body");
    EXPECT_EQ(site.attempts, 3);
    EXPECT_EQ(client.get("/api/broken").status, 500U);
}

}  // namespace
}  // namespace drp::http::test
