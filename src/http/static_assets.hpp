/// The files of the web pages, in memory and immutable.
///
/// A request path is looked up in a map as it is: no file system is touched, so "../" leads nowhere. Precompressed
/// variants come from files beside the original (`app.js.br`, `app.js.gz`). Names with a content hash
/// (`/assets/index-B1x2c3D4.js`) are cached for ever, all others are revalidated by ETag.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/problem.hpp"
#include "http/response.hpp"

namespace drp::http {

/// One file of an embedded table; all views have static storage. br and gzip may be empty.
struct EmbeddedAsset {
    std::string_view path;  ///< "/assets/index-B1x2c3D4.js"
    std::string_view bytes;
    std::string_view br = {};
    std::string_view gzip = {};
};

class StaticAssets {
  public:
    /// Reads every regular file below `folder` (links are not followed out of it), at most 256 MB together.
    [[nodiscard]] static core::Result<std::shared_ptr<const StaticAssets>> load(const std::filesystem::path& folder);
    [[nodiscard]] static std::shared_ptr<const StaticAssets> embedded(std::span<const EmbeddedAsset> table);

    /// The answer for a GET of `raw_path` ("/" is "/index.html"), negotiated by Accept-Encoding; nothing if there is no
    /// such file.
    [[nodiscard]] std::optional<Response> find(std::string_view raw_path, std::string_view accept_encoding) const;
    /// index.html for addresses that the pages' own router knows.
    [[nodiscard]] std::optional<Response> page(std::string_view accept_encoding) const;

    [[nodiscard]] std::size_t size() const noexcept { return assets_.size(); }

  private:
    struct Asset {
        std::string content_type;
        std::string etag;
        bool is_immutable = false;
        SharedBytes plain, br, gzip;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    void insert(std::string path, SharedBytes plain, SharedBytes br, SharedBytes gzip);
    static Response answer(const Asset& asset, std::string_view accept_encoding);

    std::unordered_map<std::string, Asset, Hash, std::equal_to<>> assets_;
};

/// Quality (0 to 1) that an Accept-Encoding header gives a coding, `*` and "identity" included (RFC 9110, 12.5.3).
[[nodiscard]] double encoding_quality(std::string_view accept_encoding, std::string_view coding) noexcept;
/// Media type by file name; "application/octet-stream" if unknown.
[[nodiscard]] std::string_view content_type_of(std::string_view path) noexcept;

}  // namespace drp::http
