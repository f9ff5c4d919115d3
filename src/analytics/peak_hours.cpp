#include "analytics/peak_hours.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <limits>

#include "analytics/load_days.hpp"

namespace drp::analytics {

namespace {

constexpr std::size_t kHours = 24;
constexpr std::int64_t kHour = 3600;
constexpr double kNone = -std::numeric_limits<double>::infinity();

/// One day of the pool by the hours of the wall clock; kNone where the clock skipped one, the higher of a repeated one.
using DayShape = std::array<double, kHours>;

std::size_t group_of(DayKind kind) {
    return kind == DayKind::weekday ? 0 : 1;
}

struct Pool {
    std::array<std::vector<DayShape>, 2> days;  ///< by group
    std::array<double, 2> energy{};             ///< sums of kWh by group

    void add(std::size_t group, const DayShape& shape, double kwh) {
        days[group].push_back(shape);
        energy[group] += kwh;
    }
    [[nodiscard]] double mean_energy(std::size_t group) const {
        return energy[group] / static_cast<double>(days[group].size());
    }
    [[nodiscard]] std::size_t size() const { return days[0].size() + days[1].size(); }
};

/// The complete days of a load, before `end`.
Pool complete_days(const HourlyLoad& load, core::UtcSeconds end, const PeakQuestion& question) {
    Pool pool;
    const auto& zone = question.zone;
    const auto stop = std::min(end, load.start + static_cast<std::int64_t>(load.kw.size()) * kHour);
    for (auto day = zone.local_day(load.start); zone.start_of(day.next()) <= stop; day = day.next()) {
        if (zone.start_of(day) < load.start) continue;
        DayShape shape;
        shape.fill(kNone);
        double kwh = 0;
        for (auto t = zone.start_of(day); t < zone.start_of(day.next()); t = t + kHour) {
            const auto kw = load.kw[static_cast<std::size_t>((t - load.start) / kHour)];
            const auto second = zone.to_local(t).value - day.value * core::kSecondsPerDay;
            auto& hour = shape[static_cast<std::size_t>(second / kHour)];
            hour = std::max(hour, kw);
            kwh += kw;
        }
        if (!std::isnan(kwh)) pool.add(group_of(kind_of(day, question.holidays)), shape, kwh);
    }
    return pool;
}

/// What brings the other month to this month's level.
double scale_of(const Pool& here, const Pool& there) {
    double ours = 0;
    double theirs = 0;
    for (std::size_t group = 0; group < here.days.size(); ++group) {
        if (here.days[group].empty() || there.days[group].empty()) continue;
        const auto count = static_cast<double>(here.days[group].size());
        ours += count * here.mean_energy(group);
        theirs += count * there.mean_energy(group);
    }
    return ours > 0 && theirs > 0 ? ours / theirs : 1;
}

void add_scaled(const Pool& there, double scale, Pool& pool) {
    for (std::size_t group = 0; group < there.days.size(); ++group)
        for (auto shape : there.days[group]) {
            for (auto& kw : shape) kw *= scale;
            pool.add(group, shape, 0);
        }
}

std::optional<PeakSoFar> peak_of(const HourlyLoad& load, core::UtcSeconds end) {
    std::optional<PeakSoFar> peak;
    for (std::size_t i = 0; i < load.kw.size(); ++i) {
        const auto start = load.start + static_cast<std::int64_t>(i) * kHour;
        if (start < end && !std::isnan(load.kw[i]) && (!peak || load.kw[i] > peak->kw)) peak = {start, load.kw[i]};
    }
    return peak;
}

/// Hours of the wall clock that a day still has before it.
using HoursLeft = std::bitset<kHours>;

/// The highest of a day's hours left.
struct DayPeak {
    double kw = kNone;
    std::size_t hour = 0;
    double weight = 1;      ///< 1 for a day of the pool
    double up_to_here = 0;  ///< share of all weights of this peak and the lower ones
};

/// Days of the rest of the month that are alike: the same pool, the same hours left.
struct DayClass {
    std::vector<core::LocalDay> days;
    std::vector<DayPeak> peaks;             ///< of the pool, ascending
    std::array<double, kHours> expected{};  ///< mean of the pool
    std::array<double, kHours> chance{};    ///< that one such day sets the month's peak in that hour

    /// P(a day's highest hour is at most x).
    [[nodiscard]] double at_most(double x) const {
        const auto end = std::upper_bound(peaks.begin(), peaks.end(), x,
                                          [](double value, const DayPeak& peak) { return value < peak.kw; });
        return end == peaks.begin() ? 0 : std::prev(end)->up_to_here;
    }
    [[nodiscard]] std::pair<std::size_t, std::size_t> at(double level) const {
        const auto begin = std::lower_bound(peaks.begin(), peaks.end(), level,
                                            [](const DayPeak& peak, double value) { return peak.kw < value; });
        const auto end = std::find_if(begin, peaks.end(), [level](const DayPeak& peak) { return peak.kw > level; });
        return {static_cast<std::size_t>(begin - peaks.begin()), static_cast<std::size_t>(end - peaks.begin())};
    }
};

DayPeak peak_of(const DayShape& shape, const HoursLeft& left) {
    DayPeak top;
    for (std::size_t hour = 0; hour < kHours; ++hour)
        if (left[hour] && shape[hour] > top.kw) top = {.kw = shape[hour], .hour = hour};
    return top;
}

/// One day that nobody has seen yet, shared among the hours in which days of the pool have their peaks.
void add_record(std::vector<DayPeak>& peaks) {
    const auto seen = peaks.size();
    if (seen < 2 || peaks[seen - 2].kw == kNone) return;
    const auto record = 2 * peaks[seen - 1].kw - peaks[seen - 2].kw;
    for (std::size_t i = 0; i < seen; ++i)
        peaks.push_back({.kw = record, .hour = peaks[i].hour, .weight = 1 / static_cast<double>(seen)});
}

DayClass day_class(const std::vector<DayShape>& pool, const HoursLeft& left) {
    DayClass result;
    for (const auto& shape : pool) result.peaks.push_back(peak_of(shape, left));
    std::sort(result.peaks.begin(), result.peaks.end(), [](const DayPeak& a, const DayPeak& b) { return a.kw < b.kw; });
    add_record(result.peaks);
    double total = 0;
    for (auto& peak : result.peaks) peak.up_to_here = total += peak.weight;
    for (auto& peak : result.peaks) peak.up_to_here /= total;
    for (std::size_t hour = 0; hour < kHours; ++hour) {
        double count = 0;
        for (const auto& shape : pool) {
            if (shape[hour] == kNone) continue;
            result.expected[hour] += shape[hour];
            count += 1;
        }
        if (count > 0) result.expected[hour] /= count;
    }
    return result;
}

class Outlook {
  public:
    Outlook(const PeakQuestion& question, const Pool& pool) : question_(question) {
        const auto today = question.zone.local_day(question.now);
        for (auto day = std::max(today, question.month_first); day < question.month_end; day = day.next()) {
            const auto group = group_of(kind_of(day, question.holidays));
            const auto& own = pool.days[group].empty() ? pool.days[1 - group] : pool.days[group];
            if (const auto left = hours_left(day); left.any()) class_of(group, left, own).days.push_back(day);
        }
    }

    [[nodiscard]] bool is_over() const { return classes_.empty(); }
    [[nodiscard]] double at_most(double x) const {
        double product = 1;
        for (const auto& [key, days] : classes_)
            product *= std::pow(days.at_most(x), static_cast<double>(days.days.size()));
        return product;
    }

    /// Shares every step of at_most() above the peak so far among the hours that can make it.
    void share_steps(double peak) {
        auto below = at_most(peak);
        for (const auto level : levels_above(peak)) {
            const auto up_to = at_most(level);
            if (up_to > below) share(level, up_to - below);
            below = up_to;
        }
    }

    [[nodiscard]] std::vector<PeakHour> hours() const {
        std::vector<PeakHour> result;
        for (const auto& [key, days] : classes_)
            for (const auto day : days.days)
                for (auto t = question_.zone.start_of(day); t < question_.zone.start_of(day.next()); t = t + kHour)
                    if (t >= question_.now) result.push_back(hour_of(days, day, t));
        return result;
    }

  private:
    [[nodiscard]] std::size_t hour_on_clock(core::LocalDay day, core::UtcSeconds t) const {
        return static_cast<std::size_t>((question_.zone.to_local(t).value - day.value * core::kSecondsPerDay) / kHour);
    }
    [[nodiscard]] HoursLeft hours_left(core::LocalDay day) const {
        HoursLeft left;
        for (auto t = question_.zone.start_of(day); t < question_.zone.start_of(day.next()); t = t + kHour)
            if (t >= question_.now) left.set(hour_on_clock(day, t));
        return left;
    }
    DayClass& class_of(std::size_t group, const HoursLeft& left, const std::vector<DayShape>& pool) {
        for (auto& [key, days] : classes_)
            if (key.first == group && key.second == left) return days;
        classes_.emplace_back(std::pair{group, left}, day_class(pool, left));
        return classes_.back().second;
    }
    [[nodiscard]] std::vector<double> levels_above(double peak) const {
        std::vector<double> levels;
        for (const auto& [key, days] : classes_)
            for (const auto& own : days.peaks)
                if (own.kw > peak) levels.push_back(own.kw);
        std::sort(levels.begin(), levels.end());
        levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
        return levels;
    }
    void share(double level, double step) {
        double total = 0;
        for (const auto& [key, days] : classes_) total += reach(days, level) * static_cast<double>(days.days.size());
        for (auto& [key, days] : classes_) {
            const auto [begin, end] = days.at(level);
            for (auto i = begin; i < end; ++i)
                days.chance[days.peaks[i].hour] +=
                    step / total * reach(days, level) * days.peaks[i].weight / weight(days, begin, end);
        }
    }
    [[nodiscard]] static double weight(const DayClass& days, std::size_t begin, std::size_t end) {
        double sum = 0;
        for (auto i = begin; i < end; ++i) sum += days.peaks[i].weight;
        return sum;
    }
    /// That such a day reaches exactly `level`, given that it does not pass it.
    [[nodiscard]] static double reach(const DayClass& days, double level) {
        const auto [begin, end] = days.at(level);
        if (begin == end) return 0;
        const auto below = begin == 0 ? 0 : days.peaks[begin - 1].up_to_here;
        return (days.peaks[end - 1].up_to_here - below) / days.peaks[end - 1].up_to_here;
    }
    [[nodiscard]] PeakHour hour_of(const DayClass& days, core::LocalDay day, core::UtcSeconds t) const {
        const auto hour = hour_on_clock(day, t);
        const auto probability = days.chance[hour] / times_left(day, hour);
        return {.start = t,
                .expected_kw = days.expected[hour],
                .probability = probability,
                .dollars_per_kw = probability * question_.demand_cost_dollars_per_kw};
    }
    /// How often the clock still shows this hour of the day: in autumn it may be twice.
    [[nodiscard]] double times_left(core::LocalDay day, std::size_t hour) const {
        double times = 0;
        for (auto t = question_.zone.start_of(day); t < question_.zone.start_of(day.next()); t = t + kHour)
            times += t >= question_.now && hour_on_clock(day, t) == hour ? 1 : 0;
        return times;
    }

    const PeakQuestion& question_;
    std::vector<std::pair<std::pair<std::size_t, HoursLeft>, DayClass>> classes_;
};

}  // namespace

core::Result<PeakAdvice> advise_peak_hours(const PeakQuestion& question) {
    using core::Problem;
    using core::ProblemKind;
    if (question.month_end <= question.month_first)
        return Problem{ProblemKind::invalid_input, "peak-month-invalid", "The month ends before it begins.", "month",
                       ""};
    auto pool = complete_days(question.so_far, question.now, question);
    PeakAdvice advice{.peak_so_far = peak_of(question.so_far, question.now), .days_of_this_month = pool.size()};
    const auto here = pool;
    for (const auto& month : question.like_months) {
        const auto there = complete_days(month, question.now, question);
        add_scaled(there, scale_of(here, there), pool);
    }
    advice.days_of_like_months = pool.size() - advice.days_of_this_month;
    if (question.zone.start_of(question.month_end) <= question.now) {
        advice.probability_it_stands = advice.peak_so_far ? 1 : 0;
        return advice;
    }
    if (pool.size() == 0)
        return Problem{ProblemKind::conflict, "peak-history-missing",
                       "There is no complete day of this month or of a like one to judge by.", "",
                       "Import readings of this month, or of the same month of an earlier year."};
    Outlook outlook(question, pool);
    double peak = kNone;
    if (advice.peak_so_far) {
        peak = advice.peak_so_far->kw;
        advice.probability_it_stands = outlook.at_most(peak);
    }
    outlook.share_steps(peak);
    advice.hours = outlook.hours();
    std::sort(advice.hours.begin(), advice.hours.end(), [](const PeakHour& a, const PeakHour& b) {
        return a.probability != b.probability ? a.probability > b.probability : a.start < b.start;
    });
    return advice;
}

}  // namespace drp::analytics
