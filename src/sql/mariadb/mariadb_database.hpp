/// A database on a MariaDB server: the connections to it.
#pragma once

#include <memory>
#include <string>

#include "sql/address.hpp"
#include "sql/cluster.hpp"
#include "sql/database.hpp"

namespace drp::sql::mariadb {

/// Problems: store-missing, store-unusable, store-unreachable, password-unreadable.
[[nodiscard]] core::Result<std::unique_ptr<Database>> open_database(const ServerAddress& server,
                                                                    const DatabaseOptions& options);

/// That of the address's password-file, or else the given one. Problem: password-unreadable.
[[nodiscard]] core::Result<std::string> password_of(const ServerAddress& server, const std::string& given);

/// An empty one, if there is none; over a connection to the server.
void make_database(Connection& server, const std::string& name);

/// See sql/cluster.hpp.
[[nodiscard]] core::Result<std::vector<NodeReport>> ask_nodes(const ServerAddress& server, const std::string& password);

}  // namespace drp::sql::mariadb
