#include "app/mailing.hpp"

#include <chrono>

#include <spdlog/spdlog.h>

#include "app/command.hpp"
#include "portal/alert_watch.hpp"
#include "portal/outbox.hpp"
#include "storage/alerts.hpp"
#include "storage/links.hpp"
#include "storage/mails.hpp"

namespace drp::app {
namespace {

using namespace std::chrono_literals;
using core::Problem;
using core::ProblemKind;
using core::Result;

mail::Security security_of(const std::string& name) {
    if (name == "tls") return mail::Security::tls;
    return name == "none" ? mail::Security::none : mail::Security::starttls;
}

}  // namespace

Result<mail::ServerSettings> mail_server_of(const Configuration& configuration, const std::string& name) {
    mail::ServerSettings server;
    const auto& smtp = configuration.smtp;
    if (!smtp.is_set()) return server;
    if (configuration.public_url.empty())
        return Problem{ProblemKind::invalid_input, "configuration-invalid",
                       "The portal's own address is needed for the links in mails.", "drp-config.json: public_url",
                       "Give the address that people type, such as \"https://portal.example.com\"."};
    auto password = secret_from_environment("DRP_SMTP_PASSWORD");
    if (!password) return password.error();
    server.host = smtp.host;
    server.port = static_cast<std::uint16_t>(smtp.port);
    server.security = security_of(smtp.security);
    server.user = smtp.user;
    server.password = std::move(*password);
    server.from = smtp.from;
    server.name = name;
    server.ca_file = smtp.ca_file;
    return server;
}

std::unique_ptr<Background> send_mails(storage::Store& store, mail::ServerSettings server) {
    const auto send = [server = std::move(server)](const storage::ClaimedMail& queued) {
        auto sent = mail::send(server, {queued.recipient, queued.subject, queued.body, queued.id, queued.created});
        if (!sent) spdlog::warn("mail {}, attempt {}: {}", queued.id, queued.attempts, sent.error().message);
        return sent;
    };
    auto outbox = std::make_shared<portal::Outbox>(store, send);
    return std::make_unique<Background>("mails", 1s, [outbox] { outbox->send_due(now); });
}

std::unique_ptr<Background> answer_reset_questions(portal::PasswordReset& password_reset) {
    return std::make_unique<Background>("password resets", 200ms, [&password_reset] { password_reset.work_off(); });
}

std::unique_ptr<Background> tidy_up(storage::Store& store, portal::Claims& claims, portal::Tokens& tokens) {
    return std::make_unique<Background>("tidying up", 10min, [&store, &claims, &tokens] {
        claims.book_closed_windows(now());
        tokens.book_closed_windows(now());
        auto tx = store.write();
        storage::delete_expired_links(tx, now());
        storage::delete_old_mails(tx, now() - portal::Outbox::kKeptSeconds);
        storage::delete_old_alerts(tx, now() - portal::AlertWatch::kKeptSeconds);
        tx.commit();
    });
}

}  // namespace drp::app
