#include "analytics/load_days.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace drp::analytics {

namespace {

/// Index of the first interval that begins at `t` or later, within [0, size].
std::size_t first_from(const LoadHistory& history, core::UtcSeconds t) {
    const auto steps = core::floor_div(t - history.start + history.interval.value - 1, history.interval.value);
    return static_cast<std::size_t>(std::clamp<std::int64_t>(steps, 0, std::ssize(history.energy)));
}

/// Intervals of the history's grid that begin in `range`, whether or not the history reaches so far.
std::uint32_t beginnings_in(const LoadHistory& history, const core::UtcRange& range) {
    const auto step = history.interval.value;
    const auto up_to = [&](core::UtcSeconds t) { return core::floor_div(t - history.start + step - 1, step); };
    return static_cast<std::uint32_t>(up_to(range.to) - up_to(range.from));
}

void add_up(std::span<const core::WattHours> readings, LoadDay& day) {
    std::int64_t sum = 0;
    std::uint32_t present = 0;
    for (const auto wh : readings) {
        sum += core::is_present(wh) ? wh.value : 0;
        present += core::is_present(wh) ? 1U : 0U;
    }
    day.energy.value = sum;
    day.present = present;
}

}  // namespace

core::WattHours LoadHistory::at(core::UtcSeconds t) const noexcept {
    const auto offset = t - start;
    if (offset < 0 || offset % interval.value != 0) return core::kMissing;
    const auto index = static_cast<std::size_t>(offset / interval.value);
    return index < energy.size() ? energy[index] : core::kMissing;
}

DayKind kind_of(core::LocalDay day, const HolidayCalendar& holidays) {
    if (holidays.is_holiday(day)) return DayKind::holiday;
    const auto weekday = ((day.value + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 = Monday
    if (weekday == 5) return DayKind::saturday;
    return weekday == 6 ? DayKind::sunday : DayKind::weekday;
}

LoadDays::LoadDays(const LoadHistory& history, core::TimeZone zone, HolidayCalendar holidays)
    : history_(history), zone_(std::move(zone)), holidays_(std::move(holidays)) {}

LoadDays LoadDays::cut(const LoadHistory& history, const core::TimeZone& zone, const HolidayCalendar& holidays) {
    if (history.interval.value <= 0) throw std::invalid_argument("LoadDays: an interval has a positive length");
    LoadDays result(history, zone, holidays);
    if (history.energy.empty()) return result;
    const auto& own_zone = result.zone_;
    const auto last = own_zone.local_day(history.end() - 1);
    auto begin = own_zone.start_of(own_zone.local_day(history.start));
    for (auto day = own_zone.local_day(history.start); day <= last; day = day.next()) {
        const auto end = own_zone.start_of(day.next());
        LoadDay cut{.day = day, .kind = kind_of(day, holidays), .range = {begin, end}};
        cut.expected = beginnings_in(history, cut.range);
        const auto first = first_from(history, begin);
        add_up(history.energy.subspan(first, first_from(history, end) - first), cut);
        result.days_.push_back(cut);
        begin = end;
    }
    return result;
}

std::int64_t LoadDays::position(core::LocalDay day) const noexcept {
    if (days_.empty()) return -1;
    return std::int64_t{day.value} - days_.front().day.value;
}

const LoadDay* LoadDays::find(core::LocalDay day) const noexcept {
    const auto index = position(day);
    return index >= 0 && index < std::ssize(days_) ? &days_[static_cast<std::size_t>(index)] : nullptr;
}

}  // namespace drp::analytics
