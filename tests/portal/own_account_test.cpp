#include "portal/own_account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "portal/second_factor.hpp"
#include "portal/secrets.hpp"
#include "storage/second_factors.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

constexpr const char* kPassword = "a good password";
constexpr const char* kNewPassword = "tidy otter walks at noon";

class OwnAccountTest : public testing::Test {
  protected:
    OwnAccountTest() {
        static const auto hash = hash_password(kPassword);
        world.add_user("root@x", world.provider, true, hash);
        member = world.add_user("kim@x", world.school, true, hash);
        resident = world.add_user("home@x", std::nullopt, false, hash);
    }
    Accounts::LogIn log_in(const char* email, const std::string& code = "", core::UtcSeconds now = World::now) {
        return accounts.log_in({.email = email, .password = kPassword, .code = code, .address = "1.1.1.1"}, now)
            .value();
    }
    storage::UserRecord user(core::UserId id) {
        auto tx = world.store().read();
        return storage::find_user(tx, id).value();
    }
    std::string last_deed() {
        auto tx = world.store().read();
        auto row = tx.connection().prepare(
            "SELECT action || ' ' || \"before\" || ' ' || after FROM audit ORDER BY audit_id DESC");
        return row->step() ? std::string(row->text(0)) : std::string();
    }
    /// Base32 back to bytes is the app's work; here the sealed secret is opened.
    std::string secret_of(core::UserId id) {
        auto tx = world.store().read();
        return open_totp_secret(world.key, storage::find_second_factor(tx, id)->sealed_secret).value();
    }

    World world;
    Programme programme;
    MeterDirectory directory{world.store()};
    Accounts accounts{world.store(), world.key};
    OwnAccount own{world.store(), accounts, directory, world.key, programme};
    core::UserId member;
    core::UserId resident;
};

TEST_F(OwnAccountTest, NamesAndPreferencesChangeAndAreBooked) {
    const auto begun = log_in("kim@x");
    own.update(begun.session.actor, {"Kim", std::nullopt, R"({"clock":"24h"})"}, World::now);
    EXPECT_EQ(user(member).first_name, "Kim");
    EXPECT_EQ(user(member).last_name, "User");
    EXPECT_EQ(user(member).preferences, R"({"clock":"24h"})");
    EXPECT_EQ(
        last_deed(),
        R"(account.update {"first_name":"Test","preferences":"{}"} {"first_name":"Kim","preferences":"{\"clock\":\"24h\"}"})");
    own.update(begun.session.actor, {std::nullopt, std::nullopt, R"({"unit":"kWh"})"}, World::now);
    EXPECT_EQ(user(member).preferences, R"({"clock":"24h","unit":"kWh"})");
    EXPECT_EQ(accounts.find(begun.token, World::now)->account.first_name, "Kim");  // at once
}

TEST_F(OwnAccountTest, ANewPasswordAsksForTheOldOneAndMustBeAcceptable) {
    const auto actor = log_in("kim@x").session.actor;
    const auto code = [&](const char* old_password, const char* password) {
        return own.change_password(actor, old_password, password, World::now).error().code;
    };
    EXPECT_EQ(code("wrong password", kNewPassword), "password-wrong");
    EXPECT_EQ(code(kPassword, kPassword), "password-unchanged");
    EXPECT_EQ(code(kPassword, "short"), "password-too-short");
    EXPECT_EQ(code(kPassword, "passwordpassword"), "password-common");
}

TEST_F(OwnAccountTest, ANewPasswordEndsAllOtherSessionsAndRenewsThisOne) {
    const auto here = log_in("kim@x");
    const auto there = log_in("kim@x");
    (void)accounts.find(here.token, World::now);
    (void)accounts.find(there.token, World::now);
    const auto renewed = own.change_password(here.session.actor, kPassword, kNewPassword, World::now).value();
    EXPECT_FALSE(accounts.find(here.token, World::now));
    EXPECT_FALSE(accounts.find(there.token, World::now));
    EXPECT_TRUE(accounts.find(renewed.token, World::now));
    EXPECT_EQ(renewed.session.created, here.session.created);  // it does not live longer for it
    EXPECT_EQ(last_deed(), "account.change-password  ");
    EXPECT_FALSE(accounts.log_in({.email = "kim@x", .password = kPassword}, World::now));
    EXPECT_TRUE(accounts.log_in({.email = "kim@x", .password = kNewPassword}, World::now));
}

TEST_F(OwnAccountTest, ANewPasswordFulfilsTheDuty) {
    {
        auto tx = world.store().write();
        storage::UserChange must;
        must.must_change_password = true;
        (void)storage::update_user(tx, member, must).value();
        tx.commit();
    }
    const auto begun = log_in("kim@x");
    ASSERT_EQ(begun.session.actor.duty, Duty::change_password);
    const auto renewed = own.change_password(begun.session.actor, kPassword, kNewPassword, World::now).value();
    EXPECT_EQ(renewed.session.actor.duty, Duty::none);
}

TEST_F(OwnAccountTest, GuessingTheOldPasswordIsThrottled) {
    const auto actor = log_in("kim@x").session.actor;
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAccount; ++i)
        EXPECT_EQ(accounts.confirm_password(actor, "wrong password", "password", World::now).error().code,
                  "password-wrong");
    EXPECT_EQ(accounts.confirm_password(actor, kPassword, "password", World::now).error().code, "too-many-log-ins");
}

TEST_F(OwnAccountTest, ASecondFactorIsBegunConfirmedUsedAndRemoved) {
    auto begun = log_in("kim@x");
    EXPECT_EQ(own.begin_second_factor(begun.session.actor, "wrong password", World::now).error().code,
              "password-wrong");
    EXPECT_EQ(own.confirm_second_factor(begun.session.actor, "000000", World::now).error().code,
              "second-factor-not-begun");
    const auto enrolment = own.begin_second_factor(begun.session.actor, kPassword, World::now).value();
    EXPECT_EQ(enrolment.secret, base32_of(secret_of(member)));
    EXPECT_THAT(enrolment.uri, testing::StartsWith("otpauth://totp/"));
    EXPECT_FALSE(own.second_factor(begun.session.actor).since);
    EXPECT_EQ(own.confirm_second_factor(begun.session.actor, "000000", World::now).error().code, "second-factor-wrong");

    const auto enrolled =
        own.confirm_second_factor(begun.session.actor, totp_code(secret_of(member), World::now), World::now).value();
    EXPECT_FALSE(accounts.find(begun.token, World::now));
    const auto& actor = enrolled.log_in.session.actor;
    EXPECT_EQ(own.second_factor(actor).since, World::now);
    EXPECT_EQ(own.second_factor(actor).recovery_codes_left, 10);
    EXPECT_EQ(own.begin_second_factor(actor, kPassword, World::now).error().code, "second-factor-exists");

    const auto again = log_in("kim@x", enrolled.recovery_codes[0]);
    EXPECT_EQ(own.second_factor(actor).recovery_codes_left, 9);
    EXPECT_EQ(own.remove_second_factor(actor, kPassword, enrolled.recovery_codes[0], World::now).error().code,
              "second-factor-wrong");
    EXPECT_TRUE(own.remove_second_factor(actor, kPassword, enrolled.recovery_codes[1], World::now));
    EXPECT_FALSE(own.second_factor(again.session.actor).since);
    EXPECT_EQ(own.second_factor(again.session.actor).recovery_codes_left, 0);
    (void)log_in("kim@x");
}

TEST_F(OwnAccountTest, NewRecoveryCodesTakeThePlaceOfTheOldOnes) {
    const auto begun = log_in("kim@x");
    EXPECT_EQ(own.renew_recovery_codes(begun.session.actor, kPassword, "000000", World::now).error().code,
              "second-factor-missing");
    (void)own.begin_second_factor(begun.session.actor, kPassword, World::now).value();
    const auto secret = secret_of(member);
    const auto enrolled =
        own.confirm_second_factor(begun.session.actor, totp_code(secret, World::now), World::now).value();
    const auto later = World::now + 60;
    const auto codes =
        own.renew_recovery_codes(enrolled.log_in.session.actor, kPassword, totp_code(secret, later), later).value();
    EXPECT_EQ(codes.size(), 10U);
    EXPECT_FALSE(accounts.log_in({.email = "kim@x", .password = kPassword, .code = enrolled.recovery_codes[0]}, later));
    EXPECT_TRUE(accounts.log_in({.email = "kim@x", .password = kPassword, .code = codes[0]}, later));
}

TEST_F(OwnAccountTest, NothingThatIsSecretIsBooked) {
    const auto begun = log_in("kim@x");
    const auto enrolment = own.begin_second_factor(begun.session.actor, kPassword, World::now).value();
    const auto enrolled =
        own.confirm_second_factor(begun.session.actor, totp_code(secret_of(member), World::now), World::now).value();
    const auto changed =
        own.change_password(enrolled.log_in.session.actor, kPassword, kNewPassword, World::now).value();
    std::string trail;
    auto tx = world.store().read();
    auto rows = tx.connection().prepare("SELECT action || subject || \"before\" || after || actor_name FROM audit");
    while (rows->step()) trail += rows->text(0);
    for (const auto& secret : {enrolment.secret, enrolled.recovery_codes[0], std::string(kNewPassword), begun.token,
                               changed.token, token_hash(changed.token)})
        EXPECT_THAT(trail, testing::Not(testing::HasSubstr(secret)));
}

TEST_F(OwnAccountTest, DeletingSaysFirstWhatGoesAndLeavesTheMeterToNobody) {
    const auto meter = world.add_meter("300");
    {
        auto tx = world.store().write();
        storage::assign_meter(tx, meter, resident).value();
        tx.commit();
    }
    directory.refresh();
    const auto begun = log_in("home@x");
    const auto preview = own.preview_delete(begun.session.actor);
    EXPECT_EQ(preview.meter, "300");
    EXPECT_EQ(preview.sessions, 1);
    EXPECT_EQ(preview.audit_lines, 1);
    EXPECT_FALSE(preview.hindrance);
    EXPECT_EQ(own.remove(begun.session.actor, "wrong password", World::now).error().code, "password-wrong");
    ASSERT_TRUE(own.remove(begun.session.actor, kPassword, World::now));
    EXPECT_EQ(last_deed(), R"(account.delete {"role":"residential_user","meter":"300"} )");
    EXPECT_FALSE(accounts.find(begun.token, World::now));
    EXPECT_FALSE(directory.find(begun.session.actor, "300"));
    auto tx = world.store().read();
    EXPECT_FALSE(storage::find_meter(tx, meter)->resident);
}

TEST_F(OwnAccountTest, TheLastAdministratorStaysAsLongAsThereAreOthers) {
    const auto pupil = world.add_user("pupil@x", world.school, false);
    const auto kim = log_in("kim@x").session.actor;
    EXPECT_EQ(own.preview_delete(kim).hindrance->code, "last-administrator");
    EXPECT_EQ(own.remove(kim, kPassword, World::now).error().code, "last-administrator");
    {
        auto tx = world.store().write();
        storage::delete_user(tx, pupil).value();
        tx.commit();
    }
    EXPECT_TRUE(own.remove(kim, kPassword, World::now));  // alone: nobody is left behind
}

TEST_F(OwnAccountTest, TheProvidersLastAdministratorStaysInAnyCase) {
    const auto root = log_in("root@x").session.actor;
    EXPECT_EQ(own.remove(root, kPassword, World::now).error().code, "last-administrator");
    world.add_user("second@x", world.provider, true);
    EXPECT_TRUE(own.remove(root, kPassword, World::now));
}

}  // namespace
}  // namespace drp::portal
