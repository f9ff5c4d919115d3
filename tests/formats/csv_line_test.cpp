#include "formats/csv_line.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace drp::formats {
namespace {

std::vector<std::string> fields_of(std::string_view line, char delimiter = ',') {
    std::vector<std::string> fields;
    FieldCursor cursor(line, delimiter);
    for (Field field; cursor.next(field);)
        fields.push_back((field.is_well_quoted ? "" : "!") + std::string(field.text));
    return fields;
}
using Fields = std::vector<std::string>;

TEST(CsvLine, SplitsAtTheDelimiter) {
    EXPECT_EQ(fields_of("a,b,"), (Fields{"a", "b", ""}));
    EXPECT_EQ(fields_of(""), (Fields{""}));
    EXPECT_EQ(fields_of("a;b,c", ';'), (Fields{"a", "b,c"}));
    EXPECT_EQ(fields_of(" a , b\r"), (Fields{"a", "b"}));
}

TEST(CsvLine, TakesQuotesOff) {
    EXPECT_EQ(fields_of(R"("a,b","c ""d""", "e" ,f)"), (Fields{"a,b", "c \"d\"", "e", "f"}));
    EXPECT_EQ(fields_of(R"("")"), (Fields{""}));
}

TEST(CsvLine, ANeverClosedQuoteEndsWithItsLine) {
    EXPECT_EQ(fields_of("a,\"b,c"), (Fields{"a", "!b,c"}));
    EXPECT_EQ(fields_of("a,\"\"\""), (Fields{"a", "!\"\""}));
    EXPECT_EQ(fields_of("\"a\"b,c"), (Fields{"!a", "c"}));
    EXPECT_EQ(fields_of("a\"b,c"), (Fields{"a\"b", "c"}));
}

}  // namespace
}  // namespace drp::formats
