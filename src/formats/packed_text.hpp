/// A text made small for the store: its length (four bytes, little-endian), then a zlib stream of it.
#pragma once

#include <string>
#include <string_view>

namespace drp::formats {

/// `text` is shorter than 4 GiB (std::length_error).
[[nodiscard]] std::string pack_text(std::string_view text);

/// What pack_text() was given. Throws std::runtime_error for anything else: it is our own store that is damaged then.
[[nodiscard]] std::string unpack_text(std::string_view packed);

}  // namespace drp::formats
