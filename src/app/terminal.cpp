#include "app/terminal.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace drp::app {
namespace {

using namespace std::chrono_literals;

std::string clock_text(double seconds) {
    const auto whole = static_cast<std::int64_t>(seconds + 0.5);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

/// Terminals draw "é" in one column; a byte count would misalign the table.
std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

int fail(const core::Problem& problem, bool as_json) {
    if (as_json) {
        const boost::json::object object{
            {"code", problem.code}, {"message", problem.message}, {"place", problem.place}, {"cure", problem.cure}};
        fmt::print(stderr, "{}\n", boost::json::serialize(boost::json::object{{"problem", object}}));
    } else {
        fmt::print(stderr, "drp: {}\n", core::to_text(problem));
    }
    return core::exit_code(problem.kind);
}

void print_json(const boost::json::value& value) {
    fmt::print("{}\n", boost::json::serialize(value));
}

void print_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& cell : header) widths.push_back(columns_of(cell));
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
    const auto print_row = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) line.append(widths[i] - columns_of(row[i]) + 2, ' ');
        }
        fmt::print("{}\n", line);
    };
    print_row(header);
    for (const auto& row : rows) print_row(row);
}

std::string with_thousands(std::int64_t number) {
    auto digits = fmt::format("{}", number);
    const std::size_t sign = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > sign + 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

bool is_interactive() {
    return isatty(STDERR_FILENO) == 1;
}

ProgressLine::ProgressLine(std::string what, bool is_quiet)
    : what_(std::move(what)), is_quiet_(is_quiet), moves_(is_interactive()) {}

ProgressLine::~ProgressLine() {
    done();
}

void ProgressLine::update(std::uint64_t bytes, std::optional<std::uint64_t> total_bytes, std::int64_t rows) {
    const auto now = Clock::now();
    if (is_quiet_ || now - last_shown_ < (moves_ ? 100ms : 10s)) return;
    last_shown_ = now;
    const double seconds = std::chrono::duration<double>(now - started_).count();
    const double megabytes = static_cast<double>(bytes) / 1e6;
    auto line = fmt::format("{}: {} rows, {:.0f} MB, {:.0f} MB/s", what_, with_thousands(rows), megabytes,
                            megabytes / std::max(seconds, 0.001));
    if (total_bytes && *total_bytes > 0 && bytes > 0) {
        const double share = static_cast<double>(bytes) / static_cast<double>(*total_bytes);
        line += fmt::format(", {:.0f} %, {} left", 100 * share, clock_text(seconds / share - seconds));
    }
    fmt::print(stderr, "{}{}{}", moves_ ? "\r\x1b[K" : "", line, moves_ ? "" : "\n");
    std::fflush(stderr);
    has_written_ = true;
}

void ProgressLine::done() {
    if (moves_ && has_written_) fmt::print(stderr, "\r\x1b[K");
    has_written_ = false;
}

}  // namespace drp::app
