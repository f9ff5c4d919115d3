#include "formats/date_order.hpp"

#include <gtest/gtest.h>

namespace drp::formats {
namespace {

DateOrderEvidence evidence_of(std::initializer_list<const char*> labels) {
    DateOrderEvidence evidence;
    for (const auto* text : labels) evidence.add(scan_label(text).value());
    return evidence;
}

TEST(DateOrder, ANumberPastTwelveIsADay) {
    EXPECT_EQ(evidence_of({"3/21/2021 0:00"}).finding().order, DateOrder::month_day_year);
    EXPECT_EQ(evidence_of({"21/3/2021 0:00"}).finding().order, DateOrder::day_month_year);
}

TEST(DateOrder, TimeThatFlowsTells) {
    EXPECT_EQ(evidence_of({"3/4/2021 23:30", "3/5/2021 0:00"}).finding().order, DateOrder::month_day_year);
    EXPECT_EQ(evidence_of({"3/4/2021 23:30", "4/4/2021 0:00"}).finding().order, DateOrder::day_month_year);
    EXPECT_EQ(evidence_of({"3/5/2021 0:00", "3/4/2021 23:30"}).finding().order, DateOrder::month_day_year);
}

TEST(DateOrder, OneDayAloneTellsNothing) {
    const auto finding = evidence_of({"3/4/2021 0:00", "3/4/2021 0:30", "3/4/2021 1:00"}).finding();
    EXPECT_EQ(finding.order, DateOrder::automatic);
    EXPECT_FALSE(finding.is_contradictory);
}

TEST(DateOrder, TwoDaysApartTellNothing) {
    EXPECT_EQ(evidence_of({"3/4/2021 0:00", "3/6/2021 0:00"}).finding().order, DateOrder::automatic);
}

TEST(DateOrder, ContradictionIsNotVotedOnUnlessItIsASlip) {
    auto evidence = evidence_of({"3/21/2021 0:00", "21/3/2021 0:00"});
    EXPECT_TRUE(evidence.finding().is_contradictory);
    for (int i = 0; i < 20; ++i) evidence.add(scan_label("3/21/2021 0:00").value());
    EXPECT_EQ(evidence.finding().order, DateOrder::month_day_year);
}

TEST(DateOrder, WhatReadsTheSameBothWaysNeedsNoDecision) {
    EXPECT_EQ(evidence_of({"3/3/2021 0:00", "4/4/2021 0:30"}).finding().order, DateOrder::month_day_year);
    EXPECT_EQ(evidence_of({"2021-03-04 00:00"}).finding().order, DateOrder::year_first);
}

TEST(DateOrder, ADayThatNeitherOrderHasIsNoEvidence) {
    EXPECT_EQ(evidence_of({"31/31/2021 0:00", "3/4/2021 0:00"}).finding().order, DateOrder::automatic);
}

}  // namespace
}  // namespace drp::formats
