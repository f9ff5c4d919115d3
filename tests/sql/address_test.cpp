#include "sql/address.hpp"

#include <gtest/gtest.h>

namespace drp::sql {
namespace {

TEST(Address, MayBeRelativeOrAbsolute) {
    EXPECT_EQ(parse_address("sqlite:var/drp.db")->path, "var/drp.db");
    EXPECT_EQ(parse_address("sqlite:///srv/drp.db")->path, "/srv/drp.db");
    EXPECT_EQ(parse_address("sqlite:/srv/drp.db")->path, "/srv/drp.db");
}

TEST(Address, OfAnythingElseIsAProblem) {
    for (const auto* text : {"", "var/drp.db", "sqlite:", "sqlite://host/drp.db", "sqlite:folder/", "oracle:x"})
        EXPECT_EQ(parse_address(text).error().code, "address-invalid") << text;
}

}  // namespace
}  // namespace drp::sql
