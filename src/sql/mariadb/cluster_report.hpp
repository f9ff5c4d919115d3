/// See sql/cluster.hpp.
#pragma once

#include "sql/cluster.hpp"
#include "sql/mariadb/mariadb_connection.hpp"

namespace drp::sql::mariadb {

[[nodiscard]] NodeReport ask_node(Login login, const ServerAddress::Host& host);

}  // namespace drp::sql::mariadb
