#include <fmt/format.h>

#include "app/command.hpp"
#include "portal/change_feed.hpp"
#include "portal/outages.hpp"

namespace drp::app {
namespace {

using core::Result;

struct OutageArguments {
    portal::OutageWish wish;
    bool is_for_all = false;
    std::int64_t id = 0;
};

Result<int> add(const CommonOptions& common, const OutageArguments& arguments) {
    if (arguments.is_for_all == !arguments.wish.meters.empty())
        return core::Problem{core::ProblemKind::invalid_input, "meters-missing",
                             "An outage is of some meters or of all.", "--meter", "Give --meter or --all."};
    auto store = open_store(common);
    if (!store) return store.error();
    portal::ChangeFeed changes;
    const auto ids =
        portal::add_outages(*store, changes, portal::Actor::operator_at_the_machine(), arguments.wish, now());
    if (!ids) return ids.error();
    if (common.as_json)
        print_json({{"ids", boost::json::array(ids->begin(), ids->end())}});
    else
        fmt::print("{} outage{} entered, the first has number {}.\n", ids->size(), ids->size() == 1 ? "" : "s",
                   ids->front());
    return 0;
}

Result<int> list(const CommonOptions& common) {
    auto store = open_store(common);
    if (!store) return store.error();
    const auto outages = portal::list_outages(*store, {.limit = -1, .with_total = false});
    if (!outages) return outages.error();
    boost::json::array array;
    std::vector<std::vector<std::string>> rows;
    for (const auto& outage : outages->rows) {
        const auto first = core::to_iso(outage.days.first);
        const auto last = core::to_iso(outage.days.last);
        array.push_back(boost::json::object{{"id", outage.id},
                                            {"meter", outage.meter},
                                            {"from", first},
                                            {"to", last},
                                            {"reason", outage.reason},
                                            {"made", core::to_iso(outage.made)},
                                            {"made_by", outage.made_by}});
        rows.push_back({fmt::format("{}", outage.id), outage.meter.empty() ? "all" : outage.meter, first, last,
                        outage.reason, outage.made_by});
    }
    if (common.as_json)
        print_json(array);
    else
        print_table({"NUMBER", "METER", "FROM", "TO", "REASON", "BY"}, rows);
    return 0;
}

Result<int> remove(const CommonOptions& common, const OutageArguments& arguments) {
    auto store = open_store(common);
    if (!store) return store.error();
    portal::ChangeFeed changes;
    const auto removed =
        portal::remove_outage(*store, changes, portal::Actor::operator_at_the_machine(), arguments.id, now());
    if (!removed) return removed.error();
    return 0;
}

}  // namespace

void add_outage_commands(Commands& commands) {
    auto* group = commands.app->add_subcommand("outage", "Days that baselines pass over: add, list, remove");
    group->require_subcommand(1);
    auto arguments = std::make_shared<OutageArguments>();

    auto* add_command = commands.add("add", "Enter an outage of some meters or of all", group);
    add_command->add_option("--meter", arguments->wish.meters, "Number of a meter; may be given again");
    add_command->add_flag("--all", arguments->is_for_all, "Every meter");
    add_command->add_option("--from", arguments->wish.from, "First local day, as 2026-07-12")->required();
    add_command->add_option("--to", arguments->wish.to, "Last local day, included; without it the same day");
    add_command->add_option("--reason", arguments->wish.reason, "What happened")->required();
    add_command->footer("What is settled stays as it is; settle an event again to see the difference.");
    commands.run(add_command, [&commands, arguments] { return add(commands.common, *arguments); });

    auto* list_command = commands.add("list", "List the outages", group);
    commands.run(list_command, [&commands] { return list(commands.common); });

    auto* remove_command = commands.add("remove", "Remove an outage that was none", group);
    remove_command->add_option("number", arguments->id, "Number of the outage, as `drp outage list` shows it")
        ->required();
    commands.run(remove_command, [&commands, arguments] { return remove(commands.common, *arguments); });
}

}  // namespace drp::app
