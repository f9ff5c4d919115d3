/// What backups need of the disk: bytes that have arrived, room, one at a time, and whether a store is in use.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/problem.hpp"

namespace drp::app {

/// "backup-unwritable" with the system's reason (`reason` is an errno).
[[nodiscard]] core::Problem disk_problem(const std::filesystem::path& place, int reason);

/// A file's or a folder's content is on the disk when this returns.
[[nodiscard]] core::Result<void> sync_to_disk(const std::filesystem::path& path);

/// Problem `disk-too-small` where the file system of `folder` has less than `bytes` free for this user.
[[nodiscard]] core::Result<void> require_space(const std::filesystem::path& folder, std::int64_t bytes);

/// The folder belongs to this process until the lock goes; the system lets go of it when the process dies.
class FolderLock {
  public:
    /// Makes the folder (for its owner alone) where there is none. Problems: backup-running, backup-unwritable.
    [[nodiscard]] static core::Result<FolderLock> take(const std::filesystem::path& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

  private:
    explicit FolderLock(int handle) : handle_(handle) {}
    int handle_;
};

/// A folder for work under way, removed with what is in it. Its name begins with a dot: it is no backup.
class WorkFolder {
  public:
    /// Removes what an earlier process left under that name. Throws std::filesystem::filesystem_error.
    explicit WorkFolder(std::filesystem::path path);
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;
    ~WorkFolder();
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  private:
    std::filesystem::path path_;
};

/// The process that has this SQLite file open, if another one has. Every connection in WAL mode holds a read lock on
/// byte 128 of the -shm file (SQLite's "dead man switch", https://www.sqlite.org/walformat.html, 2.3). This process
/// must not have the store open itself: closing the file would give up its locks.
[[nodiscard]] std::optional<std::int64_t> user_of(const std::filesystem::path& sqlite_file);

}  // namespace drp::app
