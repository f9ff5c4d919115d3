#include "portal/accounts.hpp"

#include <gtest/gtest.h>

#include "portal/secrets.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

constexpr const char* kPassword = "a good password";

class AccountsTest : public testing::Test {
  protected:
    AccountsTest() {
        static const auto hash = hash_password(kPassword);
        world.add_user("root@x", world.provider, true, hash);
        member = world.add_user("kim@x", world.school, true, hash);
        resident = world.add_user("home@x", std::nullopt, false, hash);
    }
    World world;
    Accounts accounts{world.store()};
    core::UserId member;
    core::UserId resident;
};

TEST_F(AccountsTest, LoggingInGivesASessionThatIsFoundAgain) {
    const auto log_in = accounts.log_in("KIM@x", kPassword, "1.1.1.1", World::now).value();
    const auto session = accounts.find(log_in.token, World::now + 1);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->actor.user, member);
    EXPECT_EQ(session->actor.level, Level::organisation_administrator);
    EXPECT_EQ(session->account.organisation->name, "School");
}

TEST_F(AccountsTest, TheTokenItselfIsNotStored) {
    const auto log_in = accounts.log_in("kim@x", kPassword, "1.1.1.1", World::now).value();
    auto tx = world.store().read();
    EXPECT_FALSE(storage::find_session(tx, log_in.token));
    EXPECT_TRUE(storage::find_session(tx, token_hash(log_in.token)));
}

TEST_F(AccountsTest, AWrongPasswordAndAnUnknownAccountAreAnsweredAlike) {
    const auto wrong = accounts.log_in("kim@x", "wrong password", "1.1.1.1", World::now).error();
    const auto unknown = accounts.log_in("nobody@x", "wrong password", "1.1.1.1", World::now).error();
    EXPECT_EQ(wrong.code, unknown.code);
    EXPECT_EQ(core::to_text(wrong), core::to_text(unknown));
}

TEST_F(AccountsTest, GuessingIsThrottled) {
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAccount; ++i)
        EXPECT_FALSE(accounts.log_in("kim@x", "wrong password", "1.1.1.1", World::now));
    EXPECT_EQ(accounts.log_in("kim@x", kPassword, "1.1.1.1", World::now).error().code, "too-many-log-ins");
    EXPECT_TRUE(accounts.log_in("home@x", kPassword, "1.1.1.1", World::now));
}

TEST_F(AccountsTest, ASessionEndsWhenItIsNotUsed) {
    const auto log_in = accounts.log_in("kim@x", kPassword, "1.1.1.1", World::now).value();
    EXPECT_TRUE(accounts.find(log_in.token, World::now + Accounts::kIdleSeconds - 1));
    EXPECT_FALSE(accounts.find(log_in.token, World::now + 2 * Accounts::kIdleSeconds));
}

TEST_F(AccountsTest, ASessionInUseEndsAfterAWeekAllTheSame) {
    const auto log_in = accounts.log_in("kim@x", kPassword, "1.1.1.1", World::now).value();
    auto t = World::now;
    for (; t - World::now < Accounts::kLongestSessionSeconds - 3600; t = t + 3600)
        ASSERT_TRUE(accounts.find(log_in.token, t)) << (t - World::now);
    EXPECT_FALSE(accounts.find(log_in.token, World::now + Accounts::kLongestSessionSeconds));
}

TEST_F(AccountsTest, LoggingOutEndsTheSessionAtOnce) {
    const auto log_in = accounts.log_in("kim@x", kPassword, "1.1.1.1", World::now).value();
    accounts.log_out(log_in.session.actor);
    EXPECT_FALSE(accounts.find(log_in.token, World::now + 1));
}

TEST_F(AccountsTest, AChangedRoleTakesEffectInARunningSession) {
    const auto log_in = accounts.log_in("kim@x", kPassword, "1.1.1.1", World::now).value();
    (void)accounts.find(log_in.token, World::now);
    {
        auto tx = world.store().write();
        storage::UserChange change;
        change.status = storage::MemberStatus::rejected;
        storage::update_user(tx, member, change).value();
        tx.commit();
    }
    EXPECT_EQ(accounts.find(log_in.token, World::now + Accounts::kRecheckSeconds)->actor.level, Level::pending);
}

TEST_F(AccountsTest, LevelsFollowOrganisationAndStatus) {
    const auto level = [&](const char* email) {
        auto tx = world.store().read();
        return level_of(storage::find_user_by_email(tx, email).value());
    };
    world.add_user("staff@x", world.provider, false);
    world.add_user("pupil@x", world.school, false);
    EXPECT_EQ(level("root@x"), Level::system_administrator);
    EXPECT_EQ(level("staff@x"), Level::power_provider);
    EXPECT_EQ(level("kim@x"), Level::organisation_administrator);
    EXPECT_EQ(level("pupil@x"), Level::organisation_user);
    EXPECT_EQ(level("home@x"), Level::residential_user);
}

TEST_F(AccountsTest, AnInventedTokenIsNoSession) {
    EXPECT_FALSE(accounts.find("", World::now));
    EXPECT_FALSE(accounts.find(random_token(), World::now));
}

}  // namespace
}  // namespace drp::portal
