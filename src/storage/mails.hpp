/// Mails that are to go out: queued in the transaction that has something to say, sent later by whoever claims them,
/// kept until the mail server has taken them.
///
/// Attempts: at once, then after 1, 2, 4 … minutes, at most 6 hours apart. A mail that could not be sent for three days
/// is given up. What is done with keeps no body, because there may be a link in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// After so long without success a mail is given up.
inline constexpr std::int64_t kMailPatienceSeconds = 3 * core::kSecondsPerDay;
/// No two attempts at one mail are closer together. Sending must not last so long, or the next instance would take the
/// mail up while it is on its way.
inline constexpr std::int64_t kShortestMailPauseSeconds = 60;
inline constexpr std::int64_t kLongestMailPauseSeconds = 6 * 3600;

struct NewMail {
    std::string recipient;  ///< an e-mail address
    std::string subject;    ///< one line, UTF-8
    std::string body;       ///< plain text, UTF-8, lines end in '\n'
};

struct ClaimedMail : NewMail {
    std::int64_t id = 0;
    int attempts = 0;  ///< this one counted
    core::UtcSeconds created;
};

/// It goes out if the transaction is committed and not otherwise. Returns its number, by which one may ask for it.
std::int64_t queue_mail(WriteTransaction& tx, const NewMail& mail, core::UtcSeconds now);

/// Whether there is anything to claim: cheap, for asking every second.
[[nodiscard]] bool has_due_mail(Transaction& tx, core::UtcSeconds now);
/// Takes the mail that has waited longest, so that no other instance sends it too. The attempt is booked with it:
/// whoever claims and is killed leaves a mail that is due again after its pause.
[[nodiscard]] std::optional<ClaimedMail> claim_due_mail(WriteTransaction& tx, core::UtcSeconds now);

void mark_mail_sent(WriteTransaction& tx, std::int64_t id, core::UtcSeconds now);
/// Due again after its pause, or given up: if `is_hopeless`, or if its time is over.
void mark_mail_failed(WriteTransaction& tx, std::int64_t id, std::string_view problem, bool is_hopeless,
                      core::UtcSeconds now);

struct MailCounts {
    std::int64_t waiting = 0;
    std::int64_t given_up = 0;
    std::optional<core::UtcSeconds> oldest_waiting;  ///< when it was queued
};
[[nodiscard]] MailCounts count_mails(Transaction& tx);

/// Those sent or given up before then. How many went.
int delete_old_mails(WriteTransaction& tx, core::UtcSeconds before);

}  // namespace drp::storage
