/// Steps through the lines of a block; shared by the parsers.
#pragma once

#include <cstring>
#include <string_view>

#include "core/text.hpp"
#include "formats/csv_line.hpp"
#include "formats/parsed_block.hpp"

namespace drp::formats {

/// Calls `on_line(line)` for every line that is not blank, after setting `parsed.lines` to its 0-based number; counts.
template <class OnLine>
void walk_lines(ParsedBlock& parsed, char end_of_line, OnLine on_line) {
    const auto text = parsed.source.text();
    parsed.has_nul = text.find('\0') != std::string_view::npos;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (; at < end; ++parsed.lines) {
        const auto* line_end =
            static_cast<const char*>(std::memchr(at, end_of_line, static_cast<std::size_t>(end - at)));
        const auto line = without_cr({at, static_cast<std::size_t>(line_end - at)});
        if (core::trimmed(line).empty()) {
            ++parsed.blank_lines;
        } else {
            on_line(line);
        }
        at = line_end + 1;
    }
}

[[nodiscard]] inline TextSpan span_in(const ParsedBlock& parsed, std::string_view text) noexcept {
    const auto* base = parsed.source.bytes.get();
    if (text.data() < base || text.data() > base + parsed.source.end) return {};  // unescaped: not in the block
    return {static_cast<std::uint32_t>(text.data() - base), static_cast<std::uint32_t>(text.size())};
}

[[nodiscard]] inline std::uint32_t cells_beside(std::uint32_t fields, std::uint32_t key_columns) noexcept {
    return fields > key_columns ? fields - key_columns : 0;
}

/// Makes the row a refused one, with a single verdict.
inline void refuse_row(ParsedBlock& parsed, ParsedRow& row, std::uint32_t column, std::string_view text,
                       Reason reason) {
    row.head.fate = RowFate::refused;
    parsed.verdicts.push_back({static_cast<std::uint32_t>(parsed.rows.size()), column, span_in(parsed, text), reason});
}

}  // namespace drp::formats
