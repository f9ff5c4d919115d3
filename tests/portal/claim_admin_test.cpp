#include "portal/claim_admin.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace drp::portal {
namespace {

class ClaimAdminTest : public testing::Test {
  protected:
    ClaimAdminTest() {
        for (const auto* number : {"1", "2", "3"}) world.add_meter(number);
    }
    /// "number code; " as shown.
    std::string shown(const storage::PageQuery& page = {}) {
        const auto rows = admin.show(actor, ClaimKind::meter, {}, page, World::now).value();
        std::string text;
        for (const auto& row : rows.rows) text += row.listed.number + " " + row.code + "; ";
        return text;
    }
    /// Actions and what they came to, in order.
    std::string booked() {
        auto tx = world.store().read();
        auto rows = tx.connection().prepare("SELECT action, subject, after FROM audit ORDER BY audit_id");
        std::string text;
        while (rows->step())
            text += std::string(rows->text(0)) + " " + std::string(rows->text(1)) + " " + std::string(rows->text(2)) + "; ";
        return text;
    }

    World world;
    Actor actor = Actor::operator_at_the_machine();
    Claims claims{world.store(), PortalKey::from_text("a key of this test, of 32 characters and more")};
    ClaimAdmin admin{world.store(), claims};
};

TEST_F(ClaimAdminTest, ListsWithoutCodesAndBooksNothing) {
    const auto rows = admin.list(ClaimKind::meter, {}, {}).value();
    ASSERT_EQ(rows.rows.size(), 3U);
    EXPECT_EQ(rows.rows.front().code, "");
    EXPECT_EQ(booked(), "");
}

TEST_F(ClaimAdminTest, ShowsTheCodesOfOpenOnesAndBooksHowManyRows) {
    ASSERT_TRUE(admin.revoke(actor, ClaimKind::meter, {"2"}, World::now));
    const auto before = booked();
    const auto text = shown();
    EXPECT_NE(text.find("2 ; "), std::string::npos) << "a revoked one has no code: " << text;
    EXPECT_EQ(booked(), before + R"(claim.show claim codes of meters {"count":"3"}; )");
}

TEST_F(ClaimAdminTest, BooksAListThatIsReadPageByPageOnceWithAllOfIt) {
    (void)shown({.offset = 0, .limit = 2, .with_total = false});
    (void)shown({.offset = 2, .limit = 2, .with_total = false});
    EXPECT_EQ(booked(), R"(claim.show claim codes of meters {"count":"3"}; )");
}

TEST_F(ClaimAdminTest, RenewsAllOrNone) {
    const auto before = shown();
    EXPECT_EQ(admin.renew(actor, ClaimKind::meter, {"1", "none"}, World::now).error().code, "meter-not-found");
    EXPECT_EQ(shown(), before);
    ASSERT_TRUE(admin.renew(actor, ClaimKind::meter, {"1"}, World::now));
    EXPECT_NE(shown(), before);
}

TEST_F(ClaimAdminTest, KnowsOrganisationsByNumberAndNotTheProvider) {
    EXPECT_TRUE(admin.renew(actor, ClaimKind::organization, {std::to_string(world.school.value)}, World::now));
    for (const auto& number : {std::to_string(world.provider.value), std::string("0"), std::string("x"), std::string("1e3")})
        EXPECT_EQ(admin.revoke(actor, ClaimKind::organization, {number}, World::now).error().code,
                  "organisation-not-found");
}

}  // namespace
}  // namespace drp::portal
