#include "storage/meters.hpp"

#include <fmt/format.h>

#include "core/meter_number.hpp"
#include "storage/accounts.hpp"
#include "storage/organizations.hpp"

namespace drp::storage {
namespace {

using core::MeterId;
using core::Problem;
using core::ProblemKind;
using core::Result;

/// A meter with the one entity beside the provider, if it has one.
constexpr std::string_view kSelectMeter = R"(
    SELECT meter.meter_id, number, label, latitude, longitude, meter.created_utc,
           first_actual_utc, last_actual_utc, interval_s, other.entity_id, other.name, other.is_organization
      FROM meter
      LEFT JOIN meter_span ON meter_span.meter_id = meter.meter_id
      LEFT JOIN (SELECT meter_map.meter_id, entity_id, organization.name,
                        organization.id IS NOT NULL AS is_organization
                   FROM meter_map
                   LEFT JOIN organization ON organization.id = entity_id
                  WHERE COALESCE(is_provider, 0) = 0) AS other
        ON other.meter_id = meter.meter_id
)";

MeterRecord meter_of_row(const sql::Statement& row) {
    MeterRecord meter;
    meter.id = {static_cast<std::int32_t>(row->int64(0))};
    meter.number = row->text(1);
    meter.label = row->text(2);
    if (!row->is_null(3)) meter.place = GeoPoint{row->real(3), row->real(4)};
    meter.created = {row->int64(5)};
    if (!row->is_null(6)) meter.first_reading = core::UtcSeconds{row->int64(6)};
    if (!row->is_null(7)) meter.last_reading = core::UtcSeconds{row->int64(7)};
    if (!row->is_null(8)) meter.interval = core::interval_of(row->int64(8));
    if (row->is_null(9)) return meter;
    if (row->int64(11) != 0) {
        meter.org = core::OrgId{row->int64(9)};
        meter.org_name = row->text(10);
    } else {
        meter.resident = core::UserId{row->int64(9)};
    }
    return meter;
}

template <class... Values>
std::vector<MeterRecord> list_where(Transaction& tx, std::string_view condition, const Values&... values) {
    auto rows = tx.connection().prepare(fmt::format("{} {} ORDER BY number", kSelectMeter, condition));
    rows.bind(values...);
    std::vector<MeterRecord> meters;
    while (rows->step()) meters.push_back(meter_of_row(rows));
    return meters;
}

template <class... Values>
std::optional<MeterRecord> find_where(Transaction& tx, std::string_view condition, const Values&... values) {
    auto row = tx.connection().prepare(fmt::format("{} {}", kSelectMeter, condition));
    row.bind(values...);
    if (!row->step()) return std::nullopt;
    return meter_of_row(row);
}

Problem meter_unknown(MeterId meter) {
    return {ProblemKind::not_found, "meter-unknown", fmt::format("There is no meter with the key {}.", meter.value), "",
            ""};
}

constexpr std::string_view kInMap = R"(
    WHERE meter.meter_id IN (SELECT m.meter_id FROM meter_map AS m WHERE m.entity_id = ?)
)";

bool is_mapped(Transaction& tx, MeterId meter, std::int64_t entity) {
    auto row = tx.connection().prepare("SELECT 1 FROM meter_map WHERE entity_id = ? AND meter_id = ?");
    row.bind(entity, meter.value);
    return row->step();
}

void map(WriteTransaction& tx, MeterId meter, std::int64_t entity) {
    tx.connection()
        .prepare("INSERT INTO meter_map (entity_id, meter_id) VALUES (?, ?)")
        .bind(entity, meter.value)
        .run();
}

/// Is the meter free to be given to somebody?
Result<void> check_free(Transaction& tx, MeterId meter) {
    const auto record = find_meter(tx, meter);
    if (!record) return meter_unknown(meter);
    if (record->org || record->resident)
        return Problem{ProblemKind::conflict, "meter-assigned",
                       fmt::format("Meter {} is assigned to somebody else.", record->number), "meter",
                       "Unassign it first."};
    return {};
}

}  // namespace

Result<std::vector<MeterId>> create_meters(WriteTransaction& tx, std::span<const NewMeter> meters,
                                           core::UtcSeconds now) {
    std::vector<MeterId> ids;
    ids.reserve(meters.size());
    auto exists = tx.connection().prepare("SELECT 1 FROM meter WHERE number = ?");
    auto insert = tx.connection().prepare(
        "INSERT INTO meter (number, label, latitude, longitude, created_utc) VALUES (?, ?, ?, ?, ?)");
    for (const auto& meter : meters) {
        if (const auto number = core::MeterNumber::parse(meter.number); !number) return number.error();
        exists.bind(meter.number);
        const bool is_there = exists->step();
        exists->reset();
        if (is_there)
            return Problem{ProblemKind::conflict, "meter-exists",
                           fmt::format("There is a meter {} already.", meter.number), "number", ""};
        const auto& place = meter.place;
        insert
            .bind(meter.number, meter.label, place ? std::optional(place->latitude) : std::nullopt,
                  place ? std::optional(place->longitude) : std::nullopt, now.value)
            .run();
        ids.push_back({static_cast<std::int32_t>(tx.connection().last_insert_id())});
    }
    return ids;
}

std::vector<std::optional<MeterId>> find_meter_ids(Transaction& tx, std::span<const std::string> numbers) {
    std::vector<std::optional<MeterId>> ids;
    ids.reserve(numbers.size());
    auto row = tx.connection().prepare("SELECT meter_id FROM meter WHERE number = ?");
    for (const auto& number : numbers) {
        row.bind(number);
        ids.push_back(row->step() ? std::optional(MeterId{static_cast<std::int32_t>(row->int64(0))}) : std::nullopt);
        row->reset();
    }
    return ids;
}

Result<std::vector<MeterId>> find_or_create_meters(WriteTransaction& tx, std::span<const std::string> numbers,
                                                   core::UtcSeconds now) {
    const auto found = find_meter_ids(tx, numbers);
    std::vector<NewMeter> missing;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (!found[i]) missing.push_back({numbers[i], "", std::nullopt});
    const auto made = create_meters(tx, missing, now);
    if (!made) return made.error();
    std::vector<MeterId> ids;
    ids.reserve(numbers.size());
    auto next = made->begin();
    for (const auto& id : found) ids.push_back(id ? *id : *next++);
    return ids;
}

std::optional<MeterRecord> find_meter(Transaction& tx, std::string_view number) {
    return find_where(tx, "WHERE number = ?", number);
}
std::optional<MeterRecord> find_meter(Transaction& tx, MeterId id) {
    return find_where(tx, "WHERE meter.meter_id = ?", id.value);
}

std::vector<MeterRecord> list_meters(Transaction& tx) {
    return list_where(tx, "");
}
std::vector<MeterRecord> list_meters_of(Transaction& tx, core::OrgId org) {
    return list_where(tx, kInMap, org.value);
}
std::vector<MeterRecord> list_meters_of(Transaction& tx, core::UserId resident) {
    return list_where(tx, kInMap, resident.value);
}
std::vector<MeterRecord> list_unassigned_meters(Transaction& tx) {
    return list_where(tx, "WHERE other.entity_id IS NULL");
}

bool is_meter_of(Transaction& tx, MeterId meter, core::OrgId org) {
    return is_mapped(tx, meter, org.value);
}
bool is_meter_of(Transaction& tx, MeterId meter, core::UserId resident) {
    return is_mapped(tx, meter, resident.value);
}

Result<void> assign_meter(WriteTransaction& tx, MeterId meter, core::OrgId org) {
    if (!find_organization(tx, org))
        return Problem{ProblemKind::not_found, "organization-unknown",
                       fmt::format("There is no organization {}.", org.value), "organization", ""};
    if (is_mapped(tx, meter, org.value)) return {};
    if (auto free = check_free(tx, meter); !free) return free;
    map(tx, meter, org.value);
    return {};
}

Result<void> assign_meter(WriteTransaction& tx, MeterId meter, core::UserId resident) {
    const auto user = find_user(tx, resident);
    if (!user)
        return Problem{ProblemKind::not_found, "user-unknown", fmt::format("There is no user {}.", resident.value),
                       "user", ""};
    if (is_mapped(tx, meter, resident.value)) return {};
    if (user->org)
        return Problem{ProblemKind::conflict, "user-in-organization",
                       "The user is a member of an organization: meters are assigned to the organization.", "user", ""};
    if (auto free = check_free(tx, meter); !free) return free;
    if (!list_meters_of(tx, resident).empty())
        return Problem{ProblemKind::conflict, "user-has-meter", "The user has a meter already.", "user",
                       "Unassign it first."};
    map(tx, meter, resident.value);
    return {};
}

Result<void> unassign_meter(WriteTransaction& tx, MeterId meter) {
    if (!find_meter(tx, meter)) return meter_unknown(meter);
    tx.connection()
        .prepare(R"(
            DELETE FROM meter_map
             WHERE meter_id = ?
               AND entity_id NOT IN (SELECT id FROM organization WHERE is_provider = 1)
        )")
        .bind(meter.value)
        .run();
    return {};
}

Result<void> describe_meter(WriteTransaction& tx, MeterId meter, std::string_view label,
                            std::optional<GeoPoint> place) {
    tx.connection()
        .prepare("UPDATE meter SET label = ?, latitude = ?, longitude = ? WHERE meter_id = ?")
        .bind(label, place ? std::optional(place->latitude) : std::nullopt,
              place ? std::optional(place->longitude) : std::nullopt, meter.value)
        .run();
    if (tx.connection().changes() == 0) return meter_unknown(meter);
    return {};
}

Result<void> delete_meter(WriteTransaction& tx, MeterId meter) {
    try {
        tx.connection().prepare("DELETE FROM meter WHERE meter_id = ?").bind(meter.value).run();
    } catch (const sql::SqlError& error) {
        if (error.kind() != sql::ErrorKind::rule) throw;
        return Problem{ProblemKind::conflict, "meter-has-readings", "The meter has readings and cannot be deleted.", "",
                       ""};
    }
    if (tx.connection().changes() == 0) return meter_unknown(meter);
    return {};
}

}  // namespace drp::storage
