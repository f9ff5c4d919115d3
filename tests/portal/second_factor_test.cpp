#include "portal/second_factor.hpp"

#include <cstdlib>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace drp::portal {
namespace {

using testing::MatchesRegex;

constexpr std::string_view kSecret = "12345678901234567890";  // of RFC 6238, appendix B

TEST(Totp, GivesTheCodesOfTheRfc) {
    // The RFC prints eight digits; six are their end.
    EXPECT_EQ(totp_code(kSecret, {59}), "287082");
    EXPECT_EQ(totp_code(kSecret, {1111111109}), "081804");
    EXPECT_EQ(totp_code(kSecret, {1111111111}), "050471");
    EXPECT_EQ(totp_code(kSecret, {1234567890}), "005924");
    EXPECT_EQ(totp_code(kSecret, {2000000000}), "279037");
    EXPECT_EQ(totp_code(kSecret, {20000000000}), "353130");
}

TEST(Totp, TakesACodeOfTheStepBeforeAndAfterAndNoOther) {
    const core::UtcSeconds now{1'750'000'010};
    const auto step = now.value / kTotpStepSeconds;
    for (const int away : {-2, -1, 0, 1, 2}) {
        const auto found = totp_step_of(kSecret, totp_code(kSecret, now + away * kTotpStepSeconds), 0, now);
        EXPECT_EQ(found.value_or(-1), std::abs(away) <= 1 ? step + away : -1) << away;
    }
}

TEST(Totp, TakesNoStepTwiceAndNoneBeforeOneThatWasUsed) {
    const core::UtcSeconds now{1'750'000'010};
    const auto code = totp_code(kSecret, now);
    const auto step = totp_step_of(kSecret, code, 0, now).value();
    EXPECT_FALSE(totp_step_of(kSecret, code, step, now));
    EXPECT_FALSE(totp_step_of(kSecret, totp_code(kSecret, now + -kTotpStepSeconds), step, now));
    EXPECT_TRUE(totp_step_of(kSecret, totp_code(kSecret, now + kTotpStepSeconds), step, now));
}

TEST(Totp, BlanksInACodeDoNotMatter) {
    const core::UtcSeconds now{59};
    EXPECT_TRUE(totp_step_of(kSecret, "287 082", 0, now));
    EXPECT_FALSE(totp_step_of(kSecret, "287083", 0, now));
    EXPECT_FALSE(totp_step_of(kSecret, "", 0, now));
}

TEST(Totp, ASecretIsWrittenForPeopleAndForAQrCode) {
    EXPECT_EQ(base32_of(kSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(otpauth_uri(kSecret, "Valley & Co", "ana@x.example"),
              "otpauth://totp/Valley%20%26%20Co:ana%40x.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
              "&issuer=Valley%20%26%20Co&algorithm=SHA1&digits=6&period=30");
    EXPECT_EQ(new_totp_secret().size(), 20U);
    EXPECT_NE(new_totp_secret(), new_totp_secret());
}

TEST(Totp, ASecretIsSealedWithThePortalsKey) {
    const auto key = PortalKey::from_text("a key of these tests, long enough to be one");
    const auto other = PortalKey::from_text("another key of these tests, as long as that");
    const auto sealed = seal_totp_secret(key, kSecret);
    EXPECT_EQ(sealed.find(kSecret), std::string::npos);
    EXPECT_EQ(open_totp_secret(key, sealed), kSecret);
    EXPECT_FALSE(open_totp_secret(other, sealed));
}

TEST(RecoveryCodes, AreTenAndAllDifferent) {
    const auto codes = new_recovery_codes();
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
    for (const auto& code : codes)
        EXPECT_THAT(code, MatchesRegex("[0-9a-z][0-9a-z][0-9a-z][0-9a-z]-[0-9a-z][0-9a-z][0-9a-z][0-9a-z]-"
                                       "[0-9a-z][0-9a-z][0-9a-z][0-9a-z]-[0-9a-z][0-9a-z][0-9a-z][0-9a-z]"));
}

TEST(RecoveryCodes, AreReadAsPeopleWriteThem) {
    const auto hash = recovery_code_hash("a0b1-c2d3-e4f5-g6h7");
    for (const auto* written :
         {"A0B1-C2D3-E4F5-G6H7", "a0b1c2d3e4f5g6h7", " aobl c2d3 e4f5 g6h7 ", "AOBI-C2D3-E4F5-G6H7"})
        EXPECT_EQ(recovery_code_hash(written), hash) << written;
    EXPECT_NE(recovery_code_hash("a0b1-c2d3-e4f5-g6h8"), hash);
}

TEST(RecoveryCodes, AreToldFromCodesOfAnApp) {
    EXPECT_TRUE(looks_like_totp("123456"));
    EXPECT_TRUE(looks_like_totp("123 456"));
    EXPECT_FALSE(looks_like_totp("12345"));
    EXPECT_FALSE(looks_like_totp("12345a"));
    EXPECT_FALSE(looks_like_totp("a0b1-c2d3-e4f5-g6h7"));
}

}  // namespace
}  // namespace drp::portal
