/// Readings into the store: who sent them, which meters they are of, what became of every row.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "core/reading_batch.hpp"
#include "core/time_zone.hpp"
#include "formats/byte_source.hpp"
#include "formats/readings_reader.hpp"
#include "portal/change_feed.hpp"
#include "storage/imports.hpp"
#include "storage/merge.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct ImportOptions {
    std::string file_name;                ///< as people call it; for verdicts and the list of imports
    std::string source = "command line";  ///< how it came
    std::optional<core::UserId> user;
    std::optional<core::TimeZone> zone;  ///< of times without one; the store's by default
    formats::DateOrder date_order = formats::DateOrder::automatic;
    std::vector<std::string> meter_columns;  ///< headers of a wide file that are meters although they are no numbers
    bool is_dry_run = false;                 ///< everything is counted, nothing is written
    std::optional<core::ImportId> id;        ///< of an import that is on record already; made otherwise
};

/// How an import stands, and at the end what became of the file.
struct ImportReport {
    core::ImportId id;  ///< 0 for a dry run
    std::string file_name;
    storage::ImportStatus status = storage::ImportStatus::running;
    core::UtcSeconds started;
    std::optional<core::UtcSeconds> finished;
    std::optional<core::UtcSeconds> undone;
    bool is_dry_run = false;
    std::optional<std::uint64_t> total_bytes;
    storage::ImportTally tally;
    formats::Summary summary;              ///< of the reader, for those who want to know more; empty for past imports
    std::optional<core::Problem> problem;  ///< why it failed

    /// Nothing of this file may be kept, where one refusal is too many.
    [[nodiscard]] bool has_refusals() const noexcept { return tally.counts.refused > 0 || problem.has_value(); }
};

/// Told while an import runs, on its thread.
struct ImportObserver {
    std::function<void(const ImportReport&)> progress;     ///< after each batch
    std::function<void(const formats::Verdict&)> verdict;  ///< every refusal, in file order within a batch
    std::function<void(const MeterNews&)> news;            ///< after the commit of what it tells
};

/// A wall clock; passed in, because nothing below app/ has one.
using Clock = std::function<core::UtcSeconds()>;

/// Imports one file: each batch is one durable transaction, so what a killed import has acknowledged is there, and
/// running it again completes it to the same readings as an undisturbed run. Meters that are not known yet are made.
/// Fails (nothing written) if the file as a whole cannot be read; an error in the middle of the file ends the import
/// with `problem` set and the batches before it kept.
[[nodiscard]] core::Result<ImportReport> import_file(storage::Store& store, std::unique_ptr<formats::ByteSource> source,
                                                     const ImportOptions& options, const ImportObserver& observer,
                                                     const Clock& clock);

/// The same inside the caller's transaction: nothing is written unless the caller commits, and what the observer is
/// told as news is none before that.
[[nodiscard]] core::Result<ImportReport> import_file_within(storage::WriteTransaction& tx,
                                                            std::unique_ptr<formats::ByteSource> source,
                                                            const ImportOptions& options,
                                                            const ImportObserver& observer, const Clock& clock);

/// Merges one batch and says what is news for whom. Meters that are not known yet are made.
struct Merged {
    storage::MergeOutcome outcome;
    std::vector<MeterNews> news;
};
[[nodiscard]] core::Result<Merged> merge_batch(storage::WriteTransaction& tx, const core::ReadingBatch& batch,
                                               core::ImportId source, core::UtcSeconds now);

}  // namespace drp::portal
