#include "portal/members.hpp"

#include <gtest/gtest.h>

#include "portal/people.hpp"
#include "portal/secrets.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

using storage::MemberStatus;

class Members : public testing::Test {
  protected:
    World world_;
    Accounts accounts_{world_.store(), world_.key};
    MeterDirectory directory_{world_.store()};
    core::UserId root_ = world_.add_user("root@power.example", world_.provider, true);
    core::UserId staff_ = world_.add_user("staff@power.example", world_.provider, false);
    core::UserId head_ = world_.add_user("head@school.example", world_.school, true);
    core::UserId teacher_ = world_.add_user("teacher@school.example", world_.school, false);
    core::UserId miller_ = world_.add_user("head@mill.example", world_.mill, true);
    core::UserId resident_ = world_.add_user("resident@home.example", std::nullopt, false);
    Actor root() const { return World::member(root_, Level::system_administrator, world_.provider); }
    Actor staff() const { return World::member(staff_, Level::power_provider, world_.provider); }
    Actor head() const { return World::member(head_, Level::organisation_administrator, world_.school); }

    std::string set(const Actor& actor, core::UserId user, MemberState state,
                    std::optional<core::OrgId> asked = std::nullopt) {
        const auto done = set_member_state(world_.store(), accounts_, actor, asked, user, state, World::now);
        return done ? std::string(to_text(state_of(*done))) : done.error().code;
    }
    std::string change(core::UserId user, const PersonChange& change) {
        const auto done = change_person(world_.store(), accounts_, root(), user, change, World::now);
        return done ? std::string(to_text(state_of(done->record))) : done.error().code;
    }
    std::string remove(core::UserId user) {
        const auto done = delete_person(world_.store(), accounts_, directory_, root(), user, World::now);
        return done ? "gone" : done.error().code;
    }
    int booked(const std::string& action) {
        auto tx = world_.store().read();
        auto row = tx.connection().prepare("SELECT COUNT(*) FROM audit WHERE action = ?");
        row.bind(action);
        row->step();
        return static_cast<int>(row->int64(0));
    }
};

TEST_F(Members, AreApprovedRejectedAndMadeAdministratorOnTheRecord) {
    for (const auto state : {MemberState::pending, MemberState::rejected, MemberState::approved,
                             MemberState::administrator, MemberState::approved})
        EXPECT_EQ(to_text(state), set(head(), teacher_, state));
    EXPECT_EQ(5, booked("user.state"));
    EXPECT_EQ("approved", set(head(), teacher_, MemberState::approved));
    EXPECT_EQ(5, booked("user.state")) << "nothing changed";
}

TEST_F(Members, OfAnotherOrganisationAreAsThoughTheyWereNotThere) {
    const core::UserId nobody{99'999};
    EXPECT_EQ("user-not-found", set(head(), nobody, MemberState::rejected));
    EXPECT_EQ("user-not-found", set(head(), miller_, MemberState::rejected));
    EXPECT_EQ("user-not-found", set(head(), root_, MemberState::rejected));
    EXPECT_EQ("user-not-found", set(head(), resident_, MemberState::rejected));
    EXPECT_EQ("organisation-not-found", set(head(), miller_, MemberState::rejected, world_.mill));
    EXPECT_EQ("organisation-not-found", set(head(), miller_, MemberState::rejected, core::OrgId{99'999}));
    EXPECT_EQ("organisation-not-found",
              list_members(world_.store(), head(), world_.mill, std::nullopt, {}).error().code);
    EXPECT_EQ("organisation-not-found",
              list_meters_of_organisation(world_.store(), head(), world_.mill, {}, World::now).error().code);
}

TEST_F(Members, KeepAnAdministrator) {
    EXPECT_EQ("last-administrator", set(root(), head_, MemberState::approved, world_.school));
    EXPECT_EQ("administrator", set(head(), teacher_, MemberState::administrator));
    EXPECT_EQ("rejected", set(root(), head_, MemberState::rejected, world_.school));
}

TEST_F(Members, DoNotTakeTheirOwnPowerAway) {
    EXPECT_EQ("administrator", set(head(), teacher_, MemberState::administrator));
    EXPECT_EQ("own-role", set(head(), head_, MemberState::approved));
    EXPECT_EQ("own-role", set(root(), root_, MemberState::pending));
}

TEST_F(Members, TheProvidersStaffLooksOnAndChangesNothing) {
    EXPECT_TRUE(list_members(world_.store(), staff(), world_.school, std::nullopt, {}));
    EXPECT_EQ("organisation-not-found", set(staff(), teacher_, MemberState::rejected, world_.school));
    EXPECT_EQ("organisation-not-found", set(staff(), staff_, MemberState::administrator));
}

TEST_F(Members, AreListedByState) {
    set(head(), teacher_, MemberState::pending);
    const auto emails = [&](std::optional<MemberState> state) {
        std::string all;
        for (const auto& user :
             list_members(world_.store(), head(), std::nullopt, state, {.sort = "email"}).value().listed.rows)
            all += (all.empty() ? "" : " ") + user.email;
        return all;
    };
    EXPECT_EQ("head@school.example teacher@school.example", emails(std::nullopt));
    EXPECT_EQ("teacher@school.example", emails(MemberState::pending));
    EXPECT_EQ("head@school.example", emails(MemberState::administrator));
    EXPECT_EQ("", emails(MemberState::approved));
}

TEST_F(Members, ARoleThatChangesIsAskedForAtTheNextRequest) {
    const auto log_in = [&] {
        auto tx = world_.store().write();
        storage::create_session(tx,
                                {token_hash("the token"), teacher_, World::now, World::now, World::now + 60, "", ""});
        tx.commit();
    };
    log_in();
    ASSERT_EQ(Level::organisation_user, accounts_.find("the token", World::now)->actor.level);
    set(head(), teacher_, MemberState::rejected);
    EXPECT_EQ(nullptr, accounts_.remembered("the token", World::now));
    EXPECT_EQ(Level::pending, accounts_.find("the token", World::now)->actor.level);
}

TEST_F(Members, NameTheMetersOfTheirOrganisationAndNoOthers) {
    world_.add_meter("71", world_.school);
    world_.add_meter("72", world_.mill);
    directory_.refresh();
    const auto name = [&](const Actor& actor, const std::string& number) {
        const auto done = label_own_meter(world_.store(), directory_, actor, number, "Gymnasium", World::now);
        return done ? "named" : done.error().code;
    };
    EXPECT_EQ("named", name(head(), "71"));
    EXPECT_EQ("meter-not-found", name(head(), "72"));
    EXPECT_EQ("meter-not-found", name(head(), "none"));
    EXPECT_EQ("meter-not-found", name(staff(), "71"));
    EXPECT_EQ("named", name(root(), "72"));
    EXPECT_EQ(2, booked("meter.label"));
    const auto listed = list_meters_of_organisation(world_.store(), head(), std::nullopt, {}, World::now).value();
    ASSERT_EQ(1U, listed.listed.rows.size());
    EXPECT_EQ("Gymnasium", listed.listed.rows[0].label);
}

TEST_F(Members, TheAdministratorOfTheProviderChangesAnybodyButKeepsOne) {
    EXPECT_EQ("administrator", change(teacher_, {.is_administrator = true}));
    EXPECT_EQ("pending", change(head_, {.status = MemberStatus::pending}));
    EXPECT_EQ("approved", change(miller_, {.is_administrator = false})) << "the next is the administrator's to make";
    EXPECT_EQ("own-role", change(root_, {.is_administrator = false}));
    EXPECT_EQ("own-role", remove(root_));
    EXPECT_EQ("resident-is-approved", change(resident_, {.status = MemberStatus::rejected}));
    EXPECT_EQ("user-needs-organization", change(resident_, {.is_administrator = true}));
    EXPECT_EQ("user-not-found", change(core::UserId{99'999}, {}));
    const auto second = world_.add_user("second@power.example", world_.provider, true);
    const auto by_second = World::member(second, Level::system_administrator, world_.provider);
    EXPECT_TRUE(delete_person(world_.store(), accounts_, directory_, by_second, root_, World::now));
    const Actor machine = Actor::operator_at_the_machine();
    EXPECT_EQ("last-administrator",
              delete_person(world_.store(), accounts_, directory_, machine, second, World::now).error().code);
}

TEST_F(Members, ADeletedResidentLeavesTheMeterBehind) {
    const auto meter = world_.add_meter("71");
    {
        auto tx = world_.store().write();
        storage::assign_meter(tx, meter, resident_).value();
        tx.commit();
    }
    EXPECT_EQ("gone", remove(resident_));
    EXPECT_EQ("user-not-found", remove(resident_));
    auto tx = world_.store().read();
    EXPECT_FALSE(storage::find_meter(tx, meter)->resident);
}

TEST_F(Members, AnAccountThatGuessersLockedIsFoundAndUnlocked) {
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAccount; ++i)
        EXPECT_FALSE(accounts_.log_in({.email = "Teacher@school.example", .password = "wrong", .address = "192.0.2.1"},
                                      World::now));
    const auto locked = [&] {
        return list_people(world_.store(), accounts_, {.is_locked = true}, {}, World::now).value().rows.size();
    };
    ASSERT_EQ(1U, locked());
    EXPECT_TRUE(
        list_people(world_.store(), accounts_, {}, {.search = "teacher"}, World::now).value().rows[0].is_locked);
    EXPECT_TRUE(unlock_person(world_.store(), accounts_, root(), teacher_, World::now));
    EXPECT_EQ(0U, locked());
    EXPECT_EQ(
        "log-in-failed",
        accounts_.log_in({.email = "teacher@school.example", .password = "wrong", .address = "192.0.2.1"}, World::now)
            .error()
            .code);
    EXPECT_EQ(1, booked("user.unlock"));
}

TEST_F(Members, PeopleAreFoundByRole) {
    set(head(), teacher_, MemberState::pending);
    const auto count = [&](Level role) {
        return list_people(world_.store(), accounts_, {.role = role}, {}, World::now).value().total;
    };
    EXPECT_EQ(1, count(Level::system_administrator));
    EXPECT_EQ(1, count(Level::power_provider));
    EXPECT_EQ(2, count(Level::organisation_administrator));
    EXPECT_EQ(0, count(Level::organisation_user));
    EXPECT_EQ(1, count(Level::residential_user));
    EXPECT_EQ(1, count(Level::pending));
}

}  // namespace
}  // namespace drp::portal
