/// Every setting with its value and where it comes from: for `drp config show` and for the administration's page.
#pragma once

#include <filesystem>
#include <vector>

#include "api/configuration_view.hpp"
#include "app/configuration.hpp"
#include "core/problem.hpp"

namespace drp::app {

/// The three files of a folder, read and checked. Secrets are said to be set or not, nothing more. Problems: of the
/// first file that is wrong.
[[nodiscard]] core::Result<api::ConfigurationView> configuration_report(const std::filesystem::path& folder);

/// All that is wrong in the files of the folder and in the environment; empty if nothing is.
[[nodiscard]] std::vector<core::Problem> configuration_problems(const std::filesystem::path& folder);

}  // namespace drp::app
