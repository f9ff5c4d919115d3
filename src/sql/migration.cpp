#include "sql/migration.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "core/sha256.hpp"
#include "sql/mariadb/mariadb_migration.hpp"

namespace drp::sql {
namespace {

using core::Problem;
using core::ProblemKind;

constexpr std::string_view kCreateHistory = R"(
    CREATE TABLE IF NOT EXISTS schema_migration (
        version     INTEGER PRIMARY KEY,
        name        VARCHAR(100) NOT NULL,
        sha256      CHAR(64) NOT NULL,
        applied_utc BIGINT NOT NULL
    )
)";

Problem altered(std::int64_t version, std::string_view name) {
    return {ProblemKind::conflict, "migration-altered",
            fmt::format("Migration {} '{}' of this store is not the one of this program.", version, name), "",
            "Use the program that made the store, or restore a backup."};
}

/// Takes the next row of the history against the next known migration.
core::Result<void> compare(const Statement& row, std::span<const Migration> known, int expected) {
    const auto version = row->int64(0);
    if (known.empty() || version > known.back().version)
        return Problem{ProblemKind::conflict, "store-newer",
                       fmt::format("This store has migration {}, this program knows {}.", version,
                                   known.empty() ? 0 : known.back().version),
                       "", "Use a newer program."};
    if (version != expected)
        return Problem{ProblemKind::conflict, "migration-missing",
                       fmt::format("Migration {} was never applied to this store, but {} was.", expected, version), "",
                       "Restore a backup."};
    const auto& migration = known[static_cast<std::size_t>(version - 1)];
    if (row->text(1) != migration.name || row->text(2) != core::sha256_hex(migration.text))
        return altered(version, row->text(1));
    return {};
}

/// Of a migration that has no time yet.
bool is_being_applied(Connection& connection) {
    switch (connection.dialect().engine) {
        case Engine::sqlite:
            return false;
        case Engine::mariadb:
            return mariadb::is_migrating_elsewhere(connection);
    }
    return false;
}

Problem unfinished(std::int64_t version, std::string_view name) {
    return {ProblemKind::conflict, "migration-unfinished",
            fmt::format("Migration {} '{}' of this store was begun and did not get to its end.", version, name), "",
            "Restore the backup that was made before; drop the database if it was new. Then migrate again."};
}

/// Each in a transaction of its own, looked up under the write lock: two processes may start at once.
core::Result<int> migrate_in_transactions(Connection& connection, std::span<const Migration> known,
                                          core::UtcSeconds now) {
    {
        Scope scope(connection, Scope::Mode::write);
        connection.execute(kCreateHistory);
        scope.commit();
    }
    while (true) {
        Scope scope(connection, Scope::Mode::write);
        const auto last = applied_version(connection, known);
        if (!last || static_cast<std::size_t>(*last) == known.size()) return last;
        const auto& next = known[static_cast<std::size_t>(*last)];
        connection.execute(next.text);
        connection.prepare("INSERT INTO schema_migration (version, name, sha256, applied_utc) VALUES (?, ?, ?, ?)")
            .bind(next.version, next.name, core::sha256_hex(next.text), now.value)
            .run();
        scope.commit();
    }
}

}  // namespace

core::Result<int> applied_version(Connection& connection, std::span<const Migration> known) {
    if (!connection.has_table("schema_migration")) return 0;
    auto rows = connection.prepare("SELECT version, name, sha256, applied_utc FROM schema_migration ORDER BY version");
    int last = 0;
    while (rows->step()) {
        if (rows->int64(0) == 0) return 0;  // is being made, or was
        if (auto same = compare(rows, known, last + 1); !same) return same.error();
        if (rows->is_null(3)) {
            if (is_being_applied(connection)) return last;
            return unfinished(rows->int64(0), rows->text(1));
        }
        ++last;
    }
    return last;
}

core::Result<int> migrate(Connection& connection, std::span<const Migration> known, core::UtcSeconds now) {
    switch (connection.dialect().engine) {
        case Engine::sqlite:
            return migrate_in_transactions(connection, known, now);
        case Engine::mariadb:
            return mariadb::migrate(connection, known, now);
    }
    throw std::logic_error("an engine without migrations");
}

}  // namespace drp::sql
