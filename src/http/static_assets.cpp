#include "http/static_assets.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include "core/sha256.hpp"
#include "http/header_text.hpp"

namespace drp::http {

namespace {

constexpr std::uintmax_t kMaxAssetBytes = 256ULL * 1024 * 1024;

std::string_view extension_of(std::string_view path) noexcept {
    const auto dot = path.find_last_of("./");
    return dot == std::string_view::npos || path[dot] == '/' ? std::string_view{} : path.substr(dot);
}

/// "/assets/index-B1x2c3D4.js": a dash and at least eight characters of base64url or hex before the extension, below
/// /assets/, which is where the web build puts nothing else.
bool has_hashed_name(std::string_view path) noexcept {
    if (!path.starts_with("/assets/")) return false;
    const auto stem = path.substr(0, path.size() - extension_of(path).size());
    const auto file = stem.substr(stem.rfind('/') + 1);
    // The hash itself may hold dashes, so any dash with enough behind it will do.
    const auto dash = file.find('-');
    return dash != std::string_view::npos && file.size() - dash - 1 >= 8;
}

SharedBytes shared(std::string text) {
    if (text.empty()) return {};
    return std::make_shared<const std::string>(std::move(text));
}

core::Problem unreadable(const std::filesystem::path& file, std::string_view why) {
    return {.kind = core::ProblemKind::unavailable,
            .code = "assets-unreadable",
            .message = "The web pages cannot be read: " + std::string(why) + ".",
            .place = file.string(),
            .cure = "Build the web pages, or name the folder that holds them."};
}

core::Result<std::string> read_whole(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
    if (in.bad() || !in.is_open()) return unreadable(file, "a file does not open");
    return std::move(text).str();
}

}  // namespace

std::string_view content_type_of(std::string_view path) noexcept {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kTypes{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".yaml", "application/yaml"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".avif", "image/avif"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".csv", "text/csv; charset=utf-8"},
        {".wasm", "application/wasm"},
    }};
    const auto extension = extension_of(path);
    for (const auto& [known, type] : kTypes)
        if (iequals(known, extension)) return type;
    return "application/octet-stream";
}

double encoding_quality(std::string_view accept_encoding, std::string_view coding) noexcept {
    // identity is fine unless refused, the others only if named (RFC 9110, 12.5.3)
    double by_star = iequals(coding, "identity") ? 1 : 0;
    while (!accept_encoding.empty()) {
        auto item = take_until(accept_encoding, ',');
        const auto quality = take_quality(item);
        if (iequals(item, coding)) return quality;
        if (item == "*") by_star = quality;
    }
    return by_star;
}

core::Result<std::shared_ptr<const StaticAssets>> StaticAssets::load(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    auto assets = std::make_shared<StaticAssets>();
    std::uintmax_t total_bytes = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        // A link might lead out of the folder: only what truly lies in it is served.
        if (at->is_symlink() || !at->is_regular_file()) continue;
        const auto extension = at->path().extension();
        if (extension == ".br" || extension == ".gz") continue;
        std::array<std::string, 3> variants;
        const std::array<fs::path, 3> files{at->path(), at->path().string() + ".br", at->path().string() + ".gz"};
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (i > 0 && (fs::is_symlink(files[i]) || !fs::is_regular_file(files[i]))) continue;
            total_bytes += fs::file_size(files[i]);
            if (total_bytes > kMaxAssetBytes) return unreadable(folder, "more than 256 MB");
            auto text = read_whole(files[i]);
            if (!text) return text.error();
            variants[i] = std::move(*text);
        }
        const auto path = std::string("/").append(fs::relative(at->path(), folder).generic_string());
        assets->insert(path, shared(std::move(variants[0])), shared(std::move(variants[1])),
                       shared(std::move(variants[2])));
    }
    if (error) return unreadable(folder, error.message());
    return std::shared_ptr<const StaticAssets>(std::move(assets));
}

std::shared_ptr<const StaticAssets> StaticAssets::embedded(std::span<const EmbeddedAsset> table) {
    auto assets = std::make_shared<StaticAssets>();
    for (const auto& entry : table)
        assets->insert(std::string(entry.path), {nullptr, entry.bytes}, {nullptr, entry.br}, {nullptr, entry.gzip});
    return assets;
}

void StaticAssets::insert(std::string path, SharedBytes plain, SharedBytes br, SharedBytes gzip) {
    auto asset = Asset{.content_type = std::string(content_type_of(path)),
                       .etag = core::sha256_hex(plain.bytes).substr(0, 32),
                       .is_immutable = has_hashed_name(path),
                       .plain = std::move(plain),
                       .br = std::move(br),
                       .gzip = std::move(gzip)};
    assets_.insert_or_assign(std::move(path), std::move(asset));
}

std::optional<Response> StaticAssets::find(std::string_view raw_path, std::string_view accept_encoding) const {
    const auto found = assets_.find(raw_path == "/" ? std::string_view("/index.html") : raw_path);
    if (found == assets_.end()) return std::nullopt;
    return answer(found->second, accept_encoding);
}

std::optional<Response> StaticAssets::page(std::string_view accept_encoding) const {
    return find("/", accept_encoding);
}

Response StaticAssets::answer(const Asset& asset, std::string_view accept_encoding) {
    const auto* chosen = &asset.plain;
    std::string_view coding;
    double best = 0;
    // In order of size: the later wins only with a higher quality.
    for (const auto& [bytes, name] : {std::pair{&asset.br, std::string_view("br")}, {&asset.gzip, "gzip"}}) {
        const auto quality = bytes->bytes.empty() ? 0 : encoding_quality(accept_encoding, name);
        if (quality <= best) continue;
        best = quality;
        chosen = bytes;
        coding = name;
    }
    const bool has_variants = !asset.br.bytes.empty() || !asset.gzip.bytes.empty();
    auto response = Response::shared(asset.content_type, *chosen);
    if (!coding.empty()) response.header("Content-Encoding", coding);
    if (has_variants) response.header("Vary", "Accept-Encoding");
    response.header("Cache-Control", asset.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    return std::move(response.etag(asset.etag));
}

}  // namespace drp::http
