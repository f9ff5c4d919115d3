#include "storage/organization_meters.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kHour;

/// Hourly readings in UTC, on days that are the calendar's own.
class OrganizationMeters : public testing::Test {
  protected:
    AStore store_{"Etc/UTC"};
    core::OrgId provider_ = store_.with_provider();
    core::OrgId mill_ = store_.with_organization("Mill");
    static constexpr core::LocalDay kDay{20'000};

    static core::UtcSeconds hour(int hours) { return {kDay.value * core::kSecondsPerDay + hours * 3600LL}; }
    void meter(const std::string& number, std::optional<core::OrgId> org, const std::vector<int>& hours) {
        const auto id = store_.with_meter(number);
        if (org) {
            auto tx = store_->write();
            assign_meter(tx, id, *org).value();
            tx.commit();
        }
        std::vector<test::Value> values;
        for (const int h : hours) values.push_back({number, hour(h), kHour, false, 5});
        if (!values.empty()) store_.merge(test::batch_of(values));
    }
    std::vector<MeterHealthRow> listed(core::OrgId org, const PageQuery& page = {}, int days = 2) {
        auto tx = store_->read();
        const HealthDays range{kDay, {kDay.value + days - 1}};
        return list_organization_meters(tx, org, range, page).value().rows;
    }
};

std::vector<int> hours(int from, int to) {
    std::vector<int> all;
    for (int h = from; h < to; ++h) all.push_back(h);
    return all;
}

TEST_F(OrganizationMeters, AMeterThatReportedEveryHourHasNoGap) {
    meter("1", mill_, hours(0, 48));
    const auto row = listed(mill_).at(0);
    EXPECT_EQ(48, row.expected);
    EXPECT_EQ(0, row.missing);
    EXPECT_EQ(hour(47), row.last_reading);
}

TEST_F(OrganizationMeters, HoursWithoutAReadingAreMissing) {
    auto some = hours(0, 20);
    some.push_back(30);
    meter("1", mill_, some);
    const auto row = listed(mill_).at(0);
    EXPECT_EQ(48, row.expected);
    EXPECT_EQ(27, row.missing);
}

TEST_F(OrganizationMeters, NothingIsExpectedBeforeTheFirstReadingNorAfterTheMeterWasRetired) {
    meter("1", mill_, hours(20, 30));
    test::Shell(store_.address()).run("UPDATE meter SET retired_utc = " + std::to_string(hour(36).value));
    const auto row = listed(mill_).at(0);
    EXPECT_EQ(16, row.expected);
    EXPECT_EQ(6, row.missing);
}

TEST_F(OrganizationMeters, AMeterThatNeverReportedHasNothingToMiss) {
    meter("1", mill_, {});
    const auto row = listed(mill_).at(0);
    EXPECT_EQ(0, row.expected);
    EXPECT_EQ(0, row.missing);
    EXPECT_FALSE(row.last_reading);
}

TEST_F(OrganizationMeters, AreThoseOfTheOrganisationAndAllForTheProvider) {
    meter("1", mill_, {});
    meter("2", std::nullopt, hours(0, 2));
    EXPECT_EQ(1U, listed(mill_).size());
    EXPECT_EQ(2U, listed(provider_).size());
    EXPECT_EQ("2", listed(provider_, {.sort = "last_reading", .is_descending = true}).at(0).number);
    EXPECT_EQ("2", listed(provider_, {.search = "2"}).at(0).number);
}

TEST_F(OrganizationMeters, AreNamed) {
    meter("1", mill_, {});
    {
        auto tx = store_->write();
        EXPECT_TRUE(label_meter(tx, {1}, "Gymnasium"));
        EXPECT_EQ("meter-unknown", label_meter(tx, {99}, "x").error().code);
        tx.commit();
    }
    EXPECT_EQ("Gymnasium", listed(mill_, {.search = "gym"}).at(0).label);
}

}  // namespace
}  // namespace drp::storage
