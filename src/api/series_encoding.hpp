/// The two wire forms of a series: compact columnar JSON, and little-endian int32 columns.
///
/// Both are written straight from the columns with no document in between; openapi.yaml (`Series`, `getSeries`) states
/// the shape. A reduced series carries the interval number of each of its points.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::api {

struct SeriesView {
    std::string_view meter;
    core::UtcSeconds start;  ///< of interval 0
    core::IntervalSeconds interval;
    std::span<const core::WattHours> actual;
    std::span<const core::WattHours> predicted;  ///< as long as `actual`
    bool is_reduced = false;
    std::span<const std::uint32_t> kept;  ///< ascending indices of what to write; all if not reduced
};

/// Appends {"meter":…,"start_utc":…,…}; a missing value is null.
void append_series_json(std::string& out, const SeriesView& series);

inline constexpr std::uint32_t kSeriesMagic = 0x31505244;  ///< "DRP1"
inline constexpr std::size_t kSeriesHeaderBytes = 32;

/// Appends the binary form; a missing value is -2147483648.
void append_series_binary(std::string& out, const SeriesView& series);

/// Appends [1,null,…].
void append_json_column(std::string& out, std::span<const core::WattHours> column);

}  // namespace drp::api
