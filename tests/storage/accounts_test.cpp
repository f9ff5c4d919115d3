#include "storage/accounts.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

NewUser somebody(const std::string& email, std::optional<core::OrgId> org = std::nullopt) {
    return {email, "Ada", "Byron", "$2b$12$abcdefghijklmnopqrstuv", org, MemberStatus::pending, false};
}

TEST(Users, WithoutAnOrganizationAreApproved) {
    AStore store;
    auto tx = store->write();
    const auto user = create_user(tx, somebody("a@b.c"), kNow).value();
    EXPECT_EQ(user.status, MemberStatus::approved);
    EXPECT_FALSE(user.is_admin);
    EXPECT_EQ(user.created, kNow);
    EXPECT_EQ(find_user(tx, user.id)->email, "a@b.c");
    EXPECT_EQ(find_user_by_email(tx, "A@B.C")->id, user.id) << "addresses do not know case";
}

TEST(Users, FirstOfAnOrganizationIsItsAdministratorTheNextIsPending) {
    AStore store;
    const auto org = store.with_provider();
    auto tx = store->write();
    const auto first = create_user(tx, somebody("first@x", org), kNow).value();
    const auto second = create_user(tx, somebody("second@x", org), kNow).value();
    EXPECT_TRUE(first.is_admin);
    EXPECT_TRUE(first.is_provider_member);
    EXPECT_EQ(first.status, MemberStatus::approved);
    EXPECT_EQ(first.org_name, "Provider");
    EXPECT_FALSE(second.is_admin);
    EXPECT_EQ(second.status, MemberStatus::pending);
    EXPECT_EQ(list_users(tx, org).size(), 2U);
}

TEST(Users, HaveAnAddressEach) {
    AStore store;
    auto tx = store->write();
    const auto user = create_user(tx, somebody("a@b"), kNow).value();
    EXPECT_EQ(create_user(tx, somebody("A@B"), kNow).error().code, "email-taken");
    const auto other = create_user(tx, somebody("c@d"), kNow).value();
    EXPECT_EQ(update_user(tx, other.id, {.email = "a@B"}).error().code, "email-taken");
    EXPECT_TRUE(update_user(tx, user.id, {.email = "A@b"})) << "one's own address in another case";
    EXPECT_EQ(create_user(tx, somebody("x@y", core::OrgId{77}), kNow).error().code, "organization-unknown");
}

TEST(Users, ChangeOnlyWhatIsAsked) {
    AStore store;
    const auto org = store.with_organization("Acme");
    auto tx = store->write();
    (void)create_user(tx, somebody("first@x", org), kNow).value();
    const auto user = create_user(tx, somebody("a@b", org), kNow).value();
    const auto changed = update_user(tx, user.id, {.first_name = "Grace", .status = MemberStatus::approved}).value();
    EXPECT_EQ(changed.first_name, "Grace");
    EXPECT_EQ(changed.last_name, "Byron");
    EXPECT_EQ(changed.status, MemberStatus::approved);
    EXPECT_EQ(changed.password_hash, user.password_hash);
    EXPECT_EQ(update_user(tx, {99}, {}).error().code, "user-unknown");
    const auto resident = create_user(tx, somebody("r@b"), kNow).value();
    EXPECT_EQ(update_user(tx, resident.id, {.is_admin = true}).error().code, "user-needs-organization");
}

TEST(Users, GoWithTheirSessions) {
    AStore store;
    auto tx = store->write();
    const auto user = create_user(tx, somebody("a@b"), kNow).value();
    create_session(tx, {"hash", user.id, kNow, kNow, kNow + 60});
    ASSERT_TRUE(delete_user(tx, user.id));
    EXPECT_FALSE(find_session(tx, "hash"));
    EXPECT_EQ(delete_user(tx, user.id).error().code, "user-unknown");
    tx.commit();
}

TEST(Sessions, AreFoundTouchedAndEnded) {
    AStore store;
    auto tx = store->write();
    const auto user = create_user(tx, somebody("a@b"), kNow).value();
    create_session(tx, {"one", user.id, kNow, kNow, kNow + 60});
    create_session(tx, {"two", user.id, kNow, kNow, kNow + 600});
    create_session(tx, {"three", user.id, kNow, kNow, kNow + 600});
    EXPECT_TRUE(touch_session(tx, "one", kNow + 5, kNow + 65));
    EXPECT_EQ(find_session(tx, "one")->last_used, kNow + 5);
    EXPECT_EQ(find_session(tx, "one")->expires, kNow + 65);
    EXPECT_FALSE(touch_session(tx, "none", kNow, kNow));
    EXPECT_EQ(delete_expired_sessions(tx, kNow + 65), 1);
    EXPECT_EQ(delete_sessions_of(tx, user.id, "two"), 1);
    EXPECT_TRUE(delete_session(tx, "two"));
    EXPECT_FALSE(delete_session(tx, "two"));
}

TEST(Organizations, AreMadeRenamedAndDeletedWithTheirMembers) {
    AStore store;
    const auto provider = store.with_provider();
    const auto acme = store.with_organization("Acme");
    const auto meter = store.with_meter("1");
    auto tx = store->write();
    EXPECT_EQ(create_organization(tx, "ACME", false, kNow).error().code, "organization-name-taken");
    EXPECT_EQ(create_organization(tx, "Other", true, kNow).error().code, "provider-exists");
    EXPECT_EQ(rename_organization(tx, acme, "provider").error().code, "organization-name-taken");
    ASSERT_TRUE(rename_organization(tx, acme, "Apex"));
    const auto member = create_user(tx, somebody("a@b", acme), kNow).value();
    ASSERT_TRUE(assign_meter(tx, meter, acme));
    EXPECT_EQ(find_organization(tx, acme)->meters, 1);
    EXPECT_EQ(find_organization(tx, acme)->members, 1);
    EXPECT_EQ(list_organizations(tx).front().name, "Apex");
    EXPECT_EQ(provider_organization(tx)->id, provider);
    EXPECT_EQ(delete_organization(tx, provider).error().code, "provider-has-meters");
    ASSERT_TRUE(delete_organization(tx, acme));
    EXPECT_FALSE(find_user(tx, member.id));
    EXPECT_EQ(list_unassigned_meters(tx).size(), 1U);
    EXPECT_EQ(delete_organization(tx, acme).error().code, "organization-unknown");
    tx.commit();
}

}  // namespace
}  // namespace drp::storage
