#include "formats/verdicts_csv.hpp"

#include <set>

#include <gtest/gtest.h>

namespace drp::formats {
namespace {

std::string field(std::string_view text) {
    std::string out;
    append_safe_field(out, text);
    return out;
}

TEST(VerdictsCsv, NamesFilePlaceValueAndReason) {
    std::string out;
    append_verdict_header(out);
    append_verdict(out, "may,2021.csv", {12, 3, "71007919", "1e308", Reason::not_a_number});
    append_verdict(out, "a.csv", {13, 0, "", "\"x", Reason::bad_quotes});
    EXPECT_EQ(
        out,
        "file,line,column,column_name,value,reason,message\n"
        "\"may,2021.csv\",12,3,71007919,1e308,not-a-number,\"This is no decimal number. Write it like 0.123, "
        "without thousands separators or exponents.\"\n"
        "a.csv,13,,,\"\"\"x\",bad-quotes,\"A quoted field is not closed on its line, or text follows it. Close it, "
        "and write a quote inside it twice.\"\n");
}

TEST(VerdictsCsv, NoSpreadsheetTakesAFieldForAFormula) {
    for (const auto* evil : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"http://x\",\"y\")"})
        EXPECT_EQ(field(evil).substr(0, 2), "\"'") << evil;
    EXPECT_EQ(field("=a\"b"), "\"'=a\"\"b\"");
    EXPECT_EQ(field("plain-1"), "plain-1");
}

TEST(Verdict, EveryReasonHasItsOwnCodeAndSaysWhatToDo) {
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < kReasonCount; ++i) {
        const auto reason = static_cast<Reason>(i);
        EXPECT_TRUE(codes.insert(code(reason)).second);
        EXPECT_EQ(code(reason).find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos);
        EXPECT_GT(message(reason).size(), 20U);
    }
}

}  // namespace
}  // namespace drp::formats
