#include "portal/demo.hpp"

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/demo_store.hpp"

namespace drp::app {

void add_demo_command(Commands& commands) {
    auto* command =
        commands.add("demo", "Make a store with a small cooperative: 60 meters, 13 months, one account a role");
    auto zone = std::make_shared<std::string>("America/Chicago");
    command->add_option("--time-zone", *zone, "IANA zone of the cooperative")->capture_default_str();
    commands.run(command, [&commands, zone]() -> core::Result<int> {
        if (auto made = make_demo_store(commands.common.store, *zone, now()); !made) return made.error();
        auto store = open_store(commands.common);
        if (!store) return store.error();
        const auto log_ins = portal::demo_log_ins(*store, portal::demo_anchor(*store).value());
        boost::json::array accounts;
        std::vector<std::vector<std::string>> rows;
        for (const auto& log_in : log_ins) {
            accounts.push_back({{"email", log_in.email}, {"password", log_in.password}, {"role", log_in.role}});
            rows.push_back({log_in.email, log_in.password, log_in.role});
        }
        if (commands.common.as_json) {
            print_json({{"store", store->address()}, {"accounts", std::move(accounts)}});
        } else {
            fmt::print("{} filled\n", store->address());
            print_table({"LOG-IN", "PASSWORD", "ROLE"}, rows);
        }
        return 0;
    });
}

}  // namespace drp::app
