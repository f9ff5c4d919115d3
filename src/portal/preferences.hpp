/// What people may choose about how the portal speaks to them: a fixed set of keys, each with a fixed set of values.
/// They are kept as one JSON object with the account; api/ reads and writes it.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/problem.hpp"

namespace drp::portal {

struct Preference {
    std::string_view key;
    std::array<std::string_view, 3> values;  ///< the first is what holds without a choice; empty ones are none
};

/// Every one there is, in the order of the page.
[[nodiscard]] std::span<const Preference> all_preferences() noexcept;

/// Problem: preference-unknown at `preferences.<key>`, for a key or a value that is not in the table.
[[nodiscard]] core::Result<void> check_preference(std::string_view key, std::string_view value);

}  // namespace drp::portal
