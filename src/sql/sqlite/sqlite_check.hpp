/// What SQLite itself can say about a file.
#pragma once

#include <string>
#include <vector>

#include "sql/database.hpp"

namespace drp::sql::sqlite {

[[nodiscard]] std::vector<IntegrityFinding> integrity_check(Connection& connection);
[[nodiscard]] std::vector<std::string> schema_differences(Connection& connection);

}  // namespace drp::sql::sqlite
