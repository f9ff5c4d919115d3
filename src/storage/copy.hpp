/// A whole portal from one store to another, on whichever engines they are.
///
/// Tables are walked in the order of their keys and written in batches, each in a transaction of its own; a copy that
/// was interrupted goes on where it stopped. What is read is one snapshot of the source. At the end both stores are
/// read again and must have the same digest: somebody who writes into the source between two attempts, or into the
/// target, is noticed.
///
/// The rules are not asked on the way (they hold in the source, and what they would add is copied too); references are.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/problem.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct CopyOutcome {
    int tables = 0;
    std::int64_t rows = 0;    ///< of the store
    std::int64_t copied = 0;  ///< by this attempt
    std::string sha256;       ///< of all rows of all tables, in the order of tables and keys
};

/// Called after each batch with the table and the rows of it that were copied so far.
using CopyProgress = std::function<void(const std::string& table, std::int64_t rows)>;

/// `to` is a store that was just made with the zone of `from`, or one that an earlier copy has begun.
/// Problems: store-not-empty, schema-differs (another version), copy-differs (see above).
[[nodiscard]] core::Result<CopyOutcome> copy_store(const Store& from, Store& to, const CopyProgress& progress);

/// SHA-256 over all rows of all tables but the settings, whatever the engine.
[[nodiscard]] std::string digest_of(Transaction& tx);

}  // namespace drp::storage
