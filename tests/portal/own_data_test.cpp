#include "portal/own_data.hpp"

#include <algorithm>
#include <map>

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "portal/accounts.hpp"
#include "portal/secrets.hpp"
#include "portal/trail.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Name to content, as another program reads the zip.
std::map<std::string, std::string> unzip(const std::string& zip) {
    std::map<std::string, std::string> files;
    auto* reader = archive_read_new();
    archive_read_support_format_zip(reader);
    EXPECT_EQ(archive_read_open_memory(reader, zip.data(), zip.size()), ARCHIVE_OK);
    archive_entry* entry = nullptr;
    while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
        auto& content = files[archive_entry_pathname(entry)];
        std::string buffer(65536, '\0');
        for (la_ssize_t n = 0; (n = archive_read_data(reader, buffer.data(), buffer.size())) > 0;)
            content.append(buffer, 0, static_cast<std::size_t>(n));
    }
    archive_read_free(reader);
    return files;
}

class OwnDataTest : public testing::Test {
  protected:
    std::map<std::string, std::string> data_of(core::UserId user, Level level, std::optional<core::OrgId> org) {
        const MeterDirectory directory(world.store());
        OwnData data(world.store(), directory, World::member(user, level, org), World::now);
        std::string zip;
        while (data.next(zip)) {
        }
        return unzip(zip);
    }
    World world;
};

TEST_F(OwnDataTest, AResidentGetsAccountSessionsActivityMeterAndReadings) {
    static const auto hash = hash_password("a good password");
    const auto user = world.add_user("home@x", std::nullopt, false, hash);
    const auto meter = world.add_meter("300");
    {
        auto tx = world.store().write();
        storage::assign_meter(tx, meter, user).value();
        tx.commit();
    }
    ASSERT_TRUE(
        world.import("meter_id,timestamp,actual_wh,predicted_wh,interval_s\n300,2025-06-10T05:00:00Z,100,120,900\n"));
    Accounts accounts{world.store(), world.key};
    const auto begun =
        accounts
            .log_in({.email = "home@x", .password = "a good password", .address = "9.9.9.9", .device = "=1+1"},
                    World::now)
            .value();
    const auto files = data_of(user, Level::residential_user, std::nullopt);
    EXPECT_THAT(files.at("account.csv"), HasSubstr("e-mail,home@x\r\n"));
    EXPECT_THAT(files.at("sessions.csv"), HasSubstr("9.9.9.9,\"'=1+1\""));  // no spreadsheet computes it
    EXPECT_THAT(files.at("activity.csv"), HasSubstr(",you,9.9.9.9,session.begin,"));
    EXPECT_THAT(files.at("meters.csv"), HasSubstr("300,"));
    EXPECT_EQ(files.at("readings.csv"),
              "meter_id,timestamp,actual_wh,predicted_wh,interval_s\n300,2025-06-10T05:00:00Z,100,120,900\n");
    for (const auto& [name, content] : files) {
        EXPECT_THAT(content, Not(HasSubstr(hash))) << name;
        EXPECT_THAT(content, Not(HasSubstr(token_hash(begun.token)))) << name;
    }
}

TEST_F(OwnDataTest, AMemberGetsNoReadingsOfTheOrganisation) {
    world.add_meter("100", world.school);
    const auto user = world.add_user("kim@x", world.school, true);
    const auto files = data_of(user, Level::organisation_administrator, world.school);
    EXPECT_FALSE(files.contains("readings.csv"));
    EXPECT_THAT(files.at("meters.csv"), Not(HasSubstr("100")));
}

TEST_F(OwnDataTest, WhoElseActedIsNotTold) {
    const auto user = world.add_user("kim@x", world.school, true);
    auto admin = Actor::operator_at_the_machine("anna");
    admin.address = "8.8.8.8";
    {
        auto tx = world.store().write();
        for (int i = 0; i < 2500; ++i)  // more than are read at once
            book(tx, admin, {"user.change-role", "user " + std::to_string(user.value), {}, {{"n", std::to_string(i)}}},
                 World::now);
        book(tx, admin, {"user.change-role", "user 999999", {}, {}}, World::now);
        tx.commit();
    }
    const auto activity = data_of(user, Level::organisation_administrator, world.school).at("activity.csv");
    EXPECT_EQ(std::count(activity.begin(), activity.end(), '\n'), 2501);
    EXPECT_THAT(activity, HasSubstr("the portal,,user.change-role"));
    EXPECT_THAT(activity, Not(HasSubstr("anna")));
    EXPECT_THAT(activity, Not(HasSubstr("8.8.8.8")));
    EXPECT_THAT(activity, Not(HasSubstr("999999")));
}

}  // namespace
}  // namespace drp::portal
