#include "app/configuration.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace drp::app {
namespace {

TEST(Configuration, ReadsEveryKnownKey) {
    const auto read =
        parse_configuration(R"({"name": "Our portal", "provider": "Valley", "contact": "help@valley.example",
                                              "time_zone": "America/Chicago", "credit_factor_dollars_per_kwh": "0.085"})",
                            "drp-config.json")
            .value();
    EXPECT_EQ(read.name, "Our portal");
    EXPECT_EQ(read.time_zone, "America/Chicago");
    EXPECT_EQ(read.credit_factor->micro, 85'000);
}

TEST(Configuration, AMissingFileIsAnEmptyConfiguration) {
    const auto read = load_configuration("/nonexistent/drp-config.json").value();
    EXPECT_FALSE(read.name);
}

TEST(Configuration, AnUnknownKeyNamesFileKeyAndWhatIsKnown) {
    const auto problem = parse_configuration(R"({"time_zon": "UTC"})", "drp-config.json").error();
    EXPECT_EQ(problem.place, "drp-config.json: time_zon");
    EXPECT_NE(problem.message.find("time_zone"), std::string::npos);
}

TEST(Configuration, WrongValuesSayWhatWasExpected) {
    for (const auto* text : {R"({"time_zone": "Mars/Olympus"})", R"({"time_zone": 7})", R"({"name": []})",
                             R"({"credit_factor_dollars_per_kwh": 0.1})", R"({"credit_factor_dollars_per_kwh": "-1"})"})
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

}  // namespace
}  // namespace drp::app
