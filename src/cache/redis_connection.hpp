/// One connection to a Redis, over hiredis. Nothing waits longer than a time limit; a connection that has failed once
/// is of no more use. Not to be used from two threads at once.
#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cache/redis_address.hpp"

struct redisContext;

namespace drp::cache {

class RedisConnection {
  public:
    /// Connects and logs in; null if that does not go well in time.
    [[nodiscard]] static std::unique_ptr<RedisConnection> open(const RedisAddress& address,
                                                               std::chrono::milliseconds limit);
    ~RedisConnection();
    RedisConnection(const RedisConnection&) = delete;
    RedisConnection& operator=(const RedisConnection&) = delete;

    /// Sends a command and waits for its answer; false where it failed or was refused.
    [[nodiscard]] bool run(std::initializer_list<std::string_view> command);
    /// Sends a command whose answer comes through next().
    [[nodiscard]] bool send(std::initializer_list<std::string_view> command);

    /// What a channel that was subscribed to says, and the answers to send().
    struct Message {
        bool is_published = false;  ///< otherwise an answer: the server lives
        std::string text;
    };
    enum class Outcome { message, silence, failed };
    /// Waits so long for the next one.
    [[nodiscard]] Outcome next(std::chrono::milliseconds limit, Message& message);

  private:
    explicit RedisConnection(redisContext* context) noexcept : context_(context) {}

    redisContext* context_;
};

}  // namespace drp::cache
