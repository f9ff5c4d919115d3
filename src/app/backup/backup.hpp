/// Making backups, proving that they can be restored, and restoring them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/backup/backup_set.hpp"
#include "app/backup/retention.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"

namespace drp::app {

struct BackupRequest {
    std::string store;             ///< address
    std::string password;          ///< of a database server's user
    std::filesystem::path folder;  ///< where backups lie; made where there is none
    Retention retention;
    int level = 3;             ///< of zstd, 1 to 19
    bool is_verified = false;  ///< unpacked again and compared, before it gets its name
};

struct BackupDone {
    BackupSet made;
    std::vector<std::filesystem::path> removed;  ///< those that the retention does not keep
};

/// One consistent snapshot while others read and write, compressed and described. Nothing that looks like a backup is
/// left by a failure or a process that dies; what it leaves begins with a dot and goes with the next backup. Older
/// backups are removed only when the new one is there.
/// Problems: backup-running, backup-exists, backup-unwritable, disk-too-small, and those of opening the store.
[[nodiscard]] core::Result<BackupDone> make_backup(const BackupRequest& request, core::UtcSeconds now);

/// Unpacks the backup beside itself, checks every hash, the digest of the readings and the whole store, and throws
/// that away. Problems: backup-damaged, backup-running, disk-too-small.
[[nodiscard]] core::Result<void> verify_backup(const BackupSet& set);

struct RestoreRequest {
    BackupSet set;
    std::string store;     ///< address; where there is a store already, that must be named:
    std::string instead;   ///< path of the store that is to be replaced
    std::string password;  ///< of a database server's user
};

struct RestoreDone {
    std::string store;            ///< path, or address where it is on a server
    std::filesystem::path aside;  ///< where the replaced store lies now; empty if there was none
    int schema_version = 0;       ///< migrated, if the backup's was older
};

/// The store is unpacked beside its place, compared with the manifest, brought to this version's schema, and only then
/// put there. A store that it replaces is moved aside, never removed. A process that dies leaves at most
/// `….restoring` files. On a server it goes into a database that has no portal yet.
/// Problems: store-exists, store-in-use, backup-damaged, disk-too-small, store-newer, restore-needs-new-database.
[[nodiscard]] core::Result<RestoreDone> restore_backup(const RestoreRequest& request, core::UtcSeconds now);

}  // namespace drp::app
