// The files of the pages: negotiation, caching, and that nothing else can be reached.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

namespace fs = std::filesystem;

TEST(Assets, AreNegotiatedByQuality) {
    const TestSite site;
    Client client(site.port());
    const auto coding = [&](const std::string& accepted) {
        const auto answer =
            client.get("/assets/app-B1x2c3D4.js", accepted.empty() ? "" : "Accept-Encoding: " + accepted + "\r\n");
        EXPECT_EQ(answer.header("vary"), "Accept-Encoding");
        return answer.header("content-encoding") + answer.body;
    };
    EXPECT_EQ(coding(""), "plain();");
    EXPECT_EQ(coding("gzip, deflate, br"), "br(br)");
    EXPECT_EQ(coding("gzip;q=1.0, br;q=0.5"), "gzip(gzip)");
    EXPECT_EQ(coding("br;q=0, gzip;q=0.001"), "gzip(gzip)");
    EXPECT_EQ(coding("*"), "br(br)");
    EXPECT_EQ(coding("br;q=0, *;q=0"), "plain();");
    EXPECT_EQ(coding("identity"), "plain();");
}

TEST(Assets, WithAHashedNameAreCachedForEver) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("/assets/app-B1x2c3D4.js").header("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(client.get("/assets/logo.svg").header("cache-control"), "no-cache");
    EXPECT_EQ(client.get("/").header("cache-control"), "no-cache");
}

TEST(Assets, AreRevalidatedByTag) {
    const TestSite site;
    Client client(site.port());
    const auto tag = client.get("/robots.txt").header("etag");
    EXPECT_FALSE(tag.empty());
    EXPECT_EQ(client.get("/robots.txt", "If-None-Match: " + tag + "\r\n").status, 304U);
    EXPECT_EQ(client.get("/", "If-None-Match: " + tag + "\r\n").status, 200U);
}

TEST(Assets, ThePageAnswersForAddressesOfItsOwnRouter) {
    const TestSite site;
    Client client(site.port());
    const std::string page = "Accept: text/html,*/*;q=0.8\r\n";
    EXPECT_EQ(client.get("/meters/7?from=1", page).body, "<!doctype html><title>t</title>");
    EXPECT_EQ(client.get("/meters/7", "Accept: application/json\r\n").status, 404U);
    EXPECT_EQ(client.get("/api/meters/7", page).status, 404U);
    EXPECT_EQ(client.get("/assets/gone-12345678.js", page).status, 404U);
    EXPECT_EQ(client.request("POST", "/meters/7", {}, page).status, 404U);
}

TEST(Assets, CannotLeadOutOfTheSet) {
    const TestSite site;
    for (const auto* const path :
         {"/../etc/passwd", "/assets/../../etc/passwd", "/..%2fetc/passwd", "/%2e%2e/etc/passwd",
          "/assets/..\\..\\etc\\passwd", "//etc/passwd", "/assets//logo.svg", "/assets/", "/assets/logo.svg%00.js",
          "/etc/passwd", "/index.html/", "/./index.html"}) {
        Client client(site.port());
        const auto status = client.get(path).status;
        EXPECT_TRUE(status == 404 || status == 400) << path << " " << status;
    }
}

TEST(Assets, AreReadFromAFolderWithTheirVariants) {
    const auto folder = fs::path(::testing::TempDir()) / "drp-http-assets";
    fs::remove_all(folder);
    fs::create_directories(folder / "assets");
    const auto write = [&](const char* name, const char* text) { std::ofstream(folder / name) << text; };
    write("index.html", "<p>");
    write("assets/a-12345678.css", "a{}");
    write("assets/a-12345678.css.gz", "(gz)");
    write("assets/empty.txt", "");
    std::ofstream(folder.string() + "-outside") << "outside";
    fs::create_symlink(folder.string() + "-outside", folder / "link.txt");
    const auto loaded = StaticAssets::load(folder);
    ASSERT_TRUE(loaded.has_value());
    const auto& assets = **loaded;
    EXPECT_EQ(assets.size(), 3U);
    EXPECT_EQ(assets.find("/assets/a-12345678.css", "gzip")->stated("Content-Encoding"), "gzip");
    EXPECT_EQ(assets.find("/assets/a-12345678.css", "gzip")->stated("Content-Type"), "text/css; charset=utf-8");
    EXPECT_TRUE(assets.find("/assets/empty.txt", "").has_value());
    EXPECT_FALSE(assets.find("/assets/a-12345678.css.gz", "").has_value());
    EXPECT_FALSE(assets.find("/link.txt", "").has_value());
    EXPECT_FALSE(StaticAssets::load(folder / "missing").has_value());
}

}  // namespace
}  // namespace drp::http::test
