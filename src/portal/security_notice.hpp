/// Mails that tell the owner of an account what was done to the way it is logged in to.
///
/// Each says what happened and when, in the programme's zone, and what to do if it was not the owner; none holds a
/// secret, a link with a token, or anything that a person has typed.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "portal/programme.hpp"
#include "storage/accounts.hpp"
#include "storage/mails.hpp"
#include "storage/store.hpp"

namespace drp::portal {

enum class SecurityEvent : std::uint8_t {
    password_changed,         ///< by the owner, with the old one
    password_reset,           ///< with a link
    second_factor_enrolled,   ///<
    second_factor_removed,    ///< by the owner, with password and code
    second_factor_taken_off,  ///< by the system administrator
    recovery_codes_renewed,   ///<
    email_changed,            ///< told to the address that the account had until now
};

[[nodiscard]] storage::NewMail security_mail(const Programme& programme, std::string_view recipient,
                                             SecurityEvent event, core::UtcSeconds now);

/// Queues the mail in the transaction that does it; nothing where the programme sends no mail. `owner` as the account
/// was before, if it is the address that changed.
void notify(storage::WriteTransaction& tx, const Programme& programme, const storage::UserRecord& owner,
            SecurityEvent event, core::UtcSeconds now);
/// The same for whoever has the id.
void notify(storage::WriteTransaction& tx, const Programme& programme, core::UserId owner, SecurityEvent event,
            core::UtcSeconds now);

}  // namespace drp::portal
