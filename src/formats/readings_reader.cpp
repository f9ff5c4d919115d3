#include "formats/readings_reader.hpp"

#include <utility>

#include <fmt/format.h>

#include "formats/assembler.hpp"
#include "formats/pipeline.hpp"
#include "formats/sniff.hpp"

namespace drp::formats {
namespace {

core::Problem in_file(core::Problem problem, const std::string& file_name) {
    if (!file_name.empty()) problem.place = problem.place.empty() ? file_name : file_name + ", " + problem.place;
    return problem;
}

void describe(const Layout& layout, Summary& summary) {
    summary.format = layout.format;
    summary.delimiter = layout.delimiter;
    summary.decimal_mark = layout.decimal_mark;
    summary.date_order = layout.date_order;
    summary.absent_meter_columns = layout.absent_meter_columns;
    for (const auto column : layout.ignored) {
        const auto& name = layout.columns[column];
        summary.ignored_columns.push_back(name.empty() ? fmt::format("column {}", column + 1) : name);
    }
}

}  // namespace

/// Addresses are stable: the assembler and the parser point into it.
struct ReadingsReader::State {
    Layout layout;
    Summary summary;
    std::string file_name;
    std::unique_ptr<Assembler> assembler;
    std::unique_ptr<Pipeline> pipeline;
    std::optional<core::Problem> failure;
    bool is_ended = false;
};

ReadingsReader::ReadingsReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReadingsReader::ReadingsReader(ReadingsReader&&) noexcept = default;
ReadingsReader& ReadingsReader::operator=(ReadingsReader&&) noexcept = default;
ReadingsReader::~ReadingsReader() = default;

core::Result<ReadingsReader> ReadingsReader::open(std::unique_ptr<ByteSource> source, ReaderOptions options) {
    auto blocks = std::make_unique<BlockReader>(decompressed(std::move(source)), options.block_bytes);
    auto sniffed = sniff(*blocks, options.meter_columns, options.date_order);
    if (!sniffed) return in_file(sniffed.error(), options.file_name);

    auto state = std::make_unique<State>();
    state->layout = std::move(sniffed->layout);
    state->file_name = std::move(options.file_name);
    state->summary.lines = sniffed->header_lines;
    state->summary.blank_lines = sniffed->header_lines - 1;
    describe(state->layout, state->summary);
    const char end_of_line = blocks->end_of_line();
    const bool is_wide = state->layout.format == FileFormat::ami_wide;
    const auto make_assembler = is_wide ? &make_wide_assembler : &make_long_assembler;
    const auto make_parser = is_wide ? &make_wide_parser : &make_long_parser;
    state->assembler = make_assembler(state->layout, std::move(options.zone), options.batch_values, state->summary,
                                      sniffed->header_lines);
    state->pipeline = std::make_unique<Pipeline>(std::move(blocks), std::move(sniffed->blocks), sniffed->is_ended,
                                                 make_parser(state->layout, end_of_line), options.threads);
    return ReadingsReader(std::move(state));
}

core::Result<bool> ReadingsReader::next(core::ReadingBatch& batch, std::vector<Verdict>& verdicts) {
    auto& assembler = *state_->assembler;
    while (!assembler.advance()) {
        if (state_->is_ended) {
            assembler.take(batch, verdicts);
            if (state_->failure) return *state_->failure;
            return false;
        }
        auto block = state_->pipeline->next();
        if (!block) state_->failure = in_file(block.error(), state_->file_name);
        if (block && *block) {
            assembler.feed(std::move(**block));
        } else {
            assembler.finish();
            state_->is_ended = true;
        }
    }
    assembler.take(batch, verdicts);
    return true;
}

const Summary& ReadingsReader::summary() const noexcept {
    return state_->summary;
}
std::uint64_t ReadingsReader::bytes_read() const noexcept {
    return state_->pipeline->source().bytes_read();
}
std::optional<std::uint64_t> ReadingsReader::total_bytes() const noexcept {
    return state_->pipeline->source().total_bytes();
}

}  // namespace drp::formats
