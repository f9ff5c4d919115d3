// TLS with the certificate that the server makes for itself.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

namespace fs = std::filesystem;

TlsFiles fresh_files(const std::string& name) {
    const auto folder = fs::path(::testing::TempDir()) / ("drp-http-tls-" + name);
    fs::remove_all(folder);
    return {.certificate = folder / "certificate.pem", .key = folder / "key.pem"};
}

ServerSettings plain_and_tls(const TlsFiles& files) {
    ServerSettings settings;
    settings.listeners = {Listener{}, Listener{.address = "127.0.0.1", .port = 0, .tls = files}};
    return settings;
}

TEST(Tls, AClientThatTrustsTheCertificateIsServed) {
    const auto files = fresh_files("trusted");
    ASSERT_TRUE(ensure_certificate(files, {}).has_value());
    const TestSite site(plain_and_tls(files));
    Client client(site.server->ports().at(1), files.certificate.string());
    const auto answer = client.get("/api/who");
    EXPECT_EQ(answer.body, "127.0.0.1 secure");
    EXPECT_EQ(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    EXPECT_EQ(client.get("/api/shared").body, std::string(30'000, 'x'));
    EXPECT_EQ(client.request("POST", "/api/upload", std::string(2'000'000, '\x01')).body, "2000000 2000000");
    EXPECT_EQ(client.get("/api/stream?pieces=2").body, "piece 0\npiece 1\n");
}

TEST(Tls, ThePlainPortIsServedBesideIt) {
    const auto files = fresh_files("beside");
    ASSERT_TRUE(ensure_certificate(files, {}).has_value());
    const TestSite site(plain_and_tls(files));
    Client client(site.port());
    const auto answer = client.get("/api/who");
    EXPECT_EQ(answer.body, "127.0.0.1 plain");
    EXPECT_EQ(answer.header("strict-transport-security"), "");
}

TEST(Tls, AClientThatSpeaksPlainHttpIsHungUpOn) {
    const auto files = fresh_files("confused");
    ASSERT_TRUE(ensure_certificate(files, {}).has_value());
    const TestSite site(plain_and_tls(files));
    Client client(site.server->ports().at(1));
    client.send("GET / HTTP/1.1\r\nHost: l\r\n\r\n");
    EXPECT_EQ(client.read().status, 0U);
}

TEST(Tls, ASilentHandshakeIsEnded) {
    const auto files = fresh_files("silent");
    ASSERT_TRUE(ensure_certificate(files, {}).has_value());
    auto settings = plain_and_tls(files);
    settings.limits.handshake_time = std::chrono::milliseconds{50};
    const TestSite site(settings);
    Client client(site.server->ports().at(1));
    EXPECT_TRUE(client.is_closed());
}

TEST(Certificate, IsPrivateAndMadeOnce) {
    const auto files = fresh_files("once");
    ASSERT_TRUE(ensure_certificate(files, {"portal.example"}).has_value());
    for (const auto& file : {files.certificate, files.key}) {
        struct stat info {};
        ASSERT_EQ(::stat(file.c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777U, 0600U);
    }
    const auto first = certificate_fingerprint(files.certificate);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->size(), 32U * 3 - 1);
    ASSERT_TRUE(ensure_certificate(files, {}).has_value());
    EXPECT_EQ(*certificate_fingerprint(files.certificate), *first);
}

TEST(Certificate, HalfAPairIsRefusedRatherThanReplaced) {
    const auto files = fresh_files("half");
    ASSERT_TRUE(ensure_certificate(files, {}).has_value());
    fs::remove(files.key);
    EXPECT_FALSE(ensure_certificate(files, {}).has_value());
}

TEST(Certificate, AnUnusableOneStopsTheStart) {
    const auto files = fresh_files("broken");
    fs::create_directories(files.key.parent_path());
    std::ofstream(files.certificate) << "nonsense";
    std::ofstream(files.key) << "nonsense";
    Server server(plain_and_tls(files), {});
    const auto started = server.start();
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().code, "certificate-unusable");
}

}  // namespace
}  // namespace drp::http::test
