#include "app/doctor/doctor.hpp"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "http/tls.hpp"

namespace drp::app {
namespace {

constexpr core::UtcSeconds kNow{1'795'473'300};

Patient nobody() {
    return {.folder = "/nonexistent", .store = "sqlite:///nonexistent/drp.db"};
}

TEST(Doctor, WarnsOfAClockThatNothingKeepsRight) {
    const auto lines = examine_clock(nobody(), false, kNow);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].health, Health::warn);
    EXPECT_EQ(lines[0].code, "clock-unsynchronised");
    EXPECT_FALSE(lines[0].cure.empty());
}

TEST(Doctor, IsContentWithAClockThatIsKeptRight) {
    EXPECT_EQ(worst_of(examine_clock(nobody(), true, kNow)), Health::ok);
}

TEST(Doctor, TakesTheWorstLineForTheWhole) {
    EXPECT_EQ(worst_of({}), Health::ok);
    EXPECT_EQ(worst_of({{Health::ok, "", "", "", ""}, {Health::fail, "", "", "", ""}, {Health::warn, "", "", "", ""}}),
              Health::fail);
}

TEST(Doctor, FindsTheHostInAnAddress) {
    EXPECT_EQ(host_of("https://portal.example:8443/"), "portal.example");
    EXPECT_EQ(host_of("http://localhost"), "localhost");
    EXPECT_EQ(host_of(""), "");
}

TEST(Doctor, AsksForNoCertificateWhereAProxyHasOne) {
    auto patient = nobody();
    patient.port = 0;
    const auto lines = examine_certificate(patient, "https://portal.example", kNow);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].code, "certificate-elsewhere");
}

TEST(Doctor, FindsACertificateThatIsNotValidYet) {
    auto pattern = (std::filesystem::temp_directory_path() / "drp-doctor-XXXXXX").string();
    auto patient = nobody();
    patient.folder = mkdtemp(pattern.data());
    ASSERT_TRUE(http::ensure_certificate({patient.folder / "tls.crt", patient.folder / "tls.key"}, {}));
    const auto lines = examine_certificate(patient, "", {0});
    std::filesystem::remove_all(patient.folder);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].code, "certificate-early");
    EXPECT_EQ(lines[0].health, Health::fail);
}

}  // namespace
}  // namespace drp::app
