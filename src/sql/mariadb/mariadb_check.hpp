/// What MariaDB itself can say about a database.
#pragma once

#include <string>
#include <vector>

#include "sql/database.hpp"

namespace drp::sql::mariadb {

/// CHECK TABLE for every table, on a connection of its own (it would end the transaction of this one), and every
/// foreign key looked up, since a session may turn them off.
[[nodiscard]] std::vector<IntegrityFinding> integrity_check(Connection& connection);

/// Compares with a database that is made for it beside this one and dropped again; where the user may not do so, that
/// is the one line returned.
[[nodiscard]] std::vector<std::string> schema_differences(Connection& connection);

}  // namespace drp::sql::mariadb
