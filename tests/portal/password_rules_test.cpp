#include "portal/password_rules.hpp"

#include <string>

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

std::string verdict(std::string_view password, std::string_view email = "ana.lopez@valley-mill.example") {
    const auto result = acceptable_password(password, email);
    return result ? "fine" : result.error().code;
}

TEST(PasswordRules, LengthIsWhatCounts) {
    EXPECT_EQ(verdict("tidy otter walks at noon"), "fine");
    EXPECT_EQ(verdict("vkqpdfhwzu"), "fine");
    EXPECT_EQ(verdict("vkqpdfhwz"), "password-too-short");
    EXPECT_EQ(verdict(""), "password-too-short");
}

TEST(PasswordRules, CharactersAreCountedNotBytes) {
    EXPECT_EQ(verdict("\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00ea\u00f1\u00f8"), "password-too-short");  // nine
    EXPECT_EQ(verdict("\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00ea\u00f1\u00f8\u00e5"), "fine");
}

TEST(PasswordRules, ThereIsAnEndToLength) {
    std::string longest;
    while (longest.size() < kMaxPasswordBytes) longest += "two words ";
    longest.resize(kMaxPasswordBytes);
    EXPECT_EQ(verdict(longest), "fine");
    EXPECT_EQ(verdict(longest + "x"), "password-too-long");
}

TEST(PasswordRules, CommonOnesAreRefusedInCapitalsToo) {
    for (const auto* password : {"passwordpassword", "Password123", "1234567890", "QWERTYUIOP", "iloveyou2024",
                                 "1qaz2wsx3edc", "aaaaaaaaaa", "Welcome2025"})
        EXPECT_EQ(verdict(password), "password-common") << password;
}

TEST(PasswordRules, TheAddressAndItsPartsAreNoPassword) {
    for (const auto* password : {"ana.lopez@valley-mill.example", "Ana.Lopez@Valley", "valley-mill.example",
                                 "ana.lopez1", "ValleyMill2024", "lopez-ana-99"})
        EXPECT_EQ(verdict(password), "password-like-email") << password;
}

TEST(PasswordRules, AWordOfTheAddressAmongOthersIsFine) {
    EXPECT_EQ(verdict("the mill stands in the valley no more"), "fine");
    EXPECT_EQ(verdict("the mill stands in the valley no more", ""), "fine");
    EXPECT_EQ(verdict("blue kettle songs", "a@b"), "fine");
}

TEST(PasswordRules, TheListHasThousandsAndNoneThatIsTooShortAnyway) {
    EXPECT_TRUE(is_common_password("abcdefghijkl"));
    EXPECT_TRUE(is_common_password("zyxwvutsrqponmlkjihgfedcba"));
    EXPECT_FALSE(is_common_password(""));
    EXPECT_FALSE(is_common_password("password"));
}

}  // namespace
}  // namespace drp::portal
