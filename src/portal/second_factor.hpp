/// What a second factor is worth: TOTP (RFC 6238; SHA-1, 6 digits, 30 s, as every authenticator app has it) through
/// liboath, and recovery codes for the day when the telephone is lost.
///
/// Pure but for random numbers; nothing here touches the store. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "portal/keys.hpp"

namespace drp::portal {

inline constexpr int kTotpStepSeconds = 30;
inline constexpr int kTotpDigits = 6;
inline constexpr int kTotpWindowSteps = 1;  ///< before and after, for clocks that are a little wrong
inline constexpr int kRecoveryCodes = 10;

/// 160 random bits.
[[nodiscard]] std::string new_totp_secret();
/// For typing it in: base32 without padding.
[[nodiscard]] std::string base32_of(std::string_view secret);
/// What a QR code says (otpauth://totp/…); issuer and account are percent-encoded.
[[nodiscard]] std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view account);

/// How the secret lies in the store.
[[nodiscard]] std::string seal_totp_secret(const PortalKey& key, std::string_view secret);
[[nodiscard]] std::optional<std::string> open_totp_secret(const PortalKey& key, std::string_view sealed);

/// The step whose code this is, later than `last_step` and within the window around `now`; nothing if there is none.
[[nodiscard]] std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code,
                                                       std::int64_t last_step, core::UtcSeconds now);
/// The code of the step that `now` is in.
[[nodiscard]] std::string totp_code(std::string_view secret, core::UtcSeconds now);

/// Ten of 80 random bits each: "f4km-9q2s-…". Shown once.
[[nodiscard]] std::vector<std::string> new_recovery_codes();
/// What is stored of one. Capital letters, blanks and dashes do not matter, nor o for 0 and i or l for 1.
[[nodiscard]] std::string recovery_code_hash(std::string_view code);

/// Six digits, blanks aside: meant for TOTP. Anything else is taken for a recovery code.
[[nodiscard]] bool looks_like_totp(std::string_view code);

}  // namespace drp::portal
