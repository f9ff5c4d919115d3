// provider-config.json, env files, and what is shown of all of them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/configuration_report.hpp"
#include "app/environment.hpp"
#include "app/provider_configuration.hpp"
#include "portal/secrets.hpp"
#include "storage/accounts.hpp"
#include "storage/organizations.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;
constexpr core::UtcSeconds kNow{1'750'000'000};

class Files : public testing::Test {
  protected:
    Files() {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~Files() override { fs::remove_all(folder_); }
    fs::path write(const char* name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    core::Result<std::optional<ProviderConfiguration>> provider(const std::string& administrator) {
        return load_provider_configuration(write(
            "provider-config.json", R"({"organisation": {"name": "Valley"}, "administrator": )" + administrator + "}"));
    }
    fs::path folder_ = fs::temp_directory_path() / ("drp-files-" + std::to_string(getpid()));
};

TEST_F(Files, TheFirstStartMakesTheProviderAndAnAdministratorWhoHasToChangeThePassword) {
    const auto configuration = provider(R"({"email": "a@valley.example", "password": "a first password"})").value();
    auto store = storage::Store::open("sqlite://" + (folder_ / "drp.db").string(), {.create = true}).value();
    EXPECT_TRUE(make_provider(store, *configuration, kNow).value());
    EXPECT_FALSE(make_provider(store, *configuration, kNow).value());
    auto tx = store.read();
    EXPECT_EQ(storage::provider_organization(tx)->name, "Valley");
    const auto user = storage::find_user_by_email(tx, "a@valley.example").value();
    EXPECT_TRUE(user.is_admin);
    EXPECT_TRUE(user.must_change_password);
    EXPECT_TRUE(portal::password_matches("a first password", user.password_hash));
}

TEST_F(Files, ThePasswordMayStandInAFileOfItsOwn) {
    write("first-password", "from the file\n");
    const auto read = provider(R"({"email": "a@valley.example", "password_file": "first-password"})").value();
    EXPECT_EQ(read->password, "from the file");
}

TEST_F(Files, AProviderWithoutWhatItNeedsIsRefusedByName) {
    EXPECT_NE(provider(R"({"email": "a@b.c"})").error().place.find("administrator.password"), std::string::npos);
    EXPECT_FALSE(provider(R"({"email": "a@b.c", "password": "short"})"));
    EXPECT_FALSE(provider(R"({"email": "a@b.c", "password": "long enough", "password_file": "x"})"));
    EXPECT_FALSE(provider(R"({"email": "a@b.c", "password_file": "nowhere"})"));
    EXPECT_NE(provider(R"({"password": "long enough"})").error().place.find("administrator.email"), std::string::npos);
    EXPECT_FALSE(load_provider_configuration(write("provider-config.json", "{}")));
    EXPECT_FALSE(load_provider_configuration(folder_ / "nowhere").value());
}

TEST_F(Files, AnEnvFileHasLinesCommentsAndQuotes) {
    const auto read =
        parse_env_file("# where\n\nDRP_PORT=8443\r\nDRP_STORE = \"sqlite:///var/drp.db\"\n", ".env").value();
    EXPECT_EQ(read.port, "8443");
    EXPECT_EQ(read.store, "sqlite:///var/drp.db");
    EXPECT_TRUE(parse_env_file("", ".env"));
}

TEST_F(Files, AnEnvFileNamesWhatItDoesNotKnow) {
    EXPECT_EQ(parse_env_file("DRP_PROT=1\n", ".env").error().place, ".env: DRP_PROT");
    EXPECT_NE(parse_env_file("DRP_PROT=1\n", ".env").error().message.find("DRP_PORT"), std::string::npos);
    for (const auto* text : {"DRP_PORT\n", "=1\n", "DRP_PORT=1\nDRP_PORT=2\n", "DRP_PORT=many\n",
                             "DRP_LOG_LEVEL=loud\n", "DRP_PORTAL_KEY=short\n"})
        EXPECT_FALSE(parse_env_file(text, ".env")) << text;
}

TEST_F(Files, WhatTheEnvironmentSaysAlreadyStays) {
    setenv("DRP_ADDRESS", "127.0.0.9", 1);
    unsetenv("DRP_PORT");
    ASSERT_TRUE(load_env_file(write("env", "DRP_ADDRESS=127.0.0.1\nDRP_PORT=9443\n").string()));
    EXPECT_STREQ(std::getenv("DRP_ADDRESS"), "127.0.0.9");
    EXPECT_STREQ(std::getenv("DRP_PORT"), "9443");
    unsetenv("DRP_ADDRESS");
    unsetenv("DRP_PORT");
}

TEST_F(Files, TheReportShowsEverySettingWithItsSourceAndNoSecret) {
    const std::string secret = "0123456789abcdef0123456789abcdef-secret";
    setenv("DRP_PORTAL_KEY", secret.c_str(), 1);
    write("drp-config.json", R"({"claim_codes": false})");
    ASSERT_TRUE(provider(R"({"email": "a@valley.example", "password": "a first password"})"));
    const auto report = configuration_report(folder_).value();
    unsetenv("DRP_PORTAL_KEY");
    std::string all;
    std::map<std::string, std::string> shown;
    for (const auto& setting : report.settings) {
        shown[setting.name] = boost::json::serialize(setting.value) + " " + setting.source;
        all += shown[setting.name];
    }
    EXPECT_EQ(shown["claim_codes"], "false file");
    EXPECT_EQ(shown["contact"], "\"\" default");
    EXPECT_EQ(shown["DRP_PORTAL_KEY"], "\"set\" environment");
    EXPECT_EQ(shown["DRP_SMTP_PASSWORD"], "\"not set\" default");
    EXPECT_EQ(shown["administrator.password"], "\"set\" file");
    EXPECT_EQ(all.find(secret), std::string::npos);
    EXPECT_EQ(all.find("first password"), std::string::npos);
    EXPECT_EQ(report.warnings.at(0).code, "claim-codes-off");
}

TEST_F(Files, EveryWrongFileIsReportedNotTheFirstAlone) {
    write("drp-config.json", R"({"claim_code": false})");
    write("provider-config.json", "{}");
    EXPECT_EQ(configuration_problems(folder_).size(), 2U);
}

}  // namespace
}  // namespace drp::app
