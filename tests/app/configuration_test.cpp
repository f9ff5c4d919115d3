#include "app/configuration.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/portal_key.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEverything = R"({
    "name": "Our portal", "provider": "Valley", "contact": "help@valley.example", "time_zone": "America/Chicago",
    "credit_factor_dollars_per_kwh": "0.085", "demo": true, "public_url": "https://portal.valley.example/",
    "claim_codes": false, "second_factor_required_up_to_level": 1,
    "smtp": {"host": "mail.valley.example", "port": 465, "security": "tls", "user": "portal",
             "from": "portal@valley.example", "ca_file": "/etc/ssl/certs/valley.pem"},
    "map": {"tile_url": "https://tiles.example/{z}/{x}/{y}.png", "attribution": "Tiles Example"},
    "rate_limits": {"per_address_per_minute": 10, "per_account_per_minute": 20, "per_token_per_minute": 30},
    "alert_webhooks": {"to_private_addresses": true, "over_http": true, "ca_file": "/etc/ssl/certs/valley.pem"}
})";

TEST(Configuration, ReadsEveryKnownKey) {
    const auto read = parse_configuration(kEverything, "drp-config.json").value();
    EXPECT_EQ(read.name, "Our portal");
    EXPECT_EQ(read.time_zone, "America/Chicago");
    EXPECT_EQ(read.credit_factor.micro, 85'000);
    EXPECT_EQ(read.second_factor_required_up_to, portal::Level::power_provider);
    EXPECT_EQ(read.smtp.port, 465);
    EXPECT_EQ(read.smtp.security, "tls");
    EXPECT_EQ(read.rate_limits.per_token_per_minute, 30);
    EXPECT_TRUE(read.alert_webhooks.to_private_addresses);
    EXPECT_EQ(read.alert_webhooks.ca_file, "/etc/ssl/certs/valley.pem");
}

TEST(Configuration, HasNoKeyThatTheFullExampleLeavesOut) {
    auto read = parse_configuration(kEverything, "drp-config.json").value();
    for (const auto& setting : settings_of(read)) EXPECT_TRUE(read.stated.contains(setting.name)) << setting.name;
}

TEST(Configuration, DecidesAboutTheProgramme) {
    portal::Programme programme;
    apply(parse_configuration(kEverything, "f").value(), programme);
    EXPECT_EQ(programme.public_url, "https://portal.valley.example");
    EXPECT_FALSE(programme.claim_codes_required);
    EXPECT_EQ(programme.map_tiles->attribution, "Tiles Example");
}

TEST(Configuration, AMissingFileIsAnEmptyConfiguration) {
    const auto read = load_configuration("/nonexistent/drp-config.json").value();
    EXPECT_EQ(read.name, portal::Programme{}.name);
    EXPECT_TRUE(read.claim_codes);
    EXPECT_FALSE(read.smtp.is_set());
    EXPECT_TRUE(read.stated.empty());
}

TEST(Configuration, AnUnknownKeyNamesFileKeyAndWhatIsKnown) {
    const auto problem = parse_configuration(R"({"time_zon": "UTC"})", "drp-config.json").error();
    EXPECT_EQ(problem.place, "drp-config.json: time_zon");
    EXPECT_NE(problem.message.find("time_zone"), std::string::npos);
}

TEST(Configuration, AnUnknownMemberOfAGroupIsNamedWithItsGroup) {
    const auto problem = parse_configuration(R"({"rate_limits": {"per_day": 1}})", "f").error();
    EXPECT_EQ(problem.place, "f: rate_limits.per_day");
    EXPECT_NE(problem.message.find("per_address_per_minute"), std::string::npos);
    EXPECT_FALSE(parse_configuration(R"({"smtp.host": "mail.example"})", "f"));
}

TEST(Configuration, AGroupThatIsThereHasWhatItNeeds) {
    EXPECT_EQ(parse_configuration(R"({"smtp": {"host": "mail.example"}})", "f").error().place, "f: smtp.from");
    EXPECT_EQ(parse_configuration(R"({"smtp": "mail.example"})", "f").error().place, "f: smtp");
}

TEST(Configuration, WrongValuesSayWhatWasExpected) {
    for (const auto* text :
         {R"({"time_zone": "Mars/Olympus"})", R"({"time_zone": 7})", R"({"name": []})",
          R"({"credit_factor_dollars_per_kwh": 0.1})", R"({"credit_factor_dollars_per_kwh": "-1"})",
          R"({"public_url": "http://portal.example"})", R"({"public_url": "https://portal.example/a?b"})",
          R"({"public_url": "https://a\r\nb"})", R"({"claim_codes": "no"})",
          R"({"second_factor_required_up_to_level": 3})", R"({"second_factor_required_up_to_level": "0"})",
          R"({"smtp": {"host": "a b", "from": "a@b"}})", R"({"smtp": {"host": "a", "from": "a@b>\nBcc: c@d"}})",
          R"({"smtp": {"host": "a", "from": "a@b", "port": 0}})", R"({"rate_limits": {"per_token_per_minute": 0}})",
          R"({"map": {"tile_url": "https://t.example/{z}/{x}.png", "attribution": ""}})",
          R"({"map": {"tile_url": "https://t.example; script-src */{z}/{x}/{y}", "attribution": ""}})"})
        EXPECT_EQ(parse_configuration(text, "f").error().code, "configuration-invalid") << text;
    EXPECT_FALSE(parse_configuration("[]", "f"));
    EXPECT_FALSE(parse_configuration("{", "f"));
}

TEST(Secrets, ComeFromTheEnvironmentOrFromAFileItNames) {
    const auto file = std::filesystem::temp_directory_path() / "drp-secret-test";
    std::ofstream(file) << "from the file\n";
    setenv("DRP_TEST_SECRET_FILE", file.c_str(), 1);
    EXPECT_EQ(secret_from_environment("DRP_TEST_SECRET").value(), "from the file");
    setenv("DRP_TEST_SECRET", "direct", 1);
    EXPECT_EQ(secret_from_environment("DRP_TEST_SECRET").error().code, "secret-given-twice");
    unsetenv("DRP_TEST_SECRET_FILE");
    EXPECT_EQ(secret_from_environment("DRP_TEST_SECRET").value(), "direct");
    unsetenv("DRP_TEST_SECRET");
    EXPECT_EQ(secret_from_environment("DRP_TEST_SECRET").value(), "");
    std::filesystem::remove(file);
}

class PortalKeyFile : public testing::Test {
  protected:
    PortalKeyFile() { fs::remove_all(folder_); }
    ~PortalKeyFile() override { fs::remove_all(folder_); }
    std::string store() const { return "sqlite://" + (folder_ / "drp.db").string(); }
    std::string code() const {
        const auto key = portal_key_of(store()).value();
        return key.seal("test", "text").empty() ? "" : fmt::format("{:02x}", fmt::join(key.code("a", "b"), ""));
    }
    fs::path folder_ = fs::temp_directory_path() / ("drp-key-" + std::to_string(getpid()));
};

TEST_F(PortalKeyFile, IsMadeOnceForItsOwnerAlone) {
    const auto first = code();
    EXPECT_EQ(code(), first);
    const auto file = folder_ / "portal-key";
    EXPECT_EQ(fs::file_size(file), 65);
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);  // nothing half made stays behind
}

TEST_F(PortalKeyFile, IsAnotherInEveryFolder) {
    const auto first = code();
    fs::remove_all(folder_);
    EXPECT_NE(code(), first);
}

TEST_F(PortalKeyFile, GivesWayToTheEnvironment) {
    setenv("DRP_PORTAL_KEY", "0123456789abcdef0123456789abcdef", 1);
    const auto first = code();
    EXPECT_FALSE(fs::exists(folder_));
    EXPECT_EQ(code(), first);
    setenv("DRP_PORTAL_KEY", "0123456789abcdef0123456789abcde", 1);
    EXPECT_EQ(portal_key_of(store()).error().code, "secret-too-short");
    unsetenv("DRP_PORTAL_KEY");
}

TEST_F(PortalKeyFile, RefusesAFileThatHoldsNoKey) {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "portal-key") << "short\n";
    EXPECT_EQ(portal_key_of(store()).error().code, "secret-too-short");
}

}  // namespace
}  // namespace drp::app
