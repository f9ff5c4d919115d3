#include "portal/accounts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "portal/second_factor.hpp"
#include "portal/secrets.hpp"
#include "storage/second_factors.hpp"
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
    core::Result<Accounts::LogIn> log_in(const char* email, const char* password, const std::string& code = "",
                                         core::UtcSeconds now = World::now) {
        return accounts.log_in(
            {.email = email, .password = password, .code = code, .address = "1.1.1.1", .device = "A browser"}, now);
    }
    /// Actions of the trail, oldest first.
    std::vector<std::string> trail() {
        std::vector<std::string> actions;
        auto tx = world.store().read();
        auto rows = tx.connection().prepare(
            "SELECT action || ' ' || subject || ' ' || actor_name FROM audit ORDER BY audit_id");
        while (rows->step()) actions.emplace_back(rows->text(0));
        return actions;
    }
    /// A second factor in force; its secret.
    std::string enrol(core::UserId user) {
        auto secret = new_totp_secret();
        auto tx = world.store().write();
        storage::begin_second_factor(tx, user, seal_totp_secret(world.key, secret), World::now);
        storage::confirm_second_factor(tx, user, World::now);
        tx.commit();
        return secret;
    }
    void change(core::UserId user, const storage::UserChange& change) {
        auto tx = world.store().write();
        (void)storage::update_user(tx, user, change).value();
        tx.commit();
    }

    World world;
    Accounts accounts{world.store(), world.key};
    core::UserId member;
    core::UserId resident;
};

TEST_F(AccountsTest, LoggingInGivesASessionThatIsFoundAgain) {
    const auto begun = log_in("KIM@x", kPassword).value();
    const auto session = accounts.find(begun.token, World::now + 1);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->actor.user, member);
    EXPECT_EQ(session->actor.level, Level::organisation_administrator);
    EXPECT_EQ(session->account.organisation->name, "School");
}

TEST_F(AccountsTest, TheTokenItselfIsNotStored) {
    const auto begun = log_in("kim@x", kPassword).value();
    auto tx = world.store().read();
    EXPECT_FALSE(storage::find_session(tx, begun.token));
    EXPECT_TRUE(storage::find_session(tx, token_hash(begun.token)));
}

TEST_F(AccountsTest, AWrongPasswordAndAnUnknownAccountAreAnsweredAlike) {
    const auto wrong = log_in("kim@x", "wrong password").error();
    const auto unknown = log_in("nobody@x", "wrong password").error();
    EXPECT_EQ(wrong.code, unknown.code);
    EXPECT_EQ(core::to_text(wrong), core::to_text(unknown));
}

TEST_F(AccountsTest, GuessingIsThrottled) {
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAccount; ++i) EXPECT_FALSE(log_in("kim@x", "wrong password"));
    EXPECT_EQ(log_in("kim@x", kPassword).error().code, "too-many-log-ins");
    EXPECT_TRUE(log_in("home@x", kPassword));
}

TEST_F(AccountsTest, ASessionEndsWhenItIsNotUsed) {
    const auto begun = log_in("kim@x", kPassword).value();
    EXPECT_TRUE(accounts.find(begun.token, World::now + Accounts::kIdleSeconds - 1));
    EXPECT_FALSE(accounts.find(begun.token, World::now + 2 * Accounts::kIdleSeconds));
}

TEST_F(AccountsTest, ASessionInUseEndsAfterAWeekAllTheSame) {
    const auto begun = log_in("kim@x", kPassword).value();
    auto t = World::now;
    for (; t - World::now < Accounts::kLongestSessionSeconds - 3600; t = t + 3600)
        ASSERT_TRUE(accounts.find(begun.token, t)) << (t - World::now);
    EXPECT_FALSE(accounts.find(begun.token, World::now + Accounts::kLongestSessionSeconds));
}

TEST_F(AccountsTest, LoggingOutEndsTheSessionAtOnce) {
    const auto begun = log_in("kim@x", kPassword).value();
    accounts.log_out(begun.session.actor, World::now);
    EXPECT_FALSE(accounts.find(begun.token, World::now + 1));
}

TEST_F(AccountsTest, AChangedRoleTakesEffectInARunningSession) {
    const auto begun = log_in("kim@x", kPassword).value();
    (void)accounts.find(begun.token, World::now);
    {
        auto tx = world.store().write();
        storage::UserChange change;
        change.status = storage::MemberStatus::rejected;
        storage::update_user(tx, member, change).value();
        tx.commit();
    }
    EXPECT_EQ(accounts.find(begun.token, World::now + Accounts::kRecheckSeconds)->actor.level, Level::pending);
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

TEST_F(AccountsTest, ASessionKnowsItsAddressAndDevice) {
    const auto begun = log_in("kim@x", kPassword).value();
    const auto sessions = accounts.sessions(begun.session.actor, World::now);
    ASSERT_EQ(sessions.size(), 1U);
    EXPECT_EQ(sessions[0].device, "A browser");
    EXPECT_EQ(sessions[0].address, "1.1.1.1");
    EXPECT_TRUE(sessions[0].is_this_one);
    EXPECT_EQ(sessions[0].id, token_hash(begun.token).substr(0, 16));
}

TEST_F(AccountsTest, ALongOrStrangeDeviceIsCutAndMadeReadable) {
    const auto begun =
        accounts
            .log_in({.email = "kim@x", .password = kPassword, .device = std::string(900, 'x') + "\xff\x01"}, World::now)
            .value();
    const auto device = accounts.sessions(begun.session.actor, World::now)[0].device;
    EXPECT_LE(device.size(), Accounts::kMaxDeviceBytes + 3);  // and the sign that it was cut
}

TEST_F(AccountsTest, LastSeenFollowsUseEveryFiveMinutes) {
    const auto last_seen = [&] {
        auto tx = world.store().read();
        return storage::find_user(tx, member)->last_seen;
    };
    EXPECT_FALSE(last_seen());
    const auto begun = log_in("kim@x", kPassword).value();
    EXPECT_EQ(last_seen(), World::now);
    (void)accounts.find(begun.token, World::now + 299);
    EXPECT_EQ(last_seen(), World::now);
    (void)accounts.find(begun.token, World::now + 310);
    EXPECT_EQ(last_seen(), World::now + 310);
}

TEST_F(AccountsTest, AnotherSessionIsEndedByItsIdAndAtOnce) {
    const auto here = log_in("kim@x", kPassword).value();
    const auto there = log_in("kim@x", kPassword).value();
    ASSERT_TRUE(accounts.remembered(there.token, World::now) || accounts.find(there.token, World::now));
    EXPECT_TRUE(accounts.end_session(here.session.actor, token_hash(there.token).substr(0, 16), World::now));
    EXPECT_FALSE(accounts.find(there.token, World::now));
    EXPECT_TRUE(accounts.find(here.token, World::now));
}

TEST_F(AccountsTest, ASessionOfSomebodyElseIsNotThere) {
    const auto kim = log_in("kim@x", kPassword).value();
    const auto home = log_in("home@x", kPassword).value();
    const auto ended = accounts.end_session(home.session.actor, token_hash(kim.token).substr(0, 16), World::now);
    EXPECT_EQ(ended.error().code, "session-not-found");
    EXPECT_TRUE(accounts.find(kim.token, World::now));
    EXPECT_EQ(accounts.sessions(home.session.actor, World::now).size(), 1U);
}

TEST_F(AccountsTest, AllOtherSessionsEndAndNobodyElses) {
    const auto here = log_in("kim@x", kPassword).value();
    const auto there = log_in("kim@x", kPassword).value();
    const auto home = log_in("home@x", kPassword).value();
    EXPECT_EQ(accounts.end_other_sessions(here.session.actor, World::now), 1);
    EXPECT_FALSE(accounts.find(there.token, World::now));
    EXPECT_TRUE(accounts.find(here.token, World::now));
    EXPECT_TRUE(accounts.find(home.token, World::now));
}

TEST_F(AccountsTest, WhoHasASecondFactorIsAskedForIt) {
    const auto secret = enrol(member);
    EXPECT_EQ(log_in("kim@x", kPassword).error().code, "second-factor-needed");
    EXPECT_EQ(log_in("kim@x", "wrong password").error().code, "log-in-failed");
    EXPECT_EQ(log_in("kim@x", kPassword, "000000").error().code, "second-factor-wrong");
    EXPECT_TRUE(log_in("kim@x", kPassword, totp_code(secret, World::now)));
    EXPECT_EQ(log_in("kim@x", kPassword, totp_code(secret, World::now)).error().code, "second-factor-wrong");
    const auto later = World::now + 2 * kTotpStepSeconds;
    EXPECT_TRUE(log_in("kim@x", kPassword, totp_code(secret, later), later));
}

TEST_F(AccountsTest, ASecondFactorThatIsNotConfirmedIsNotInForce) {
    {
        auto tx = world.store().write();
        storage::begin_second_factor(tx, member, seal_totp_secret(world.key, new_totp_secret()), World::now);
        tx.commit();
    }
    EXPECT_TRUE(log_in("kim@x", kPassword));
}

TEST_F(AccountsTest, ARecoveryCodeIsGoodOnceAndForItsOwnerOnly) {
    enrol(member);
    enrol(resident);
    const std::string code = "a0b1-c2d3-e4f5-g6h7";
    {
        auto tx = world.store().write();
        const std::vector hashes{recovery_code_hash(code)};
        storage::replace_recovery_codes(tx, member, hashes);
        tx.commit();
    }
    EXPECT_EQ(log_in("home@x", kPassword, code).error().code, "second-factor-wrong");
    EXPECT_TRUE(log_in("kim@x", kPassword, "A0B1 C2D3 E4F5 G6H7"));
    EXPECT_EQ(log_in("kim@x", kPassword, code).error().code, "second-factor-wrong");
}

TEST_F(AccountsTest, GuessingCodesIsThrottledLikeGuessingPasswords) {
    const auto secret = enrol(member);
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAccount; ++i)
        EXPECT_EQ(log_in("kim@x", kPassword, "000000").error().code, "second-factor-wrong");
    EXPECT_EQ(log_in("kim@x", kPassword, totp_code(secret, World::now)).error().code, "too-many-log-ins");
}

TEST_F(AccountsTest, TheFirstStepForgetsNoFailures) {
    enrol(member);
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAccount; ++i) {
        EXPECT_FALSE(log_in("kim@x", kPassword, "000000"));
        (void)log_in("kim@x", kPassword);
    }
    EXPECT_EQ(log_in("kim@x", kPassword).error().code, "too-many-log-ins");
}

TEST_F(AccountsTest, DutiesComeFromTheAccountAndTheProvidersRule) {
    Accounts strict{world.store(), world.key, Level::organisation_administrator};
    const auto duty = [&](const char* email, const std::string& code = "") {
        return strict.log_in({.email = email, .password = kPassword, .code = code}, World::now)
            .value()
            .session.actor.duty;
    };
    EXPECT_EQ(duty("kim@x"), Duty::enrol_second_factor);
    EXPECT_EQ(duty("home@x"), Duty::none);
    storage::UserChange must;
    must.must_change_password = true;
    change(member, must);
    EXPECT_EQ(duty("kim@x"), Duty::change_password);
    must.must_change_password = false;
    change(member, must);
    const auto secret = enrol(member);
    EXPECT_EQ(duty("kim@x", totp_code(secret, World::now)), Duty::none);
    EXPECT_FALSE(accounts.needs_second_factor(Level::system_administrator));
}

TEST_F(AccountsTest, LogInsAndLogOutsAreBooked) {
    const auto subject = "user " + std::to_string(member.value);
    (void)log_in("kim@x", "wrong password");
    (void)log_in("nobody@x", "wrong password");
    const auto begun = log_in("KIM@x", kPassword).value();
    accounts.log_out(begun.session.actor, World::now);
    EXPECT_THAT(trail(),
                testing::ElementsAre("session.refuse " + subject + " kim@x", "session.begin " + subject + " kim@x",
                                     "session.end " + subject + " kim@x"));
}

TEST_F(AccountsTest, AFloodOfRefusalsDoesNotFillTheTrail) {
    for (int i = 0; i < 3 * LoginThrottle::kMaxFailuresPerAccount; ++i) (void)log_in("kim@x", "wrong password");
    EXPECT_EQ(trail().size(), static_cast<std::size_t>(LoginThrottle::kMaxFailuresPerAccount));
}

TEST_F(AccountsTest, AnInventedTokenIsNoSession) {
    EXPECT_FALSE(accounts.find("", World::now));
    EXPECT_FALSE(accounts.find(random_token(), World::now));
}

}  // namespace
}  // namespace drp::portal
