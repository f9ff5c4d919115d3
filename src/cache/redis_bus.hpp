/// Short messages between the instances of a portal, through a channel of a Redis.
///
/// A convenience and never the only way: a message may be lost (nobody listens, Redis is down, flushed or slow), and
/// none comes twice. publish() takes no longer than to put the message into a queue, whatever Redis does: while it does
/// not answer, messages are dropped, and it is asked again a second later. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "cache/redis_address.hpp"

namespace drp::cache {

class RedisConnection;

class RedisBus {
  public:
    /// Called on a thread of the bus's own with each message of the other instances, in the order in which Redis took
    /// them; those of this one are left out. What it throws is dropped.
    using Receive = std::function<void(std::string_view message)>;

    /// `name` is this instance's, different from all others' (random), without blanks.
    RedisBus(RedisAddress address, std::string channel, std::string name, Receive receive);
    /// Waits for its threads: a second at most.
    ~RedisBus();
    RedisBus(const RedisBus&) = delete;
    RedisBus& operator=(const RedisBus&) = delete;

    void publish(std::string_view message);

    /// Are messages of others heard at this moment, as far as is known?
    [[nodiscard]] bool is_listening() const noexcept { return is_listening_; }
    /// Messages that were not handed to Redis.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

  private:
    void send_all(const std::stop_token& stop);
    void listen_all(const std::stop_token& stop);
    void listen(RedisConnection& connection, const std::stop_token& stop);
    bool rest(const std::stop_token& stop);

    RedisAddress address_;
    std::string channel_;
    std::string prefix_;  // of this instance's messages
    Receive receive_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<std::string> queue_;
    std::atomic<bool> is_listening_ = false;
    std::atomic<std::uint64_t> dropped_ = 0;
    std::jthread sender_;  // last: they use the others
    std::jthread listener_;
};

}  // namespace drp::cache
