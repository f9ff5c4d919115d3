/// Mails, and what else has to be looked after between the requests.
#pragma once

#include <memory>
#include <string>

#include "app/background.hpp"
#include "app/configuration.hpp"
#include "core/problem.hpp"
#include "mail/server.hpp"
#include "portal/claims.hpp"
#include "portal/password_reset.hpp"
#include "portal/tokens.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// The mail server of the configuration; `name` is what people read as sender. Without one: settings without a host.
/// Problems: configuration-invalid if there is no public_url to make links with, and those of the password's secret.
[[nodiscard]] core::Result<mail::ServerSettings> mail_server_of(const Configuration& configuration,
                                                                const std::string& name);

/// Sends what is queued, looking every second: by whichever process it was queued.
[[nodiscard]] std::unique_ptr<Background> send_mails(storage::Store& store, mail::ServerSettings server);

/// Answers those who have forgotten their password.
[[nodiscard]] std::unique_ptr<Background> answer_reset_questions(portal::PasswordReset& password_reset);

/// Clears away links that have expired and mails that are done with, and books guesses that are over.
[[nodiscard]] std::unique_ptr<Background> tidy_up(storage::Store& store, portal::Claims& claims,
                                                  portal::Tokens& tokens);

}  // namespace drp::app
