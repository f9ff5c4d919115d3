#include "portal/alert_plan.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

using storage::Alert;

/// The table of alerts, as plans change it.
class Log {
  public:
    /// What one instance sees and does.
    AlertPlan take(const AlertSight& sight, core::UtcSeconds now) {
        auto plan = plan_alerts(sight, alerts_, now);
        for (const auto& end : plan.ended) {
            auto& alert = alerts_[static_cast<std::size_t>(end.alert - 1)];
            EXPECT_FALSE(alert.until) << "an alert ends once";
            alert.until = end.until;
        }
        for (const auto& raised : plan.raised) {
            const auto lasts = [&](const Alert& alert) {
                return alert.rule == raised.rule && alert.subject == raised.subject && !alert.until;
            };
            EXPECT_TRUE(std::ranges::none_of(alerts_, lasts)) << "one of a subject lasts at a time";
            Alert alert;
            alert.id = static_cast<std::int64_t>(alerts_.size()) + 1;
            alert.rule = raised.rule;
            alert.subject = raised.subject;
            alert.since = raised.since;
            alert.until = raised.until;
            alerts_.push_back(alert);
        }
        return plan;
    }
    [[nodiscard]] std::size_t raised() const { return alerts_.size(); }
    [[nodiscard]] std::ptrdiff_t lasting() const {
        return std::ranges::count_if(alerts_, [](const Alert& alert) { return !alert.until; });
    }

  private:
    std::vector<Alert> alerts_;
};

AlertCondition silent(const std::string& subject, std::int64_t since) {
    return {1, subject, subject, std::nullopt, {since}, std::nullopt};
}
AlertCondition excursion(std::int64_t from, std::int64_t to, bool is_over) {
    return {2, "meter 1", "meter 1", 120, {from}, is_over ? std::optional(core::UtcSeconds{to}) : std::nullopt, true};
}
AlertSight all_of(std::vector<AlertCondition> conditions) {
    return {std::move(conditions), {}, {1}};
}

TEST(AlertPlan, RaisesAConditionOnceHoweverOftenItIsSeen) {
    Log log;
    for (int turn = 0; turn < 5; ++turn) log.take(all_of({silent("meter 1", 100)}), {1000 + turn});
    EXPECT_EQ(log.raised(), 1U);
    EXPECT_EQ(log.lasting(), 1);
}

TEST(AlertPlan, EndsWhatIsNotSeenAnyMore) {
    Log log;
    log.take(all_of({silent("meter 1", 100), silent("meter 2", 100)}), {1000});
    log.take(all_of({silent("meter 2", 100)}), {1060});
    EXPECT_EQ(log.lasting(), 1);
}

TEST(AlertPlan, RaisesItAgainWhenItComesBack) {
    Log log;
    log.take(all_of({silent("meter 1", 100)}), {1000});
    log.take(all_of({}), {1060});
    log.take(all_of({silent("meter 1", 900)}), {1120});  // readings that came late, and none after them
    EXPECT_EQ(log.raised(), 2U);
}

TEST(AlertPlan, EndsNothingOfARuleThatWasNotLookedAtWhole) {
    Log log;
    log.take(all_of({silent("meter 1", 100)}), {1000});
    log.take({}, {1060});
    EXPECT_EQ(log.lasting(), 1);
}

TEST(AlertPlan, TellsAnExcursionOfYesterdayOnceAndAsOver) {
    Log log;
    const auto plan = log.take({{excursion(100, 200, true)}, {}, {}}, {5000});
    ASSERT_EQ(plan.raised.size(), 1U);
    EXPECT_EQ(plan.raised.front().until, core::UtcSeconds{200});
    EXPECT_TRUE(log.take({{excursion(100, 200, true)}, {}, {}}, {5060}).is_empty());
    EXPECT_EQ(log.take({{excursion(900, 950, false)}, {}, {}}, {5120}).raised.size(), 1U) << "another one";
}

TEST(AlertPlan, EndsAnExcursionThatAgedAway) {
    Log log;
    log.take({{excursion(100, 200, false)}, {}, {}}, {300});
    log.take({{}, {{2, "meter 1", {90'000}}}, {}}, {90'000});
    EXPECT_EQ(log.lasting(), 0);
}

/// Facts that grow, seen by instances that look when they like, each an older or newer state of things: whatever the
/// order, and whoever starts anew, no excursion is told twice.
TEST(AlertPlan, TellsEachExcursionAtMostOnceInAnyOrderOfSight) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        std::mt19937 random(seed);
        Log log;
        const auto excursions = 1 + random() % 4;
        std::vector<AlertSight> sights;
        for (unsigned i = 0; i < excursions; ++i) {
            const auto from = static_cast<std::int64_t>(10'000 * (i + 1));
            sights.push_back({{excursion(from, from + 900, false)}, {}, {}});
            sights.push_back({{excursion(from, from + 1800, false)}, {}, {}});
            sights.push_back({{excursion(from, from + 1800, true)}, {}, {}});
        }
        std::size_t newest = 0;
        for (std::int64_t now = 100'000; newest + 1 < sights.size() || random() % 8 != 0; now += 60) {
            newest = std::min(newest + random() % 2, sights.size() - 1);
            const auto stale = newest - std::min<std::size_t>(newest, random() % 2);
            log.take(sights[random() % 3 == 0 ? stale : newest], {now});
        }
        EXPECT_LE(log.raised(), excursions) << "seed " << seed;
        EXPECT_GE(log.raised(), 1U) << "seed " << seed;
    }
}

TEST(QuietHours, GoOverMidnightOnTheZonesClock) {
    const storage::QuietHours night{22 * 60, 7 * 60, "America/Chicago"};
    const auto at = [](const char* iso) { return core::parse_iso_instant(iso).value(); };
    EXPECT_FALSE(is_quiet(night, at("2026-07-12T21:59:59-05:00")));
    EXPECT_TRUE(is_quiet(night, at("2026-07-12T22:00:00-05:00")));
    EXPECT_TRUE(is_quiet(night, at("2026-07-13T06:59:59-05:00")));
    EXPECT_FALSE(is_quiet(night, at("2026-07-13T07:00:00-05:00")));
    EXPECT_TRUE(is_quiet(night, at("2026-01-12T22:00:00-06:00"))) << "by the clock, whatever its offset";
}

TEST(QuietHours, WithinADayEndBeforeTheirEnd) {
    const storage::QuietHours noon{12 * 60, 13 * 60, "Etc/UTC"};
    EXPECT_TRUE(is_quiet(noon, {12 * 3600}));
    EXPECT_FALSE(is_quiet(noon, {13 * 3600}));
}

}  // namespace
}  // namespace drp::portal
