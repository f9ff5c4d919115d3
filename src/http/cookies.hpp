/// Cookies: reading them, and building Set-Cookie lines that are strict by default.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace drp::http {

struct Cookie {
    std::string name;                             ///< a token, without prefix
    std::string value;                            ///< RFC 6265 cookie octets; base64url and hex are
    std::optional<std::chrono::seconds> max_age;  ///< none: until the browser closes
    bool is_strict = false;                       ///< SameSite=Strict instead of Lax
    bool is_http_only = true;
};

/// "__Host-name" where the request came over TLS, "name" else: browsers tie the prefixed form to this host, path / and
/// Secure.
[[nodiscard]] std::string cookie_name(std::string_view name, bool is_secure);
/// The value of Set-Cookie. Throws std::invalid_argument for a name or value that would break out of it.
[[nodiscard]] std::string set_cookie(const Cookie& cookie, bool is_secure);
/// The value of Set-Cookie that deletes it.
[[nodiscard]] std::string clear_cookie(std::string_view name, bool is_secure);
/// First cookie of that name in a Cookie header.
[[nodiscard]] std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) noexcept;

}  // namespace drp::http
