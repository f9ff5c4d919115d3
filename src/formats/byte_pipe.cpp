#include "formats/byte_pipe.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace drp::formats {

class PipeSource : public ByteSource {
  public:
    explicit PipeSource(std::shared_ptr<BytePipe> pipe) : pipe_(std::move(pipe)) {}
    PipeSource(const PipeSource&) = delete;
    PipeSource& operator=(const PipeSource&) = delete;
    ~PipeSource() override { abandon(); }

    core::Result<std::size_t> read(std::span<char> into) override {
        if (at_ == chunk_.size()) {
            if (const auto more = next_chunk(); !more || !*more) {
                if (!more) return more.error();
                return std::size_t{0};
            }
        }
        const auto count = std::min(into.size(), chunk_.size() - at_);
        std::copy_n(chunk_.data() + at_, count, into.data());
        at_ += count;
        count_.fetch_add(count, std::memory_order_relaxed);
        return count;
    }
    std::uint64_t bytes_read() const noexcept override { return count_.load(std::memory_order_relaxed); }
    std::optional<std::uint64_t> total_bytes() const noexcept override { return pipe_->total_bytes_; }
    void cancel() noexcept override { abandon(); }

  private:
    core::Result<bool> next_chunk() {
        std::unique_lock lock(pipe_->mutex_);
        pipe_->changed_.wait(
            lock, [&] { return !pipe_->chunks_.empty() || pipe_->is_closed_ || pipe_->why_ || pipe_->is_abandoned_; });
        if (pipe_->is_abandoned_)
            return core::Problem{core::ProblemKind::unavailable, "cancelled", "Reading was cancelled.", "", ""};
        if (pipe_->chunks_.empty()) {
            if (pipe_->why_) return *pipe_->why_;
            return false;
        }
        chunk_ = std::move(pipe_->chunks_.front());
        at_ = 0;
        pipe_->chunks_.pop_front();
        pipe_->held_bytes_ -= chunk_.size();
        lock.unlock();
        pipe_->changed_.notify_all();
        return true;
    }
    void abandon() noexcept {
        {
            const std::lock_guard lock(pipe_->mutex_);
            pipe_->is_abandoned_ = true;
        }
        pipe_->changed_.notify_all();
    }

    std::shared_ptr<BytePipe> pipe_;
    std::string chunk_;
    std::size_t at_ = 0;
    std::atomic<std::uint64_t> count_{0};
};

std::shared_ptr<BytePipe> BytePipe::create(std::size_t capacity_bytes, std::optional<std::uint64_t> total_bytes) {
    return std::shared_ptr<BytePipe>(new BytePipe(capacity_bytes, total_bytes));
}

std::unique_ptr<ByteSource> BytePipe::source() {
    return std::make_unique<PipeSource>(shared_from_this());
}

bool BytePipe::push(std::string chunk) {
    if (chunk.empty()) return true;
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return is_abandoned_ || is_closed_ || why_ || held_bytes_ < capacity_bytes_; });
        if (is_abandoned_ || is_closed_ || why_) return false;
        held_bytes_ += chunk.size();
        chunks_.push_back(std::move(chunk));
    }
    changed_.notify_all();
    return true;
}

BytePipe::Pushed BytePipe::try_push(std::string& chunk) {
    {
        const std::lock_guard lock(mutex_);
        if (is_abandoned_ || is_closed_ || why_) return Pushed::gone;
        if (chunk.empty()) return Pushed::taken;
        if (held_bytes_ >= capacity_bytes_) return Pushed::full;
        held_bytes_ += chunk.size();
        chunks_.push_back(std::move(chunk));
    }
    changed_.notify_all();
    return Pushed::taken;
}

void BytePipe::close() {
    {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
    }
    changed_.notify_all();
}

void BytePipe::abort(core::Problem why) {
    {
        const std::lock_guard lock(mutex_);
        if (!is_closed_ && !why_) why_ = std::move(why);
    }
    changed_.notify_all();
}

}  // namespace drp::formats
