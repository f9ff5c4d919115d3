/// How a session is told to its browser: JSON and cookie.
#pragma once

#include <string_view>

#include "api/json.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "portal/accounts.hpp"

namespace drp::api {

/// "none", "change_password", "enrol_second_factor".
[[nodiscard]] std::string_view duty_name(portal::Duty duty) noexcept;

/// Every preference there is, with what the account has chosen or the portal takes without a choice.
[[nodiscard]] json::object preferences_json(std::string_view stored);

/// `Session` of openapi.yaml.
[[nodiscard]] json::object session_json(const portal::ActiveSession& session, std::string_view token);

/// The answer carries the session's cookie. Never compressed, because it holds a secret.
[[nodiscard]] http::Response with_cookie(http::Response response, const http::Request& request, std::string_view token);
/// … and this one deletes it.
[[nodiscard]] http::Response without_cookie(http::Response response, const http::Request& request);

}  // namespace drp::api
