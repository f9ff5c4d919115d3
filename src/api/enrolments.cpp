// Which meters take part in a programme, with what nomination.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/line_problems.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "portal/enrolment_csv.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::uint64_t kMaxEnrolBytes = std::uint64_t{4} << 20U;
constexpr std::size_t kMaxTimeBytes = 40;
constexpr std::string_view kCsvColumns[] = {"meter", "label", "holder", "nomination_kw", "firm_service_level_kw",
                                            "from",  "to",    "state",  "contact_name",  "contact_email"};
constexpr ListWords kEnrolmentsInvalid{"enrolments-invalid", "enrolments cannot be made", "no meter was enrolled"};

json::value kw_or_null(const std::optional<core::Watts>& power) {
    return power ? json::value(power->kw()) : json::value(nullptr);
}

std::string_view state_of(const storage::EnrolmentRecord& enrolment, core::UtcSeconds now) {
    if (enrolment.to && *enrolment.to <= now) return "ended";
    return enrolment.from > now ? "future" : "active";
}

json::object to_json(const storage::EnrolmentRecord& enrolment, core::UtcSeconds now) {
    return {{"id", enrolment.id.value},
            {"program_id", enrolment.program.value},
            {"meter", enrolment.number},
            {"label", enrolment.label},
            {"holder", enrolment.holder},
            {"organization_id", enrolment.org ? json::value(enrolment.org->value) : json::value(nullptr)},
            {"from", core::to_iso(enrolment.from)},
            {"to", or_null(enrolment.to)},
            {"state", state_of(enrolment, now)},
            {"nomination_kw", kw_or_null(enrolment.nomination)},
            {"firm_service_level_kw", kw_or_null(enrolment.firm_level)},
            {"contact_name", enrolment.contact_name},
            {"contact_email", enrolment.contact_email}};
}

json::object to_json(const portal::EnrolmentDetails& details, core::UtcSeconds now) {
    auto object = to_json(details.enrolment, now);
    json::array nominations;
    for (const auto& change : details.nominations)
        nominations.push_back(json::object{{"from", core::to_iso(change.from)},
                                           {"nomination_kw", change.nominated.power.kw()},
                                           {"firm_service_level_kw", kw_or_null(change.nominated.firm_level)},
                                           {"made", core::to_iso(change.made)},
                                           {"made_by", change.made_by}});
    object["nominations"] = std::move(nominations);
    return object;
}

http::Task<http::Response> list(Services& services, http::Request& request) {
    const auto program = program_in_path(request);
    if (!program) co_return program.error();
    const auto state = query_choice(request, "state", {"active", "future", "ended"});
    if (!state) co_return state.error();
    const auto organisation = query_number(request, "organization_id");
    if (!organisation) co_return organisation.error();
    storage::EnrolmentFilter filter;
    filter.program = *program;
    using State = storage::EnrolmentFilter::State;
    filter.state = *state == "active"   ? State::active
                   : *state == "future" ? State::future
                   : *state == "ended"  ? State::ended
                                        : State::any;
    if (*organisation) filter.org = core::OrgId{**organisation};
    const ListSource source = [&services, filter, now = services.now()](const storage::PageQuery& page) {
        auto found = portal::list_enrolments(services.store, filter, page, now);
        if (!found) return Result<ListPage>(found.error());
        auto listed = to_list_page(Result<storage::Listed<storage::EnrolmentRecord>>(std::move(found->listed)),
                                   [now](const auto& row) { return to_json(row, now); });
        if (listed)
            listed->about["program"] = json::object{{"id", found->program.id.value}, {"name", found->program.name}};
        return listed;
    };
    const ListCsv csv{kCsvColumns, "enrolments.csv"};
    co_return co_await answer_list(services, request, csv, source);
}

/// Nothing, or what is wrong with this member.
Result<void> read_member(portal::EnrolmentDraft& draft, std::string_view name, const json::value& value) {
    if (value.is_null()) return {};
    if (name == "nomination_kw" || name == "firm_service_level_kw") {
        if (!value.is_number()) return field_problem(name, "This is no number.", "Write kW as a number, such as 12.5.");
        const auto power = portal::watts_of(value.to_number<double>(), name);
        if (!power) return power.error();
        (name == "nomination_kw" ? draft.nomination : draft.firm_level) = *power;
        return {};
    }
    if (!value.is_string()) return field_problem(core::excerpt(name, 40), "This is no text.", "Write it in quotes.");
    return portal::put_enrolment_field(draft, name, value.get_string());
}

Result<portal::EnrolmentDrafts> read_json(const std::string& text) {
    boost::system::error_code error;
    auto parsed = json::parse(text, error);
    if (error || !(parsed.is_array() || parsed.is_object()))
        return portal::enrolments_unreadable("The body is no list of enrolments.");
    if (parsed.is_object()) parsed = json::array{std::move(parsed)};
    const auto& items = parsed.get_array();
    if (items.empty()) return portal::enrolments_unreadable("The list is empty.");
    if (items.size() > portal::EnrolmentDrafts::kMax) return portal::too_many_enrolments();
    portal::EnrolmentDrafts drafts;
    for (std::size_t i = 0; i < items.size(); ++i) {
        portal::EnrolmentDraft draft;
        draft.line = static_cast<std::int64_t>(i) + 1;
        auto done = Result<void>();
        if (!items[i].is_object()) done = field_problem("meter_id", "This is no enrolment.", "Write an object.");
        if (done)
            for (const auto& member : items[i].get_object())
                if (done = read_member(draft, member.key(), member.value()); !done) break;
        if (done)
            drafts.drafts.push_back(std::move(draft));
        else
            drafts.wrong.push_back({draft.line, done.error()});
    }
    return drafts;
}

http::Task<http::Response> enrol(Services& services, http::Request& request, Caller& caller) {
    const auto program = program_in_path(request);
    if (!program) co_return program.error();
    const auto trial = query_choice(request, "dry_run", {"true", "false"});
    if (!trial) co_return trial.error();
    const auto type = request.header("Content-Type").value_or("application/json");
    auto read = type.starts_with("text/csv") ? portal::read_enrolment_csv(request.body()) : read_json(request.body());
    if (!read) co_return read.error();
    const auto count = read->count();
    const bool only_looks = *trial == "true" || !read->wrong.empty();
    const auto now = services.now();
    auto wrong = co_await http::run_on(services.database, [&] {
        return portal::enrol(services.store, caller.actor, *program, read->drafts, only_looks, now);
    });
    if (!wrong) co_return wrong.error();
    std::move(read->wrong.begin(), read->wrong.end(), std::back_inserter(*wrong));
    if (!wrong->empty()) co_return refusal_of(request, kEnrolmentsInvalid, std::move(*wrong), count);
    const json::object made{{"count", count}, {"is_dry_run", only_looks}};
    co_return http::Response::json(json::serialize(made), only_looks ? 200 : 201);
}

http::Task<http::Response> find(Services& services, http::Request& request) {
    const auto id = enrolment_in_path(request);
    if (!id) co_return id.error();
    const auto now = services.now();
    auto found =
        co_await http::run_on(services.database, [&] { return portal::find_enrolment(services.store, *id, now); });
    if (!found) co_return found.error();
    co_return http::Response::json(json::serialize(to_json(*found, now)));
}

Result<void> read_power(const std::optional<double>& kw, std::string_view place, std::optional<core::Watts>& power) {
    if (!kw) return {};
    const auto watts = portal::watts_of(*kw, place);
    if (!watts) return watts.error();
    power = *watts;
    return {};
}

Result<portal::EnrolmentChange> read_change(const http::Request& request) {
    const auto body = JsonBody::read(
        request, {"nomination_kw", "firm_service_level_kw", "nomination_from", "contact_name", "contact_email", "to"});
    if (!body) return body.error();
    portal::EnrolmentChange change;
    const auto kw = body->optional_number("nomination_kw");
    if (!kw) return kw.error();
    const auto from = body->optional_text("nomination_from", kMaxTimeBytes);
    if (!from) return from.error();
    const auto level = body->optional_number("firm_service_level_kw");
    if (!level) return level.error();
    if (*kw || body->states("firm_service_level_kw")) {
        portal::EnrolmentChange::Nomination nomination;
        if (const auto read = read_power(*kw, "nomination_kw", nomination.power); !read) return read.error();
        if (const auto read = read_power(*level, "firm_service_level_kw", nomination.firm_level); !read)
            return read.error();
        nomination.keeps_firm_level = !body->states("firm_service_level_kw");
        nomination.from = from->value_or("");
        change.nomination = std::move(nomination);
    } else if (*from) {
        return field_problem("nomination_kw", "There is no nomination with this beginning.", "Give nomination_kw too.");
    }
    for (auto [name, target] :
         {std::pair("contact_name", &change.contact_name), std::pair("contact_email", &change.contact_email)}) {
        auto text = body->optional_text(name, portal::kMaxContactBytes);
        if (!text) return text.error();
        if (body->states(name)) *target = text->value_or("");
    }
    auto to = body->optional_text("to", kMaxTimeBytes);
    if (!to) return to.error();
    if (body->states("to")) change.to = to->value_or("");
    return change;
}

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    const auto id = enrolment_in_path(request);
    if (!id) co_return id.error();
    const auto wish = read_change(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto changed = co_await http::run_on(
        services.database, [&] { return portal::change_enrolment(services.store, caller.actor, *id, *wish, now); });
    if (!changed) co_return changed.error();
    co_return http::Response::json(json::serialize(to_json(*changed, now)));
}

http::Task<http::Response> end(Services& services, http::Request& request, Caller& caller) {
    const auto id = enrolment_in_path(request);
    if (!id) co_return id.error();
    const auto now = services.now();
    auto ended = co_await http::run_on(services.database,
                                       [&] { return portal::end_enrolment(services.store, caller.actor, *id, now); });
    if (!ended) co_return ended.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_enrolment_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/programs/{program_id}/enrolments", "listEnrolments", UseCase::see_programs,
               [&services](http::Request& request, Caller&) { return list(services, request); });
    router.add(http::Method::post, "/api/programs/{program_id}/enrolments", "enrolMeters", UseCase::manage_programs,
               [&services](http::Request& request, Caller& caller) { return enrol(services, request, caller); },
               {.max_body_bytes = kMaxEnrolBytes});
    router.add(http::Method::get, "/api/enrolments/{enrolment_id}", "getEnrolment", UseCase::see_programs,
               [&services](http::Request& request, Caller&) { return find(services, request); });
    router.add(http::Method::patch, "/api/enrolments/{enrolment_id}", "changeEnrolment", UseCase::manage_programs,
               [&services](http::Request& request, Caller& caller) { return change(services, request, caller); });
    router.add(http::Method::del, "/api/enrolments/{enrolment_id}", "endEnrolment", UseCase::manage_programs,
               [&services](http::Request& request, Caller& caller) { return end(services, request, caller); });
}

}  // namespace drp::api
