#include "sql/database.hpp"

#include <stdexcept>

#include "sql/cluster.hpp"
#include "sql/mariadb/mariadb_check.hpp"
#include "sql/mariadb/mariadb_database.hpp"
#include "sql/sqlite/sqlite_check.hpp"
#include "sql/sqlite/sqlite_database.hpp"

namespace drp::sql {

core::Result<std::unique_ptr<Database>> Database::open(const Address& address, const DatabaseOptions& options) {
    switch (address.engine) {
        case Engine::sqlite:
            return sqlite::open_database(address.path, options);
        case Engine::mariadb:
            return mariadb::open_database(address.server, options);
    }
    throw std::logic_error("an engine without an adapter");
}

core::Result<std::vector<NodeReport>> ask_nodes(const Address& address, const std::string& password) {
    return mariadb::ask_nodes(address.server, password);
}

std::vector<IntegrityFinding> integrity_check(Connection& connection) {
    switch (connection.dialect().engine) {
        case Engine::sqlite:
            return sqlite::integrity_check(connection);
        case Engine::mariadb:
            return mariadb::integrity_check(connection);
    }
    return {};
}

std::vector<std::string> schema_differences(Connection& connection) {
    switch (connection.dialect().engine) {
        case Engine::sqlite:
            return sqlite::schema_differences(connection);
        case Engine::mariadb:
            return mariadb::schema_differences(connection);
    }
    return {};
}

}  // namespace drp::sql
