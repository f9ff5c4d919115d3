#include "formats/interval_inference.hpp"

#include <algorithm>

namespace drp::formats {
namespace {

/// Calls `on_day(readings)` for each UTC day of the readings.
template <class OnDay>
void for_each_day(std::span<LongReading> readings, OnDay on_day) {
    while (!readings.empty()) {
        const auto day = core::utc_day_of(readings.front().start);
        std::size_t count = 1;
        while (count < readings.size() && core::utc_day_of(readings[count].start) == day) ++count;
        on_day(readings.first(count));
        readings = readings.subspan(count);
    }
}

bool is_unknown(const LongReading& reading) {
    return reading.length_seconds == 0;
}

void set_unknown(std::span<LongReading> day, std::int32_t length_seconds) {
    for (auto& reading : day)
        if (is_unknown(reading)) reading.length_seconds = length_seconds;
}

/// Step 1 for one day: 0 where it is not regular.
std::int32_t regular_length(std::span<const LongReading> day) {
    std::array<std::uint64_t, core::kIntervals.size()> steps_of{};
    std::uint64_t steps = 0;
    for (std::size_t i = 1; i < day.size(); ++i) {
        const auto step = day[i].start - day[i - 1].start;
        if (step == 0) continue;
        ++steps;
        for (std::size_t k = 0; k < core::kIntervals.size(); ++k)
            if (core::kIntervals.at(k).value == step) ++steps_of.at(k);
    }
    for (std::size_t k = 0; k < core::kIntervals.size(); ++k)
        if (steps >= 3 && steps_of.at(k) * 4 >= steps * 3) return core::kIntervals.at(k).value;
    return 0;
}

/// Step 3: 0 where no two labels of the meter are 5, 15, 30 or 60 minutes apart.
std::int32_t shortest_step(std::span<const LongReading> readings) {
    std::int32_t shortest = 0;
    for (std::size_t i = 1; i < readings.size(); ++i) {
        const auto step = core::interval_of(readings[i].start - readings[i - 1].start);
        if (step && (shortest == 0 || step->value < shortest)) shortest = step->value;
    }
    return shortest;
}

/// Step 4: among equals the shorter.
std::int32_t most_frequent(const LengthVotes& votes) {
    const auto* const most = std::max_element(votes.begin(), votes.end());
    return *most == 0 ? 0 : core::kIntervals.at(static_cast<std::size_t>(most - votes.begin())).value;
}

}  // namespace

void infer_regular_days(std::span<LongReading> of_one_meter, LengthVotes& votes) {
    for_each_day(of_one_meter, [&](std::span<LongReading> day) {
        if (std::none_of(day.begin(), day.end(), is_unknown)) return;
        const auto length = regular_length(day);
        if (length == 0) return;
        set_unknown(day, length);
        for (std::size_t k = 0; k < core::kIntervals.size(); ++k)
            if (core::kIntervals.at(k).value == length) ++votes.at(k);
    });
}

void infer_other_days(std::span<LongReading> of_one_meter, const LengthVotes& votes, std::int32_t& known_seconds) {
    if (known_seconds == 0) {
        const auto known = std::find_if_not(of_one_meter.begin(), of_one_meter.end(), is_unknown);
        if (known != of_one_meter.end()) known_seconds = known->length_seconds;
    }
    if (known_seconds == 0) known_seconds = shortest_step(of_one_meter);
    const auto fallback = most_frequent(votes);
    for_each_day(of_one_meter, [&](std::span<LongReading> day) {
        set_unknown(day, known_seconds != 0 ? known_seconds : fallback);
        if (day.back().length_seconds != 0) known_seconds = day.back().length_seconds;
    });
}

}  // namespace drp::formats
