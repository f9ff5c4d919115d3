/// The engine that a test program's stores live on: SQLite, or with DRP_TEST_ENGINE=mariadb a private MariaDB.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "mariadb_server.hpp"

namespace drp::test {

[[nodiscard]] inline bool is_on_mariadb() {
    const char* const name = std::getenv("DRP_TEST_ENGINE");
    const std::string_view engine = name == nullptr ? "" : name;
    if (engine == "mariadb") return true;
    if (engine.empty() || engine == "sqlite") return false;
    throw std::runtime_error("DRP_TEST_ENGINE is sqlite or mariadb");
}

/// Address of a store that does not exist yet: the file, or another database of the server's.
[[nodiscard]] inline std::string fresh_store_address(const std::string& file) {
    return is_on_mariadb() ? MariadbServer::shared().fresh_address() : "sqlite://" + file;
}

}  // namespace drp::test
