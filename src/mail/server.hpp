/// Handing mails to the mail server: SMTP through libcurl.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/problem.hpp"
#include "mail/message.hpp"

namespace drp::mail {

enum class Security : std::uint8_t {
    none,      ///< for a server on the same machine
    starttls,  ///< begins in the clear and fails unless the server goes over to TLS
    tls,       ///< from the first byte
};

struct ServerSettings {
    std::string host;
    std::uint16_t port = 587;
    Security security = Security::starttls;
    std::string user;  ///< empty: no log-in
    std::string password;
    std::string from;     ///< address of the portal's mails
    std::string name;     ///< beside the address; may be empty
    std::string ca_file;  ///< whom to trust with TLS; empty: the system's authorities
};

/// A sending lasts no longer, whatever the server does.
inline constexpr std::chrono::seconds kLongestSending{40};

/// Blocks until the server has taken the mail, or not. Any thread.
/// Problems: mail-not-sent (unavailable: try again later), mail-refused (invalid_input: the server does not want this
/// mail, now or ever). The message says what the server said.
[[nodiscard]] core::Result<void> send(const ServerSettings& server, const Message& message);

/// Connects, secures the connection and logs in as sending would, and sends nothing. Problem: mail-not-sent.
[[nodiscard]] core::Result<void> probe(const ServerSettings& server);

}  // namespace drp::mail
