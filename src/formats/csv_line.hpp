/// The fields of one CSV line (RFC 4180, but a quoted field ends on its line: that makes lines independent of each
/// other, so that blocks can be read in parallel and an unclosed quote cannot swallow the rest of a file).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drp::formats {

struct Field {
    std::string_view text;  ///< trimmed, quotes taken off; valid until the next field is taken
    bool is_well_quoted = true;
};

class FieldCursor {
  public:
    FieldCursor(std::string_view line, char delimiter) : rest_(line), delimiter_(delimiter) {}

    /// False past the last field. "a,b," has three fields, an empty line one.
    bool next(Field& field);
    /// Fields not yet taken.
    [[nodiscard]] std::uint32_t count_rest();

  private:
    void take_quoted(Field& field);
    void step_over_delimiter();

    std::string_view rest_;
    char delimiter_;
    bool has_more_ = true;
    std::string unescaped_;
};

/// The line without the carriage return of a CRLF.
[[nodiscard]] inline std::string_view without_cr(std::string_view line) noexcept {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace drp::formats
