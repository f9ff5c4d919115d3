/// Where a store is, as people write it.
#pragma once

#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "sql/dialect.hpp"

namespace drp::sql {

struct Address {
    Engine engine = Engine::sqlite;
    std::string path;  ///< of the file
};

/// `sqlite:var/drp.db` (relative to the working directory) or `sqlite:///abs/path`. Problem: address-invalid.
[[nodiscard]] core::Result<Address> parse_address(std::string_view text);

}  // namespace drp::sql
