#include "storage/meters.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/accounts.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

core::UserId with_user(WriteTransaction& tx, const std::string& email, std::optional<core::OrgId> org = std::nullopt) {
    return create_user(tx, {email, "", "", "", org}, kNow)->id;
}

TEST(Meters, AreMadeInBulkAndFoundInTheOrderAsked) {
    AStore store;
    store.with_provider();
    auto tx = store->write();
    const auto first = find_or_create_meters(tx, std::vector<std::string>{"b", "a"}, kNow).value();
    const auto second = find_or_create_meters(tx, std::vector<std::string>{"a", "c", "b"}, kNow).value();
    EXPECT_EQ(second[0], first[1]);
    EXPECT_EQ(second[2], first[0]);
    const auto found = find_meter_ids(tx, std::vector<std::string>{"c", "none"});
    EXPECT_EQ(found[0], second[1]);
    EXPECT_EQ(found[1], std::nullopt);
    EXPECT_EQ(create_meters(tx, std::vector<NewMeter>{{"a", "", {}}}, kNow).error().code, "meter-exists");
    EXPECT_EQ(find_or_create_meters(tx, std::vector<std::string>{"a b"}, kNow).error().code, "meter-number-invalid");
}

TEST(Meters, BelongToTheProviderAndAtMostOneOther) {
    AStore store;
    const auto provider = store.with_provider();
    const auto acme = store.with_organization("Acme");
    const auto apex = store.with_organization("Apex");
    const auto meters = store.with_meters({"1", "2"});
    auto tx = store->write();
    const auto resident = with_user(tx, "r@x");
    const auto member = with_user(tx, "m@x", acme);
    ASSERT_TRUE(assign_meter(tx, meters[0], acme));
    EXPECT_TRUE(assign_meter(tx, meters[0], acme)) << "repeating is fine";
    EXPECT_EQ(assign_meter(tx, meters[0], apex).error().code, "meter-assigned");
    EXPECT_EQ(assign_meter(tx, meters[0], resident).error().code, "meter-assigned");
    EXPECT_EQ(assign_meter(tx, meters[1], member).error().code, "user-in-organization");
    ASSERT_TRUE(assign_meter(tx, meters[1], resident));
    EXPECT_TRUE(is_meter_of(tx, meters[0], provider));
    EXPECT_TRUE(is_meter_of(tx, meters[0], acme));
    EXPECT_FALSE(is_meter_of(tx, meters[0], apex));
    EXPECT_TRUE(is_meter_of(tx, meters[1], resident));

    EXPECT_EQ(find_meter(tx, "1")->org, acme);
    EXPECT_EQ(find_meter(tx, "1")->org_name, "Acme");
    EXPECT_EQ(find_meter(tx, "2")->resident, resident);
    EXPECT_EQ(list_meters(tx).size(), 2U);
    EXPECT_EQ(list_meters_of(tx, provider).size(), 2U);
    EXPECT_EQ(list_meters_of(tx, acme).size(), 1U);
    EXPECT_EQ(list_meters_of(tx, resident).size(), 1U);
    EXPECT_TRUE(list_unassigned_meters(tx).empty());
    ASSERT_TRUE(unassign_meter(tx, meters[0]));
    EXPECT_EQ(list_unassigned_meters(tx).size(), 1U);
    EXPECT_TRUE(is_meter_of(tx, meters[0], provider)) << "the provider keeps it";
    EXPECT_EQ(assign_meter(tx, meters[0], resident).error().code, "user-has-meter");
    EXPECT_EQ(unassign_meter(tx, {99}).error().code, "meter-unknown");
    tx.commit();
}

TEST(Meters, AreDescribedAndDeletedOnlyWithoutReadings) {
    AStore store;
    store.with_provider();
    const auto meter = store.with_meter("1");
    store.merge(test::batch_of({{"2", test::at("2024-05-01T00:00:00Z"), test::kHour, false, 1}}));
    auto tx = store->write();
    ASSERT_TRUE(describe_meter(tx, meter, {"Barn", "Mill Lane 1", GeoPoint{45.5, -100.25}, test::kHour}));
    EXPECT_EQ(find_meter(tx, meter)->label, "Barn");
    EXPECT_EQ(find_meter(tx, meter)->address, "Mill Lane 1");
    EXPECT_EQ(find_meter(tx, meter)->set_interval, test::kHour);
    EXPECT_EQ(find_meter(tx, meter)->place->longitude, -100.25);
    EXPECT_EQ(delete_meter(tx, find_meter(tx, "2")->id).error().code, "meter-has-readings");
    ASSERT_TRUE(delete_meter(tx, meter));
    EXPECT_EQ(delete_meter(tx, meter).error().code, "meter-unknown");
    tx.commit();
}

TEST(Meters, AreReplacedUnderTheirKeyAndFoundByTheirFormerNumber) {
    AStore store;
    store.with_provider();
    const auto acme = store.with_organization("Acme");
    const auto meters = store.with_meters({"old", "other"});
    auto tx = store->write();
    ASSERT_TRUE(assign_meter(tx, meters[0], acme));
    ASSERT_TRUE(replace_meter(tx, meters[0], "new", kNow));
    EXPECT_EQ(find_meter(tx, "new")->id, meters[0]);
    EXPECT_EQ(find_meter(tx, "new")->org, acme);
    EXPECT_FALSE(find_meter(tx, "old"));
    const auto found = find_or_create_meters(tx, std::vector<std::string>{"old", "fresh", "new"}, kNow).value();
    EXPECT_EQ(found[0], meters[0]) << "a file that still has the old number lands on the meter";
    EXPECT_EQ(found[2], meters[0]);
    EXPECT_NE(found[1], meters[0]);
    EXPECT_EQ(list_former_numbers(tx, meters[0]).front().number, "old");
    EXPECT_EQ(create_meters(tx, std::vector<NewMeter>{{"old"}}, kNow).error().code, "meter-exists");
    EXPECT_EQ(replace_meter(tx, meters[1], "old", kNow).error().code, "meter-exists");
    EXPECT_EQ(replace_meter(tx, meters[1], "new", kNow).error().code, "meter-exists");
    EXPECT_EQ(replace_meter(tx, meters[1], "n e w", kNow).error().code, "meter-number-invalid");
    tx.commit();
}

TEST(Meters, GoBackToAFormerNumberOfTheirOwn) {
    AStore store;
    store.with_provider();
    const auto meter = store.with_meter("first");
    auto tx = store->write();
    ASSERT_TRUE(replace_meter(tx, meter, "second", kNow));
    ASSERT_TRUE(replace_meter(tx, meter, "first", kNow + 1));
    EXPECT_EQ(find_meter(tx, "first")->id, meter);
    const auto former = list_former_numbers(tx);
    ASSERT_EQ(former.size(), 1U);
    EXPECT_EQ(former.front().number, "second");
    ASSERT_TRUE(delete_meter(tx, meter));
    EXPECT_TRUE(list_former_numbers(tx).empty());
    tx.commit();
}

TEST(Meters, FormerNumbersAreNobodyElsesWhateverSqlIsTyped) {
    AStore store;
    store.with_provider();
    const auto meters = store.with_meters({"1", "2"});
    {
        auto tx = store->write();
        ASSERT_TRUE(replace_meter(tx, meters[0], "3", kNow));
        tx.commit();
    }
    test::Shell shell(store.address());
    EXPECT_NE(shell.run("INSERT INTO meter (number, created_utc) VALUES ('1', 0)"), "");
    EXPECT_NE(shell.run("INSERT OR REPLACE INTO meter (number, created_utc) VALUES ('1', 0)"), "");
    EXPECT_NE(shell.run("UPDATE meter SET number = '1' WHERE number = '2'"), "");
    EXPECT_NE(shell.run("INSERT INTO meter_former_number VALUES ('2', 1, 0)"), "");
    EXPECT_NE(shell.run("INSERT OR REPLACE INTO meter_former_number VALUES ('1', 2, 0)"), "");
    EXPECT_NE(shell.run("UPDATE meter_former_number SET meter_id = 2"), "");
    EXPECT_EQ(shell.ask("SELECT number, meter_id FROM meter_former_number"), "1|1");
}

TEST(Meters, AreKnownByKeyNumberAndHolder) {
    AStore store;
    store.with_provider();
    const auto acme = store.with_organization("Acme");
    const auto meters = store.with_meters({"1", "2", "3"});
    auto tx = store->write();
    const auto resident = with_user(tx, "r@x");
    ASSERT_TRUE(assign_meter(tx, meters[0], acme));
    ASSERT_TRUE(assign_meter(tx, meters[1], resident));
    ASSERT_TRUE(set_meter_retired(tx, meters[2], kNow));
    const auto keys = list_meter_keys(tx);
    ASSERT_EQ(keys.size(), 3U);
    EXPECT_EQ(keys[0].org, acme);
    EXPECT_EQ(keys[1].resident, resident);
    EXPECT_FALSE(keys[1].org);
    EXPECT_TRUE(keys[2].is_retired);
    EXPECT_EQ(find_meter(tx, "3")->retired, kNow);
    ASSERT_TRUE(set_meter_retired(tx, meters[2], std::nullopt));
    EXPECT_FALSE(find_meter(tx, "3")->retired);
    tx.commit();
}

}  // namespace
}  // namespace drp::storage
