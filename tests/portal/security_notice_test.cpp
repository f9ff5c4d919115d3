// Whoever owns an account is told by mail what was done to the way it is logged in to.
#include "portal/security_notice.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "portal/own_account.hpp"
#include "portal/password_reset.hpp"
#include "portal/people.hpp"
#include "portal/second_factor.hpp"
#include "portal/secrets.hpp"
#include "storage/second_factors.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPassword = "a good password";
constexpr const char* kNewPassword = "tidy otter walks at noon";

class SecurityNotice : public testing::Test {
  protected:
    SecurityNotice() {
        programme.name = "Valley Power";
        programme.public_url = "https://portal.example";
        programme.zone = core::TimeZone::find("America/Chicago").value();
        programme.sends_mail = true;
        static const auto hash = hash_password(kPassword);
        root = world.add_user("root@x", world.provider, true, hash);
        kim = world.add_user("kim@x", world.school, true, hash);
    }
    Actor log_in(const char* email, const std::string& code = "") {
        return accounts.log_in({.email = email, .password = kPassword, .code = code, .address = "1.1.1.1"}, World::now)
            .value()
            .session.actor;
    }
    /// Kim with a second factor; the recovery codes are kept.
    Actor enrolled() {
        const auto actor = log_in("kim@x");
        (void)own.begin_second_factor(actor, kPassword, World::now).value();
        const auto secret = [&] {
            auto tx = world.store().read();
            return open_totp_secret(world.key, storage::find_second_factor(tx, kim)->sealed_secret).value();
        }();
        auto done = own.confirm_second_factor(actor, totp_code(secret, World::now), World::now).value();
        codes = done.recovery_codes;
        return done.log_in.session.actor;
    }
    Actor administrator() const { return World::member(root, Level::system_administrator, world.provider); }
    std::string take_off(core::UserId user) {
        const auto done = take_second_factor(world.store(), accounts, programme, administrator(), user, World::now);
        return done ? "taken off" : done.error().code;
    }
    /// "recipient: subject" of all that are queued; they go.
    std::vector<std::string> mails() {
        auto tx = world.store().write();
        std::vector<std::string> all;
        bodies.clear();
        while (const auto mail = storage::claim_due_mail(tx, World::now)) {
            all.push_back(mail->recipient + ": " + mail->subject);
            bodies.push_back(mail->body);
        }
        tx.commit();
        return all;
    }
    static std::string token_in(const std::string& text) {
        const auto from = text.find('#') + 1;
        return text.substr(from, text.find('\n', from) - from);
    }
    std::string last_deed() {
        auto tx = world.store().read();
        auto row = tx.connection().prepare(
            "SELECT action || ' ' || \"before\" || ' ' || after FROM audit ORDER BY audit_id DESC");
        return row->step() ? std::string(row->text(0)) : std::string();
    }

    World world;
    Programme programme;
    MeterDirectory directory{world.store()};
    Accounts accounts{world.store(), world.key};
    OwnAccount own{world.store(), accounts, directory, world.key, programme};
    PasswordReset reset{world.store(), programme};
    core::UserId root;
    core::UserId kim;
    std::vector<std::string> codes;
    std::vector<std::string> bodies;
};

TEST_F(SecurityNotice, SaysWhatHappenedWhenAndWhatToDo) {
    const auto mail = security_mail(programme, "kim@x", SecurityEvent::password_changed, at("2026-01-15T19:05:00Z"));
    EXPECT_EQ(mail.recipient, "kim@x");
    EXPECT_EQ(mail.subject, "Valley Power: your password was changed");
    EXPECT_THAT(mail.body, HasSubstr("on 2026-01-15 at 13:05 (America/Chicago)"));
    EXPECT_THAT(mail.body, HasSubstr("If it was not, choose a new password now"));
    EXPECT_THAT(mail.body, HasSubstr("https://portal.example/forgot-password"));
}

TEST_F(SecurityNotice, HasASubjectOfItsOwnForEachEvent) {
    std::set<std::string> subjects;
    for (int event = 0; event <= static_cast<int>(SecurityEvent::email_changed); ++event)
        subjects.insert(security_mail(programme, "kim@x", static_cast<SecurityEvent>(event), World::now).subject);
    EXPECT_EQ(subjects.size(), 7U);
}

TEST_F(SecurityNotice, ComesWithANewPassword) {
    ASSERT_TRUE(own.change_password(log_in("kim@x"), kPassword, kNewPassword, World::now));
    EXPECT_THAT(mails(), ElementsAre("kim@x: Valley Power: your password was changed"));
    EXPECT_THAT(bodies.at(0), Not(HasSubstr(kNewPassword)));
}

TEST_F(SecurityNotice, ComesWithAPasswordSetByALink) {
    const auto link = reset.hand_out(administrator(), kim, World::now).value().link;
    EXPECT_THAT(mails(), IsEmpty()) << "a link that nobody has used changes nothing";
    ASSERT_TRUE(reset.set(token_in(link), kNewPassword, Actor::visitor(), World::now));
    EXPECT_THAT(mails(), ElementsAre("kim@x: Valley Power: your password was set anew"));
}

TEST_F(SecurityNotice, ComesWithEveryChangeOfTheSecondFactor) {
    const auto actor = enrolled();
    EXPECT_THAT(mails(), ElementsAre("kim@x: Valley Power: a second factor was set up"));
    codes = own.renew_recovery_codes(actor, kPassword, codes[0], World::now).value();
    EXPECT_THAT(mails(), ElementsAre("kim@x: Valley Power: your recovery codes were renewed"));
    EXPECT_THAT(bodies.at(0), Not(HasSubstr(codes[0])));
    ASSERT_TRUE(own.remove_second_factor(actor, kPassword, codes[0], World::now));
    EXPECT_THAT(mails(), ElementsAre("kim@x: Valley Power: your second factor was removed"));
}

TEST_F(SecurityNotice, GoesToTheOldAddressWhenItIsChanged) {
    ASSERT_FALSE(own.change_email(log_in("kim@x"), "new@x", kPassword, World::now).value());
    ASSERT_THAT(mails(), ElementsAre("new@x: Valley Power: confirm your address",
                                     "kim@x: Valley Power: another address was asked for"));
    const auto token = token_in(bodies[0]);
    ASSERT_TRUE(own.confirm_email(Actor::visitor(), token, World::now));
    EXPECT_THAT(mails(), ElementsAre("kim@x: Valley Power: your e-mail address was changed"));
    EXPECT_THAT(bodies.at(0), Not(HasSubstr("new@x")));
}

TEST_F(SecurityNotice, IsNotWrittenWhereThePortalSendsNoMail) {
    programme.sends_mail = false;
    ASSERT_TRUE(own.change_password(log_in("kim@x"), kPassword, kNewPassword, World::now));
    EXPECT_THAT(mails(), IsEmpty());
}

TEST_F(SecurityNotice, IsNotWrittenOfWhatWasRefused) {
    EXPECT_FALSE(own.change_password(log_in("kim@x"), "wrong password", kNewPassword, World::now));
    EXPECT_EQ(take_off(kim), "second-factor-missing");
    EXPECT_THAT(mails(), IsEmpty());
}

TEST_F(SecurityNotice, ComesWithAFactorThatTheAdministratorTakesOff) {
    (void)enrolled();
    (void)log_in("kim@x", codes[0]);
    (void)mails();
    EXPECT_EQ(take_off(kim), "taken off");
    EXPECT_EQ(last_deed(), R"(second-factor.take-off  {"email":"kim@x","sessions_ended":"2"})");
    EXPECT_THAT(mails(), ElementsAre("kim@x: Valley Power: your second factor was taken off"));
}

TEST_F(SecurityNotice, AFactorThatIsTakenOffTakesSessionsAndCodesWithIt) {
    const auto actor = enrolled();
    const auto begun = accounts.log_in({.email = "kim@x", .password = kPassword, .code = codes[0]}, World::now).value();
    ASSERT_TRUE(accounts.find(begun.token, World::now));
    EXPECT_EQ(take_off(kim), "taken off");
    EXPECT_FALSE(accounts.find(begun.token, World::now));
    EXPECT_EQ(own.second_factor(actor).recovery_codes_left, 0);
    (void)log_in("kim@x");  // the password alone
    EXPECT_EQ(take_off(kim), "second-factor-missing");
}

TEST_F(SecurityNotice, NobodyTakesTheOwnFactorOffThisWay) {
    EXPECT_EQ(take_off(root), "own-second-factor");
    EXPECT_EQ(take_off(core::UserId{99'999}), "user-not-found");
}

TEST_F(SecurityNotice, AFactorThatIsOnlyBegunIsNone) {
    (void)own.begin_second_factor(log_in("kim@x"), kPassword, World::now).value();
    EXPECT_EQ(take_off(kim), "second-factor-missing");
    const auto listed = list_people(world.store(), accounts, {}, {.search = "kim"}, World::now).value();
    EXPECT_FALSE(listed.rows[0].record.has_second_factor);
}

TEST_F(SecurityNotice, WhoHasAFactorIsSeenInTheList) {
    (void)enrolled();
    const auto listed = list_people(world.store(), accounts, {}, {.sort = "email"}, World::now).value();
    ASSERT_EQ(listed.rows.size(), 2U);
    EXPECT_TRUE(listed.rows[0].record.has_second_factor);
    EXPECT_FALSE(listed.rows[1].record.has_second_factor);
}

}  // namespace
}  // namespace drp::portal
