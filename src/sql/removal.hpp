/// Taking back a database that was made for nothing.
#pragma once

#include <string>

#include "sql/address.hpp"

namespace drp::sql {

/// Whether the server has a database of that name, with or without tables. Throws SqlError where it cannot be asked,
/// core::ProblemError where the password-file of the address cannot be read.
[[nodiscard]] bool has_database(const ServerAddress& server, const std::string& password);
/// Removes it with all that is in it; with `leave_empty` an empty one is there afterwards. Throws SqlError.
void remove_database(const ServerAddress& server, const std::string& password, bool leave_empty);

}  // namespace drp::sql
