#include <exception>

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/environment.hpp"

namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done; 2 wrong input or usage; 3 not allowed; 4 not found; 5 conflict; 6 try again later; 7 the "
    "store "
    "is damaged; 1 anything else.\n`drp COMMAND --help` says more.";

/// The env file has to be read before the command line, whose options may come from it.
std::string env_file_named(int argc, char** argv) {
    constexpr std::string_view kOption = "--env-file";
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == kOption && i + 1 < argc) return argv[i + 1];
        if (argument.starts_with("--env-file=")) return std::string(argument.substr(kOption.size() + 1));
    }
    return {};
}

int run(int argc, char** argv) {
    CLI::App app{"Demand Response Portal: see, prove and settle demand response.", "drp"};
    app.require_subcommand(1);
    app.footer(kFooter);
    drp::app::Commands commands(app);
    drp::app::add_serve_command(commands);
    drp::app::add_import_command(commands);
    drp::app::add_export_command(commands);
    drp::app::add_demo_command(commands);
    drp::app::add_user_commands(commands);
    drp::app::add_meter_commands(commands);
    drp::app::add_org_commands(commands);
    drp::app::add_temperature_commands(commands);
    drp::app::add_outage_commands(commands);
    drp::app::add_program_commands(commands);
    drp::app::add_enrol_command(commands);
    drp::app::add_event_commands(commands);
    drp::app::add_settle_command(commands);
    drp::app::add_check_command(commands);
    drp::app::add_copy_command(commands);
    drp::app::add_backup_commands(commands);
    drp::app::add_doctor_command(commands);
    drp::app::add_config_commands(commands);
    drp::app::add_migrate_command(commands);
    drp::app::add_document_command(commands);
    drp::app::add_version_command(commands);
    std::string env_file;
    app.add_option("--env-file", env_file, "Lines NAME=value that are taken into the environment first");
    try {
        if (const auto file = env_file_named(argc, argv); !file.empty())
            if (const auto loaded = drp::app::load_env_file(file); !loaded)
                return drp::app::fail(loaded.error(), false);
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        constexpr int kUsage = 2;
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    return commands.chosen ? commands.chosen() : 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "drp: {}\n", error.what());
        return 1;
    }
}
