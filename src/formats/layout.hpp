/// What a file's header says: which of the formats it is, and what each column holds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "formats/label.hpp"

namespace drp::formats {

enum class FileFormat {
    ami_wide,        ///< interval start, interval end, one column per meter; kWh (SPEC 7.1)
    predictions,     ///< meter_id,start_time,end_time,prediction; kWh (SPEC 7.2)
    long_readings,   ///< meter_id,timestamp,actual_wh[,predicted_wh][,interval_s]; Wh (SPEC 7.3)
    long_intervals,  ///< meter,start_utc,seconds,wh; Wh (SPEC 7.3)
};
/// "ami-wide", "predictions", "long-readings", "long-intervals"
[[nodiscard]] std::string_view to_text(FileFormat format) noexcept;

enum class ColumnRole : std::uint8_t {
    ignored,
    meter,           ///< the meter number (long)
    start,           ///< start of the interval
    end,             ///< its end
    length_seconds,  ///< or its length
    actual_wh,
    predicted_wh,
    prediction_kwh,
    meter_kwh,  ///< actual energy of the meter that the header names (wide)
};

struct Layout {
    FileFormat format = FileFormat::ami_wide;
    char delimiter = ',';
    char decimal_mark = '.';
    DateOrder date_order = DateOrder::year_first;
    bool naive_is_utc = false;            ///< the column says so itself (start_utc)
    std::vector<std::string> columns;     ///< header texts, at most kMaxExcerptBytes of each, printable
    std::vector<ColumnRole> roles;        ///< one per column
    std::vector<std::uint32_t> meter_of;  ///< wide: index into `meters`, one per column, kNoMeter for the others
    std::vector<std::string> meters;      ///< wide: in the order of their columns
    std::vector<std::uint32_t> ignored;   ///< columns, 0-based
    std::vector<std::string> absent_meter_columns;  ///< asked for by the caller, not in the header

    [[nodiscard]] std::uint32_t key_columns() const noexcept;
    /// Of the column that has the role; wide files: start and end only.
    [[nodiscard]] std::optional<std::uint32_t> column_of(ColumnRole role) const noexcept;
};
inline constexpr std::uint32_t kNoMeter = 0xFFFF'FFFF;
inline constexpr std::size_t kMaxColumns = 131'072;

/// Counts separators outside quotes: ',', ';' or tab, the first of these among equals.
[[nodiscard]] char delimiter_of(std::string_view header_line);

/// Fails with unknown-format, duplicate-column or too-many-columns. `meter_columns` names columns of a wide file that
/// are meters although they are not all digits.
[[nodiscard]] core::Result<Layout> read_header(std::string_view header_line, char delimiter,
                                               std::span<const std::string> meter_columns);

}  // namespace drp::formats
