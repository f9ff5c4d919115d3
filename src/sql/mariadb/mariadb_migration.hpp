/// Migrations where every definition commits by itself; see sql/migration.hpp.
#pragma once

#include <span>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "sql/connection.hpp"
#include "sql/migration.hpp"

namespace drp::sql::mariadb {

/// As sql::migrate(). Waits ten minutes at most for a program that is migrating the same database, then throws `busy`.
[[nodiscard]] core::Result<int> migrate(Connection& connection, std::span<const Migration> known, core::UtcSeconds now);

/// Is another connection than this one migrating this database at this moment?
[[nodiscard]] bool is_migrating_elsewhere(Connection& connection);

}  // namespace drp::sql::mariadb
