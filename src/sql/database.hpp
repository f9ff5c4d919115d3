/// A database by its address: the one place that knows which engines there are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "sql/address.hpp"
#include "sql/pool.hpp"

namespace drp::sql {

struct DatabaseOptions {
    bool create = false;     ///< make it where there is none
    bool read_only = false;  ///< the pool has no writer
    unsigned readers = 4;
    std::string password;  ///< for a server; that of its address's password-file goes before
};

/// Any thread.
class Database {
  public:
    /// Problems: store-missing, store-unusable, store-unreachable.
    [[nodiscard]] static core::Result<std::unique_ptr<Database>> open(const Address& address,
                                                                      const DatabaseOptions& options);
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    [[nodiscard]] virtual Pool& pool() noexcept = 0;
    /// Moves what was committed into its final place, waiting for nobody.
    virtual void checkpoint() = 0;
    /// Differs from an earlier answer if another process has committed since (on MariaDB: by write transactions of
    /// this library). Waits for the writer.
    [[nodiscard]] virtual std::int64_t outside_version() = 0;
    /// A consistent copy of a file while work goes on. Problems: backup-exists, backup-failed, and backup-elsewhere for
    /// a server.
    [[nodiscard]] virtual core::Result<void> backup(const std::string& path) = 0;
};

/// What the engine itself finds wrong with the file or its tables, and with references between tables; one line each.
struct IntegrityFinding {
    bool is_reference = false;  ///< a broken foreign key; otherwise the file itself
    std::string text;
};
[[nodiscard]] std::vector<IntegrityFinding> integrity_check(Connection& connection);

/// Definitions (tables, indexes, triggers, views) that the known migrations make but the database lacks or has
/// otherwise, and the other way round; by name.
[[nodiscard]] std::vector<std::string> schema_differences(Connection& connection);

}  // namespace drp::sql
