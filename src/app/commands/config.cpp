#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/configuration.hpp"
#include "app/configuration_report.hpp"
#include "app/environment.hpp"
#include "app/provider_configuration.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;

core::Result<int> check(const CommonOptions& common, const std::string& folder) {
    const auto problems = configuration_problems(folder);
    if (common.as_json) {
        json::array found;
        for (const auto& problem : problems)
            found.push_back(json::object{{"code", problem.code},
                                         {"message", problem.message},
                                         {"place", problem.place},
                                         {"cure", problem.cure}});
        print_json(json::object{{"clean", problems.empty()}, {"problems", std::move(found)}});
    } else {
        for (const auto& problem : problems) fmt::print("{}\n", core::to_text(problem));
        fmt::print("{}\n", problems.empty() ? "clean" : "NOT CLEAN");
    }
    return problems.empty() ? 0 : core::exit_code(problems.front().kind);
}

core::Result<int> show(const CommonOptions& common, const std::string& folder) {
    const auto report = configuration_report(folder);
    if (!report) return report.error();
    if (common.as_json) {
        json::array settings;
        for (const auto& setting : report->settings)
            settings.push_back(json::object{{"file", setting.file},
                                            {"name", setting.name},
                                            {"value", setting.value},
                                            {"source", setting.source},
                                            {"meaning", setting.meaning}});
        json::array warnings;
        for (const auto& warning : report->warnings) warnings.emplace_back(warning.message);
        print_json(json::object{{"settings", std::move(settings)}, {"warnings", std::move(warnings)}});
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& setting : report->settings)
        rows.push_back({setting.file, setting.name, json::serialize(setting.value), setting.source});
    print_table({"FILE", "SETTING", "VALUE", "SOURCE"}, rows);
    for (const auto& warning : report->warnings) fmt::print("! {}\n", warning.message);
    return 0;
}

core::Result<int> schema(const std::string& which) {
    Configuration programme;
    ProviderConfiguration provider;
    Environment environment;
    if (which == "drp-config")
        print_json(
            schema_of("drp-config.json", "What the provider has decided about its programme.", settings_of(programme)));
    else if (which == "provider-config")
        print_json(schema_of("provider-config.json",
                             "The provider's organisation and its first administrator, made on the first start.",
                             settings_of(provider)));
    else
        print_json(
            schema_of(".env", "Addresses and secrets, as variables of the environment.", settings_of(environment)));
    return 0;
}

}  // namespace

void add_config_commands(Commands& commands) {
    auto* group = commands.app->add_subcommand("config", "Check and show the configuration");
    group->require_subcommand(1);
    auto folder = std::make_shared<std::string>("var");
    const auto add = [&](const char* name, const char* description) {
        auto* command = group->add_subcommand(name, description);
        command->add_option("--data", *folder, "Folder of drp-config.json and provider-config.json")
            ->envname("DRP_DATA")
            ->capture_default_str();
        command->add_flag("--json", commands.common.as_json, "Speak JSON, for programs");
        return command;
    };
    auto* checking = add("check", "Check every file and the environment; exits with 2 where anything is wrong");
    commands.run(checking, [&commands, folder] { return check(commands.common, *folder); });
    auto* showing = add("show", "Every setting with its value and source; secrets are never shown");
    commands.run(showing, [&commands, folder] { return show(commands.common, *folder); });
    auto* describing = group->add_subcommand("schema", "JSON Schema of a file");
    auto which = std::make_shared<std::string>();
    describing->add_option("file", *which, "drp-config, provider-config or env")
        ->required()
        ->check(CLI::IsMember({"drp-config", "provider-config", "env"}));
    commands.run(describing, [which] { return schema(*which); });
}

}  // namespace drp::app
