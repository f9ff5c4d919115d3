// Request bodies: whole, chunked, streamed, announced.
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

TEST(Body, ChunkedBodiesAreJoined) {
    const TestSite site;
    Client client(site.port());
    client.send(
        "POST /api/bytes HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n7;name=value\r\n, world\r\n0\r\nX-Trailer: ignored\r\n\r\n");
    EXPECT_EQ(client.read().body, "hello, world");
    EXPECT_EQ(client.get("/api/hello").status, 200U);
}

TEST(Body, MayComeInAnyPieces) {
    const TestSite site;
    const std::string request =
        "POST /api/bytes HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
        Client client(site.port());
        client.send(request.substr(0, cut));
        std::this_thread::sleep_for(std::chrono::milliseconds(3));  // or the pieces arrive as one
        client.send(request.substr(cut));
        EXPECT_EQ(client.read().body, "hello") << cut;
    }
}

TEST(Body, StreamsReachTheHandlerPieceByPiece) {
    const TestSite site;
    Client client(site.port());
    const std::string body(5'000'000, '\x02');
    EXPECT_EQ(client.request("POST", "/api/upload", body).body, "5000000 10000000");
    EXPECT_EQ(client.request("POST", "/api/upload", "abc").body, "3 294");
}

TEST(Body, Expect100IsAnsweredWhenTheHandlerWantsTheBody) {
    const TestSite site;
    Client client(site.port());
    client.send("POST /api/upload HTTP/1.1\r\nHost: l\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(client.read().status, 100U);
    client.send("abc");
    EXPECT_EQ(client.read().body, "3 294");
}

TEST(Body, Expect100IsNotAnsweredWhereTheBodyIsTooLarge) {
    const TestSite site;
    Client client(site.port());
    client.send("POST /api/bytes HTTP/1.1\r\nHost: l\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_EQ(client.read().status, 413U);
}

TEST(Body, OtherExpectationsAre417) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/hello", "Expect: tea\r\n").status, 417U);
}

TEST(Body, ASmallBodyThatNobodyReadsDoesNotEndTheConnection) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.request("POST", "/api/secret", "some body").status, 401U);
    EXPECT_EQ(client.get("/api/hello").body, "hello nobody");
}

TEST(Body, IsRefusedWhereTheRouteTakesNone) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.request("POST", "/api/nothing").status, 200U);
    EXPECT_EQ(client.request("POST", "/api/nothing", "x").status, 413U);
}

}  // namespace
}  // namespace drp::http::test
