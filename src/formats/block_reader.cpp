#include "formats/block_reader.hpp"

#include <algorithm>
#include <cstring>

namespace drp::formats {
namespace {
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
}

core::Result<bool> BlockReader::fill(char* buffer, std::size_t& size, std::size_t capacity) {
    while (size < capacity && !is_ended_) {
        const auto got = source_->read({buffer + size, capacity - size});
        if (!got) return got.error();
        is_ended_ = *got == 0;
        size += *got;
    }
    return true;
}

void BlockReader::look_at_start(Block& block) {
    is_first_ = false;
    if (block.text().starts_with(kByteOrderMark)) block.begin = kByteOrderMark.size();
    const auto text = block.text();
    if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) end_of_line_ = '\r';
}

core::Result<bool> BlockReader::next(Block& block) {
    block = Block{};
    for (auto capacity = block_bytes_; true; capacity *= 2) {
        while (capacity <= carry_.size()) capacity *= 2;
        auto bytes = std::make_unique_for_overwrite<char[]>(capacity + 1);  // NOLINT(modernize-avoid-c-arrays)
        std::copy(carry_.begin(), carry_.end(), bytes.get());
        auto size = carry_.size();
        if (const auto filled = fill(bytes.get(), size, capacity); !filled) return filled.error();
        block.bytes = std::move(bytes);
        block.end = size;
        if (is_first_) look_at_start(block);
        if (block.begin == block.end && is_ended_) return false;

        if (is_ended_) {
            carry_.clear();
            if (block.bytes[block.end - 1] != end_of_line_) block.bytes[block.end++] = end_of_line_;
            return true;
        }
        const auto last = block.text().rfind(end_of_line_);
        if (last != std::string_view::npos) {
            const auto cut = block.begin + last + 1;
            carry_.assign(block.bytes.get() + cut, block.bytes.get() + block.end);
            block.end = cut;
            return true;
        }
        if (capacity >= kMaxLineBytes) return skip_oversized(block);
        carry_.assign(block.bytes.get(), block.bytes.get() + block.end);
        is_first_ = block.begin != 0;  // the byte order mark is still in the carry
    }
}

core::Result<bool> BlockReader::skip_oversized(Block& block) {
    constexpr std::size_t kKeptBytes = 200;
    const auto count = [&](std::string_view text) {
        block.delimiters += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), delimiter_));
    };
    count(block.text());
    block.is_oversized_line = true;
    block.end = block.begin + kKeptBytes;
    block.bytes[block.end++] = end_of_line_;
    carry_.resize(kBlockBytes);
    while (!is_ended_) {
        std::size_t size = 0;
        if (const auto filled = fill(carry_.data(), size, kBlockBytes); !filled) return filled.error();
        const std::string_view text(carry_.data(), size);
        const auto end = text.find(end_of_line_);
        count(text.substr(0, end));
        if (end == std::string_view::npos) continue;
        carry_.resize(size);
        carry_.erase(carry_.begin(), carry_.begin() + static_cast<std::ptrdiff_t>(end) + 1);
        return true;
    }
    carry_.clear();
    return true;
}

}  // namespace drp::formats
