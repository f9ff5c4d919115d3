/// What MariaDB itself can say about a database.
#pragma once

#include <string>
#include <vector>

#include "sql/database.hpp"

namespace drp::sql::mariadb {

/// CHECK TABLE for every table and every foreign key looked up (a session may turn them off), on a connection of its
/// own: the first would end a transaction of this one, and both take long.
[[nodiscard]] std::vector<IntegrityFinding> integrity_check(Connection& connection);

/// Compares with a database that is made for it beside this one and dropped again; where the user may not do so, that
/// is the one line returned.
[[nodiscard]] std::vector<std::string> schema_differences(Connection& connection);

}  // namespace drp::sql::mariadb
