/// Looks at the start of a file and says what it is, or why it cannot be read.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "formats/block_reader.hpp"
#include "formats/layout.hpp"

namespace drp::formats {

/// How far a file is read ahead to decide M/D/Y against D/M/Y: at least the first, at most the second.
inline constexpr std::size_t kSniffBytes = std::size_t{4} << 20U;
inline constexpr std::size_t kMaxSniffBytes = std::size_t{32} << 20U;

struct SniffedFile {
    Layout layout;
    std::uint64_t header_lines = 0;  ///< up to and including the header
    std::deque<Block> blocks;        ///< what was read ahead, without the header
    bool is_ended = false;           ///< nothing follows `blocks`
};

/// Fails with empty-file, utf-16, binary-file, not-csv (a ZIP or spreadsheet), line-too-long, unknown-format,
/// duplicate-column, too-many-columns, ambiguous-date-order, contradictory-date-order, or what the source fails with.
[[nodiscard]] core::Result<SniffedFile> sniff(BlockReader& reader, const std::vector<std::string>& meter_columns,
                                              DateOrder date_order);

}  // namespace drp::formats
