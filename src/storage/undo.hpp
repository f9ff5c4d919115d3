/// Taking an import back.
///
/// What it added goes, what it corrected gets its former value again (recorded as a correction like any other), sums
/// and spans follow in the same transaction; everything else stays, also values that others have added to the same days
/// since. An import is not undone while a later one has corrected a value of it: that one has to be undone first.
#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/merge.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct UndoOutcome {
    std::int64_t removed = 0;          ///< values that are not there any more
    std::int64_t restored = 0;         ///< values that are what they were before
    std::vector<MeterChange> changes;  ///< by meter
};

/// Problems: import-not-found, import-running, import-undone (already), import-forgotten (its journal is, after
/// kJournalSeconds), import-built-upon (names the later import).
[[nodiscard]] core::Result<UndoOutcome> undo_import(WriteTransaction& tx, core::ImportId import, core::UtcSeconds now);

/// How long an import can be undone.
inline constexpr std::int64_t kJournalSeconds = 90 * 86400;

}  // namespace drp::storage
