#include "cache/redis_connection.hpp"

#include <array>
#include <cerrno>
#include <vector>

#include <hiredis.h>
#include <poll.h>

namespace drp::cache {
namespace {

timeval to_timeval(std::chrono::milliseconds limit) {
    return {limit.count() / 1000, limit.count() % 1000 * 1000};
}

struct FreeReply {
    void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

/// hiredis wants pointers and lengths side by side.
struct Words {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;

    explicit Words(std::initializer_list<std::string_view> command) {
        for (const auto word : command) {
            texts.push_back(word.data());
            lengths.push_back(word.size());
        }
    }
    [[nodiscard]] int count() const { return static_cast<int>(texts.size()); }
};

RedisConnection::Message to_message(const redisReply& reply) {
    // ["message", channel, text]
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 3 || reply.element[0]->type != REDIS_REPLY_STRING ||
        std::string_view(reply.element[0]->str, reply.element[0]->len) != "message" ||
        reply.element[2]->type != REDIS_REPLY_STRING)
        return {};
    return {true, {reply.element[2]->str, reply.element[2]->len}};
}

}  // namespace

std::unique_ptr<RedisConnection> RedisConnection::open(const RedisAddress& address, std::chrono::milliseconds limit) {
    const auto time = to_timeval(limit);
    auto* const context = address.socket.empty() ? redisConnectWithTimeout(address.host.c_str(), address.port, time)
                                                 : redisConnectUnixWithTimeout(address.socket.c_str(), time);
    if (context == nullptr) return nullptr;
    std::unique_ptr<RedisConnection> made(new RedisConnection(context));
    if (context->err != 0 || redisSetTimeout(context, time) != REDIS_OK) return nullptr;
    if (address.password.empty()) return made;
    const bool is_in = address.user.empty() ? made->run({"AUTH", address.password})
                                            : made->run({"AUTH", address.user, address.password});
    return is_in ? std::move(made) : nullptr;
}

RedisConnection::~RedisConnection() {
    redisFree(context_);
}

bool RedisConnection::run(std::initializer_list<std::string_view> command) {
    Words words(command);
    const Reply reply(
        static_cast<redisReply*>(redisCommandArgv(context_, words.count(), words.texts.data(), words.lengths.data())));
    return reply && reply->type != REDIS_REPLY_ERROR;
}

bool RedisConnection::send(std::initializer_list<std::string_view> command) {
    Words words(command);
    if (redisAppendCommandArgv(context_, words.count(), words.texts.data(), words.lengths.data()) != REDIS_OK)
        return false;
    int is_done = 0;
    while (is_done == 0)
        if (redisBufferWrite(context_, &is_done) != REDIS_OK) return false;
    return true;
}

RedisConnection::Outcome RedisConnection::next(std::chrono::milliseconds limit, Message& message) {
    while (true) {
        void* raw = nullptr;
        if (redisGetReplyFromReader(context_, &raw) != REDIS_OK) return Outcome::failed;
        if (const Reply reply(static_cast<redisReply*>(raw)); reply) {
            if (reply->type == REDIS_REPLY_ERROR) return Outcome::failed;
            message = to_message(*reply);
            return Outcome::message;
        }
        // A read that runs out of its time would cost the connection: so it begins when there is something to read.
        pollfd wait{context_->fd, POLLIN, 0};
        const int ready = poll(&wait, 1, static_cast<int>(limit.count()));
        if (ready == 0 || (ready < 0 && errno == EINTR)) return Outcome::silence;
        if (ready < 0 || redisBufferRead(context_) != REDIS_OK) return Outcome::failed;
    }
}

}  // namespace drp::cache
