#include <array>
#include <unordered_map>
#include <utility>

#include "core/meter_number.hpp"
#include "formats/decimal.hpp"
#include "formats/layout.hpp"
#include "formats/line_walk.hpp"

namespace drp::formats {
namespace {

using core::WattHours;

/// Meter numbers of one block; most rows repeat the meter of the row before.
class BlockMeters {
  public:
    std::uint32_t index_of(std::string_view number, std::vector<std::string>& meters) {
        if (last_ < meters.size() && meters[last_] == number) return last_;
        const auto [found, is_new] = index_.try_emplace(std::string(number), static_cast<std::uint32_t>(meters.size()));
        if (is_new) meters.emplace_back(number);
        last_ = found->second;
        return last_;
    }

  private:
    std::unordered_map<std::string, std::uint32_t> index_;
    std::uint32_t last_ = 0xFFFF'FFFF;
};

class LongParser : public BlockParser {
  public:
    LongParser(const Layout& layout, char end_of_line)
        : layout_(layout), end_of_line_(end_of_line), key_columns_(layout.key_columns()) {}

    ParsedBlock parse(Block block) const override {
        if (block.is_oversized_line) return oversized_line(std::move(block), key_columns_);
        ParsedBlock parsed;
        parsed.source = std::move(block);
        parsed.rows.reserve(parsed.source.text().size() / 32);
        BlockMeters meters;
        walk_lines(parsed, end_of_line_, [&](std::string_view line) { parse_line(parsed, meters, line); });
        return parsed;
    }

  private:
    void parse_line(ParsedBlock& parsed, BlockMeters& meters, std::string_view line) const {
        ParsedRow row;
        row.head.line = static_cast<std::uint32_t>(parsed.lines);
        const auto verdicts_before = parsed.verdicts.size();
        const auto fields = parse_fields(parsed, meters, row, line);
        if (row.head.fate == RowFate::data && fields != layout_.columns.size()) {
            parsed.verdicts.resize(verdicts_before);
            refuse_row(parsed, row, kWholeRow, line.substr(0, kMaxExcerptBytes + 1), Reason::wrong_field_count);
        }
        if (row.head.fate == RowFate::refused) {
            std::swap(parsed.verdicts[verdicts_before], parsed.verdicts.back());  // the row's verdict speaks for all
            parsed.verdicts.resize(verdicts_before + 1);
            row.head.cells = cells_beside(FieldCursor(line, layout_.delimiter).count_rest(), key_columns_);
            row.head.blanks = row.head.refused = row.head.negatives = row.head.rounded = 0;
        }
        parsed.rows.push_back(row);
    }

    /// Stops at the first field that spoils the row. Returns the number of fields.
    std::size_t parse_fields(ParsedBlock& parsed, BlockMeters& meters, ParsedRow& row, std::string_view line) const {
        if (parsed.has_nul && line.find('\0') != std::string_view::npos) {
            refuse_row(parsed, row, kWholeRow, line.substr(0, kMaxExcerptBytes + 1), Reason::nul_byte);
            return 0;
        }
        FieldCursor fields(line, layout_.delimiter);
        std::uint32_t column = 0;
        for (Field field; fields.next(field); ++column) {
            if (!field.is_well_quoted) {
                refuse_row(parsed, row, kWholeRow, line.substr(0, kMaxExcerptBytes + 1), Reason::bad_quotes);
            } else if (column < layout_.roles.size()) {
                parse_field(parsed, meters, row, column, field.text);
            }
            if (row.head.fate != RowFate::data) break;
        }
        return column;
    }

    void parse_field(ParsedBlock& parsed, BlockMeters& meters, ParsedRow& row, std::uint32_t column,
                     std::string_view text) const {
        switch (layout_.roles[column]) {
            case ColumnRole::meter:
                if (!core::MeterNumber::is_valid(text))
                    return refuse_row(parsed, row, column, text, Reason::meter_number_invalid);
                row.meter = meters.index_of(text, parsed.meters);
                return;
            case ColumnRole::start:
                row.head.start_text = span_in(parsed, text);
                return parse_time(parsed, row, column, text, row.head.start);
            case ColumnRole::end:
                return parse_time(parsed, row, column, text, row.head.end);
            case ColumnRole::length_seconds:
                return parse_length(parsed, row, column, text);
            case ColumnRole::actual_wh:
                return parse_value(parsed, row, column, text, EnergyUnit::wh, Rounding::refuse, row.actual);
            case ColumnRole::predicted_wh:
                return parse_value(parsed, row, column, text, EnergyUnit::wh, Rounding::half_away_zero, row.predicted);
            case ColumnRole::prediction_kwh:
                return parse_value(parsed, row, column, text, EnergyUnit::kwh, Rounding::half_away_zero, row.predicted);
            default:
                return;
        }
    }

    void parse_time(ParsedBlock& parsed, ParsedRow& row, std::uint32_t column, std::string_view text,
                    Label& into) const {
        into = parse_label(text, layout_.date_order);
        if (into.kind == Label::Kind::refused) return refuse_row(parsed, row, column, text, into.reason);
        if (layout_.naive_is_utc) into.kind = Label::Kind::utc;
    }

    void parse_length(ParsedBlock& parsed, ParsedRow& row, std::uint32_t column, std::string_view text) const {
        if (text.empty() && layout_.format == FileFormat::long_readings) return;  // unknown: inferred
        const auto seconds = parse_energy(text, layout_.decimal_mark, EnergyUnit::wh, Rounding::refuse);
        if (seconds.refused || !core::interval_of(seconds.wh.value))
            return refuse_row(parsed, row, column, text, Reason::interval_unsupported);
        row.length_seconds = seconds.wh.value;
    }

    void parse_value(ParsedBlock& parsed, ParsedRow& row, std::uint32_t column, std::string_view text, EnergyUnit unit,
                     Rounding rounding, WattHours& into) const {
        if (text.empty()) {
            ++row.head.blanks;
            return;
        }
        const auto energy = parse_energy(text, layout_.decimal_mark, unit, rounding);
        if (energy.refused) {
            ++row.head.refused;
            parsed.verdicts.push_back(
                {static_cast<std::uint32_t>(parsed.rows.size()), column, span_in(parsed, text), *energy.refused});
            return;
        }
        into = energy.wh;
        row.head.negatives += static_cast<std::uint32_t>(energy.wh.value < 0);
        row.head.rounded += static_cast<std::uint32_t>(energy.is_rounded);
    }

    const Layout& layout_;
    char end_of_line_;
    std::uint32_t key_columns_;
};

}  // namespace

std::unique_ptr<BlockParser> make_long_parser(const Layout& layout, char end_of_line) {
    return std::make_unique<LongParser>(layout, end_of_line);
}

}  // namespace drp::formats
