#include "sql/mariadb/numbered_parameters.hpp"

#include <gtest/gtest.h>

namespace drp::sql::mariadb {
namespace {

using Sources = std::vector<std::size_t>;

TEST(NumberedParameters, BareOnesStayAsTheyAre) {
    const auto plain = with_plain_parameters("SELECT ?, ? + ?");
    EXPECT_EQ(plain.text, "SELECT ?, ? + ?");
    EXPECT_EQ(plain.sources, (Sources{0, 1, 2}));
    EXPECT_EQ(plain.count, 3U);
}

TEST(NumberedParameters, NumbersBecomePlaces) {
    const auto plain = with_plain_parameters("UPDATE t SET a = ?2, b = ?12 WHERE c = ?1 OR d = -?2");
    EXPECT_EQ(plain.text, "UPDATE t SET a = ?, b = ? WHERE c = ? OR d = -?");
    EXPECT_EQ(plain.sources, (Sources{1, 11, 0, 1}));
    EXPECT_EQ(plain.count, 12U);
}

TEST(NumberedParameters, ABareOneFollowsTheHighestSoFar) {
    EXPECT_EQ(with_plain_parameters("?3 ? ?1 ?").sources, (Sources{2, 3, 0, 4}));
}

TEST(NumberedParameters, QuotesAndCommentsHoldNone) {
    const std::string text = "SELECT '?1 ''?''', \"a?\", `b?` -- ?2\n, /* ? */ ?1, '?";
    const auto plain = with_plain_parameters(text);
    EXPECT_EQ(plain.text, "SELECT '?1 ''?''', \"a?\", `b?` -- ?2\n, /* ? */ ?, '?");
    EXPECT_EQ(plain.sources, (Sources{0}));
}

}  // namespace
}  // namespace drp::sql::mariadb
