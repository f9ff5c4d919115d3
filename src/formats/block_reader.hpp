/// Cuts a stream of bytes into blocks of whole lines. The cuts depend on the bytes alone, never on how they arrive.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "formats/byte_source.hpp"

namespace drp::formats {

inline constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;
/// Room for a header of a million meters; a longer line is damage.
inline constexpr std::size_t kMaxLineBytes = std::size_t{8} << 20U;

/// Whole lines; the last byte is an end of line.
struct Block {
    std::unique_ptr<char[]> bytes;  // NOLINT(modernize-avoid-c-arrays): an uninitialised buffer
    std::size_t begin = 0;          ///< past a byte order mark
    std::size_t end = 0;
    /// A line past kMaxLineBytes, reduced to its first bytes; `delimiters` were counted in all of it.
    bool is_oversized_line = false;
    std::uint64_t delimiters = 0;

    [[nodiscard]] std::string_view text() const { return {bytes.get() + begin, end - begin}; }
};

class BlockReader {
  public:
    explicit BlockReader(std::unique_ptr<ByteSource> source, std::size_t block_bytes = kBlockBytes)
        : source_(std::move(source)), block_bytes_(block_bytes) {}

    /// False at the end of the bytes.
    [[nodiscard]] core::Result<bool> next(Block& block);

    /// '\n', or '\r' for a file that has none in its first block but has '\r'. Known after the first block.
    [[nodiscard]] char end_of_line() const noexcept { return end_of_line_; }
    /// What Block::delimiters counts.
    void set_delimiter(char delimiter) noexcept { delimiter_ = delimiter; }
    [[nodiscard]] ByteSource& source() noexcept { return *source_; }
    [[nodiscard]] const ByteSource& source() const noexcept { return *source_; }

  private:
    [[nodiscard]] core::Result<bool> fill(char* buffer, std::size_t& size, std::size_t capacity);
    void look_at_start(Block& block);
    [[nodiscard]] core::Result<bool> skip_oversized(Block& block);

    std::unique_ptr<ByteSource> source_;
    std::size_t block_bytes_;
    std::vector<char> carry_;  // the start of a line whose end has not been seen
    char end_of_line_ = '\n';
    char delimiter_ = ',';
    bool is_first_ = true;
    bool is_ended_ = false;
};

}  // namespace drp::formats
