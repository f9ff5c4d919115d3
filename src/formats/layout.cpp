#include "formats/layout.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "core/meter_number.hpp"
#include "core/text.hpp"
#include "formats/csv_line.hpp"
#include "formats/verdict.hpp"

namespace drp::formats {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

struct NamedRole {
    std::string_view name;
    ColumnRole role;
};

/// A long format is known by its required names; optional ones are taken where they are there.
struct LongForm {
    FileFormat format;
    std::vector<NamedRole> required;
    std::vector<NamedRole> optional;
    bool naive_is_utc;
};

const std::array<LongForm, 3>& long_forms() {
    static const std::array<LongForm, 3> kForms{{
        {FileFormat::predictions,
         {{"meter_id", ColumnRole::meter},
          {"start_time", ColumnRole::start},
          {"end_time", ColumnRole::end},
          {"prediction", ColumnRole::prediction_kwh}},
         {},
         false},
        {FileFormat::long_readings,
         {{"meter_id", ColumnRole::meter}, {"timestamp", ColumnRole::start}, {"actual_wh", ColumnRole::actual_wh}},
         {{"predicted_wh", ColumnRole::predicted_wh}, {"interval_s", ColumnRole::length_seconds}},
         false},
        {FileFormat::long_intervals,
         {{"meter", ColumnRole::meter},
          {"start_utc", ColumnRole::start},
          {"seconds", ColumnRole::length_seconds},
          {"wh", ColumnRole::actual_wh}},
         {},
         true},
    }};
    return kForms;
}

bool is_name(std::string_view header, std::string_view name) {
    const auto lower = core::lower_ascii(header);
    return lower == name || (name == "meter_id" && lower == "meter") || (name == "meter" && lower == "meter_id");
}

bool is_all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Problem duplicate(const std::string& name, std::size_t first, std::size_t second) {
    return {ProblemKind::invalid_input, "duplicate-column",
            fmt::format("The columns {} and {} are both headed '{}'; nobody can say which is right.", first + 1,
                        second + 1, core::excerpt(name, 60)),
            "", "Remove or rename one of them."};
}

Result<bool> assign(Layout& layout, std::span<const NamedRole> names) {
    for (const auto& [name, role] : names) {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < layout.columns.size(); ++i) {
            if (!is_name(layout.columns[i], name)) continue;
            if (found) return duplicate(layout.columns[i], *found, i);
            found = i;
            layout.roles[i] = role;
        }
    }
    return true;
}

bool has_all(const std::vector<std::string>& columns, std::span<const NamedRole> names) {
    return std::all_of(names.begin(), names.end(), [&](const NamedRole& wanted) {
        return std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return is_name(c, wanted.name); });
    });
}

void list_ignored(Layout& layout) {
    for (std::uint32_t i = 0; i < layout.roles.size(); ++i)
        if (layout.roles[i] == ColumnRole::ignored) layout.ignored.push_back(i);
}

Result<bool> assign_meters(Layout& layout, std::span<const std::string> meter_columns) {
    layout.roles[0] = ColumnRole::start;
    layout.roles[1] = ColumnRole::end;
    layout.meter_of.assign(layout.columns.size(), kNoMeter);
    std::unordered_map<std::string_view, std::size_t> column_of_meter;
    for (std::size_t i = 2; i < layout.columns.size(); ++i) {
        const auto& name = layout.columns[i];
        const bool is_told = std::find(meter_columns.begin(), meter_columns.end(), name) != meter_columns.end();
        if ((!is_told && !is_all_digits(name)) || !core::MeterNumber::is_valid(name)) continue;
        const auto [known, is_new] = column_of_meter.emplace(name, i);
        if (!is_new) return duplicate(name, known->second, i);
        layout.roles[i] = ColumnRole::meter_kwh;
        layout.meter_of[i] = static_cast<std::uint32_t>(layout.meters.size());
        layout.meters.push_back(name);
    }
    for (const auto& wanted : meter_columns)
        if (!column_of_meter.contains(wanted)) layout.absent_meter_columns.push_back(wanted);
    return true;
}

Problem unknown_format(std::string_view header_line) {
    return {
        ProblemKind::invalid_input, "unknown-format",
        fmt::format("The file is in none of the known formats; it begins with '{}'.", core::excerpt(header_line, 80)),
        "line 1",
        "Expected is an AMI export (interval start, interval end, then one column per meter number), or a header "
        "with meter_id,start_time,end_time,prediction or meter_id,timestamp,actual_wh[,predicted_wh] or "
        "meter,start_utc,seconds,wh."};
}

}  // namespace

std::string_view to_text(FileFormat format) noexcept {
    switch (format) {
        case FileFormat::ami_wide:
            return "ami-wide";
        case FileFormat::predictions:
            return "predictions";
        case FileFormat::long_readings:
            return "long-readings";
        default:
            return "long-intervals";
    }
}

std::uint32_t Layout::key_columns() const noexcept {
    return static_cast<std::uint32_t>(std::count_if(roles.begin(), roles.end(), [](ColumnRole role) {
        return role == ColumnRole::meter || role == ColumnRole::start || role == ColumnRole::end ||
               role == ColumnRole::length_seconds;
    }));
}

std::optional<std::uint32_t> Layout::column_of(ColumnRole role) const noexcept {
    const auto found = std::find(roles.begin(), roles.end(), role);
    if (found == roles.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - roles.begin());
}

char delimiter_of(std::string_view header_line) {
    constexpr std::string_view kDelimiters = ",;\t";
    std::array<std::size_t, kDelimiters.size()> counts{};
    bool is_quoted = false;
    for (const char c : header_line) {
        if (c == '"') is_quoted = !is_quoted;
        if (const auto which = kDelimiters.find(c); !is_quoted && which != std::string_view::npos) ++counts.at(which);
    }
    return kDelimiters[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

Result<Layout> read_header(std::string_view header_line, char delimiter, std::span<const std::string> meter_columns) {
    Layout layout;
    layout.delimiter = delimiter;
    FieldCursor fields(header_line, delimiter);
    for (Field field; fields.next(field);) {
        if (!field.is_well_quoted) return unknown_format(header_line);
        if (layout.columns.size() == kMaxColumns)
            return Problem{ProblemKind::too_large, "too-many-columns",
                           fmt::format("The header has more than {} columns.", kMaxColumns), "line 1",
                           "Split the file by meters."};
        layout.columns.push_back(core::excerpt(field.text, kMaxExcerptBytes));  // verdicts repeat it
    }
    layout.roles.assign(layout.columns.size(), ColumnRole::ignored);

    for (const auto& form : long_forms()) {
        if (!has_all(layout.columns, form.required)) continue;
        layout.format = form.format;
        layout.naive_is_utc = form.naive_is_utc;
        if (const auto done = assign(layout, form.required); !done) return done.error();
        if (const auto done = assign(layout, form.optional); !done) return done.error();
        list_ignored(layout);
        return layout;
    }
    if (layout.columns.size() < 3) return unknown_format(header_line);
    if (const auto done = assign_meters(layout, meter_columns); !done) return done.error();
    if (layout.meters.empty()) return unknown_format(header_line);
    list_ignored(layout);
    return layout;
}

}  // namespace drp::formats
