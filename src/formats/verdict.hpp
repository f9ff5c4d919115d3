/// Why a row or a value of a file was refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drp::formats {

enum class Reason : std::uint8_t {
    not_a_number,
    too_precise,
    not_whole,
    too_large,
    time_invalid,
    no_such_date,
    year_out_of_range,
    skipped_hour,
    off_grid,
    interval_unsupported,
    interval_unknown,
    end_before_start,
    wrong_field_count,
    bad_quotes,
    nul_byte,
    line_too_long,
    meter_number_invalid,
    too_many_meters,
    conflicting_duplicate,
    interval_conflict,
    site_invalid,
    too_many_sites,
    temperature_out_of_range,
};
inline constexpr std::size_t kReasonCount = 23;

/// Stable, kebab-case: "too-precise". Part of the verdict file's format.
[[nodiscard]] std::string_view code(Reason reason) noexcept;
/// One sentence that says what is wrong, and one that says what to do.
[[nodiscard]] std::string_view message(Reason reason) noexcept;

/// One refusal. Everything else of the file goes in.
struct Verdict {
    std::uint64_t line = 0;    ///< 1-based line of the (decompressed) file, the header included
    std::uint32_t column = 0;  ///< 1-based; 0 where the whole row is meant
    std::string column_name;   ///< the header's text; empty for a whole row
    std::string value;         ///< what stood there, at most kMaxExcerptBytes, printable
    Reason reason = Reason::not_a_number;

    friend bool operator==(const Verdict&, const Verdict&) = default;
};
inline constexpr std::size_t kMaxExcerptBytes = 80;

}  // namespace drp::formats
