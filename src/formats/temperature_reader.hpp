/// Temperatures of weather sites as CSV, streamed: `site,time_utc,temp_c`.
///
/// The header names the columns, in any order; further columns are ignored; the delimiter is a comma or, with decimal
/// commas or points, a semicolon. A site is named like a meter (1 to 32 letters, digits, '-', '_', '.'). A time is
/// ISO 8601; with an offset it is that instant, without one it is UTC. A temperature is in deg C, from -90 to 60 (the
/// extremes measured on Earth are -89.2 and 56.7). An empty temperature, or one of "NA", "NaN", "null", is no reading.
/// The same instant twice: an equal value is harmless, of different values the first is kept and the other gets a
/// verdict. Compressed bytes are unpacked. Used by one thread. Memory: a few dozen bytes a reading of the file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "formats/block_reader.hpp"
#include "formats/byte_source.hpp"
#include "formats/verdict.hpp"

namespace drp::formats {

struct TemperatureReading {
    std::uint32_t site = 0;  ///< index into sites()
    core::UtcSeconds time;
    double celsius = 0;
};

class TemperatureReader {
  public:
    static constexpr std::size_t kMaxSites = 10'000;
    static constexpr double kLowestC = -90;
    static constexpr double kHighestC = 60;

    /// Reads the header. Problems: unknown-format, and those of the source.
    [[nodiscard]] static core::Result<TemperatureReader> open(std::unique_ptr<ByteSource> source);

    /// Replaces both with what the next stretch of the file holds; false at the end, with both empty.
    [[nodiscard]] core::Result<bool> next(std::vector<TemperatureReading>& readings, std::vector<Verdict>& verdicts);

    /// Those named so far, in the order of the file.
    [[nodiscard]] const std::vector<std::string>& sites() const noexcept { return sites_; }

    struct Summary {
        std::uint64_t rows = 0;        ///< neither blank nor header
        std::uint64_t values = 0;      ///< readings handed out
        std::uint64_t blank = 0;       ///< rows without a temperature
        std::uint64_t duplicates = 0;  ///< the same value for the same instant again
        std::uint64_t refused = 0;     ///< verdicts
    };
    [[nodiscard]] const Summary& summary() const noexcept { return summary_; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept { return blocks_.source().bytes_read(); }

  private:
    struct Columns {
        std::size_t site = 0;
        std::size_t time = 0;
        std::size_t temperature = 0;
        std::size_t count = 0;
    };
    struct Refusal {
        Reason reason;
        std::size_t column;  ///< from 1; 0 for the whole row
        std::string value;
    };

    explicit TemperatureReader(std::unique_ptr<ByteSource> source) : blocks_(decompressed(std::move(source))) {}
    [[nodiscard]] core::Result<void> read_header();
    [[nodiscard]] bool take_header(std::string_view line, char delimiter);
    void read_block(std::vector<TemperatureReading>& readings, std::vector<Verdict>& verdicts);
    [[nodiscard]] std::optional<Refusal> read_row(std::string_view line, std::vector<TemperatureReading>& readings);
    [[nodiscard]] std::optional<std::uint32_t> site_index(const std::string& name);

    BlockReader blocks_;
    Block block_;
    std::string_view rest_;  ///< of block_, not yet read
    char delimiter_ = ',';
    Columns columns_;
    std::vector<std::string> names_;  ///< the header's texts
    std::uint64_t line_ = 0;
    std::vector<std::string> sites_;
    std::unordered_map<std::string, std::uint32_t> index_;
    std::vector<std::unordered_map<std::int64_t, double>> seen_;  ///< by site: what the file has said of an instant
    Summary summary_;
};

}  // namespace drp::formats
