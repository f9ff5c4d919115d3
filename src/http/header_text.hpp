/// Pieces of header syntax that several files need. Internal to this room.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace drp::http {

/// ASCII case does not matter.
[[nodiscard]] inline bool iequals(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

[[nodiscard]] inline std::string_view without_blanks(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Takes what stands before the next `separator` (or all of it) off the front of `rest`, without blanks around it.
[[nodiscard]] inline std::string_view take_until(std::string_view& rest, char separator) noexcept {
    const auto at = rest.find(separator);
    const auto item = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return without_blanks(item);
}

/// RFC 9110 token: what a header name or a cookie name may consist of.
[[nodiscard]] inline bool is_token(std::string_view text) noexcept {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    for (const char c : text) {
        const bool is_alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_alnum && kMarks.find(c) == std::string_view::npos) return false;
    }
    return !text.empty();
}

/// No line breaks, no other control characters but tab.
[[nodiscard]] inline bool is_header_value(std::string_view text) noexcept {
    for (const char c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return false;
    return true;
}

/// The q parameter of one item of an Accept-like header ("gzip;q=0.5"), 1 if it has none, 0 if malformed.
/// `item` keeps what stands before the first ';'.
[[nodiscard]] double take_quality(std::string_view& item) noexcept;

}  // namespace drp::http
