#include "analytics/placebo.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "analytics/power.hpp"
#include "analytics/wall_hours.hpp"
#include "analytics/week_training.hpp"

namespace drp::analytics {

namespace {

using core::Problem;
using core::ProblemKind;

/// One meter and one window; methods are run one after another over the same tables.
class WindowRun {
  public:
    WindowRun(const LoadDays& days, const PlaceboQuestion& question, const PlaceboWindow& window,
              std::span<const DayMark> marks, WeeklyModels& models)
        : days_(days),
          question_(question),
          window_(window),
          marks_(marks),
          models_(models),
          hours_(days, clock(window.from_s, window.to_s)),
          observed_(hours_.width()),
          baseline_(hours_.width()) {
        find_targets();
    }

    PlaceboErrors run(const BaselineMethod& method) {
        PlaceboErrors errors;
        errors.days.reserve(targets_.size());
        for (const auto target : targets_) {
            const bool has_baseline =
                std::visit([&](const auto& rule) { return predict(method, rule, target); }, method.rule);
            if (has_baseline)
                record(target, errors);
            else
                ++errors.without;
        }
        return errors;
    }

  private:
    [[nodiscard]] core::IntervalSeconds interval() const { return days_.history().interval; }
    [[nodiscard]] WallHours clock(std::int64_t from, std::int64_t to) const {
        return wall_hours_of_clock(from, to, interval());
    }

    void find_targets() {
        for (std::size_t position = 0; position < days_.days().size(); ++position) {
            const auto& day = days_.days()[position];
            const bool is_wanted = day.kind == DayKind::weekday ? question_.on_weekdays : question_.on_other_days;
            if (day.day < question_.first || day.day > question_.last || !is_wanted || !is_regular(position)) continue;
            if (marks_[position] == DayMark::free && hours_.row(position).state == WindowState::complete)
                targets_.push_back(position);
        }
    }

    /// Neither the day nor, where the hours reach into it, the next one has a change of the clock.
    [[nodiscard]] bool is_regular(std::size_t position) const {
        if (!days_.days()[position].is_regular()) return false;
        if (window_.to_s <= core::kSecondsPerDay) return true;
        return position + 1 < days_.days().size() && days_.days()[position + 1].is_regular();
    }

    const WindowTable& table_of(const WallHours& hours) {
        for (const auto& [known, table] : tables_)
            if (known == hours) return *table;
        tables_.emplace_back(hours, std::make_unique<WindowTable>(days_, hours));
        return *tables_.back().second;
    }

    bool predict(const BaselineMethod& method, const DayMatching& rule, std::size_t target) {
        const auto& day = days_.days()[target];
        if (!match_days(rule, {days_, marks_, hours_}, day.day, day.kind, matched_, nullptr)) return false;
        average_days(hours_, matched_, interval(), baseline_);
        if (method.adjustment.kind == Adjustment::Kind::none) return true;
        const auto from = window_.from_s;
        const auto& table = table_of(clock(from + method.adjustment.from_s, from + method.adjustment.to_s));
        const auto found = find_adjustment(method.adjustment, table, matched_, table.readings(target), interval());
        for (auto& kw : baseline_) kw = adjusted(kw, found);
        return true;
    }

    bool predict(const BaselineMethod&, const SameDay& rule, std::size_t target) {
        const auto before_end = window_.from_s - rule.gap_before_s;
        const auto after_start = window_.to_s + rule.gap_after_s;
        auto around = clock(before_end - rule.before_s, before_end);
        const auto after = clock(after_start, after_start + rule.after_s);
        around.insert(around.end(), after.begin(), after.end());
        const auto& table = table_of(around);
        if (table.width() == 0 || table.row(target).state != WindowState::complete) return false;
        const auto kw = power_kw(core::EnergyWh{table.row(target).energy_wh},
                                 static_cast<double>(table.width()) * interval().hours());
        std::fill(baseline_.begin(), baseline_.end(), kw);
        return true;
    }

    bool predict(const BaselineMethod&, const TimeOfWeek& rule, std::size_t target) {
        const auto& day = days_.days()[target];
        const auto* model = models_.before_week_of(rule, day.day);
        if (model == nullptr) return false;
        const core::UtcRange hours{day.range.from + window_.from_s, day.range.from + window_.to_s};
        baseline_ = predict_week(*model, days_, hours, question_.temperature_c);
        return std::none_of(baseline_.begin(), baseline_.end(), [](double kw) { return std::isnan(kw); });
    }

    bool predict(const BaselineMethod&, const FirmServiceLevel&, std::size_t) {
        if (!question_.firm_service_level_kw) return false;
        std::fill(baseline_.begin(), baseline_.end(), *question_.firm_service_level_kw);
        return true;
    }

    void record(std::size_t target, PlaceboErrors& errors) {
        const auto readings = hours_.readings(target);
        std::transform(readings.begin(), readings.end(), observed_.begin(),
                       [this](core::WattHours wh) { return power_kw(wh, interval()); });
        for (std::size_t i = 0; i < observed_.size(); ++i) errors.intervals.add(observed_[i], baseline_[i]);
        const auto per_hour = static_cast<std::size_t>(3600 / interval().value);
        for (std::size_t i = 0; i < observed_.size(); i += per_hour) {
            const auto end = std::min(i + per_hour, observed_.size());
            errors.hours.add(mean(observed_, i, end), mean(baseline_, i, end));
        }
        const PlaceboDay day{.day = days_.days()[target].day,
                             .observed_kw = mean(observed_, 0, observed_.size()),
                             .baseline_kw = mean(baseline_, 0, baseline_.size())};
        errors.events.add(day.observed_kw, day.baseline_kw);
        errors.days.push_back(day);
    }
    static double mean(std::span<const double> values, std::size_t begin, std::size_t end) {
        double sum = 0;
        for (auto i = begin; i < end; ++i) sum += values[i];
        return sum / static_cast<double>(end - begin);
    }

    const LoadDays& days_;
    const PlaceboQuestion& question_;
    PlaceboWindow window_;
    std::span<const DayMark> marks_;
    WeeklyModels& models_;
    WindowTable hours_;
    std::vector<std::size_t> targets_;
    std::vector<std::pair<WallHours, std::unique_ptr<WindowTable>>> tables_;
    MatchedDays matched_;
    std::vector<double> observed_;
    std::vector<double> baseline_;
};

bool is_valid(const PlaceboWindow& window, core::IntervalSeconds interval) {
    return window.from_s >= 0 && window.from_s < core::kSecondsPerDay && window.from_s < window.to_s &&
           window.to_s <= window.from_s + core::kSecondsPerDay && window.from_s % interval.value == 0 &&
           window.to_s % interval.value == 0;
}

}  // namespace

const TimeOfWeekModel* WeeklyModels::before_week_of(const TimeOfWeek& rule, core::LocalDay day) {
    const core::LocalDay monday{day.value - ((day.value + 3) % 7 + 7) % 7};  // 1970-01-01 was a Thursday
    for (const auto& known : known_)
        if (known->monday == monday && known->rule == rule) return known->model ? &*known->model : nullptr;
    const auto positions = training_days(rule, days_, marks_, monday, nullptr);
    const bool is_possible = !rule.with_temperature || !temperature_c_.empty();
    known_.push_back(std::make_unique<Known>(
        Known{rule, monday, is_possible ? fit_week(rule, days_, positions, temperature_c_) : std::nullopt}));
    return known_.back()->model ? &*known_.back()->model : nullptr;
}

PlaceboTest::PlaceboTest(const LoadDays& days, const PlaceboQuestion& question)
    : days_(days),
      question_(question),
      marks_(mark_days(days, question.event_days, question.outage_days)),
      models_(days, marks_, question.temperature_c) {}

core::Result<std::vector<PlaceboErrors>> PlaceboTest::run(std::span<const BaselineMethod> methods,
                                                          const PlaceboWindow& window) {
    if (!is_valid(window, days_.history().interval))
        return Problem{
            ProblemKind::invalid_input, "placebo-window-invalid",
            fmt::format("The hours do not begin within a day, or do not consist of whole intervals of {} minutes.",
                        days_.history().interval.value / 60),
            "window", "Begin and end on full hours."};
    WindowRun run(days_, question_, window, marks_, models_);
    std::vector<PlaceboErrors> errors;
    errors.reserve(methods.size());
    for (const auto& method : methods) errors.push_back(run.run(method));
    return errors;
}

core::Result<std::vector<PlaceboErrors>> placebo_errors(std::span<const BaselineMethod> methods, const LoadDays& days,
                                                        const PlaceboQuestion& question) {
    return PlaceboTest(days, question).run(methods, question.window);
}

}  // namespace drp::analytics
