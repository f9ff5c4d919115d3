#include "storage/store.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sql/bulk.hpp"
#include "sql/database.hpp"
#include "sql/migration.hpp"
#include "storage/settings.hpp"

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::string_view kTimeZoneKey = "time_zone";

/// One day more than the years of readings on either side: a local day may lie across their edge.
core::LocalDay first_calendar_day() {
    return {core::days_from_civil(core::kFirstYear, 1, 1) - 1};
}
core::LocalDay last_calendar_day() {
    return {core::days_from_civil(core::kLastYear + 1, 1, 1)};
}

void fill_calendar(sql::Connection& connection, const core::TimeZone& zone) {
    sql::BulkStatement insert(connection, "INSERT INTO calendar (day, start_utc, end_utc) VALUES (?, ?, ?)");
    for (auto day = first_calendar_day(); day <= last_calendar_day(); day = day.next()) {
        const auto range = zone.range_of(day);
        insert.add(day.value, range.from.value, range.to.value);
    }
    insert.flush();
    connection.prepare("INSERT INTO setting (\"key\", value) VALUES (?, ?)").bind(kTimeZoneKey, zone.name()).run();
}

Calendar load_calendar(sql::Connection& connection) {
    std::vector<std::int64_t> starts;
    starts.reserve(static_cast<std::size_t>(last_calendar_day().value - first_calendar_day().value) + 2);
    auto rows = connection.prepare("SELECT start_utc, end_utc FROM calendar ORDER BY day");
    std::int64_t end = 0;
    while (rows->step()) {
        starts.push_back(rows->int64(0));
        end = rows->int64(1);
    }
    starts.push_back(end);
    return {first_calendar_day(), std::move(starts)};
}

std::string stored_zone(sql::Connection& connection) {
    auto row = connection.prepare("SELECT value FROM setting WHERE \"key\" = ?");
    row.bind(kTimeZoneKey);
    return row->step() ? std::string(row->text(0)) : std::string();
}

/// The store's zone, fixed now if it has none yet.
Result<core::TimeZone> settle_zone(sql::Pool& pool, const OpenOptions& options) {
    auto name = stored_zone(*pool.reader());
    if (name.empty() && (options.read_only || !options.create))
        return Problem{ProblemKind::conflict, "store-needs-migration",
                       "The store was not finished when it was made: it has no time zone yet.", "",
                       "Run `drp migrate --time-zone ZONE`, or what was making it, again."};
    if (name.empty()) {
        auto zone = core::TimeZone::find(options.time_zone.empty() ? "Etc/UTC" : options.time_zone);
        if (!zone) return zone.error();
        auto writer = pool.writer();
        sql::Scope scope(*writer, sql::Scope::Mode::write);
        name = stored_zone(*writer);  // somebody may have been faster
        if (name.empty()) {
            fill_calendar(*writer, *zone);
            scope.commit();
            return zone;
        }
    }
    if (!options.time_zone.empty() && options.time_zone != name)
        return Problem{ProblemKind::conflict, "time-zone-differs",
                       fmt::format("The store's time zone is {}, not {}.", name, options.time_zone), "",
                       "A store keeps the zone that it was made with: make a new one and import again."};
    return core::TimeZone::find(name);
}

core::UtcSeconds wall_clock_now() {
    // Only for the book of migrations; everything else is told the time.
    return {
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

Result<int> settle_schema(sql::Pool& pool, sql::Engine engine, const OpenOptions& options) {
    const auto known = sql::migrations_of(engine);
    const auto version = sql::applied_version(*pool.reader(), known);
    if (!version || static_cast<std::size_t>(*version) == known.size()) return version;
    if (options.read_only || (!options.migrate && !options.create))
        return Problem{ProblemKind::conflict, "store-needs-migration",
                       fmt::format("The store has migration {} of {}.", *version, known.size()), "",
                       "Run `drp migrate`."};
    return sql::migrate(*pool.writer(), known, wall_clock_now());
}

}  // namespace

struct Store::Parts {
    std::string address;
    std::unique_ptr<sql::Database> database;
    core::TimeZone zone;
    Calendar calendar;
    int schema_version;
};

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(std::string_view address, const OpenOptions& options) {
    const auto parsed = sql::parse_address(address);
    if (!parsed) return parsed.error();
    auto database =
        sql::Database::open(*parsed, {options.create, options.read_only, options.readers, options.password});
    if (!database) return database.error();
    auto& pool = (*database)->pool();
    const auto version = settle_schema(pool, parsed->engine, options);
    if (!version) return version.error();
    auto zone = settle_zone(pool, options);
    if (!zone) return zone.error();
    auto calendar = load_calendar(*pool.reader());
    return Store(std::make_unique<Parts>(
        Parts{std::string(address), std::move(*database), std::move(*zone), std::move(calendar), *version}));
}

ReadTransaction Store::read() const {
    return {parts_->database->pool().reader(), parts_->calendar};
}
WriteTransaction Store::write() {
    return {parts_->database->pool().writer(), parts_->calendar};
}
core::TimeZone Store::time_zone() const {
    return parts_->zone;
}
const Calendar& Store::calendar() const noexcept {
    return parts_->calendar;
}
const std::string& Store::address() const noexcept {
    return parts_->address;
}
int Store::schema_version() const noexcept {
    return parts_->schema_version;
}
void Store::checkpoint() {
    parts_->database->checkpoint();
}
std::int64_t Store::outside_version() const {
    return parts_->database->outside_version();
}
Result<void> Store::backup(const std::string& path) const {
    return parts_->database->backup(path);
}

ReadTransaction::ReadTransaction(sql::Lease lease, const Calendar& calendar)
    : Transaction(std::move(lease), calendar), scope_(connection(), sql::Scope::Mode::read) {}

WriteTransaction::WriteTransaction(sql::Lease lease, const Calendar& calendar)
    : Transaction(std::move(lease), calendar), scope_(connection(), sql::Scope::Mode::write) {}

void WriteTransaction::commit() {
    scope_.commit();
}

}  // namespace drp::storage
