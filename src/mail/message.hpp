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
    std::string recipient;    ///< one that core::is_email_address() takes
    std::string subject;      ///< UTF-8
    std::string body;         ///< UTF-8, lines end in '\n'
    std::int64_t number = 0;  ///< part of the Message-ID: the same mail sent twice is recognised as one
    core::UtcSeconds created;
};

/// `sender` is an address, `name` what people read beside it (may be empty). Both addresses have been checked.
[[nodiscard]] std::string compose(const Message& message, std::string_view sender, std::string_view name);

}  // namespace drp::mail
