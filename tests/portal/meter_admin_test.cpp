#include "portal/meter_admin.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace drp::portal {
namespace {

class MeterAdminTest : public testing::Test {
  protected:
    /// "line field code" of everything wrong, or the number of meters there are.
    std::string add(const std::vector<MeterDraft>& drafts, bool is_trial = false) {
        std::string text;
        for (const auto& [line, problem] : meters.add(admin, drafts, is_trial, World::now))
            text += std::to_string(line) + " " + problem.place + " " + problem.code + "; ";
        return text.empty() ? std::to_string(directory.all(admin).size()) : text;
    }
    MeterAdmin::Assigned assign(std::vector<std::string> numbers, std::optional<core::OrgId> org, bool takes = false) {
        return meters.assign(admin, {std::move(numbers), org, takes}, World::now).value();
    }
    std::optional<core::OrgId> holder(const std::string& number) { return meters.find(number)->meter.org; }
    /// Actions in the audit trail, in order.
    std::string booked() {
        auto tx = world.store().read();
        auto rows = tx.connection().prepare("SELECT action, subject FROM audit ORDER BY audit_id");
        std::string text;
        while (rows->step()) text += std::string(rows->text(0)) + " " + std::string(rows->text(1)) + "; ";
        return text;
    }

    World world;
    Actor admin = Actor::operator_at_the_machine();
    MeterDirectory directory{world.store()};
    ChangeFeed changes;
    MeterAdmin meters{world.store(), directory, changes};
};

TEST_F(MeterAdminTest, MakesManyAndTheDirectoryKnowsThem) {
    EXPECT_EQ(add({{1, "1", "Barn", "Mill Lane 1", 41.5, -93.6, 900}, {2, "2"}}), "2");
    const auto barn = meters.find("1")->meter;
    EXPECT_EQ(barn.label, "Barn");
    EXPECT_EQ(barn.place->longitude, -93.6);
    EXPECT_EQ(barn.set_interval, core::IntervalSeconds{900});
    EXPECT_EQ(booked(), "meter.create meter 1; meter.create meter 2; ");
}

TEST_F(MeterAdminTest, MakesNoneIfOneIsWrongAndTellsEveryWrongLine) {
    world.add_meter("taken");
    directory.refresh();
    EXPECT_EQ(add({{2, "good"},
                   {3, "not good"},
                   {4, "taken"},
                   {5, "good"},
                   {6, "a", "", "", 91.0, 0.0},
                   {7, "b", "", "", 1.0},
                   {8, "c", "", "", {}, {}, 600}}),
              "3 number meter-number-invalid; 4 number meter-exists; 5 number meter-twice; 6 latitude field-invalid; "
              "7 longitude field-invalid; 8 interval_s field-invalid; ");
    EXPECT_EQ(directory.all(admin).size(), 1U);
    EXPECT_EQ(add({{1, "good"}}, true), "1") << "a trial makes nothing";
    EXPECT_EQ(booked(), "");
}

TEST_F(MeterAdminTest, DescribesWhatIsNamedAndBooksWhatChanged) {
    world.add_meter("1");
    ASSERT_TRUE(meters.change(admin, "1", {.label = "Barn", .place = storage::GeoPoint{1, 2}}, World::now));
    const auto changed = meters.change(admin, "1", {.address = "Mill Lane 1"}, World::now)->meter;
    EXPECT_EQ(changed.label, "Barn");
    EXPECT_EQ(changed.address, "Mill Lane 1");
    ASSERT_TRUE(meters.change(admin, "1", {.label = "Barn"}, World::now));
    EXPECT_EQ(booked(), "meter.describe meter 1; meter.describe meter 1; ") << "the last changed nothing";
    EXPECT_FALSE(meters.change(admin, "1", {.place = std::optional<storage::GeoPoint>()}, World::now)->meter.place);
    EXPECT_EQ(meters.change(admin, "none", {}, World::now).error().code, "meter-not-found");
}

TEST_F(MeterAdminTest, ReplacesADeviceAndFilesWithTheOldNumberLandOnIt) {
    world.add_meter("old", world.school);
    ASSERT_TRUE(world.import("meter_id,timestamp,actual_wh,interval_s\nold,2025-06-01T00:00:00Z,1,900\n"));
    ASSERT_EQ(meters.replace(admin, "old", "new", World::now)->former_numbers.front().number, "old");
    const auto report = world.import(
        "meter_id,timestamp,actual_wh,interval_s\n"
        "old,2025-06-01T00:15:00Z,2,900\nnew,2025-06-01T00:30:00Z,3,900\n");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->tally.counts.added, 2) << "one file may have both numbers";
    directory.refresh();
    EXPECT_EQ(directory.all(admin).size(), 1U);
    EXPECT_EQ(directory.find(admin, "old")->number(), "new") << "links to the old number go on to lead there";
    EXPECT_EQ(meters.find("new")->meter.last_reading, at("2025-06-01T00:30:00Z"));
    EXPECT_EQ(holder("new"), world.school);
    EXPECT_EQ(booked(), "meter.replace meter old; ");
}

TEST_F(MeterAdminTest, RetiresAMeterThatGoesOnToTakeReadings) {
    const auto meter = world.add_meter("1");
    ASSERT_TRUE(meters.set_retired(admin, "1", true, World::now)->meter.retired);
    EXPECT_TRUE(directory.is_retired(meter));
    EXPECT_TRUE(directory.find(admin, "1")) << "its history stays visible";
    EXPECT_EQ(
        world.import("meter_id,timestamp,actual_wh,interval_s\n1,2025-06-01T00:00:00Z,1,900\n")->tally.counts.added, 1);
    ASSERT_FALSE(meters.set_retired(admin, "1", false, World::now)->meter.retired);
    EXPECT_FALSE(directory.is_retired(meter));
    EXPECT_EQ(booked(), "meter.retire meter 1; meter.restore meter 1; ");
}

TEST_F(MeterAdminTest, DeletesOnlyAMeterWithoutReadings) {
    world.add_meter("empty");
    ASSERT_TRUE(world.import("meter_id,timestamp,actual_wh,interval_s\nfull,2025-06-01T00:00:00Z,1,900\n"));
    EXPECT_TRUE(meters.remove(admin, "empty", World::now));
    EXPECT_EQ(meters.remove(admin, "full", World::now).error().code, "meter-has-readings");
    EXPECT_EQ(meters.remove(admin, "empty", World::now).error().code, "meter-not-found");
    EXPECT_EQ(booked(), "meter.delete meter empty; ");
}

TEST_F(MeterAdminTest, AssignsManyAtOnceAndTellsWhoHadThem) {
    for (const auto* number : {"1", "2"}) world.add_meter(number);
    world.add_meter("3", world.mill);
    EXPECT_EQ(assign({"1", "2", "1"}, world.school).changed, 2);
    EXPECT_EQ(holder("1"), world.school);
    const auto refused = assign({"2", "3"}, world.school);
    EXPECT_FALSE(refused.is_done);
    ASSERT_EQ(refused.elsewhere.size(), 1U);
    EXPECT_EQ(refused.elsewhere.front().meter, "3");
    EXPECT_EQ(refused.elsewhere.front().holder, "Mill");
    EXPECT_EQ(holder("3"), world.mill);
    EXPECT_EQ(assign({"2", "3"}, world.school, true).changed, 1);
    EXPECT_EQ(holder("3"), world.school);
    EXPECT_EQ(assign({"1", "3"}, std::nullopt).changed, 2);
    EXPECT_EQ(holder("1"), std::nullopt);
    EXPECT_EQ(meters.assign(admin, {{"1", "none"}, world.school}, World::now).error().code, "meter-not-found");
    EXPECT_EQ(holder("1"), std::nullopt) << "all or none";
    EXPECT_EQ(meters.assign(admin, {{"1"}, world.provider}, World::now).error().code, "organisation-is-provider");
    EXPECT_EQ(meters.assign(admin, {{"1"}, core::OrgId{999}}, World::now).error().code, "organisation-not-found");
}

TEST_F(MeterAdminTest, TakesAMeterFromAResidentOnlyWhenToldTo) {
    const auto meter = world.add_meter("1");
    const auto resident = world.add_user("r@home.example", std::nullopt, false);
    {
        auto tx = world.store().write();
        storage::assign_meter(tx, meter, resident).value();
        tx.commit();
    }
    const auto refused = assign({"1"}, world.school);
    EXPECT_FALSE(refused.is_done);
    EXPECT_EQ(refused.elsewhere.front().holder, "r@home.example");
    EXPECT_EQ(meters.find("1")->meter.resident, resident);
    EXPECT_TRUE(assign({"1"}, world.school, true).is_done);
    EXPECT_EQ(holder("1"), world.school);
    EXPECT_EQ(booked(), "meter.assign meter 1; ");
    const auto eyes = World::member(resident, Level::residential_user, std::nullopt);
    EXPECT_FALSE(directory.is_visible(eyes, meter)) << "the resident sees it no longer";
}

}  // namespace
}  // namespace drp::portal
