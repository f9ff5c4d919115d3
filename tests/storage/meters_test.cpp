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
    ASSERT_TRUE(describe_meter(tx, meter, "Barn", GeoPoint{45.5, -100.25}));
    EXPECT_EQ(find_meter(tx, meter)->label, "Barn");
    EXPECT_EQ(find_meter(tx, meter)->place->longitude, -100.25);
    EXPECT_EQ(delete_meter(tx, find_meter(tx, "2")->id).error().code, "meter-has-readings");
    ASSERT_TRUE(delete_meter(tx, meter));
    EXPECT_EQ(delete_meter(tx, meter).error().code, "meter-unknown");
    tx.commit();
}

}  // namespace
}  // namespace drp::storage
