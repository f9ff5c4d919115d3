#include "formats/packed_text.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>

#include <zlib.h>

namespace drp::formats {
namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kMostUnpacked = std::size_t{64} << 20U;  // no text of ours comes near

Bytef* bytes_of(char* text) {
    return reinterpret_cast<Bytef*>(text);
}
const Bytef* bytes_of(const char* text) {
    return reinterpret_cast<const Bytef*>(text);
}

}  // namespace

std::string pack_text(std::string_view text) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a text is too long to pack");
    auto size = compressBound(text.size());
    std::string packed(kLengthBytes + size, '\0');
    for (std::size_t i = 0; i < kLengthBytes; ++i) packed[i] = static_cast<char>(text.size() >> (8 * i) & 0xFFU);
    if (compress2(bytes_of(packed.data() + kLengthBytes), &size, bytes_of(text.data()), text.size(),
                  Z_DEFAULT_COMPRESSION) != Z_OK)
        throw std::runtime_error("zlib does not pack");
    packed.resize(kLengthBytes + size);
    return packed;
}

std::string unpack_text(std::string_view packed) {
    const auto damaged = [] { return std::runtime_error("a packed text is damaged"); };
    if (packed.size() < kLengthBytes) throw damaged();
    std::size_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i)
        length |= std::size_t{static_cast<unsigned char>(packed[i])} << (8 * i);
    if (length > kMostUnpacked) throw damaged();
    std::string text(length, '\0');
    uLongf size = text.size();
    packed.remove_prefix(kLengthBytes);
    if (uncompress(bytes_of(text.data()), &size, bytes_of(packed.data()), packed.size()) != Z_OK || size != length)
        throw damaged();
    return text;
}

}  // namespace drp::formats
