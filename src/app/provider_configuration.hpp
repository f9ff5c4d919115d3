/// provider-config.json: the provider's organisation and its first administrator, made on the first start.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::app {

struct ProviderConfiguration {
    std::string organisation;
    std::string email;
    std::string first_name;
    std::string last_name;
    std::string password;  ///< a first one, which its owner has to change; or
    std::string password_file;
};

[[nodiscard]] std::vector<Setting> settings_of(ProviderConfiguration& into);

/// Nothing if there is no such file. Problems as read_settings() has them, and for a password that is missing, given
/// twice or too short.
[[nodiscard]] core::Result<std::optional<ProviderConfiguration>> load_provider_configuration(
    const std::filesystem::path& file);

/// Makes provider and administrator in a store that has no provider; leaves any other store alone. Booked in the audit
/// trail. True if it made them.
[[nodiscard]] core::Result<bool> make_provider(storage::Store& store, const ProviderConfiguration& configuration,
                                               core::UtcSeconds now);

}  // namespace drp::app
