#include "storage/meter_list.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/accounts.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

/// Meters 10 (Apex), 20 (Zenith, with readings, retired), 30 (a resident's), 40 (nobody's, placed, formerly 4).
class MeterListTest : public testing::Test {
  protected:
    MeterListTest() {
        store_.with_provider();
        zenith_ = store_.with_organization("Zenith");
        const auto apex = store_.with_organization("Apex");
        const auto meters = store_.with_meters({"10", "20", "30", "4"});
        store_.merge(test::batch_of({{"20", test::at("2024-05-01T00:00:00Z"), test::kHour, false, 1}}));
        auto tx = store_->write();
        const auto resident = create_user(tx, {"r@x", "", "", "", std::nullopt}, kNow)->id;
        (void)assign_meter(tx, meters[0], apex);
        (void)assign_meter(tx, meters[1], zenith_);
        (void)assign_meter(tx, meters[2], resident);
        (void)replace_meter(tx, meters[3], "40", kNow);
        (void)describe_meter(tx, meters[0], {"yard", "Mill Lane 1_A", std::nullopt, std::nullopt});
        (void)describe_meter(tx, meters[3], {"Barn", "", GeoPoint{1, 2}, std::nullopt});
        (void)set_meter_retired(tx, meters[1], kNow);
        tx.commit();
    }

    std::string numbers(const MeterFilter& filter, const PageQuery& page) {
        auto tx = store_->read();
        const auto listed = list_meters(tx, filter, page);
        if (!listed) return listed.error().code;
        std::string text;
        for (const auto& meter : listed->rows) text += (text.empty() ? "" : " ") + meter.number;
        return text + " of " + std::to_string(listed->total);
    }

    AStore store_;
    core::OrgId zenith_;
};

TEST_F(MeterListTest, SortsByEachNameUpAndDown) {
    EXPECT_EQ(numbers({}, {}), "10 20 30 40 of 4");
    EXPECT_EQ(numbers({}, {.sort = "number", .is_descending = true}), "40 30 20 10 of 4");
    EXPECT_EQ(numbers({}, {.sort = "label", .is_descending = true}), "10 40 30 20 of 4");
    EXPECT_EQ(numbers({}, {.sort = "last_reading", .is_descending = true}).substr(0, 2), "20");
    EXPECT_EQ(numbers({}, {.sort = "resident"}), "query-invalid");
}

TEST_F(MeterListTest, SortsByOrganisationWithAllOthersAtTheEnd) {
    EXPECT_EQ(numbers({}, {.sort = "organisation"}), "10 20 30 40 of 4");
    EXPECT_EQ(numbers({}, {.sort = "organisation", .is_descending = true}), "20 10 30 40 of 4");
    EXPECT_EQ(numbers({}, {.sort = "organisation", .offset = 1, .limit = 2}), "20 30 of 4");
    EXPECT_EQ(numbers({}, {.sort = "organisation", .offset = 3, .limit = 2}), "40 of 4");
    EXPECT_EQ(numbers({.is_assigned = false}, {.sort = "organisation"}), "40 of 1");
}

TEST_F(MeterListTest, FindsByNumberFormerNumberLabelAddressAndOrganisation) {
    EXPECT_EQ(numbers({}, {.search = "0"}), "10 20 30 40 of 4");
    EXPECT_EQ(numbers({}, {.search = "BARN"}), "40 of 1");
    EXPECT_EQ(numbers({}, {.search = "mill lane"}), "10 of 1");
    EXPECT_EQ(numbers({}, {.search = "zeni"}), "20 of 1");
    EXPECT_EQ(numbers({}, {.search = "1_A"}), "10 of 1");
    EXPECT_EQ(numbers({}, {.search = "%"}), " of 0") << "signs of LIKE are letters like any other";
    EXPECT_EQ(numbers({}, {.search = "Power"}), " of 0") << "the provider has every meter";
}

TEST_F(MeterListTest, NarrowsByEachFilter) {
    EXPECT_EQ(numbers({.is_assigned = true}, {}), "10 20 30 of 3");
    EXPECT_EQ(numbers({.is_assigned = false}, {}), "40 of 1");
    EXPECT_EQ(numbers({.org = zenith_}, {}), "20 of 1");
    EXPECT_EQ(numbers({.is_retired = true}, {}), "20 of 1");
    EXPECT_EQ(numbers({.is_retired = false}, {}), "10 30 40 of 3");
    EXPECT_EQ(numbers({.has_place = true}, {}), "40 of 1");
    EXPECT_EQ(numbers({.has_place = false}, {}), "10 20 30 of 3");
    EXPECT_EQ(numbers({.silent_since = test::at("2024-05-01T00:00:00Z")}, {}), "10 30 40 of 3");
    EXPECT_EQ(numbers({.silent_since = test::at("2024-05-01T01:00:00Z")}, {}), "10 20 30 40 of 4");
}

}  // namespace
}  // namespace drp::storage
