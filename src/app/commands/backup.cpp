#include "app/backup/backup.hpp"

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/configuration.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;
using core::Result;

struct BackupArguments {
    BackupRequest request;
    std::string folder;
    bool wants_list = false;
};

struct RestoreArguments {
    std::string from;
    std::string instead;
    bool only_verifies = false;
};

std::string megabytes(std::int64_t bytes) {
    constexpr double kBytesPerMegabyte = 1e6;
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / kBytesPerMegabyte);
}

json::object to_json(const BackupSet& set) {
    const auto& manifest = set.manifest;
    return {{"backup", set.folder.string()},
            {"made_utc", core::to_iso(manifest.made)},
            {"program_version", manifest.program_version},
            {"schema_version", manifest.schema_version},
            {"content_bytes", manifest.content_bytes},
            {"store_bytes", manifest.store_bytes},
            {"meters", manifest.meters},
            {"readings_sha256", manifest.readings_sha256}};
}

Result<int> list(const CommonOptions& common, const BackupArguments& arguments) {
    const auto sets = backups_in(arguments.folder);
    if (!sets) return sets.error();
    json::array shown;
    std::vector<std::vector<std::string>> rows;
    for (const auto& set : *sets) {
        const auto& manifest = set.manifest;
        shown.push_back(to_json(set));
        rows.push_back({set.folder.filename().string(), megabytes(manifest.content_bytes),
                        megabytes(manifest.store_bytes), std::to_string(manifest.schema_version),
                        std::to_string(manifest.meters), manifest.program_version});
    }
    if (common.as_json)
        print_json({{"backups", std::move(shown)}});
    else
        print_table({"BACKUP", "SIZE", "STORE", "SCHEMA", "METERS", "MADE BY"}, rows);
    return 0;
}

Result<int> backup(const CommonOptions& common, BackupArguments arguments) {
    arguments.request.folder = arguments.folder;
    arguments.request.store = common.store;
    auto password = database_password();
    if (!password) return password.error();
    arguments.request.password = std::move(*password);
    const auto done = make_backup(arguments.request, now());
    if (!done) return done.error();
    if (common.as_json) {
        auto shown = to_json(done->made);
        shown["verified"] = arguments.request.is_verified;
        json::array removed;
        for (const auto& folder : done->removed) removed.emplace_back(folder.string());
        shown["removed"] = std::move(removed);
        print_json(shown);
        return 0;
    }
    const auto& manifest = done->made.manifest;
    fmt::print("{}: {} of {}, schema {}, {} meters{}\n", done->made.folder.string(), megabytes(manifest.content_bytes),
               megabytes(manifest.store_bytes), manifest.schema_version, with_thousands(manifest.meters),
               arguments.request.is_verified ? ", verified" : "");
    for (const auto& folder : done->removed) fmt::print("removed {}\n", folder.string());
    return 0;
}

Result<int> restore(const CommonOptions& common, const RestoreArguments& arguments) {
    const auto set = backup_at(arguments.from);
    if (!set) return set.error();
    if (arguments.only_verifies) {
        if (auto good = verify_backup(*set); !good) return good.error();
        auto shown = to_json(*set);
        shown["verified"] = true;
        if (common.as_json)
            print_json(shown);
        else
            fmt::print("{}: can be restored, and its {} meters are as they were\n", set->folder.string(),
                       with_thousands(set->manifest.meters));
        return 0;
    }
    const auto password = database_password();
    if (!password) return password.error();
    const auto done = restore_backup({*set, common.store, arguments.instead, *password}, now());
    if (!done) return done.error();
    if (common.as_json) {
        auto shown = to_json(*set);
        shown["store"] = done->store;
        shown["aside"] = done->aside.empty() ? json::value(nullptr) : json::value(done->aside.string());
        shown["schema_version"] = done->schema_version;
        print_json(shown);
        return 0;
    }
    fmt::print("{}: {} meters, schema {}, from {}\n", done->store, with_thousands(set->manifest.meters),
               done->schema_version, set->folder.string());
    if (!done->aside.empty()) fmt::print("The store that was there lies at {} now.\n", done->aside.string());
    return 0;
}

}  // namespace

void add_backup_commands(Commands& commands) {
    constexpr std::int64_t kMostKept = 10'000;
    constexpr int kHighestLevel = 19;
    auto* making = commands.add("backup", "Copy the store while it is in use: consistent, compressed, described");
    auto arguments = std::make_shared<BackupArguments>();
    auto& request = arguments->request;
    making->add_option("--to", arguments->folder, "Folder of the backups; one more is made in it")
        ->required()
        ->envname("DRP_BACKUPS");
    const auto add_kept = [&](const char* name, std::int64_t& field, const char* description) {
        making->add_option(name, field, description)->check(CLI::Range(std::int64_t{0}, kMostKept));
    };
    add_kept("--keep-last", request.retention.last, "Afterwards keep the newest N backups");
    add_kept("--keep-daily", request.retention.daily, "… and the newest of each of N days");
    add_kept("--keep-weekly", request.retention.weekly, "… and the newest of each of N weeks");
    add_kept("--keep-monthly", request.retention.monthly, "… and the newest of each of N months");
    making->add_flag("--verify", request.is_verified, "Restore it into a scratch store first, check and compare that");
    making->add_option("--level", request.level, "Of zstd: higher is smaller and slower")
        ->check(CLI::Range(1, kHighestLevel))
        ->capture_default_str();
    making->add_flag("--list", arguments->wants_list, "Say which backups there are instead");
    making->footer(
        "Without --keep-… nothing is ever removed. The portal's own key (portal-key) is not in a backup: keep a copy "
        "of it apart.");
    commands.run(making, [&commands, arguments] {
        return arguments->wants_list ? list(commands.common, *arguments) : backup(commands.common, *arguments);
    });

    auto* restoring = commands.add("restore", "Make a store from a backup, or prove that it can be made");
    auto restored = std::make_shared<RestoreArguments>();
    restoring->add_option("--from", restored->from, "A backup, or the folder of backups: then the newest")
        ->required()
        ->envname("DRP_BACKUPS");
    restoring->add_option("--force", restored->instead,
                          "Path of the store that is there and is to be replaced; it is moved aside");
    restoring->add_flag("--verify", restored->only_verifies, "Only prove it, with a scratch store that goes again");
    commands.run(restoring, [&commands, restored] { return restore(commands.common, *restored); });
}

}  // namespace drp::app
