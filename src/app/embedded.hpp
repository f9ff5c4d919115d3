/// Files that are part of the binary: the web pages and the description of the API.
#pragma once

#include <span>
#include <string_view>

#include "http/static_assets.hpp"

namespace drp::app {

/// web/dist as it was built; empty if the pages were not built.
[[nodiscard]] std::span<const http::EmbeddedAsset> embedded_pages();
[[nodiscard]] std::string_view embedded_openapi();

}  // namespace drp::app
