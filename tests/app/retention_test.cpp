#include "app/backup/retention.hpp"

#include <gtest/gtest.h>

namespace drp::app {
namespace {

/// Those that stay of backups at `times`, newest first.
std::vector<std::string> staying(const std::vector<std::string>& times, const Retention& retention) {
    std::vector<core::UtcSeconds> instants;
    for (const auto& time : times) instants.push_back(core::parse_iso_instant(time).value());
    const auto stays = kept(instants, retention);
    std::vector<std::string> left;
    for (std::size_t i = 0; i < times.size(); ++i)
        if (stays[i]) left.push_back(times[i]);
    return left;
}

using Times = std::vector<std::string>;

TEST(Retention, KeepsEverythingWithoutARule) {
    const Times all{"2026-03-02T00:00Z", "2020-01-01T00:00Z"};
    EXPECT_EQ(staying(all, {}), all);
}

TEST(Retention, KeepsTheNewestOfEachDay) {
    EXPECT_EQ(
        staying({"2026-03-02T23:59Z", "2026-03-02T00:00Z", "2026-03-01T23:59Z", "2026-02-28T12:00Z"}, {.daily = 2}),
        (Times{"2026-03-02T23:59Z", "2026-03-01T23:59Z"}));
}

TEST(Retention, WeeksBeginOnMonday) {
    // 2026-03-01 is a Sunday.
    EXPECT_EQ(
        staying({"2026-03-02T00:00Z", "2026-03-01T23:00Z", "2026-02-23T00:00Z", "2026-02-22T23:00Z"}, {.weekly = 9}),
        (Times{"2026-03-02T00:00Z", "2026-03-01T23:00Z", "2026-02-22T23:00Z"}));
}

TEST(Retention, MonthsAreThoseOfTheCalendar) {
    EXPECT_EQ(staying({"2026-03-31T00:00Z", "2026-03-01T00:00Z", "2025-03-31T00:00Z"}, {.monthly = 2}),
              (Times{"2026-03-31T00:00Z", "2025-03-31T00:00Z"}));
}

TEST(Retention, PeriodsWithoutABackupDoNotCount) {
    EXPECT_EQ(staying({"2026-03-02T00:00Z", "2026-01-01T00:00Z", "2025-06-01T00:00Z"}, {.daily = 2}),
              (Times{"2026-03-02T00:00Z", "2026-01-01T00:00Z"}));
}

TEST(Retention, RulesAddUp) {
    EXPECT_EQ(staying({"2026-03-05T00:00Z", "2026-03-04T00:00Z", "2026-03-03T00:00Z", "2026-02-03T00:00Z"},
                      {.daily = 2, .monthly = 2}),
              (Times{"2026-03-05T00:00Z", "2026-03-04T00:00Z", "2026-02-03T00:00Z"}));
}

TEST(Retention, TheNewestOfAllAlwaysStays) {
    EXPECT_EQ(staying({"2026-03-02T12:00Z", "2026-03-02T00:00Z"}, {.last = 1}), (Times{"2026-03-02T12:00Z"}));
}

}  // namespace
}  // namespace drp::app
