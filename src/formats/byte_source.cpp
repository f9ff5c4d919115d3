#include "formats/byte_source.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace drp::formats {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

std::string reason_of(int error) {
    return std::generic_category().message(error);
}

/// Polls the descriptor beside an eventfd, so that cancel() also ends a read of a terminal or a socket.
class DescriptorSource : public ByteSource {
  public:
    DescriptorSource(int descriptor, bool owns) : descriptor_(descriptor), owns_(owns), wake_(eventfd(0, EFD_CLOEXEC)) {
        struct stat status {};
        if (fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)) {
            total_ = static_cast<std::uint64_t>(status.st_size);
        }
    }
    DescriptorSource(const DescriptorSource&) = delete;
    DescriptorSource& operator=(const DescriptorSource&) = delete;
    ~DescriptorSource() override {
        if (owns_) close(descriptor_);
        if (wake_ >= 0) close(wake_);
    }

    Result<std::size_t> read(std::span<char> into) override {
        while (true) {
            if (!total_ && !wait_for_bytes()) return cancelled();
            if (is_cancelled_.load(std::memory_order_relaxed)) return cancelled();
            const auto got = ::read(descriptor_, into.data(), into.size());
            if (got >= 0) {
                count_.fetch_add(static_cast<std::uint64_t>(got), std::memory_order_relaxed);
                return static_cast<std::size_t>(got);
            }
            if (errno == EINTR || errno == EAGAIN) continue;
            return Problem{ProblemKind::invalid_input, "file-unreadable",
                           fmt::format("The file cannot be read: {}.", reason_of(errno)), "", ""};
        }
    }
    std::uint64_t bytes_read() const noexcept override { return count_.load(std::memory_order_relaxed); }
    std::optional<std::uint64_t> total_bytes() const noexcept override { return total_; }
    void cancel() noexcept override {
        is_cancelled_ = true;
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
    }

  private:
    static Problem cancelled() { return {ProblemKind::unavailable, "cancelled", "Reading was cancelled.", "", ""}; }
    /// False once cancelled.
    bool wait_for_bytes() const {
        std::array<pollfd, 2> waits{{{descriptor_, POLLIN, 0}, {wake_, POLLIN, 0}}};
        while (poll(waits.data(), waits.size(), -1) < 0 && errno == EINTR) {
        }
        return waits[1].revents == 0;
    }

    int descriptor_;
    bool owns_;
    int wake_;
    std::optional<std::uint64_t> total_;
    std::atomic<std::uint64_t> count_{0};
    std::atomic<bool> is_cancelled_{false};
};

class MemorySource : public ByteSource {
  public:
    MemorySource(std::string bytes, std::size_t chunk_bytes) : bytes_(std::move(bytes)), chunk_bytes_(chunk_bytes) {}

    Result<std::size_t> read(std::span<char> into) override {
        const auto at = at_.load(std::memory_order_relaxed);
        auto count = std::min(into.size(), bytes_.size() - at);
        if (chunk_bytes_ != 0) count = std::min(count, chunk_bytes_);
        std::copy_n(bytes_.data() + at, count, into.data());
        at_.store(at + count, std::memory_order_relaxed);
        return count;
    }
    std::uint64_t bytes_read() const noexcept override { return at_.load(std::memory_order_relaxed); }
    std::optional<std::uint64_t> total_bytes() const noexcept override { return bytes_.size(); }

  private:
    std::string bytes_;
    std::size_t chunk_bytes_;
    std::atomic<std::size_t> at_{0};
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
    if (path == "-") return std::unique_ptr<ByteSource>(std::make_unique<DescriptorSource>(STDIN_FILENO, false));
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        const bool is_absent = errno == ENOENT;
        return Problem{is_absent ? ProblemKind::not_found : ProblemKind::invalid_input,
                       is_absent ? "file-not-found" : "file-unreadable",
                       fmt::format("'{}' cannot be opened: {}.", path, reason_of(errno)), path, ""};
    }
    return std::unique_ptr<ByteSource>(std::make_unique<DescriptorSource>(descriptor, true));
}

std::unique_ptr<ByteSource> from_descriptor(int descriptor) {
    return std::make_unique<DescriptorSource>(descriptor, false);
}

std::unique_ptr<ByteSource> from_memory(std::string bytes, std::size_t chunk_bytes) {
    return std::make_unique<MemorySource>(std::move(bytes), chunk_bytes);
}

}  // namespace drp::formats
