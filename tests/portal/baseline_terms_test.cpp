#include "portal/baseline_terms.hpp"

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

const analytics::DayMatching& matching(const analytics::BaselineMethod& method) {
    return std::get<analytics::DayMatching>(method.rule);
}

TEST(BaselineTerms, AllParametersOfAMethodMakeTheSameMethod) {
    for (const auto& method : analytics::known_methods()) {
        SCOPED_TRACE(method.id);
        const auto again = method_with(method.id, parameters_of(method));
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(again->rule, method.rule);
        EXPECT_EQ(again->adjustment, method.adjustment);
    }
}

TEST(BaselineTerms, WhatIsNamedTakesThePlaceOfTheMethodsOwn) {
    const auto method = method_with("10-of-10-adjusted", {{"days_wanted", "5"},
                                                          {"look_back_days", "0"},
                                                          {"cap_high", "1.4"},
                                                          {"cap_low", "none"},
                                                          {"adjustment_from_min", "-180"}})
                            .value();
    EXPECT_EQ(matching(method).count.days_wanted, 5U);
    EXPECT_FALSE(matching(method).look_back_days);
    EXPECT_EQ(method.adjustment.cap_high, 1.4);
    EXPECT_FALSE(method.adjustment.cap_low);
    EXPECT_EQ(method.adjustment.from_s, -3 * 3600);
}

TEST(BaselineTerms, WhatNoMethodHasIsRefusedByName) {
    EXPECT_EQ(method_with("11-of-10", {}).error().code, "baseline-method-unknown");
    EXPECT_EQ(method_with("3-day", {{"luck", "1"}}).error().place, "luck");
    EXPECT_EQ(method_with("3-day", {{"before_min", "60"}}).error().code, "baseline-parameter-unknown");
}

TEST(BaselineTerms, ValuesOutsideTheirRangeAreRefused) {
    for (const auto& [name, value] : MethodParameters{{"days_wanted", "-1"},
                                                      {"days_wanted", "3.5"},
                                                      {"days_wanted", ""},
                                                      {"keep", "best"},
                                                      {"low_use_share", "1.01"},
                                                      {"low_use_share", "nan"},
                                                      {"cap_high", "inf"},
                                                      {"only_up", "true"},
                                                      {"adjustment_to_min", "-600"}}) {
        const auto method = method_with("10-of-10-adjusted", {{name, value}});
        ASSERT_FALSE(method) << name << '=' << value;
        EXPECT_EQ(method.error().code, "baseline-parameter-invalid") << name << '=' << value;
    }
}

}  // namespace
}  // namespace drp::portal
