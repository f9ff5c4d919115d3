#include "analytics/day_matching.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace drp::analytics {

namespace {

void mark(const LoadDays& days, std::span<const core::LocalDay> which, DayMark as, std::vector<DayMark>& marks) {
    for (const auto day : which) {
        const auto position = days.position(day);
        if (position >= 0 && position < std::ssize(marks)) marks[static_cast<std::size_t>(position)] = as;
    }
}

std::optional<PassedOver> why_not(const DayMatching& rule, const MatchGround& ground, std::size_t position,
                                  DayKind kind) {
    const auto& day = ground.days.days()[position];
    if (!rule.groups.are_like(day.kind, kind))
        return day.kind == DayKind::holiday ? PassedOver::holiday : PassedOver::other_day_kind;
    const auto& exclude = rule.exclusions;
    if (exclude.event_days && ground.marks[position] == DayMark::event) return PassedOver::event_day;
    if (exclude.outage_days && ground.marks[position] == DayMark::outage) return PassedOver::outage_day;
    if (day.present == 0) return PassedOver::no_readings;
    if (exclude.incomplete_days && !day.is_complete()) return PassedOver::incomplete;
    switch (ground.hours.row(position).state) {
        case WindowState::skipped_by_clock:
            return PassedOver::skipped_by_clock;
        case WindowState::incomplete:
            return PassedOver::hours_incomplete;
        case WindowState::complete:
            break;
    }
    return std::nullopt;
}

/// Walks back through the days before the event and gathers those that qualify.
class Search {
  public:
    Search(const DayMatching& rule, const MatchGround& ground, core::LocalDay event_day, DayKind kind,
           std::vector<std::uint32_t>& found, std::vector<PassedDay>* passed)
        : rule_(rule), ground_(ground), kind_(kind), found_(found), passed_(passed) {
        const auto event_position = ground.days.position(event_day);
        const auto days = std::ssize(ground.days.days());
        lowest_ = rule.look_back_days ? std::max<std::int64_t>(0, event_position - *rule.look_back_days) : 0;
        next_ = days == 0 ? -1 : event_position - 1;
        for (; next_ >= days && next_ >= lowest_; --next_)
            note({ground.days.days().front().day.value + static_cast<std::int32_t>(next_)}, PassedOver::no_readings);
    }

    void run(std::size_t wanted) {
        do gather(wanted);
        while (drop_low_use());
    }

  private:
    void note(core::LocalDay day, PassedOver reason) {
        if (passed_ != nullptr) passed_->push_back({day, reason});
    }
    void gather(std::size_t wanted) {
        for (; next_ >= lowest_ && found_.size() < wanted; --next_) {
            const auto position = static_cast<std::size_t>(next_);
            if (const auto reason = why_not(rule_, ground_, position, kind_))
                note(ground_.days.days()[position].day, *reason);
            else
                found_.push_back(static_cast<std::uint32_t>(position));
        }
    }
    /// True if a day went, so that another has to be sought.
    bool drop_low_use() {
        if (rule_.exclusions.low_use_share <= 0 || found_.empty()) return false;
        double total = 0;
        for (const auto position : found_) total += energy(position);
        const auto limit = rule_.exclusions.low_use_share * total / static_cast<double>(found_.size());
        if (total <= 0) return false;
        const auto low = std::remove_if(found_.begin(), found_.end(), [&](std::uint32_t position) {
            if (energy(position) >= limit) return false;
            note(ground_.days.days()[position].day, PassedOver::low_use);
            return true;
        });
        const bool has_dropped = low != found_.end();
        found_.erase(low, found_.end());
        return has_dropped;
    }
    [[nodiscard]] double energy(std::uint32_t position) const {
        return static_cast<double>(ground_.hours.row(position).energy_wh);
    }

    const DayMatching& rule_;
    const MatchGround& ground_;
    DayKind kind_;
    std::vector<std::uint32_t>& found_;
    std::vector<PassedDay>* passed_;
    std::int64_t lowest_ = 0;
    std::int64_t next_ = -1;
};

/// Sorts by what `keep` ranks by, the highest first; ties keep the later day in front.
void rank(const Keep& keep, const MatchGround& ground, std::vector<std::uint32_t>& found) {
    const auto energy = [&](std::uint32_t position) {
        return keep.rule == Keep::Rule::middle ? ground.days.days()[position].energy.value
                                               : ground.hours.row(position).energy_wh;
    };
    std::sort(found.begin(), found.end(),
              [&](std::uint32_t a, std::uint32_t b) { return energy(a) != energy(b) ? energy(a) > energy(b) : a > b; });
}

/// The half-open stretch of the ranked days that is kept.
std::pair<std::size_t, std::size_t> kept_of(const Keep& keep, std::size_t found) {
    const std::size_t number = keep.number;
    switch (keep.rule) {
        case Keep::Rule::highest:
            return {0, std::min(number, found)};
        case Keep::Rule::lowest_dropped:
            return {0, found > number ? found - number : 0};
        case Keep::Rule::middle:
            return found > 2 * number ? std::pair{number, found - number} : std::pair{std::size_t{0}, std::size_t{0}};
        case Keep::Rule::all:
            break;
    }
    return {0, found};
}

void keep_days(const Keep& keep, const MatchGround& ground, std::vector<std::uint32_t>& found,
               std::vector<PassedDay>* passed) {
    if (keep.rule == Keep::Rule::all) return;
    rank(keep, ground, found);
    const auto [begin, end] = kept_of(keep, found.size());
    if (passed != nullptr)
        for (std::size_t i = 0; i < found.size(); ++i)
            if (i < begin || i >= end) passed->push_back({ground.days.days()[found[i]].day, PassedOver::not_kept});
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(end), found.end());
    found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(begin));
    std::sort(found.begin(), found.end(), std::greater<>());
}

/// Weights of the rolling mean for days in latest-first order.
void weigh(const Rolling& rolling, std::size_t count, std::vector<double>& weights) {
    weights.assign(count, 0);
    const auto first = std::min<std::size_t>(rolling.first_days, count);
    for (std::size_t age = 0; age < count; ++age) {
        const auto chronological = count - 1 - age;
        const bool is_first = chronological < first;
        const auto share = is_first ? 1.0 / static_cast<double>(first) : 1 - rolling.memory;
        const auto times_aged = is_first ? count - first : age;
        weights[age] = share * std::pow(rolling.memory, static_cast<double>(times_aged));
    }
}

/// The step of the ladder that accepts this number of days.
std::optional<std::uint32_t> step_for(const DayMatching& rule, DayKind kind, std::size_t found) {
    const auto& count = count_for(rule, kind);
    if (count.days_wanted == 0)
        return found >= fewest_days(rule, kind) ? std::optional<std::uint32_t>(0) : std::nullopt;
    if (found >= count.days_wanted) return 0;
    for (std::size_t step = 0; step < count.ladder.size(); ++step)
        if (found >= count.ladder[step].days_accepted) return static_cast<std::uint32_t>(step + 1);
    return std::nullopt;
}

/// Mean over the days used of one interval of a table, Wh; every one of them has it.
double mean_wh(const WindowTable& hours, const MatchedDays& matched, std::size_t interval) {
    if (matched.weights.empty()) {
        std::int64_t sum = 0;
        for (const auto position : matched.used) sum += hours.readings(position)[interval].value;
        return static_cast<double>(sum) / static_cast<double>(matched.used.size());
    }
    double sum = 0;
    for (std::size_t i = 0; i < matched.used.size(); ++i)
        sum += matched.weights[i] * hours.readings(matched.used[i])[interval].value;
    return sum;
}

/// Sums an adjustment's window over the intervals that the event's day and every day used have.
struct WindowSums {
    std::uint32_t intervals = 0;
    double own_wh = 0;
    double base_wh = 0;
};
WindowSums window_sums(const WindowTable& hours, const MatchedDays& matched, std::span<const core::WattHours> own) {
    WindowSums sums;
    for (std::size_t i = 0; i < hours.width() && i < own.size(); ++i) {
        const bool is_everywhere =
            core::is_present(own[i]) && std::all_of(matched.used.begin(), matched.used.end(), [&](std::uint32_t day) {
                return core::is_present(hours.readings(day)[i]);
            });
        if (!is_everywhere) continue;
        ++sums.intervals;
        sums.own_wh += own[i].value;
        sums.base_wh += mean_wh(hours, matched, i);
    }
    return sums;
}

double held(const Adjustment& rule, double value, double base_kw) {
    const bool is_ratio = rule.kind == Adjustment::Kind::ratio;
    const auto bound = [&](double cap) { return is_ratio ? cap : (cap - 1) * base_kw; };
    // Over a negative base (a customer who feeds back) an additive cap's two bounds change places.
    auto low = rule.cap_low ? bound(*rule.cap_low) : -std::numeric_limits<double>::infinity();
    auto high = rule.cap_high ? bound(*rule.cap_high) : std::numeric_limits<double>::infinity();
    if (!is_ratio && base_kw < 0) {
        low = rule.cap_high ? bound(*rule.cap_high) : -std::numeric_limits<double>::infinity();
        high = rule.cap_low ? bound(*rule.cap_low) : std::numeric_limits<double>::infinity();
    }
    value = std::clamp(value, low, high);
    return rule.only_up ? std::max(value, is_ratio ? 1.0 : 0.0) : value;
}

}  // namespace

std::vector<DayMark> mark_days(const LoadDays& days, std::span<const core::LocalDay> event_days,
                               std::span<const core::LocalDay> outage_days) {
    std::vector<DayMark> marks(days.days().size(), DayMark::free);
    mark(days, outage_days, DayMark::outage, marks);
    mark(days, event_days, DayMark::event, marks);
    return marks;
}

const DayCount& count_for(const DayMatching& rule, DayKind kind) {
    return kind != DayKind::weekday && rule.weekend_count ? *rule.weekend_count : rule.count;
}

std::uint32_t fewest_days(const DayMatching& rule, DayKind kind) {
    const auto& count = count_for(rule, kind);
    if (count.days_wanted == 0) return rule.rolling ? rule.rolling->first_days : 1;
    auto fewest = count.days_wanted;
    for (const auto& step : count.ladder) fewest = std::min(fewest, step.days_accepted);
    return fewest;
}

bool match_days(const DayMatching& rule, const MatchGround& ground, core::LocalDay event_day, DayKind kind,
                MatchedDays& matched, std::vector<PassedDay>* passed) {
    matched.used.clear();
    matched.weights.clear();
    const auto& count = count_for(rule, kind);
    const auto wanted = count.days_wanted == 0 ? std::numeric_limits<std::size_t>::max() : count.days_wanted;
    Search(rule, ground, event_day, kind, matched.used, passed).run(wanted);
    matched.qualified = static_cast<std::uint32_t>(matched.used.size());
    const auto step = step_for(rule, kind, matched.used.size());
    if (!step) return false;
    matched.step = *step;
    keep_days(count.keep, ground, matched.used, passed);
    if (rule.rolling) weigh(*rule.rolling, matched.used.size(), matched.weights);
    return !matched.used.empty();
}

void average_days(const WindowTable& hours, const MatchedDays& matched, core::IntervalSeconds interval,
                  std::span<double> out_kw) {
    for (std::size_t i = 0; i < out_kw.size(); ++i) out_kw[i] = mean_wh(hours, matched, i) * 3.6 / interval.value;
}

AppliedAdjustment find_adjustment(const Adjustment& rule, const WindowTable& hours, const MatchedDays& matched,
                                  std::span<const core::WattHours> own, core::IntervalSeconds interval) {
    using Outcome = AppliedAdjustment::Outcome;
    AppliedAdjustment result{.kind = rule.kind};
    if (rule.kind == Adjustment::Kind::none) return result;
    const bool is_ratio = rule.kind == Adjustment::Kind::ratio;
    result.after_cap = is_ratio ? 1 : 0;
    result.intervals = static_cast<std::uint32_t>(hours.width());
    const auto sums = window_sums(hours, matched, own);
    result.intervals_used = sums.intervals;
    result.outcome = Outcome::no_readings;
    if (sums.intervals == 0) return result;
    const auto to_kw = 3.6 / interval.value / sums.intervals;
    result.own_mean_kw = sums.own_wh * to_kw;
    result.base_mean_kw = sums.base_wh * to_kw;
    result.outcome = Outcome::base_not_positive;
    if (is_ratio && sums.base_wh <= 0) return result;
    result.before_cap = is_ratio ? sums.own_wh / sums.base_wh : *result.own_mean_kw - *result.base_mean_kw;
    result.after_cap = held(rule, *result.before_cap, *result.base_mean_kw);
    result.outcome = result.after_cap == *result.before_cap ? Outcome::applied : Outcome::capped;
    return result;
}

}  // namespace drp::analytics
