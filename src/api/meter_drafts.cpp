#include "api/meter_drafts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <boost/json.hpp>

#include "api/body.hpp"
#include "core/text.hpp"
#include "formats/csv_line.hpp"

namespace drp::api {
namespace {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;
using portal::MeterDraft;

constexpr std::size_t kMaxNumberBytes = 100;  // what is longer than a number can be is told by what it is
constexpr std::array<std::string_view, 6> kFields{"number", "label", "address", "latitude", "longitude", "interval_s"};

Problem body_problem(std::string message) {
    return {ProblemKind::invalid_input, "request-body-invalid", std::move(message), "",
            "Send number and, where you know them, label, address, latitude, longitude and interval_s of each meter."};
}

Problem too_many() {
    return {ProblemKind::invalid_input, "too-many-meters", "These are too many meters at once.", "",
            "Send at most 5,000 at a time."};
}

Problem no_number(std::string_view field) {
    return field_problem(field, "The field '" + std::string(field) + "' is no number.",
                         "Write digits with a decimal point.");
}

/// Collects the fields of one line or object.
class DraftReader {
  public:
    explicit DraftReader(std::int64_t line) { draft_.line = line; }

    void text(std::string_view field, std::string_view raw) {
        const auto value = core::trimmed(raw);
        const bool has_control = std::any_of(value.begin(), value.end(),
                                             [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
        const auto most = field == "number" ? kMaxNumberBytes : portal::MeterAdmin::kMaxBytes;
        if (value.size() > most || has_control || !core::is_valid_utf8(value))
            return refuse(field_problem(
                field, "The field '" + std::string(field) + "' is too long or has characters no text has.",
                "Use at most " + std::to_string(most) + " bytes."));
        auto& target = field == "number" ? draft_.number : field == "label" ? draft_.label : draft_.address;
        target = value;
    }

    void number(std::string_view field, double value) {
        if (!std::isfinite(value)) return refuse(no_number(field));
        if (field == "latitude") draft_.latitude = value;
        if (field == "longitude") draft_.longitude = value;
        if (field == "interval_s") draft_.interval_s = std::abs(value) < 1e9 ? static_cast<std::int64_t>(value) : -1;
        if (field == "interval_s" && value != std::floor(value)) refuse(no_number(field));
    }

    void refuse(Problem problem) {
        if (!problem_) problem_ = std::move(problem);
    }

    void finish(MeterDrafts& into) && {
        if (problem_)
            into.wrong.push_back({draft_.line, std::move(*problem_)});
        else
            into.drafts.push_back(std::move(draft_));
    }

  private:
    MeterDraft draft_;
    std::optional<Problem> problem_;
};

bool is_text(std::string_view field) {
    return field == "number" || field == "label" || field == "address";
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

void read_field(DraftReader& reader, std::string_view field, const json::value& value) {
    if (std::find(kFields.begin(), kFields.end(), field) == kFields.end())
        return reader.refuse(field_problem(core::excerpt(field, 40), "This field is not known."));
    if (value.is_null()) return;
    if (is_text(field)) {
        if (!value.is_string()) return reader.refuse(field_problem(field, "This is no text.", "Write it in quotes."));
        return reader.text(field, value.get_string());
    }
    if (!value.is_number()) return reader.refuse(no_number(field));
    reader.number(field, value.to_number<double>());
}

Result<MeterDrafts> read_json(const std::string& body) {
    boost::system::error_code error;
    auto parsed = json::parse(body, error);
    if (error || !(parsed.is_array() || parsed.is_object())) return body_problem("The body is no list of meters.");
    if (parsed.is_object()) parsed = json::array{std::move(parsed)};
    const auto& items = parsed.get_array();
    if (items.empty()) return body_problem("The list is empty.");
    if (items.size() > MeterDrafts::kMax) return too_many();
    MeterDrafts drafts;
    for (std::size_t i = 0; i < items.size(); ++i) {
        DraftReader reader(static_cast<std::int64_t>(i) + 1);
        if (!items[i].is_object()) {
            reader.refuse(field_problem("number", "This is no meter.", "Write an object with a number."));
        } else {
            for (const auto& member : items[i].get_object()) read_field(reader, member.key(), member.value());
        }
        std::move(reader).finish(drafts);
    }
    return drafts;
}

// ---- CSV ------------------------------------------------------------------------------------------------------------

/// Takes lines off the text, without their ends.
class Lines {
  public:
    explicit Lines(std::string_view text) : rest_(text) {}
    [[nodiscard]] std::int64_t number() const noexcept { return number_; }
    bool next(std::string_view& line) {
        if (rest_.empty()) return false;
        const auto end = rest_.find('\n');
        line = formats::without_cr(rest_.substr(0, end));
        rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
        ++number_;
        return true;
    }

  private:
    std::string_view rest_;
    std::int64_t number_ = 0;
};

Result<std::vector<std::string>> read_header(std::string_view line) {
    std::vector<std::string> columns;
    formats::FieldCursor cursor(line, ',');
    for (formats::Field field; cursor.next(field);) {
        auto name = core::lower_ascii(field.text);
        if (std::find(kFields.begin(), kFields.end(), name) == kFields.end())
            return body_problem("The header has a column '" + core::excerpt(field.text, 40) + "' that is not known.");
        if (std::find(columns.begin(), columns.end(), name) != columns.end())
            return body_problem("The header names the column '" + name + "' twice.");
        columns.push_back(std::move(name));
    }
    if (std::find(columns.begin(), columns.end(), "number") == columns.end())
        return body_problem("The first line is no header with a column 'number'.");
    return columns;
}

void read_cell(DraftReader& reader, std::string_view column, const formats::Field& field) {
    if (!field.is_well_quoted)
        return reader.refuse(field_problem(column, "A quotation mark is never closed.", "Close it on the same line."));
    if (is_text(column)) return reader.text(column, field.text);
    if (field.text.empty()) return;
    double value = 0;
    const auto* end = field.text.data() + field.text.size();
    const auto [stop, error] = std::from_chars(field.text.data(), end, value);
    if (error != std::errc() || stop != end) return reader.refuse(no_number(column));
    reader.number(column, value);
}

void read_line(DraftReader& reader, std::string_view line, const std::vector<std::string>& columns) {
    formats::FieldCursor cursor(line, ',');
    std::size_t i = 0;
    for (formats::Field field; cursor.next(field); ++i) {
        if (i >= columns.size())
            return reader.refuse(field_problem("number", "The line has more fields than the header.",
                                               "Put text with commas into quotation marks."));
        read_cell(reader, columns[i], field);
    }
    if (i < columns.size())
        reader.refuse(field_problem(columns[i], "The line has fewer fields than the header.", "Leave them empty."));
}

Result<MeterDrafts> read_csv(std::string_view text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    Lines lines(text);
    std::string_view line;
    if (!lines.next(line)) return body_problem("The file is empty.");
    const auto columns = read_header(line);
    if (!columns) return columns.error();
    MeterDrafts drafts;
    while (lines.next(line)) {
        if (core::trimmed(line).empty()) continue;
        if (drafts.drafts.size() + drafts.wrong.size() >= MeterDrafts::kMax) return too_many();
        DraftReader reader(lines.number());
        read_line(reader, line, *columns);
        std::move(reader).finish(drafts);
    }
    if (drafts.drafts.empty() && drafts.wrong.empty()) return body_problem("There is no line under the header.");
    return drafts;
}

}  // namespace

Result<MeterDrafts> read_meter_drafts(const http::Request& request) {
    const auto type = request.header("Content-Type").value_or("application/json");
    return type.starts_with("text/csv") ? read_csv(request.body()) : read_json(request.body());
}

}  // namespace drp::api
