/// Imports that arrive over the network: each runs on a thread of its own and can be watched.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "portal/actor.hpp"
#include "portal/ingest.hpp"
#include "portal/meter_directory.hpp"

namespace drp::portal {

class Imports {
  public:
    static constexpr std::size_t kMaxRunning = 2;    ///< more are asked to come back later
    static constexpr std::size_t kRemembered = 200;  ///< ended jobs that are told in full

    /// `verdicts` is the folder for the files of verdicts, one a job; made when first needed.
    Imports(storage::Store& store, ChangeFeed& changes, MeterDirectory& directory, std::filesystem::path verdicts,
            Clock clock);
    /// Waits for running jobs.
    ~Imports();
    Imports(const Imports&) = delete;
    Imports& operator=(const Imports&) = delete;

    /// Records an import and begins to read `source` on a thread of its own. With `is_strict` any refusal is fatal and
    /// nothing is written. Problem: imports-busy.
    [[nodiscard]] core::Result<core::ImportId> start(const Actor& actor, std::unique_ptr<formats::ByteSource> source,
                                                     ImportOptions options, bool is_strict);

    /// Problem: import-not-found.
    [[nodiscard]] core::Result<ImportReport> find(core::ImportId id) const;
    /// Newest first: jobs of this process in full, earlier imports as far as the store remembers them.
    [[nodiscard]] std::vector<ImportReport> list(int limit) const;
    /// The CSV of verdicts so far. Problem: import-not-found.
    [[nodiscard]] core::Result<std::string> verdicts(core::ImportId id) const;

    /// Takes an import back, as storage/undo.hpp says, and tells the watchers of its meters. Problems as there.
    [[nodiscard]] core::Result<ImportReport> undo(const Actor& actor, core::ImportId id);
    /// Whether undo() is worth trying: it has ended, is not undone, and not forgotten.
    [[nodiscard]] bool is_undoable(const ImportReport& report) const;

    /// What the imports of this process have come to since it began; dry runs are not counted.
    struct Totals {
        std::uint64_t finished = 0;
        std::uint64_t failed = 0;
        std::uint64_t stored = 0;   ///< readings and predictions that are new or corrected
        std::uint64_t refused = 0;  ///< cells and rows
    };
    [[nodiscard]] Totals totals() const;

  private:
    struct Job;
    void count(const Job& job);
    void run(Job& job);
    void publish(Job& job, ImportReport report, storage::ImportStatus status);
    [[nodiscard]] core::Result<ImportReport> import(Job& job, const ImportObserver& observer);
    [[nodiscard]] core::Result<ImportReport> import_strictly(Job& job, const ImportObserver& observer);
    void record_failure(Job& job, const core::Problem& problem);
    void forget_old_jobs();
    [[nodiscard]] std::filesystem::path verdict_path(core::ImportId id) const;

    storage::Store& store_;
    ChangeFeed& changes_;
    MeterDirectory& directory_;
    std::filesystem::path verdict_folder_;
    Clock clock_;
    mutable std::mutex mutex_;
    std::map<std::int64_t, std::unique_ptr<Job>> jobs_;
    std::int64_t dry_runs_ = 0;
    Totals totals_;
};

}  // namespace drp::portal
