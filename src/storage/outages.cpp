#include "storage/outages.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace drp::storage {
namespace {

constexpr std::string_view kSource = "outage LEFT JOIN meter ON meter.meter_id = outage.meter_id";
constexpr std::string_view kColumns =
    "outage.outage_id, meter.number, outage.first_day, outage.last_day, outage.reason, outage.made_utc, "
    "outage.made_by";
constexpr std::array kSorts{Sortable{"day", {"outage.first_day", "outage.outage_id"}},
                            Sortable{"meter", {"coalesce(meter.number, '')", "outage.first_day", "outage.outage_id"}}};

core::LocalDay day(const sql::Statement& row, int column) {
    return {static_cast<std::int32_t>(row->int64(column))};
}

OutageRecord outage_of(const sql::Statement& row) {
    return {.id = row->int64(0),
            .meter = std::string(row->text(1)),
            .days = {day(row, 2), day(row, 3)},
            .reason = std::string(row->text(4)),
            .made = {row->int64(5)},
            .made_by = std::string(row->text(6))};
}

}  // namespace

std::int64_t add_outage(WriteTransaction& tx, std::optional<core::MeterId> meter, DayRange days,
                        std::string_view reason, std::string_view by, core::UtcSeconds now) {
    auto row = tx.connection().prepare(
        "INSERT INTO outage (meter_id, first_day, last_day, reason, made_utc, made_by) VALUES (?, ?, ?, ?, ?, ?)");
    row.bind(nullptr, days.first.value, days.last.value, reason, now.value, by);
    if (meter) row->bind_int64(1, meter->value);
    row.run();
    return tx.connection().last_insert_id();
}

std::optional<OutageRecord> find_outage(Transaction& tx, std::int64_t id) {
    auto row = tx.connection().prepare(fmt::format("SELECT {} FROM {} WHERE outage.outage_id = ?", kColumns, kSource));
    row.bind(id);
    if (!row->step()) return std::nullopt;
    return outage_of(row);
}

void delete_outage(WriteTransaction& tx, std::int64_t id) {
    tx.connection().prepare("DELETE FROM outage WHERE outage_id = ?").bind(id).run();
}

core::Result<Listed<OutageRecord>> list_outages(Transaction& tx, const PageQuery& page) {
    Conditions conditions;
    conditions.add_search(page.search, {"meter.number", "outage.reason"});
    static const std::string kDetails =
        "JOIN outage ON outage.outage_id = page.key LEFT JOIN meter ON meter.meter_id = outage.meter_id";
    const ListSql list{.key = "outage.outage_id",
                       .source = kSource,
                       .columns = kColumns,
                       .details = kDetails,
                       .sorts = kSorts,
                       .count_source = {},
                       .column_values = {}};
    return list_page(tx, list, conditions, page, outage_of);
}

std::vector<core::LocalDay> OutageDays::of(core::MeterId meter) const {
    auto days = of_all;
    if (const auto found = of_meter.find(meter); found != of_meter.end())
        days.insert(days.end(), found->second.begin(), found->second.end());
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

OutageDays list_outage_days(Transaction& tx, DayRange within) {
    auto rows = tx.connection().prepare(
        "SELECT meter_id, first_day, last_day FROM outage WHERE last_day >= ? AND first_day <= ?");
    rows.bind(within.first.value, within.last.value);
    OutageDays outages;
    while (rows->step()) {
        auto& days = rows->is_null(0) ? outages.of_all
                                      : outages.of_meter[core::MeterId{static_cast<std::int32_t>(rows->int64(0))}];
        const auto last = std::min(day(rows, 2), within.last);
        for (auto d = std::max(day(rows, 1), within.first); d <= last; d = d.next()) days.push_back(d);
    }
    return outages;
}

}  // namespace drp::storage
