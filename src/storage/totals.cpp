#include "storage/totals.hpp"

#include <algorithm>
#include <array>

#include "storage/block_rows.hpp"
#include "storage/day_key.hpp"
#include "storage/series_block.hpp"

namespace drp::storage {
namespace {

using core::LocalDay;
using core::MeterId;
using core::UtcRange;
using core::WattHours;

/// The eight sums from column `first` on.
ReadingSums sums_of(const sql::Statement& row, int first) {
    ReadingSums sums;
    sums.actual.value = row->int64(first);
    sums.predicted.value = row->int64(first + 1);
    sums.saved.value = row->int64(first + 2);
    sums.net.value = row->int64(first + 3);
    sums.with_actual = row->int64(first + 4);
    sums.with_predicted = row->int64(first + 5);
    sums.with_both = row->int64(first + 6);
    sums.with_saving = row->int64(first + 7);
    return sums;
}

/// Calls `visit(day, sums)` for the days that the meter has. The calendar gives the days, the key finds each.
template <class Visit>
void for_each_sum(sql::Connection& connection, MeterId meter, LocalDays days, Visit&& visit) {
    auto rows = connection.prepare(R"(
        SELECT calendar.day, actual_wh, predicted_wh, saved_wh, net_wh,
               with_actual, with_predicted, with_both, with_saving
          FROM calendar
         CROSS JOIN reading_daily ON day_meter = (calendar.day << 32) + ?1
         WHERE calendar.day BETWEEN ?2 AND ?3
    )");
    rows.bind(meter.value, days.first.value, days.last.value);
    while (rows->step()) visit(LocalDay{static_cast<std::int32_t>(rows->int64(0))}, sums_of(rows, 1));
}

/// Calls `visit(day, meter, sums)` for everything in the days, by day and meter.
template <class Visit>
void for_each_fleet_sum(sql::Connection& connection, LocalDays days, Visit&& visit) {
    auto rows = connection.prepare(R"(
        SELECT day_meter, actual_wh, predicted_wh, saved_wh, net_wh,
               with_actual, with_predicted, with_both, with_saving
          FROM reading_daily
         WHERE day_meter >= ? AND day_meter < ?
    )");
    rows.bind(daily_key(days.first, {0}), daily_key(days.last.next(), {0}));
    while (rows->step()) {
        const auto key = rows->int64(0);
        visit(local_day_of(key), meter_of_daily(key), sums_of(rows, 1));
    }
}

/// Per meter of the entity, by id.
std::vector<MeterTotal> totals_of_entity(Transaction& tx, std::int64_t entity, LocalDays days) {
    auto rows = tx.connection().prepare(R"(
        SELECT meter_map.meter_id, actual_wh, predicted_wh, saved_wh, net_wh,
               with_actual, with_predicted, with_both, with_saving
          FROM meter_map
         CROSS JOIN calendar
         CROSS JOIN reading_daily ON day_meter = (calendar.day << 32) + meter_map.meter_id
         WHERE meter_map.entity_id = ?1 AND calendar.day BETWEEN ?2 AND ?3
         ORDER BY meter_map.meter_id
    )");
    rows.bind(entity, days.first.value, days.last.value);
    std::vector<MeterTotal> totals;
    while (rows->step()) {
        const MeterId meter{static_cast<std::int32_t>(rows->int64(0))};
        if (totals.empty() || totals.back().meter != meter) totals.push_back({meter, {}});
        totals.back().sums += sums_of(rows, 1);
    }
    return totals;
}

/// Sums of the blocks' intervals that start in the range.
ReadingSums block_totals(sql::Connection& connection, MeterId meter, UtcRange range) {
    ReadingSums sums;
    if (range.is_empty()) return sums;
    std::array<std::array<WattHours, kMaxValuesPerDay>, 2> scratch;
    const auto visit = [&](const BlockRow& row) {
        const auto interval = interval_of_key(row.key);
        const auto slot_of = [&](core::UtcSeconds t) {
            const auto slot = (t - day_of(row.key).start() + interval.value - 1) / interval.value;
            return static_cast<std::size_t>(std::clamp<std::int64_t>(slot, 0, interval.per_utc_day()));
        };
        const auto part = [first = slot_of(range.from), last = slot_of(range.to)](std::span<const WattHours> column) {
            return column.empty() || last <= first ? std::span<const WattHours>{} : column.subspan(first, last - first);
        };
        sums += sum_of(part(decode_channel_or_none(row.key, row.actual, scratch[0])),
                       part(decode_channel_or_none(row.key, row.predicted, scratch[1])));
    };
    for_each_block(connection, first_key(meter, core::utc_day_of(range.from)),
                   last_key(meter, core::utc_day_of(range.to - 1)), visit);
    return sums;
}

/// The part of the days that the calendar has.
LocalDays clipped(LocalDays days, const Calendar& calendar) {
    return {std::max(days.first, calendar.first_day()), std::min(days.last, calendar.last_day())};
}

}  // namespace

ReadingSums totals(Transaction& tx, MeterId meter, LocalDays days) {
    days = clipped(days, tx.calendar());
    if (days.last < days.first) return {};
    return totals(tx, meter, {tx.calendar().start_of(days.first), tx.calendar().start_of(days.last.next())});
}

// From the blocks: a meter's lie together, while its daily sums lie by day, each on a page of its own.
ReadingSums totals(Transaction& tx, MeterId meter, UtcRange range) {
    const auto& calendar = tx.calendar();
    range.from = std::max(range.from, calendar.start_of(calendar.first_day()));
    range.to = std::min(range.to, calendar.start_of(calendar.last_day()));
    return block_totals(tx.connection(), meter, range);
}

std::vector<DayTotal> daily_totals(Transaction& tx, MeterId meter, LocalDays days) {
    std::vector<DayTotal> found;
    for_each_sum(tx.connection(), meter, clipped(days, tx.calendar()), [&](LocalDay day, const ReadingSums& sums) {
        found.push_back({day, 1, sums});
    });
    return found;
}

// The calendar has a century's days, of which a meter has few.
std::vector<DayTotal> daily_totals(Transaction& tx, MeterId meter) {
    const auto span = find_span(tx.connection(), meter);
    if (!span) return {};
    const auto& calendar = tx.calendar();
    return daily_totals(tx, meter, {calendar.local_day(span->first), calendar.local_day(span->last)});
}

std::vector<DayTotal> daily_totals(Transaction& tx, std::span<const MeterId> meters, LocalDays days) {
    days = clipped(days, tx.calendar());
    if (days.last < days.first) return {};
    std::vector<DayTotal> all(static_cast<std::size_t>(days.last.value - days.first.value) + 1);
    for (std::size_t i = 0; i < all.size(); ++i) all[i].day = {days.first.value + static_cast<std::int32_t>(i)};
    for (const auto meter : meters)
        for_each_sum(tx.connection(), meter, days, [&](LocalDay day, const ReadingSums& sums) {
            auto& total = all[static_cast<std::size_t>(day.value - days.first.value)];
            ++total.meters;
            total.sums += sums;
        });
    std::erase_if(all, [](const DayTotal& day) { return day.meters == 0; });
    return all;
}

std::vector<DayTotal> fleet_daily_totals(Transaction& tx, LocalDays days) {
    auto rows = tx.connection().prepare(R"(
        SELECT local_day, meters, actual_wh, predicted_wh, saved_wh, net_wh,
               with_actual, with_predicted, with_both, with_saving
          FROM fleet_daily
         WHERE local_day BETWEEN ? AND ?
         ORDER BY local_day
    )");
    rows.bind(days.first.value, days.last.value);
    std::vector<DayTotal> found;
    while (rows->step())
        found.push_back({LocalDay{static_cast<std::int32_t>(rows->int64(0))}, rows->int64(1), sums_of(rows, 2)});
    return found;
}

std::vector<MeterTotal> totals_per_meter(Transaction& tx, LocalDays days) {
    std::vector<MeterTotal> by_key;  // index = meter key
    for_each_fleet_sum(tx.connection(), clipped(days, tx.calendar()),
                       [&](LocalDay, MeterId meter, const ReadingSums& sums) {
                           const auto index = static_cast<std::size_t>(meter.value);
                           if (index >= by_key.size()) by_key.resize(index + 1);
                           by_key[index].meter = meter;
                           by_key[index].sums += sums;
                       });
    std::erase_if(by_key, [](const MeterTotal& total) { return total.meter.value == 0; });
    return by_key;
}

std::vector<MeterTotal> totals_per_meter(Transaction& tx, core::OrgId org, LocalDays days) {
    return totals_of_entity(tx, org.value, clipped(days, tx.calendar()));
}

std::vector<MeterTotal> totals_per_meter(Transaction& tx, core::UserId resident, LocalDays days) {
    return totals_of_entity(tx, resident.value, clipped(days, tx.calendar()));
}

}  // namespace drp::storage
