#include "analytics/baseline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>

#include <fmt/format.h>

#include "analytics/day_matching.hpp"
#include "analytics/power.hpp"
#include "analytics/wall_hours.hpp"
#include "analytics/week_training.hpp"

namespace drp::analytics {

namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<Problem> fault_of(const core::UtcRange& event, const LoadHistory& history) {
    if (event.is_empty())
        return Problem{ProblemKind::invalid_input, "event-empty", "The event ends before it begins.", "end",
                       "Give an end after the start."};
    if (event.to - event.from > core::kSecondsPerDay)
        return Problem{ProblemKind::invalid_input, "event-too-long", "The event lasts more than 24 hours.", "end",
                       "Make an event of each day."};
    const auto step = history.interval.value;
    if ((event.from - history.start) % step == 0 && (event.to - event.from) % step == 0) return std::nullopt;
    return Problem{
        ProblemKind::invalid_input, "event-off-interval",
        fmt::format("The event does not begin and end where the meter's intervals of {} minutes do.", step / 60),
        "start", "Begin and end it on a boundary of the intervals; the full hour suits every meter."};
}

std::vector<core::WattHours> readings_of(const LoadHistory& history, const core::UtcRange& range) {
    std::vector<core::WattHours> readings;
    for (auto t = range.from; t < range.to; t = t + history.interval.value) readings.push_back(history.at(t));
    return readings;
}

/// "holiday: 1, readings incomplete: 4"
std::string counted(std::span<const PassedDay> passed) {
    std::array<std::size_t, kPassedOverReasons> counts{};
    for (const auto& day : passed) ++counts[static_cast<std::size_t>(day.reason)];
    std::string text;
    for (std::size_t reason = 0; reason < counts.size(); ++reason)
        if (counts[reason] > 0)
            text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", text_of(static_cast<PassedOver>(reason)),
                                counts[reason]);
    return text.empty() ? "no day before it has readings" : "passed over: " + text;
}

/// One event of one meter: what several methods have in common.
class EventWork {
  public:
    EventWork(const LoadDays& days, const EventQuestion& question)
        : days_(days),
          question_(question),
          day_(days.zone().local_day(question.event.from)),
          kind_(kind_of(day_, days.holidays())),
          marks_(mark_days(days, question.event_days, question.outage_days)),
          hours_(days, wall_hours_of(question.event, day_, interval(), days.zone())) {}

    [[nodiscard]] Result<Baseline> run(const BaselineMethod& method) {
        Baseline result{.method_id = method.id, .event = question_.event, .interval = interval()};
        const auto fault = std::visit([&](const auto& rule) { return fill(method, rule, result); }, method.rule);
        if (fault) return *fault;
        return result;
    }

  private:
    struct AdjustmentHours {
        core::UtcRange window;
        WindowTable table;
        std::vector<core::WattHours> own;
    };

    [[nodiscard]] core::IntervalSeconds interval() const { return days_.history().interval; }
    [[nodiscard]] std::size_t width() const {
        return static_cast<std::size_t>((question_.event.to - question_.event.from) / interval().value);
    }

    /// Tables are built once for all methods with the same window.
    const AdjustmentHours& adjustment_hours(const core::UtcRange& window) {
        for (const auto& known : adjustments_)
            if (known->window == window) return *known;
        auto hours = wall_hours_of(window, day_, interval(), days_.zone());
        adjustments_.push_back(std::make_unique<AdjustmentHours>(
            AdjustmentHours{window, WindowTable(days_, hours), readings_of(days_.history(), window)}));
        return *adjustments_.back();
    }

    std::optional<Problem> fill(const BaselineMethod& method, const DayMatching& rule, Baseline& result) {
        MatchedDays matched;
        const bool is_enough = match_days(rule, {days_, marks_, hours_}, day_, kind_, matched, &result.passed_over);
        sort_latest_first(result.passed_over);
        if (!is_enough)
            return too_few(method, rule.look_back_days, fewest_days(rule, kind_), matched.qualified,
                           result.passed_over);
        result.fallback_step = matched.step;
        if (matched.step > 0) result.fallback_name = count_for(rule, kind_).ladder[matched.step - 1].name;
        result.unadjusted_kw.resize(width());
        average_days(hours_, matched, interval(), result.unadjusted_kw);
        list_used(matched, result);
        return adjust(method.adjustment, matched, result);
    }

    std::optional<Problem> fill(const BaselineMethod& method, const SameDay& rule, Baseline& result) {
        const auto& event = question_.event;
        const auto before_end = event.from - rule.gap_before_s;
        const auto after_start = event.to + rule.gap_after_s;
        auto around = readings_of(days_.history(), {before_end - rule.before_s, before_end});
        const auto after = readings_of(days_.history(), {after_start, after_start + rule.after_s});
        around.insert(around.end(), after.begin(), after.end());
        const auto missing = std::count(around.begin(), around.end(), core::kMissing);
        if (missing > 0 || around.empty())
            return Problem{ProblemKind::conflict, "baseline-hours-missing",
                           fmt::format("'{}' needs all {} readings around the event, and {} are missing.", method.name,
                                       around.size(), missing),
                           "", "Wait until the hours after the event are read, import them, or choose another method."};
        core::EnergyWh sum;
        for (const auto wh : around) sum.value += wh.value;
        result.unadjusted_kw.assign(width(), power_kw(sum, static_cast<double>(around.size()) * interval().hours()));
        result.adjusted_kw = result.unadjusted_kw;
        return std::nullopt;
    }

    std::optional<Problem> fill(const BaselineMethod& method, const TimeOfWeek& rule, Baseline& result) {
        auto positions = training_days(rule, days_, marks_, day_, &result.passed_over);
        std::erase_if(positions, [&](std::uint32_t position) {
            const auto state = hours_.row(position).state;
            if (state == WindowState::complete) return false;
            result.passed_over.push_back({days_.days()[position].day, state == WindowState::incomplete
                                                                          ? PassedOver::hours_incomplete
                                                                          : PassedOver::skipped_by_clock});
            return true;
        });
        sort_latest_first(result.passed_over);
        if (rule.with_temperature && question_.temperature_c.empty()) return no_temperature();
        const auto model = fit_week(rule, days_, positions, question_.temperature_c);
        if (!model)
            return too_few(method, rule.look_back_days, rule.fewest_days, static_cast<std::uint32_t>(positions.size()),
                           result.passed_over);
        result.unadjusted_kw = predict_week(*model, days_, question_.event, question_.temperature_c);
        result.adjusted_kw = result.unadjusted_kw;
        if (auto fault = unknown_hour(rule, result.unadjusted_kw)) return fault;
        MatchedDays trained{.used = {positions.rbegin(), positions.rend()}};
        trained.weights.assign(trained.used.size(), 0);
        list_used(trained, result);
        return std::nullopt;
    }

    std::optional<Problem> fill(const BaselineMethod&, const FirmServiceLevel&, Baseline& result) {
        if (!question_.firm_service_level_kw)
            return Problem{ProblemKind::conflict, "firm-service-level-missing", "The meter has no firm service level.",
                           "", "Enter the level from the customer's contract, or choose another method."};
        result.unadjusted_kw.assign(width(), *question_.firm_service_level_kw);
        result.adjusted_kw = result.unadjusted_kw;
        return std::nullopt;
    }

    void list_used(const MatchedDays& matched, Baseline& result) const {
        for (std::size_t i = 0; i < matched.used.size(); ++i) {
            const auto position = matched.used[i];
            const auto& day = days_.days()[position];
            const auto readings = hours_.readings(position);
            result.used.push_back(
                {.day = day.day,
                 .window_mean_kw = power_kw(core::EnergyWh{hours_.row(position).energy_wh},
                                            static_cast<double>(readings.size()) * interval().hours()),
                 .day_energy = day.energy,
                 .weight =
                     matched.weights.empty() ? 1.0 / static_cast<double>(matched.used.size()) : matched.weights[i],
                 .window = {readings.begin(), readings.end()}});
        }
    }

    std::optional<Problem> adjust(const Adjustment& rule, const MatchedDays& matched, Baseline& result) {
        result.adjusted_kw = result.unadjusted_kw;
        if (rule.kind == Adjustment::Kind::none) return std::nullopt;
        if (rule.from_s >= rule.to_s || rule.from_s % interval().value != 0 || rule.to_s % interval().value != 0)
            return Problem{ProblemKind::invalid_input, "adjustment-window-invalid",
                           "The adjustment's window does not consist of whole intervals of the meter.", "adjustment",
                           "Let it begin and end on full hours before the event."};
        const core::UtcRange window{question_.event.from + rule.from_s, question_.event.from + rule.to_s};
        const auto& hours = adjustment_hours(window);
        result.adjustment = find_adjustment(rule, hours.table, matched, hours.own, interval());
        result.adjustment.window = window;
        for (auto& kw : result.adjusted_kw) kw = adjusted(kw, result.adjustment);
        return std::nullopt;
    }

    static void sort_latest_first(std::vector<PassedDay>& passed) {
        std::sort(passed.begin(), passed.end(), [](const PassedDay& a, const PassedDay& b) { return a.day > b.day; });
    }

    [[nodiscard]] Problem too_few(const BaselineMethod& method, std::optional<std::uint32_t> look_back_days,
                                  std::uint32_t fewest, std::uint32_t found, std::span<const PassedDay> passed) const {
        const auto reach = look_back_days ? fmt::format(" within {} days", *look_back_days) : std::string();
        return {ProblemKind::conflict, "baseline-too-few-days",
                fmt::format("'{}' needs at least {} like days{} before {} and found {} ({}).", method.name, fewest,
                            reach, core::to_iso(day_), found, counted(passed)),
                "", "Import the missing readings, or choose a method that needs fewer days."};
    }
    [[nodiscard]] static Problem no_temperature() {
        return {ProblemKind::conflict, "temperature-missing", "There is no temperature for the hours of the event.", "",
                "Import the temperatures of the site, or choose a method without them."};
    }
    /// Nothing where the model has a value for every interval.
    [[nodiscard]] std::optional<Problem> unknown_hour(const TimeOfWeek& rule, std::span<const double> kw) const {
        const auto unknown = std::find_if(kw.begin(), kw.end(), [](double value) { return std::isnan(value); });
        if (unknown == kw.end()) return std::nullopt;
        const auto index = (question_.event.from - days_.history().start) / interval().value + (unknown - kw.begin());
        const auto& known = question_.temperature_c;
        if (rule.with_temperature && (index >= std::ssize(known) || std::isnan(known[static_cast<std::size_t>(index)])))
            return no_temperature();
        return Problem{ProblemKind::conflict, "baseline-slot-unknown",
                       "The days before the event have no reading in the same hours of the week.", "",
                       "Import the missing readings, or choose another method."};
    }

    const LoadDays& days_;
    const EventQuestion& question_;
    core::LocalDay day_;
    DayKind kind_;
    std::vector<DayMark> marks_;
    WindowTable hours_;
    std::vector<std::unique_ptr<AdjustmentHours>> adjustments_;
};

}  // namespace

std::string_view text_of(PassedOver reason) {
    switch (reason) {
        case PassedOver::other_day_kind:
            return "another kind of day";
        case PassedOver::holiday:
            return "holiday";
        case PassedOver::event_day:
            return "event day";
        case PassedOver::outage_day:
            return "outage";
        case PassedOver::no_readings:
            return "no readings";
        case PassedOver::incomplete:
            return "readings incomplete";
        case PassedOver::hours_incomplete:
            return "readings of these hours incomplete";
        case PassedOver::skipped_by_clock:
            return "the clock skipped these hours";
        case PassedOver::low_use:
            return "very low use";
        case PassedOver::not_kept:
            return "not among those kept";
    }
    return "";
}

double Baseline::mean_unadjusted_kw() const {
    return mean(unadjusted_kw);
}
double Baseline::mean_adjusted_kw() const {
    return mean(adjusted_kw);
}
double Baseline::adjusted_kwh() const {
    return std::accumulate(adjusted_kw.begin(), adjusted_kw.end(), 0.0) * interval.hours();
}

std::vector<core::WattHours> Baseline::adjusted_wh() const {
    constexpr double kLargest = core::kMaxReadingWh;
    std::vector<core::WattHours> wh;
    for (const auto kw : adjusted_kw)
        wh.push_back(
            {static_cast<std::int32_t>(std::lround(std::clamp(kw * 1000 * interval.hours(), -kLargest, kLargest)))});
    return wh;
}

std::vector<Result<Baseline>> compute_baselines(std::span<const BaselineMethod> methods, const LoadDays& days,
                                                const EventQuestion& question) {
    std::vector<Result<Baseline>> results;
    results.reserve(methods.size());
    if (const auto fault = fault_of(question.event, days.history())) {
        results.assign(methods.size(), Result<Baseline>(*fault));
        return results;
    }
    EventWork work(days, question);
    for (const auto& method : methods) results.push_back(work.run(method));
    return results;
}

Result<Baseline> compute_baseline(const BaselineMethod& method, const LoadDays& days, const EventQuestion& question) {
    return std::move(compute_baselines({&method, 1}, days, question).front());
}

Result<Baseline> compute_baseline(const BaselineMethod& method, const BaselineQuestion& question) {
    return compute_baseline(method, LoadDays::cut(question.history, question.zone, question.holidays), question.event);
}

Result<std::vector<double>> actual_kw(const LoadHistory& history, const core::UtcRange& range) {
    if (const auto fault = fault_of(range, history)) return *fault;
    std::vector<double> kw;
    for (auto t = range.from; t < range.to; t = t + history.interval.value) {
        const auto reading = history.at(t);
        if (!core::is_present(reading))
            return Problem{ProblemKind::conflict, "readings-missing",
                           fmt::format("The reading of {} is missing.", core::to_iso(t)), "",
                           "Import it; a missing reading is never taken for zero."};
        kw.push_back(power_kw(reading, history.interval));
    }
    return kw;
}

}  // namespace drp::analytics
