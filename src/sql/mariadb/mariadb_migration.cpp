#include "sql/mariadb/mariadb_migration.hpp"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/sha256.hpp"
#include "sql/mariadb/mariadb_connection.hpp"

namespace drp::sql::mariadb {
namespace {

constexpr int kPatienceSeconds = 600;

constexpr std::string_view kCreateHistory = R"(
    CREATE TABLE IF NOT EXISTS schema_migration (
        version     INT PRIMARY KEY,
        name        VARCHAR(100) NOT NULL,
        sha256      CHAR(64) NOT NULL,
        applied_utc BIGINT  -- NULL from its begin to its end
    ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
)";

/// Names of locks are the whole server's, and have 64 characters.
std::string lock_name(const MariadbConnection& connection) {
    return "drp.migrate." + core::sha256_hex(connection.login().server.database).substr(0, 32);
}

/// The server gives it back when the session ends, so the session must not end unnoticed.
class MigrationLock {
  public:
    explicit MigrationLock(MariadbConnection& connection) : connection_(connection), name_(lock_name(connection)) {
        auto got = connection_.prepare("SELECT GET_LOCK(?, ?)");
        got.bind(name_, kPatienceSeconds);
        if (!got->step() || got->int64(0) != 1)
            throw SqlError(ErrorKind::busy, "another program has been migrating this store for long", "migrate");
        connection_.keep_session();
    }
    MigrationLock(const MigrationLock&) = delete;
    MigrationLock& operator=(const MigrationLock&) = delete;
    ~MigrationLock() {
        try {
            auto released = connection_.prepare("SELECT RELEASE_LOCK(?)");
            released.bind(name_);
            released->step();
        } catch (const SqlError&) {
            // Lost with the session: so is the lock.
        }
        connection_.let_session_go();
    }

  private:
    MariadbConnection& connection_;
    std::string name_;
};

std::vector<std::string> names(Connection& connection, std::string_view query) {
    std::vector<std::string> found;
    auto rows = connection.prepare(query);
    while (rows->step()) found.emplace_back(rows->text(0));
    return found;
}

/// Everything goes that a migration can have made; triggers with their tables.
void remove_everything(Connection& connection) {
    connection.execute("SET SESSION foreign_key_checks = 0");
    for (const auto& [kind, query] : {
             std::pair("VIEW", "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()"),
             std::pair("PROCEDURE",
                       "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()"),
             std::pair("TABLE",
                       "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
                       "TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME = 'schema_migration'"),
         })
        for (const auto& name : names(connection, query))
            connection.execute(fmt::format(R"(DROP {} IF EXISTS "{}")", kind, name));
    connection.execute("SET SESSION foreign_key_checks = 1");
}

bool has_row(Connection& connection, std::string_view query) {
    return connection.prepare(query)->step();
}

}  // namespace

bool is_migrating_elsewhere(Connection& connection) {
    auto row = connection.prepare("SELECT COALESCE(IS_USED_LOCK(?) <> CONNECTION_ID(), 0)");
    row.bind(lock_name(dynamic_cast<MariadbConnection&>(connection)));
    return row->step() && row->int64(0) != 0;
}

core::Result<int> migrate(Connection& pooled, std::span<const Migration> known, core::UtcSeconds now) {
    MariadbConnection own(patient(dynamic_cast<MariadbConnection&>(pooled).login()), Access::read_write);
    Connection& connection = own;
    const MigrationLock lock(own);
    connection.execute(kCreateHistory);
    if (has_row(connection, "SELECT 1 FROM schema_migration WHERE version = 0")) {
        remove_everything(connection);
        connection.execute(kCreateHistory);
    }
    const auto last = applied_version(connection, known);
    if (!last) return last;
    const bool is_new = *last == 0 && !known.empty();
    if (is_new) connection.execute("INSERT INTO schema_migration (version, name, sha256) VALUES (0, 'making', '')");
    for (const auto& next : known.subspan(static_cast<std::size_t>(*last))) {
        connection.prepare("INSERT INTO schema_migration (version, name, sha256) VALUES (?, ?, ?)")
            .bind(next.version, next.name, core::sha256_hex(next.text))
            .run();
        connection.execute(next.text);
        connection.prepare("UPDATE schema_migration SET applied_utc = ? WHERE version = ?")
            .bind(now.value, next.version)
            .run();
    }
    if (is_new) connection.execute("DELETE FROM schema_migration WHERE version = 0");
    return static_cast<int>(known.size());
}

}  // namespace drp::sql::mariadb
