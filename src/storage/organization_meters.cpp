#include "storage/organization_meters.hpp"

#include "storage/organizations.hpp"

namespace drp::storage {
namespace {

/// Intervals of the days that count, and those of them that are missing. Each day is at least as full as its sums say:
/// a meter that changed its interval within a day has no gap for that.
constexpr std::string_view kColumns = R"(
    number, label, address, latitude, longitude, retired_utc, interval_s, last_actual_utc,
    (SELECT SUM(($least(c.end_utc, coalesce(retired_utc, c.end_utc)) - $greatest(c.start_utc, first_actual_utc))
                $div interval_s)
       FROM calendar AS c
      WHERE c.day BETWEEN ? AND ? AND c.end_utc > first_actual_utc
        AND c.start_utc < coalesce(retired_utc, c.end_utc)),
    (SELECT SUM($greatest(0, ($least(c.end_utc, coalesce(retired_utc, c.end_utc))
                              - $greatest(c.start_utc, first_actual_utc)) $div interval_s - coalesce(d.with_actual, 0)))
       FROM calendar AS c
       LEFT JOIN reading_daily AS d ON d.day_meter = (c.day << 32) + meter.meter_id
      WHERE c.day BETWEEN ? AND ? AND c.end_utc > first_actual_utc
        AND c.start_utc < coalesce(retired_utc, c.end_utc))
)";

constexpr std::array kSorts{Sortable{"number", {"meter.number"}}, Sortable{"label", {"meter.label $nocase"}},
                            Sortable{"last_reading", {"meter_span.last_actual_utc"}}};

MeterHealthRow row_of(const sql::Statement& row) {
    MeterHealthRow meter;
    meter.number = row->text(0);
    meter.label = row->text(1);
    meter.address = row->text(2);
    if (!row->is_null(3)) meter.place = GeoPoint{row->real(3), row->real(4)};
    if (!row->is_null(5)) meter.retired = core::UtcSeconds{row->int64(5)};
    if (!row->is_null(6)) meter.interval = core::interval_of(row->int64(6));
    if (!row->is_null(7)) meter.last_reading = core::UtcSeconds{row->int64(7)};
    meter.expected = row->is_null(8) ? 0 : row->int64(8);
    meter.missing = row->is_null(9) ? 0 : row->int64(9);
    return meter;
}

bool is_provider(Transaction& tx, core::OrgId org) {
    auto row = tx.connection().prepare("SELECT 1 FROM organization WHERE id = ? AND is_provider = 1");
    row.bind(org.value);
    return row->step();
}

}  // namespace

core::Result<Listed<MeterHealthRow>> list_organization_meters(Transaction& tx, core::OrgId org, HealthDays days,
                                                              const PageQuery& page) {
    const bool has_all = is_provider(tx, org);  // every meter is the provider's: no need to look each of them up
    const bool by_reading = page.sort == "last_reading";
    std::string source = has_all ? "meter" : "meter_map JOIN meter ON meter.meter_id = meter_map.meter_id";
    const std::string count_source = source;
    if (by_reading) source += " LEFT JOIN meter_span ON meter_span.meter_id = meter.meter_id";
    Conditions conditions;
    if (!has_all) conditions.add("meter_map.entity_id = ?", {org.value});
    conditions.add_search(page.search, {"meter.number", "meter.label", "meter.address"});
    const std::int64_t first = days.first.value;
    const std::int64_t last = days.last.value;
    const ListSql list{.key = "meter.meter_id",
                       .source = source,
                       .columns = kColumns,
                       .details =
                           "JOIN meter ON meter.meter_id = page.key "
                           "LEFT JOIN meter_span ON meter_span.meter_id = page.key",
                       .sorts = kSorts,
                       .count_source = count_source,
                       .column_values = {first, last, first, last}};
    return list_page(tx, list, conditions, page, row_of);
}

core::Result<void> label_meter(WriteTransaction& tx, core::MeterId meter, std::string_view label) {
    tx.connection().prepare("UPDATE meter SET label = ? WHERE meter_id = ?").bind(label, meter.value).run();
    if (tx.connection().changes() > 0) return {};
    return core::Problem{core::ProblemKind::not_found, "meter-unknown", "There is no such meter.", "", ""};
}

}  // namespace drp::storage
