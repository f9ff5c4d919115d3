// Events: lists, drafts, scheduling, cancelling, opting out, and who was told.
#include <algorithm>

#include "api/body.hpp"
#include "api/event_json.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "portal/wall_clock.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{512} << 10U;
constexpr std::size_t kMaxTimeBytes = 40;
constexpr std::size_t kMaxNumberBytes = 100;
constexpr std::string_view kEventColumns[] = {"id",     "name",      "kind",         "state",     "program.name",
                                              "start",  "end",       "start_local",  "end_local", "target",
                                              "meters", "opted_out", "nominated_kw", "notice",    "opt_out_until"};
constexpr std::string_view kNoticeColumns[] = {"kind", "recipient", "state", "queued", "sent", "given_up"};

json::value opt_out_json(const storage::Participant& participant) {
    if (!participant.opt_out) return nullptr;
    return json::object{{"reason", participant.opt_out->reason},
                        {"made", core::to_iso(participant.opt_out->made)},
                        {"made_by", participant.opt_out->made_by}};
}

json::object to_json(const storage::Participant& participant) {
    return {
        {"meter", participant.number},
        {"label", participant.label},
        {"holder", participant.holder},
        {"nomination_kw", participant.nomination ? json::value(participant.nomination->kw()) : json::value(nullptr)},
        {"opt_out", opt_out_json(participant)}};
}

http::Response answer(const Services& services, const portal::Actor& actor, const portal::EventDetails& details,
                      int status = 200) {
    auto object = event_json(details.event, services.store.time_zone());
    const bool is_staff = portal::is_allowed(actor, UseCase::see_programs);
    json::array organisations;
    for (const auto& organisation : details.targets.organisations)
        organisations.push_back(json::object{{"id", organisation.id.value}, {"name", organisation.name}});
    json::array meters;
    for (const auto& meter : details.targets.meters) meters.push_back(json::value(meter.number));
    json::array own;
    for (const auto& participant : details.own_meters) own.push_back(to_json(participant));
    object["created"] = or_null(details.event.created);
    object["created_by"] = is_staff ? json::value(details.event.created_by) : json::value(nullptr);
    object["scheduled"] = or_null(details.event.scheduled);
    object["targets"] = json::object{{"organisations", std::move(organisations)}, {"meters", std::move(meters)}};
    object["own_meters"] = std::move(own);
    object["may_opt_out"] = details.may_opt_out;
    object["other_start"] = or_null(details.other_start);
    object["other_end"] = or_null(details.other_end);
    return http::Response::json(json::serialize(object), status);
}

using Work = std::function<Result<portal::EventDetails>()>;

http::Task<http::Response> answer_work(Services& services, const Caller& caller, Work work, int status = 200) {
    auto details = co_await http::run_on(services.database, std::move(work));
    if (!details) co_return details.error();
    auto response = answer(services, caller.actor, *details, status);
    if (status == 201) response.header("Location", "/api/events/" + std::to_string(details->event.id.value));
    co_return response;
}

Result<storage::EventFilter> read_filter(const Services& services, const http::Request& request) {
    storage::EventFilter filter;
    filter.states = query_items(request, "state");
    constexpr std::size_t kStates = 7;
    const bool is_known = std::all_of(filter.states.begin(), filter.states.end(),
                                      [](const auto& state) { return storage::event_state_of(state).has_value(); });
    if (!is_known || filter.states.size() > kStates || (request.query("state") && filter.states.empty()))
        return query_problem("state", "Use draft, scheduled, notified, active, done, settled, cancelled, each once.");
    for (auto [name, target] : {std::pair("from", &filter.from), std::pair("to", &filter.to)}) {
        const auto text = request.query(name);
        if (!text) continue;
        const auto t = portal::day_or_instant(services.store.calendar(), *text, name);
        if (!t) return t.error();
        *target = *t;
    }
    if (filter.from && filter.to && *filter.to <= *filter.from)
        return core::Problem{core::ProblemKind::invalid_input, "range-empty", "The range ends before it begins.", "to",
                             "Choose a later end."};
    const auto program = query_number(request, "program_id");
    if (!program) return program.error();
    if (*program) filter.program = core::ProgramId{**program};
    return filter;
}

http::Task<http::Response> list(Services& services, http::Request& request, Caller& caller) {
    const auto filter = read_filter(services, request);
    if (!filter) co_return filter.error();
    const ListSource source = [&services, filter = *filter, actor = caller.actor](const storage::PageQuery& page) {
        const auto zone = services.store.time_zone();
        return to_list_page(services.response_events.list(actor, filter, page),
                            [&zone](const auto& event) { return event_json(event, zone); });
    };
    const ListCsv csv{kEventColumns, "events.csv"};
    co_return co_await answer_list(services, request, csv, source);
}

http::Task<http::Response> find(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const Work work = [&services, &caller, id = *id, now = services.now()] {
        return services.response_events.find(caller.actor, id, now);
    };
    co_return co_await answer_work(services, caller, work);
}

// ---- drafts ---------------------------------------------------------------------------------------------------------

Result<std::optional<bool>> read_kind(const JsonBody& body) {
    const auto kind = body.optional_text("kind", 20);
    if (!kind) return kind.error();
    if (!*kind) return std::optional<bool>();
    if (**kind != "real" && **kind != "test")
        return field_problem("kind", "There is no such kind.", "Use real or test.");
    return std::optional(**kind == "test");
}

Result<std::vector<core::OrgId>> read_organisations(const JsonBody& body) {
    std::vector<core::OrgId> organisations;
    const auto& value = body.value("organisations");
    if (value.is_null()) return organisations;
    if (!value.is_array() || value.get_array().size() > portal::kMaxTargets)
        return field_problem("organisations", "This is no list of organisation numbers.", "Name at most 5,000.");
    for (const auto& item : value.get_array()) {
        if (!item.is_int64()) return field_problem("organisations", "An organisation is named by its number.");
        organisations.push_back({item.get_int64()});
    }
    return organisations;
}

/// What a draft is made of; of a change all of it may be absent.
Result<portal::EventChange> read_change(const JsonBody& body) {
    portal::EventChange change;
    const auto program = body.optional_integer("program_id");
    if (!program) return program.error();
    if (*program) change.program = core::ProgramId{**program};
    for (auto [name, most, target] :
         {std::tuple("name", portal::kMaxEventNameBytes, &change.name),
          std::tuple("start", kMaxTimeBytes, &change.start), std::tuple("end", kMaxTimeBytes, &change.end),
          std::tuple("message", portal::kMaxMessageBytes, &change.message)}) {
        auto text = body.optional_text(name, most);
        if (!text) return text.error();
        *target = std::move(*text);
    }
    if (change.name && change.name->empty()) return field_problem("name", "The field 'name' is missing.");
    const auto is_test = read_kind(body);
    if (!is_test) return is_test.error();
    change.is_test = *is_test;
    const auto target = body.optional_text("target", 20);
    if (!target) return target.error();
    if (*target) {
        change.target = storage::event_target_of(**target);
        if (!change.target)
            return field_problem("target", "There is no such target.", "Use all, organisations, meters.");
    }
    auto organisations = read_organisations(body);
    if (!organisations) return organisations.error();
    change.organisations = std::move(*organisations);
    if (body.has("meters")) {
        auto meters = body.texts("meters", portal::kMaxTargets, kMaxNumberBytes);
        if (!meters) return meters.error();
        change.meters = std::move(*meters);
    }
    if (!change.target && (!change.organisations.empty() || !change.meters.empty()))
        return field_problem("target", "Targets are named without saying which kind they are.",
                             "Say target: organisations or meters.");
    return change;
}

Result<portal::EventChange> read_change(const http::Request& request) {
    const auto body = JsonBody::read(
        request, {"program_id", "name", "start", "end", "kind", "target", "organisations", "meters", "message"});
    if (!body) return body.error();
    return read_change(*body);
}

Result<portal::EventWish> read_wish(const http::Request& request) {
    auto change = read_change(request);
    if (!change) return change.error();
    const auto missing = [](std::string_view field) {
        return field_problem(field, "The field '" + std::string(field) + "' is missing.");
    };
    if (!change->program) return missing("program_id");
    if (!change->name) return missing("name");
    if (!change->start) return missing("start");
    if (!change->end) return missing("end");
    return portal::EventWish{*change->program,
                             std::move(*change->name),
                             std::move(*change->start),
                             std::move(*change->end),
                             change->is_test.value_or(false),
                             change->target.value_or(storage::EventTarget::all),
                             std::move(change->organisations),
                             std::move(change->meters),
                             change->message.value_or("")};
}

http::Task<http::Response> create(Services& services, http::Request& request, Caller& caller) {
    const auto wish = read_wish(request);
    if (!wish) co_return wish.error();
    const Work work = [&, now = services.now()] { return services.response_events.create(caller.actor, *wish, now); };
    co_return co_await answer_work(services, caller, work, 201);
}

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const auto wish = read_change(request);
    if (!wish) co_return wish.error();
    const Work work = [&, now = services.now()] {
        return services.response_events.change(caller.actor, *id, *wish, now);
    };
    co_return co_await answer_work(services, caller, work);
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const auto now = services.now();
    auto gone = co_await http::run_on(services.database,
                                      [&] { return services.response_events.remove(caller.actor, *id, now); });
    if (!gone) co_return gone.error();
    co_return http::Response::empty(204);
}

http::Task<http::Response> schedule(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const auto body = JsonBody::read(request, {"is_late"});
    if (!body) co_return body.error();
    const auto is_late = body->optional_flag("is_late");
    if (!is_late) co_return is_late.error();
    const Work work = [&, now = services.now()] {
        return services.response_events.schedule(caller.actor, *id, is_late->value_or(false), now);
    };
    co_return co_await answer_work(services, caller, work);
}

http::Task<http::Response> cancel(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const auto body = JsonBody::read(request, {"reason"});
    if (!body) co_return body.error();
    const auto reason = body->text("reason", portal::kMaxReasonBytes);
    if (!reason) co_return reason.error();
    const Work work = [&, now = services.now()] {
        return services.response_events.cancel(caller.actor, *id, *reason, now);
    };
    co_return co_await answer_work(services, caller, work);
}

// ---- opting out, notices --------------------------------------------------------------------------------------------

http::Task<http::Response> list_opt_outs(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    auto participants = co_await http::run_on(services.database,
                                              [&] { return services.response_events.participants(caller.actor, *id); });
    if (!participants) co_return participants.error();
    json::array opt_outs;
    for (const auto& participant : *participants)
        if (participant.opt_out) opt_outs.push_back(to_json(participant));
    co_return http::Response::json(json::serialize(json::object{{"opt_outs", std::move(opt_outs)}}));
}

http::Task<http::Response> opt_out(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const auto body = JsonBody::read(request, {"meter", "reason"});
    if (!body) co_return body.error();
    const auto meter = body->text("meter", kMaxNumberBytes);
    if (!meter) co_return meter.error();
    const auto reason = body->text("reason", portal::kMaxReasonBytes);
    if (!reason) co_return reason.error();
    const auto now = services.now();
    auto participant = co_await http::run_on(
        services.database, [&] { return services.response_events.opt_out(caller.actor, *id, *meter, *reason, now); });
    if (!participant) co_return participant.error();
    co_return http::Response::json(json::serialize(to_json(*participant)));
}

http::Task<http::Response> opt_in(Services& services, http::Request& request, Caller& caller) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const auto now = services.now();
    auto participant = co_await http::run_on(services.database, [&] {
        return services.response_events.opt_in(caller.actor, *id, request.param("meter_id"), now);
    });
    if (!participant) co_return participant.error();
    co_return http::Response::json(json::serialize(to_json(*participant)));
}

json::object to_json(const storage::NoticeRecord& notice) {
    const std::string_view state = notice.sent       ? "sent"
                                   : notice.given_up ? "failed"
                                   : notice.mail     ? "queued"
                                                     : "not_sent";
    return {{"kind", notice.kind},
            {"recipient", notice.recipient},
            {"state", state},
            {"queued", core::to_iso(notice.queued)},
            {"sent", or_null(notice.sent)},
            {"given_up", or_null(notice.given_up)}};
}

http::Task<http::Response> list_notices(Services& services, http::Request& request) {
    const auto id = event_in_path(request);
    if (!id) co_return id.error();
    const ListSource source = [&services, id = *id](const storage::PageQuery& page) {
        return to_list_page(services.response_events.notices(id, page),
                            [](const auto& notice) { return to_json(notice); });
    };
    const ListCsv csv{kNoticeColumns, "notices.csv"};
    co_return co_await answer_list(services, request, csv, source);
}

}  // namespace

void add_event_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/events", "listEvents", UseCase::see_events,
               [&services](http::Request& request, Caller& caller) { return list(services, request, caller); });
    router.add(http::Method::post, "/api/events", "createEvent", UseCase::manage_events,
               [&services](http::Request& request, Caller& caller) { return create(services, request, caller); },
               {.max_body_bytes = kMaxBodyBytes});
    router.add(http::Method::get, "/api/events/{event_id}", "getEvent", UseCase::see_events,
               [&services](http::Request& request, Caller& caller) { return find(services, request, caller); });
    router.add(http::Method::patch, "/api/events/{event_id}", "changeEvent", UseCase::manage_events,
               [&services](http::Request& request, Caller& caller) { return change(services, request, caller); },
               {.max_body_bytes = kMaxBodyBytes});
    router.add(http::Method::del, "/api/events/{event_id}", "deleteEvent", UseCase::manage_events,
               [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); });
    router.add(http::Method::post, "/api/events/{event_id}/schedule", "scheduleEvent", UseCase::manage_events,
               [&services](http::Request& request, Caller& caller) { return schedule(services, request, caller); });
    router.add(http::Method::post, "/api/events/{event_id}/cancel", "cancelEvent", UseCase::manage_events,
               [&services](http::Request& request, Caller& caller) { return cancel(services, request, caller); });
    router.add(
        http::Method::get, "/api/events/{event_id}/opt-outs", "listOptOuts", UseCase::see_events,
        [&services](http::Request& request, Caller& caller) { return list_opt_outs(services, request, caller); });
    router.add(http::Method::post, "/api/events/{event_id}/opt-outs", "optOut", UseCase::opt_out,
               [&services](http::Request& request, Caller& caller) { return opt_out(services, request, caller); });
    router.add(http::Method::del, "/api/events/{event_id}/opt-outs/{meter_id}", "optIn", UseCase::opt_out,
               [&services](http::Request& request, Caller& caller) { return opt_in(services, request, caller); });
    router.add(http::Method::get, "/api/events/{event_id}/notices", "listNotices", UseCase::see_programs,
               [&services](http::Request& request, Caller&) { return list_notices(services, request); });
}

}  // namespace drp::api
