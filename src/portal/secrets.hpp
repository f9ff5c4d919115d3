/// Passwords and session secrets.
#pragma once

#include <string>
#include <string_view>

namespace drp::portal {

/// bcrypt through the system's crypt(3), cost 12: about a quarter of a second, so it never runs on an I/O thread.
/// A password longer than bcrypt's 72 bytes is first folded by SHA-256, so that no byte of it is ignored; one with a
/// NUL byte likewise.
[[nodiscard]] std::string hash_password(std::string_view password);

/// True if the password fits the hash. Takes the same time for a hash that is empty or of another kind: a stand-in is
/// compared instead, so that an unknown account cannot be told from a wrong password.
[[nodiscard]] bool password_matches(std::string_view password, const std::string& hash);

/// 256 random bits from the operating system, 43 characters of base64url.
[[nodiscard]] std::string random_token();

/// What is stored of a token: SHA-256, hex.
[[nodiscard]] std::string token_hash(std::string_view token);

/// Bound to its session and useless without the cookie: SHA-256 over a fixed label and the session token.
[[nodiscard]] std::string csrf_token_of(std::string_view session_token);

}  // namespace drp::portal
