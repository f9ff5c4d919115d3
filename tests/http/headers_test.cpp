// What every answer carries, problem documents, proxies.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "http/problem_document.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(Headers, ProtectEveryKindOfAnswer) {
    const TestSite site;
    Client client(site.port());
    for (const auto* const path : {"/api/hello", "/", "/api/nowhere", "/api/broken", "/api/stream"}) {
        const auto answer = client.get(path);
        EXPECT_THAT(answer.header("content-security-policy"), HasSubstr("script-src 'self';")) << path;
        EXPECT_THAT(answer.header("content-security-policy"), Not(HasSubstr("unsafe"))) << path;
        EXPECT_EQ(answer.header("x-content-type-options"), "nosniff") << path;
        EXPECT_EQ(answer.header("x-frame-options"), "DENY") << path;
        EXPECT_THAT(answer.header("content-security-policy"), HasSubstr("frame-ancestors 'none'")) << path;
        EXPECT_EQ(answer.header("x-permitted-cross-domain-policies"), "none") << path;
        EXPECT_EQ(answer.header("referrer-policy"), "same-origin") << path;
        EXPECT_EQ(answer.header("cross-origin-opener-policy"), "same-origin") << path;
        EXPECT_EQ(answer.header("cross-origin-resource-policy"), "same-origin") << path;
        EXPECT_FALSE(answer.header("permissions-policy").empty()) << path;
        EXPECT_FALSE(answer.header("x-request-id").empty()) << path;
        EXPECT_THAT(answer.header("date"), MatchesRegex("[A-Z][a-z]+, [0-9]+ [A-Z][a-z]+ [0-9:]+ [0-9:]+ GMT")) << path;
    }
}

TEST(Headers, DynamicAnswersAreNotStoredUnlessTheySaySo) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/api/hello").header("cache-control"), "no-store");
    EXPECT_EQ(client.get("/api/shared").header("cache-control"), "private, max-age=5");
}

TEST(Headers, RequestIdsDiffer) {
    const TestSite site;
    Client client(site.port());
    EXPECT_NE(client.get("/api/hello").header("x-request-id"), client.get("/api/hello").header("x-request-id"));
}

TEST(ProblemDocument, HasTheShapeOfRfc9457) {
    const TestSite site;
    Client client(site.port());
    const auto answer = client.get("/api/refuse");
    EXPECT_EQ(answer.status, 422U);
    EXPECT_EQ(answer.header("content-type"), "application/problem+json");
    EXPECT_EQ(answer.body, R"({"type":"/problems/meter-number-invalid","title":"Unprocessable Content","status":422,)"
                           R"("detail":"No \"such\" number.","instance":")" +
                               answer.header("x-request-id") + R"(","place":"meter","cure":"Use digits."})" + "\n");
}

TEST(ProblemDocument, LeavesOutWhatIsEmptyAndRepairsText) {
    const core::Problem problem{core::ProblemKind::conflict, "taken", "a\xFF\n\"b\\", {}, {}};
    EXPECT_EQ(problem_document(problem, 409, ""),
              R"({"type":"/problems/taken","title":"Conflict","status":409,"detail":"a??\"b\\"})"
              "\n");
}

TEST(ProblemDocument, TakesItsStatusFromTheKind) {
    using enum core::ProblemKind;
    const auto status = [](core::ProblemKind kind) { return status_of({kind, "x", {}, {}, {}}); };
    EXPECT_EQ(status(invalid_input), 422U);
    EXPECT_EQ(status(not_authenticated), 401U);
    EXPECT_EQ(status(not_allowed), 403U);
    EXPECT_EQ(status(not_found), 404U);
    EXPECT_EQ(status(conflict), 409U);
    EXPECT_EQ(status(too_large), 413U);
    EXPECT_EQ(status(too_many_requests), 429U);
    EXPECT_EQ(status(unavailable), 503U);
    EXPECT_EQ(status(damaged), 500U);
}

TEST(Proxy, IsBelievedOnlyIfTrusted) {
    const std::string forwarded =
        "X-Forwarded-For: 6.6.6.6, 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Request-Id: abc-1\r\n";
    const TestSite wary;
    Client stranger(wary.port());
    EXPECT_EQ(stranger.get("/api/who", forwarded).body, "127.0.0.1 plain");
    ServerSettings settings;
    settings.trusted_proxies = *TrustedProxies::parse({"127.0.0.0/8"});
    const TestSite trusting(settings);
    Client proxy(trusting.port());
    const auto answer = proxy.get("/api/who", forwarded);
    EXPECT_EQ(answer.body, "203.0.113.9 secure");
    EXPECT_EQ(answer.header("x-request-id"), "abc-1");
    EXPECT_EQ(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
}

TEST(Proxy, CannotPutOtherTextIntoTheLog) {
    ServerSettings settings;
    settings.trusted_proxies = *TrustedProxies::parse({"127.0.0.1"});
    const TestSite site(settings);
    Client proxy(site.port());
    EXPECT_NE(proxy.get("/api/who", "X-Request-Id: a\"b\r\n").header("x-request-id"), "a\"b");
    EXPECT_EQ(proxy.get("/api/who", "X-Forwarded-For: nonsense\"\r\n").body, "127.0.0.1 plain");
}

TEST(Proxy, NetworksAreMatchedByTheirPrefix) {
    const auto proxies = TrustedProxies::parse({"10.1.0.0/16", "fd00::/8", "192.0.2.7"});
    ASSERT_TRUE(proxies.has_value());
    const auto holds = [&](const char* address) { return proxies->contains(net::ip::make_address(address)); };
    EXPECT_TRUE(holds("10.1.255.3"));
    EXPECT_FALSE(holds("10.2.0.1"));
    EXPECT_TRUE(holds("fd12::1"));
    EXPECT_FALSE(holds("fe80::1"));
    EXPECT_TRUE(holds("::ffff:192.0.2.7"));
    EXPECT_FALSE(holds("192.0.2.8"));
    for (const auto* const wrong : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "all", ""})
        EXPECT_FALSE(TrustedProxies::parse({wrong}).has_value()) << wrong;
}

}  // namespace
}  // namespace drp::http::test
