/// What a parser makes of one block of lines, without knowing the blocks before it: no line numbers of the file, no
/// repeated hours, no duplicates. Those are the assemblers' business, who see the blocks in order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/units.hpp"
#include "formats/block_reader.hpp"
#include "formats/label.hpp"
#include "formats/verdict.hpp"

namespace drp::formats {

/// A stretch of the block's bytes.
struct TextSpan {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
};

/// A refused cell of the row at `row`, or the whole row where `column` is kWholeRow.
struct CellVerdict {
    std::uint32_t row = 0;
    std::uint32_t column = 0;  ///< 0-based
    TextSpan text;
    Reason reason = Reason::not_a_number;
};
inline constexpr std::uint32_t kWholeRow = 0xFFFF'FFFF;

enum class RowFate : std::uint8_t {
    data,
    refused,  ///< one verdict; nothing of it goes in
    skipped,  ///< Description, Total, or a row of empty fields
};

struct RowHead {
    std::uint32_t line = 0;  ///< 0-based in the block
    RowFate fate = RowFate::data;
    std::uint32_t cells = 0;  ///< of refused and skipped rows: fields beside the key columns
    std::uint32_t blanks = 0;
    std::uint32_t refused = 0;
    std::uint32_t negatives = 0;
    std::uint32_t rounded = 0;
    Label start;
    Label end;  ///< wide and predictions
    TextSpan start_text;
};

/// Wide: the row's values stand in ParsedBlock::matrix. Long: one reading.
struct ParsedRow {
    RowHead head;
    std::size_t values = 0;           ///< wide: offset of the row in the matrix
    std::uint32_t meter = 0;          ///< long: index into ParsedBlock::meters
    std::int64_t length_seconds = 0;  ///< long: 0 unknown
    core::WattHours actual = core::kMissing;
    core::WattHours predicted = core::kMissing;
};

struct ParsedBlock {
    Block source;          ///< keeps the text that the spans point into
    bool has_nul = false;  ///< somewhere in the block
    std::uint64_t lines = 0;
    std::uint64_t blank_lines = 0;
    std::vector<ParsedRow> rows;
    std::vector<CellVerdict> verdicts;    ///< in row order
    std::vector<core::WattHours> matrix;  ///< wide: rows x meters
    std::vector<std::string> meters;      ///< long: each once

    [[nodiscard]] std::string_view text_of(TextSpan span) const {
        return std::string_view(source.bytes.get(), source.end).substr(span.offset, span.length);
    }
    /// Rough size in memory, for the bound on what is read ahead.
    [[nodiscard]] std::size_t weight() const noexcept {
        return source.end + rows.size() * sizeof(ParsedRow) + verdicts.size() * sizeof(CellVerdict) +
               matrix.size() * sizeof(core::WattHours);
    }
};

/// Turns blocks into parsed blocks. parse() is called by several threads at once and keeps no state between blocks.
class BlockParser {
  public:
    BlockParser() = default;
    BlockParser(const BlockParser&) = delete;
    BlockParser& operator=(const BlockParser&) = delete;
    virtual ~BlockParser() = default;
    [[nodiscard]] virtual ParsedBlock parse(Block block) const = 0;
};

struct Layout;
/// The parser for the layout, which must outlive it.
[[nodiscard]] std::unique_ptr<BlockParser> make_wide_parser(const Layout& layout, char end_of_line);
[[nodiscard]] std::unique_ptr<BlockParser> make_long_parser(const Layout& layout, char end_of_line);

/// The single refused row that stands for a line past kMaxLineBytes.
[[nodiscard]] ParsedBlock oversized_line(Block block, std::uint32_t key_columns);

}  // namespace drp::formats
