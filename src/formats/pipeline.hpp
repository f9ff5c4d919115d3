/// Reads and parses blocks ahead of whoever wants them, in order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/problem.hpp"
#include "formats/block_reader.hpp"
#include "formats/parsed_block.hpp"

namespace drp::formats {

/// With `threads` = 0 everything happens inside next(). Otherwise that many threads take turns at reading a block and
/// parse side by side; at most about kAheadBytes of parsed blocks wait for next(), which one thread calls.
class Pipeline {
  public:
    /// `read_ahead` holds blocks already taken from the reader; `is_ended` says that nothing follows them.
    Pipeline(std::unique_ptr<BlockReader> reader, std::deque<Block> read_ahead, bool is_ended,
             std::unique_ptr<BlockParser> parser, unsigned threads);
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;
    ~Pipeline();

    /// The next block in file order; nothing at the end. A failed source fails here, after all blocks before it.
    [[nodiscard]] core::Result<std::optional<ParsedBlock>> next();
    [[nodiscard]] const ByteSource& source() const noexcept { return reader_->source(); }

  private:
    using Outcome = core::Result<std::optional<ParsedBlock>>;
    struct Ready {
        Outcome outcome;
        std::exception_ptr exception;
    };
    [[nodiscard]] core::Result<bool> read(Block& block);
    void work();
    void publish(std::uint64_t number, Ready ready);

    std::unique_ptr<BlockReader> reader_;
    std::deque<Block> read_ahead_;
    bool is_ended_;
    std::unique_ptr<BlockParser> parser_;

    std::mutex reading_;  // held while a block is read: blocks leave the reader in order
    std::mutex mutex_;    // guards what follows
    std::condition_variable changed_;
    std::map<std::uint64_t, Ready> ready_;
    std::uint64_t next_to_read_ = 0;
    std::uint64_t next_to_take_ = 0;
    std::size_t ahead_bytes_ = 0;
    bool is_stopped_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace drp::formats
