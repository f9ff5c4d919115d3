#include "portal/mail_texts.hpp"

#include <fmt/format.h>

namespace drp::portal {

storage::NewMail mail_of(const Programme& programme, std::string_view recipient, std::string_view subject,
                         std::string_view text) {
    std::string end = fmt::format("\n-- \n{}\n{}\n", programme.name, programme.public_url);
    if (!programme.contact.empty()) end += programme.contact + "\n";
    return {std::string(recipient), fmt::format("{}: {}", programme.name, subject),
            fmt::format("Hello,\n\n{}\n{}", text, end)};
}

std::string link_to(const Programme& programme, std::string_view path, std::string_view token) {
    return fmt::format("{}{}#{}", programme.public_url, path, token);
}

storage::NewMail password_reset_mail(const Programme& programme, std::string_view recipient, std::string_view link) {
    return mail_of(programme, recipient, "choose a new password",
                   fmt::format("somebody, probably you, asked for a new password for the account {}.\n"
                               "Choose it here, within 30 minutes:\n\n"
                               "{}\n\n"
                               "The link is good once. If it was not you, do nothing: the password stays as it is.",
                               recipient, link));
}

storage::NewMail invitation_mail(const Programme& programme, std::string_view recipient, std::string_view organisation,
                                 std::string_view link) {
    return mail_of(programme, recipient, "you are invited",
                   fmt::format("{} invites you to see its electric power readings in this portal.\n"
                               "Make your account here, within 7 days:\n\n"
                               "{}\n\n"
                               "The link is good once and for the address {}.",
                               organisation, link, recipient));
}

storage::NewMail address_in_use_mail(const Programme& programme, std::string_view recipient) {
    return mail_of(programme, recipient, "you have an account already",
                   fmt::format("somebody, perhaps you, tried to make an account for {}. There is one already, and\n"
                               "nothing has changed. If you have forgotten its password, ask for a new one:\n\n"
                               "{}/forgot-password",
                               recipient, programme.public_url));
}

storage::NewMail waiting_member_mail(const Programme& programme, std::string_view recipient, std::string_view email,
                                     std::string_view organisation) {
    return mail_of(programme, recipient, "somebody waits for your approval",
                   fmt::format("{} has made an account and says to belong to {}.\n"
                               "Nothing can be seen with it until you approve it:\n\n"
                               "{}/organization",
                               email, organisation, programme.public_url));
}

storage::NewMail confirm_address_mail(const Programme& programme, std::string_view recipient, std::string_view link) {
    return mail_of(programme, recipient, "confirm your address",
                   fmt::format("somebody, probably you, wants to log in with this address from now on.\n"
                               "Confirm it here, within 24 hours:\n\n"
                               "{}\n\n"
                               "The link is good once. If it was not you, do nothing.",
                               link));
}

storage::NewMail address_taken_mail(const Programme& programme, std::string_view recipient) {
    return mail_of(programme, recipient, "this address has an account",
                   "somebody, perhaps you, wanted to use this address for another account. It has one already, so\n"
                   "nothing was changed.");
}

storage::NewMail address_asked_mail(const Programme& programme, std::string_view recipient) {
    return mail_of(programme, recipient, "another address was asked for",
                   "somebody who knows your password asked for another e-mail address for your account. It takes\n"
                   "effect when it is confirmed there. If it was not you, change your password now.");
}

}  // namespace drp::portal
