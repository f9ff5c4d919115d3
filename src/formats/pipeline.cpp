#include "formats/pipeline.hpp"

#include <utility>

namespace drp::formats {
namespace {
constexpr std::size_t kAheadBytes = std::size_t{64} << 20U;
}

Pipeline::Pipeline(std::unique_ptr<BlockReader> reader, std::deque<Block> read_ahead, bool is_ended,
                   std::unique_ptr<BlockParser> parser, unsigned threads)
    : reader_(std::move(reader)), read_ahead_(std::move(read_ahead)), is_ended_(is_ended), parser_(std::move(parser)) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Pipeline::~Pipeline() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
    }
    if (!threads_.empty()) reader_->source().cancel();
    changed_.notify_all();
    threads_.clear();  // joins
}

core::Result<bool> Pipeline::read(Block& block) {
    if (!read_ahead_.empty()) {
        block = std::move(read_ahead_.front());
        read_ahead_.pop_front();
        return true;
    }
    if (is_ended_) return false;
    auto more = reader_->next(block);
    is_ended_ = !more || !*more;
    return more;
}

void Pipeline::work() {
    while (true) {
        std::unique_lock reading(reading_);
        std::uint64_t number = 0;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return is_stopped_ || ahead_bytes_ < kAheadBytes; });
            if (is_stopped_) return;
            number = next_to_read_;
        }
        Ready ready{Outcome(std::nullopt), nullptr};
        Block block;
        bool is_last = true;
        try {
            if (const auto more = read(block); !more) {
                ready.outcome = more.error();
            } else {
                is_last = !*more;
            }
            const std::lock_guard lock(mutex_);
            next_to_read_ = number + 1;
            is_stopped_ = is_stopped_ || is_last;
            ahead_bytes_ += block.end;  // corrected once its parsed size is known
        } catch (...) {
            ready.exception = std::current_exception();
            const std::lock_guard lock(mutex_);
            is_stopped_ = true;
        }
        reading.unlock();
        if (!is_last) {
            const auto raw_bytes = block.end;
            try {
                ready.outcome = std::optional<ParsedBlock>(parser_->parse(std::move(block)));
            } catch (...) {
                ready.exception = std::current_exception();
            }
            const std::lock_guard lock(mutex_);
            ahead_bytes_ -= raw_bytes;
        }
        publish(number, std::move(ready));
        if (is_last) return;
    }
}

void Pipeline::publish(std::uint64_t number, Ready ready) {
    {
        const std::lock_guard lock(mutex_);
        if (ready.outcome && *ready.outcome) ahead_bytes_ += (*ready.outcome)->weight();
        ready_.emplace(number, std::move(ready));
    }
    changed_.notify_all();
}

core::Result<std::optional<ParsedBlock>> Pipeline::next() {
    if (threads_.empty()) {
        Block block;
        const auto more = read(block);
        if (!more) return more.error();
        if (!*more) return std::optional<ParsedBlock>();
        return std::optional<ParsedBlock>(parser_->parse(std::move(block)));
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ready_.contains(next_to_take_); });
    auto node = ready_.extract(next_to_take_);
    auto& ready = node.mapped();
    if (ready.exception) std::rethrow_exception(ready.exception);
    if (ready.outcome && *ready.outcome) {
        ++next_to_take_;
        ahead_bytes_ -= (*ready.outcome)->weight();
        lock.unlock();
        changed_.notify_all();
    }
    return std::move(ready.outcome);
}

}  // namespace drp::formats
