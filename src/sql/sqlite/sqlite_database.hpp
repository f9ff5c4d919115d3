/// A SQLite file: connections to it and the thread that empties its log.
#pragma once

#include <memory>
#include <string>

#include "sql/database.hpp"

namespace drp::sql::sqlite {

[[nodiscard]] core::Result<std::unique_ptr<Database>> open_database(const std::string& path,
                                                                    const DatabaseOptions& options);

}  // namespace drp::sql::sqlite
