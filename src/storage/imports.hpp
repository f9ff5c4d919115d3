/// Imports: where readings came from. Every correction names one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/merge.hpp"
#include "storage/store.hpp"

namespace drp::storage {

enum class ImportStatus { running, done, failed };
[[nodiscard]] std::string_view to_text(ImportStatus status) noexcept;

/// Reason and count.
struct RefusalCount {
    std::string reason;  ///< of formats/verdict.hpp
    std::int64_t count = 0;
};

/// What became of the file.
struct ImportTally {
    std::int64_t rows = 0;
    std::int64_t bytes_read = 0;
    std::int64_t blank_cells = 0;
    std::int64_t negative_values = 0;
    MergeCounts counts;  ///< `refused` counts all refusals, of the reader and of the store
    std::vector<RefusalCount> refusals;
    std::string problem_code;  ///< why it failed; empty if it did not
    std::string problem_text;
};

struct ImportRecord {
    core::ImportId id;
    std::string name;    ///< of the file, or "standard input", "live"
    std::string source;  ///< how it came: "command line", "upload", "demo", "live"
    std::optional<core::UserId> user;
    core::UtcSeconds started;
    std::optional<core::UtcSeconds> finished;
    std::optional<core::UtcSeconds> undone;
    ImportStatus status = ImportStatus::running;
    ImportTally tally;
};

/// A refused piece of the file. Line and column from 1, 0 if it is the whole file or row.
struct VerdictRecord {
    std::int64_t line = 0;
    std::int64_t column = 0;
    std::string value;
    std::string reason;
};

[[nodiscard]] core::ImportId create_import(WriteTransaction& tx, std::string_view name, std::string_view source,
                                           std::optional<core::UserId> user, core::UtcSeconds now);
/// Counts so far, beside a merged chunk in its transaction, so that a killed import is told truly.
void record_progress(WriteTransaction& tx, core::ImportId id, const MergeCounts& counts);
/// Verdicts beyond the first kMaxVerdicts are dropped: the file of verdicts has them all.
inline constexpr std::size_t kMaxVerdicts = 1000;
void finish_import(WriteTransaction& tx, core::ImportId id, ImportStatus status, const ImportTally& tally,
                   std::span<const VerdictRecord> verdicts, core::UtcSeconds now);
[[nodiscard]] std::optional<ImportRecord> find_import(Transaction& tx, core::ImportId id);
/// Newest first.
[[nodiscard]] std::vector<ImportRecord> list_imports(Transaction& tx, int limit);
[[nodiscard]] std::vector<VerdictRecord> list_verdicts(Transaction& tx, core::ImportId id);

}  // namespace drp::storage
