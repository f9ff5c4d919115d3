// An organisation's own page: its members and its meters.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "portal/members.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::MemberState;
using portal::UseCase;

constexpr std::size_t kMaxLabelBytes = 120;
constexpr std::string_view kMemberColumns[] = {"id",    "email",     "first_name", "last_name",
                                               "state", "last_seen", "created"};
constexpr std::string_view kMeterColumns[] = {"id",         "label",        "address", "latitude", "longitude",
                                              "interval_s", "last_reading", "retired", "expected", "missing"};

std::optional<MemberState> state_named(std::string_view name) {
    for (const auto state :
         {MemberState::pending, MemberState::rejected, MemberState::approved, MemberState::administrator})
        if (portal::to_text(state) == name) return state;
    return std::nullopt;
}

json::object to_json(const storage::UserRecord& user) {
    return {{"id", user.id.value},
            {"email", user.email},
            {"first_name", user.first_name},
            {"last_name", user.last_name},
            {"state", portal::to_text(portal::state_of(user))},
            {"last_seen", or_null(user.last_seen)},
            {"created", core::to_iso(user.created)}};
}

json::object to_json(const storage::MeterHealthRow& meter) {
    std::optional<double> latitude;
    std::optional<double> longitude;
    if (meter.place) {
        latitude = meter.place->latitude;
        longitude = meter.place->longitude;
    }
    return {{"id", meter.number},
            {"label", meter.label},
            {"address", meter.address},
            {"latitude", or_null(latitude)},
            {"longitude", or_null(longitude)},
            {"interval_s", meter.interval ? json::value(meter.interval->value) : json::value(nullptr)},
            {"last_reading", or_null(meter.last_reading)},
            {"retired", or_null(meter.retired)},
            {"expected", meter.expected},
            {"missing", meter.missing}};
}

/// The rows, and whose they are.
template <class Row>
Result<ListPage> page_of(const Result<portal::OfOrganisation<Row>>& found) {
    if (!found) return found.error();
    ListPage page{{}, found->listed.total, {}};
    for (const auto& row : found->listed.rows) page.rows.push_back(to_json(row));
    const auto& organisation = found->organisation;
    page.about["organisation"] = json::object{{"id", organisation.id.value},
                                              {"name", organisation.name},
                                              {"is_provider", organisation.is_provider},
                                              {"members", organisation.members},
                                              {"meters", organisation.meters},
                                              {"created", core::to_iso(organisation.created)}};
    return page;
}

http::Task<http::Response> members(Services& services, http::Request& request, Caller& caller) {
    const auto asked = organisation_in_query(request);
    if (!asked) co_return asked.error();
    const auto state = query_choice(request, "state", {"pending", "rejected", "approved", "administrator"});
    if (!state) co_return state.error();
    ListSource source = [&services, actor = caller.actor, asked = *asked,
                         state = state_named(*state)](const storage::PageQuery& page) {
        return page_of(portal::list_members(services.store, actor, asked, state, page));
    };
    co_return co_await answer_list(services, request, {kMemberColumns, "members.csv"}, std::move(source));
}

struct StateQuestion {
    std::optional<core::OrgId> organisation;
    core::UserId user;
    MemberState state = MemberState::pending;
};

Result<StateQuestion> read_state_question(const http::Request& request) {
    const auto body = JsonBody::read(request, {"organization_id", "user_id", "state"});
    if (!body) return body.error();
    const auto organisation = body->optional_integer("organization_id");
    if (!organisation) return organisation.error();
    const auto user = body->integer("user_id");
    if (!user) return user.error();
    const auto name = body->text("state", 20);
    if (!name) return name.error();
    const auto state = state_named(*name);
    if (!state)
        return field_problem("state", "This is no state of a member.",
                             "Use pending, rejected, approved or administrator.");
    StateQuestion question{std::nullopt, {*user}, *state};
    if (*organisation) question.organisation = core::OrgId{**organisation};
    return question;
}

http::Task<http::Response> set_state(Services& services, http::Request& request, Caller& caller) {
    const auto asked = read_state_question(request);
    if (!asked) co_return asked.error();
    auto changed = co_await http::run_on(services.database, [&] {
        return portal::set_member_state(services.store, services.accounts, caller.actor, asked->organisation,
                                        asked->user, asked->state, services.now());
    });
    if (!changed) co_return changed.error();
    co_return http::Response::json(json::serialize(to_json(*changed)));
}

http::Task<http::Response> meters(Services& services, http::Request& request, Caller& caller) {
    const auto asked = organisation_in_query(request);
    if (!asked) co_return asked.error();
    ListSource source = [&services, actor = caller.actor, asked = *asked,
                         now = services.now()](const storage::PageQuery& page) {
        return page_of(portal::list_meters_of_organisation(services.store, actor, asked, page, now));
    };
    co_return co_await answer_list(services, request, {kMeterColumns, "meters.csv"}, std::move(source));
}

http::Task<http::Response> label(Services& services, http::Request& request, Caller& caller) {
    const std::string number(request.param("meter_id"));
    const auto body = JsonBody::read(request, {"label"});
    if (!body) co_return body.error();
    const auto name = body->optional_text("label", kMaxLabelBytes);
    if (!name) co_return name.error();
    if (!*name) co_return field_problem("label", "The field 'label' is missing.", "Send an empty text for no label.");
    auto named = co_await http::run_on(services.database, [&] {
        return portal::label_own_meter(services.store, services.directory, caller.actor, number, **name,
                                       services.now());
    });
    if (!named) co_return named.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_organization_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/organization", "getOrganization", UseCase::see_organisation,
               [&services](http::Request& request, Caller& caller) { return members(services, request, caller); });
    router.add(http::Method::put, "/api/organization", "setMemberState", UseCase::manage_organisation,
               [&services](http::Request& request, Caller& caller) { return set_state(services, request, caller); });
    router.add(http::Method::get, "/api/organization/meters", "listOrganizationMeters", UseCase::see_organisation,
               [&services](http::Request& request, Caller& caller) { return meters(services, request, caller); });
    router.add(http::Method::patch, "/api/organization/meters/{meter_id}", "labelOrganizationMeter",
               UseCase::manage_organisation,
               [&services](http::Request& request, Caller& caller) { return label(services, request, caller); });
}

}  // namespace drp::api
