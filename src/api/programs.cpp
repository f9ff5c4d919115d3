// Programmes: their terms and versions.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/path.hpp"
#include "api/program_terms.hpp"
#include "api/routes.hpp"
#include "portal/baseline_terms.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::UseCase;

constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{64} << 10U;

json::object to_json(const storage::ProgramVersion& version) {
    return {{"version", version.version},
            {"made", core::to_iso(version.made)},
            {"made_by", version.made_by},
            {"note", version.note},
            {"terms", terms_json(version.terms)}};
}

json::object to_json(const storage::ProgramRecord& program) {
    return {{"id", program.id.value},
            {"name", program.name},
            {"created", core::to_iso(program.created)},
            {"archived", or_null(program.archived)},
            {"version", program.current.version},
            {"terms", terms_json(program.current.terms)},
            {"enrolled_meters", program.enrolled},
            {"nominated_kw", program.nominated.kw()},
            {"events", program.events}};
}

http::Response answer(const portal::ProgramDetails& details, int status = 200) {
    auto object = to_json(details.program);
    json::array versions;
    for (const auto& version : details.versions) versions.push_back(to_json(version));
    object["versions"] = std::move(versions);
    return http::Response::json(json::serialize(object), status);
}

json::array methods_json() {
    json::array array;
    for (const auto& method : analytics::known_methods()) {
        json::object parameters;
        for (const auto& [name, value] : portal::parameters_of(method)) parameters.emplace(name, value);
        array.push_back(json::object{{"id", method.id},
                                     {"name", method.name},
                                     {"source", method.source},
                                     {"to_be_confirmed", method.to_be_confirmed},
                                     {"parameters", std::move(parameters)}});
    }
    return array;
}

http::Task<http::Response> list(Services& services) {
    auto programs = co_await http::run_on(services.database, [&services, now = services.now()] {
        return Result<std::vector<storage::ProgramRecord>>(portal::list_programs(services.store, now));
    });
    if (!programs) co_return programs.error();
    json::array array;
    for (const auto& program : *programs) array.push_back(to_json(program));
    co_return http::Response::json(
        json::serialize(json::object{{"programs", std::move(array)}, {"baseline_methods", methods_json()}}));
}

Result<portal::ProgramWish> read_wish(const http::Request& request) {
    const auto body = JsonBody::read(request, {"name", "note", "is_archived", "terms"});
    if (!body) return body.error();
    portal::ProgramWish wish;
    auto name = body->text("name", portal::kMaxProgramNameBytes);
    if (!name) return name.error();
    auto note = body->optional_text("note", portal::kMaxNoteBytes);
    if (!note) return note.error();
    const auto is_archived = body->optional_flag("is_archived");
    if (!is_archived) return is_archived.error();
    auto terms = read_terms(body->value("terms"));
    if (!terms) return terms.error();
    return portal::ProgramWish{std::move(*name), std::move(*terms), note->value_or(""), is_archived->value_or(false)};
}

http::Task<http::Response> create(Services& services, http::Request& request, Caller& caller) {
    const auto wish = read_wish(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto made = co_await http::run_on(services.database,
                                      [&] { return portal::create_program(services.store, caller.actor, *wish, now); });
    if (!made) co_return made.error();
    co_return answer(*made, 201).header("Location", "/api/programs/" + std::to_string(made->program.id.value));
}

http::Task<http::Response> find(Services& services, http::Request& request) {
    const auto id = program_in_path(request);
    if (!id) co_return id.error();
    const auto now = services.now();
    auto found =
        co_await http::run_on(services.database, [&] { return portal::find_program(services.store, *id, now); });
    if (!found) co_return found.error();
    co_return answer(*found);
}

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller) {
    const auto id = program_in_path(request);
    if (!id) co_return id.error();
    const auto wish = read_wish(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto changed = co_await http::run_on(
        services.database, [&] { return portal::change_program(services.store, caller.actor, *id, *wish, now); });
    if (!changed) co_return changed.error();
    co_return answer(*changed);
}

}  // namespace

void add_program_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/programs", "listPrograms", UseCase::see_programs,
               [&services](http::Request&, Caller&) { return list(services); });
    router.add(http::Method::post, "/api/programs", "createProgram", UseCase::manage_programs,
               [&services](http::Request& request, Caller& caller) { return create(services, request, caller); },
               {.max_body_bytes = kMaxBodyBytes});
    router.add(http::Method::get, "/api/programs/{program_id}", "getProgram", UseCase::see_programs,
               [&services](http::Request& request, Caller&) { return find(services, request); });
    router.add(http::Method::put, "/api/programs/{program_id}", "changeProgram", UseCase::manage_programs,
               [&services](http::Request& request, Caller& caller) { return change(services, request, caller); },
               {.max_body_bytes = kMaxBodyBytes});
}

}  // namespace drp::api
