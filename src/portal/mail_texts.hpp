/// What the portal writes to people. Plain text; names of people and organisations only ever stand in the body.
#pragma once

#include <string>
#include <string_view>

#include "portal/programme.hpp"
#include "storage/mails.hpp"

namespace drp::portal {

/// A greeting before the text and, after it, the words that end every mail.
[[nodiscard]] storage::NewMail mail_of(const Programme& programme, std::string_view recipient, std::string_view subject,
                                       std::string_view text);

/// "https://portal.example/reset-password#token": the token is in the fragment, which no server and no log gets to see.
/// Without a public address the link begins with the path.
[[nodiscard]] std::string link_to(const Programme& programme, std::string_view path, std::string_view token);

/// Greeting, text, and the words that end every mail. The subject begins with the portal's name.
[[nodiscard]] storage::NewMail mail_of(const Programme& programme, std::string_view recipient, std::string_view subject,
                                       std::string_view text);

[[nodiscard]] storage::NewMail password_reset_mail(const Programme& programme, std::string_view recipient,
                                                   std::string_view link);
[[nodiscard]] storage::NewMail invitation_mail(const Programme& programme, std::string_view recipient,
                                               std::string_view organisation, std::string_view link);
/// To the owner of an address with which somebody tried to register.
[[nodiscard]] storage::NewMail address_in_use_mail(const Programme& programme, std::string_view recipient);
/// To an administrator: somebody waits.
[[nodiscard]] storage::NewMail waiting_member_mail(const Programme& programme, std::string_view recipient,
                                                   std::string_view email, std::string_view organisation);

/// To the address that somebody wants to log in with from now on.
[[nodiscard]] storage::NewMail confirm_address_mail(const Programme& programme, std::string_view recipient,
                                                    std::string_view link);
/// To the owner of an address that somebody wanted for another account.
[[nodiscard]] storage::NewMail address_taken_mail(const Programme& programme, std::string_view recipient);
/// To the address that an account has, when another one was asked for.
[[nodiscard]] storage::NewMail address_asked_mail(const Programme& programme, std::string_view recipient);

}  // namespace drp::portal
