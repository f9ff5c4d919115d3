#include "formats/interval_clock.hpp"

#include <array>

namespace drp::formats {
namespace {

using core::IntervalSeconds;
using core::LocalMeaning;
using core::UtcSeconds;

/// The instants that a label can mean: none in a skipped hour, two in a repeated one.
struct Candidates {
    std::array<UtcSeconds, 2> instants{};
    std::size_t count = 0;
};

Candidates candidates_of(const core::TimeZone& zone, const Label& label) {
    if (label.kind == Label::Kind::utc) return {{UtcSeconds{label.seconds}}, 1};
    const auto meaning = zone.meaning({label.seconds});
    switch (meaning.kind) {
        case LocalMeaning::Kind::unique:
            return {{meaning.first}, 1};
        case LocalMeaning::Kind::repeated:
            return {{meaning.first, meaning.second}, 2};
        default:
            return {};
    }
}

/// Midnight written with the date of the day that it ends: 3/21 23:30 to 3/21 0:00.
Label with_midnight_mended(const Label& start, Label end) {
    const auto difference = end.seconds - start.seconds;
    if (difference < 0 && end.seconds % core::kSecondsPerDay == 0 &&
        core::interval_of(difference + core::kSecondsPerDay)) {
        end.seconds += core::kSecondsPerDay;
    }
    return end;
}

/// Length by the zone's rules, where one of the ends makes one.
std::optional<IntervalSeconds> length_by_zone(UtcSeconds start, const Candidates& ends,
                                              std::optional<IntervalSeconds> usual) {
    std::optional<IntervalSeconds> found;
    for (std::size_t i = 0; i < ends.count; ++i) {
        const auto length = core::interval_of(ends.instants.at(i) - start);
        if (length && (!found || length == usual)) found = length;
    }
    return found;
}

Reason why_no_length(std::int64_t difference) {
    return difference <= 0 ? Reason::end_before_start : Reason::interval_unsupported;
}

}  // namespace

UtcSeconds IntervalClock::by_file_order(UtcSeconds first, UtcSeconds second) const {
    if (last_start_ == kNone) return first;
    const auto pass = second - first;
    if (runs_backwards_) {
        const bool second_is_behind = last_start_ <= second.value && last_start_ > first.value - pass;
        return second_is_behind ? first : second;
    }
    // A jump back from beyond the repeated hour starts a new stretch, and that at its first pass.
    const bool first_is_behind = last_start_ >= first.value && last_start_ < second.value + pass;
    return first_is_behind ? second : first;
}

void IntervalClock::remember(UtcSeconds start, std::int64_t length_seconds) {
    if (last_start_ != kNone && start.value != last_start_) runs_backwards_ = start.value < last_start_;
    last_start_ = start.value;
    last_length_ = static_cast<std::int32_t>(length_seconds);
}

PlacedInterval IntervalClock::place(const core::TimeZone& zone, const Label& start, const Label& end_as_written,
                                    std::optional<IntervalSeconds> usual) {
    const auto starts = candidates_of(zone, start);
    if (starts.count == 0) return {Reason::skipped_hour, {}, {}};
    const bool are_both_local = start.kind == Label::Kind::local && end_as_written.kind == Label::Kind::local;
    const auto end = are_both_local ? with_midnight_mended(start, end_as_written) : end_as_written;
    const auto ends = candidates_of(zone, end);

    auto at = starts.instants[0];
    if (starts.count == 2) {
        const auto [first, second] = starts.instants;
        const bool first_fits = length_by_zone(first, ends, usual).has_value();
        const bool second_fits = length_by_zone(second, ends, usual).has_value();
        const auto expected = last_start_ == kNone ? kNone : last_start_ + last_length_;
        if (expected == first.value) {
            at = first;
        } else if (expected == second.value) {
            at = second;
        } else if (first_fits != second_fits) {
            at = first_fits ? first : second;
        } else {
            at = by_file_order(first, second);
        }
    }

    auto length = length_by_zone(at, ends, usual);
    const auto wall_length = are_both_local ? core::interval_of(end.seconds - start.seconds) : std::nullopt;
    if (wall_length && (!length || (wall_length == usual && length != usual))) length = wall_length;
    if (!length) return {why_no_length(ends.count == 1 ? ends.instants[0] - at : end.seconds - start.seconds), {}, {}};
    if (at.value % length->value != 0) return {Reason::off_grid, {}, {}};
    remember(at, length->value);
    return {std::nullopt, at, *length};
}

PlacedInterval IntervalClock::place(const core::TimeZone& zone, const Label& start, std::int64_t length_seconds) {
    const auto starts = candidates_of(zone, start);
    if (starts.count == 0) return {Reason::skipped_hour, {}, {}};
    const auto at = starts.count == 2 ? by_file_order(starts.instants[0], starts.instants[1]) : starts.instants[0];
    auto grid = core::kIntervals.front();
    if (length_seconds != 0) {
        const auto length = core::interval_of(length_seconds);
        if (!length) return {Reason::interval_unsupported, {}, {}};
        grid = *length;
    }
    if (at.value % grid.value != 0) return {Reason::off_grid, {}, {}};
    remember(at, length_seconds);
    return {std::nullopt, at, {static_cast<std::int32_t>(length_seconds)}};
}

}  // namespace drp::formats
