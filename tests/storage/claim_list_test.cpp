#include "storage/claim_list.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;
using State = ClaimFilter::State;

/// Meters 1 (Acme's, used), 2 (open), 3 (revoked), 4 (retired).
class ClaimListTest : public testing::Test {
  protected:
    ClaimListTest() {
        store_.with_provider();
        acme_ = store_.with_organization("Acme");
        const auto meters = store_.with_meters({"1", "2", "3", "4"});
        auto tx = store_->write();
        (void)assign_meter(tx, meters[0], acme_);
        save_claim(tx, ClaimKind::meter, meters[0].value, {.generation = 1, .used = kNow});
        save_claim(tx, ClaimKind::meter, meters[2].value, {.generation = 4, .revoked = kNow + 1});
        (void)set_meter_retired(tx, meters[3], kNow);
        tx.commit();
    }

    std::string numbers(ClaimKind kind, const ClaimFilter& filter, const PageQuery& page = {}) {
        auto tx = store_->read();
        const auto listed = list_claims(tx, kind, filter, page);
        if (!listed) return listed.error().code;
        std::string text;
        for (const auto& claim : listed->rows) text += (text.empty() ? "" : " ") + claim.number;
        return text + " of " + std::to_string(listed->total);
    }

    AStore store_;
    core::OrgId acme_;
};

TEST_F(ClaimListTest, HoldsEveryMeterInUseWhetherItsCodeWasTouchedOrNot) {
    EXPECT_EQ(numbers(ClaimKind::meter, {}), "1 2 3 of 3");
    EXPECT_EQ(numbers(ClaimKind::meter, {.state = State::open}), "2 of 1");
    EXPECT_EQ(numbers(ClaimKind::meter, {.state = State::used}), "1 of 1");
    EXPECT_EQ(numbers(ClaimKind::meter, {.state = State::revoked}), "3 of 1");
    auto tx = store_->read();
    EXPECT_EQ(list_claims(tx, ClaimKind::meter, {.state = State::revoked}, {})->rows.front().claim.generation, 4);
    EXPECT_EQ(list_claims(tx, ClaimKind::meter, {.state = State::open}, {})->rows.front().claim.generation, 1);
}

TEST_F(ClaimListTest, NarrowsToThoseOfAnOrganisationOfNobodyOrToSomeNumbers) {
    EXPECT_EQ(numbers(ClaimKind::meter, {.org = acme_}), "1 of 1");
    EXPECT_EQ(numbers(ClaimKind::meter, {.is_assigned = false}), "2 3 of 2");
    EXPECT_EQ(numbers(ClaimKind::meter, {.is_assigned = true}), "1 of 1");
    EXPECT_EQ(numbers(ClaimKind::meter, {.numbers = {"3", "1", "none"}}), "1 3 of 2");
    EXPECT_EQ(numbers(ClaimKind::meter, {}, {.search = "2"}), "2 of 1");
    EXPECT_EQ(numbers(ClaimKind::meter, {}, {.sort = "code"}), "query-invalid");
}

TEST_F(ClaimListTest, HoldsEveryOrganisationButTheProvider) {
    const auto number = std::to_string(acme_.value);
    EXPECT_EQ(numbers(ClaimKind::organization, {}), number + " of 1");
    EXPECT_EQ(numbers(ClaimKind::organization, {.numbers = {number}}), number + " of 1");
    EXPECT_EQ(numbers(ClaimKind::organization, {.numbers = {"0"}}), " of 0");
    EXPECT_EQ(numbers(ClaimKind::organization, {}, {.search = "acm"}), number + " of 1");
}

}  // namespace
}  // namespace drp::storage
