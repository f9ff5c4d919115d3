#include "http/cookies.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "http/header_text.hpp"

namespace drp::http {

namespace {
/// RFC 6265, 4.1.1: printable ASCII without blank, quote, comma, semicolon, backslash.
bool is_cookie_value(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\'; });
}
}  // namespace

std::string cookie_name(std::string_view name, bool is_secure) {
    return is_secure ? fmt::format("__Host-{}", name) : std::string(name);
}

std::string set_cookie(const Cookie& cookie, bool is_secure) {
    if (!is_token(cookie.name) || !is_cookie_value(cookie.value))
        throw std::invalid_argument("not a cookie: " + cookie.name);
    auto line = fmt::format("{}={}; Path=/; SameSite={}", cookie_name(cookie.name, is_secure), cookie.value,
                            cookie.is_strict ? "Strict" : "Lax");
    if (cookie.max_age) line += fmt::format("; Max-Age={}", cookie.max_age->count());
    if (cookie.is_http_only) line += "; HttpOnly";
    if (is_secure) line += "; Secure";
    return line;
}

std::string clear_cookie(std::string_view name, bool is_secure) {
    return set_cookie({.name = std::string(name), .value = {}, .max_age = std::chrono::seconds{0}}, is_secure);
}

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) noexcept {
    while (!header.empty()) {
        auto value = take_until(header, ';');
        if (take_until(value, '=') == name) return without_blanks(value);
    }
    return std::nullopt;
}

}  // namespace drp::http
