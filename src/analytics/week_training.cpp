#include "analytics/week_training.hpp"

#include <algorithm>
#include <limits>

#include "analytics/power.hpp"

namespace drp::analytics {

namespace {

std::optional<PassedOver> why_not(const LoadDay& day, DayMark mark) {
    if (day.kind == DayKind::holiday) return PassedOver::holiday;
    if (mark == DayMark::event) return PassedOver::event_day;
    if (mark == DayMark::outage) return PassedOver::outage_day;
    if (day.present == 0) return PassedOver::no_readings;
    if (!day.is_complete()) return PassedOver::incomplete;
    return std::nullopt;
}

/// The columns that the model reads, one row an interval.
struct WeekRows {
    std::vector<core::UtcSeconds> time;
    std::vector<std::uint16_t> slot;
    std::vector<double> temperature_c;

    void add(const LoadDays& days, const core::UtcRange& range, std::span<const double> temperatures) {
        const auto& history = days.history();
        const auto count = static_cast<std::size_t>((range.to - range.from) / history.interval.value);
        const auto slots = week_slots(range.from, history.interval, count, days.zone());
        slot.insert(slot.end(), slots.begin(), slots.end());
        for (auto t = range.from; t < range.to; t = t + history.interval.value) {
            time.push_back(t);
            if (!temperatures.empty()) temperature_c.push_back(temperature_at(history, t, temperatures));
        }
    }
    [[nodiscard]] WeekColumns columns() const { return {time, slot, temperature_c}; }

  private:
    static double temperature_at(const LoadHistory& history, core::UtcSeconds t, std::span<const double> temperatures) {
        const auto offset = t - history.start;
        const auto index = static_cast<std::size_t>(offset / history.interval.value);
        return offset >= 0 && index < temperatures.size() ? temperatures[index]
                                                          : std::numeric_limits<double>::quiet_NaN();
    }
};

/// From the first interval that begins in the day to the end of the last.
core::UtcRange intervals_of(const LoadDay& day, const LoadHistory& history) {
    const auto step = history.interval.value;
    const auto from = history.start + core::floor_div(day.range.from - history.start + step - 1, step) * step;
    return {from, from + static_cast<std::int64_t>(day.expected) * step};
}

}  // namespace

std::vector<std::uint32_t> training_days(const TimeOfWeek& rule, const LoadDays& days, std::span<const DayMark> marks,
                                         core::LocalDay before, std::vector<PassedDay>* passed) {
    std::vector<std::uint32_t> positions;
    const auto end = days.position(before);
    const auto first = std::max<std::int64_t>(0, end - rule.look_back_days);
    for (auto position = first; position < std::min<std::int64_t>(end, std::ssize(days.days())); ++position) {
        const auto index = static_cast<std::size_t>(position);
        const auto& day = days.days()[index];
        const auto reason = why_not(day, marks[index]);
        if (!reason)
            positions.push_back(static_cast<std::uint32_t>(index));
        else if (passed != nullptr)
            passed->push_back({day.day, *reason});
    }
    return positions;
}

std::optional<TimeOfWeekModel> fit_week(const TimeOfWeek& rule, const LoadDays& days,
                                        std::span<const std::uint32_t> positions,
                                        std::span<const double> temperature_c) {
    if (positions.empty() || positions.size() < rule.fewest_days) return std::nullopt;
    const auto& history = days.history();
    WeekRows rows;
    std::vector<double> load_kw;
    for (const auto position : positions) {
        const auto range = intervals_of(days.days()[position], history);
        rows.add(days, range, rule.with_temperature ? temperature_c : std::span<const double>());
        for (auto t = range.from; t < range.to; t = t + history.interval.value)
            load_kw.push_back(power_kw(history.at(t), history.interval));
    }
    return TimeOfWeekModel::fit(rows.columns(), load_kw);
}

std::vector<double> predict_week(const TimeOfWeekModel& model, const LoadDays& days, const core::UtcRange& range,
                                 std::span<const double> temperature_c) {
    WeekRows rows;
    rows.add(days, range, model.uses_temperature() ? temperature_c : std::span<const double>());
    return model.predict(rows.columns());
}

}  // namespace drp::analytics
