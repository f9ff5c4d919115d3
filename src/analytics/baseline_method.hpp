/// A baseline method as data: which days are like the event's, which of them count, how they are averaged, how the
/// result is adjusted to the event's own day. The engine (baseline.hpp) has no code of its own for any named method.
///
/// Symbols, used in every header of the engine:
///   E      local day on which the event begins;   D = {d1, d2, …} the days used, the latest first
///   x[d,k] mean power (kW) of day d in the k-th interval of the event's hours, = Wh / 1000 / interval (h)
///   b[k]   unadjusted baseline (kW);   B[k]  adjusted baseline (kW)
/// Day matching, in this order:
///   1. walk back from E - 1, at most `look_back_days`; a day qualifies if it is in E's group of day kinds and no
///      exclusion takes it (PassedOver in baseline.hpp names each); stop at `days_wanted`
///   2. low use: a qualifying day whose mean over the event's hours is below `low_use_share` of the mean of all that
///      qualify goes, others are sought further back, and so on until none goes (not applied to a mean of 0 or less)
///   3. ladder: with fewer than `days_wanted`, the first step that accepts the number found applies; none: a Problem
///   4. `keep` chooses among them
///   5. mean         b[k] = sum over D of x[d,k] / |D|
///      exponential  b = mean of the five earliest of D; then for each later day in order b = 0.9 b + 0.1 x[d]
/// Adjustment, over the window W of the event's day and the same wall-clock hours of the days used:
///   own = mean of the day's own power in W, base = mean of b in W
///   ratio     f = own / base, held within [cap_low, cap_high];                      B[k] = f b[k]
///   additive  a = own - base, held within [(cap_low - 1) base, (cap_high - 1) base]; B[k] = b[k] + a
///   only_up   f is at least 1, a at least 0
/// Sources and the constants that are to be confirmed: docs/methods.md, and `source`, `to_be_confirmed` of each method.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analytics/load_days.hpp"

namespace drp::analytics {

/// Day kinds with the same number are like each other; index: DayKind.
struct DayGroups {
    std::array<std::uint8_t, 4> group_of_kind{};
    [[nodiscard]] constexpr bool are_like(DayKind a, DayKind b) const noexcept {
        return group_of_kind[static_cast<std::size_t>(a)] == group_of_kind[static_cast<std::size_t>(b)];
    }
    friend bool operator==(const DayGroups&, const DayGroups&) = default;
};
/// Weekdays, and all that is none: weekends and holidays together.
inline constexpr DayGroups kWorkingOrNot{{0, 1, 1, 1}};
/// Weekdays, Saturdays, and Sundays with holidays.
inline constexpr DayGroups kSaturdaysApart{{0, 1, 2, 2}};
/// Every day is like every other.
inline constexpr DayGroups kAllDays{{0, 0, 0, 0}};

/// Which of the qualifying days count.
struct Keep {
    enum class Rule : std::uint8_t {
        all,
        highest,         ///< the `number` highest by the mean over the event's hours; ties to the later day
        lowest_dropped,  ///< all but the `number` lowest, by the same
        middle,          ///< all but the `number` highest and the `number` lowest, by the energy of the whole day
    };
    Rule rule = Rule::all;
    std::uint32_t number = 0;
    friend bool operator==(const Keep&, const Keep&) = default;
};

/// One step of the ladder for histories that are too short: accepts that many days and more.
struct FallbackStep {
    std::string name;  ///< for people: "5 to 9 like days"
    std::uint32_t days_accepted = 1;
    friend bool operator==(const FallbackStep&, const FallbackStep&) = default;
};

/// How many qualifying days are wanted, and which of them count. With days_wanted = 0: every one in the look-back.
struct DayCount {
    std::uint32_t days_wanted = 10;
    Keep keep;
    std::vector<FallbackStep> ladder;  ///< in order; empty: the full number or nothing
    friend bool operator==(const DayCount&, const DayCount&) = default;
};

struct Exclusions {
    bool event_days = true;
    bool outage_days = true;
    bool incomplete_days = true;  ///< days without all readings; the event's hours must be complete in any case
    double low_use_share = 0;     ///< 0.25: days under 25 % of the mean of the qualifying days; 0: no such rule
    friend bool operator==(const Exclusions&, const Exclusions&) = default;
};

/// A mean with memory: see "exponential" above.
struct Rolling {
    double memory = 0.9;           ///< share of the old value; 1 - memory is the new day's
    std::uint32_t first_days = 5;  ///< days whose plain mean it starts from
    friend bool operator==(const Rolling&, const Rolling&) = default;
};

struct DayMatching {
    DayGroups groups = kWorkingOrNot;
    DayCount count;
    std::optional<DayCount> weekend_count;        ///< for events that do not fall on a weekday; `count` if absent
    std::optional<std::uint32_t> look_back_days;  ///< calendar days before E; the whole history if absent
    Exclusions exclusions;
    std::optional<Rolling> rolling;  ///< plain mean if absent
    friend bool operator==(const DayMatching&, const DayMatching&) = default;
};

/// The event's own day: mean of the hours before and after the event, one flat line. b[k] = mean of all their
/// intervals.
struct SameDay {
    std::int32_t before_s = 3 * 3600;  ///< length of the stretch before
    std::int32_t gap_before_s = 3600;  ///< between it and the event
    std::int32_t after_s = 2 * 3600;
    std::int32_t gap_after_s = 3600;
    friend bool operator==(const SameDay&, const SameDay&) = default;
};

/// A regression on the time of the week, with or without the temperature (time_of_week.hpp), fitted to the complete
/// days before E that are no event's, outage's or holiday: b[k] = its prediction for the event's k-th interval. All
/// kinds of days train it, each its own slots of the week; an event on a holiday is predicted as an ordinary day of its
/// weekday.
struct TimeOfWeek {
    bool with_temperature = false;
    std::uint32_t look_back_days = 70;  ///< a day as old as that still weighs 4 % of the newest (timescale 14 days)
    std::uint32_t fewest_days = 14;
    friend bool operator==(const TimeOfWeek&, const TimeOfWeek&) = default;
};

/// The level to which the customer has contracted to fall: b[k] = that level, in every interval.
struct FirmServiceLevel {
    friend bool operator==(const FirmServiceLevel&, const FirmServiceLevel&) = default;
};

struct Adjustment {
    enum class Kind : std::uint8_t {
        none,
        ratio,
        additive,
    };
    Kind kind = Kind::none;
    std::int32_t from_s = -4 * 3600;  ///< the window, relative to the event's start; both whole intervals
    std::int32_t to_s = -1 * 3600;
    std::optional<double> cap_low;   ///< 0.8: the window's baseline is lowered to 80 % at most
    std::optional<double> cap_high;  ///< 1.2
    bool only_up = false;
    friend bool operator==(const Adjustment&, const Adjustment&) = default;
};

using BaselineRule = std::variant<DayMatching, SameDay, TimeOfWeek, FirmServiceLevel>;

struct BaselineMethod {
    std::string id;    ///< stable, kebab-case: programmes and settlements keep it
    std::string name;  ///< for people
    BaselineRule rule;
    Adjustment adjustment;        ///< of day matching; the other rules take none
    std::string source;           ///< where the rule is described
    std::string to_be_confirmed;  ///< constants that nobody has read in a tariff yet; empty if there are none
};

/// Every named method, in a fixed order; made once.
[[nodiscard]] std::span<const BaselineMethod> known_methods();
/// nullptr for an id that nobody has.
[[nodiscard]] const BaselineMethod* find_method(std::string_view id);

/// Does the method ask for temperatures?
[[nodiscard]] bool needs_temperature(const BaselineMethod& method) noexcept;

}  // namespace drp::analytics
