#include "portal/organisations.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace drp::portal {
namespace {

class Organisations : public testing::Test {
  protected:
    World world_;
    MeterDirectory directory_{world_.store()};
    Actor admin_ = World::member(world_.add_user("admin@power.example", world_.provider, true),
                                 Level::system_administrator, world_.provider);

    std::vector<std::string> trail() {
        auto tx = world_.store().read();
        auto rows = tx.connection().prepare("SELECT action, subject, \"before\", after FROM audit ORDER BY audit_id");
        std::vector<std::string> lines;
        while (rows->step())
            lines.push_back(std::string(rows->text(0)) + " " + std::string(rows->text(1)) + " " +
                            std::string(rows->text(2)) + ">" + std::string(rows->text(3)));
        return lines;
    }
    core::Result<void> remove(core::OrgId id, const std::string& name) {
        return delete_organisation(world_.store(), directory_, admin_, id, name, World::now);
    }
};

TEST_F(Organisations, AreCreatedAndRenamedOnTheRecord) {
    const auto made = create_organisation(world_.store(), admin_, "Hospital", World::now).value();
    const auto renamed = rename_organisation(world_.store(), admin_, made.id, "Clinic", World::now).value();
    EXPECT_EQ("Clinic", renamed.name);
    const auto subject = "organisation " + std::to_string(made.id.value);
    EXPECT_EQ(
        (std::vector<std::string>{"organisation.create " + subject + " >{\"name\":\"Hospital\"}",
                                  "organisation.rename " + subject + " {\"name\":\"Hospital\"}>{\"name\":\"Clinic\"}"}),
        trail());
}

TEST_F(Organisations, ANameThatIsTakenIsRefusedAndNothingIsBooked) {
    EXPECT_EQ("organization-name-taken", create_organisation(world_.store(), admin_, "MILL", World::now).error().code);
    EXPECT_EQ("organization-name-taken",
              rename_organisation(world_.store(), admin_, world_.school, "Mill", World::now).error().code);
    EXPECT_TRUE(trail().empty());
}

TEST_F(Organisations, AreDeletedOnlyByTheirName) {
    EXPECT_EQ("confirmation-differs", remove(world_.mill, "mill").error().code);
    EXPECT_EQ("confirm_name", remove(world_.mill, "School").error().place);
    EXPECT_TRUE(remove(world_.mill, "Mill"));
    EXPECT_EQ("organisation-not-found", remove(world_.mill, "Mill").error().code);
}

TEST_F(Organisations, GoWithTheirMembersWhileTheirMetersStayAndAreNobodys) {
    const auto member = world_.add_user("head@mill.example", world_.mill, true);
    world_.add_meter("77", world_.mill);
    directory_.refresh();
    const auto insider = World::member(member, Level::organisation_administrator, world_.mill);
    ASSERT_TRUE(directory_.find(insider, "77"));
    EXPECT_EQ(1, organisation_contents(world_.store(), world_.mill, World::now).value().members);
    ASSERT_TRUE(remove(world_.mill, "Mill"));
    EXPECT_FALSE(directory_.find(insider, "77"));
    auto tx = world_.store().read();
    EXPECT_FALSE(storage::find_user(tx, member));
    EXPECT_FALSE(storage::find_meter(tx, "77")->org);
}

TEST_F(Organisations, TheProviderStays) {
    EXPECT_EQ("provider-stays", remove(world_.provider, "Valley Electric").error().code);
}

TEST_F(Organisations, OnesThatAreNotThereAreNotFound) {
    const core::OrgId nobody{9999};
    EXPECT_EQ("organisation-not-found",
              rename_organisation(world_.store(), admin_, nobody, "X", World::now).error().code);
    EXPECT_EQ("organisation-not-found", organisation_contents(world_.store(), nobody, World::now).error().code);
}

}  // namespace
}  // namespace drp::portal
