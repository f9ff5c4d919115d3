/// A mail as bytes: RFC 5322 with MIME, plain text.
///
/// Whatever the texts hold, they stay where they belong: a header is one line (other characters than printable ASCII
/// are encoded by RFC 2047), the body is quoted-printable, lines end in CRLF and have at most 76 characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace drp::mail {

struct Message {
    std::string recipient;    ///< an address, see is_address()
    std::string subject;      ///< UTF-8
    std::string body;         ///< UTF-8, lines end in '\n'
    std::int64_t number = 0;  ///< part of the Message-ID: the same mail sent twice is recognised as one
    core::UtcSeconds created;
};

/// One that mail servers take without quotes and extensions: ASCII, one '@', no blanks, brackets or controls, at most
/// 254 bytes. Nothing else ever gets into a header or an SMTP command.
[[nodiscard]] bool is_address(std::string_view text) noexcept;

/// `sender` is an address, `name` what people read beside it (may be empty). Both addresses must be ones.
[[nodiscard]] std::string compose(const Message& message, std::string_view sender, std::string_view name);

}  // namespace drp::mail
