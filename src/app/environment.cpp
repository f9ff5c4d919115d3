#include "app/environment.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr const char* kPort = "^(0|[1-9][0-9]{0,4})$";
constexpr const char* kPlainText = "^[^\\r\\n]*$";

Setting secret(std::string name, std::string meaning, std::string& field, std::string pattern, std::string expected) {
    auto setting = pattern_setting(std::move(name), std::move(meaning), field, std::move(pattern), std::move(expected));
    setting.is_secret = true;
    return setting;
}

Setting file_of(const std::string& secret, std::string& field) {
    return pattern_setting(secret + "_FILE", "A file that holds " + secret + " instead.", field, kPlainText,
                           "the path of a file");
}

Setting path(std::string name, std::string meaning, std::string& field) {
    return pattern_setting(std::move(name), std::move(meaning), field, kPlainText, "a path or an address", 1000);
}

std::string_view without_quotes(std::string_view value) {
    const bool is_quoted =
        value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.front() == value.back();
    return is_quoted ? value.substr(1, value.size() - 2) : value;
}

/// The lines as an object, so that they are read like every other file.
Result<json::object> object_of(std::string_view text, const std::string& name) {
    json::object object;
    for (int number = 1; !text.empty(); ++number) {
        const auto line = core::trimmed(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        if (line.empty() || line.starts_with('#')) continue;
        const auto sign = line.find('=');
        const auto key = core::trimmed(line.substr(0, sign));
        const auto place = fmt::format("{}: line {}", name, number);
        if (sign == std::string_view::npos || key.empty())
            return Problem{ProblemKind::invalid_input, "configuration-invalid", "This line is no NAME=value.", place,
                           ""};
        const auto value = without_quotes(core::trimmed(line.substr(sign + 1)));
        if (!object.emplace(key, value).second)
            return Problem{ProblemKind::invalid_input, "configuration-invalid",
                           fmt::format("The key '{}' is there twice.", core::excerpt(key, 60)), place, "Keep one."};
    }
    return object;
}

}  // namespace

std::vector<Setting> settings_of(Environment& into) {
    return {
        path("DRP_DATA", "Folder of store, certificate, configuration and verdicts.", into.data),
        path("DRP_STORE", "Address of the store, such as sqlite:///var/lib/drp/drp.db or mariadb://drp@db/portal.",
             into.store),
        pattern_setting("DRP_ADDRESS", "Network address to listen on.", into.address, "^[0-9A-Fa-f.:]+$",
                        "an IPv4 or IPv6 address"),
        pattern_setting("DRP_PORT", "HTTPS port; 0: no HTTPS.", into.port, kPort, "a port, or 0"),
        pattern_setting("DRP_HTTP_PORT", "HTTP port, for a proxy in front; 0: none.", into.http_port, kPort,
                        "a port, or 0"),
        pattern_setting("DRP_TRUSTED_PROXIES", "Networks whose X-Forwarded-For is believed, by commas.",
                        into.trusted_proxies, "^[0-9A-Fa-f.:/]+(,[0-9A-Fa-f.:/]+)*$",
                        "networks such as 127.0.0.1,10.0.0.0/8"),
        path("DRP_REQUEST_LOG", "Where requests are logged: -, none, or a file.", into.request_log),
        path("DRP_BACKUPS", "Folder of backups, for `drp backup`, the doctor and the metric of their age.",
             into.backups),
        path("DRP_REDIS", "Address of a Redis that the instances of the portal share, such as redis://cache:6379.",
             into.redis),
        choice_setting("DRP_LOG_LEVEL", "How much is logged.", into.log_level,
                       {"trace", "debug", "info", "warning", "error"}),
        secret("DRP_DB_PASSWORD", "Password of the user at the database server, where the store is on one.",
               into.db_password, kPlainText, "one line of text"),
        file_of("DRP_DB_PASSWORD", into.db_password_file),
        secret("DRP_PORTAL_KEY",
               "The portal's own key, from which claim codes and the sealing of second factors follow; without it the "
               "file portal-key beside the store. Has to be given where the store is on a server.",
               into.portal_key, "^[^\\r\\n]{32,}$", "at least 32 random characters"),
        file_of("DRP_PORTAL_KEY", into.portal_key_file),
        secret("DRP_REDIS_PASSWORD", "Password of the Redis.", into.redis_password, kPlainText, "one line of text"),
        file_of("DRP_REDIS_PASSWORD", into.redis_password_file),
        secret("DRP_SMTP_PASSWORD", "Password of smtp.user at the mail server.", into.smtp_password, kPlainText,
               "one line of text"),
        file_of("DRP_SMTP_PASSWORD", into.smtp_password_file),
        secret("DRP_IMPORT_TOKEN", "Lets a machine import readings.", into.import_token, "^[^\\r\\n]{32,}$",
               "at least 32 random characters"),
        file_of("DRP_IMPORT_TOKEN", into.import_token_file),
    };
}

Result<Environment> parse_env_file(std::string_view text, const std::string& name) {
    const auto object = object_of(text, name);
    if (!object) return object.error();
    Environment environment;
    const auto stated = read_settings(*object, name, settings_of(environment));
    if (!stated) return stated.error();
    return environment;
}

Result<void> load_env_file(const std::string& file) {
    const auto text = read_settings_file(file);
    if (!text) return text.error();
    if (!*text)
        return Problem{ProblemKind::invalid_input, "configuration-unreadable", "There is no such env file.", file, ""};
    auto environment = parse_env_file(**text, file);
    if (!environment) return environment.error();
    for (const auto& setting : settings_of(*environment)) {
        const std::string value(setting.give().as_string());
        if (!value.empty()) setenv(setting.name.c_str(), value.c_str(), 0);
    }
    return {};
}

Result<void> check_environment() {
    Environment environment;
    json::object object;
    for (const auto& setting : settings_of(environment))
        if (const char* value = std::getenv(setting.name.c_str()); value != nullptr && *value != '\0')
            object.emplace(setting.name, value);
    const auto stated = read_settings(object, "environment", settings_of(environment));
    if (!stated) return stated.error();
    return {};
}

}  // namespace drp::app
