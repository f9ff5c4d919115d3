/// Alerts to people: looking at what they want to be told of, and calling their webhooks. Mails go through the queue.
#pragma once

#include <filesystem>
#include <memory>

#include "app/background.hpp"
#include "app/configuration.hpp"
#include "portal/alert_watch.hpp"
#include "portal/alerts.hpp"
#include "portal/keys.hpp"
#include "portal/programme.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// Calls a webhook as the configuration allows.
[[nodiscard]] portal::WebhookCall webhook_call_of(const AlertWebhookSettings& settings);

/// Free space where `folder` lies, and the newest backup in `backups` (empty: nobody has said where they are).
[[nodiscard]] portal::MachineState machine_state(const std::filesystem::path& folder,
                                                 const std::filesystem::path& backups);

/// Every ten seconds; what it counts is drp_alerts_….
[[nodiscard]] std::unique_ptr<Background> watch_for_alerts(storage::Store& store, const portal::Programme& programme,
                                                           const std::filesystem::path& folder,
                                                           const std::filesystem::path& backups);

/// Every second: by whichever process they were queued.
[[nodiscard]] std::unique_ptr<Background> call_webhooks(storage::Store& store, const portal::PortalKey& key,
                                                        portal::WebhookCall call);

}  // namespace drp::app
