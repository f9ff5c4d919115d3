#include "storage/series_block.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace drp::storage {
namespace {

using core::kMissing;
using core::WattHours;

std::vector<std::byte> encoded(const std::vector<WattHours>& values) {
    std::vector<std::byte> out(kBlockHeaderBytes + values.size() * 4 + kBlockPadding);
    out.resize(encode_block(values, out.data()));
    return out;
}
std::vector<WattHours> decoded(const std::vector<std::byte>& block, std::size_t count) {
    std::vector<WattHours> out(count);
    EXPECT_TRUE(decode_block(block, out));
    return out;
}
std::vector<WattHours> wh(std::initializer_list<std::int32_t> values) {
    std::vector<WattHours> out;
    for (const auto value : values) out.push_back({value});
    return out;
}

TEST(SeriesBlock, IsWrittenAsDocumented) {
    // Two codes of 4 bits: 3 - 3 = 0 and 12 - 3 = 9, low bits first; then missing = 1111, and 0 again.
    const auto block = encoded({{3}, {12}, kMissing, {3}});
    const std::vector<std::byte> expected{std::byte{4}, std::byte{3},    std::byte{0},   std::byte{0},
                                          std::byte{0}, std::byte{0x90}, std::byte{0x0F}};
    EXPECT_EQ(block, expected);
}

TEST(SeriesBlock, OfEqualValuesIsItsHeader) {
    const auto block = encoded(wh({-7, -7, -7}));
    EXPECT_EQ(block.size(), kBlockHeaderBytes);
    EXPECT_EQ(block[0], std::byte{0});
    EXPECT_EQ(decoded(block, 3), wh({-7, -7, -7}));
}

TEST(SeriesBlock, OfEqualValuesWithAGapNeedsOneBit) {
    const std::vector<WattHours> values{{5}, kMissing, {5}};
    EXPECT_EQ(encoded(values)[0], std::byte{1});
    EXPECT_EQ(decoded(encoded(values), 3), values);
}

TEST(SeriesBlock, OfNothingPresentIsNone) {
    EXPECT_TRUE(encoded({kMissing, kMissing}).empty());
    EXPECT_TRUE(encoded({}).empty());
}

TEST(SeriesBlock, RoundTripsEveryWidthAndLength) {
    std::mt19937 random(1);
    for (int width = 0; width <= 32; ++width) {
        const std::uint64_t widest = width == 0 ? 0 : (std::uint64_t{1} << width) - 2;  // largest maximum - minimum
        for (const std::size_t count : {1, 7, 8, 9, 24, 48, 96, 288}) {
            std::uniform_int_distribution<std::uint64_t> offset(0, widest);
            std::vector<WattHours> values(count);
            const std::int64_t low = width == 32 ? std::numeric_limits<std::int32_t>::min() + 1 : -1000;
            for (auto& value : values)
                value.value = static_cast<std::int32_t>(low + static_cast<std::int64_t>(offset(random)));
            values.front().value = static_cast<std::int32_t>(low);
            values.back().value = static_cast<std::int32_t>(low + static_cast<std::int64_t>(count == 1 ? 0 : widest));
            if (width == 1 && count > 2) values[1] = kMissing;
            const auto block = encoded(values);
            EXPECT_EQ(decoded(block, count), values) << "width " << width << ", " << count << " values";
            if (count > 2) {
                EXPECT_EQ(block[0], static_cast<std::byte>(width)) << "not the smallest width";
            }
            if (count > 2 && width > 0) {
                values[count / 2] = kMissing;
                EXPECT_EQ(decoded(encoded(values), count), values) << "width " << width << " with a gap";
            }
        }
    }
}

TEST(SeriesBlock, TakesTheExtremesOfInt32) {
    const auto values = wh({std::numeric_limits<std::int32_t>::min() + 1, std::numeric_limits<std::int32_t>::max(), 0});
    EXPECT_EQ(encoded(values)[0], std::byte{32});
    EXPECT_EQ(decoded(encoded(values), 3), values);
}

TEST(SeriesBlock, KeepsTheAllOnesCodeFree) {
    // 0..2 fits two bits with 11 to spare; 0..3 would use it, so it takes three.
    EXPECT_EQ(encoded(wh({0, 1, 2}))[0], std::byte{2});
    EXPECT_EQ(encoded(wh({0, 1, 3}))[0], std::byte{3});
}

TEST(SeriesBlock, WithAWrongLengthOrWidthIsNoBlock) {
    auto block = encoded(wh({1, 2, 3, 4}));
    std::vector<WattHours> out(4);
    std::vector<WattHours> more(40);
    EXPECT_FALSE(decode_block(block, more));
    block.push_back(std::byte{0});
    EXPECT_FALSE(decode_block(block, out));
    EXPECT_FALSE(decode_block(std::array<std::byte, 4>{}, out));
    std::vector<std::byte> wide(kBlockHeaderBytes + 4 * 33 / 8 + 1);
    wide[0] = std::byte{33};
    EXPECT_FALSE(decode_block(wide, out));
}

}  // namespace
}  // namespace drp::storage
