/// The request methods that this server understands. Others are answered 501.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace drp::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };
inline constexpr std::size_t kMethodCount = 7;

/// "GET", "DELETE", …
[[nodiscard]] std::string_view to_text(Method method) noexcept;
/// Case-sensitive, as RFC 9110 has it.
[[nodiscard]] std::optional<Method> parse_method(std::string_view text) noexcept;
/// GET, HEAD and OPTIONS promise to change nothing (RFC 9110, 9.2.1).
[[nodiscard]] bool is_safe(Method method) noexcept;

}  // namespace drp::http
