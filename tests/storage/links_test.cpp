#include "storage/links.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/accounts.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

constexpr std::int64_t kHalfAnHour = 1800;

core::UserId with_user(AStore& store, const std::string& email, std::optional<core::OrgId> org = std::nullopt) {
    auto tx = store->write();
    const auto id = create_user(tx, {.email = email, .org = org}, kNow).value().id;
    tx.commit();
    return id;
}

TEST(Links, AreGoodOnce) {
    AStore store;
    const auto user = with_user(store, "ada@x");
    auto tx = store->write();
    create_link(tx, "hash", {.purpose = LinkPurpose::password_reset, .user = user}, kNow, kNow + kHalfAnHour);
    EXPECT_EQ(find_link(tx, "hash", LinkPurpose::password_reset, kNow)->user, user);
    EXPECT_EQ(use_link(tx, "hash", LinkPurpose::password_reset, kNow)->user, user);
    EXPECT_FALSE(use_link(tx, "hash", LinkPurpose::password_reset, kNow));
    EXPECT_FALSE(find_link(tx, "hash", LinkPurpose::password_reset, kNow));
}

TEST(Links, AreGoodForTheirPurposeOnly) {
    AStore store;
    const auto user = with_user(store, "ada@x");
    auto tx = store->write();
    create_link(tx, "hash", {.purpose = LinkPurpose::email_change, .user = user, .email = "new@x"}, kNow,
                kNow + kHalfAnHour);
    EXPECT_FALSE(use_link(tx, "hash", LinkPurpose::password_reset, kNow));
    EXPECT_EQ(use_link(tx, "hash", LinkPurpose::email_change, kNow)->email, "new@x");
}

TEST(Links, AreGoodUntilTheyExpire) {
    AStore store;
    const auto user = with_user(store, "ada@x");
    auto tx = store->write();
    create_link(tx, "hash", {.purpose = LinkPurpose::password_reset, .user = user}, kNow, kNow + kHalfAnHour);
    EXPECT_TRUE(find_link(tx, "hash", LinkPurpose::password_reset, kNow + kHalfAnHour - 1));
    EXPECT_FALSE(use_link(tx, "hash", LinkPurpose::password_reset, kNow + kHalfAnHour));
    EXPECT_EQ(delete_expired_links(tx, kNow + kHalfAnHour - 1), 0);
    EXPECT_EQ(delete_expired_links(tx, kNow + kHalfAnHour), 1);
}

TEST(Links, AreWorthlessOnceThePasswordOrTheAddressHasChangedByWhateverWay) {
    AStore store;
    const auto user = with_user(store, "ada@x");
    const auto with_links = [&] {
        auto tx = store->write();
        create_link(tx, "reset", {.purpose = LinkPurpose::password_reset, .user = user}, kNow, kNow + kHalfAnHour);
        create_link(tx, "email", {.purpose = LinkPurpose::email_change, .user = user, .email = "new@x"}, kNow,
                    kNow + kHalfAnHour);
        tx.commit();
    };
    const auto links = [&] { return test::Shell(store.address()).ask("SELECT COUNT(*) FROM one_time_link"); };
    with_links();
    {
        auto tx = store->write();
        ASSERT_TRUE(update_user(tx, user, {.first_name = "Ada"}));
        tx.commit();
    }
    EXPECT_EQ(links(), "2") << "a name opens nothing and closes nothing";
    {
        auto tx = store->write();
        ASSERT_TRUE(update_user(tx, user, {.password_hash = "$2b$12$another"}));
        tx.commit();
    }
    EXPECT_EQ(links(), "0");
    with_links();
    EXPECT_EQ(test::Shell(store.address()).run("UPDATE user SET email = 'x@y'"), "");
    EXPECT_EQ(links(), "0");
}

TEST(Links, OfAUserDieTogetherButOnlyThoseOfThePurpose) {
    AStore store;
    const auto ada = with_user(store, "ada@x");
    const auto bob = with_user(store, "bob@x");
    auto tx = store->write();
    for (const auto* hash : {"a1", "a2"})
        create_link(tx, hash, {.purpose = LinkPurpose::password_reset, .user = ada}, kNow, kNow + kHalfAnHour);
    create_link(tx, "a3", {.purpose = LinkPurpose::email_change, .user = ada}, kNow, kNow + kHalfAnHour);
    create_link(tx, "b1", {.purpose = LinkPurpose::password_reset, .user = bob}, kNow, kNow + kHalfAnHour);
    EXPECT_EQ(delete_links_of(tx, ada, LinkPurpose::password_reset), 2);
    EXPECT_TRUE(find_link(tx, "a3", LinkPurpose::email_change, kNow));
    EXPECT_TRUE(find_link(tx, "b1", LinkPurpose::password_reset, kNow));
}

TEST(Links, OfAnOrganisationAreListedAndWithdrawnByNumber) {
    AStore store;
    const auto school = store.with_organization("School");
    const auto mill = store.with_organization("Mill");
    auto tx = store->write();
    const auto invite = [&](const char* hash, core::OrgId org, const char* email, std::int64_t lasting) {
        return create_link(tx, hash, {.purpose = LinkPurpose::invitation, .org = org, .email = email}, kNow,
                           kNow + lasting);
    };
    const auto first = invite("1", school, "a@x", 100);
    const auto second = invite("2", school, "b@x", 100);
    invite("3", school, "c@x", 1);
    const auto foreign = invite("4", mill, "d@x", 100);
    const auto listed = list_links_of(tx, school, LinkPurpose::invitation, kNow + 1);
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].id, second);
    EXPECT_EQ(listed[1].email, "a@x");
    EXPECT_FALSE(take_link(tx, school, LinkPurpose::invitation, foreign, kNow)) << "another organisation's";
    EXPECT_EQ(take_link(tx, school, LinkPurpose::invitation, first, kNow)->email, "a@x");
    EXPECT_FALSE(take_link(tx, school, LinkPurpose::invitation, first, kNow));
    EXPECT_EQ(delete_links_of(tx, school, LinkPurpose::invitation, "B@X"), 1);
    EXPECT_TRUE(find_link(tx, "4", LinkPurpose::invitation, kNow));
}

TEST(Links, GoWithTheirUserAndTheirOrganisation) {
    AStore store;
    const auto school = store.with_organization("School");
    const auto user = with_user(store, "ada@x");
    auto tx = store->write();
    create_link(tx, "u", {.purpose = LinkPurpose::password_reset, .user = user}, kNow, kNow + kHalfAnHour);
    create_link(tx, "o", {.purpose = LinkPurpose::invitation, .org = school}, kNow, kNow + kHalfAnHour);
    delete_user(tx, user).value();
    delete_organization(tx, school).value();
    EXPECT_FALSE(find_link(tx, "u", LinkPurpose::password_reset, kNow));
    EXPECT_FALSE(find_link(tx, "o", LinkPurpose::invitation, kNow));
}

}  // namespace
}  // namespace drp::storage
