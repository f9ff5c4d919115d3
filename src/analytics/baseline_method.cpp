#include "analytics/baseline_method.hpp"

#include <algorithm>

namespace drp::analytics {

namespace {

constexpr std::uint32_t kLookBackDays = 45;
constexpr double kLowUse = 0.25;
constexpr std::int32_t kHour = 3600;

DayMatching matching(DayCount count) {
    return {.count = std::move(count), .look_back_days = kLookBackDays, .exclusions = {.low_use_share = kLowUse}};
}

/// Ten like days, five if there are no more.
DayMatching of_ten(Keep keep = {}) {
    return matching({10, keep, {{"5 to 9 like days", 5}}});
}

Keep highest(std::uint32_t number) {
    return {Keep::Rule::highest, number};
}

Adjustment ratio(std::int32_t from_h, std::int32_t to_h) {
    return {.kind = Adjustment::Kind::ratio,
            .from_s = from_h * kHour,
            .to_s = to_h * kHour,
            .cap_low = 0.8,
            .cap_high = 1.2};
}

constexpr const char* kCommonDoubts = "Look-back of 45 days, the 25 % rule and the fall-back to 5 days.";

constexpr const char* kTrainingDoubts = "Training on 70 days before the event, on 14 at least.";

/// The provider's own rule: three days or nothing, and no day is left out for using little.
BaselineMethod three_day() {
    return {.id = "3-day",
            .name = "3 preceding like days",
            .rule = DayMatching{.count = {3, {}, {}}, .look_back_days = kLookBackDays},
            .source = "The provider's settlement rule",
            .to_be_confirmed = "Look-back of 45 days; like days of an event at a weekend."};
}

BaselineMethod residential() {
    auto rule = of_ten(highest(5));
    rule.weekend_count = DayCount{5, highest(3), {{"3 or 4 like days", 3}}};
    return {.id = "5-in-10-residential",
            .name = "5 in 10, weekend 3 in 5",
            .rule = std::move(rule),
            .source = "California's day matching for homes",
            .to_be_confirmed = "Look-back of 45 days, the 25 % rule, the fall-backs; holidays count as weekend."};
}

BaselineMethod rolling() {
    return {.id = "rolling-90-10",
            .name = "Rolling 90/10",
            .rule = DayMatching{.count = {0, {}, {}}, .rolling = Rolling{}},
            .source = "New England's rolling average: nine tenths of the old value, one tenth of the new day",
            .to_be_confirmed = "Starts with the first five qualifying days of the history that is given."};
}

std::vector<BaselineMethod> all_methods() {
    return {
        three_day(),
        {"10-of-10", "10 of 10", of_ten(), {}, "California's 10 of 10", kCommonDoubts},
        {"10-of-10-adjusted", "10 of 10, ratio adjusted", of_ten(), ratio(-4, -1),
         "California's 10 of 10 with same-day adjustment, as in LBNL's Buildings library",
         "Caps 0.8 and 1.2; look-back of 45 days, the 25 % rule and the fall-back to 5 days."},
        {"high-5-of-10", "High 5 of 10, ratio adjusted", of_ten(highest(5)), ratio(-4, -2),
         "New York's customer baseline load",
         "Window -4 h to -2 h, caps 0.8 and 1.2; look-back of 45 days, the 25 % rule and the fall-back to 5 days."},
        {"high-4-of-5",
         "High 4 of 5, additive",
         matching({5, highest(4), {{"4 like days", 4}}}),
         {.kind = Adjustment::Kind::additive, .from_s = -4 * kHour, .to_s = -1 * kHour},
         "PJM's high 4 of 5 with symmetric additive adjustment",
         "Window -4 h to -1 h; look-back of 45 days, the 25 % rule and the fall-back to 4 days."},
        {"high-3-of-10", "High 3 of 10", of_ten(highest(3)), {}, "Texas and California utilities", kCommonDoubts},
        {"middle-8-of-10",
         "Middle 8 of 10",
         of_ten({Keep::Rule::middle, 1}),
         {},
         "Texas' middle 8 of 10, by the energy of the day",
         kCommonDoubts},
        residential(),
        rolling(),
        {"same-day-3+2", "Same day, 3 + 2 hours", SameDay{}, {}, "PJM's same day (3 + 2)", ""},
        {"time-of-week",
         "Time of week",
         TimeOfWeek{},
         {},
         "LBNL's regression (Mathieu and others 2011)",
         kTrainingDoubts},
        {"time-of-week-temperature",
         "Time of week and temperature",
         TimeOfWeek{.with_temperature = true},
         {},
         "LBNL's regression (Mathieu and others 2011)",
         kTrainingDoubts},
        {"firm-service-level", "Firm service level", FirmServiceLevel{}, {}, "The customer's contract", ""},
    };
}

}  // namespace

std::span<const BaselineMethod> known_methods() {
    static const std::vector<BaselineMethod> methods = all_methods();
    return methods;
}

const BaselineMethod* find_method(std::string_view id) {
    const auto methods = known_methods();
    const auto found =
        std::find_if(methods.begin(), methods.end(), [&](const BaselineMethod& method) { return method.id == id; });
    return found == methods.end() ? nullptr : &*found;
}

bool needs_temperature(const BaselineMethod& method) noexcept {
    const auto* regression = std::get_if<TimeOfWeek>(&method.rule);
    return regression != nullptr && regression->with_temperature;
}

}  // namespace drp::analytics
