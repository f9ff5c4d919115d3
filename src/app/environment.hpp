/// The environment: addresses and secrets, as variables of the process or lines of an env file.
#pragma once

#include <string>
#include <vector>

#include "app/settings.hpp"
#include "core/problem.hpp"

namespace drp::app {

/// What the variables may say; each is text, and empty where nothing is said.
struct Environment {
    std::string data, store, address, port, http_port, trusted_proxies, request_log, backups, log_level;
    std::string db_password, db_password_file;
    std::string portal_key, portal_key_file;
    std::string redis, redis_password, redis_password_file;
    std::string smtp_password, smtp_password_file;
    std::string import_token, import_token_file;
};

/// The table of its variables, bound to `into`; the names are those of the variables ("DRP_STORE").
[[nodiscard]] std::vector<Setting> settings_of(Environment& into);

/// NAME=value, one a line; blank lines and lines that begin with # are skipped, quotes around a value are taken off.
/// Problems as read_settings() has them, and for a line that is none or a name that comes twice.
[[nodiscard]] core::Result<Environment> parse_env_file(std::string_view text, const std::string& name);

/// Puts the lines of an env file into the environment of this process, where a variable that is set already stays.
/// Before threads are started.
[[nodiscard]] core::Result<void> load_env_file(const std::string& file);

/// Checks the variables of this process that are in the table.
[[nodiscard]] core::Result<void> check_environment();

}  // namespace drp::app
