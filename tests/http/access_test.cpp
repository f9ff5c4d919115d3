// Cookies, same-origin check, constant-time comparison, request log.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "http/cookies.hpp"
#include "http/security.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(Cookies, AreStrictByDefault) {
    EXPECT_EQ(set_cookie({.name = "session", .value = "abc", .max_age = std::chrono::hours{1}}, true),
              "__Host-session=abc; Path=/; SameSite=Lax; Max-Age=3600; HttpOnly; Secure");
    EXPECT_EQ(set_cookie({.name = "session", .value = "abc"}, false), "session=abc; Path=/; SameSite=Lax; HttpOnly");
    EXPECT_EQ(clear_cookie("session", true), "__Host-session=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly; Secure");
}

TEST(Cookies, CannotBreakOutOfTheirLine) {
    EXPECT_THROW((void)set_cookie({.name = "a", .value = "b; Domain=evil"}, false), std::invalid_argument);
    EXPECT_THROW((void)set_cookie({.name = "a", .value = "b\r\nX: y"}, false), std::invalid_argument);
    EXPECT_THROW((void)set_cookie({.name = "a=b", .value = "c"}, false), std::invalid_argument);
}

TEST(Cookies, AreFoundByTheirWholeName) {
    EXPECT_EQ(find_cookie("xsession=1; session=2; session=3", "session"), "2");
    EXPECT_EQ(find_cookie("session=a=b", "session"), "a=b");
    EXPECT_EQ(find_cookie("session2=1", "session"), std::nullopt);
    EXPECT_EQ(find_cookie("", "session"), std::nullopt);
}

/// A site with one route that says whether the request may be trusted.
unsigned origin_status(const std::string& headers, Method method = Method::post) {
    auto router =
        Router<Access, Caller>{[](const Request& request, const Route<Access>&) -> Task<core::Result<Caller>> {
            if (!is_same_origin(request))
                co_return core::Problem{core::ProblemKind::not_allowed, "cross-site", "Cross-site.", {}, {}};
            co_return Caller{};
        }};
    router.add(method, "/x", "x", Access::everyone, [](Request&, Caller&) -> Task<Response> { co_return Response(); });
    Server server({}, {.routes = std::move(router).table(), .assets = nullptr});
    if (!server.start()) return 0;
    Client client(server.ports().at(0));
    return client.request(std::string(to_text(method)), "/x", {}, headers).status;
}

TEST(SameOrigin, BrowsersSayWhereTheyComeFrom) {
    EXPECT_EQ(origin_status("Sec-Fetch-Site: same-origin\r\n"), 204U);
    EXPECT_EQ(origin_status("Sec-Fetch-Site: cross-site\r\n"), 403U);
    EXPECT_EQ(origin_status("Sec-Fetch-Site: same-site\r\n"), 403U);
    EXPECT_EQ(origin_status("Sec-Fetch-Site: cross-site\r\n", Method::get), 204U);
}

TEST(SameOrigin, OlderBrowsersAreKnownByOrigin) {
    EXPECT_EQ(origin_status("Origin: http://localhost\r\n"), 204U);
    EXPECT_EQ(origin_status("Origin: https://localhost\r\n"), 403U);
    EXPECT_EQ(origin_status("Origin: http://localhost.evil.example\r\n"), 403U);
    EXPECT_EQ(origin_status("Origin: null\r\n"), 403U);
}

TEST(SameOrigin, OtherClientsPassOnlyWithoutCookies) {
    EXPECT_EQ(origin_status(""), 204U);
    EXPECT_EQ(origin_status("Cookie: session=1\r\n"), 403U);
}

TEST(RequestLog, IsOneJsonLineWithoutQueryOrPath) {
    const auto file = std::filesystem::path(::testing::TempDir()) / "drp-http-requests.log";
    std::filesystem::remove(file);
    std::string id;
    {
        ServerSettings settings;
        settings.request_log = *make_request_log(file.string());
        const TestSite site(std::move(settings));
        Client client(site.port());
        id = client.get("/api/echo/secret-word?token=secret").header("x-request-id");
    }
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    EXPECT_THAT(text.str(), Not(HasSubstr("secret")));
    EXPECT_THAT(text.str(), MatchesRegex(R"(\{"time":"[0-9T:.-]+Z","id":")" + id +
                                         R"(","method":"GET","route":"/api/echo/\{word\}","status":200,"bytes":[0-9]+,)"
                                         R"("duration_us":[0-9]+,"remote":"127.0.0.1","tls":false,"whole":true\})"
                                         "\n"));
}

TEST(RequestLog, SaysWhyItDoesNotOpen) {
    const auto log = make_request_log("/proc/no/such/file");
    ASSERT_FALSE(log.has_value());
    EXPECT_EQ(log.error().code, "request-log-unavailable");
}

}  // namespace
}  // namespace drp::http::test
