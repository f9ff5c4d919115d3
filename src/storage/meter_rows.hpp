/// How a MeterRecord is read; for the files of this room that list meters.
#pragma once

#include <string_view>

#include "sql/connection.hpp"
#include "storage/meters.hpp"

namespace drp::storage {

/// After "FROM meter": its span, and the one entity beside the provider. Plain joins, so that SQLite looks up what is
/// asked for instead of first making a table of all mappings.
inline constexpr std::string_view kMeterJoins = R"(
      LEFT JOIN meter_span ON meter_span.meter_id = meter.meter_id
      LEFT JOIN meter_map AS held
        ON held.meter_id = meter.meter_id
       AND held.entity_id <> (SELECT COALESCE(MAX(id), -1) FROM organization WHERE is_provider = 1)
      LEFT JOIN organization ON organization.id = held.entity_id
      LEFT JOIN user ON user.id = held.entity_id
)";

inline constexpr std::string_view kMeterColumns = R"(
    meter.meter_id, meter.number, meter.label, meter.address, meter.latitude, meter.longitude, meter.set_interval_s,
    meter.retired_utc, meter.created_utc, first_actual_utc, last_actual_utc, interval_s, organization.id,
    organization.name, user.id, user.email
)";

/// A row of kMeterColumns.
inline MeterRecord meter_of_row(const sql::Statement& row) {
    const auto instant = [&](int column) {
        return row->is_null(column) ? std::nullopt : std::optional(core::UtcSeconds{row->int64(column)});
    };
    const auto interval = [&](int column) {
        return row->is_null(column) ? std::nullopt : core::interval_of(row->int64(column));
    };
    MeterRecord meter;
    meter.id = {static_cast<std::int32_t>(row->int64(0))};
    meter.number = row->text(1);
    meter.label = row->text(2);
    meter.address = row->text(3);
    if (!row->is_null(4)) meter.place = GeoPoint{row->real(4), row->real(5)};
    meter.set_interval = interval(6);
    meter.retired = instant(7);
    meter.created = {row->int64(8)};
    meter.first_reading = instant(9);
    meter.last_reading = instant(10);
    meter.interval = interval(11);
    if (!row->is_null(12)) meter.org = core::OrgId{row->int64(12)};
    meter.org_name = row->text(13);
    if (!row->is_null(14)) meter.resident = core::UserId{row->int64(14)};
    meter.resident_email = row->text(15);
    return meter;
}

}  // namespace drp::storage
