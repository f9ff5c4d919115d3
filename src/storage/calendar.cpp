#include "storage/calendar.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace drp::storage {

Calendar::Calendar(core::LocalDay first, std::vector<std::int64_t> starts) : first_(first), starts_(std::move(starts)) {
    if (starts_.size() < 2) throw std::invalid_argument("a calendar without days");
}

core::LocalDay Calendar::local_day(core::UtcSeconds t) const {
    if (!covers(t)) throw std::out_of_range(fmt::format("{} is outside the calendar", core::to_iso(t)));
    // A local day differs from the UTC day of the same number by less than a day: the guess is off by one at most.
    auto index = static_cast<std::size_t>(
        std::clamp<std::int64_t>(core::utc_day_of(t).value - first_.value, 0, static_cast<int>(starts_.size()) - 2));
    if (t.value < starts_[index]) {
        --index;
    } else if (t.value >= starts_[index + 1]) {
        ++index;
    }
    return {first_.value + static_cast<std::int32_t>(index)};
}

core::UtcSeconds Calendar::start_of(core::LocalDay day) const {
    return {starts_.at(static_cast<std::size_t>(day.value - first_.value))};
}

}  // namespace drp::storage
