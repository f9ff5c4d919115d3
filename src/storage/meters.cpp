#include "storage/meters.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "core/meter_number.hpp"
#include "storage/accounts.hpp"
#include "storage/many_keys.hpp"
#include "storage/meter_rows.hpp"

namespace drp::storage {
namespace {

using core::MeterId;
using core::Problem;
using core::ProblemKind;
using core::Result;

template <class... Values>
std::vector<MeterRecord> list_where(Transaction& tx, std::string_view condition, const Values&... values) {
    auto rows = tx.connection().prepare(
        fmt::format("SELECT {} FROM meter {} {} ORDER BY number", kMeterColumns, kMeterJoins, condition));
    rows.bind(values...);
    std::vector<MeterRecord> meters;
    while (rows->step()) meters.push_back(meter_of_row(rows));
    return meters;
}

template <class... Values>
std::optional<MeterRecord> find_where(Transaction& tx, std::string_view condition, const Values&... values) {
    auto row =
        tx.connection().prepare(fmt::format("SELECT {} FROM meter {} {}", kMeterColumns, kMeterJoins, condition));
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

/// find_organization() would count members and meters.
bool is_organization(Transaction& tx, core::OrgId org) {
    auto row = tx.connection().prepare("SELECT 1 FROM organization WHERE id = ?");
    row.bind(org.value);
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

std::optional<double> latitude_of(const std::optional<GeoPoint>& place) {
    return place ? std::optional(place->latitude) : std::nullopt;
}
std::optional<double> longitude_of(const std::optional<GeoPoint>& place) {
    return place ? std::optional(place->longitude) : std::nullopt;
}
std::optional<std::int32_t> seconds_of(const std::optional<core::IntervalSeconds>& interval) {
    return interval ? std::optional(interval->value) : std::nullopt;
}

/// Can a meter have this number? Statements are made once for many.
class NumberCheck {
  public:
    explicit NumberCheck(Transaction& tx)
        : taken_(tx.connection().prepare("SELECT meter_id FROM meter WHERE number = ?")),
          former_(tx.connection().prepare("SELECT meter_id FROM meter_former_number WHERE number = ?")) {}

    /// `own`: the meter that asks; its own numbers, this one and former ones, do not stand in its way.
    Result<void> is_free(const std::string& number, MeterId own = {}) {
        if (const auto parsed = core::MeterNumber::parse(number); !parsed) return parsed.error();
        if (belongs_to_another(taken_, number, own))
            return Problem{ProblemKind::conflict, "meter-exists", fmt::format("There is a meter {} already.", number),
                           "number", ""};
        if (belongs_to_another(former_, number, own))
            return Problem{ProblemKind::conflict, "meter-exists",
                           fmt::format("{} is the former number of a meter that was replaced.", number), "number",
                           "Files that still have it go to that meter."};
        return {};
    }

  private:
    static bool belongs_to_another(sql::Statement& statement, const std::string& number, MeterId own) {
        statement.bind(number);
        const bool is_anothers = statement->step() && statement->int64(0) != own.value;
        statement->reset();
        return is_anothers;
    }

    sql::Statement taken_;
    sql::Statement former_;
};

std::vector<FormerNumber> former_numbers(sql::Statement rows) {
    std::vector<FormerNumber> found;
    while (rows->step())
        found.push_back({std::string(rows->text(0)), {static_cast<std::int32_t>(rows->int64(1))}, {rows->int64(2)}});
    return found;
}

/// Fills in what only a former number finds. Nearly no store has any, so it is asked once for all of them.
void find_former(Transaction& tx, std::span<const std::string> numbers, std::vector<std::optional<MeterId>>& ids) {
    if (std::find(ids.begin(), ids.end(), std::nullopt) == ids.end()) return;
    if (auto any = tx.connection().prepare("SELECT 1 FROM meter_former_number LIMIT 1"); !any->step()) return;
    auto row = tx.connection().prepare("SELECT meter_id FROM meter_former_number WHERE number = ?");
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (ids[i]) continue;
        row.bind(numbers[i]);
        if (row->step()) ids[i] = MeterId{static_cast<std::int32_t>(row->int64(0))};
        row->reset();
    }
}

}  // namespace

Result<std::vector<MeterId>> create_meters(WriteTransaction& tx, std::span<const NewMeter> meters,
                                           core::UtcSeconds now) {
    std::vector<MeterId> ids;
    ids.reserve(meters.size());
    auto insert = tx.connection().prepare(R"(
        INSERT INTO meter (number, label, address, latitude, longitude, set_interval_s, created_utc)
        VALUES (?, ?, ?, ?, ?, ?, ?)
    )");
    NumberCheck check(tx);
    for (const auto& meter : meters) {
        if (auto free = check.is_free(meter.number); !free) return free.error();
        insert
            .bind(meter.number, meter.label, meter.address, latitude_of(meter.place), longitude_of(meter.place),
                  seconds_of(meter.set_interval), now.value)
            .run();
        ids.push_back({static_cast<std::int32_t>(tx.connection().last_insert_id())});
    }
    return ids;
}

std::vector<std::optional<MeterId>> find_meter_ids(Transaction& tx, std::span<const std::string> numbers) {
    std::vector<std::optional<MeterId>> ids;
    ids.reserve(numbers.size());
    const auto id_of = [](const sql::Statement& row) { return MeterId{static_cast<std::int32_t>(row->int64(0))}; };
    if (asks_for_many(tx.connection())) {
        std::unordered_map<std::string, MeterId> found;
        many_keys(tx.connection(), "SELECT meter_id, number FROM meter WHERE number", numbers,
                  [&](const sql::Statement& row) { found.emplace(row->text(1), id_of(row)); });
        for (const auto& number : numbers) {
            const auto place = found.find(number);
            ids.push_back(place == found.end() ? std::nullopt : std::optional(place->second));
        }
    } else {
        auto row = tx.connection().prepare("SELECT meter_id FROM meter WHERE number = ?");
        for (const auto& number : numbers) {
            row.bind(number);
            ids.push_back(row->step() ? std::optional(id_of(row)) : std::nullopt);
            row->reset();
        }
    }
    find_former(tx, numbers, ids);
    return ids;
}

Result<std::vector<MeterId>> find_or_create_meters(WriteTransaction& tx, std::span<const std::string> numbers,
                                                   core::UtcSeconds now) {
    const auto found = find_meter_ids(tx, numbers);
    std::vector<NewMeter> missing;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (!found[i]) missing.push_back({numbers[i], "", std::nullopt, "", std::nullopt});
    const auto made = create_meters(tx, missing, now);
    if (!made) return made.error();
    std::vector<MeterId> ids;
    ids.reserve(numbers.size());
    auto next = made->begin();
    for (const auto& id : found) ids.push_back(id ? *id : *next++);
    return ids;
}

std::optional<MeterRecord> find_meter(Transaction& tx, std::string_view number) {
    return find_where(tx, "WHERE meter.number = ?", number);
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
    return list_where(tx, "WHERE held.entity_id IS NULL");
}

std::vector<MeterKey> list_meter_keys(Transaction& tx) {
    std::unordered_set<std::int64_t> organizations;
    auto orgs = tx.connection().prepare("SELECT id FROM organization WHERE is_provider = 0");
    while (orgs->step()) organizations.insert(orgs->int64(0));
    std::unordered_map<std::int64_t, std::int64_t> holders;
    auto mapped = tx.connection().prepare(R"(
        SELECT meter_id, entity_id FROM meter_map
         WHERE entity_id <> (SELECT COALESCE(MAX(id), -1) FROM organization WHERE is_provider = 1)
    )");
    while (mapped->step()) holders.emplace(mapped->int64(0), mapped->int64(1));
    std::vector<MeterKey> keys;
    auto rows = tx.connection().prepare("SELECT meter_id, number, retired_utc IS NOT NULL FROM meter ORDER BY number");
    while (rows->step()) {
        MeterKey key{{static_cast<std::int32_t>(rows->int64(0))}, std::string(rows->text(1)), rows->int64(2) != 0};
        if (const auto holder = holders.find(rows->int64(0)); holder != holders.end()) {
            if (organizations.contains(holder->second))
                key.org = core::OrgId{holder->second};
            else
                key.resident = core::UserId{holder->second};
        }
        keys.push_back(std::move(key));
    }
    return keys;
}

bool is_meter_of(Transaction& tx, MeterId meter, core::OrgId org) {
    return is_mapped(tx, meter, org.value);
}
bool is_meter_of(Transaction& tx, MeterId meter, core::UserId resident) {
    return is_mapped(tx, meter, resident.value);
}

Result<void> assign_meter(WriteTransaction& tx, MeterId meter, core::OrgId org) {
    if (!is_organization(tx, org))
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

Result<void> describe_meter(WriteTransaction& tx, MeterId meter, const MeterDescription& description) {
    tx.connection()
        .prepare(R"(
            UPDATE meter SET label = ?, address = ?, latitude = ?, longitude = ?, set_interval_s = ? WHERE meter_id = ?
        )")
        .bind(description.label, description.address, latitude_of(description.place), longitude_of(description.place),
              seconds_of(description.set_interval), meter.value)
        .run();
    if (tx.connection().changes() == 0) return meter_unknown(meter);
    return {};
}

Result<void> set_meter_retired(WriteTransaction& tx, MeterId meter, std::optional<core::UtcSeconds> retired) {
    tx.connection()
        .prepare("UPDATE meter SET retired_utc = ? WHERE meter_id = ?")
        .bind(retired ? std::optional(retired->value) : std::nullopt, meter.value)
        .run();
    if (tx.connection().changes() == 0) return meter_unknown(meter);
    return {};
}

Result<void> replace_meter(WriteTransaction& tx, MeterId meter, const std::string& number, core::UtcSeconds now) {
    const auto old = find_meter(tx, meter);
    if (!old) return meter_unknown(meter);
    if (auto free = NumberCheck(tx).is_free(number, meter); !free) return free;
    if (number == old->number) return {};
    auto& connection = tx.connection();
    connection.prepare("DELETE FROM meter_former_number WHERE number = ?").bind(number).run();
    connection.prepare("UPDATE meter SET number = ? WHERE meter_id = ?").bind(number, meter.value).run();
    connection.prepare("INSERT INTO meter_former_number (number, meter_id, replaced_utc) VALUES (?, ?, ?)")
        .bind(old->number, meter.value, now.value)
        .run();
    return {};
}

std::vector<FormerNumber> list_former_numbers(Transaction& tx, MeterId meter) {
    auto rows = tx.connection().prepare(R"(
        SELECT number, meter_id, replaced_utc FROM meter_former_number
         WHERE meter_id = ? ORDER BY replaced_utc DESC, number
    )");
    rows.bind(meter.value);
    return former_numbers(std::move(rows));
}
std::vector<FormerNumber> list_former_numbers(Transaction& tx) {
    return former_numbers(
        tx.connection().prepare("SELECT number, meter_id, replaced_utc FROM meter_former_number ORDER BY number"));
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
