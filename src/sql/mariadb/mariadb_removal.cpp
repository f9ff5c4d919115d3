#include <utility>

#include <fmt/format.h>

#include "core/problem.hpp"
#include "sql/mariadb/mariadb_connection.hpp"
#include "sql/mariadb/mariadb_database.hpp"
#include "sql/removal.hpp"

namespace drp::sql {
namespace {

/// The server alone, without the database of the address.
mariadb::MariadbConnection connect(ServerAddress server, const std::string& given) {
    auto password = mariadb::password_of(server, given);
    if (!password) throw core::ProblemError(password.error());
    server.database.clear();
    return {{std::move(server), std::move(*password)}, mariadb::Access::read_write};
}

}  // namespace

bool has_database(const ServerAddress& server, const std::string& password) {
    auto connection = connect(server, password);
    auto row = connection.prepare("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?");
    row.bind(server.database);
    return row->step();
}

void remove_database(const ServerAddress& server, const std::string& password, bool leave_empty) {
    auto connection = connect(server, password);
    connection.execute(fmt::format(R"(DROP DATABASE IF EXISTS "{}")", server.database));
    if (leave_empty) mariadb::make_database(connection, server.database);
}

}  // namespace drp::sql
