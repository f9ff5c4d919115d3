#include "portal/security_notice.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "portal/mail_texts.hpp"

namespace drp::portal {
namespace {

enum class Cure : std::uint8_t { new_password, new_password_and_provider, provider };

struct Words {
    std::string_view subject;
    std::string_view what;  ///< the second half of a sentence that begins with the moment
    Cure cure;
};

Words words_of(SecurityEvent event) {
    switch (event) {
        case SecurityEvent::password_changed:
            return {"your password was changed",
                    "the password of your account was changed. All other sessions have been ended.",
                    Cure::new_password};
        case SecurityEvent::password_reset:
            return {"your password was set anew",
                    "the password of your account was set anew, with a link that was sent or handed out for it.\n"
                    "All sessions have been ended.",
                    Cure::new_password};
        case SecurityEvent::second_factor_enrolled:
            return {"a second factor was set up",
                    "a second factor was set up for your account. It is asked for at every log-in from now on.",
                    Cure::new_password_and_provider};
        case SecurityEvent::second_factor_removed:
            return {"your second factor was removed",
                    "the second factor of your account was removed. The password alone opens it now.",
                    Cure::new_password_and_provider};
        case SecurityEvent::second_factor_taken_off:
            return {
                "your second factor was taken off",
                "an administrator of your provider has taken the second factor off your account, with its recovery\n"
                "codes, and ended all sessions. The password alone opens it now. Log in and set up another one.",
                Cure::new_password_and_provider};
        case SecurityEvent::recovery_codes_renewed:
            return {"your recovery codes were renewed",
                    "new recovery codes were made for your account. The old ones are worth nothing any more.",
                    Cure::new_password_and_provider};
        case SecurityEvent::email_changed:
            break;
    }
    return {"your e-mail address was changed",
            "the e-mail address of your account was changed. This one, which it had until now, no longer opens it.",
            Cure::provider};
}

std::string text_of(Cure cure, const Programme& programme) {
    switch (cure) {
        case Cure::new_password:
            return fmt::format(
                "choose a new password now, which ends every session of your account:\n\n{}/forgot-password",
                programme.public_url);
        case Cure::new_password_and_provider:
            return fmt::format("choose a new password now, and tell your provider:\n\n{}/forgot-password",
                               programme.public_url);
        case Cure::provider:
            break;
    }
    return "tell your provider at once, who can give the account back to you.";
}

/// "2026-11-23 at 13:05 (America/Chicago)".
std::string moment_of(const Programme& programme, core::UtcSeconds now) {
    const core::TimeZone zone = programme.zone;  // a copy of this thread's
    const auto second = zone.to_local(now).value % core::kSecondsPerDay;
    return fmt::format("{} at {:02}:{:02} ({})", core::to_iso(zone.local_day(now)), second / 3600, second / 60 % 60,
                       zone.name());
}

}  // namespace

storage::NewMail security_mail(const Programme& programme, std::string_view recipient, SecurityEvent event,
                               core::UtcSeconds now) {
    const auto words = words_of(event);
    return mail_of(programme, recipient, words.subject,
                   fmt::format("on {}\n{}\n\nIf it was you, or somebody who did it for you, there is nothing to do.\n"
                               "If it was not, {}",
                               moment_of(programme, now), words.what, text_of(words.cure, programme)));
}

void notify(storage::WriteTransaction& tx, const Programme& programme, const storage::UserRecord& owner,
            SecurityEvent event, core::UtcSeconds now) {
    if (programme.sends_mail) storage::queue_mail(tx, security_mail(programme, owner.email, event, now), now);
}

void notify(storage::WriteTransaction& tx, const Programme& programme, core::UserId owner, SecurityEvent event,
            core::UtcSeconds now) {
    if (!programme.sends_mail) return;
    if (const auto user = storage::find_user(tx, owner)) notify(tx, programme, *user, event, now);
}

}  // namespace drp::portal
