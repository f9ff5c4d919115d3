#include "portal/enrolment_csv.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/csv_line.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::array<std::string_view, 7> kColumns{"meter_id", "nomination_kw", "firm_service_level_kw", "from",
                                                   "to",       "contact",       "contact_name"};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Problem field_problem(std::string_view field, std::string message, std::string cure) {
    return {ProblemKind::invalid_input, "field-invalid", std::move(message), std::string(field), std::move(cure)};
}

bool is_clean(std::string_view text) {
    return core::is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
           });
}

Result<std::vector<std::string>> read_header(std::string_view line) {
    std::vector<std::string> columns;
    formats::FieldCursor cursor(line, ',');
    for (formats::Field field; cursor.next(field);) {
        auto name = core::lower_ascii(field.text);
        if (std::find(kColumns.begin(), kColumns.end(), name) == kColumns.end())
            return enrolments_unreadable(
                fmt::format("The header has a column '{}' that is not known.", core::excerpt(field.text, 40)));
        if (std::find(columns.begin(), columns.end(), name) != columns.end())
            return enrolments_unreadable(fmt::format("The header names the column '{}' twice.", name));
        columns.push_back(std::move(name));
    }
    if (std::find(columns.begin(), columns.end(), kColumns.front()) == columns.end())
        return enrolments_unreadable("The first line is no header with a column 'meter_id'.");
    return columns;
}

Result<EnrolmentDraft> read_line(std::string_view line, std::int64_t number, const std::vector<std::string>& columns) {
    EnrolmentDraft draft;
    draft.line = number;
    formats::FieldCursor cursor(line, ',');
    std::size_t i = 0;
    for (formats::Field field; cursor.next(field); ++i) {
        if (i >= columns.size())
            return field_problem("meter_id", "The line has more fields than the header.",
                                 "Put text with commas into quotation marks.");
        if (!field.is_well_quoted)
            return field_problem(columns[i], "A quotation mark is never closed.", "Close it on the same line.");
        if (auto done = put_enrolment_field(draft, columns[i], field.text); !done) return done.error();
    }
    if (i < columns.size())
        return field_problem(columns[i], "The line has fewer fields than the header.", "Leave them empty.");
    return draft;
}

}  // namespace

Problem enrolments_unreadable(std::string message) {
    return {ProblemKind::invalid_input, "enrolments-unreadable", std::move(message), "",
            "Send meter_id and, as you like, nomination_kw, firm_service_level_kw, from, to, contact and contact_name "
            "of each meter."};
}

Problem too_many_enrolments() {
    return {ProblemKind::invalid_input, "too-many-enrolments", "These are too many enrolments at once.", "",
            "Send at most 5,000 at a time."};
}

Result<void> put_enrolment_field(EnrolmentDraft& draft, std::string_view column, std::string_view text) {
    text = core::trimmed(text);
    if (text.size() > kMaxContactBytes || !is_clean(text))
        return field_problem(column, "The field is too long or has characters no text has.", "Use at most 200 bytes.");
    if (column == "meter_id") {
        draft.meter = text;
    } else if (column == "nomination_kw") {
        if (text.empty()) return {};
        const auto power = parse_kw(text);
        if (!power) return power.error();
        draft.nomination = *power;
    } else if (column == "firm_service_level_kw") {
        if (text.empty()) return {};
        const auto power = parse_kw(text, column);
        if (!power) return power.error();
        draft.firm_level = *power;
    } else if (column == "from") {
        draft.from = text;
    } else if (column == "to") {
        draft.to = text;
    } else if (column == "contact") {
        draft.contact_email = text;
    } else if (column == "contact_name") {
        draft.contact_name = text;
    } else {
        return field_problem(core::excerpt(column, 40), "This field is not known.", "");
    }
    return {};
}

Result<EnrolmentDrafts> read_enrolment_csv(std::string_view text) {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    EnrolmentDrafts drafts;
    std::vector<std::string> columns;
    for (std::int64_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const auto line = formats::without_cr(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (columns.empty()) {
            auto header = read_header(line);
            if (!header) return header.error();
            columns = std::move(*header);
            continue;
        }
        if (core::trimmed(line).empty()) continue;
        if (drafts.count() >= EnrolmentDrafts::kMax) return too_many_enrolments();
        auto draft = read_line(line, number, columns);
        if (draft)
            drafts.drafts.push_back(std::move(*draft));
        else
            drafts.wrong.push_back({number, draft.error()});
    }
    if (drafts.count() == 0) return enrolments_unreadable("There is no line under a header.");
    return drafts;
}

}  // namespace drp::portal
