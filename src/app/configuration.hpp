/// drp-config.json and the environment: validated at start, each value with its source.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "portal/programme.hpp"

namespace drp::app {

/// What a file may say about the programme. Absent: the default of portal::Programme.
struct Configuration {
    std::optional<std::string> name;
    std::optional<std::string> provider;
    std::optional<std::string> contact;
    std::optional<std::string> time_zone;
    std::optional<core::DollarsPerKwh> credit_factor;
    bool is_demo = false;
};

/// Reads a drp-config.json. An unknown key, a wrong type or value is a Problem with file, key and what was expected; a
/// file that does not exist is an empty configuration.
[[nodiscard]] core::Result<Configuration> load_configuration(const std::filesystem::path& file);

/// The same from text; `name` is what the file is called in problems.
[[nodiscard]] core::Result<Configuration> parse_configuration(std::string_view text, const std::string& name);

/// Secrets come from the environment only, directly or through NAME_FILE (a file that holds the value); empty if
/// neither is set. Fails where both are set or the file cannot be read.
[[nodiscard]] core::Result<std::string> secret_from_environment(const std::string& name);

}  // namespace drp::app
