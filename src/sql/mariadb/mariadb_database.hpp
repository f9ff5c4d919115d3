/// A database on a MariaDB server: the connections to it.
#pragma once

#include <memory>

#include "sql/address.hpp"
#include "sql/database.hpp"

namespace drp::sql::mariadb {

/// Problems: store-missing, store-unusable, store-unreachable, password-unreadable.
[[nodiscard]] core::Result<std::unique_ptr<Database>> open_database(const ServerAddress& server,
                                                                    const DatabaseOptions& options);

}  // namespace drp::sql::mariadb
