/// Alerts in words: what a rule promises, and what is told by e-mail and webhook. The page shows the same sentences.
#pragma once

#include <span>
#include <string>

#include "core/time.hpp"
#include "portal/programme.hpp"
#include "storage/alerts.hpp"
#include "storage/mails.hpp"

namespace drp::portal {

/// "Tell me by e-mail when Lincoln School (71007919) uses more than 120 kW on average over 15 minutes, but not between
/// 22:00 and 07:00 (America/Chicago)."
[[nodiscard]] std::string rule_sentence(const storage::AlertRule& rule);

/// "Lincoln School (71007919): up to 130 kW from 14:00 to 15:15 on Sunday 12 July 2026"; without the end while it
/// lasts.
[[nodiscard]] std::string alert_line(const Programme& programme, const storage::AlertRule& rule,
                                     const storage::Alert& alert);

/// What a message is of. `alerts` is empty for a test; in one that brings news they have begun, or ended, or both.
struct AlertNews {
    const storage::AlertRule& rule;
    storage::AlertReason reason = storage::AlertReason::news;
    std::span<const storage::Alert> alerts;
};

/// At most 20 of a sort are named; of the rest there is the number.
[[nodiscard]] storage::NewMail alert_mail(const Programme& programme, const AlertNews& news,
                                          std::string_view recipient);

/// The JSON object that a webhook is sent (docs/alerts.md); at most 100 alerts, and how many there are.
[[nodiscard]] std::string alert_webhook_body(const Programme& programme, const AlertNews& news, core::UtcSeconds now);

}  // namespace drp::portal
