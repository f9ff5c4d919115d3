#include <filesystem>

#include <fmt/format.h>

#include "app/command.hpp"
#include "formats/verdict.hpp"
#include "portal/change_feed.hpp"
#include "portal/weather.hpp"

namespace drp::app {
namespace {

using core::Result;

constexpr int kShownVerdicts = 10;

struct TemperatureArguments {
    std::vector<std::string> files;
    std::vector<std::string> meters;
    std::string site;
    bool is_dry_run = false;
    std::string name;
    std::string place;
    bool makes_default = false;
};

boost::json::object to_json(const portal::TemperatureReport& report) {
    const auto counts = report.counts();
    boost::json::array sites;
    for (const auto& site : report.sites) sites.push_back(boost::json::string(site.code));
    return {{"file", report.file_name},
            {"rows", report.summary.rows},
            {"new", counts.added},
            {"equal", counts.equal},
            {"corrected", counts.corrected},
            {"blank", report.summary.blank},
            {"refused", report.summary.refused},
            {"dry_run", report.is_dry_run},
            {"sites", std::move(sites)}};
}

void print_report(const portal::TemperatureReport& report, const std::vector<std::string>& verdicts) {
    const auto counts = report.counts();
    fmt::print("{}: {} rows, {} sites: {} new, {} equal, {} corrected, {} refused{}\n", report.file_name,
               with_thousands(static_cast<std::int64_t>(report.summary.rows)), report.sites.size(),
               with_thousands(counts.added), with_thousands(counts.equal), with_thousands(counts.corrected),
               with_thousands(static_cast<std::int64_t>(report.summary.refused)),
               report.is_dry_run ? " (dry run, nothing written)" : "");
    for (const auto& verdict : verdicts) fmt::print("    {}\n", verdict);
    if (report.summary.refused > static_cast<std::uint64_t>(kShownVerdicts)) fmt::print("    …\n");
}

Result<int> import(const CommonOptions& common, const TemperatureArguments& arguments) {
    auto store = open_store(common);
    if (!store) return store.error();
    portal::ChangeFeed changes;
    portal::Weather weather(*store, changes);
    boost::json::array reports;
    for (const auto& file : arguments.files) {
        auto source = formats::open_file(file);
        if (!source) return source.error();
        std::vector<std::string> shown;
        const auto keep = [&](const formats::Verdict& verdict) {
            if (shown.size() < kShownVerdicts)
                shown.push_back(fmt::format("{}:{}:{}: '{}' {}", file, verdict.line, verdict.column, verdict.value,
                                            formats::message(verdict.reason)));
        };
        const auto name = file == "-" ? "standard input" : std::filesystem::path(file).filename().string();
        const auto report = weather.import(portal::Actor::operator_at_the_machine(), std::move(*source), name,
                                           arguments.is_dry_run, keep, now());
        if (!report) return report.error();
        if (common.as_json)
            reports.push_back(to_json(*report));
        else
            print_report(*report, shown);
    }
    if (common.as_json) print_json({{"files", std::move(reports)}});
    return 0;
}

Result<int> list(const CommonOptions& common) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->read();
    const auto sites = storage::list_weather_sites(tx);
    if (common.as_json) {
        boost::json::array array;
        for (const auto& [site, readings, first, last, meters] : sites)
            array.push_back(boost::json::object{{"site", site.code},
                                                {"name", site.name},
                                                {"place", site.place},
                                                {"default", site.is_default},
                                                {"readings", readings},
                                                {"meters", meters}});
        print_json(array);
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& [site, readings, first, last, meters] : sites)
        rows.push_back({site.code, site.name, site.place, site.is_default ? "yes" : "", with_thousands(readings),
                        first ? core::to_iso(*first) : "", last ? core::to_iso(*last) : "", with_thousands(meters)});
    print_table({"SITE", "NAME", "PLACE", "DEFAULT", "READINGS", "FIRST", "LAST", "METERS"}, rows);
    return 0;
}

Result<int> assign(const CommonOptions& common, const TemperatureArguments& arguments) {
    auto store = open_store(common);
    if (!store) return store.error();
    portal::ChangeFeed changes;
    const auto site = arguments.site == "default" ? std::nullopt : std::optional(arguments.site);
    const auto changed = portal::Weather(*store, changes)
                             .assign(portal::Actor::operator_at_the_machine(), arguments.meters, site, now());
    if (!changed) return changed.error();
    if (common.as_json)
        print_json({{"changed", *changed}});
    else
        fmt::print("{} meters have another weather site than before.\n", *changed);
    return 0;
}

Result<int> describe(const CommonOptions& common, const TemperatureArguments& arguments) {
    auto store = open_store(common);
    if (!store) return store.error();
    portal::ChangeFeed changes;
    portal::WeatherSiteChange change;
    if (!arguments.name.empty()) change.name = arguments.name;
    if (!arguments.place.empty()) change.place = arguments.place;
    change.makes_default = arguments.makes_default;
    const auto site = portal::Weather(*store, changes)
                          .change(portal::Actor::operator_at_the_machine(), arguments.site, change, now());
    if (!site) return site.error();
    return 0;
}

}  // namespace

void add_temperature_commands(Commands& commands) {
    auto* group = commands.app->add_subcommand("temperature", "Temperatures outside: import, list, describe, assign");
    group->require_subcommand(1);
    auto arguments = std::make_shared<TemperatureArguments>();

    auto* import_command = commands.add("import", "Import files of temperatures: site,time_utc,temp_c", group);
    import_command->add_option("files", arguments->files, "CSV files, also .gz and .zst; - is standard input")
        ->required();
    import_command->add_flag("--dry-run", arguments->is_dry_run, "Count everything, write nothing");
    import_command->footer("Sites are made as files name them; the first one is the default for all meters.");
    commands.run(import_command, [&commands, arguments] { return import(commands.common, *arguments); });

    auto* list_command = commands.add("list", "List the weather sites", group);
    commands.run(list_command, [&commands] { return list(commands.common); });

    auto* describe_command = commands.add("describe", "Name a site, or make it the default", group);
    describe_command->add_option("site", arguments->site, "As files name it")->required();
    describe_command->add_option("--name", arguments->name, "A name for people");
    describe_command->add_option("--place", arguments->place, "Where it is");
    describe_command->add_flag("--default", arguments->makes_default, "For all meters without a site of their own");
    commands.run(describe_command, [&commands, arguments] { return describe(commands.common, *arguments); });

    auto* assign_command = commands.add("assign", "Say which site meters lie near", group);
    assign_command->add_option("site", arguments->site, "As files name it, or 'default'")->required();
    assign_command->add_option("meters", arguments->meters, "Numbers printed on the meters")->required();
    commands.run(assign_command, [&commands, arguments] { return assign(commands.common, *arguments); });
}

}  // namespace drp::app
