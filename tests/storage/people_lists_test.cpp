#include "storage/people_lists.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

class PeopleLists : public testing::Test {
  protected:
    AStore store_;

    core::OrgId organisation(const std::string& name, core::UtcSeconds created = kNow, bool is_provider = false) {
        auto tx = store_->write();
        const auto id = create_organization(tx, name, is_provider, created).value().id;
        tx.commit();
        return id;
    }
    core::UserId person(const std::string& email, std::optional<core::OrgId> org = std::nullopt,
                        const std::string& last_name = "Smith", MemberStatus status = MemberStatus::approved) {
        auto tx = store_->write();
        const auto id =
            create_user(tx, {.email = email, .first_name = "Ann", .last_name = last_name, .org = org, .status = status},
                        kNow)
                .value()
                .id;
        tx.commit();
        return id;
    }
    void meter(const std::string& number, core::OrgId org) {
        auto tx = store_->write();
        const NewMeter made{number, "", std::nullopt};
        assign_meter(tx, create_meters(tx, {&made, 1}, kNow).value().front(), org).value();
        tx.commit();
    }
    std::string names(const PageQuery& page, const OrganizationFilter& filter = {}) {
        auto tx = store_->read();
        std::string all;
        for (const auto& row : list_organizations(tx, filter, page).value().rows)
            all += (all.empty() ? "" : " ") + row.organization.name;
        return all;
    }
    std::string emails(const PageQuery& page, const UserFilter& filter = {}) {
        auto tx = store_->read();
        std::string all;
        for (const auto& user : list_users(tx, filter, page).value().rows) all += (all.empty() ? "" : " ") + user.email;
        return all;
    }
};

TEST_F(PeopleLists, OrganisationsAreSortedByNameWithoutRegardToCaseUnlessAskedOtherwise) {
    for (const auto* name : {"mill", "School", "Hospital"}) organisation(name);
    EXPECT_EQ("Hospital mill School", names({}));
    EXPECT_EQ("School mill Hospital", names({.sort = "name", .is_descending = true}));
}

TEST_F(PeopleLists, OrganisationsAreSortedByWhatTheyHave) {
    const auto mill = organisation("Mill");
    const auto school = organisation("School");
    organisation("Hospital");
    meter("1", mill);
    meter("2", mill);
    meter("3", school);
    person("a@school.example", school);
    EXPECT_EQ("Mill School Hospital", names({.sort = "meters", .is_descending = true}));
    EXPECT_EQ("Mill Hospital School", names({.sort = "members"}));  // equal ones by number
}

TEST_F(PeopleLists, RowsOfAnOrganisationCountMembersThoseWhoWaitAndMeters) {
    const auto mill = organisation("Mill");
    meter("1", mill);
    person("first@mill.example", mill);
    person("second@mill.example", mill, "Smith", MemberStatus::pending);
    auto tx = store_->read();
    const auto row = list_organizations(tx, {}, {}).value().rows.at(0);
    EXPECT_EQ(2, row.organization.members);
    EXPECT_EQ(1, row.waiting);
    EXPECT_EQ(1, row.organization.meters);
}

TEST_F(PeopleLists, PagesHaveEveryRowOnceAndSayHowManyThereAre) {
    for (int i = 0; i < 25; ++i) organisation("Org " + std::to_string(100 + i));
    std::string all;
    for (std::int64_t offset = 0; offset < 25; offset += 10) {
        auto tx = store_->read();
        const auto page = list_organizations(tx, {}, {.sort = "created", .offset = offset, .limit = 10}).value();
        EXPECT_EQ(25, page.total);
        for (const auto& row : page.rows) all += row.organization.name.substr(4) + " ";
    }
    std::string expected;
    for (int i = 0; i < 25; ++i) expected += std::to_string(100 + i) + " ";
    EXPECT_EQ(expected, all);
}

TEST_F(PeopleLists, SignsOfSqlAreLookedForAndNotObeyed) {
    for (const auto* name : {"100% Green", "100 Green", "a_b", "axb", "back\\slash", "O'Brien"}) organisation(name);
    EXPECT_EQ("100% Green", names({.search = "100%"}));
    EXPECT_EQ("a_b", names({.search = "a_b"}));
    EXPECT_EQ("back\\slash", names({.search = "\\"}));
    EXPECT_EQ("O'Brien", names({.search = "o'brien"}));
    EXPECT_EQ("", names({.search = "' OR 1=1 --"}));
}

TEST_F(PeopleLists, AnOrderThatIsNotInTheTableIsAProblemThatNamesTheOnesThatAre) {
    auto tx = store_->read();
    const auto listed = list_organizations(tx, {}, {.sort = "name; DROP TABLE user"});
    ASSERT_FALSE(listed);
    EXPECT_EQ("query-invalid", listed.error().code);
    EXPECT_EQ("sort", listed.error().place);
    EXPECT_NE(std::string::npos, listed.error().cure.find("name, created, members, meters"));
}

TEST_F(PeopleLists, OrganisationsAreFilteredByWhetherTheyHaveSomething) {
    const auto mill = organisation("Mill");
    const auto school = organisation("School");
    organisation("Empty");
    meter("1", mill);
    person("head@school.example", school);
    person("new@school.example", school, "Smith", MemberStatus::pending);
    EXPECT_EQ("Mill", names({}, {.has_meters = true}));
    EXPECT_EQ("Empty Mill", names({}, {.has_members = false}));
    EXPECT_EQ("School", names({}, {.has_waiting = true}));
}

TEST_F(PeopleLists, PeopleAreFoundByAddressAndByNameInEitherPart) {
    person("ann@home.example", std::nullopt, "Miller");
    person("bob@home.example", std::nullopt, "Baker");
    EXPECT_EQ("ann@home.example", emails({.search = "mill"}));
    EXPECT_EQ("bob@home.example", emails({.search = "nn bak"}));
    EXPECT_EQ("bob@home.example", emails({.search = "BOB@"}));
}

TEST_F(PeopleLists, PeopleAreFilteredByRoleAndOrganisation) {
    const auto power = organisation("Power", kNow, true);
    const auto mill = organisation("Mill");
    person("admin@power.example", power);
    person("head@mill.example", mill);
    person("new@mill.example", mill, "Smith", MemberStatus::pending);
    person("resident@home.example");
    EXPECT_EQ("head@mill.example new@mill.example", emails({.sort = "email"}, {.org = mill}));
    EXPECT_EQ("new@mill.example", emails({}, {.is_approved = false}));
    EXPECT_EQ("admin@power.example", emails({}, {.membership = Membership::provider}));
    EXPECT_EQ("resident@home.example", emails({}, {.membership = Membership::none}));
    EXPECT_EQ("head@mill.example",
              emails({}, {.membership = Membership::other, .is_admin = true, .is_approved = true}));
    EXPECT_EQ("head@mill.example resident@home.example",
              emails({.sort = "email"},
                     {.emails = std::vector<std::string>{"HEAD@mill.example", "resident@home.example", "\"\\"}}));
}

TEST_F(PeopleLists, PeopleAreSortedByNameByOrganisationAndByWhenTheyWereSeen) {
    const auto mill = organisation("Mill");
    person("c@x.example", std::nullopt, "Adams");
    person("b@x.example", mill, "baker");
    person("a@x.example", std::nullopt, "Clark");
    EXPECT_EQ("c@x.example b@x.example a@x.example", emails({}));
    EXPECT_EQ("b@x.example", emails({.sort = "organisation", .is_descending = true, .limit = 1}));
    EXPECT_EQ("a@x.example", emails({.sort = "email", .limit = 1}));
}

TEST_F(PeopleLists, ListsOfPeopleCarryNoPasswords) {
    {
        auto tx = store_->write();
        create_user(tx, {.email = "a@x.example", .password_hash = "$2b$12$abcdefghijklmnopqrstuv"}, kNow).value();
        tx.commit();
    }
    auto tx = store_->read();
    EXPECT_EQ("", list_users(tx, {}, {}).value().rows.at(0).password_hash);
}

TEST_F(PeopleLists, WhatHangsOnAnOrganisationIsCounted) {
    const auto mill = organisation("Mill");
    const auto head = person("head@mill.example", mill);
    person("b@mill.example", mill);
    meter("77", mill);
    {
        auto tx = store_->write();
        create_session(tx, {"aa", head, kNow, kNow, kNow + 60, "", ""});
        create_session(tx, {"bb", head, kNow, kNow, kNow - 1, "", ""});  // over
        tx.commit();
    }
    auto tx = store_->read();
    const auto contents = contents_of(tx, mill, kNow);
    EXPECT_EQ(2, contents.members);
    EXPECT_EQ(1, contents.sessions);
    EXPECT_EQ(0, contents.invitations);
    EXPECT_EQ(1, contents.meters);
    EXPECT_EQ(std::vector<std::string>({"b@mill.example", "head@mill.example"}), contents.member_emails);
    EXPECT_EQ(std::vector<std::string>({"77"}), contents.meter_numbers);
}

}  // namespace
}  // namespace drp::storage
