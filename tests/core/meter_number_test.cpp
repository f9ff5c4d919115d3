#include "core/meter_number.hpp"

#include <gtest/gtest.h>

namespace drp::core {
namespace {

TEST(MeterNumber, AcceptsWhatIsPrintedOnMeters) {
    for (const auto* text : {"71007919", "MAC003718", "UCAM-B000", "a.b_c-9", "0", "12345678901234567890123456789012"})
        EXPECT_EQ(MeterNumber::parse(text).value().text(), text);
}

TEST(MeterNumber, RefusesEverythingElse) {
    for (const auto* text : {"", " 7", "7 ", "a/b", "a'b", "123456789012345678901234567890123", "ä", "7\n"})
        EXPECT_FALSE(MeterNumber::parse(text)) << text;
}

TEST(MeterNumber, ErrorQuotesTheInputSafely) {
    EXPECT_EQ(MeterNumber::parse("a\x1b[2Jb").error().message, "'a?[2Jb' is no meter number.");
}

}  // namespace
}  // namespace drp::core
