/// From parsed blocks, in order, to batches of whole days.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/reading_batch.hpp"
#include "core/time_zone.hpp"
#include "formats/layout.hpp"
#include "formats/parsed_block.hpp"
#include "formats/summary.hpp"

namespace drp::formats {

/// Verdicts that one batch carries at most, plus those of one row.
inline constexpr std::size_t kMaxVerdictsPerBatch = 20'000;

/// Call advance(); on true take() the batch, on false feed() the next block, or finish() and go on until false.
class Assembler {
  public:
    Assembler(const Layout& layout, core::TimeZone zone, std::size_t batch_values, Summary& summary,
              std::uint64_t header_lines)
        : layout_(layout),
          zone_(std::move(zone)),
          batch_values_(batch_values),
          summary_(summary),
          lines_before_(header_lines) {}
    Assembler(const Assembler&) = delete;
    Assembler& operator=(const Assembler&) = delete;
    virtual ~Assembler() = default;

    virtual void feed(ParsedBlock block);
    void finish() noexcept { is_finished_ = true; }
    [[nodiscard]] virtual bool advance() = 0;
    /// Replaces both; their memory is used again.
    virtual void take(core::ReadingBatch& batch, std::vector<Verdict>& verdicts) = 0;

  protected:
    [[nodiscard]] std::uint64_t line_of(const RowHead& head) const noexcept { return lines_before_ + head.line + 1; }
    /// Counts a row that brings no data, and writes its verdict if it has one. False for data rows.
    [[nodiscard]] bool account_for_no_data(const ParsedRow& row);
    /// Refuses a whole data row for its time.
    void refuse_data_row(const ParsedRow& row, std::uint32_t cells, Reason reason);
    /// Writes the verdicts that the parser found in the row.
    void write_cell_verdicts();
    /// Forgets them: the row as a whole was refused.
    void skip_cell_verdicts();
    void add_verdict(std::uint64_t line, std::uint32_t column, std::string_view value, Reason reason);
    void take_verdicts(std::vector<Verdict>& verdicts);
    void end_block();

    const Layout& layout_;
    core::TimeZone zone_;
    std::size_t batch_values_;
    Summary& summary_;
    std::uint64_t lines_before_;
    ParsedBlock block_;
    std::size_t row_ = 0;           // the next row of block_
    std::size_t cell_verdict_ = 0;  // the first verdict of row_ or later
    std::vector<Verdict> verdicts_;
    bool is_finished_ = false;
};

[[nodiscard]] std::unique_ptr<Assembler> make_wide_assembler(const Layout& layout, core::TimeZone zone,
                                                             std::size_t batch_values, Summary& summary,
                                                             std::uint64_t header_lines);
[[nodiscard]] std::unique_ptr<Assembler> make_long_assembler(const Layout& layout, core::TimeZone zone,
                                                             std::size_t batch_values, Summary& summary,
                                                             std::uint64_t header_lines);

}  // namespace drp::formats
