#include "formats/assembler.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/text.hpp"

namespace drp::formats {

void Assembler::feed(ParsedBlock block) {
    block_ = std::move(block);
    row_ = 0;
    cell_verdict_ = 0;
    summary_.rows += block_.rows.size();
    summary_.blank_lines += block_.blank_lines;
}

void Assembler::end_block() {
    lines_before_ += block_.lines;
    summary_.lines = lines_before_;
    block_ = ParsedBlock{};
    row_ = 0;
    cell_verdict_ = 0;
}

bool Assembler::account_for_no_data(const ParsedRow& row) {
    switch (row.head.fate) {
        case RowFate::data:
            return false;
        case RowFate::skipped:
            ++summary_.skipped_rows;
            summary_.cells += row.head.cells;
            summary_.cells_of_skipped_rows += row.head.cells;
            return true;
        default:
            ++summary_.refused_rows;
            summary_.cells += row.head.cells;
            summary_.cells_of_refused_rows += row.head.cells;
            write_cell_verdicts();
            return true;
    }
}

void Assembler::refuse_data_row(const ParsedRow& row, std::uint32_t cells, Reason reason) {
    skip_cell_verdicts();
    ++summary_.refused_rows;
    summary_.cells += cells;
    summary_.cells_of_refused_rows += cells;
    add_verdict(line_of(row.head), layout_.column_of(ColumnRole::start).value_or(0) + 1,
                block_.text_of(row.head.start_text), reason);
}

void Assembler::write_cell_verdicts() {
    for (; cell_verdict_ < block_.verdicts.size() && block_.verdicts[cell_verdict_].row == row_; ++cell_verdict_) {
        const auto& found = block_.verdicts[cell_verdict_];
        add_verdict(line_of(block_.rows[row_].head), found.column == kWholeRow ? 0 : found.column + 1,
                    block_.text_of(found.text), found.reason);
    }
}

void Assembler::skip_cell_verdicts() {
    while (cell_verdict_ < block_.verdicts.size() && block_.verdicts[cell_verdict_].row == row_) ++cell_verdict_;
}

void Assembler::add_verdict(std::uint64_t line, std::uint32_t column, std::string_view value, Reason reason) {
    ++summary_.refused_by_reason.at(static_cast<std::size_t>(reason));
    verdicts_.push_back({line, column, column == 0 ? std::string() : layout_.columns[column - 1],
                         core::excerpt(value, kMaxExcerptBytes), reason});
}

void Assembler::take_verdicts(std::vector<Verdict>& verdicts) {
    verdicts.clear();
    verdicts.swap(verdicts_);
    std::stable_sort(verdicts.begin(), verdicts.end(), [](const Verdict& a, const Verdict& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
}

}  // namespace drp::formats
