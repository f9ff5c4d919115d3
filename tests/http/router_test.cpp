// Which handler an address leads to, and that the gate stands before each.
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using ::testing::HasSubstr;

Task<core::Result<Caller>> open_gate(const Request&, const Route<Access>&) {
    co_return Caller{};
}
Task<Response> nothing(Request&, Caller&) {
    co_return Response();
}

TEST(Routes, AnUnknownAddressIs404) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.get("/api/nowhere");
    EXPECT_EQ(answer.status, 404U);
    EXPECT_EQ(answer.header("content-type"), "application/problem+json");
}

TEST(Routes, AKnownAddressWithAnotherMethodIs405AndSaysWhich) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.request("DELETE", "/api/secret");
    EXPECT_EQ(answer.status, 405U);
    EXPECT_EQ(answer.header("allow"), "GET, HEAD, POST, OPTIONS");
}

TEST(Routes, OptionsSaysWhatIsAllowed) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.request("OPTIONS", "/api/bytes");
    EXPECT_EQ(answer.status, 204U);
    EXPECT_EQ(answer.header("allow"), "POST, OPTIONS");
}

TEST(Routes, AMethodThatNobodyKnowsIs501) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.request("BREW", "/api/hello").status, 501U);
}

TEST(Routes, ParametersAreOneDecodedSegment) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/echo/a%20b%2Fc").body, "a b/c");
    EXPECT_EQ(client.get("/api/echo/a/b").status, 404U);
    EXPECT_EQ(client.get("/api/echo/").status, 404U);
}

TEST(Routes, LiteralSegmentsWinOverParameters) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/echo/fixed").body, "hello nobody");
}

TEST(Routes, QueriesAreDecodedInOrder) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/echo/q?a=1+2&b=%C3%A9&a=3&flag").body, "q|a=1 2|b=\xC3\xA9|a=3|flag=");
}

TEST(Routes, ParametersWithControlCharactersOrBrokenUtf8LeadNowhere) {
    const TestSite site;
    Client client(site.port());
    for (const auto* const word : {"%00", "a%0D%0Ab", "%FF%FE", "%C0%AF"})
        EXPECT_EQ(client.get(std::string("/api/echo/") + word).status, 404U) << word;
}

TEST(Routes, CannotBeAddedTwiceOrMalformed) {
    auto router = Router<Access, Caller>{open_gate};
    router.add(Method::get, "/a/{b}", "one", Access::everyone, nothing);
    EXPECT_THROW(router.add(Method::get, "/a/{b}", "two", Access::everyone, nothing), std::invalid_argument);
    EXPECT_THROW(router.add(Method::get, "a", "three", Access::everyone, nothing), std::invalid_argument);
    EXPECT_THROW(router.add(Method::get, "/x{y}", "four", Access::everyone, nothing), std::invalid_argument);
    EXPECT_THROW(router.add(Method::get, "/z", "", Access::everyone, nothing), std::invalid_argument);
}

TEST(Routes, CanBeListedWithTheirAccess) {
    auto router = Router<Access, Caller>{open_gate};
    router.add(Method::get, "/a/{b}", "readA", Access::everyone, nothing);
    router.add(Method::put, "/a/{b}", "writeA", Access::members, nothing);
    ASSERT_EQ(router.routes().size(), 2U);
    EXPECT_EQ(router.routes()[1].pattern, "/a/{b}");
    EXPECT_EQ(router.routes()[1].operation_id, "writeA");
    EXPECT_EQ(router.routes()[1].method, Method::put);
    EXPECT_EQ(router.routes()[1].access, Access::members);
}

TEST(Gate, RefusesBeforeTheHandlerRuns) {
    const TestSite site;
    Client client(site.port());
    for (const auto* const method : {"GET", "HEAD", "POST"})
        EXPECT_EQ(client.request(method, "/api/secret").status, 401U);
    EXPECT_EQ(site.secrets_told, 0);
}

TEST(Gate, LetsMembersInAndTellsTheHandlerWhoTheyAre) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/secret", "X-Member: ada\r\n").body, "for ada");
    EXPECT_EQ(site.secrets_told, 1);
}

TEST(Gate, CannotBeWalkedAroundByAnotherSpellingOfTheAddress) {
    const TestSite site;
    Client client(site.port());
    for (const auto* const path :
         {"/api/secret?x", "/api/secret#x", "//api/secret", "/api//secret", "/api/./secret", "/api/x/../secret",
          "/api/%73ecret", "/API/secret", "/api/secret/", "/api/secret%00", "http://localhost/api/secret"}) {
        Client fresh(site.port());
        EXPECT_GE(fresh.get(path).status, 400U) << path;
    }
    EXPECT_EQ(site.secrets_told, 0);
}

TEST(Gate, NeverReadsTheBodyOfARefusedUpload) {
    const TestSite site;
    Client client(site.port());
    client.send("POST /api/secret HTTP/1.1\r\nHost: l\r\nExpect: 100-continue\r\nContent-Length: 900000\r\n\r\n");
    EXPECT_EQ(client.read().status, 401U);  // and not 100
    EXPECT_TRUE(client.is_closed());
}

}  // namespace
}  // namespace drp::http::test
