/// Webhooks that are to be called: queued with what was raised, claimed by whichever instance calls them.
///
/// Attempts: at once, then after 1, 2, 4 … minutes, at most an hour apart. A webhook that did not answer for a day is
/// given up. What is done with keeps no body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

inline constexpr std::int64_t kWebhookPatienceSeconds = core::kSecondsPerDay;
/// No two attempts are closer together; a call must not last so long.
inline constexpr std::int64_t kShortestWebhookPauseSeconds = 60;
inline constexpr std::int64_t kLongestWebhookPauseSeconds = 3600;

struct ClaimedWebhook {
    std::int64_t message = 0;
    std::int64_t rule = 0;
    std::string url;
    std::string sealed_secret;
    std::string body;
    int attempts = 0;  ///< this one counted
};

[[nodiscard]] bool has_due_webhook(Transaction& tx, core::UtcSeconds now);
/// Takes the one that has waited longest, with the address and the secret that its rule has now.
[[nodiscard]] std::optional<ClaimedWebhook> claim_due_webhook(WriteTransaction& tx, core::UtcSeconds now);
void mark_webhook_sent(WriteTransaction& tx, std::int64_t message, core::UtcSeconds now);
/// Due again after its pause, or given up: if `is_hopeless`, or if its time is over.
void mark_webhook_failed(WriteTransaction& tx, std::int64_t message, std::string_view problem, bool is_hopeless,
                         core::UtcSeconds now);

}  // namespace drp::storage
