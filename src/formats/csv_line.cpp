#include "formats/csv_line.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace drp::formats {

void FieldCursor::step_over_delimiter() {
    has_more_ = !rest_.empty();
    if (has_more_) rest_.remove_prefix(1);
}

bool FieldCursor::next(Field& field) {
    if (!has_more_) return false;
    field.is_well_quoted = true;
    const auto first = std::min(rest_.find_first_not_of(' '), rest_.size());
    if (first < rest_.size() && rest_[first] == '"') {
        rest_.remove_prefix(first + 1);
        take_quoted(field);
        return true;
    }
    const auto end = std::min(rest_.find(delimiter_), rest_.size());
    field.text = core::trimmed(rest_.substr(0, end));
    rest_.remove_prefix(end);
    step_over_delimiter();
    return true;
}

void FieldCursor::take_quoted(Field& field) {
    bool is_escaped = false;
    std::size_t at = 0;
    while (true) {
        at = rest_.find('"', at);
        if (at == std::string_view::npos) {  // never closed: the field is the rest of the line
            field = {rest_, false};
            rest_ = {};
            has_more_ = false;
            return;
        }
        if (at + 1 >= rest_.size() || rest_[at + 1] != '"') break;
        is_escaped = true;
        at += 2;
    }
    field.text = rest_.substr(0, at);
    if (is_escaped) {
        unescaped_.clear();
        for (std::size_t i = 0; i < field.text.size(); ++i) {
            unescaped_ += field.text[i];
            if (field.text[i] == '"') ++i;
        }
        field.text = unescaped_;
    }
    field.text = core::trimmed(field.text);
    rest_.remove_prefix(at + 1);
    const auto end = std::min(rest_.find(delimiter_), rest_.size());
    field.is_well_quoted = core::trimmed(rest_.substr(0, end)).empty();
    rest_.remove_prefix(end);
    step_over_delimiter();
}

std::uint32_t FieldCursor::count_rest() {
    std::uint32_t count = 0;
    for (Field field; next(field);) ++count;
    return count;
}

}  // namespace drp::formats
