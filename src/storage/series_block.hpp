/// FOR1: one channel of one meter's day as a frame-of-reference block. Pure functions; any thread.
///
///     offset  size                content
///     0       1                   width w, bits per code: 0 to 32
///     1       4                   minimum of the present values, int32, little-endian
///     5       ceil(n x w / 8)     n codes of w bits, least significant bit first, last byte padded with zeros
///
/// value = minimum + code; a code of w ones is a missing value (so w = 0 has none missing and all values equal). The
/// coding is canonical: the smallest width with maximum - minimum <= 2^w - 2 (0 where all are present and equal), so
/// equal columns have equal bytes. A column with nothing present has no block: the row holds NULL. See
/// docs/formats/series-block.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/units.hpp"

namespace drp::storage {

inline constexpr std::size_t kBlockHeaderBytes = 5;
inline constexpr std::size_t kMaxValuesPerDay = 288;
/// A block of a day never takes more.
inline constexpr std::size_t kMaxBlockBytes = kBlockHeaderBytes + kMaxValuesPerDay * 4;
/// Room that an output buffer needs behind the block: the encoder stores whole groups of eight codes.
inline constexpr std::size_t kBlockPadding = 40;

/// What a column holds; lowest and highest mean nothing where nothing is present.
struct ColumnExtent {
    std::size_t present = 0;
    core::WattHours lowest;
    core::WattHours highest;
};
[[nodiscard]] ColumnExtent extent_of(std::span<const core::WattHours> values) noexcept;

/// Writes the block of `values` to `out` (room for kBlockHeaderBytes + 4 x values + kBlockPadding) and returns its
/// length; 0 if nothing is present. The second form takes what extent_of(values) said.
std::size_t encode_block(std::span<const core::WattHours> values, std::byte* out) noexcept;
std::size_t encode_block(std::span<const core::WattHours> values, const ColumnExtent& extent, std::byte* out) noexcept;

/// Fills `out` from a block. False, with `out` unspecified, if the bytes are no block of out.size() values.
[[nodiscard]] bool decode_block(std::span<const std::byte> block, std::span<core::WattHours> out) noexcept;

}  // namespace drp::storage
