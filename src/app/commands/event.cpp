#include <charconv>

#include <fmt/format.h>

#include "api/event_json.hpp"
#include "app/command.hpp"
#include "app/operator.hpp"
#include "portal/event_clock.hpp"
#include "portal/events.hpp"
#include "portal/meter_directory.hpp"
#include "portal/wall_clock.hpp"

namespace drp::app {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

struct EventOptions {
    std::int64_t id = 0;
    std::string program;
    std::string name;
    std::string start;
    std::string end;
    std::string message;
    std::string reason;
    std::string state;
    std::vector<std::int64_t> organisations;
    std::vector<std::string> meters;
    bool is_test = false;
    bool schedules = false;
    bool is_late = false;
};

/// What a command works with. It tells nobody: that is for the portal that serves this store, whose clock sees what was
/// done here.
struct Desk {
    storage::Store store;
    portal::MeterDirectory directory;
    portal::Events events;

    explicit Desk(storage::Store opened) : store(std::move(opened)), directory(store), events(store, directory) {}
};

Result<std::unique_ptr<Desk>> open_desk(const CommonOptions& common) {
    auto store = open_store(common);
    if (!store) return store.error();
    return std::make_unique<Desk>(std::move(*store));
}

std::vector<std::string> row_of(const storage::ProgramEvent& event, const core::TimeZone& zone) {
    return {fmt::format("{}", event.id.value),
            event.name,
            std::string(storage::to_text(event.state)),
            event.is_test ? "test" : "",
            portal::wall_clock_text(zone, event.period.from),
            portal::wall_clock_text(zone, event.period.to),
            event.program_name,
            fmt::format("{}", event.meters),
            fmt::format("{}", event.opted_out),
            fmt::format("{:.3f}", event.nominated.kw())};
}

Result<int> list(const CommonOptions& common, const EventOptions& options) {
    auto desk = open_desk(common);
    if (!desk) return desk.error();
    storage::EventFilter filter;
    if (!options.state.empty()) filter.states = {options.state};
    if (!options.program.empty()) {
        const auto program = program_named((*desk)->store, options.program);
        if (!program) return program.error();
        filter.program = program->id;
    }
    constexpr std::int64_t kAll = -1;
    const auto listed = (*desk)->events.list(the_operator(), filter, {.limit = kAll, .with_total = false});
    if (!listed) return listed.error();
    const auto zone = (*desk)->store.time_zone();
    boost::json::array array;
    std::vector<std::vector<std::string>> rows;
    for (const auto& event : listed->rows) {
        array.push_back(api::event_json(event, zone));
        rows.push_back(row_of(event, zone));
    }
    if (common.as_json) {
        print_json(array);
    } else {
        print_table({"NUMBER", "NAME", "STATE", "KIND", "START", "END", "PROGRAMME", "METERS", "OUT", "KW"}, rows);
    }
    return 0;
}

void print(const CommonOptions& common, const Desk& desk, const portal::EventDetails& details,
           const std::vector<storage::Participant>& participants) {
    const auto zone = desk.store.time_zone();
    if (common.as_json) {
        auto object = api::event_json(details.event, zone);
        boost::json::array meters;
        for (const auto& participant : participants) {
            boost::json::object meter{{"meter", participant.number}, {"holder", participant.holder}};
            meter["nomination_kw"] =
                participant.nomination ? boost::json::value(participant.nomination->kw()) : nullptr;
            meter["opted_out"] = participant.opt_out.has_value();
            meters.push_back(std::move(meter));
        }
        object["called"] = std::move(meters);
        print_json(object);
        return;
    }
    fmt::print("event {} '{}', {}{}\n{}\n", details.event.id.value, details.event.name,
               storage::to_text(details.event.state), details.event.is_test ? ", a test" : "",
               portal::period_text(zone, details.event.period));
    if (!details.event.cancel_reason.empty()) fmt::print("cancelled: {}\n", details.event.cancel_reason);
    std::vector<std::vector<std::string>> rows;
    for (const auto& participant : participants)
        rows.push_back({participant.number, participant.holder,
                        participant.nomination ? fmt::format("{:.3f}", participant.nomination->kw()) : "",
                        participant.opt_out ? "out: " + participant.opt_out->reason : ""});
    print_table({"METER", "HOLDER", "KW", ""}, rows);
}

Result<int> print_event(const CommonOptions& common, const Desk& desk, core::EventId id) {
    const auto actor = the_operator();
    const auto details = desk.events.find(actor, id, now());
    if (!details) return details.error();
    const auto participants = desk.events.participants(actor, id);
    if (!participants) return participants.error();
    print(common, desk, *details, *participants);
    return 0;
}

Result<int> show(const CommonOptions& common, const EventOptions& options) {
    auto desk = open_desk(common);
    if (!desk) return desk.error();
    return print_event(common, **desk, {options.id});
}

/// Events of the past have nothing to wait for.
Result<int> schedule_and_print(const CommonOptions& common, Desk& desk, core::EventId id, bool is_late) {
    const auto scheduled = desk.events.schedule(the_operator(), id, is_late, now());
    if (!scheduled) return scheduled.error();
    if (scheduled->event.period.to <= now()) portal::EventClock(desk.store, {}).advance_event(id, now());
    return print_event(common, desk, id);
}

Result<int> create(const CommonOptions& common, const EventOptions& options) {
    auto desk = open_desk(common);
    if (!desk) return desk.error();
    const auto program = program_named((*desk)->store, options.program);
    if (!program) return program.error();
    portal::EventWish wish{program->id, options.name, options.start,  options.end, options.is_test, {},
                           {},          {},           options.message};
    if (!options.organisations.empty() && !options.meters.empty())
        return Problem{ProblemKind::invalid_input, "usage", "An event is for organisations or for meters, not both.",
                       "", ""};
    if (!options.organisations.empty()) wish.target = storage::EventTarget::organisations;
    if (!options.meters.empty()) wish.target = storage::EventTarget::meters;
    for (const auto organisation : options.organisations) wish.organisations.push_back({organisation});
    wish.meters = options.meters;
    const auto made = (*desk)->events.create(the_operator(), wish, now());
    if (!made) return made.error();
    if (options.schedules) return schedule_and_print(common, **desk, made->event.id, options.is_late);
    return print_event(common, **desk, made->event.id);
}

Result<int> schedule(const CommonOptions& common, const EventOptions& options) {
    auto desk = open_desk(common);
    if (!desk) return desk.error();
    return schedule_and_print(common, **desk, {options.id}, options.is_late);
}

Result<int> cancel(const CommonOptions& common, const EventOptions& options) {
    auto desk = open_desk(common);
    if (!desk) return desk.error();
    const auto cancelled = (*desk)->events.cancel(the_operator(), {options.id}, options.reason, now());
    if (!cancelled) return cancelled.error();
    return print_event(common, **desk, {options.id});
}

}  // namespace

void add_event_commands(Commands& commands) {
    auto* event = commands.app->add_subcommand("event", "Response events: list, show, create, schedule, cancel");
    event->require_subcommand(1);
    auto options = std::make_shared<EventOptions>();
    const std::string late = "Even if the programme's notice cannot be kept, or the event lies in the past";

    auto* list_command = commands.add("list", "List events by start", event);
    list_command->add_option("--program", options->program, "Of this programme, by name or number");
    list_command->add_option("--state", options->state, "In this state")
        ->check(CLI::IsMember({"draft", "scheduled", "notified", "active", "done", "settled", "cancelled"}));
    commands.run(list_command, [&commands, options] { return list(commands.common, *options); });

    auto* show_command = commands.add("show", "An event with the meters it calls", event);
    show_command->add_option("event", options->id, "Its number")->required();
    commands.run(show_command, [&commands, options] { return show(commands.common, *options); });

    auto* create_command = commands.add("create", "Draw up an event", event);
    create_command->add_option("name", options->name, "Its name")->required();
    create_command->add_option("--program", options->program, "Programme, by name or number")->required();
    create_command->add_option("--start", options->start, "Local time such as 2026-07-12T16:00, or an instant")
        ->required();
    create_command->add_option("--end", options->end, "Likewise")->required();
    create_command->add_option("--organisation", options->organisations, "Only for this organisation; may be repeated");
    create_command->add_option("--meter", options->meters, "Only for this meter; may be repeated");
    create_command->add_option("--message", options->message, "A sentence for the notices");
    create_command->add_flag("--test", options->is_test, "It is a test of the programme");
    create_command->add_flag("--schedule", options->schedules, "Schedule it at once");
    create_command->add_flag("--late", options->is_late, late);
    commands.run(create_command, [&commands, options] { return create(commands.common, *options); });

    auto* schedule_command = commands.add("schedule", "Schedule a draft: those it calls see it from then on", event);
    schedule_command->add_option("event", options->id, "Its number")->required();
    schedule_command->add_flag("--late", options->is_late, late);
    commands.run(schedule_command, [&commands, options] { return schedule(commands.common, *options); });

    auto* cancel_command = commands.add("cancel", "Cancel an event that is not done", event);
    cancel_command->add_option("event", options->id, "Its number")->required();
    cancel_command->add_option("--reason", options->reason, "For those who were called")->required();
    commands.run(cancel_command, [&commands, options] { return cancel(commands.common, *options); });
}

}  // namespace drp::app
