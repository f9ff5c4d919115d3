/// A bounded pipe between a thread that has bytes (an upload) and a reader that wants them.
///
/// One thread pushes, one reads. push() blocks while the pipe is full: that is the back-pressure on the upload.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/problem.hpp"
#include "formats/byte_source.hpp"

namespace drp::formats {

class BytePipe : public std::enable_shared_from_this<BytePipe> {
  public:
    /// Holds at most about `capacity_bytes`, plus one chunk. `total_bytes` is the declared length, for progress.
    [[nodiscard]] static std::shared_ptr<BytePipe> create(std::size_t capacity_bytes = std::size_t{4} << 20U,
                                                          std::optional<std::uint64_t> total_bytes = std::nullopt);

    /// The reading end; call once. Destroying it makes every push return false.
    [[nodiscard]] std::unique_ptr<ByteSource> source();

    /// Waits for room. False when the reader is gone or the pipe has ended: stop sending.
    bool push(std::string chunk);
    /// Never waits: `full` leaves the chunk untouched.
    enum class Pushed { taken, full, gone };
    [[nodiscard]] Pushed try_push(std::string& chunk);

    /// The end of the bytes.
    void close();
    /// The bytes will not come: the reader gets this problem after what is already in the pipe.
    void abort(core::Problem why);

  private:
    friend class PipeSource;
    BytePipe(std::size_t capacity_bytes, std::optional<std::uint64_t> total_bytes)
        : capacity_bytes_(capacity_bytes), total_bytes_(total_bytes) {}

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> chunks_;
    std::size_t held_bytes_ = 0;
    std::size_t capacity_bytes_;
    std::optional<std::uint64_t> total_bytes_;
    bool is_closed_ = false;
    bool is_abandoned_ = false;
    std::optional<core::Problem> why_;
};

}  // namespace drp::formats
