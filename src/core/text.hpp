/// Small text helpers for input that nobody can trust.
#pragma once

#include <string>
#include <string_view>

namespace drp::core {

/// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;

/// At most `max_bytes` of it, safe to print anywhere: control characters and malformed UTF-8 become '?', a cut is
/// shown by "…".
[[nodiscard]] std::string excerpt(std::string_view bytes, std::size_t max_bytes);

/// Without leading and trailing spaces, tabs and carriage returns.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Compares in a time that depends on the lengths alone: for tokens and hashes.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

/// ASCII only; other bytes stay as they are.
[[nodiscard]] std::string lower_ascii(std::string_view text);

}  // namespace drp::core
