/// How a command speaks: to a person on a terminal, to a log, or (`--json`) to a program.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "core/problem.hpp"

namespace drp::app {

/// Prints the Problem to standard error (as a JSON object with --json) and gives the exit code.
int fail(const core::Problem& problem, bool as_json);

/// One JSON value and a line break on standard output.
void print_json(const boost::json::value& value);

/// Columns padded to their widest cell, the header first; numbers are the caller's text.
void print_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

/// "12,345,678"
[[nodiscard]] std::string with_thousands(std::int64_t number);

/// True if standard error is a terminal that a person looks at.
[[nodiscard]] bool is_interactive();

/// How far a long piece of work is. On a terminal one line that moves (share, rows, MB/s, time left); elsewhere a plain
/// line now and then; nothing when quiet. Writes to standard error.
class ProgressLine {
  public:
    ProgressLine(std::string what, bool is_quiet);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void update(std::uint64_t bytes, std::optional<std::uint64_t> total_bytes, std::int64_t rows);
    /// Clears the moving line.
    void done();

  private:
    using Clock = std::chrono::steady_clock;
    std::string what_;
    bool is_quiet_;
    bool moves_;
    bool has_written_ = false;
    Clock::time_point started_ = Clock::now();
    Clock::time_point last_shown_ = started_;
};

}  // namespace drp::app
