#include <algorithm>
#include <limits>
#include <utility>

#include "formats/decimal.hpp"
#include "formats/layout.hpp"
#include "formats/line_walk.hpp"

namespace drp::formats {
namespace {

using core::WattHours;

/// The common cell: [-]digits[.digits], at most six before and three after the mark, then the delimiter or the end of
/// the line. Returns where it ends, or nullptr for anything else. Reads one byte past the cell at most: the line ends
/// with '\n' or '\r'.
const char* read_plain_cell(const char* at, const char* end, char delimiter, char decimal_mark, std::int32_t& wh) {
    const bool is_negative = *at == '-';
    at += static_cast<std::ptrdiff_t>(is_negative);
    const auto digit = [](char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0'; };
    std::uint32_t value = 0;
    const char* const digits = at;
    for (unsigned d = digit(*at); d < 10; d = digit(*++at)) value = value * 10 + d;
    const auto whole_digits = at - digits;
    if (whole_digits == 0 || whole_digits > 6) return nullptr;
    std::uint32_t scale = 1000;
    if (*at == decimal_mark) {
        ++at;
        for (unsigned d = digit(*at); d < 10 && scale != 1; d = digit(*++at)) {
            value = value * 10 + d;
            scale /= 10;
        }
    }
    if (at > end || (at != end && *at != delimiter)) return nullptr;
    const auto magnitude = static_cast<std::int32_t>(value * scale);
    wh = is_negative ? -magnitude : magnitude;
    return at;
}

class WideParser : public BlockParser {
  public:
    WideParser(const Layout& layout, char end_of_line) : layout_(layout), end_of_line_(end_of_line) {}

    ParsedBlock parse(Block block) const override {
        if (block.is_oversized_line) return oversized_line(std::move(block), kKeyColumns);
        ParsedBlock parsed;
        parsed.source = std::move(block);
        parsed.matrix.reserve(parsed.source.text().size() / 6);
        walk_lines(parsed, end_of_line_, [&](std::string_view line) { parse_line(parsed, line); });
        return parsed;
    }

  private:
    static constexpr std::uint32_t kKeyColumns = 2;

    void parse_line(ParsedBlock& parsed, std::string_view line) const {
        ParsedRow row;
        row.head.line = static_cast<std::uint32_t>(parsed.lines);
        FieldCursor fields(line, layout_.delimiter);
        Field start;
        fields.next(start);
        row.head.start_text = span_in(parsed, start.text);
        if (parsed.has_nul && line.find('\0') != std::string_view::npos) {
            refuse(parsed, row, line, kWholeRow, line, Reason::nul_byte);
        } else if (!start.is_well_quoted) {
            refuse(parsed, row, line, kWholeRow, line, Reason::bad_quotes);
        } else if (is_no_data(start.text, line)) {
            row.head.fate = RowFate::skipped;
            row.head.cells = cells_beside(FieldCursor(line, layout_.delimiter).count_rest(), kKeyColumns);
        } else {
            parse_data(parsed, row, line, start);
        }
        parsed.rows.push_back(row);
    }

    /// Description and Total rows, and rows of nothing but separators that spreadsheets leave behind.
    [[nodiscard]] bool is_no_data(std::string_view first_field, std::string_view line) const {
        if (first_field.empty())
            return std::all_of(line.begin(), line.end(), [&](char c) { return c == layout_.delimiter || c == ' '; });
        const char first = static_cast<char>(first_field[0] | 0x20);
        if (first != 'd' && first != 't') return false;
        const auto lower = core::lower_ascii(first_field);
        return lower == "description" || lower == "total";
    }

    void parse_data(ParsedBlock& parsed, ParsedRow& row, std::string_view line, const Field& start) const {
        row.head.start = parse_label(start.text, layout_.date_order);
        if (row.head.start.kind == Label::Kind::refused)
            return refuse(parsed, row, line, 0, start.text, row.head.start.reason);
        const auto after_start = find_delimiter(line, 0);
        FieldCursor fields(line.substr(after_start), layout_.delimiter);
        Field end;
        fields.next(end);  // the empty field before the delimiter
        if (!fields.next(end)) return refuse(parsed, row, line, kWholeRow, line, Reason::wrong_field_count);
        if (!end.is_well_quoted) return refuse(parsed, row, line, kWholeRow, line, Reason::bad_quotes);
        row.head.end = parse_label(end.text, layout_.date_order);
        if (row.head.end.kind == Label::Kind::refused)
            return refuse(parsed, row, line, 1, end.text, row.head.end.reason);

        const auto verdicts_before = parsed.verdicts.size();
        row.values = parsed.matrix.size();
        parsed.matrix.resize(row.values + layout_.meters.size(), core::kMissing);
        const auto trouble = parse_cells(parsed, row, line, find_delimiter(line, after_start + 1));
        if (!trouble) return;
        parsed.verdicts.resize(verdicts_before);
        parsed.matrix.resize(row.values);
        refuse(parsed, row, line, kWholeRow, line, *trouble);
    }

    /// From the delimiter after the end time to the end of the line. Returns why the whole row is refused, if it is.
    std::optional<Reason> parse_cells(ParsedBlock& parsed, ParsedRow& row, std::string_view line,
                                      std::size_t from) const {
        const char* at = line.data() + from;
        const char* const end = line.data() + line.size();
        WattHours* const values = parsed.matrix.data() + row.values;
        const auto columns = static_cast<std::uint32_t>(layout_.columns.size());
        const char delimiter = layout_.delimiter;
        const char decimal_mark = layout_.decimal_mark;
        for (std::uint32_t column = kKeyColumns; column < columns; ++column) {
            if (at == end) return Reason::wrong_field_count;
            ++at;  // the delimiter
            const auto meter = layout_.meter_of[column];
            std::int32_t wh = 0;
            if (const char* after = read_plain_cell(at, end, delimiter, decimal_mark, wh); after != nullptr) {
                at = after;
                if (meter == kNoMeter) continue;
                values[meter].value = wh;
                row.head.negatives += static_cast<std::uint32_t>(wh < 0);
                continue;
            }
            FieldCursor fields({at, static_cast<std::size_t>(end - at)}, delimiter);
            Field field;
            fields.next(field);
            if (!field.is_well_quoted) return Reason::bad_quotes;
            if (meter != kNoMeter) parse_odd_cell(parsed, row, column, field.text, values[meter]);
            const std::string_view rest(at, static_cast<std::size_t>(end - at));
            at += find_delimiter(rest, 0);
        }
        if (at != end) return Reason::wrong_field_count;
        return std::nullopt;
    }

    void parse_odd_cell(ParsedBlock& parsed, ParsedRow& row, std::uint32_t column, std::string_view text,
                        WattHours& into) const {
        if (text.empty()) {
            ++row.head.blanks;
            return;
        }
        const auto energy = parse_energy(text, layout_.decimal_mark, EnergyUnit::kwh, Rounding::refuse);
        if (energy.refused) {
            ++row.head.refused;
            parsed.verdicts.push_back(
                {static_cast<std::uint32_t>(parsed.rows.size()), column, span_in(parsed, text), *energy.refused});
            return;
        }
        into = energy.wh;
        row.head.negatives += static_cast<std::uint32_t>(energy.wh.value < 0);
    }

    /// Offset of the delimiter that ends the (perhaps quoted) field at `from`, or the line's length.
    [[nodiscard]] std::size_t find_delimiter(std::string_view line, std::size_t from) const {
        auto at = std::min(line.find_first_not_of(' ', from), line.size());
        if (at < line.size() && line[at] == '"') {
            for (++at; at < line.size(); ++at) {
                if (line[at] != '"') continue;
                if (at + 1 >= line.size() || line[at + 1] != '"') break;
                ++at;
            }
        }
        return std::min(line.find(layout_.delimiter, std::min(at, line.size())), line.size());
    }

    void refuse(ParsedBlock& parsed, ParsedRow& row, std::string_view line, std::uint32_t column, std::string_view text,
                Reason reason) const {
        refuse_row(parsed, row, column, text.substr(0, kMaxExcerptBytes + 1), reason);
        row.head.cells = cells_beside(FieldCursor(line, layout_.delimiter).count_rest(), kKeyColumns);
        row.head.blanks = row.head.refused = row.head.negatives = 0;
    }

    const Layout& layout_;
    char end_of_line_;
};

}  // namespace

std::unique_ptr<BlockParser> make_wide_parser(const Layout& layout, char end_of_line) {
    return std::make_unique<WideParser>(layout, end_of_line);
}

ParsedBlock oversized_line(Block block, std::uint32_t key_columns) {
    ParsedBlock parsed;
    parsed.lines = 1;
    ParsedRow row;
    row.head.cells = cells_beside(static_cast<std::uint32_t>(std::min<std::uint64_t>(
                                      block.delimiters + 1, std::numeric_limits<std::uint32_t>::max())),
                                  key_columns);
    parsed.source = std::move(block);
    refuse_row(parsed, row, kWholeRow, parsed.source.text().substr(0, kMaxExcerptBytes + 1), Reason::line_too_long);
    parsed.rows.push_back(row);
    return parsed;
}

}  // namespace drp::formats
