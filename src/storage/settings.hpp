/// Facts about the store as a whole, by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/store.hpp"

namespace drp::storage {

[[nodiscard]] std::optional<std::string> find_setting(Transaction& tx, std::string_view key);
/// Not for `time_zone`, which the database refuses to change.
void put_setting(WriteTransaction& tx, std::string_view key, std::string_view value);

}  // namespace drp::storage
