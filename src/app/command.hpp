/// What all commands share: where the store is, how to speak, how to fail.
#pragma once

#include <functional>
#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "app/terminal.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::app {

inline constexpr const char* kVersion = DRP_VERSION;

struct CommonOptions {
    std::string store = "sqlite:var/drp.db";
    bool as_json = false;
};

/// A subcommand registers its options and leaves what to run; main() runs it and returns its exit code.
struct Commands {
    explicit Commands(CLI::App& root) : app(&root) {}

    CLI::App* app;
    CommonOptions common;
    std::function<int()> chosen;

    /// A subcommand with `--store` and `--json`, below `parent` if given ("meter list").
    CLI::App* add(const std::string& name, const std::string& description, CLI::App* parent = nullptr);
    /// Runs `body` when `command` was given; a Problem becomes a message and an exit code, wherever it comes from.
    void run(CLI::App* command, std::function<core::Result<int>()> body);
    /// `--store` of a command, which wins over DRP_STORE; `common.store` when that command runs.
    CLI::Option* add_store(CLI::App* command, const std::string& description);

  private:
    std::map<CLI::App*, std::string> stores_;
};

/// Opens the store of `--store`. `create` makes it where there is none.
[[nodiscard]] core::Result<storage::Store> open_store(const CommonOptions& common, bool create = false,
                                                      const std::string& time_zone = {});

/// The wall clock; nothing below app/ has one.
[[nodiscard]] core::UtcSeconds now();

void add_serve_command(Commands& commands);
void add_import_command(Commands& commands);
void add_export_command(Commands& commands);
void add_demo_command(Commands& commands);
void add_user_commands(Commands& commands);
void add_meter_commands(Commands& commands);
void add_org_commands(Commands& commands);
void add_temperature_commands(Commands& commands);
void add_outage_commands(Commands& commands);
void add_settle_command(Commands& commands);
void add_backup_commands(Commands& commands);  ///< backup, restore
void add_check_command(Commands& commands);
void add_doctor_command(Commands& commands);
void add_document_command(Commands& commands);
void add_copy_command(Commands& commands);
void add_event_commands(Commands& commands);
void add_program_commands(Commands& commands);
void add_enrol_command(Commands& commands);
void add_config_commands(Commands& commands);
void add_migrate_command(Commands& commands);
void add_version_command(Commands& commands);

}  // namespace drp::app
