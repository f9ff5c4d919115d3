// The store, its disk, its backups and the clock.
#include <array>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "app/backup/backup_set.hpp"
#include "app/configuration.hpp"
#include "app/doctor/doctor.hpp"
#include "sql/address.hpp"
#include "storage/store.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMegabyte = 1'000'000;
constexpr std::uintmax_t kLittleSpace = 1000 * kMegabyte;
constexpr std::uintmax_t kNoSpace = 100 * kMegabyte;
constexpr std::uintmax_t kLongLog = 1U << 30U;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kOldBackup = 26 * kHour;
constexpr std::int64_t kVeryOldBackup = 7 * core::kSecondsPerDay;
constexpr std::int64_t kLateClock = 300;

/// Of statfs(2): file systems of other machines, on which SQLite's shared memory does not work.
constexpr std::array<std::int64_t, 5> kRemote{0x6969, 0xFF534D42, 0xFE534D42, 0x517B, 0x01021997};

/// Of the store; empty where that is a server's.
fs::path file_of(const Patient& patient) {
    const auto place = sql::parse_address(patient.store);
    return place && !place->path.empty() ? fs::absolute(place->path) : fs::path();
}

std::uintmax_t size_of(const fs::path& file) {
    std::error_code missing;
    const auto bytes = fs::file_size(file, missing);
    return missing ? 0 : bytes;
}

bool is_remote(const fs::path& place) {
    struct statfs system {};
    return statfs(place.c_str(), &system) == 0 &&
           std::ranges::find(kRemote, static_cast<std::int64_t>(system.f_type) & 0xFFFFFFFF) != kRemote.end();
}

Diagnosis disk_of(const char* what, const fs::path& folder, std::uintmax_t needed) {
    std::error_code failure;
    const auto space = fs::space(folder, failure);
    if (failure)
        return {Health::fail, "disk", "disk-unreadable",
                fmt::format("{} {}: {}.", what, folder.string(), failure.message()),
                "Make the folder, for the user that runs drp."};
    const auto text = fmt::format("{} {}: {} MB free.", what, folder.string(), space.available / kMegabyte);
    if (space.available < kNoSpace)
        return {Health::fail, "disk", "disk-full", text, "Make room now: writes will fail."};
    if (space.available < std::max(kLittleSpace, needed))
        return {Health::warn, "disk", "disk-nearly-full", text,
                fmt::format("Make room: {} MB are wanted.", std::max(kLittleSpace, needed) / kMegabyte)};
    return {Health::ok, "disk", "disk-has-room", text, ""};
}

fs::path nearest_folder(fs::path path) {
    std::error_code failure;
    while (!path.empty() && path != path.root_path() && !fs::is_directory(path, failure)) path = path.parent_path();
    return path;
}

void examine_file(const fs::path& file, Diagnoses& all) {
    if (is_remote(file))
        all.push_back({Health::fail, "store", "store-remote", "The store lies on another machine's disk.",
                       "SQLite needs a local disk: move it there."});
    if (access(file.c_str(), W_OK) != 0 || access(file.parent_path().c_str(), W_OK) != 0)
        all.push_back({Health::fail, "store", "store-read-only",
                       fmt::format("{} or its folder cannot be written by this user.", file.string()),
                       "Run this as the user that runs drp; if that is so: chown both to it."});
    const auto log_bytes = size_of(file.string() + "-wal");
    if (log_bytes >= kLongLog)
        all.push_back({Health::warn, "store", "store-log-long",
                       fmt::format("The store's log has {} MB.", log_bytes / kMegabyte),
                       "Something reads without an end: stop it, or start drp anew."});
}

}  // namespace

Diagnoses examine_store(const Patient& patient) {
    auto password = database_password();
    if (!password)
        return {{Health::fail, "store", password.error().code, password.error().message, password.error().cure}};
    const auto opened = storage::Store::open(
        patient.store, {.read_only = true, .migrate = false, .readers = 1, .password = std::move(*password)});
    if (!opened) {
        const auto& problem = opened.error();
        const bool is_new = problem.code == "store-missing";
        const bool is_older = problem.code == "store-needs-migration";
        const auto health = is_new || is_older ? Health::warn : Health::fail;
        return {{health, "store", problem.code, problem.message,
                 is_new     ? "The first start makes it; otherwise name the right one with --store or DRP_STORE."
                 : is_older ? "Make a backup with the version before this one; `drp serve` and `drp migrate` mend it."
                            : problem.cure}};
    }
    Diagnoses all{{Health::ok, "store", "store-opens",
                   fmt::format("{}: schema {}, time zone {}.", patient.store, opened->schema_version(),
                               opened->time_zone().name()),
                   ""}};
    if (const auto file = file_of(patient); !file.empty()) examine_file(file, all);
    return all;
}

Diagnoses examine_disks(const Patient& patient) {
    const auto file = file_of(patient);
    Diagnoses all{disk_of(file.empty() ? "Data:" : "Store:",
                          nearest_folder(file.empty() ? fs::absolute(patient.folder) : file.parent_path()), 0)};
    if (!patient.backups.empty())
        all.push_back(disk_of("Backups:", nearest_folder(fs::absolute(patient.backups)), 2 * size_of(file)));
    return all;
}

Diagnoses examine_backups(const Patient& patient, core::UtcSeconds now) {
    if (patient.backups.empty())
        return {{Health::warn, "backup", "backup-unknown", "Nobody has said where backups are.",
                 "Set DRP_BACKUPS, and have `drp backup` run every night."}};
    const auto sets = backups_in(patient.backups);
    if (!sets && sets.error().code != "backup-missing")
        return {{Health::fail, "backup", sets.error().code, sets.error().message, sets.error().cure}};
    if (!sets || sets->empty())
        return {{Health::fail, "backup", "backup-none", fmt::format("{} holds no backup.", patient.backups.string()),
                 "Run `drp backup --verify`, and have it run every night."}};
    const auto age = now - sets->front().manifest.made;
    const auto text = fmt::format("The newest of {} backups is {} hours old.", sets->size(), age / kHour);
    if (age <= kOldBackup) return {{Health::ok, "backup", "backup-recent", text, ""}};
    return {{age > kVeryOldBackup ? Health::fail : Health::warn, "backup", "backup-old", text,
             "See what became of the last one: `systemctl status drp-backup`, or run `drp backup --verify`."}};
}

Diagnoses examine_clock(const Patient& patient, bool is_synchronised, core::UtcSeconds now) {
    struct stat state {};
    const auto file = file_of(patient);
    for (const auto* suffix : {"", "-wal"})
        if (stat((file.string() + suffix).c_str(), &state) == 0 && state.st_mtim.tv_sec > now.value + kLateClock)
            return {{Health::fail, "clock", "clock-late",
                     fmt::format("The store was written {} seconds after now.", state.st_mtim.tv_sec - now.value),
                     "Set the clock; until then sessions, events and live readings have wrong times."}};
    if (!is_synchronised)
        return {{Health::warn, "clock", "clock-unsynchronised", "The kernel says that nothing keeps the clock right.",
                 "Run chrony or systemd-timesyncd; in a container: on its host."}};
    return {{Health::ok, "clock", "clock-synchronised", core::to_iso(now) + ".", ""}};
}

}  // namespace drp::app
