/// drp-config.json and the environment: validated at start, each value with its source.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.hpp"
#include "core/problem.hpp"
#include "portal/programme.hpp"

namespace drp::app {

/// How mails leave. The password is no setting: DRP_SMTP_PASSWORD.
struct SmtpSettings {
    std::string host;  ///< empty: no mail is sent
    std::int64_t port = 587;
    std::string security = "starttls";  ///< starttls, tls, none
    std::string user;
    std::string from;
    std::string ca_file;  ///< whom to trust with TLS; empty: the system's authorities

    [[nodiscard]] bool is_set() const noexcept { return !host.empty(); }
};

/// How often one client may ask, in requests a minute.
struct RateLimitSettings {
    std::int64_t per_address_per_minute = 600;  ///< of those who are not logged in
    std::int64_t per_account_per_minute = 1200;
    std::int64_t per_token_per_minute = 3000;
};

/// What the webhooks of alerts may call. People choose the addresses, so by default nothing but https to the internet.
struct AlertWebhookSettings {
    bool to_private_addresses = false;
    bool over_http = false;
    std::string ca_file;  ///< whom to trust with TLS; empty: the system's authorities
};

/// What drp-config.json may say about the programme; where it says nothing, the defaults here.
struct Configuration {
    std::string name = portal::Programme{}.name;
    std::optional<std::string> provider;  ///< nothing: the name of the store's provider organisation
    std::string contact;
    std::optional<std::string> time_zone;  ///< nothing: the store's
    core::DollarsPerKwh credit_factor = portal::Programme{}.credit_factor;
    bool is_demo = false;
    std::string public_url;
    bool claim_codes = true;
    std::optional<portal::Level> second_factor_required_up_to;
    SmtpSettings smtp;
    std::string map_tile_url;
    std::string map_attribution;
    RateLimitSettings rate_limits;
    AlertWebhookSettings alert_webhooks;

    std::set<std::string> stated;  ///< names of the settings that the file states
};

/// The table of its settings, bound to `into`.
[[nodiscard]] std::vector<Setting> settings_of(Configuration& into);

/// Reads a drp-config.json. An unknown key, a wrong type or value is a Problem with file, key and what was expected; a
/// file that does not exist is an empty configuration.
[[nodiscard]] core::Result<Configuration> load_configuration(const std::filesystem::path& file);

/// The same from text; `name` is what the file is called in problems.
[[nodiscard]] core::Result<Configuration> parse_configuration(std::string_view text, const std::string& name);

/// What the configuration decides about the programme. The rest of it is the store's.
void apply(const Configuration& configuration, portal::Programme& programme);

/// Secrets come from the environment only, directly or through NAME_FILE (a file that holds the value); empty if
/// neither is set. Fails where both are set or the file cannot be read.
[[nodiscard]] core::Result<std::string> secret_from_environment(const std::string& name);

/// DRP_DB_PASSWORD: of the user at a database server. Empty for none, as with a socket that knows who calls.
[[nodiscard]] core::Result<std::string> database_password();

}  // namespace drp::app
