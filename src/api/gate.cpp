#include "api/caller.hpp"
#include "core/text.hpp"
#include "http/cookies.hpp"
#include "http/security.hpp"
#include "portal/secrets.hpp"

namespace drp::api {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

std::optional<std::string_view> bearer_token(const http::Request& request) {
    constexpr std::string_view kScheme = "Bearer ";
    const auto header = request.header("Authorization");
    if (!header || !header->starts_with(kScheme)) return std::nullopt;
    return header->substr(kScheme.size());
}

bool is_import_token(const Services& services, std::string_view token) {
    const auto& expected = services.programme.import_token_hash;
    return !expected.empty() && core::equal_in_constant_time(portal::token_hash(token), expected);
}

/// Requests a minute are counted for whoever turns out to ask: a token, an account, else the address.
Result<void> count(Services& services, http::Request& request, const Result<Caller>& caller) {
    enum : std::uint64_t { kAccount = 1, kToken = 2 };
    auto& limiter = services.limiter;
    auto key = limiter.address_key(request.remote_address());
    auto limit = services.limits.per_address;
    if (caller && caller->actor.kind == portal::ActorKind::token) {
        const auto id = caller->actor.token_id.value_or(0);  // 0: the one of the environment
        key = limiter.key(kToken, {reinterpret_cast<const char*>(&id), sizeof id});
        limit = services.limits.per_token;
    } else if (caller && caller->actor.user) {
        const auto id = caller->actor.user->value;
        key = limiter.key(kAccount, {reinterpret_cast<const char*>(&id), sizeof id});
        limit = services.limits.per_account;
    }
    const auto verdict = limiter.take(key, limit, services.now());
    http::announce(verdict, request);
    if (verdict.is_admitted) return {};
    return http::too_many(verdict, request);
}

/// Guessing sessions costs a look into the store each: an address that has used up its requests is not heard.
Result<void> may_guess(Services& services, http::Request& request) {
    const auto verdict = services.limiter.look(services.limiter.address_key(request.remote_address()),
                                               services.limits.per_address, services.now());
    if (verdict.is_admitted) return {};
    return http::too_many(verdict, request);
}

/// Null for a token that is none of ours; the attempt is counted.
std::shared_ptr<const portal::Actor> look_up(Services& services, const http::Request& request, std::string_view token) {
    const auto now = services.now();
    auto actor = services.tokens.find(token, now);
    if (!actor) {
        auto visitor = portal::Actor::visitor();
        visitor.address = request.remote_address();
        services.tokens.unknown(visitor, now);
    }
    return actor;
}

http::Task<Result<Caller>> identify(Services& services, http::Request& request) {
    if (const auto token = bearer_token(request)) {
        if (is_import_token(services, *token))
            co_return Caller{portal::Actor::token({.may_import = true}, "DRP_IMPORT_TOKEN"), nullptr, {}};
        const auto now = services.now();
        auto actor = services.tokens.remembered(*token, now);
        if (!actor) {
            if (auto heard = services.tokens.may_look_up(*token, request.remote_address(), now); !heard)
                co_return heard.error();
            auto found = co_await http::run_on(services.database, [&] { return look_up(services, request, *token); });
            if (!found) co_return found.error();
            actor = std::move(*found);
        }
        if (actor) co_return Caller{*actor, nullptr, {}};
        co_return Problem{ProblemKind::not_authenticated, "token-invalid", "The token is not valid.", "Authorization",
                          "It may have expired or been revoked: ask the portal's administrator for another."};
    }
    const auto cookie = request.cookie(http::cookie_name(kSessionCookie, request.is_secure()));
    if (!cookie) co_return Caller{};
    std::string token(*cookie);
    const auto now = services.now();
    auto session = services.accounts.remembered(token, now);
    if (!session) {
        if (auto heard = may_guess(services, request); !heard) co_return heard.error();
        auto found = co_await http::run_on(services.database, [&] { return services.accounts.find(token, now); });
        if (!found) co_return found.error();
        session = std::move(*found);
    }
    if (!session) co_return Caller{};
    auto actor = session->actor;
    co_return Caller{std::move(actor), std::move(session), std::move(token)};
}

Result<void> authorise(const Caller& caller, portal::UseCase use_case) {
    if (portal::is_allowed(caller.actor, use_case)) return {};
    if (caller.actor.kind == portal::ActorKind::token)
        return Problem{ProblemKind::not_allowed, "not-allowed", "The token's scopes do not include this.", "",
                       "Ask the portal's administrator for a token with another scope."};
    if (!caller.actor.is_authenticated())
        return Problem{ProblemKind::not_authenticated, "not-logged-in", "Nobody is logged in.", "", "Log in first."};
    if (caller.actor.duty == portal::Duty::change_password)
        return Problem{ProblemKind::not_allowed, "password-change-required", "The password has to be changed first.",
                       "", "Choose a new password."};
    if (caller.actor.duty == portal::Duty::enrol_second_factor)
        return Problem{ProblemKind::not_allowed, "second-factor-required",
                       "Your role needs a second factor, and the account has none yet.", "", "Set one up."};
    return Problem{ProblemKind::not_allowed, "not-allowed", "Your role does not include this.", "",
                   "Ask your organisation's administrator if you need it."};
}

/// A machine's bearer token is no cookie: no other site can make a browser send it.
Result<void> refuse_forgery(const http::Request& request, const Caller& caller) {
    if (http::is_safe(request.method()) || caller.actor.kind == portal::ActorKind::token) return {};
    if (!http::is_same_origin(request))
        return Problem{ProblemKind::not_allowed, "origin-not-allowed", "This request comes from another site.",
                       "Origin", "Use the portal's own pages."};
    if (!caller.session) return {};
    const auto sent = request.header(kCsrfHeader);
    if (sent && core::equal_in_constant_time(*sent, portal::csrf_token_of(caller.token))) return {};
    return Problem{ProblemKind::not_allowed, "csrf-token-invalid", "The request lacks the session's CSRF token.",
                   std::string(kCsrfHeader), "Reload the page and try again."};
}

}  // namespace

Router::Gate make_gate(Services& services) {
    return [&services](http::Request& request, const Route& route) -> http::Task<Result<Caller>> {
        auto caller = co_await identify(services, request);
        // Health and metrics are asked by machines that must never be turned away.
        if (route.pattern.starts_with("/api/")) {
            const bool is_refused = !caller && caller.error().kind == ProblemKind::too_many_requests;
            if (is_refused) co_return caller.error();
            if (auto admitted = count(services, request, caller); !admitted) co_return admitted.error();
        }
        // What is public stays so, whatever is sent along.
        const bool is_unknown = !caller && caller.error().kind == ProblemKind::unavailable;  // not: nobody
        if (!caller && !is_unknown && portal::is_public(route.access)) caller = Caller{};
        if (!caller) co_return caller.error();
        caller->actor.address = request.remote_address();
        if (auto allowed = authorise(*caller, route.access); !allowed) co_return allowed.error();
        if (auto genuine = refuse_forgery(request, *caller); !genuine) co_return genuine.error();
        co_return std::move(*caller);
    };
}

}  // namespace drp::api
