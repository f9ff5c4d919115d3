/// The placebo test of accuracy.hpp on one meter and several windows, which share what they have in common.
/// Pure; a LoadDays belongs to one thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analytics/accuracy.hpp"
#include "analytics/day_matching.hpp"
#include "analytics/time_of_week.hpp"

namespace drp::analytics {

/// Regressions of a meter, fitted once a week to the days before that week's Monday.
class WeeklyModels {
  public:
    WeeklyModels(const LoadDays& days, std::span<const DayMark> marks, std::span<const double> temperature_c)
        : days_(days), marks_(marks), temperature_c_(temperature_c) {}

    /// nullptr where the days before that week are too few, or there is no temperature. Valid while this object lives.
    [[nodiscard]] const TimeOfWeekModel* before_week_of(const TimeOfWeek& rule, core::LocalDay day);

  private:
    struct Known {
        TimeOfWeek rule;
        core::LocalDay monday;
        std::optional<TimeOfWeekModel> model;
    };
    const LoadDays& days_;
    std::span<const DayMark> marks_;
    std::span<const double> temperature_c_;
    std::vector<std::unique_ptr<Known>> known_;
};

class PlaceboTest {
  public:
    /// Both outlive this object; the question's window is not looked at.
    PlaceboTest(const LoadDays& days, const PlaceboQuestion& question);

    /// As many as methods, in their order. Problems: `placebo-window-invalid`.
    [[nodiscard]] core::Result<std::vector<PlaceboErrors>> run(std::span<const BaselineMethod> methods,
                                                               const PlaceboWindow& window);

  private:
    const LoadDays& days_;
    const PlaceboQuestion& question_;
    std::vector<DayMark> marks_;
    WeeklyModels models_;
};

}  // namespace drp::analytics
