/// Ordered, checksummed changes of the schema.
///
/// The files of sql/<engine>/NNNN_name.sql are built into the binary. Each is applied once and booked in
/// schema_migration with the SHA-256 of its text: a store whose history differs from the binary's is refused.
///
/// SQLite applies each in a transaction. MariaDB commits at every definition, so there a migration is booked as begun
/// (without a time) before it and as applied after it, under a lock that one program holds at a time: one that did not
/// get to its end is told, never taken for done. While a new database is being made its history begins with a row of
/// version 0: what is found with that row, and nobody at it, has never been used, and is made again from nothing.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "sql/connection.hpp"

namespace drp::sql {

struct Migration {
    int version = 0;  ///< from the file name, from 1, without gaps
    std::string_view name;
    std::string_view text;
};

/// Those of this binary for the engine, in order.
[[nodiscard]] std::span<const Migration> migrations_of(Engine engine) noexcept;

/// Compares the store's history with `known`. Returns the last version applied, 0 for none.
/// One that another program is applying at this moment does not count yet.
/// Problems: migration-altered, migration-missing (one is skipped), migration-unfinished, store-newer.
[[nodiscard]] core::Result<int> applied_version(Connection& connection, std::span<const Migration> known);

/// Applies what is missing; waits for another program that does so. Returns the version reached. Problems as above; an
/// engine's complaint about a migration is thrown, with that migration rolled back (on MariaDB: left unfinished) and
/// those before it kept.
[[nodiscard]] core::Result<int> migrate(Connection& connection, std::span<const Migration> known, core::UtcSeconds now);

}  // namespace drp::sql
