// API tokens: made, listed, revoked.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using portal::UseCase;

constexpr std::string_view kCsvColumns[] = {"id",         "name",    "scopes",    "state",  "created",
                                            "created_by", "expires", "last_used", "revoked"};

constexpr ListCsv kCsv{kCsvColumns, "tokens.csv"};

std::string_view state_of(const storage::TokenRecord& token, core::UtcSeconds now) {
    if (token.revoked) return "revoked";
    return token.is_good(now) ? "active" : "expired";
}

json::object to_json(const storage::TokenRecord& token, core::UtcSeconds now) {
    json::array scopes;
    if (token.may_import) scopes.emplace_back("import");
    if (token.may_export) scopes.emplace_back("export");
    if (token.may_read) scopes.emplace_back("read");
    return {{"id", token.id},
            {"name", token.name},
            {"scopes", std::move(scopes)},
            {"state", state_of(token, now)},
            {"created", core::to_iso(token.created)},
            {"created_by", token.created_by.empty() ? json::value(nullptr) : json::value(token.created_by)},
            {"expires", core::to_iso(token.expires)},
            {"last_used", or_null(token.last_used)},
            {"revoked", or_null(token.revoked)}};
}

http::Task<http::Response> list(Services& services, http::Request& request) {
    const auto now = services.now();
    storage::TokenFilter filter{std::nullopt, now};
    const auto state = query_choice(request, "state", {"active", "expired", "revoked"});
    if (!state) co_return state.error();
    if (*state == "active") filter.state = storage::TokenState::active;
    if (*state == "expired") filter.state = storage::TokenState::expired;
    if (*state == "revoked") filter.state = storage::TokenState::revoked;
    ListSource source = [&services, filter, now](const storage::PageQuery& page) {
        return to_list_page(services.tokens.list(filter, page),
                            [now](const auto& token) { return to_json(token, now); });
    };
    co_return co_await answer_list(services, request, kCsv, std::move(source));
}

Result<portal::TokenScopes> read_scopes(const JsonBody& body) {
    const auto names = body.texts("scopes", 3, 20);
    if (!names) return names.error();
    portal::TokenScopes scopes;
    for (const auto& name : *names) {
        if (name == "import")
            scopes.may_import = true;
        else if (name == "export")
            scopes.may_export = true;
        else if (name == "read")
            scopes.may_read = true;
        else
            return field_problem("scopes", "There is no such scope.", "Use import, export and read.");
    }
    return scopes;
}

Result<portal::Tokens::Wish> read_wish(const http::Request& request) {
    const auto body = JsonBody::read(request, {"name", "scopes", "expires"});
    if (!body) return body.error();
    auto name = body->text("name", portal::Tokens::kMaxNameBytes);
    if (!name) return name.error();
    const auto scopes = read_scopes(*body);
    if (!scopes) return scopes.error();
    const auto expires = body->text("expires", 40);
    if (!expires) return expires.error();
    const auto instant = core::parse_iso_instant(*expires);
    if (!instant) return field_problem("expires", "This is no instant.", "Write 2027-06-30T00:00:00Z, for example.");
    return portal::Tokens::Wish{std::move(*name), *scopes, *instant};
}

http::Task<http::Response> create(Services& services, http::Request& request, Caller& caller) {
    const auto wish = read_wish(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto made =
        co_await http::run_on(services.database, [&] { return services.tokens.create(caller.actor, *wish, now); });
    if (!made) co_return made.error();
    auto object = to_json(made->record, now);
    object["token"] = made->token;
    co_return http::Response::json(json::serialize(object), 201).uncompressed();
}

http::Task<http::Response> revoke(Services& services, http::Request& request, Caller& caller) {
    const auto id = id_in(request.param("token_id"));
    if (!id) co_return Problem{ProblemKind::not_found, "token-not-found", "There is no such token.", "token_id", ""};
    const auto now = services.now();
    auto revoked =
        co_await http::run_on(services.database, [&] { return services.tokens.revoke(caller.actor, *id, now); });
    if (!revoked) co_return revoked.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_admin_token_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/admin/tokens", "listTokens", UseCase::manage_tokens,
               [&services](http::Request& request, Caller&) { return list(services, request); });
    router.add(http::Method::post, "/api/admin/tokens", "createToken", UseCase::manage_tokens,
               [&services](http::Request& request, Caller& caller) { return create(services, request, caller); });
    router.add(http::Method::del, "/api/admin/tokens/{token_id}", "revokeToken", UseCase::manage_tokens,
               [&services](http::Request& request, Caller& caller) { return revoke(services, request, caller); });
}

}  // namespace drp::api
