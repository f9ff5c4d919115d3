#include "storage/store.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "core/time_zone.hpp"
#include "storage/settings.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::Shell;

TEST(Store, KeepsTheTimeZoneItWasMadeWith) {
    AStore store("Europe/Berlin");
    EXPECT_EQ(store->time_zone().name(), "Europe/Berlin");
    store.reopen();
    EXPECT_EQ(store->time_zone().name(), "Europe/Berlin");
    EXPECT_EQ(Store::open(store.address(), {.time_zone = "America/Chicago"}).error().code, "time-zone-differs");
    EXPECT_TRUE(Store::open(store.address(), {.time_zone = "Europe/Berlin"}));
}

TEST(Store, IsNotMadeByAccident) {
    const test::ScratchFolder folder;
    EXPECT_EQ(Store::open(test::fresh_store_address(folder.file("none.db")), {}).error().code, "store-missing");
    EXPECT_EQ(Store::open("drp.db", {.create = true}).error().code, "address-invalid");
    const auto address = test::fresh_store_address(folder.file("a.db"));
    EXPECT_EQ(Store::open(address, {.create = true, .time_zone = "Mars/Olympus"}).error().code, "time-zone-unknown");
}

TEST(Store, MakesItsFolder) {
    const test::ScratchFolder folder;
    EXPECT_TRUE(Store::open(test::fresh_store_address(folder.file("deep/down/drp.db")), {.create = true}));
}

TEST(Store, WhoseMigrationWasTamperedWithIsRefused) {
    AStore store;
    Shell(store.address()).run("UPDATE schema_migration SET sha256 = 'x' WHERE version = 1");
    EXPECT_EQ(Store::open(store.address(), {}).error().code, "migration-altered");
}

TEST(Store, OfANewerProgramIsRefused) {
    AStore store;
    Shell(store.address()).run("INSERT INTO schema_migration VALUES (9999, 'future', 'x', 0)");
    EXPECT_EQ(Store::open(store.address(), {}).error().code, "store-newer");
}

TEST(Store, OpenedForReadingReadsAndDoesNotWrite) {
    AStore store;
    auto reading = Store::open(store.address(), {.read_only = true}).value();
    auto tx = reading.read();
    EXPECT_EQ(find_setting(tx, "time_zone"), "America/Chicago");
    EXPECT_THROW((void)reading.write(), std::logic_error);
}

TEST(Store, ForgetsWhatWasNotCommitted) {
    AStore store;
    {
        auto tx = store->write();
        put_setting(tx, "colour", "green");
    }
    auto tx = store->read();
    EXPECT_EQ(find_setting(tx, "colour"), std::nullopt);
}

TEST(Store, ABackupOpensAsAStore) {
    AStore store;
    store.with_meter("1");
    const auto made = store->backup(store.file("copy.db"));
    if (test::is_on_mariadb()) {  // a server has tools of its own for that, and says so
        ASSERT_FALSE(made);
        EXPECT_NE(made.error().cure, "");
        return;
    }
    ASSERT_TRUE(made);
    auto copy = Store::open("sqlite://" + store.file("copy.db"), {}).value();
    auto tx = copy.read();
    EXPECT_TRUE(find_meter(tx, "1"));
}

TEST(StoredCalendar, IsThatOfTheTimeZone) {
    for (const auto* name : {"America/Chicago", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"}) {
        AStore store(name);
        const auto zone = core::TimeZone::find(name).value();
        for (core::LocalDay day{core::days_from_civil(2018, 1, 1)}; day.value < core::days_from_civil(2021, 1, 1);
             day = day.next()) {
            ASSERT_EQ(store->calendar().range_of(day), zone.range_of(day)) << name << ' ' << core::to_iso(day);
            ASSERT_EQ(store->calendar().local_day(zone.start_of(day)), day) << name;
            ASSERT_EQ(store->calendar().local_day(zone.start_of(day) - 1), day.previous()) << name;
        }
    }
}

TEST(StoredCalendar, CannotBeChangedWithASqlTool) {
    AStore store;
    Shell shell(store.address());
    EXPECT_NE(shell.run("UPDATE calendar SET end_utc = end_utc + 1 WHERE day = 19000"), "");
    EXPECT_NE(shell.run("DELETE FROM calendar"), "");
    EXPECT_NE(shell.run("INSERT OR REPLACE INTO calendar VALUES (19000, 0, 1)"), "");
    EXPECT_NE(shell.run("UPDATE setting SET value = 'Etc/UTC' WHERE key = 'time_zone'"), "");
    EXPECT_NE(shell.run("INSERT OR REPLACE INTO setting VALUES ('time_zone', 'Etc/UTC')"), "");
    EXPECT_NE(shell.run("DELETE FROM setting"), "");
}

}  // namespace
}  // namespace drp::storage
