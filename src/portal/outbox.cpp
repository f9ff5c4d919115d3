#include "portal/outbox.hpp"

#include <optional>

namespace drp::portal {

int Outbox::send_due(const std::function<core::UtcSeconds()>& now) {
    int sent = 0;
    while (send_next(now(), sent)) {
    }
    return sent;
}

bool Outbox::send_next(core::UtcSeconds now, int& sent) {
    if (now < quiet_until_) return false;
    if (auto tx = store_->read(); !storage::has_due_mail(tx, now)) return false;
    std::optional<storage::ClaimedMail> mail;
    {
        auto tx = store_->write();
        mail = storage::claim_due_mail(tx, now);
        tx.commit();
    }
    if (!mail) return true;  // another instance was faster
    const auto outcome = send_(*mail);
    auto tx = store_->write();
    if (outcome) {
        storage::mark_mail_sent(tx, mail->id, now);
        ++sent;
    } else {
        const bool is_hopeless = outcome.error().kind == core::ProblemKind::invalid_input;
        storage::mark_mail_failed(tx, mail->id, outcome.error().message, is_hopeless, now);
        if (!is_hopeless) quiet_until_ = now + kQuietSeconds;
    }
    tx.commit();
    return true;
}

}  // namespace drp::portal
