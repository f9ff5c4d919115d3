/// What became of a file.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "core/units.hpp"
#include "formats/layout.hpp"
#include "formats/verdict.hpp"

namespace drp::formats {

/// Every cell beside the key columns (times, meter, length) is counted in exactly one place; see is_balanced().
struct Summary {
    FileFormat format = FileFormat::ami_wide;
    char delimiter = ',';
    char decimal_mark = '.';
    DateOrder date_order = DateOrder::year_first;
    std::vector<std::string> ignored_columns;       ///< header texts; "column 7" where there is none
    std::vector<std::string> absent_meter_columns;  ///< asked for, not in the header

    std::uint64_t lines = 0;  ///< all lines, the header included
    std::uint64_t blank_lines = 0;
    std::uint64_t rows = 0;  ///< neither blank nor header: data, refused and skipped
    std::uint64_t refused_rows = 0;
    std::uint64_t skipped_rows = 0;  ///< Description, Total, and rows of empty fields
    std::uint64_t meters = 0;        ///< that the file names

    std::uint64_t cells = 0;
    std::uint64_t values = 0;       ///< readings that went into batches; actual and predicted count one each
    std::uint64_t blank_cells = 0;  ///< no reading: neither value nor refusal
    std::uint64_t refused_values = 0;
    std::uint64_t duplicates = 0;     ///< the same value for the same interval again: harmless
    std::uint64_t ignored_cells = 0;  ///< of ignored columns
    std::uint64_t cells_of_refused_rows = 0;
    std::uint64_t cells_of_skipped_rows = 0;

    std::uint64_t negative_values = 0;                            ///< read and kept (net metering)
    std::uint64_t rounded_predictions = 0;                        ///< had a fraction of a Wh
    std::array<std::uint64_t, 4> values_by_interval{};            ///< in the order of core::kIntervals
    std::array<std::uint64_t, kReasonCount> refused_by_reason{};  ///< verdicts, rows and values alike
    std::optional<core::UtcRange> covered;  ///< from the first start to the last end of what went in

    [[nodiscard]] std::uint64_t verdicts() const noexcept { return refused_rows + refused_values; }
    [[nodiscard]] std::uint64_t refused(Reason reason) const noexcept {
        return refused_by_reason[static_cast<std::size_t>(reason)];
    }
    /// Nothing was dropped in silence. Holds once the whole file has been read.
    [[nodiscard]] bool is_balanced() const noexcept {
        std::uint64_t by_reason = 0;
        for (const auto count : refused_by_reason) by_reason += count;
        return by_reason == verdicts() && cells == values + blank_cells + refused_values + duplicates + ignored_cells +
                                                       cells_of_refused_rows + cells_of_skipped_rows;
    }
    void cover(core::UtcSeconds start, core::IntervalSeconds interval) noexcept {
        const auto end = start + interval.value;
        if (!covered) covered = core::UtcRange{start, end};
        if (start < covered->from) covered->from = start;
        if (covered->to < end) covered->to = end;
    }
    void count_values(core::IntervalSeconds interval, std::uint64_t count) noexcept {
        values += count;
        for (std::size_t i = 0; i < core::kIntervals.size(); ++i)
            if (core::kIntervals[i] == interval) values_by_interval[i] += count;
    }
};

}  // namespace drp::formats
