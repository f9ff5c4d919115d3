// The Admin's meters: the list, making them, what is known of them, and whose they are.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/line_problems.hpp"
#include "api/list.hpp"
#include "api/meter_drafts.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using portal::MeterAdmin;
using portal::UseCase;

constexpr std::uint64_t kMaxAddBytes = std::uint64_t{4} << 20U;
constexpr std::uint64_t kMaxAssignBytes = std::uint64_t{1} << 20U;
constexpr std::size_t kMaxAssigned = 5000;
constexpr std::int64_t kMaxSilentDays = 36'500;

constexpr std::string_view kCsvColumns[] = {
    "id",         "label",           "address",           "latitude",           "longitude",
    "interval_s", "organisation.id", "organisation.name", "resident",           "created",
    "retired",    "first_reading",   "last_reading",      "measured_interval_s"};

json::object to_admin_json(const storage::MeterRecord& meter) {
    json::value organisation = nullptr;
    if (meter.org) organisation = json::object{{"id", meter.org->value}, {"name", meter.org_name}};
    const auto seconds = [](const std::optional<core::IntervalSeconds>& interval) {
        return interval ? json::value(interval->value) : json::value(nullptr);
    };
    return {{"id", meter.number},
            {"label", meter.label},
            {"address", meter.address},
            {"latitude", meter.place ? json::value(meter.place->latitude) : json::value(nullptr)},
            {"longitude", meter.place ? json::value(meter.place->longitude) : json::value(nullptr)},
            {"interval_s", seconds(meter.set_interval)},
            {"organisation", std::move(organisation)},
            {"resident", meter.resident ? json::value(meter.resident_email) : json::value(nullptr)},
            {"created", core::to_iso(meter.created)},
            {"retired", or_null(meter.retired)},
            {"first_reading", or_null(meter.first_reading)},
            {"last_reading", or_null(meter.last_reading)},
            {"measured_interval_s", seconds(meter.interval)}};
}

json::object to_json(const portal::MeterDetails& details) {
    json::array former;
    for (const auto& number : details.former_numbers)
        former.push_back(json::object{{"id", number.number}, {"replaced", core::to_iso(number.replaced)}});
    auto object = to_admin_json(details.meter);
    object["former_numbers"] = std::move(former);
    return object;
}

Result<std::optional<bool>> query_flag(const http::Request& request, std::string_view name) {
    const auto text = query_choice(request, name, {"true", "false"});
    if (!text) return text.error();
    return text->empty() ? std::nullopt : std::optional(*text == "true");
}

/// What a list is narrowed to by the query.
Result<storage::MeterFilter> read_filter(const http::Request& request, core::UtcSeconds now) {
    storage::MeterFilter filter;
    for (auto [name, target] : {std::pair("assigned", &filter.is_assigned), std::pair("retired", &filter.is_retired),
                                std::pair("placed", &filter.has_place)}) {
        const auto flag = query_flag(request, name);
        if (!flag) return flag.error();
        *target = *flag;
    }
    const auto organisation = query_number(request, "organization_id");
    if (!organisation) return organisation.error();
    if (*organisation) filter.org = core::OrgId{**organisation};
    const auto days = query_number(request, "silent_days");
    if (!days) return days.error();
    if (*days && **days > kMaxSilentDays) return query_problem("silent_days", "Write at most 36500.");
    if (*days) filter.silent_since = now - **days * 86'400;
    return filter;
}

ListSource source_of(Services& services, const storage::MeterFilter& filter) {
    return [&services, filter](const storage::PageQuery& page) {
        return to_list_page(services.meter_admin.list(filter, page), to_admin_json);
    };
}

constexpr ListCsv kCsv{kCsvColumns, "meters.csv"};

http::Task<http::Response> list(Services& services, http::Request& request) {
    const auto filter = read_filter(request, services.now());
    if (!filter) co_return filter.error();
    auto source = source_of(services, *filter);
    co_return co_await answer_list(services, request, kCsv, std::move(source));
}

http::Task<http::Response> list_unassigned(Services& services, http::Request& request) {
    storage::MeterFilter filter;
    filter.is_assigned = false;
    auto source = source_of(services, filter);
    co_return co_await answer_list(services, request, kCsv, std::move(source));
}

constexpr ListWords kMetersInvalid{"meters-invalid", "meters cannot be made", "no meter was made"};

http::Task<http::Response> add(Services& services, http::Request& request, Caller& caller) {
    const auto is_trial = query_flag(request, "dry_run");
    if (!is_trial) co_return is_trial.error();
    auto read = read_meter_drafts(request);
    if (!read) co_return read.error();
    const auto count = read->drafts.size() + read->wrong.size();
    const bool only_looks = is_trial->value_or(false) || !read->wrong.empty();
    const auto now = services.now();
    auto wrong = co_await http::run_on(
        services.database, [&] { return services.meter_admin.add(caller.actor, read->drafts, only_looks, now); });
    if (!wrong) co_return wrong.error();
    std::move(read->wrong.begin(), read->wrong.end(), std::back_inserter(*wrong));
    if (!wrong->empty()) co_return refusal_of(request, kMetersInvalid, std::move(*wrong), count);
    const json::object made{{"count", count}, {"is_dry_run", only_looks}};
    co_return http::Response::json(json::serialize(made), only_looks ? 200 : 201);
}

using DetailsWork = std::function<Result<portal::MeterDetails>()>;

http::Task<http::Response> answer_details(Services& services, DetailsWork work) {
    auto details = co_await http::run_on(services.database, std::move(work));
    if (!details) co_return details.error();
    co_return http::Response::json(json::serialize(to_json(*details)));
}

Result<std::optional<storage::GeoPoint>> read_place(const JsonBody& body) {
    const auto latitude = body.optional_number("latitude");
    if (!latitude) return latitude.error();
    const auto longitude = body.optional_number("longitude");
    if (!longitude) return longitude.error();
    if (latitude->has_value() != longitude->has_value())
        return field_problem(*latitude ? "longitude" : "latitude", "A place has latitude and longitude.",
                             "Give both or neither.");
    if (!*latitude) return std::optional<storage::GeoPoint>();
    const storage::GeoPoint place{**latitude, **longitude};
    if (!(place.latitude >= -90 && place.latitude <= 90))
        return field_problem("latitude", "The latitude is beyond the poles.", "Use -90 to 90 degrees.");
    if (!(place.longitude >= -180 && place.longitude <= 180))
        return field_problem("longitude", "There is no such longitude.", "Use -180 to 180 degrees.");
    return std::optional(place);
}

Result<portal::MeterChange> read_change(const JsonBody& body) {
    portal::MeterChange change;
    for (auto [name, target] : {std::pair("label", &change.label), std::pair("address", &change.address)}) {
        auto text = body.optional_text(name, MeterAdmin::kMaxBytes);
        if (!text) return text.error();
        if (body.states(name)) *target = text->value_or("");
    }
    if (body.states("latitude") || body.states("longitude")) {
        const auto place = read_place(body);
        if (!place) return place.error();
        change.place = *place;
    }
    if (body.states("interval_s")) {
        const auto seconds = body.optional_integer("interval_s");
        if (!seconds) return seconds.error();
        change.set_interval = *seconds ? core::interval_of(**seconds) : std::nullopt;
        if (*seconds && !*change.set_interval)
            return field_problem("interval_s", "Meters read every 5, 15, 30 or 60 minutes.",
                                 "Use 300, 900, 1800 or 3600 seconds.");
    }
    return change;
}

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    const auto body = JsonBody::read(request, {"label", "address", "latitude", "longitude", "interval_s"});
    if (!body) co_return body.error();
    const auto wish = read_change(*body);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    const DetailsWork work = [&] {
        return services.meter_admin.change(caller.actor, request.param("meter_id"), *wish, now);
    };
    co_return co_await answer_details(services, work);
}

http::Task<http::Response> replace(Services& services, http::Request& request, Caller& caller) {
    const auto body = JsonBody::read(request, {"number"});
    if (!body) co_return body.error();
    const auto number = body->text("number", 100);
    if (!number) co_return number.error();
    const auto now = services.now();
    const DetailsWork work = [&] {
        return services.meter_admin.replace(caller.actor, request.param("meter_id"), *number, now);
    };
    co_return co_await answer_details(services, work);
}

http::Task<http::Response> set_retired(Services& services, http::Request& request, Caller& caller, bool is_retired) {
    const auto now = services.now();
    const DetailsWork work = [&] {
        return services.meter_admin.set_retired(caller.actor, request.param("meter_id"), is_retired, now);
    };
    co_return co_await answer_details(services, work);
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    const auto now = services.now();
    auto gone = co_await http::run_on(
        services.database, [&] { return services.meter_admin.remove(caller.actor, request.param("meter_id"), now); });
    if (!gone) co_return gone.error();
    co_return http::Response::empty(204);
}

Result<MeterAdmin::Assignment> read_assignment(const http::Request& request) {
    const auto body = JsonBody::read(request, {"meters", "organization_id", "is_reassignment"});
    if (!body) return body.error();
    MeterAdmin::Assignment assignment;
    auto meters = body->texts("meters", kMaxAssigned, 100);
    if (!meters) return meters.error();
    if (meters->empty()) return field_problem("meters", "No meter is named.", "Name at least one.");
    assignment.meters = std::move(*meters);
    if (!body->states("organization_id"))
        return field_problem("organization_id", "The field 'organization_id' is missing.",
                             "Use null to take the meters from whoever has them.");
    const auto organisation = body->optional_integer("organization_id");
    if (!organisation) return organisation.error();
    if (*organisation) assignment.organisation = core::OrgId{**organisation};
    const auto is_reassignment = body->optional_flag("is_reassignment");
    if (!is_reassignment) return is_reassignment.error();
    assignment.is_reassignment = is_reassignment->value_or(false);
    return assignment;
}

json::array to_json(const std::vector<MeterAdmin::Held>& held) {
    json::array meters;
    for (const auto& [meter, holder] : held) meters.push_back(json::object{{"id", meter}, {"holder", holder}});
    return meters;
}

http::Task<http::Response> assign(Services& services, http::Request& request, Caller& caller) {
    const auto assignment = read_assignment(request);
    if (!assignment) co_return assignment.error();
    const auto now = services.now();
    auto assigned = co_await http::run_on(services.database,
                                          [&] { return services.meter_admin.assign(caller.actor, *assignment, now); });
    if (!assigned) co_return assigned.error();
    auto elsewhere = to_json(assigned->elsewhere);
    if (!assigned->is_done) {
        const Problem problem{ProblemKind::conflict, "meter-assigned",
                              std::to_string(elsewhere.size()) + " of these meters are assigned to somebody else.",
                              "meters", "Say is_reassignment to take them away from there."};
        co_return extended_problem(request, problem, "assigned_elsewhere", std::move(elsewhere));
    }
    co_return http::Response::json(
        json::serialize(json::object{{"changed", assigned->changed}, {"assigned_elsewhere", std::move(elsewhere)}}));
}

http::Task<http::Response> find(Services& services, http::Request& request) {
    const DetailsWork work = [&] { return services.meter_admin.find(request.param("meter_id")); };
    co_return co_await answer_details(services, work);
}

}  // namespace

void add_admin_meter_routes(Router& router, Services& services) {
    constexpr auto kAccess = UseCase::manage_meters;
    router.add(http::Method::get, "/api/admin/meters", "listAdminMeters", kAccess,
               [&services](http::Request& request, Caller&) { return list(services, request); });
    router.add(http::Method::get, "/api/entity/meters/unassigned", "listUnassignedMeters", kAccess,
               [&services](http::Request& request, Caller&) { return list_unassigned(services, request); });
    router.add(http::Method::post, "/api/entity/meters/add", "addMeters", kAccess,
               [&services](http::Request& request, Caller& caller) { return add(services, request, caller); },
               {.max_body_bytes = kMaxAddBytes});
    router.add(http::Method::post, "/api/entity/meters/assign", "assignMeters", kAccess,
               [&services](http::Request& request, Caller& caller) { return assign(services, request, caller); },
               {.max_body_bytes = kMaxAssignBytes});
    router.add(http::Method::get, "/api/admin/meters/{meter_id}", "getAdminMeter", kAccess,
               [&services](http::Request& request, Caller&) { return find(services, request); });
    router.add(http::Method::patch, "/api/admin/meters/{meter_id}", "changeMeter", kAccess,
               [&services](http::Request& request, Caller& caller) { return change(services, request, caller); });
    router.add(http::Method::del, "/api/admin/meters/{meter_id}", "deleteMeter", kAccess,
               [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); });
    router.add(http::Method::post, "/api/admin/meters/{meter_id}/replace", "replaceMeter", kAccess,
               [&services](http::Request& request, Caller& caller) { return replace(services, request, caller); });
    router.add(
        http::Method::post, "/api/admin/meters/{meter_id}/retire", "retireMeter", kAccess,
        [&services](http::Request& request, Caller& caller) { return set_retired(services, request, caller, true); });
    router.add(
        http::Method::post, "/api/admin/meters/{meter_id}/restore", "restoreMeter", kAccess,
        [&services](http::Request& request, Caller& caller) { return set_retired(services, request, caller, false); });
}

}  // namespace drp::api
