#include "formats/sniff.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/csv_line.hpp"
#include "formats/date_order.hpp"

namespace drp::formats {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Problem refusal(std::string code, std::string message, std::string cure, std::string place = "") {
    return {ProblemKind::invalid_input, std::move(code), std::move(message), std::move(place), std::move(cure)};
}

/// Files that are no text at all, told by their first bytes.
std::optional<Problem> foreign_file(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return refusal("utf-16", "The file is encoded in UTF-16.", "Save it as CSV in UTF-8.");
    if (text.starts_with("PK\x03\x04"))
        return refusal("not-csv", "The file is a ZIP archive or a spreadsheet (.xlsx), no CSV.",
                       "Unpack it, or save the sheet as CSV.");
    const auto head = text.substr(0, 64);
    const auto zeros = std::count(head.begin(), head.end(), '\0');
    if (zeros * 3 >= static_cast<std::ptrdiff_t>(head.size()) && head.size() >= 4 && zeros > 0 &&
        (head[0] == '\0') != (head[1] == '\0'))
        return refusal("utf-16", "The file is encoded in UTF-16.", "Save it as CSV in UTF-8.");
    return std::nullopt;
}

/// Takes the header line off the first block; blank lines before it count.
Result<std::string> take_header(Block& block, char end_of_line, std::uint64_t& lines) {
    while (block.begin < block.end) {
        const auto text = block.text();
        const auto end = text.find(end_of_line);
        const auto line = without_cr(text.substr(0, end));
        ++lines;
        if (core::trimmed(line).empty()) {
            block.begin += end + 1;
            continue;
        }
        if (block.is_oversized_line)
            return refusal("line-too-long", "The header line is longer than 8 MiB.", "Export the file again.",
                           fmt::format("line {}", lines));
        if (std::any_of(line.begin(), line.end(), [](char c) { return c == '\0' || c == '\x7F' || (c > 0 && c < 9); }))
            return refusal("binary-file", "The file holds control characters where its header should be; it is no CSV.",
                           "Send a CSV file.", fmt::format("line {}", lines));
        std::string header(line);
        block.begin += end + 1;
        return header;
    }
    return std::string();
}

/// Reads the key columns of the rows seen ahead: date order, decimal mark, and whether any row has times at all.
class RowEvidence {
  public:
    explicit RowEvidence(const Layout& layout) : layout_(layout) {}

    void add(const Block& block, char end_of_line) {
        auto text = block.text();
        while (!text.empty()) {
            const auto end = text.find(end_of_line);
            add_line(without_cr(text.substr(0, end)));
            text.remove_prefix(std::min(end, text.size() - 1) + 1);
        }
    }
    [[nodiscard]] const DateOrderEvidence& dates() const { return dates_; }
    [[nodiscard]] bool has_rows() const { return rows_ != 0; }
    /// Some row has a start and an end.
    [[nodiscard]] bool has_interval() const { return has_interval_; }
    [[nodiscard]] bool has_decimal_comma() const { return has_decimal_comma_; }

  private:
    void add_line(std::string_view line) {
        if (core::trimmed(line).empty()) return;
        ++rows_;
        if (layout_.delimiter != ',' && !has_decimal_comma_) look_for_decimal_comma(line);
        FieldCursor fields(line, layout_.delimiter);
        Field field;
        std::size_t times = 0;
        for (std::size_t i = 0; i < layout_.roles.size() && fields.next(field); ++i) {
            const auto role = layout_.roles[i];
            if (role == ColumnRole::start || role == ColumnRole::end) {
                if (const auto label = scan_label(field.text)) {
                    dates_.add(*label);
                    ++times;
                }
            }
            if (layout_.format == FileFormat::ami_wide && i == 1) break;
        }
        has_interval_ = has_interval_ || times == 2;
    }
    void look_for_decimal_comma(std::string_view line) {
        const auto is_digit = [&](std::size_t i) { return i < line.size() && line[i] >= '0' && line[i] <= '9'; };
        for (auto at = line.find(','); at != std::string_view::npos; at = line.find(',', at + 1))
            has_decimal_comma_ = has_decimal_comma_ || is_digit(at + 1);
    }

    const Layout& layout_;
    DateOrderEvidence dates_;
    std::uint64_t rows_ = 0;
    bool has_interval_ = false;
    bool has_decimal_comma_ = false;
};

Problem undecided_order(bool is_contradictory) {
    const std::string cure = "Say which it is (date order mdy or dmy), or export with ISO dates (2021-03-21).";
    if (is_contradictory)
        return refusal("contradictory-date-order", "Some dates of the file can only be M/D/Y, others only D/M/Y.",
                       cure);
    return refusal("ambiguous-date-order", "The dates of the file can be read as M/D/Y and as D/M/Y.", cure);
}

/// A wide file is known by its rows: whatever the first two headers say, they are times.
Problem no_times(std::string_view header) {
    return refusal("unknown-format",
                   fmt::format("The file is in none of the known formats: it begins with '{}', and no row has times in "
                               "its first two columns.",
                               core::excerpt(header, 80)),
                   "Expected is an AMI export (interval start, interval end, then one column per meter number), or a "
                   "header with meter_id,start_time,end_time,prediction or meter_id,timestamp,actual_wh[,predicted_wh] "
                   "or meter,start_utc,seconds,wh.",
                   "line 1");
}

}  // namespace

Result<SniffedFile> sniff(BlockReader& reader, const std::vector<std::string>& meter_columns, DateOrder date_order) {
    SniffedFile file;
    std::string header;
    while (header.empty()) {
        Block block;
        const auto more = reader.next(block);
        if (!more) return more.error();
        if (!*more) return refusal("empty-file", "The file is empty.", "Export it again.");
        if (file.header_lines == 0)
            if (auto foreign = foreign_file(block.text())) return *foreign;
        auto taken = take_header(block, reader.end_of_line(), file.header_lines);
        if (!taken) return taken.error();
        header = std::move(*taken);
        if (!header.empty()) file.blocks.push_back(std::move(block));
    }
    auto layout = read_header(header, delimiter_of(header), meter_columns);
    if (!layout) return layout.error();
    file.layout = std::move(*layout);
    reader.set_delimiter(file.layout.delimiter);

    RowEvidence evidence(file.layout);
    evidence.add(file.blocks.front(), reader.end_of_line());
    std::size_t seen = file.blocks.front().end;
    DateOrderEvidence::Finding finding;
    while (true) {
        finding = evidence.dates().finding();
        const bool is_decided = finding.order != DateOrder::automatic && evidence.dates().is_clear();
        if (file.is_ended || (is_decided && seen >= kSniffBytes) || seen >= kMaxSniffBytes) break;
        Block block;
        const auto more = reader.next(block);
        if (!more) return more.error();
        if (!*more) {
            file.is_ended = true;
            continue;
        }
        evidence.add(block, reader.end_of_line());
        seen += block.end;
        file.blocks.push_back(std::move(block));
    }

    if (evidence.has_decimal_comma()) file.layout.decimal_mark = ',';
    if (file.layout.format == FileFormat::ami_wide && evidence.has_rows() && !evidence.has_interval())
        return no_times(header);
    if (date_order != DateOrder::automatic) {
        file.layout.date_order = date_order;
    } else if (finding.order == DateOrder::automatic) {
        return undecided_order(finding.is_contradictory);
    } else {
        file.layout.date_order = finding.order;
    }
    return file;
}

}  // namespace drp::formats
