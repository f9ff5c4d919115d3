#include <fmt/format.h>

#include "app/command.hpp"

namespace drp::app {

void add_version_command(Commands& commands) {
    auto* command = commands.app->add_subcommand("version", "Print the version");
    command->add_flag("--json", commands.common.as_json, "Speak JSON, for programs");
    commands.run(command, [&commands]() -> core::Result<int> {
        if (commands.common.as_json) {
            print_json(boost::json::object{{"version", kVersion}});
        } else {
            fmt::print("drp {}\n", kVersion);
        }
        return 0;
    });
}

}  // namespace drp::app
