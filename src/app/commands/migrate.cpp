#include <fmt/format.h>

#include "app/command.hpp"

namespace drp::app {

void add_migrate_command(Commands& commands) {
    auto* command = commands.add("migrate", "Create the store, or bring its schema up to this version");
    auto zone = std::make_shared<std::string>();
    command->add_option("--time-zone", *zone, "IANA zone of a new store, such as America/Chicago");
    commands.run(command, [&commands, zone]() -> core::Result<int> {
        auto store = open_store(commands.common, true, *zone);
        if (!store) return store.error();
        if (commands.common.as_json) {
            print_json({{"store", store->address()},
                        {"schema_version", store->schema_version()},
                        {"time_zone", store->time_zone().name()}});
        } else {
            fmt::print("{}: schema {}, time zone {}\n", store->address(), store->schema_version(),
                       store->time_zone().name());
        }
        return 0;
    });
}

}  // namespace drp::app
