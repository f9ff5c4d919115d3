#include "core/text.hpp"

#include <gtest/gtest.h>

#include "core/sha256.hpp"

namespace drp::core {
namespace {

TEST(Utf8, AcceptsWellFormedText) {
    for (const auto* text : {"", "plain", "Grüße", "€", "𝄞", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_valid_utf8(text)) << text;
}

TEST(Utf8, RefusesOverlongSurrogatesAndCutSequences) {
    for (const auto* text :
         {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF"})
        EXPECT_FALSE(is_valid_utf8(text));
}

TEST(Excerpt, NeverCutsInsideACharacterAndShowsTheCut) {
    EXPECT_EQ(excerpt("abcdef", 6), "abcdef");
    EXPECT_EQ(excerpt("abcdefg", 6), "abcdef…");
    EXPECT_EQ(excerpt("aaü", 3), "aa…");
}

TEST(Excerpt, MakesHostileBytesPrintable) {
    EXPECT_EQ(excerpt(std::string_view("a\0\x1b\xff\n", 5), 10), "a????");
}

TEST(Trimmed, TakesBlanksAndCarriageReturnsOnly) {
    EXPECT_EQ(trimmed(" \t a b\r"), "a b");
}

TEST(ConstantTimeCompare, AgreesWithOrdinaryComparison) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

// FIPS 180-4 example values.
TEST(Sha256, AgreesWithThePublishedExamples) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace drp::core
