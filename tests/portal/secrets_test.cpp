#include "portal/secrets.hpp"

#include <set>

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

TEST(Passwords, OnlyTheRightOneMatches) {
    const auto hash = hash_password("correct horse");
    EXPECT_TRUE(hash.starts_with("$2b$12$"));
    EXPECT_TRUE(password_matches("correct horse", hash));
    EXPECT_FALSE(password_matches("correct hors", hash));
    EXPECT_NE(hash_password("correct horse"), hash);  // salted
}

TEST(Passwords, EveryByteCountsBeyondBcryptsLimitAndAfterANul) {
    const std::string long_one(200, 'a');
    const auto hash = hash_password(long_one);
    EXPECT_TRUE(password_matches(long_one, hash));
    EXPECT_FALSE(password_matches(std::string(199, 'a') + "b", hash));
    const std::string with_nul("ab\0cd", 5);
    EXPECT_FALSE(password_matches(std::string("ab\0ce", 5), hash_password(with_nul)));
}

TEST(Passwords, AnAccountWithoutAPasswordMatchesNothing) {
    EXPECT_FALSE(password_matches("", ""));
    EXPECT_FALSE(password_matches("x", "plain"));
}

// A published vector of the $2b$ form: crypt_blowfish's own test suite, "U*U" with this salt.
TEST(Passwords, AgreesWithAPublishedBcryptVector) {
    EXPECT_TRUE(password_matches("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
}

TEST(Tokens, AreLongRandomAndSafeInCookies) {
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        const auto token = random_token();
        EXPECT_EQ(token.size(), 43U);
        EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        seen.insert(token);
    }
    EXPECT_EQ(seen.size(), 1'000U);
}

TEST(Tokens, TheCsrfTokenFollowsFromTheSessionAndTellsNothingOfIt) {
    EXPECT_EQ(csrf_token_of("a"), csrf_token_of("a"));
    EXPECT_NE(csrf_token_of("a"), csrf_token_of("b"));
    EXPECT_NE(csrf_token_of("a"), token_hash("a").substr(0, 43));
}

}  // namespace
}  // namespace drp::portal
