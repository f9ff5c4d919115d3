#include "analytics/wall_hours.hpp"

#include <algorithm>

namespace drp::analytics {

namespace {

/// A day of 24 hours whose intervals begin on its midnight: every slot lies where plain arithmetic finds it.
bool is_plain(const LoadDay& day, const LoadHistory& history, const WallHours& hours) {
    const auto step = history.interval.value;
    return day.is_regular() && (day.range.from - history.start) % step == 0 && hours.front() >= 0 &&
           hours.back() < core::kSecondsPerDay && hours.front() % step == 0;
}

/// Fills `out`; false where the clock of that day did not show one of the hours.
bool read_plain(const LoadDay& day, const LoadHistory& history, const WallHours& hours,
                std::span<core::WattHours> out) {
    for (std::size_t slot = 0; slot < hours.size(); ++slot) out[slot] = history.at(day.range.from + hours[slot]);
    return true;
}

bool read_by_clock(const LoadDay& day, const LoadDays& days, const WallHours& hours, std::span<core::WattHours> out) {
    const auto& history = days.history();
    for (std::size_t slot = 0; slot < hours.size(); ++slot) {
        const auto meaning = days.zone().meaning({day.day.value * core::kSecondsPerDay + hours[slot]});
        if (meaning.kind == core::LocalMeaning::Kind::nonexistent) return false;
        if ((meaning.first - history.start) % history.interval.value != 0) return false;
        out[slot] = history.at(meaning.first);
    }
    return true;
}

}  // namespace

WallHours wall_hours_of(const core::UtcRange& range, core::LocalDay anchor, core::IntervalSeconds interval,
                        const core::TimeZone& zone) {
    WallHours hours;
    for (auto t = range.from; t < range.to; t = t + interval.value)
        hours.push_back(zone.to_local(t).value - anchor.value * core::kSecondsPerDay);
    return hours;
}

WallHours wall_hours_of_clock(std::int64_t from, std::int64_t to, core::IntervalSeconds interval) {
    WallHours hours;
    for (auto second = from; second < to; second += interval.value) hours.push_back(second);
    return hours;
}

WindowTable::WindowTable(const LoadDays& days, const WallHours& hours)
    : width_(hours.size()), rows_(days.days().size()), readings_(days.days().size() * width_, core::kMissing) {
    for (std::size_t position = 0; position < rows_.size() && width_ > 0; ++position) {
        const auto& day = days.days()[position];
        const auto out = std::span(readings_).subspan(position * width_, width_);
        const bool is_shown = is_plain(day, days.history(), hours) ? read_plain(day, days.history(), hours, out)
                                                                   : read_by_clock(day, days, hours, out);
        auto& row = rows_[position];
        row.state = is_shown ? WindowState::complete : WindowState::skipped_by_clock;
        for (const auto wh : out) {
            if (row.state == WindowState::complete && !core::is_present(wh)) row.state = WindowState::incomplete;
            row.energy_wh += core::is_present(wh) ? wh.value : 0;
        }
    }
}

}  // namespace drp::analytics
