#include "portal/actor.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

Actor of_level(Level level) {
    return {ActorKind::user, level, core::UserId{1}, core::OrgId{2}, "s"};
}

bool may(Level level, UseCase use_case) {
    return is_allowed(of_level(level), use_case);
}

TEST(AuthorisationTable, VisitorsSeeThePublicPartOnly) {
    const auto visitor = Actor::visitor();
    for (const auto use_case : {UseCase::see_portal, UseCase::log_in, UseCase::check_session})
        EXPECT_TRUE(is_allowed(visitor, use_case));
    for (const auto use_case :
         {UseCase::log_out, UseCase::see_own_account, UseCase::see_meters, UseCase::export_readings,
          UseCase::see_imports, UseCase::import_readings, UseCase::watch_readings, UseCase::see_import_result})
        EXPECT_FALSE(is_allowed(visitor, use_case));
}

TEST(AuthorisationTable, OnlyTheSystemAdministratorImports) {
    EXPECT_TRUE(may(Level::system_administrator, UseCase::import_readings));
    for (const auto level : {Level::power_provider, Level::organisation_administrator, Level::organisation_user,
                             Level::residential_user, Level::pending})
        EXPECT_FALSE(may(level, UseCase::import_readings));
}

TEST(AuthorisationTable, TheProviderSeesImportsAndNobodyElse) {
    EXPECT_TRUE(may(Level::system_administrator, UseCase::see_imports));
    EXPECT_TRUE(may(Level::power_provider, UseCase::see_imports));
    EXPECT_FALSE(may(Level::organisation_administrator, UseCase::see_imports));
}

TEST(AuthorisationTable, ThePendingHaveTheirOwnAccountAndNoMeters) {
    EXPECT_TRUE(may(Level::pending, UseCase::see_own_account));
    EXPECT_TRUE(may(Level::pending, UseCase::log_out));
    EXPECT_FALSE(may(Level::pending, UseCase::see_meters));
    EXPECT_FALSE(may(Level::pending, UseCase::export_readings));
    EXPECT_FALSE(may(Level::pending, UseCase::watch_readings));
}

TEST(AuthorisationTable, AnImportTokenImportsAndWatchesItsImportNothingElse) {
    const auto machine = Actor::token({.may_import = true}, "importer");
    EXPECT_TRUE(is_allowed(machine, UseCase::import_readings));
    EXPECT_TRUE(is_allowed(machine, UseCase::see_import_result));
    for (const auto use_case : {UseCase::see_meters, UseCase::export_readings, UseCase::see_imports,
                                UseCase::see_own_account, UseCase::watch_readings})
        EXPECT_FALSE(is_allowed(machine, use_case));
    EXPECT_FALSE(machine.sees_all_meters());
}

TEST(AuthorisationTable, ATokenMayWhatItsScopesSay) {
    const auto reader = Actor::token({.may_read = true}, "reader");
    EXPECT_TRUE(is_allowed(reader, UseCase::see_meters));
    EXPECT_TRUE(reader.sees_all_meters());
    EXPECT_FALSE(is_allowed(reader, UseCase::export_readings));
    EXPECT_FALSE(is_allowed(reader, UseCase::import_readings));
    EXPECT_TRUE(is_allowed(Actor::token({.may_export = true}, "exporter"), UseCase::export_readings));
    const auto everything = Actor::token({true, true, true}, "everything");
    for (const auto use_case : {UseCase::see_own_account, UseCase::manage_users, UseCase::manage_claims,
                                UseCase::manage_tokens, UseCase::see_audit, UseCase::undo_import})
        EXPECT_FALSE(is_allowed(everything, use_case)) << use_case_name(use_case);
}

TEST(AuthorisationTable, WhoeverHasADutyHasTheirOwnAccountOnly) {
    auto administrator = of_level(Level::system_administrator);
    administrator.duty = Duty::change_password;
    for (const auto use_case : all_use_cases()) {
        const bool is_own = use_case == UseCase::log_out || use_case == UseCase::see_own_account ||
                            use_case == UseCase::change_own_account;
        EXPECT_EQ(is_allowed(administrator, use_case), is_public(use_case) || is_own) << use_case_name(use_case);
    }
}

TEST(AuthorisationTable, ThePowerProviderSeesMuchAndChangesNothingButTheOwnAccount) {
    for (const auto use_case :
         {UseCase::import_readings, UseCase::undo_import, UseCase::manage_organisation, UseCase::manage_organisations,
          UseCase::manage_meters, UseCase::manage_users, UseCase::manage_claims, UseCase::manage_tokens})
        EXPECT_FALSE(may(Level::power_provider, use_case)) << use_case_name(use_case);
    EXPECT_TRUE(may(Level::power_provider, UseCase::see_organisation));
}

TEST(AuthorisationTable, TheSystemAdministratorMayEverythingButSpeakForACustomer) {
    for (const auto use_case : all_use_cases())
        EXPECT_EQ(may(Level::system_administrator, use_case), use_case != UseCase::acknowledge_event)
            << use_case_name(use_case);
}

TEST(AuthorisationTable, RoleNamesAreThoseOfTheApi) {
    EXPECT_EQ(role_name(Level::system_administrator), "system_administrator");
    EXPECT_EQ(role_name(Level::pending), "pending");
}

}  // namespace
}  // namespace drp::portal
