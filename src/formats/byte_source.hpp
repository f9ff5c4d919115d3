/// Where a file's bytes come from: a file, standard input, memory, or (byte_pipe.hpp) another thread.
///
/// A source is read by one thread at a time. `bytes_read`, `total_bytes` and `cancel` may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/problem.hpp"

namespace drp::formats {

class ByteSource {
  public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    /// At least one byte into `into` (which is not empty), or 0 at the end. Blocks until there is something.
    [[nodiscard]] virtual core::Result<std::size_t> read(std::span<char> into) = 0;

    /// Bytes taken from the outside so far; of a compressed file the compressed ones, so that progress is honest.
    [[nodiscard]] virtual std::uint64_t bytes_read() const noexcept = 0;
    /// Size of the outside thing where it is known (a regular file, a declared upload).
    [[nodiscard]] virtual std::optional<std::uint64_t> total_bytes() const noexcept { return std::nullopt; }

    /// Makes a blocked read() and all later ones fail with `cancelled`.
    virtual void cancel() noexcept {}
};

/// A file, or standard input for "-". Fails with `file-not-found` or `file-unreadable`.
[[nodiscard]] core::Result<std::unique_ptr<ByteSource>> open_file(const std::string& path);

/// An open file descriptor. Not closed by the source.
[[nodiscard]] std::unique_ptr<ByteSource> from_descriptor(int descriptor);

/// Bytes in memory. `chunk_bytes` limits what one read() returns (0: no limit); tests use it.
[[nodiscard]] std::unique_ptr<ByteSource> from_memory(std::string bytes, std::size_t chunk_bytes = 0);

/// The same source with .gz (also of several members) and .zst taken off, recognised by their first bytes; anything
/// else passes unchanged. Memory is bounded (zstd windows up to 128 MiB); a stream that blows up more than 1,000-fold
/// past the first 256 MiB fails with `decompression-bomb`, a damaged or cut one with `compressed-file-damaged`.
[[nodiscard]] std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> source);

}  // namespace drp::formats
