/// A backup on the disk: a folder `drp-20261123T221500Z` with the compressed store and `manifest.json`.
///
/// The folder gets its name when both files are complete and on the disk; until then, and while it is being removed,
/// it has a name that begins with a dot. Whatever has the name is a backup.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "core/time.hpp"

namespace drp::app {

/// What a backup says of itself.
struct Manifest {
    std::int64_t format = 1;
    core::UtcSeconds made;
    std::string program_version;
    std::string engine = "sqlite";  ///< of `content`, whichever the store is on
    std::int64_t schema_version = 0;
    std::string content;  ///< name of the compressed file
    std::int64_t content_bytes = 0;
    std::string content_sha256;
    std::int64_t store_bytes = 0;  ///< unpacked
    std::string store_sha256;
    std::int64_t meters = 0;
    std::string readings_sha256;  ///< as `drp export --digest` prints it
};

struct BackupSet {
    std::filesystem::path folder;
    Manifest manifest;
    [[nodiscard]] std::filesystem::path content() const { return folder / manifest.content; }
};

/// "drp-20261123T221500Z"
[[nodiscard]] std::string backup_name(core::UtcSeconds made);

/// Problem: backup-unwritable.
[[nodiscard]] core::Result<void> write_manifest(const Manifest& manifest, const std::filesystem::path& folder);

/// Problems: backup-missing (no manifest there), backup-damaged (an unknown key or a wrong value), backup-newer.
[[nodiscard]] core::Result<BackupSet> read_backup(const std::filesystem::path& folder);

/// Those in `folder`, newest first. A folder with the name of a backup whose manifest cannot be read is a Problem: it
/// is not for us to pass over it in silence.
[[nodiscard]] core::Result<std::vector<BackupSet>> backups_in(const std::filesystem::path& folder);

/// `place` itself if it is a backup, else the newest backup in it. Problem: backup-missing, and those above.
[[nodiscard]] core::Result<BackupSet> backup_at(const std::filesystem::path& place);

/// Renamed first, so that half a removal does not look like a backup.
[[nodiscard]] core::Result<void> remove_backup(const BackupSet& set);

}  // namespace drp::app
