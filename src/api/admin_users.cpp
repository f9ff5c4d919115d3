// Accounts in the hands of the system administrator.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "portal/people.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::Level;
using portal::UseCase;
using storage::MemberStatus;

constexpr std::string_view kColumns[] = {
    "id",     "email",     "first_name",        "last_name", "organisation.name",    "role",
    "status", "is_locked", "has_second_factor", "last_seen", "must_change_password", "is_administrator",
    "created"};

json::object to_json(const portal::Person& person) {
    const auto& user = person.record;
    json::value organisation = nullptr;
    if (user.org)
        organisation =
            json::object{{"id", user.org->value}, {"name", user.org_name}, {"is_provider", user.is_provider_member}};
    const auto level = portal::level_of(user);
    return {{"id", user.id.value},
            {"email", user.email},
            {"first_name", user.first_name},
            {"last_name", user.last_name},
            {"organisation", std::move(organisation)},
            {"level", static_cast<int>(level)},
            {"role", portal::role_name(level)},
            {"status", storage::to_text(user.status)},
            {"is_administrator", user.is_admin},
            {"must_change_password", user.must_change_password},
            {"is_locked", person.is_locked},
            {"has_second_factor", user.has_second_factor},
            {"last_seen", or_null(user.last_seen)},
            {"created", core::to_iso(user.created)}};
}

std::optional<MemberStatus> status_named(std::string_view name) {
    for (const auto status : {MemberStatus::pending, MemberStatus::approved, MemberStatus::rejected})
        if (storage::to_text(status) == name) return status;
    return std::nullopt;
}

std::optional<Level> level_named(std::string_view name) {
    for (int level = 0; level <= static_cast<int>(Level::pending); ++level)
        if (portal::role_name(static_cast<Level>(level)) == name) return static_cast<Level>(level);
    return std::nullopt;
}

Result<portal::PersonFilter> read_filter(const http::Request& request) {
    const auto role = query_choice(request, "role",
                                   {"system_administrator", "power_provider", "organisation_administrator",
                                    "organisation_user", "residential_user", "pending"});
    if (!role) return role.error();
    const auto status = query_choice(request, "status", {"pending", "approved", "rejected"});
    if (!status) return status.error();
    const auto organisation = query_number(request, "organization_id");
    if (!organisation) return organisation.error();
    const auto locked = query_choice(request, "locked", {"yes"});
    if (!locked) return locked.error();
    portal::PersonFilter filter{level_named(*role), status_named(*status), std::nullopt, !locked->empty()};
    if (*organisation) filter.organisation = core::OrgId{**organisation};
    return filter;
}

http::Task<http::Response> list(Services& services, http::Request& request) {
    const auto filter = read_filter(request);
    if (!filter) co_return filter.error();
    ListSource source = [&services, filter = *filter, now = services.now()](const storage::PageQuery& page) {
        return to_list_page(portal::list_people(services.store, services.accounts, filter, page, now),
                            [](const portal::Person& person) { return to_json(person); });
    };
    co_return co_await answer_list(services, request, {kColumns, "users.csv"}, std::move(source));
}

Result<portal::PersonChange> read_change(const http::Request& request) {
    const auto body = JsonBody::read(request, {"status", "is_administrator", "must_change_password"});
    if (!body) return body.error();
    portal::PersonChange change;
    const auto status = body->optional_text("status", 20);
    if (!status) return status.error();
    if (*status) change.status = status_named(**status);
    if (*status && !change.status)
        return field_problem("status", "This is no status.", "Use pending, approved or rejected.");
    const auto is_administrator = body->optional_flag("is_administrator");
    if (!is_administrator) return is_administrator.error();
    change.is_administrator = *is_administrator;
    const auto must_change = body->optional_flag("must_change_password");
    if (!must_change) return must_change.error();
    change.must_change_password = *must_change;
    return change;
}

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    const auto id = user_in_path(request);
    if (!id) co_return id.error();
    const auto wanted = read_change(request);
    if (!wanted) co_return wanted.error();
    auto changed = co_await http::run_on(services.database, [&] {
        return portal::change_person(services.store, services.accounts, caller.actor, *id, *wanted, services.now());
    });
    if (!changed) co_return changed.error();
    co_return http::Response::json(json::serialize(to_json(*changed)));
}

http::Task<http::Response> unlock(Services& services, http::Request& request, Caller& caller) {
    const auto id = user_in_path(request);
    if (!id) co_return id.error();
    auto done = co_await http::run_on(services.database, [&] {
        return portal::unlock_person(services.store, services.accounts, caller.actor, *id, services.now());
    });
    if (!done) co_return done.error();
    co_return http::Response::empty(204);
}

http::Task<http::Response> take_second_factor(Services& services, http::Request& request, Caller& caller) {
    const auto id = user_in_path(request);
    if (!id) co_return id.error();
    auto done = co_await http::run_on(services.database, [&] {
        return portal::take_second_factor(services.store, services.accounts, services.programme, caller.actor, *id,
                                          services.now());
    });
    if (!done) co_return done.error();
    co_return http::Response::empty(204);
}

http::Task<http::Response> remove(Services& services, http::Request& request, Caller& caller) {
    const auto id = user_in_path(request);
    if (!id) co_return id.error();
    auto done = co_await http::run_on(services.database, [&] {
        return portal::delete_person(services.store, services.accounts, services.directory, caller.actor, *id,
                                     services.now());
    });
    if (!done) co_return done.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_admin_user_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/admin/users", "listUsers", UseCase::manage_users,
               [&services](http::Request& request, Caller&) { return list(services, request); });
    router.add(http::Method::patch, "/api/admin/users/{user_id}", "changeUser", UseCase::manage_users,
               [&services](http::Request& request, Caller& caller) { return change(services, request, caller); });
    router.add(http::Method::del, "/api/admin/users/{user_id}", "deleteUser", UseCase::manage_users,
               [&services](http::Request& request, Caller& caller) { return remove(services, request, caller); });
    router.add(http::Method::post, "/api/admin/users/{user_id}/unlock", "unlockUser", UseCase::manage_users,
               [&services](http::Request& request, Caller& caller) { return unlock(services, request, caller); });
    router.add(
        http::Method::del, "/api/admin/users/{user_id}/second-factor", "takeSecondFactor", UseCase::manage_users,
        [&services](http::Request& request, Caller& caller) { return take_second_factor(services, request, caller); });
}

}  // namespace drp::api
