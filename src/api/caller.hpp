/// Who sent a request, and the gate that found out.
#pragma once

#include <memory>
#include <string>

#include "api/services.hpp"
#include "http/router.hpp"
#include "portal/actor.hpp"

namespace drp::api {

inline constexpr std::string_view kSessionCookie = "drp_session";
inline constexpr std::string_view kCsrfHeader = "X-CSRF-Token";

struct Caller {
    portal::Actor actor;
    std::shared_ptr<const portal::ActiveSession> session;  ///< null unless a session spoke
    std::string token;                                     ///< of the session; a secret
};

/// A route states its use case; the authorisation table of portal/actor.hpp says who may.
using Router = http::Router<portal::UseCase, Caller>;
using Route = Router::RouteType;

/// Authentication, authorisation and protection against forged requests, in this order, before every handler:
/// the session cookie or the bearer token names the caller; the table allows the use case or answers 401 or 403; a
/// request that changes something needs our own origin and, with a session, the CSRF token.
[[nodiscard]] Router::Gate make_gate(Services& services);

}  // namespace drp::api
