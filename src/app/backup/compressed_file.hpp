/// Files through zstd, hashed on both sides on the way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/problem.hpp"

namespace drp::app {

struct CompressedFile {
    std::int64_t packed_bytes = 0;
    std::string packed_sha256;
    std::int64_t plain_bytes = 0;
    std::string plain_sha256;
};

/// Writes `to` (which must not exist; for its owner alone) and brings it to the disk. One zstd frame with a checksum,
/// which `zstd -d` reads. Problem: backup-unwritable.
[[nodiscard]] core::Result<CompressedFile> compress_file(const std::filesystem::path& from,
                                                         const std::filesystem::path& to, int level);

/// The way back. Stops with `backup-damaged` at what zstd refuses and past `most_bytes`.
[[nodiscard]] core::Result<CompressedFile> decompress_file(const std::filesystem::path& from,
                                                           const std::filesystem::path& to, std::int64_t most_bytes);

}  // namespace drp::app
