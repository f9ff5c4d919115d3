/// The time labels of files: ISO 8601 with or without offset, M/D/Y and D/M/Y.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"
#include "formats/verdict.hpp"

namespace drp::formats {

enum class DateOrder : std::uint8_t {
    automatic,       ///< decide by the file's own evidence (as an option only)
    year_first,      ///< ISO, unambiguous
    month_day_year,  ///< 3/21/2021
    day_month_year,  ///< 21/3/2021, 21.3.2021
};

/// A label as it is written, before anybody decides what its first two numbers mean.
struct RawLabel {
    int first = 0;   ///< month or day; the month where is_year_first
    int second = 0;  ///< day or month; the day where is_year_first
    int year = 0;
    bool is_year_first = false;
    std::int32_t second_of_day = 0;  ///< up to and including 86,400 ("24:00")
    std::optional<std::int32_t> offset_seconds;
};

/// Nothing where the text has no such shape. The date need not exist.
[[nodiscard]] std::optional<RawLabel> scan_label(std::string_view text) noexcept;

struct Label {
    enum class Kind : std::uint8_t { refused, local, utc };
    Kind kind = Kind::refused;
    Reason reason = Reason::time_invalid;
    std::int64_t seconds = 0;  ///< of the wall clock or of UTC

    friend bool operator==(const Label&, const Label&) = default;
};

/// Refused with no_such_date or year_out_of_range. `order` matters only where the year is not first.
[[nodiscard]] Label to_label(const RawLabel& raw, DateOrder order) noexcept;
[[nodiscard]] Label parse_label(std::string_view text, DateOrder order) noexcept;

}  // namespace drp::formats
