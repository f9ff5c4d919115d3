// Registering, invitations, forgotten passwords, and the mails that go with them.
#include <algorithm>

#include <gmock/gmock.h>

#include "portal/accounts.hpp"
#include "portal/claims.hpp"
#include "portal/invitations.hpp"
#include "portal/outbox.hpp"
#include "portal/password_reset.hpp"
#include "portal/registration.hpp"
#include "portal/secrets.hpp"
#include "storage/mails.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

using storage::MemberStatus;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kPassword = "four small words here";

Actor visitor(const std::string& address = "203.0.113.7") {
    auto actor = Actor::visitor();
    actor.address = address;
    return actor;
}

/// A world in which people join.
struct Joining : World {
    Joining() : meter(add_meter("71007919")) {
        programme.public_url = "https://portal.example";
        programme.sends_mail = true;
    }

    NewAccount with_meter(const std::string& code) {
        return {.email = "ana@example.com",
                .first_name = "Ana",
                .last_name = "Silva",
                .password = std::string(kPassword),
                .meter_number = "71007919",
                .claim_code = code};
    }
    NewAccount with_organisation(const std::string& email, core::OrgId org, const std::string& code = "") {
        return {.email = email,
                .first_name = "Ana",
                .last_name = "Silva",
                .password = std::string(kPassword),
                .organisation_number = std::to_string(org.value),
                .claim_code = code};
    }
    NewAccount invited(const std::string& token) {
        return {.first_name = "Ana", .last_name = "Silva", .password = std::string(kPassword), .invitation = token};
    }
    std::string code_of(ClaimSubject subject) { return claims.code_of(subject, 1); }
    core::Result<storage::UserRecord> join(const NewAccount& account, const Actor& who = visitor()) {
        return registration.register_account(account, who, now);
    }
    storage::UserRecord user(const std::string& email) {
        auto tx = store().read();
        return storage::find_user_by_email(tx, email).value();
    }
    std::vector<storage::ClaimedMail> mails() {
        auto tx = store().write();
        std::vector<storage::ClaimedMail> all;
        while (auto mail = storage::claim_due_mail(tx, now)) all.push_back(*mail);
        return all;  // not committed: they stay due
    }
    static std::string token_in(const std::string& text) {
        const auto at = text.find('#') + 1;
        return text.substr(at, text.find_first_of("\n", at) - at);
    }
    Actor administrator(core::OrgId org) {
        return member(add_user("boss" + std::to_string(org.value) + "@x", org, true), Level::organisation_administrator,
                      org);
    }

    core::MeterId meter;
    Programme programme;
    Claims claims{store(), PortalKey::from_text("a key for tests, 32 characters or more")};
    MeterDirectory directory{store()};
    Registration registration{store(), claims, directory, programme};
    Invitations invitations{store(), programme};
    PasswordReset reset{store(), programme};
};

TEST(Registering, WithAMetersNumberAndCodeOpensThatMeterAtOnce) {
    Joining world;
    const auto made = world.join(world.with_meter(world.code_of(ClaimSubject::of(world.meter)))).value();
    EXPECT_EQ(made.status, MemberStatus::approved);
    EXPECT_EQ(level_of(made), Level::residential_user);
    EXPECT_TRUE(world.directory.find(World::member(made.id, Level::residential_user, std::nullopt), "71007919"));
    EXPECT_TRUE(password_matches(kPassword, made.password_hash));
}

TEST(Registering, IsAnsweredAlikeForAnUnknownNumberAWrongCodeAndAUsedOne) {
    Joining world;
    const auto code = world.code_of(ClaimSubject::of(world.meter));
    const auto wrong = world.join(world.with_meter("00000-00000")).error();
    auto stranger = world.with_meter(code);
    stranger.meter_number = "nobody";
    const auto unknown = world.join(stranger).error();
    world.join(world.with_meter(code)).value();
    auto second = world.with_meter(code);
    second.email = "eve@example.com";
    const auto used = world.join(second).error();
    for (const auto& problem : {wrong, unknown, used}) EXPECT_EQ(problem.code, "number-and-code-do-not-match");
    EXPECT_EQ(wrong.message, unknown.message);
    EXPECT_EQ(wrong.message, used.message);
}

TEST(Registering, DoesNotUseUpTheCodeOfWhoeverChoosesAPoorPasswordOrATakenAddress) {
    Joining world;
    const auto code = world.code_of(ClaimSubject::of(world.meter));
    auto poor = world.with_meter(code);
    poor.password = "password";
    EXPECT_EQ(world.join(poor).error().place, "password");
    world.add_user("ana@example.com", std::nullopt, false);
    EXPECT_EQ(world.join(world.with_meter(code)).error().code, "email-taken");
    auto good = world.with_meter(code);
    good.email = "ana2@example.com";
    EXPECT_TRUE(world.join(good));
}

TEST(Registering, DoesNotTakeAMeterThatSomebodyHas) {
    Joining world;
    {
        auto tx = world.store().write();
        storage::assign_meter(tx, world.meter, world.school).value();
        tx.commit();
    }
    EXPECT_EQ(world.join(world.with_meter(world.code_of(ClaimSubject::of(world.meter)))).error().code,
              "number-and-code-do-not-match");
}

TEST(Registering, TellsTheOwnerOfATakenAddressOnceADay) {
    Joining world;
    world.add_user("ana@example.com", std::nullopt, false);
    const auto code = world.code_of(ClaimSubject::of(world.meter));
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(world.join(world.with_meter(code)));
    ASSERT_EQ(world.mails().size(), 1U);
    EXPECT_EQ(world.mails()[0].recipient, "ana@example.com");
}

TEST(Registering, AsFirstOfAnOrganisationNeedsItsCodeAndMakesTheAdministrator) {
    Joining world;
    EXPECT_EQ(world.join(world.with_organisation("ana@x", world.school)).error().code, "number-and-code-do-not-match");
    const auto code = world.code_of(ClaimSubject::of(world.school));
    const auto first = world.join(world.with_organisation("ana@x", world.school, code)).value();
    EXPECT_EQ(level_of(first), Level::organisation_administrator);
    const auto second = world.join(world.with_organisation("bob@x", world.school, code)).value();
    EXPECT_EQ(level_of(second), Level::organisation_user) << "the join code is not used up";
}

TEST(Registering, WithoutACodeWaitsForTheAdministratorWhoIsTold) {
    Joining world;
    world.add_user("boss@x", world.school, true);
    const auto made = world.join(world.with_organisation("ana@x", world.school)).value();
    EXPECT_EQ(made.status, MemberStatus::pending);
    EXPECT_EQ(level_of(made), Level::pending);
    ASSERT_EQ(world.mails().size(), 1U);
    EXPECT_EQ(world.mails()[0].recipient, "boss@x");
}

TEST(Registering, WithoutACodeIsNotForEverybodyAllDay) {
    Joining world;
    world.add_user("boss@x", world.school, true);
    for (int i = 0; i < Registration::kMaxUnprovenPerNetwork; ++i)
        EXPECT_TRUE(world.join(world.with_organisation("u" + std::to_string(i) + "@x", world.school)));
    EXPECT_EQ(world.join(world.with_organisation("last@x", world.school)).error().code, "too-many-accounts");
}

TEST(Registering, WithTheProvidersNumberOpensNothingWhateverTheCode) {
    Joining world;
    world.add_user("boss@x", world.provider, true);
    for (const auto& code : {std::string(), world.code_of(ClaimSubject::of(world.provider))})
        EXPECT_EQ(world.join(world.with_organisation("ana@x", world.provider, code)).error().code,
                  "number-and-code-do-not-match");
}

TEST(Registering, InADemonstrationNeedsNoCodeAndStillApprovesNobodyIntoAnOrganisation) {
    Joining world;
    Claims lenient(world.store(), PortalKey::from_text("a key for tests, 32 characters or more"), false);
    Registration registration(world.store(), lenient, world.directory, world.programme);
    EXPECT_EQ(registration.register_account(world.with_meter(""), visitor(), World::now)->status,
              MemberStatus::approved);
    world.add_user("boss@x", world.school, true);
    const auto made =
        registration.register_account(world.with_organisation("ann@x", world.school, "any"), visitor(), World::now);
    EXPECT_EQ(made->status, MemberStatus::pending);
}

TEST(Registering, IsBookedWithoutPasswordAndCode) {
    Joining world;
    const auto code = world.code_of(ClaimSubject::of(world.meter));
    world.join(world.with_meter(code)).value();
    auto tx = world.store().read();
    auto row =
        tx.connection().prepare("SELECT actor_name, subject, after FROM audit WHERE action = 'account.register'");
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->text(0), "ana@example.com");
    EXPECT_THAT(std::string(row->text(2)), HasSubstr("71007919"));
    EXPECT_THAT(std::string(row->text(2)), Not(HasSubstr(code)));
    EXPECT_THAT(std::string(row->text(2)), Not(HasSubstr(std::string(kPassword))));
}

TEST(Invitations, MakeAnApprovedMemberOfWhoeverHasTheLink) {
    Joining world;
    const auto boss = world.administrator(world.school);
    EXPECT_TRUE(world.invitations.invite(boss, std::nullopt, "ana@x", World::now)->link.empty()) << "it is mailed";
    const auto token = Joining::token_in(world.mails().at(0).body);
    const auto seen = world.invitations.look_at(token, World::now).value();
    EXPECT_EQ(seen.email, "ana@x");
    EXPECT_EQ(seen.organisation, "School");
    auto account = world.invited(token);
    account.email = "somebody.else@x";
    const auto made = world.join(account).value();
    EXPECT_EQ(made.email, "ana@x") << "the address is the invitation's";
    EXPECT_EQ(level_of(made), Level::organisation_user);
    EXPECT_EQ(world.join(world.invited(token)).error().code, "link-not-valid");
}

TEST(Invitations, AreGoodForAWeekUnlessWithdrawnOrSentAnew) {
    Joining world;
    const auto boss = world.administrator(world.school);
    world.programme.sends_mail = false;
    const auto first = world.invitations.invite(boss, std::nullopt, "ana@x", World::now).value();
    const auto again = world.invitations.invite(boss, std::nullopt, "ANA@x", World::now).value();
    EXPECT_EQ(world.invitations.list(boss, std::nullopt, World::now)->size(), 1U);
    EXPECT_FALSE(world.invitations.look_at(Joining::token_in(first.link), World::now));
    const auto token = Joining::token_in(again.link);
    EXPECT_TRUE(world.invitations.look_at(token, World::now + Invitations::kLinkSeconds - 1));
    EXPECT_FALSE(world.invitations.look_at(token, World::now + Invitations::kLinkSeconds));
    EXPECT_TRUE(world.invitations.withdraw(boss, std::nullopt, again.invitation.id, World::now));
    EXPECT_FALSE(world.invitations.look_at(token, World::now));
}

TEST(Invitations, OfAnotherOrganisationAreNotThere) {
    Joining world;
    const auto boss = world.administrator(world.school);
    const auto other = world.administrator(world.mill);
    const auto sent = world.invitations.invite(other, std::nullopt, "ana@x", World::now).value();
    EXPECT_EQ(world.invitations.invite(boss, world.mill, "a@x", World::now).error().code, "organisation-not-found");
    EXPECT_EQ(world.invitations.invite(boss, core::OrgId{999}, "a@x", World::now).error().code,
              "organisation-not-found");
    EXPECT_EQ(world.invitations.list(boss, world.mill, World::now).error().code, "organisation-not-found");
    EXPECT_EQ(world.invitations.withdraw(boss, std::nullopt, sent.invitation.id, World::now).error().code,
              "invitation-not-found");
    const auto power_provider =
        World::member(world.add_user("p@x", world.provider, false), Level::power_provider, world.provider);
    EXPECT_FALSE(world.invitations.list(power_provider, std::nullopt, World::now));
    EXPECT_TRUE(world.invitations.list(Actor::operator_at_the_machine(), world.mill, World::now));
}

/// Ana has the meter; Bob is a member of the school.
struct Forgetful : Joining {
    Forgetful() {
        ana = add_user("ana@example.com", std::nullopt, false, hash_password("the old password"));
        bob = add_user("bob@example.com", school, true, hash_password("the old password"));
        auto tx = store().write();
        storage::assign_meter(tx, meter, ana).value();
        tx.commit();
    }
    void ask(const PasswordReset::Question& question) {
        ASSERT_TRUE(reset.ask(question, visitor(), now));
        reset.work_off();
    }
    core::UserId ana;
    core::UserId bob;
};

TEST(ForgottenPasswords, AreMailedALinkThatSetsANewOne) {
    Forgetful world;
    world.ask({"Ana@example.com", "71007919", ""});
    const auto mail = world.mails().at(0);
    EXPECT_EQ(mail.recipient, "ana@example.com");
    EXPECT_THAT(mail.body, HasSubstr("https://portal.example/reset-password#"));
    const auto token = Joining::token_in(mail.body);
    {
        auto tx = world.store().write();
        storage::create_session(tx, {"session", world.ana, World::now, World::now, World::now + 1000, "", ""});
        tx.commit();
    }
    EXPECT_TRUE(world.reset.set(token, kPassword, visitor(), World::now));
    EXPECT_TRUE(password_matches(kPassword, world.user("ana@example.com").password_hash));
    auto tx = world.store().read();
    EXPECT_FALSE(storage::find_session(tx, "session")) << "all sessions end";
}

TEST(ForgottenPasswords, LinksAreGoodOnceForHalfAnHourAndTheYoungestOnly) {
    Forgetful world;
    world.ask({"bob@example.com", "", std::to_string(world.school.value)});
    const auto first = Joining::token_in(world.mails().at(0).body);
    world.ask({"bob@example.com", "", std::to_string(world.school.value)});
    const auto second = Joining::token_in(world.mails().at(1).body);
    EXPECT_EQ(world.reset.set(first, kPassword, visitor(), World::now).error().code, "link-not-valid");
    EXPECT_FALSE(world.reset.set(second, kPassword, visitor(), World::now + PasswordReset::kLinkSeconds));
    EXPECT_EQ(world.reset.set(second, "short", visitor(), World::now).error().place, "password");
    EXPECT_TRUE(world.reset.set(second, kPassword, visitor(), World::now)) << "a poor password does not use it up";
    EXPECT_FALSE(world.reset.set(second, kPassword, visitor(), World::now));
}

TEST(ForgottenPasswords, AreAnsweredAlikeForWhoeverIsNotThereAndMailNothing) {
    Forgetful world;
    world.ask({"nobody@example.com", "71007919", ""});
    world.ask({"ana@example.com", "71007920", ""});
    world.ask({"ana@example.com", "", std::to_string(world.school.value)});
    world.ask({"bob@example.com", "71007919", ""});
    world.ask({"bob@example.com", "", std::to_string(world.mill.value)});
    EXPECT_TRUE(world.mails().empty());
}

TEST(ForgottenPasswords, FillNobodysMailbox) {
    Forgetful world;
    for (int i = 0; i < 10; ++i) world.ask({"ana@example.com", "71007919", ""});
    EXPECT_EQ(world.mails().size(), static_cast<std::size_t>(PasswordReset::kMaxMailsPerAccount));
    for (int i = 10; i < PasswordReset::kMaxAsksPerNetwork; ++i) world.ask({"nobody@x", "1", ""});
    EXPECT_EQ(world.reset.ask({"nobody@x", "1", ""}, visitor(), World::now).error().code, "too-many-resets");
}

TEST(ForgottenPasswords, AreHandedALinkByWhoeverManagesThePerson) {
    Forgetful world;
    world.programme.public_url.clear();
    const auto boss = World::member(world.bob, Level::organisation_administrator, world.school);
    const auto carl = world.add_user("carl@x", world.school, false);
    const auto handed = world.reset.hand_out(boss, carl, World::now).value();
    EXPECT_TRUE(handed.link.starts_with("/reset-password#"));
    EXPECT_TRUE(world.reset.set(Joining::token_in(handed.link), kPassword, visitor(), World::now));
    const auto other = world.add_user("dora@x", world.mill, false);
    for (const auto foreign : {other, world.ana, core::UserId{9999}})
        EXPECT_EQ(world.reset.hand_out(boss, foreign, World::now).error().code, "user-not-found");
    EXPECT_TRUE(world.reset.hand_out(Actor::operator_at_the_machine(), world.ana, World::now));
}

TEST(Outbox, SendsEachMailOnceAndKeepsThoseOfAServerThatIsAway) {
    Joining world;
    {
        auto tx = world.store().write();
        for (const auto* name : {"a@x", "b@x"}) storage::queue_mail(tx, {name, "s", "b"}, World::now);
        tx.commit();
    }
    bool is_away = true;
    std::vector<std::string> taken;
    Outbox outbox(world.store(), [&](const storage::ClaimedMail& mail) -> core::Result<void> {
        if (is_away) return core::Problem{core::ProblemKind::unavailable, "mail-not-sent", "no answer", "", ""};
        taken.push_back(mail.recipient);
        return {};
    });
    auto now = World::now;
    EXPECT_EQ(outbox.send_due([&] { return now; }), 0);
    is_away = false;
    EXPECT_EQ(outbox.send_due([&] { return now; }), 0) << "it is left in peace for a while";
    now = now + storage::kShortestMailPauseSeconds;
    EXPECT_EQ(outbox.send_due([&] { return now; }), 2);
    EXPECT_EQ(outbox.send_due([&] { return now; }), 0);
    EXPECT_THAT(taken, testing::UnorderedElementsAre("a@x", "b@x"));
}

}  // namespace
}  // namespace drp::portal
