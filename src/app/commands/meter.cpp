#include <fmt/format.h>

#include "app/command.hpp"
#include "core/meter_number.hpp"
#include "storage/meters.hpp"

namespace drp::app {
namespace {

core::Result<core::MeterId> known_meter(storage::Transaction& tx, const std::string& number) {
    if (const auto meter = storage::find_meter(tx, number)) return meter->id;
    return core::Problem{core::ProblemKind::not_found, "meter-not-found", "There is no such meter.", number,
                         "`drp meter list` shows those there are."};
}

boost::json::object to_json(const storage::MeterRecord& meter) {
    boost::json::object object{{"meter", meter.number}, {"label", meter.label}, {"organisation", meter.org_name}};
    if (meter.interval) object["interval_s"] = meter.interval->value;
    if (meter.first_reading) object["first_reading"] = core::to_iso(*meter.first_reading);
    if (meter.last_reading) object["last_reading"] = core::to_iso(*meter.last_reading);
    return object;
}

core::Result<int> list(const CommonOptions& common) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->read();
    const auto meters = storage::list_meters(tx);
    if (common.as_json) {
        boost::json::array array;
        for (const auto& meter : meters) array.push_back(to_json(meter));
        print_json(array);
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& meter : meters)
        rows.push_back({meter.number, meter.label, meter.org_name,
                        meter.interval ? fmt::format("{} min", meter.interval->value / 60) : "",
                        meter.last_reading ? core::to_iso(*meter.last_reading) : "never"});
    print_table({"METER", "LABEL", "ORGANISATION", "INTERVAL", "LATEST READING"}, rows);
    return 0;
}

core::Result<int> add(const CommonOptions& common, const std::string& number, const std::string& label) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->write();
    const storage::NewMeter meter{number, label, std::nullopt};
    if (const auto ids = storage::create_meters(tx, {&meter, 1}, now()); !ids) return ids.error();
    tx.commit();
    return 0;
}

core::Result<int> assign(const CommonOptions& common, const std::string& number, std::int64_t organisation) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->write();
    const auto meter = known_meter(tx, number);
    if (!meter) return meter.error();
    if (const auto done = storage::assign_meter(tx, *meter, core::OrgId{organisation}); !done) return done.error();
    tx.commit();
    return 0;
}

core::Result<int> unassign(const CommonOptions& common, const std::string& number) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->write();
    const auto meter = known_meter(tx, number);
    if (!meter) return meter.error();
    if (const auto done = storage::unassign_meter(tx, *meter); !done) return done.error();
    tx.commit();
    return 0;
}

}  // namespace

void add_meter_commands(Commands& commands) {
    auto* meter = commands.app->add_subcommand("meter", "Meters: list, add, assign, unassign");
    meter->require_subcommand(1);
    auto number = std::make_shared<std::string>();
    auto label = std::make_shared<std::string>();
    auto organisation = std::make_shared<std::int64_t>(0);

    auto* list_command = commands.add("list", "List all meters", meter);
    commands.run(list_command, [&commands] { return list(commands.common); });

    auto* add_command = commands.add("add", "Add a meter (imports add theirs by themselves)", meter);
    add_command->add_option("meter", *number, "Number printed on the meter")->required();
    add_command->add_option("--label", *label, "A name for people");
    commands.run(add_command, [&commands, number, label] { return add(commands.common, *number, *label); });

    auto* assign_command = commands.add("assign", "Give a meter to an organisation", meter);
    assign_command->add_option("meter", *number, "Number printed on the meter")->required();
    assign_command->add_option("organisation", *organisation, "Number of the organisation")->required();
    commands.run(assign_command,
                 [&commands, number, organisation] { return assign(commands.common, *number, *organisation); });

    auto* unassign_command = commands.add("unassign", "Take a meter back", meter);
    unassign_command->add_option("meter", *number, "Number printed on the meter")->required();
    commands.run(unassign_command, [&commands, number] { return unassign(commands.common, *number); });
}

}  // namespace drp::app
