/// What each person wants to be told of: their own rules, a test of them, and what was raised.
///
/// Rules belong to one person; somebody else's are answered like ones that do not exist. Every write is booked. Any
/// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/keys.hpp"
#include "portal/meter_directory.hpp"
#include "portal/programme.hpp"
#include "storage/alerts.hpp"
#include "storage/store.hpp"

namespace drp::portal {

inline constexpr std::size_t kMaxAlertRules = 50;  ///< of one person
inline constexpr std::size_t kMaxWebhookUrlBytes = 500;

/// As people write it; which limits are needed, the kind says.
struct AlertWish {
    std::string kind;   ///< of a new rule; it does not change
    std::string scope;  ///< "own", "organisation", "meter"; empty for a kind that is of the portal
    std::optional<std::int64_t> organisation;
    std::string meter;  ///< number
    std::optional<std::int64_t> limit_hours;
    std::optional<std::int64_t> limit_w;
    std::optional<std::int64_t> limit_day_wh;
    std::optional<std::int64_t> limit_percent;
    std::optional<std::int64_t> limit_mb;
    std::optional<std::int64_t> limit_min;
    std::optional<std::int64_t> window_min;
    std::string channel;
    std::string webhook_url;
    std::optional<storage::QuietHours> quiet;
    bool is_on = true;
    bool renews_secret = false;
};

/// What addresses webhooks may have, by configuration. Where they lead is looked at when they are called.
struct WebhookPolicy {
    bool may_be_http = false;  ///< without TLS
};

/// Calls a webhook once. The status it answered with; Problem: webhook-not-reached, webhook-refused.
using WebhookCall = std::function<core::Result<int>(const std::string& url, const std::string& secret,
                                                    const std::string& body, core::UtcSeconds now)>;

struct SavedAlertRule {
    storage::AlertRule rule;
    std::string secret;  ///< of a new webhook, in full; shown this once
};

struct AlertTest {
    storage::AlertChannel channel = storage::AlertChannel::email;
    std::string to;  ///< the address of the mail, or of the webhook
    int status = 0;  ///< that the webhook answered with
};

class Alerts {
  public:
    Alerts(storage::Store& store, const MeterDirectory& directory, const PortalKey& key, const Programme& programme,
           WebhookPolicy policy, WebhookCall call)
        : store_(&store),
          directory_(&directory),
          key_(&key),
          programme_(&programme),
          policy_(policy),
          call_(std::move(call)) {}

    [[nodiscard]] std::vector<storage::AlertRule> list(const Actor& actor) const;
    /// Problems: field-invalid (at the field), meter-not-found, organisation-not-found, alert-not-allowed (a kind that
    /// is not for this person), too-many-alerts.
    [[nodiscard]] core::Result<SavedAlertRule> create(const Actor& actor, const AlertWish& wish, core::UtcSeconds now);
    /// The same, and alert-not-found.
    [[nodiscard]] core::Result<SavedAlertRule> change(const Actor& actor, std::int64_t id, const AlertWish& wish,
                                                      core::UtcSeconds now);
    /// With what it raised. Problem: alert-not-found.
    [[nodiscard]] core::Result<void> remove(const Actor& actor, std::int64_t id, core::UtcSeconds now);
    /// Tells its person, now and whatever the hour. Problems: alert-not-found, mail-not-set-up, alert-tested-just-now,
    /// and what the call of the webhook says.
    [[nodiscard]] core::Result<AlertTest> test(const Actor& actor, std::int64_t id, core::UtcSeconds now);
    /// Problem: query-invalid (sort).
    [[nodiscard]] core::Result<storage::Listed<storage::AlertRecord>> log(const Actor& actor,
                                                                          const storage::AlertFilter& filter,
                                                                          const storage::PageQuery& page) const;

    /// The secret of a rule's webhook; nothing if it was sealed with another key.
    [[nodiscard]] static std::optional<std::string> open_secret(const PortalKey& key, const std::string& sealed);

  private:
    [[nodiscard]] core::Result<storage::AlertTerms> terms_of(storage::Transaction& tx, const Actor& actor,
                                                             storage::AlertKind kind, const AlertWish& wish) const;
    [[nodiscard]] core::Result<void> set_scope(storage::Transaction& tx, const Actor& actor, storage::AlertKind kind,
                                               const AlertWish& wish, storage::AlertTerms& terms) const;
    [[nodiscard]] core::Result<void> set_channel(const AlertWish& wish, storage::AlertTerms& terms) const;
    [[nodiscard]] std::optional<storage::AlertRule> find_own(storage::Transaction& tx, const Actor& actor,
                                                             std::int64_t id) const;
    /// A new one where the webhook has none yet, or where another is wished for.
    [[nodiscard]] std::string secret_for(const AlertWish& wish, const std::string& sealed_before,
                                         storage::AlertTerms& terms) const;

    storage::Store* store_;
    const MeterDirectory* directory_;
    const PortalKey* key_;
    const Programme* programme_;
    WebhookPolicy policy_;
    WebhookCall call_;
};

[[nodiscard]] core::Problem alert_not_found();

}  // namespace drp::portal
