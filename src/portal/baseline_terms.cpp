#include "portal/baseline_terms.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace drp::portal {
namespace {

using analytics::Adjustment;
using analytics::BaselineMethod;
using analytics::DayCount;
using analytics::DayMatching;
using analytics::Keep;
using analytics::SameDay;
using analytics::TimeOfWeek;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::string_view kNone = "none";

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<Keep::Rule, 4> kKeeps{{{Keep::Rule::all, "all"},
                                       {Keep::Rule::highest, "highest"},
                                       {Keep::Rule::lowest_dropped, "lowest_dropped"},
                                       {Keep::Rule::middle, "middle"}}};
constexpr Names<Adjustment::Kind, 3> kAdjustments{
    {{Adjustment::Kind::none, kNone}, {Adjustment::Kind::ratio, "ratio"}, {Adjustment::Kind::additive, "additive"}}};
const std::array<std::pair<analytics::DayGroups, std::string_view>, 3> kGroups{
    {{analytics::kWorkingOrNot, "working_or_not"},
     {analytics::kSaturdaysApart, "saturdays_apart"},
     {analytics::kAllDays, "all_days"}}};

template <class Table, class Value>
std::string name_in(const Table& table, const Value& value) {
    for (const auto& [known, name] : table)
        if (known == value) return std::string(name);
    return {};
}
template <class Table, class Value>
bool take_name(const Table& table, std::string_view text, Value& value) {
    for (const auto& [known, name] : table)
        if (name == text) {
            value = known;
            return true;
        }
    return false;
}

template <class Number>
bool take_number(std::string_view text, Number least, Number most, Number& value) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !(number >= least && number <= most)) return false;
    value = number;
    return true;
}

std::string flag_text(bool flag) {
    return flag ? "yes" : "no";
}
bool take_flag(std::string_view text, bool& flag) {
    flag = text == "yes";
    return flag || text == "no";
}

/// Minutes outside, seconds inside.
bool take_minutes(std::string_view text, std::int32_t least, std::int32_t most, std::int32_t& seconds) {
    std::int32_t minutes = 0;
    if (!take_number(text, least, most, minutes)) return false;
    seconds = minutes * 60;
    return true;
}
std::string minutes_text(std::int32_t seconds) {
    return std::to_string(seconds / 60);
}

std::string optional_text(const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : std::string(kNone);
}
bool take_optional(std::string_view text, std::optional<double>& value) {
    double number = 0;
    if (text == kNone) {
        value.reset();
        return true;
    }
    if (!take_number(text, 0.0, 100.0, number)) return false;
    value = number;
    return true;
}

constexpr std::uint32_t kMostDays = 1000;
constexpr std::int32_t kDayMinutes = 1440;

/// A parameter of a rule of this type: what it is, and how it is set.
template <class Rule>
struct Parameter {
    std::string_view name;
    std::string (*get)(const Rule&);  ///< empty: the method has no such parameter
    bool (*set)(Rule&, std::string_view);
};

DayCount& weekend_of(DayMatching& rule) {
    if (!rule.weekend_count) rule.weekend_count = rule.count;
    return *rule.weekend_count;
}

/// Of the last step of the ladder; empty where there is none.
std::string fewest_text(const DayCount& count) {
    return count.ladder.empty() ? std::string{} : std::to_string(count.ladder.back().days_accepted);
}
bool take_fewest(std::string_view text, DayCount& count) {
    std::uint32_t days = 0;
    if (!take_number(text, 1U, kMostDays, days)) return false;
    if (count.ladder.empty() || count.ladder.back().days_accepted != days)
        count.ladder = {{fmt::format("at least {} like days", days), days}};
    return true;
}

const std::array<Parameter<DayMatching>, 13> kDayMatching{{
    {"day_groups", [](const DayMatching& rule) { return name_in(kGroups, rule.groups); },
     [](DayMatching& rule, std::string_view text) { return take_name(kGroups, text, rule.groups); }},
    {"days_wanted", [](const DayMatching& rule) { return std::to_string(rule.count.days_wanted); },
     [](DayMatching& rule, std::string_view text) { return take_number(text, 0U, kMostDays, rule.count.days_wanted); }},
    {"keep", [](const DayMatching& rule) { return name_in(kKeeps, rule.count.keep.rule); },
     [](DayMatching& rule, std::string_view text) { return take_name(kKeeps, text, rule.count.keep.rule); }},
    {"keep_number", [](const DayMatching& rule) { return std::to_string(rule.count.keep.number); },
     [](DayMatching& rule, std::string_view text) { return take_number(text, 0U, kMostDays, rule.count.keep.number); }},
    {"weekend_days_wanted",
     [](const DayMatching& rule) {
         return rule.weekend_count ? std::to_string(rule.weekend_count->days_wanted) : std::string{};
     },
     [](DayMatching& rule, std::string_view text) {
         return take_number(text, 0U, kMostDays, weekend_of(rule).days_wanted);
     }},
    {"weekend_keep",
     [](const DayMatching& rule) {
         return rule.weekend_count ? name_in(kKeeps, rule.weekend_count->keep.rule) : std::string{};
     },
     [](DayMatching& rule, std::string_view text) { return take_name(kKeeps, text, weekend_of(rule).keep.rule); }},
    {"weekend_keep_number",
     [](const DayMatching& rule) {
         return rule.weekend_count ? std::to_string(rule.weekend_count->keep.number) : std::string{};
     },
     [](DayMatching& rule, std::string_view text) {
         return take_number(text, 0U, kMostDays, weekend_of(rule).keep.number);
     }},
    {"look_back_days", [](const DayMatching& rule) { return std::to_string(rule.look_back_days.value_or(0)); },
     [](DayMatching& rule, std::string_view text) {
         std::uint32_t days = 0;
         if (!take_number(text, 0U, kMostDays, days)) return false;
         rule.look_back_days = days == 0 ? std::nullopt : std::optional(days);
         return true;
     }},
    {"low_use_share", [](const DayMatching& rule) { return fmt::format("{}", rule.exclusions.low_use_share); },
     [](DayMatching& rule, std::string_view text) {
         return take_number(text, 0.0, 1.0, rule.exclusions.low_use_share);
     }},
    {"fewest_days", [](const DayMatching& rule) { return fewest_text(rule.count); },
     [](DayMatching& rule, std::string_view text) { return take_fewest(text, rule.count); }},
    {"weekend_fewest_days",
     [](const DayMatching& rule) { return rule.weekend_count ? fewest_text(*rule.weekend_count) : std::string{}; },
     [](DayMatching& rule, std::string_view text) { return take_fewest(text, weekend_of(rule)); }},
    {"rolling_memory",
     [](const DayMatching& rule) { return rule.rolling ? fmt::format("{}", rule.rolling->memory) : std::string{}; },
     [](DayMatching& rule, std::string_view text) {
         if (!rule.rolling) rule.rolling.emplace();
         return take_number(text, 0.0, 1.0, rule.rolling->memory);
     }},
    {"rolling_first_days",
     [](const DayMatching& rule) { return rule.rolling ? std::to_string(rule.rolling->first_days) : std::string{}; },
     [](DayMatching& rule, std::string_view text) {
         if (!rule.rolling) rule.rolling.emplace();
         return take_number(text, 1U, kMostDays, rule.rolling->first_days);
     }},
}};

const std::array<Parameter<TimeOfWeek>, 2> kTimeOfWeek{{
    {"look_back_days", [](const TimeOfWeek& rule) { return std::to_string(rule.look_back_days); },
     [](TimeOfWeek& rule, std::string_view text) { return take_number(text, 14U, kMostDays, rule.look_back_days); }},
    {"fewest_days", [](const TimeOfWeek& rule) { return std::to_string(rule.fewest_days); },
     [](TimeOfWeek& rule, std::string_view text) { return take_number(text, 7U, kMostDays, rule.fewest_days); }},
}};

template <std::int32_t SameDay::*Length>
Parameter<SameDay> length(std::string_view name) {
    return {name, [](const SameDay& rule) { return minutes_text(rule.*Length); },
            [](SameDay& rule, std::string_view text) { return take_minutes(text, 0, kDayMinutes, rule.*Length); }};
}
const std::array<Parameter<SameDay>, 4> kSameDay{
    {length<&SameDay::before_s>("before_min"), length<&SameDay::gap_before_s>("gap_before_min"),
     length<&SameDay::after_s>("after_min"), length<&SameDay::gap_after_s>("gap_after_min")}};

const std::array<Parameter<Adjustment>, 6> kAdjustment{{
    {"adjustment", [](const Adjustment& adjustment) { return name_in(kAdjustments, adjustment.kind); },
     [](Adjustment& adjustment, std::string_view text) { return take_name(kAdjustments, text, adjustment.kind); }},
    {"adjustment_from_min", [](const Adjustment& adjustment) { return minutes_text(adjustment.from_s); },
     [](Adjustment& adjustment, std::string_view text) {
         return take_minutes(text, -2 * kDayMinutes, kDayMinutes, adjustment.from_s);
     }},
    {"adjustment_to_min", [](const Adjustment& adjustment) { return minutes_text(adjustment.to_s); },
     [](Adjustment& adjustment, std::string_view text) {
         return take_minutes(text, -2 * kDayMinutes, kDayMinutes, adjustment.to_s);
     }},
    {"cap_low", [](const Adjustment& adjustment) { return optional_text(adjustment.cap_low); },
     [](Adjustment& adjustment, std::string_view text) { return take_optional(text, adjustment.cap_low); }},
    {"cap_high", [](const Adjustment& adjustment) { return optional_text(adjustment.cap_high); },
     [](Adjustment& adjustment, std::string_view text) { return take_optional(text, adjustment.cap_high); }},
    {"only_up", [](const Adjustment& adjustment) { return flag_text(adjustment.only_up); },
     [](Adjustment& adjustment, std::string_view text) { return take_flag(text, adjustment.only_up); }},
}};

template <class Table, class Rule>
void list_parameters(const Table& table, const Rule& rule, MethodParameters& parameters) {
    for (const auto& parameter : table)
        if (auto value = parameter.get(rule); !value.empty())
            parameters.emplace_back(std::string(parameter.name), std::move(value));
}

/// Nothing if the table has no such parameter; false for a value that it does not take.
template <class Table, class Rule>
std::optional<bool> set_parameter(const Table& table, Rule& rule, std::string_view name, std::string_view value) {
    for (const auto& parameter : table)
        if (parameter.name == name) return parameter.set(rule, value);
    return std::nullopt;
}

std::optional<bool> set_parameter(BaselineMethod& method, std::string_view name, std::string_view value) {
    std::optional<bool> taken;
    if (auto* matching = std::get_if<DayMatching>(&method.rule))
        taken = set_parameter(kDayMatching, *matching, name, value);
    if (auto* regression = std::get_if<TimeOfWeek>(&method.rule))
        taken = set_parameter(kTimeOfWeek, *regression, name, value);
    if (auto* same_day = std::get_if<SameDay>(&method.rule)) taken = set_parameter(kSameDay, *same_day, name, value);
    return taken ? taken : set_parameter(kAdjustment, method.adjustment, name, value);
}

}  // namespace

Result<BaselineMethod> method_with(std::string_view id, const MethodParameters& parameters) {
    const auto* known = analytics::find_method(id);
    if (known == nullptr)
        return Problem{ProblemKind::invalid_input, "baseline-method-unknown",
                       fmt::format("There is no baseline method '{}'.", id), "baseline_method",
                       "Choose one of the methods that are listed."};
    auto method = *known;
    for (const auto& [name, value] : parameters) {
        const auto taken = set_parameter(method, name, value);
        if (!taken)
            return Problem{ProblemKind::invalid_input, "baseline-parameter-unknown",
                           fmt::format("The method {} has no parameter '{}'.", id, name), name, "Leave it out."};
        if (!*taken)
            return Problem{ProblemKind::invalid_input, "baseline-parameter-invalid",
                           fmt::format("'{}' is no value for the parameter '{}'.", value, name), name, ""};
    }
    if (method.adjustment.to_s < method.adjustment.from_s)
        return Problem{ProblemKind::invalid_input, "baseline-parameter-invalid",
                       "The adjustment window ends before it begins.", "adjustment_to_min", ""};
    return method;
}

MethodParameters parameters_of(const BaselineMethod& method) {
    MethodParameters parameters;
    if (const auto* matching = std::get_if<DayMatching>(&method.rule))
        list_parameters(kDayMatching, *matching, parameters);
    if (const auto* regression = std::get_if<TimeOfWeek>(&method.rule))
        list_parameters(kTimeOfWeek, *regression, parameters);
    if (const auto* same_day = std::get_if<SameDay>(&method.rule)) list_parameters(kSameDay, *same_day, parameters);
    list_parameters(kAdjustment, method.adjustment, parameters);
    return parameters;
}

core::UtcRange history_of(const BaselineMethod& method, core::UtcRange event, const core::TimeZone& zone) {
    constexpr std::uint32_t kWholeHistoryDays = 400;
    constexpr std::int64_t kAfterEventSeconds = 6 * 3600;
    std::uint32_t look_back = 1;
    if (const auto* matching = std::get_if<DayMatching>(&method.rule))
        look_back = std::min(matching->look_back_days.value_or(kWholeHistoryDays), kWholeHistoryDays);
    if (const auto* regression = std::get_if<TimeOfWeek>(&method.rule)) look_back = regression->look_back_days;
    const bool is_same_day = std::holds_alternative<SameDay>(method.rule);
    auto day = zone.local_day(event.from);
    day.value -= static_cast<std::int32_t>(look_back) + 1;
    return {zone.start_of(day), event.to + (is_same_day ? kAfterEventSeconds : 0)};
}

}  // namespace drp::portal
