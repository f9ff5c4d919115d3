#include "app/backup/backup_set.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <regex>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "app/backup/disk.hpp"
#include "app/settings.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr const char* kManifest = "manifest.json";
constexpr const char* kSha256 = "^[0-9a-f]{64}$";
constexpr std::int64_t kFormat = 1;
constexpr std::int64_t kMost = INT64_MAX;

Setting required(Setting setting) {
    setting.is_required = true;
    return setting;
}

/// Names and meaning of the manifest's members; `made` is its time as text.
std::vector<Setting> members_of(Manifest& manifest, std::string& made) {
    const auto hash = [](const char* name, const char* meaning, std::string& field) {
        return required(pattern_setting(name, meaning, field, kSha256, "64 lower-case hex digits"));
    };
    return {
        required(number_setting("format", "Of this file.", manifest.format, 1, kMost)),
        required(text_setting("made_utc", "When the backup was begun.", made)),
        required(text_setting("program_version", "Of the drp that made it.", manifest.program_version)),
        required(choice_setting("engine", "Of the compressed store.", manifest.engine, {"sqlite"})),
        required(number_setting("schema_version", "Of the store.", manifest.schema_version, 1, kMost)),
        required(pattern_setting("content", "The compressed store beside this file.", manifest.content,
                                 "^[a-z][a-z0-9.-]*$", "the name of a file")),
        required(number_setting("content_bytes", "Its size.", manifest.content_bytes, 1, kMost)),
        hash("content_sha256", "Its SHA-256.", manifest.content_sha256),
        required(number_setting("store_bytes", "Size of the store, unpacked.", manifest.store_bytes, 1, kMost)),
        hash("store_sha256", "SHA-256 of the store, unpacked.", manifest.store_sha256),
        required(number_setting("meters", "How many meters it has.", manifest.meters, 0, kMost)),
        hash("readings_sha256", "What `drp export --digest` says of it.", manifest.readings_sha256),
    };
}

Problem damaged(const fs::path& file, std::string why) {
    return {ProblemKind::damaged, "backup-damaged", std::move(why), file.string(), "Use another backup."};
}

Problem missing(const fs::path& place) {
    return {ProblemKind::not_found, "backup-missing", "There is no backup here.", place.string(),
            "Name a backup, or the folder that `drp backup --to` was given."};
}

}  // namespace

std::string backup_name(core::UtcSeconds made) {
    auto name = core::to_iso(made);
    std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
    return "drp-" + name;
}

Result<void> write_manifest(const Manifest& manifest, const fs::path& folder) {
    const auto file = folder / kManifest;
    auto shown = manifest;
    auto made = core::to_iso(manifest.made);
    std::string text = "{\n";
    for (const auto& member : members_of(shown, made))
        text +=
            fmt::format("{}  \"{}\": {}", text.size() > 2 ? ",\n" : "", member.name, json::serialize(member.give()));
    std::ofstream out(file);
    out << text << "\n}\n";
    out.close();
    if (!out) return disk_problem(file, errno);
    return sync_to_disk(file);
}

Result<BackupSet> read_backup(const fs::path& folder) {
    const auto file = folder / kManifest;
    const auto text = read_settings_file(file.string());
    if (!text) return text.error();
    if (!*text) return missing(folder);
    BackupSet set{folder, {}};
    std::string made;
    const auto read = read_settings(**text, file.string(), members_of(set.manifest, made));
    if (set.manifest.format > kFormat)
        return Problem{ProblemKind::conflict, "backup-newer", "A later version of drp has made this backup.",
                       file.string(), "Restore it with that version."};
    if (!read) return damaged(file, read.error().message);
    const auto instant = core::parse_iso_instant(made);
    if (!instant) return damaged(file, instant.error().message);
    set.manifest.made = *instant;
    return set;
}

Result<std::vector<BackupSet>> backups_in(const fs::path& folder) {
    static const std::regex kName("drp-[0-9]{8}T[0-9]{6}Z");
    std::vector<BackupSet> sets;
    std::error_code failure;
    for (auto entry = fs::directory_iterator(folder, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        if (!std::regex_match(entry->path().filename().string(), kName)) continue;
        auto set = read_backup(entry->path());
        if (!set) return set.error();
        sets.push_back(std::move(*set));
    }
    if (failure) return missing(folder);
    std::ranges::sort(sets, std::greater{}, [](const BackupSet& set) { return set.manifest.made; });
    return sets;
}

Result<BackupSet> backup_at(const fs::path& place) {
    std::error_code failure;
    if (fs::exists(place / kManifest, failure)) return read_backup(place);
    auto sets = backups_in(place);
    if (!sets) return sets.error();
    if (sets->empty()) return missing(place);
    return sets->front();
}

Result<void> remove_backup(const BackupSet& set) {
    const auto going = set.folder.parent_path() / ("." + set.folder.filename().string() + ".removing");
    std::error_code failure;
    fs::rename(set.folder, going, failure);
    if (!failure) fs::remove_all(going, failure);
    if (failure) return disk_problem(set.folder, failure.value());
    return {};
}

}  // namespace drp::app
