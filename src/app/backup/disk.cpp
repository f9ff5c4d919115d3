#include "app/backup/disk.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace drp::app {
namespace {

namespace fs = std::filesystem;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr off_t kOpenConnections = 128;
constexpr double kBytesPerMegabyte = 1e6;

}  // namespace

Problem disk_problem(const fs::path& place, int reason) {
    return {ProblemKind::unavailable, "backup-unwritable",
            "This cannot be read or written: " + std::generic_category().message(reason) + ".", place.string(),
            "Check the folder, its owner and the disk."};
}

Result<void> sync_to_disk(const fs::path& path) {
    const int handle = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return disk_problem(path, errno);
    const int reason = fsync(handle) == 0 ? 0 : errno;
    close(handle);
    return reason == 0 ? Result<void>() : Result<void>(disk_problem(path, reason));
}

Result<void> require_space(const fs::path& folder, std::int64_t bytes) {
    std::error_code failure;
    const auto space = fs::space(folder, failure);
    if (failure) return disk_problem(folder, failure.value());
    if (space.available >= static_cast<std::uintmax_t>(bytes)) return {};
    return Problem{ProblemKind::unavailable, "disk-too-small",
                   fmt::format("{:.1f} MB are free and {:.1f} MB are needed.",
                               static_cast<double>(space.available) / kBytesPerMegabyte,
                               static_cast<double>(bytes) / kBytesPerMegabyte),
                   folder.string(), "Make room, or name a folder on another disk."};
}

Result<FolderLock> FolderLock::take(const fs::path& folder) {
    std::error_code failure;
    if (fs::create_directories(folder, failure))
        fs::permissions(folder, fs::perms::owner_all, fs::perm_options::replace, failure);
    if (failure) return disk_problem(folder, failure.value());
    const auto file = folder / ".lock";
    const int handle = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (handle < 0) return disk_problem(file, errno);
    if (flock(handle, LOCK_EX | LOCK_NB) == 0) return FolderLock(handle);
    const int reason = errno;
    close(handle);
    if (reason != EWOULDBLOCK) return disk_problem(file, reason);
    return Problem{ProblemKind::unavailable, "backup-running", "Another backup works in this folder.", folder.string(),
                   "Wait until it has ended."};
}

FolderLock::FolderLock(FolderLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

FolderLock::~FolderLock() {
    if (handle_ >= 0) close(handle_);
}

WorkFolder::WorkFolder(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    fs::permissions(path_, fs::perms::owner_all, fs::perm_options::replace);
}

WorkFolder::~WorkFolder() {
    std::error_code ignored;  // the next one removes it
    fs::remove_all(path_, ignored);
}

std::optional<std::int64_t> user_of(const fs::path& sqlite_file) {
    const int handle = open((sqlite_file.string() + "-shm").c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return std::nullopt;
    struct flock question {};
    question.l_type = F_WRLCK;
    question.l_whence = SEEK_SET;
    question.l_start = kOpenConnections;
    question.l_len = 1;
    const bool is_held = fcntl(handle, F_GETLK, &question) == 0 && question.l_type != F_UNLCK;
    close(handle);
    return is_held ? std::optional<std::int64_t>(question.l_pid) : std::nullopt;
}

}  // namespace drp::app
