#include "api/session_answer.hpp"

#include "api/caller.hpp"
#include "http/cookies.hpp"
#include "portal/preferences.hpp"
#include "portal/secrets.hpp"

namespace drp::api {

std::string_view duty_name(portal::Duty duty) noexcept {
    switch (duty) {
        case portal::Duty::change_password:
            return "change_password";
        case portal::Duty::enrol_second_factor:
            return "enrol_second_factor";
        case portal::Duty::none:
            break;
    }
    return "none";
}

json::object preferences_json(std::string_view stored) {
    boost::system::error_code ignored;  // a text that is no object chooses nothing
    const auto parsed = json::parse(stored, ignored);
    json::object answer;
    for (const auto& preference : portal::all_preferences()) {
        std::string_view value = preference.values.front();
        const auto* chosen = parsed.is_object() ? parsed.get_object().if_contains(preference.key) : nullptr;
        if (chosen != nullptr && chosen->is_string() &&
            portal::check_preference(preference.key, chosen->get_string()).has_value())
            value = chosen->get_string();
        answer.emplace(preference.key, value);
    }
    return answer;
}

json::object session_json(const portal::ActiveSession& session, std::string_view token) {
    return {{"user", to_json(session.account)},
            {"duty", duty_name(session.actor.duty)},
            {"preferences", preferences_json(session.account.preferences)},
            {"csrf_token", portal::csrf_token_of(token)},
            {"expires", core::to_iso(session.expires)}};
}

http::Response with_cookie(http::Response response, const http::Request& request, std::string_view token) {
    http::Cookie cookie{std::string(kSessionCookie), std::string(token),
                        std::chrono::seconds(portal::Accounts::kLongestSessionSeconds)};
    cookie.is_strict = true;
    response.header("Set-Cookie", http::set_cookie(cookie, request.is_secure())).uncompressed();
    return response;
}

http::Response without_cookie(http::Response response, const http::Request& request) {
    response.header("Set-Cookie", http::clear_cookie(kSessionCookie, request.is_secure()));
    return response;
}

}  // namespace drp::api
