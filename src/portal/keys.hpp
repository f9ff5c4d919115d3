/// The portal's own key: what must never lie in the database, because the database gets copied.
///
/// From it follow the claim codes (HMAC) and the sealing of second-factor secrets (AES-256-GCM). It is 32 random bytes,
/// given by the environment or kept in a file beside the store; whoever loses it loses the printed claim codes and
/// the second factors, nothing else.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace drp::portal {

/// Immutable; any thread.
class PortalKey {
  public:
    /// From at least 32 characters of secret text, whatever they are.
    [[nodiscard]] static PortalKey from_text(std::string_view secret);

    /// HMAC-SHA256 of the message under a key of its own for each label.
    [[nodiscard]] std::array<unsigned char, 32> code(std::string_view label, std::string_view message) const;
    /// Encrypted and authenticated, in hex; each call gives another text.
    [[nodiscard]] std::string seal(std::string_view label, std::string_view plain) const;
    /// Nothing if it was sealed with another key or label, or altered.
    [[nodiscard]] std::optional<std::string> open(std::string_view label, std::string_view sealed) const;

  private:
    std::array<unsigned char, 32> key_{};
};

}  // namespace drp::portal
