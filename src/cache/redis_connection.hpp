/// One connection to a Redis: commands in, answers out, in hiredis' reading of the protocol. Nothing waits longer than
/// a time limit; a connection that has failed once is of no more use. Not to be used from two threads at once.
#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cache/redis_address.hpp"
#include "cache/redis_transport.hpp"

struct redisReader;
struct redisReply;

namespace drp::cache {

class RedisConnection {
  public:
    /// Connects and logs in; null if that does not go well in time. Behind Sentinels: to the primary that the first of
    /// them that answers names, once that says itself that it is one.
    [[nodiscard]] static std::unique_ptr<RedisConnection> open(const RedisAddress& address,
                                                               std::chrono::milliseconds limit);
    ~RedisConnection();
    RedisConnection(const RedisConnection&) = delete;
    RedisConnection& operator=(const RedisConnection&) = delete;

    /// Sends a command and waits for its answer; false where it failed or was refused.
    [[nodiscard]] bool run(std::initializer_list<std::string_view> command);
    /// The same for the texts of its answer: one, or those of a flat list. Nothing where it failed or was refused; an
    /// element that is not there (nil) is an empty one in the list.
    [[nodiscard]] std::optional<std::vector<std::optional<std::string>>> ask(std::span<const std::string_view> command);
    /// Sends a command whose answer comes through next().
    [[nodiscard]] bool send(std::initializer_list<std::string_view> command) {
        return write({command.begin(), command.size()});
    }

    /// What a channel that was subscribed to says, and the answers to send().
    struct Message {
        bool is_published = false;  ///< otherwise an answer: the server lives
        std::string text;
    };
    enum class Outcome { message, silence, failed };
    /// Waits so long for the next one.
    [[nodiscard]] Outcome next(std::chrono::milliseconds limit, Message& message);

  private:
    using Deadline = RedisTransport::Deadline;
    struct FreeReply {
        void operator()(redisReply* reply) const noexcept;
    };
    using Reply = std::unique_ptr<redisReply, FreeReply>;

    RedisConnection(std::unique_ptr<RedisTransport> transport, std::chrono::milliseconds limit);
    [[nodiscard]] static std::unique_ptr<RedisConnection> open_host(const RedisAddress& address, const RedisHost& host,
                                                                    std::chrono::milliseconds limit);
    [[nodiscard]] static std::unique_ptr<RedisConnection> open_primary(const RedisAddress& address,
                                                                       std::chrono::milliseconds limit);
    [[nodiscard]] bool write(std::span<const std::string_view> command);
    [[nodiscard]] bool log_in(const RedisAddress& address);
    [[nodiscard]] Outcome take_reply(Reply& reply, Deadline deadline);

    std::unique_ptr<RedisTransport> transport_;
    redisReader* reader_;
    std::chrono::milliseconds limit_;
};

}  // namespace drp::cache
