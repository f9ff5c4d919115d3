#include "portal/meter_directory.hpp"

#include <gtest/gtest.h>

#include "portal/meter_list.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

class MeterDirectoryTest : public testing::Test {
  protected:
    MeterDirectoryTest() {
        world.add_meter("S1", world.school);
        world.add_meter("S2", world.school);
        world.add_meter("M1", world.mill);
        const auto home = world.add_meter("H1");
        world.add_meter("FREE");
        resident = world.add_user("home@x", std::nullopt, false);
        auto tx = world.store().write();
        storage::assign_meter(tx, home, resident).value();
        tx.commit();
    }

    std::string seen_by(const Actor& actor) const {
        std::string numbers;
        for (const auto& meter : MeterDirectory(world.store()).all(actor)) numbers += meter.number() + " ";
        return numbers;
    }

    mutable World world;
    core::UserId resident;
};

TEST_F(MeterDirectoryTest, EachRoleSeesItsMetersAndNoOthers) {
    const core::UserId someone{999};
    EXPECT_EQ(seen_by(World::member(someone, Level::system_administrator, world.provider)), "FREE H1 M1 S1 S2 ");
    EXPECT_EQ(seen_by(World::member(someone, Level::power_provider, world.provider)), "FREE H1 M1 S1 S2 ");
    EXPECT_EQ(seen_by(World::member(someone, Level::organisation_administrator, world.school)), "S1 S2 ");
    EXPECT_EQ(seen_by(World::member(someone, Level::organisation_user, world.mill)), "M1 ");
    EXPECT_EQ(seen_by(World::member(resident, Level::residential_user, std::nullopt)), "H1 ");
    EXPECT_EQ(seen_by(World::member(someone, Level::residential_user, std::nullopt)), "");
    EXPECT_EQ(seen_by(World::member(someone, Level::pending, world.school)), "");
    EXPECT_EQ(seen_by(Actor::visitor()), "");
    EXPECT_EQ(seen_by(Actor::token({.may_import = true}, "importer")), "");
    EXPECT_EQ(seen_by(Actor::operator_at_the_machine()), "FREE H1 M1 S1 S2 ");
}

TEST_F(MeterDirectoryTest, TheListShowsTheSameMeters) {
    const auto pupil = World::member(core::UserId{999}, Level::organisation_user, world.school);
    const auto list = list_meters(world.store(), pupil);
    ASSERT_EQ(list.meters.size(), 2U);
    EXPECT_EQ(list.meters[0].number, "S1");
    ASSERT_EQ(list.organisations.size(), 1U);
    EXPECT_EQ(list.organisations[0].name, "School");
    EXPECT_TRUE(list_meters(world.store(), Actor::visitor()).meters.empty());
}

TEST_F(MeterDirectoryTest, SomebodyElsesMeterIsAnsweredLikeOneThatDoesNotExist) {
    const MeterDirectory directory(world.store());
    const auto pupil = World::member(core::UserId{999}, Level::organisation_user, world.school);
    auto foreign = directory.find(pupil, "M1").error();
    auto missing = directory.find(pupil, "XX").error();
    EXPECT_EQ(foreign.kind, missing.kind);
    EXPECT_EQ(foreign.code, missing.code);
    EXPECT_EQ(foreign.message, "There is no meter 'M1' among yours.");
    EXPECT_EQ(missing.message, "There is no meter 'XX' among yours.");
}

TEST_F(MeterDirectoryTest, AChangedMappingTakesEffectWithTheNextRefresh) {
    MeterDirectory directory(world.store());
    const auto pupil = World::member(core::UserId{999}, Level::organisation_user, world.school);
    const auto meter = directory.find(pupil, "S1").value().id();
    {
        auto tx = world.store().write();
        storage::unassign_meter(tx, meter).value();
        tx.commit();
    }
    directory.refresh();
    EXPECT_FALSE(directory.find(pupil, "S1"));
    EXPECT_FALSE(directory.is_visible(pupil, meter));
    EXPECT_EQ(directory.number_of(meter), "S1");
}

}  // namespace
}  // namespace drp::portal
