// Organisations in the hands of the system administrator.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "portal/organisations.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::size_t kMaxNameBytes = 120;
constexpr std::string_view kColumns[] = {"id", "name", "is_provider", "members", "waiting", "meters", "created"};

json::object to_json(const storage::OrganizationRecord& organisation) {
    return {{"id", organisation.id.value},
            {"name", organisation.name},
            {"is_provider", organisation.is_provider},
            {"members", organisation.members},
            {"meters", organisation.meters},
            {"created", core::to_iso(organisation.created)}};
}

json::object row_json(const storage::OrganizationRow& row) {
    auto object = to_json(row.organization);
    object["waiting"] = row.waiting;
    return object;
}

json::array to_json(const std::vector<std::string>& texts) {
    json::array array;
    for (const auto& text : texts) array.emplace_back(text);
    return array;
}

json::object to_json(const storage::OrganizationContents& contents) {
    return {{"members", contents.members},
            {"sessions", contents.sessions},
            {"invitations", contents.invitations},
            {"meters", contents.meters},
            {"first_members", to_json(contents.member_emails)},
            {"first_meters", to_json(contents.meter_numbers)}};
}

/// "yes" or "no".
Result<std::optional<bool>> flag(const http::Request& request, std::string_view name) {
    const auto choice = query_choice(request, name, {"yes", "no"});
    if (!choice) return choice.error();
    return choice->empty() ? std::optional<bool>() : std::optional(*choice == "yes");
}

http::Task<http::Response> list(Services& services, http::Request& request) {
    storage::OrganizationFilter filter;
    for (auto [name, field] :
         {std::pair{"has_members", &filter.has_members}, std::pair{"has_meters", &filter.has_meters},
          std::pair{"has_waiting", &filter.has_waiting}}) {
        const auto wanted = flag(request, name);
        if (!wanted) co_return wanted.error();
        *field = *wanted;
    }
    ListSource source = [&services, filter](const storage::PageQuery& page) {
        return to_list_page(portal::list_organisations(services.store, filter, page), row_json);
    };
    co_return co_await answer_list(services, request, {kColumns, "organisations.csv"}, std::move(source));
}

http::Task<http::Response> create(Services& services, http::Request& request, Caller& caller) {
    const auto body = JsonBody::read(request, {"name"});
    if (!body) co_return body.error();
    const auto name = body->text("name", kMaxNameBytes);
    if (!name) co_return name.error();
    auto made = co_await http::run_on(services.database, [&] {
        return portal::create_organisation(services.store, caller.actor, *name, services.now());
    });
    if (!made) co_return made.error();
    co_return http::Response::json(json::serialize(to_json(*made)), 201)
        .header("Location", "/api/organization?organization_id=" + std::to_string(made->id.value));
}

http::Task<http::Response> rename(Services& services, http::Request& request, Caller& caller) {
    const auto id = organisation_in_path(request);
    if (!id) co_return id.error();
    const auto body = JsonBody::read(request, {"name"});
    if (!body) co_return body.error();
    const auto name = body->text("name", kMaxNameBytes);
    if (!name) co_return name.error();
    auto renamed = co_await http::run_on(services.database, [&] {
        return portal::rename_organisation(services.store, caller.actor, *id, *name, services.now());
    });
    if (!renamed) co_return renamed.error();
    co_return http::Response::json(json::serialize(to_json(*renamed)));
}

http::Task<http::Response> contents(Services& services, http::Request& request) {
    const auto id = organisation_in_path(request);
    if (!id) co_return id.error();
    auto found = co_await http::run_on(
        services.database, [&] { return portal::organisation_contents(services.store, *id, services.now()); });
    if (!found) co_return found.error();
    co_return http::Response::json(json::serialize(to_json(*found)));
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    const auto id = organisation_in_path(request);
    if (!id) co_return id.error();
    const auto body = JsonBody::read(request, {"confirm_name"});
    if (!body) co_return body.error();
    const auto name = body->text("confirm_name", kMaxNameBytes);
    if (!name) co_return name.error();
    auto gone = co_await http::run_on(services.database, [&] {
        return portal::delete_organisation(services.store, services.directory, caller.actor, *id, *name,
                                           services.now());
    });
    if (!gone) co_return gone.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_admin_organization_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/admin/organizations", "listOrganizations", UseCase::manage_organisations,
               [&services](http::Request& request, Caller&) { return list(services, request); });
    router.add(http::Method::post, "/api/admin/organizations", "createOrganization", UseCase::manage_organisations,
               [&services](http::Request& request, Caller& caller) { return create(services, request, caller); });
    router.add(http::Method::patch, "/api/admin/organizations/{organization_id}", "renameOrganization",
               UseCase::manage_organisations,
               [&services](http::Request& request, Caller& caller) { return rename(services, request, caller); });
    router.add(http::Method::del, "/api/admin/organizations/{organization_id}", "deleteOrganization",
               UseCase::manage_organisations,
               [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); });
    router.add(http::Method::get, "/api/admin/organizations/{organization_id}/contents", "getOrganizationContents",
               UseCase::manage_organisations,
               [&services](http::Request& request, Caller&) { return contents(services, request); });
}

}  // namespace drp::api
