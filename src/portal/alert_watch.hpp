/// Looks at what people want to be told of, and tells them.
///
/// Several instances may do so on one store: what one has raised, another finds raised, because each decides anew in
/// the transaction that writes, and because the database lets a condition last only once. What is told is queued in the
/// same transaction, so nothing is told twice or lost, whatever is restarted when.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "portal/alert_sight.hpp"
#include "portal/programme.hpp"
#include "storage/alerts.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class AlertWatch {
  public:
    /// Of what lasts there is a reminder so often.
    static constexpr std::int64_t kReminderSeconds = core::kSecondsPerDay;
    /// What is over is kept so long.
    static constexpr std::int64_t kKeptSeconds = 400 * core::kSecondsPerDay;

    using Machine = std::function<MachineState()>;
    AlertWatch(storage::Store& store, const Programme& programme, Machine machine)
        : store_(&store), programme_(programme), machine_(std::move(machine)) {}

    struct Turn {
        std::size_t raised = 0;
        std::size_t ended = 0;
        std::size_t told = 0;  ///< messages queued
    };
    /// One thread at a time.
    Turn take(core::UtcSeconds now);

  private:
    [[nodiscard]] bool has_something_to_tell(storage::Transaction& tx, const std::vector<storage::LiveAlertRule>& rules,
                                             core::UtcSeconds now);
    std::size_t tell_news(storage::WriteTransaction& tx, const std::vector<storage::LiveAlertRule>& rules,
                          core::UtcSeconds now);
    std::size_t remind(storage::WriteTransaction& tx, const std::vector<storage::LiveAlertRule>& rules,
                       core::UtcSeconds now);
    Turn write(const AlertSight& sight, core::UtcSeconds now);

    storage::Store* store_;
    Programme programme_;  // a copy: its time zone belongs to this thread
    Machine machine_;
    AlertSeer seer_;
};

/// Queues a message about the rule by its channel; returns its number. Without a mail server a mail is noted as given
/// up, with the reason.
std::int64_t queue_alert_message(storage::WriteTransaction& tx, const Programme& programme,
                                 const storage::AlertRule& rule, std::string_view email, storage::AlertReason reason,
                                 std::span<const storage::Alert> alerts, core::UtcSeconds now);

}  // namespace drp::portal
