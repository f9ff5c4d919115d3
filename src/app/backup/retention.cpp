#include "app/backup/retention.hpp"

#include <optional>
#include <string>

namespace drp::app {
namespace {

/// 1970-01-01 was a Thursday.
constexpr std::int64_t kThursday = 3;
constexpr std::int64_t kDaysOfWeek = 7;
constexpr std::size_t kYearAndMonth = 7;

/// Keeps the first (newest) of each of the first `periods` periods.
template <class PeriodOf>
void keep(std::span<const core::UtcSeconds> newest_first, std::int64_t periods, PeriodOf period_of,
          std::vector<bool>& stays) {
    using Period = decltype(period_of(core::UtcSeconds{}));
    std::optional<Period> last;
    for (std::size_t i = 0; i < newest_first.size() && periods > 0; ++i) {
        const auto period = period_of(newest_first[i]);
        if (last == period) continue;
        last = period;
        stays[i] = true;
        --periods;
    }
}

}  // namespace

std::vector<bool> kept(std::span<const core::UtcSeconds> newest_first, const Retention& retention) {
    std::vector<bool> stays(newest_first.size(), !retention.is_set());
    if (!stays.empty()) stays.front() = true;
    keep(
        newest_first, retention.last, [](core::UtcSeconds t) { return t.value; }, stays);
    keep(
        newest_first, retention.daily, [](core::UtcSeconds t) { return core::utc_day_of(t).value; }, stays);
    keep(
        newest_first, retention.weekly,
        [](core::UtcSeconds t) { return core::floor_div(core::utc_day_of(t).value + kThursday, kDaysOfWeek); }, stays);
    keep(
        newest_first, retention.monthly,
        [](core::UtcSeconds t) { return core::to_iso(core::utc_day_of(t)).substr(0, kYearAndMonth); }, stays);
    return stays;
}

}  // namespace drp::app
