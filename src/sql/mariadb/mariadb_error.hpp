/// What MariaDB's error numbers mean to callers.
#pragma once

#include <string_view>

#include "sql/error.hpp"

namespace drp::sql::mariadb {

/// Of an error of the server (1000 and up) or of the client library (2000 and up).
[[nodiscard]] ErrorKind kind_of(unsigned code) noexcept;

/// The numbers that this adapter itself acts on.
inline constexpr unsigned kUnknownDatabase = 1049;
inline constexpr unsigned kNoSuchTable = 1146;
inline constexpr unsigned kErrorDuringCommit = 1180;
inline constexpr unsigned kDeadlock = 1213;

}  // namespace drp::sql::mariadb
