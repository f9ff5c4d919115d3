#include "sql/mariadb/mariadb_database.hpp"

#include <chrono>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "core/text.hpp"
#include "sql/mariadb/cluster_report.hpp"
#include "sql/mariadb/mariadb_connection.hpp"
#include "sql/mariadb/mariadb_error.hpp"

namespace drp::sql::mariadb {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

/// For a connection of the pool. A request that waits longer is better told to come again.
constexpr std::chrono::seconds kPatience{15};

class MariadbDatabase final : public Database {
  public:
    MariadbDatabase(const Login& login, const DatabaseOptions& options)
        : health_(std::make_shared<ServerHealth>(1 + login.server.further_hosts.size())),
          pool_(options.read_only ? Pool::Open{} : opener(login, Access::read_write), opener(login, Access::read_only),
                {options.readers, kPatience}) {}

    Pool& pool() noexcept override { return pool_; }

    void checkpoint() override {}  // the server writes its log by itself

    /// Asked of a reader, who waits for no write. One's own commit that is seen before it is counted makes a difference
    /// for once, which is no harm.
    std::int64_t outside_version() override {
        const auto lease = pool_.reader();
        if (!lease->has_table("write_turn")) return 0;
        auto row = lease->prepare("SELECT version FROM write_turn WHERE id = 1");
        return row->step() ? row->int64(0) - health_->write_commits() : 0;
    }

    Result<void> backup(const std::string&) override {
        return Problem{ProblemKind::invalid_input, "backup-elsewhere", "A database server is not copied to a file.", "",
                       "Use mariadb-dump --single-transaction, or mariadb-backup."};
    }

  private:
    [[nodiscard]] Pool::Open opener(const Login& login, Access access) const {
        return [login, access, health = health_] { return std::make_unique<MariadbConnection>(login, access, health); };
    }

    std::shared_ptr<ServerHealth> health_;
    Pool pool_;
};

/// "database 'portal' on db.example".
std::string place_of(const ServerAddress& server) {
    auto place = server.socket.empty() ? server.host : server.socket;
    for (const auto& host : server.further_hosts) place += ", " + host.name;
    return fmt::format("database '{}' on {}", server.database, place);
}

void make_database(Login login) {
    const auto name = std::exchange(login.server.database, {});
    MariadbConnection server(std::move(login), Access::read_write);
    mariadb::make_database(server, name);
}

/// Connects once, so that what is wrong is told now and not by the first request.
void try_database(const Login& login, const DatabaseOptions& options) {
    try {
        const MariadbConnection connection(login, Access::read_only);
    } catch (const SqlError& error) {
        if (error.engine_code() != kUnknownDatabase || !options.create) throw;
        make_database(login);
    }
}

}  // namespace

Result<std::string> password_of(const ServerAddress& server, const std::string& given) {
    if (server.password_file.empty()) return given;
    std::ifstream file(server.password_file);
    std::string line;
    if (!std::getline(file, line))
        return Problem{ProblemKind::unavailable, "password-unreadable", "The file with the password cannot be read.",
                       server.password_file, "Check the path and its permissions; the password is its first line."};
    return std::string(core::trimmed(line));
}

void make_database(Connection& server, const std::string& name) {
    server.execute(
        fmt::format(R"(CREATE DATABASE IF NOT EXISTS "{}" CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)", name));
}

Result<std::vector<NodeReport>> ask_nodes(const ServerAddress& server, const std::string& password) {
    std::vector<NodeReport> nodes;
    if (server.host.empty()) return nodes;
    const auto secret = password_of(server, {.password = password});
    if (!secret) return secret.error();
    nodes.push_back(ask_node({server, *secret}, {server.host, server.port}));
    for (const auto& host : server.further_hosts) nodes.push_back(ask_node({server, *secret}, host));
    return nodes;
}

Result<std::unique_ptr<Database>> open_database(const ServerAddress& server, const DatabaseOptions& options) {
    auto password = password_of(server, options.password);
    if (!password) return password.error();
    const Login login{server, std::move(*password)};
    try {
        try_database(login, options);
    } catch (const SqlError& error) {
        if (error.engine_code() == kUnknownDatabase)
            return Problem{ProblemKind::not_found, "store-missing", fmt::format("There is no {}.", place_of(server)),
                           "", "Make one with `drp migrate`, or give the right --store."};
        if (error.kind() == ErrorKind::unreachable) return error.problem();
        return Problem{ProblemKind::unavailable, "store-unusable",
                       fmt::format("The {} cannot be opened: {}.", place_of(server), error.engine_message()), "",
                       "Check the user, its password (DRP_DB_PASSWORD or password-file) and its rights."};
    }
    return std::unique_ptr<Database>(std::make_unique<MariadbDatabase>(login, options));
}

}  // namespace drp::sql::mariadb
