#include <fmt/format.h>

#include "app/command.hpp"
#include "storage/organizations.hpp"

namespace drp::app {
namespace {

core::Result<int> add(const CommonOptions& common, const std::string& name, bool is_provider) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->write();
    const auto organisation = storage::create_organization(tx, name, is_provider, now());
    if (!organisation) return organisation.error();
    tx.commit();
    if (common.as_json) {
        print_json({{"id", organisation->id.value}, {"name", organisation->name}});
    } else {
        fmt::print("organisation {} '{}' added\n", organisation->id.value, organisation->name);
    }
    return 0;
}

core::Result<int> list(const CommonOptions& common) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->read();
    const auto organisations = storage::list_organizations(tx);
    if (common.as_json) {
        boost::json::array array;
        for (const auto& o : organisations)
            array.push_back({{"id", o.id.value},
                             {"name", o.name},
                             {"is_provider", o.is_provider},
                             {"meters", o.meters},
                             {"members", o.members}});
        print_json(array);
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& o : organisations)
        rows.push_back({fmt::format("{}", o.id.value), o.name, o.is_provider ? "provider" : "",
                        fmt::format("{}", o.meters), fmt::format("{}", o.members)});
    print_table({"NUMBER", "NAME", "", "METERS", "MEMBERS"}, rows);
    return 0;
}

}  // namespace

void add_org_commands(Commands& commands) {
    auto* org = commands.app->add_subcommand("org", "Organisations: add, list");
    org->require_subcommand(1);
    auto* list_command = commands.add("list", "List all organisations", org);
    auto* add_command = commands.add("add", "Add an organisation", org);
    auto name = std::make_shared<std::string>();
    auto is_provider = std::make_shared<bool>(false);
    add_command->add_option("name", *name, "Its name")->required();
    add_command->add_flag("--provider", *is_provider, "It is the power provider; there is one at most");
    commands.run(list_command, [&commands] { return list(commands.common); });
    commands.run(add_command, [&commands, name, is_provider] { return add(commands.common, *name, *is_provider); });
}

}  // namespace drp::app
