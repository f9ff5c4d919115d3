#include "formats/temperature_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/meter_number.hpp"
#include "core/text.hpp"
#include "formats/csv_line.hpp"
#include "formats/label.hpp"

namespace drp::formats {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Problem unknown_format(std::string_view header) {
    return {ProblemKind::invalid_input, "unknown-format",
            fmt::format("The file begins with '{}' and does not name the columns of temperatures.",
                        core::excerpt(header, kMaxExcerptBytes)),
            "line 1", "Expected is a header site,time_utc,temp_c and one row a reading, temperatures in deg C."};
}

std::vector<std::string> fields_of(std::string_view line, char delimiter) {
    std::vector<std::string> fields;
    FieldCursor cursor(line, delimiter);
    for (Field field; cursor.next(field);) fields.emplace_back(field.text);
    return fields;
}

bool is_no_reading(std::string_view text) {
    const auto lower = core::lower_ascii(text);
    return lower.empty() || lower == "na" || lower == "nan" || lower == "null";
}

std::optional<double> decimal(std::string text, char delimiter) {
    if (delimiter == ';') std::replace(text.begin(), text.end(), ',', '.');
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

}  // namespace

Result<TemperatureReader> TemperatureReader::open(std::unique_ptr<ByteSource> source) {
    TemperatureReader reader(std::move(source));
    if (auto read = reader.read_header(); !read) return read.error();
    return reader;
}

Result<void> TemperatureReader::read_header() {
    const auto more = blocks_.next(block_);
    if (!more) return more.error();
    if (!*more) return unknown_format("");
    rest_ = block_.text();
    while (!rest_.empty()) {
        const auto end = rest_.find(blocks_.end_of_line());
        const auto line = without_cr(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end, rest_.size() - 1) + 1);
        ++line_;
        if (core::trimmed(line).empty()) continue;
        if (take_header(line, ',') || take_header(line, ';')) return {};
        return unknown_format(line);
    }
    return unknown_format("");
}

bool TemperatureReader::take_header(std::string_view line, char delimiter) {
    names_ = fields_of(line, delimiter);
    const auto find = [&](std::string_view name) {
        for (std::size_t i = 0; i < names_.size(); ++i)
            if (core::lower_ascii(names_[i]) == name) return i;
        return names_.size();
    };
    columns_ = {.site = find("site"), .time = find("time_utc"), .temperature = find("temp_c"), .count = names_.size()};
    delimiter_ = delimiter;
    return std::max({columns_.site, columns_.time, columns_.temperature}) < names_.size();
}

Result<bool> TemperatureReader::next(std::vector<TemperatureReading>& readings, std::vector<Verdict>& verdicts) {
    readings.clear();
    verdicts.clear();
    if (rest_.empty()) {
        const auto more = blocks_.next(block_);
        if (!more) return more.error();
        if (!*more) return false;
        rest_ = block_.text();
    }
    read_block(readings, verdicts);
    return true;
}

void TemperatureReader::read_block(std::vector<TemperatureReading>& readings, std::vector<Verdict>& verdicts) {
    while (!rest_.empty()) {
        const auto end = rest_.find(blocks_.end_of_line());
        const auto line = without_cr(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end, rest_.size() - 1) + 1);
        ++line_;
        if (core::trimmed(line).empty()) continue;
        ++summary_.rows;
        auto refused = block_.is_oversized_line ? std::optional(Refusal{Reason::line_too_long, 0, std::string(line)})
                                                : read_row(line, readings);
        if (!refused) continue;
        ++summary_.refused;
        verdicts.push_back({.line = line_,
                            .column = static_cast<std::uint32_t>(refused->column),
                            .column_name = refused->column == 0 ? "" : names_[refused->column - 1],
                            .value = core::excerpt(refused->value, kMaxExcerptBytes),
                            .reason = refused->reason});
    }
}

std::optional<TemperatureReader::Refusal> TemperatureReader::read_row(std::string_view line,
                                                                      std::vector<TemperatureReading>& readings) {
    if (line.find('\0') != std::string_view::npos) return Refusal{Reason::nul_byte, 0, std::string(line)};
    const auto fields = fields_of(line, delimiter_);
    if (fields.size() != columns_.count) return Refusal{Reason::wrong_field_count, 0, std::string(line)};
    const auto refused = [&](Reason reason, std::size_t column) { return Refusal{reason, column + 1, fields[column]}; };
    if (is_no_reading(fields[columns_.temperature])) {
        ++summary_.blank;
        return std::nullopt;
    }
    if (!core::MeterNumber::is_valid(fields[columns_.site])) return refused(Reason::site_invalid, columns_.site);
    const auto label = parse_label(fields[columns_.time], DateOrder::year_first);
    const bool is_iso = scan_label(fields[columns_.time]).value_or(RawLabel{}).is_year_first;
    if (label.kind == Label::Kind::refused) return refused(label.reason, columns_.time);
    if (!is_iso) return refused(Reason::time_invalid, columns_.time);
    const auto celsius = decimal(fields[columns_.temperature], delimiter_);
    if (!celsius) return refused(Reason::not_a_number, columns_.temperature);
    if (*celsius < kLowestC || *celsius > kHighestC)
        return refused(Reason::temperature_out_of_range, columns_.temperature);
    const auto site = site_index(fields[columns_.site]);
    if (!site) return refused(Reason::too_many_sites, columns_.site);
    const auto [said, is_new] = seen_[*site].emplace(label.seconds, *celsius);
    if (!is_new && said->second != *celsius) return refused(Reason::conflicting_duplicate, columns_.temperature);
    if (!is_new) {
        ++summary_.duplicates;
        return std::nullopt;
    }
    readings.push_back({*site, {label.seconds}, *celsius});
    ++summary_.values;
    return std::nullopt;
}

std::optional<std::uint32_t> TemperatureReader::site_index(const std::string& name) {
    if (const auto known = index_.find(name); known != index_.end()) return known->second;
    if (sites_.size() == kMaxSites) return std::nullopt;
    const auto index = static_cast<std::uint32_t>(sites_.size());
    index_.emplace(name, index);
    sites_.push_back(name);
    seen_.emplace_back();
    return index;
}

}  // namespace drp::formats
