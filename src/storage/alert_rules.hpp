/// What people want to be told of, by which way and when not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/accounts.hpp"
#include "storage/store.hpp"

namespace drp::storage {

enum class AlertKind : std::uint8_t {
    data_missing,          ///< a meter has no reading since `limit_hours`
    usage_above,           ///< a meter used more than `limit_w` over `window_min`, or `limit_day_wh` on a local day
    above_prediction,      ///< … more than its prediction by `limit_percent`, over `window_min`
    event_unacknowledged,  ///< `limit_min` before an event somebody called has not acknowledged it
    import_failed,         ///<
    disk_low,              ///< less than `limit_percent` or `limit_mb` free where the portal keeps its data
    backup_old,            ///< the newest backup is older than `limit_hours`
};
enum class AlertScope : std::uint8_t { own, organisation, meter, portal };
enum class AlertChannel : std::uint8_t { email, webhook };

/// Names of the store and of the API.
[[nodiscard]] std::string_view to_text(AlertKind kind) noexcept;
[[nodiscard]] std::string_view to_text(AlertScope scope) noexcept;
[[nodiscard]] std::string_view to_text(AlertChannel channel) noexcept;
[[nodiscard]] std::optional<AlertKind> alert_kind_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<AlertScope> alert_scope_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<AlertChannel> alert_channel_of(std::string_view text) noexcept;

/// Minutes of the day on a zone's clock, `to` not included; over midnight where `to` is the earlier one.
struct QuietHours {
    std::int64_t from_min = 0;
    std::int64_t to_min = 0;
    std::string zone;  ///< IANA
};

/// What its user may change. Which limits are there, the kind says; the database holds it to that.
struct AlertTerms {
    AlertScope scope = AlertScope::own;
    std::optional<core::OrgId> organisation;
    std::optional<core::MeterId> meter;
    std::optional<std::int64_t> limit_hours;
    std::optional<std::int64_t> limit_w;
    std::optional<std::int64_t> limit_day_wh;
    std::optional<std::int64_t> limit_percent;
    std::optional<std::int64_t> limit_mb;  ///< 10^6 bytes
    std::optional<std::int64_t> limit_min;
    std::optional<std::int64_t> window_min;
    AlertChannel channel = AlertChannel::email;
    std::string webhook_url;
    std::string sealed_secret;
    std::optional<QuietHours> quiet;
    bool is_on = true;
};

struct AlertRule {
    std::int64_t id = 0;
    core::UserId user;
    AlertKind kind = AlertKind::data_missing;
    AlertTerms terms;
    core::UtcSeconds created;
    core::UtcSeconds changed;
    std::optional<core::UtcSeconds> told;  ///< when its user was told of it last
    std::string organisation_name;         ///< of scope organisation
    std::string meter_number;              ///< of scope meter
    std::string meter_label;
    std::int64_t open = 0;  ///< conditions that last
};

std::int64_t add_alert_rule(WriteTransaction& tx, core::UserId user, AlertKind kind, const AlertTerms& terms,
                            core::UtcSeconds now);
void change_alert_rule(WriteTransaction& tx, std::int64_t id, const AlertTerms& terms, core::UtcSeconds now);
/// With what it raised and told.
void delete_alert_rule(WriteTransaction& tx, std::int64_t id);
[[nodiscard]] std::optional<AlertRule> find_alert_rule(Transaction& tx, std::int64_t id);
/// Of one user, by number.
[[nodiscard]] std::vector<AlertRule> list_alert_rules(Transaction& tx, core::UserId user);

/// A rule that is on, of a user who is approved, with what is needed to know what that user may.
struct LiveAlertRule {
    AlertRule rule;
    UserRecord user;  ///< id, email, org, status, is_admin, is_provider_member
};
/// By number.
[[nodiscard]] std::vector<LiveAlertRule> list_live_alert_rules(Transaction& tx);

}  // namespace drp::storage
