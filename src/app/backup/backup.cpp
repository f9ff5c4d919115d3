#include "app/backup/backup.hpp"

#include <system_error>

#include <fmt/format.h>

#include "app/backup/compressed_file.hpp"
#include "app/backup/disk.hpp"
#include "app/backup/snapshot.hpp"
#include "app/command.hpp"
#include "portal/export.hpp"
#include "storage/check.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr const char* kContent = "store.sqlite.zst";

/// What of a store's readings can be compared.
struct Readings {
    std::int64_t meters = 0;
    std::string sha256;
};

Readings readings_of(const storage::Store& store) {
    const portal::MeterDirectory directory(store);
    auto meters = directory.all(portal::Actor::operator_at_the_machine());
    const auto count = static_cast<std::int64_t>(meters.size());
    portal::ReadingExport rows(std::move(meters), portal::ReadingExport::always());
    auto tx = store.read();
    return {count, portal::digest_of(rows, tx)};
}

std::int64_t size_of(const fs::path& file) {
    std::error_code missing;
    const auto bytes = fs::file_size(file, missing);
    return missing ? 0 : static_cast<std::int64_t>(bytes);
}

/// What a server's store takes is known from the last time.
std::int64_t size_of_newest(const fs::path& folder) {
    const auto sets = backups_in(folder);
    return sets && !sets->empty() ? sets->front().manifest.store_bytes : 0;
}

/// What processes that died have left; the lock is held.
void sweep(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (const auto name = entry.path().filename().string(); name.starts_with(".drp-")) fs::remove_all(entry.path());
}

Problem damaged(const BackupSet& set, std::string why) {
    return {ProblemKind::damaged, "backup-damaged", std::move(why), set.folder.string(), "Use another backup."};
}

/// The snapshot, described and compressed, in `work`; the plain copy is gone when this returns.
Result<Manifest> fill(const storage::Store& store, const fs::path& work, int level, core::UtcSeconds now) {
    const auto plain = work / "store.sqlite";
    if (auto taken = take_snapshot(store, plain); !taken) return taken.error();
    Readings readings;
    {
        auto snapshot = storage::Store::open(address_of(plain), {.read_only = true, .migrate = false, .readers = 2});
        if (!snapshot) return snapshot.error();
        readings = readings_of(*snapshot);
    }
    const auto packed = compress_file(plain, work / kContent, level);
    if (!packed) return packed.error();
    for (const auto* suffix : {"", "-wal", "-shm"}) fs::remove(plain.string() + suffix);
    Manifest manifest;
    manifest.made = now;
    manifest.program_version = kVersion;
    manifest.schema_version = store.schema_version();
    manifest.content = kContent;
    manifest.content_bytes = packed->packed_bytes;
    manifest.content_sha256 = packed->packed_sha256;
    manifest.store_bytes = packed->plain_bytes;
    manifest.store_sha256 = packed->plain_sha256;
    manifest.meters = readings.meters;
    manifest.readings_sha256 = readings.sha256;
    if (auto written = write_manifest(manifest, work); !written) return written.error();
    return manifest;
}

/// Unpacks to `plain`, and holds what comes out against the manifest.
Result<void> unpack(const BackupSet& set, const fs::path& plain) {
    const auto& said = set.manifest;
    if (size_of(set.content()) != said.content_bytes)
        return damaged(set, fmt::format("{} is not as long as the manifest says.", said.content));
    const auto got = decompress_file(set.content(), plain, said.store_bytes);
    if (!got) return got.error();
    if (got->packed_sha256 != said.content_sha256 || got->plain_sha256 != said.store_sha256)
        return damaged(set, fmt::format("The SHA-256 of {} is not that of the manifest.", said.content));
    return {};
}

/// Opens what was unpacked, at this version's schema, and compares its readings. Returns the schema's version.
Result<int> compare(const BackupSet& set, const fs::path& plain, bool is_checked) {
    auto store = storage::Store::open(address_of(plain), {.migrate = true, .readers = 2});
    if (!store) return store.error();
    const auto readings = readings_of(*store);
    if (readings.sha256 != set.manifest.readings_sha256 || readings.meters != set.manifest.meters)
        return damaged(set, "The readings of the restored store are not those of the manifest.");
    if (is_checked) {
        auto tx = store->read();
        std::string first;
        const auto summary = storage::check_store(tx, [&](const storage::Finding& finding) {
            if (first.empty()) first = finding.code + ": " + finding.message;
        });
        if (!summary.is_clean())
            return damaged(set, fmt::format("`drp check` of the restored store has {} findings; the first: {}",
                                            summary.findings, first));
    }
    store->checkpoint();
    return store->schema_version();
}

Result<void> verify_in(const BackupSet& set, const fs::path& scratch) {
    if (auto space = require_space(scratch, set.manifest.store_bytes); !space) return space.error();
    const auto plain = scratch / "store.sqlite";
    if (auto unpacked = unpack(set, plain); !unpacked) return unpacked.error();
    const auto compared = compare(set, plain, true);
    if (!compared) return compared.error();
    return {};
}

/// Removes what the retention does not keep.
Result<std::vector<fs::path>> thin_out(const fs::path& folder, const Retention& retention) {
    std::vector<fs::path> removed;
    if (!retention.is_set()) return removed;
    const auto sets = backups_in(folder);
    if (!sets) return sets.error();
    std::vector<core::UtcSeconds> times;
    for (const auto& set : *sets) times.push_back(set.manifest.made);
    const auto stays = kept(times, retention);
    for (std::size_t i = 0; i < sets->size(); ++i) {
        if (stays[i]) continue;
        if (auto gone = remove_backup((*sets)[i]); !gone) return gone.error();
        removed.push_back((*sets)[i].folder);
    }
    return removed;
}

Result<void> rename_durably(const fs::path& from, const fs::path& to) {
    std::error_code failure;
    fs::rename(from, to, failure);
    if (failure) return disk_problem(to, failure.value());
    return sync_to_disk(to.parent_path());
}

}  // namespace

Result<BackupDone> make_backup(const BackupRequest& request, core::UtcSeconds now) {
    const auto file = file_of(request.store);
    if (!file) return file.error();
    auto store = storage::Store::open(
        request.store, {.read_only = true, .migrate = false, .readers = 2, .password = request.password});
    if (!store) return store.error();
    auto lock = FolderLock::take(request.folder);
    if (!lock) return lock.error();
    sweep(request.folder);
    const auto target = request.folder / backup_name(now);
    if (fs::exists(target))
        return Problem{ProblemKind::conflict, "backup-exists", "There is a backup of this second already.",
                       target.string(), "Wait a second."};
    // The copy and its log; compressed it is never longer than that again.
    const auto expected =
        file->empty() ? size_of_newest(request.folder) : size_of(*file) + size_of(file->string() + "-wal");
    if (auto space = require_space(request.folder, 2 * expected); !space) return space.error();
    const WorkFolder work(request.folder / ("." + target.filename().string() + ".making"));
    const auto manifest = fill(*store, work.path(), request.level, now);
    if (!manifest) return manifest.error();
    if (request.is_verified) {
        const WorkFolder scratch(request.folder / ("." + target.filename().string() + ".verifying"));
        if (auto good = verify_in({work.path(), *manifest}, scratch.path()); !good) return good.error();
    }
    if (auto synced = sync_to_disk(work.path()); !synced) return synced.error();
    if (auto named = rename_durably(work.path(), target); !named) return named.error();
    auto removed = thin_out(request.folder, request.retention);
    if (!removed) return removed.error();
    return BackupDone{{target, *manifest}, std::move(*removed)};
}

Result<void> verify_backup(const BackupSet& set) {
    const auto folder = fs::absolute(set.folder).parent_path();
    auto lock = FolderLock::take(folder);
    if (!lock) return lock.error();
    const WorkFolder scratch(folder / ("." + backup_name(set.manifest.made) + ".verifying"));
    return verify_in(set, scratch.path());
}

namespace {

/// Whether what is at `target` may be replaced.
Result<void> may_replace(const RestoreRequest& request, const fs::path& target) {
    if (!fs::exists(target)) return {};
    if (request.instead.empty() || fs::weakly_canonical(request.instead) != fs::weakly_canonical(target))
        return Problem{
            ProblemKind::conflict, "store-exists", "There is a store already.", target.string(),
            fmt::format("Name another --store, or have this one moved aside with --force {}.", target.string())};
    if (const auto pid = user_of(target))
        return Problem{ProblemKind::conflict, "store-in-use", fmt::format("Process {} has the store open.", *pid),
                       target.string(), "Stop it first."};
    return {};
}

/// Moves the store with its log aside, so that neither can be mistaken for the new one's: the log first, because a log
/// beside a file that it does not belong to would damage it.
Result<fs::path> move_aside(const fs::path& target, core::UtcSeconds now) {
    const fs::path aside = target.string() + ".before-" + backup_name(now).substr(4);
    for (const auto* suffix : {"-wal", "-shm", ""}) {
        std::error_code failure;
        if (!fs::exists(target.string() + suffix, failure)) continue;
        fs::rename(target.string() + suffix, aside.string() + suffix, failure);
        if (failure) return disk_problem(target, failure.value());
    }
    return aside;
}

void remove_files_of(const fs::path& store) {
    for (const auto* suffix : {"", "-wal", "-shm"}) fs::remove(store.string() + suffix);
}

Result<RestoreDone> restore_to_file(const RestoreRequest& request, const fs::path& target, core::UtcSeconds now) {
    if (auto allowed = may_replace(request, target); !allowed) return allowed.error();
    fs::create_directories(target.parent_path());
    if (auto space = require_space(target.parent_path(), request.set.manifest.store_bytes); !space)
        return space.error();
    const fs::path making = target.string() + ".restoring";
    remove_files_of(making);
    const auto version = [&]() -> Result<int> {
        if (auto unpacked = unpack(request.set, making); !unpacked) return unpacked.error();
        return compare(request.set, making, false);
    }();
    if (!version) {
        remove_files_of(making);
        return version.error();
    }
    if (auto synced = sync_to_disk(making); !synced) return synced.error();
    RestoreDone done{target.string(), {}, *version};
    // It may have been opened meanwhile.
    if (auto allowed = may_replace(request, target); !allowed) return allowed.error();
    if (fs::exists(target)) {
        auto aside = move_aside(target, now);
        if (!aside) return aside.error();
        done.aside = std::move(*aside);
    }
    if (auto named = rename_durably(making, target); !named) return named.error();
    return done;
}

/// Unpacked beside the backups, compared and migrated there, and then copied into the server's database.
Result<RestoreDone> restore_to_server(const RestoreRequest& request) {
    if (!request.instead.empty())
        return Problem{ProblemKind::invalid_input, "restore-needs-new-database",
                       "A store on a server is not moved aside.", request.store,
                       "Restore into a database that does not exist yet, and then name that one in DRP_STORE."};
    const auto folder = fs::absolute(request.set.folder).parent_path();
    auto lock = FolderLock::take(folder);
    if (!lock) return lock.error();
    if (auto space = require_space(folder, request.set.manifest.store_bytes); !space) return space.error();
    const WorkFolder scratch(folder / ("." + backup_name(request.set.manifest.made) + ".restoring"));
    const auto plain = scratch.path() / "store.sqlite";
    if (auto unpacked = unpack(request.set, plain); !unpacked) return unpacked.error();
    const auto version = compare(request.set, plain, false);
    if (!version) return version.error();
    if (auto put = put_back(plain, request.store, request.password); !put) return put.error();
    return RestoreDone{request.store, {}, *version};
}

}  // namespace

Result<RestoreDone> restore_backup(const RestoreRequest& request, core::UtcSeconds now) {
    const auto file = file_of(request.store);
    if (!file) return file.error();
    return file->empty() ? restore_to_server(request) : restore_to_file(request, *file, now);
}

}  // namespace drp::app
