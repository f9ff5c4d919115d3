#include "app/command.hpp"

#include <chrono>
#include <utility>

#include "app/configuration.hpp"

namespace drp::app {

CLI::App* Commands::add(const std::string& name, const std::string& description, CLI::App* parent) {
    auto* command = (parent == nullptr ? app : parent)->add_subcommand(name, description);
    add_store(command, "Address of the store");
    command->add_flag("--json", common.as_json, "Speak JSON, for programs");
    return command;
}

CLI::Option* Commands::add_store(CLI::App* command, const std::string& description) {
    // A place of its own: the parser reads the environment for every command, also for those that were not given.
    auto& place = stores_[command];
    place = common.store;
    return command->add_option("--store", place, description)->envname("DRP_STORE")->capture_default_str();
}

void Commands::run(CLI::App* command, std::function<core::Result<int>()> body) {
    command->callback([this, command, body = std::move(body)] {
        if (const auto store = stores_.find(command); store != stores_.end()) common.store = store->second;
        chosen = [this, body] {
            try {
                const auto result = body();
                return result ? *result : fail(result.error(), common.as_json);
            } catch (const core::ProblemError& error) {
                return fail(error.problem(), common.as_json);
            }
        };
    });
}

core::Result<storage::Store> open_store(const CommonOptions& common, bool create, const std::string& time_zone) {
    auto password = database_password();
    if (!password) return password.error();
    return storage::Store::open(common.store,
                                {.create = create, .time_zone = time_zone, .password = std::move(*password)});
}

core::UtcSeconds now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count()};
}

}  // namespace drp::app
