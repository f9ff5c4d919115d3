/// Conditions that alert rules saw, and what was told of them. Whether there is something to raise, clear or tell is
/// decided in portal/alert_plan.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/alert_rules.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct Alert {
    std::int64_t id = 0;
    std::int64_t rule = 0;
    std::string subject;       ///< "meter 12", "event 3", "import 7", "disk host:/path", "backup"
    std::string subject_name;  ///< for people, as it was called then
    std::optional<std::int64_t> measured;
    core::UtcSeconds since;
    std::optional<core::UtcSeconds> until;  ///< of one that is over
    core::UtcSeconds raised;
    bool is_told = false;      ///< that it was raised
    bool is_end_told = false;  ///< that it is over
};

struct NewAlert {
    std::int64_t rule = 0;
    std::string subject;
    std::string subject_name;
    std::optional<std::int64_t> measured;
    core::UtcSeconds since;
    std::optional<core::UtcSeconds> until;  ///< of one that was over before it was seen
};

/// Those that last, and those that ended after `ended_after`; by rule and subject, the latest last.
[[nodiscard]] std::vector<Alert> list_known_alerts(Transaction& tx, core::UtcSeconds ended_after);
void raise_alerts(WriteTransaction& tx, std::span<const NewAlert> alerts, core::UtcSeconds now);
struct AlertEnd {
    std::int64_t alert = 0;
    core::UtcSeconds until;
};
void clear_alerts(WriteTransaction& tx, std::span<const AlertEnd> ends, core::UtcSeconds now);
/// Those that are over and ended before then. How many went.
std::int64_t delete_old_alerts(WriteTransaction& tx, core::UtcSeconds before);

// What was told ---------------------------------------------------------------------------------------------------

/// Of rules that are on: alerts whose beginning or end was not told yet, by rule and number.
[[nodiscard]] std::vector<Alert> list_untold_alerts(Transaction& tx);
/// Those of one rule that last and were told, by number.
[[nodiscard]] std::vector<Alert> list_lasting_alerts(Transaction& tx, std::int64_t rule);
/// Rules that were told of last before then and have an alert that lasts.
[[nodiscard]] std::vector<std::int64_t> list_rules_to_remind(Transaction& tx, core::UtcSeconds told_before);

enum class AlertReason : std::uint8_t { news, reminder, test };
[[nodiscard]] std::string_view to_text(AlertReason reason) noexcept;

struct NewAlertMessage {
    std::int64_t rule = 0;
    AlertReason reason = AlertReason::news;
    AlertChannel channel = AlertChannel::email;
    std::optional<std::int64_t> mail;
    std::string body;          ///< of a webhook
    std::string last_problem;  ///< not empty: given up at once
    bool is_sent = false;      ///< it was delivered before it was noted: a webhook's test
};
/// Returns its number. A webhook is due at once.
std::int64_t add_alert_message(WriteTransaction& tx, const NewAlertMessage& message, core::UtcSeconds now);
/// When the rule was tested last.
[[nodiscard]] std::optional<core::UtcSeconds> last_alert_test(Transaction& tx, std::int64_t rule);
/// Beginnings and ends of the rule's alerts that were not told yet were told by this message.
void mark_alerts_told(WriteTransaction& tx, std::int64_t rule, std::int64_t message, core::UtcSeconds now);

struct AlertCounts {
    std::int64_t rules = 0;     ///< that are on
    std::int64_t lasting = 0;   ///< alerts that are not over
    std::int64_t waiting = 0;   ///< webhooks that are to be called
    std::int64_t given_up = 0;  ///< messages
};
[[nodiscard]] AlertCounts count_alerts(Transaction& tx);

/// What a user sees of what was raised.
struct AlertRecord {
    Alert alert;
    AlertKind kind = AlertKind::data_missing;
    AlertChannel channel = AlertChannel::email;
    std::optional<core::UtcSeconds> queued;  ///< the message that told of it; nothing: held back by quiet hours
    std::optional<core::UtcSeconds> sent;
    std::optional<core::UtcSeconds> given_up;
    std::string problem;
    std::string unit;  ///< of what was measured: "W", "Wh", "percent", "hours", "MB"; empty: a count, or nothing
};
struct AlertFilter {
    std::optional<std::int64_t> rule;
    bool only_lasting = false;
};
/// Searched by subject; sorted by raised, subject, kind. Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<AlertRecord>> list_alerts(Transaction& tx, core::UserId user,
                                                            const AlertFilter& filter, const PageQuery& page);

}  // namespace drp::storage
