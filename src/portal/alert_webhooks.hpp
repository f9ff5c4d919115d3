/// Calling the webhooks of alerts, signed, so that who is called knows who calls.
///
///     X-DRP-Signature: t=1753000000,v1=5257a8…
///
/// v1 is HMAC-SHA256 over "<t>.<body>" under the rule's secret, in hex; t is when it was sent, in seconds since 1970.
/// Who is called computes it again, compares, and refuses a t that is minutes off: then nothing can be forged or
/// played again.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "portal/alerts.hpp"
#include "portal/keys.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// The header's value.
[[nodiscard]] std::string webhook_signature(std::string_view secret, std::string_view body, core::UtcSeconds now);

class AlertWebhooks {
  public:
    AlertWebhooks(storage::Store& store, const PortalKey& key, WebhookCall call)
        : store_(&store), key_(key), call_(std::move(call)) {}

    /// Calls those that are due; returns how many answered. `now` is asked again for each.
    int call_due(const std::function<core::UtcSeconds()>& now);

  private:
    bool call_next(core::UtcSeconds now, int& answered);

    storage::Store* store_;
    PortalKey key_;
    WebhookCall call_;
};

}  // namespace drp::portal
