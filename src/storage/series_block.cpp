#include "storage/series_block.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace drp::storage {
namespace {

using core::WattHours;

static_assert(std::endian::native == std::endian::little, "blocks are read and written in place");

constexpr int kGroup = 8;  ///< eight codes of w bits fill w bytes exactly
constexpr int kMaxWidth = 32;

constexpr std::uint32_t mask_of(int width) noexcept {
    return width == 0 ? 0U : std::numeric_limits<std::uint32_t>::max() >> (32 - width);
}

constexpr std::size_t payload_bytes(std::size_t values, int width) noexcept {
    return (values * static_cast<std::size_t>(width) + 7) / 8;
}

std::uint64_t load64(const std::byte* from) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

/// Eight values from `Width` bytes; reads up to 8 bytes past them.
template <int Width>
void unpack_group(const std::byte* from, std::uint32_t minimum, WattHours* out) noexcept {
    constexpr auto kMask = mask_of(Width);
#pragma GCC unroll 8
    for (int k = 0; k < kGroup; ++k) {
        const auto code = static_cast<std::uint32_t>(load64(from + k * Width / 8) >> (k * Width % 8)) & kMask;
        out[k].value = code == kMask ? core::kMissing.value : static_cast<std::int32_t>(minimum + code);
    }
}

template <int Width>
void unpack(std::span<const std::byte> payload, std::uint32_t minimum, std::span<WattHours> out) noexcept {
    if constexpr (Width == 0) {
        for (auto& value : out) value.value = static_cast<std::int32_t>(minimum);
        return;
    }
    constexpr std::size_t kReach = 7 * Width / 8 + 8;  // how far a group reads
    std::size_t done = 0;
    std::size_t at = 0;
    for (; done + kGroup <= out.size() && at + kReach <= payload.size(); done += kGroup, at += Width)
        unpack_group<Width>(payload.data() + at, minimum, out.data() + done);

    // The end of the payload, where a group would read past it.
    std::array<std::byte, 3 * (kMaxWidth + 8)> padded{};
    std::copy(payload.begin() + static_cast<std::ptrdiff_t>(at), payload.end(), padded.begin());
    for (std::size_t from = 0; done < out.size(); from += Width) {
        std::array<WattHours, kGroup> group;
        unpack_group<Width>(padded.data() + from, minimum, group.data());
        const auto count = std::min<std::size_t>(kGroup, out.size() - done);
        std::copy_n(group.begin(), count, out.begin() + static_cast<std::ptrdiff_t>(done));
        done += count;
    }
}

/// `Width` bytes from eight values; stores up to 8 bytes past them.
template <int Width>
void pack_group(const WattHours* values, std::uint32_t minimum, std::byte* out) noexcept {
    constexpr auto kMask = mask_of(Width);
    std::uint64_t word = 0;
#pragma GCC unroll 8
    for (int k = 0; k < kGroup; ++k) {
        const auto value = values[k];
        const std::uint64_t code = value == core::kMissing ? kMask : static_cast<std::uint32_t>(value.value) - minimum;
        const int bit = k * Width % 64;
        word |= code << bit;
        if (bit + Width >= 64 || k == kGroup - 1) {
            std::memcpy(out + k * Width / 64 * 8, &word, sizeof word);
            word = bit + Width > 64 ? code >> (64 - bit) : 0;
            if (k == kGroup - 1 && bit + Width > 64) std::memcpy(out + (k * Width / 64 + 1) * 8, &word, sizeof word);
        }
    }
}

template <int Width>
void pack(std::span<const WattHours> values, std::uint32_t minimum, std::byte* out) noexcept {
    if constexpr (Width > 0) {
        std::size_t done = 0;
        for (; done + kGroup <= values.size(); done += kGroup, out += Width)
            pack_group<Width>(values.data() + done, minimum, out);
        if (done == values.size()) return;
        std::array<WattHours, kGroup> last;
        last.fill(WattHours{static_cast<std::int32_t>(minimum)});  // code 0: padding bits are zero
        std::copy(values.begin() + static_cast<std::ptrdiff_t>(done), values.end(), last.begin());
        pack_group<Width>(last.data(), minimum, out);
    }
}

using Unpack = void (*)(std::span<const std::byte>, std::uint32_t, std::span<WattHours>) noexcept;
using Pack = void (*)(std::span<const WattHours>, std::uint32_t, std::byte*) noexcept;

template <int... Widths>
constexpr std::array<Unpack, sizeof...(Widths)> unpackers(std::integer_sequence<int, Widths...>) {
    return {&unpack<Widths>...};
}
template <int... Widths>
constexpr std::array<Pack, sizeof...(Widths)> packers(std::integer_sequence<int, Widths...>) {
    return {&pack<Widths>...};
}
constexpr auto kUnpack = unpackers(std::make_integer_sequence<int, kMaxWidth + 1>{});
constexpr auto kPack = packers(std::make_integer_sequence<int, kMaxWidth + 1>{});

}  // namespace

ColumnExtent extent_of(std::span<const WattHours> values) noexcept {
    std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
    std::int32_t highest = core::kMissing.value;
    std::int32_t present = 0;
    for (const auto value : values) {
        const bool is_there = value != core::kMissing;
        lowest = std::min(lowest, is_there ? value.value : std::numeric_limits<std::int32_t>::max());
        highest = std::max(highest, value.value);
        present += static_cast<std::int32_t>(is_there);
    }
    return {static_cast<std::size_t>(present), {lowest}, {highest}};
}

std::size_t encode_block(std::span<const WattHours> values, const ColumnExtent& extent, std::byte* out) noexcept {
    if (extent.present == 0) return 0;
    const auto minimum = static_cast<std::uint32_t>(extent.lowest.value);
    const auto range = static_cast<std::uint32_t>(extent.highest.value) - minimum;
    const bool is_constant = range == 0 && extent.present == values.size();
    const auto width = is_constant ? 0 : static_cast<int>(std::bit_width(std::uint64_t{range} + 1));
    out[0] = static_cast<std::byte>(width);
    std::memcpy(out + 1, &minimum, sizeof minimum);
    kPack[static_cast<std::size_t>(width)](values, minimum, out + kBlockHeaderBytes);
    return kBlockHeaderBytes + payload_bytes(values.size(), width);
}

std::size_t encode_block(std::span<const WattHours> values, std::byte* out) noexcept {
    return encode_block(values, extent_of(values), out);
}

bool decode_block(std::span<const std::byte> block, std::span<WattHours> out) noexcept {
    if (block.size() < kBlockHeaderBytes) return false;
    const auto width = std::to_integer<int>(block[0]);
    if (width > kMaxWidth || block.size() != kBlockHeaderBytes + payload_bytes(out.size(), width)) return false;
    std::uint32_t minimum = 0;
    std::memcpy(&minimum, block.data() + 1, sizeof minimum);
    kUnpack[static_cast<std::size_t>(width)](block.subspan(kBlockHeaderBytes), minimum, out);
    return true;
}

}  // namespace drp::storage
