#include "cache/redis_connection.hpp"

#include <charconv>

#include <hiredis.h>

namespace drp::cache {
namespace {

using std::chrono::steady_clock;

std::string_view text_of(const redisReply& reply) {
    const bool is_text = reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS;
    return is_text ? std::string_view(reply.str, reply.len) : std::string_view();
}

RedisConnection::Message to_message(const redisReply& reply) {
    // ["message", channel, text]
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 3 || text_of(*reply.element[0]) != "message" ||
        reply.element[2]->type != REDIS_REPLY_STRING)
        return {};
    return {true, std::string(text_of(*reply.element[2]))};
}

std::optional<std::string> optional_text(const redisReply& reply) {
    if (reply.type == REDIS_REPLY_NIL) return std::nullopt;
    if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
    return std::string(text_of(reply));
}

/// As hiredis writes it: lengths before the words, so that any bytes go through.
std::string packed(std::span<const std::string_view> command) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const auto word : command) {
        texts.push_back(word.data());
        lengths.push_back(word.size());
    }
    char* bytes = nullptr;
    const auto size = redisFormatCommandArgv(&bytes, static_cast<int>(texts.size()), texts.data(), lengths.data());
    if (size < 0) throw std::bad_alloc();
    std::string text(bytes, static_cast<std::size_t>(size));
    redisFreeCommand(bytes);
    return text;
}

}  // namespace

void RedisConnection::FreeReply::operator()(redisReply* reply) const noexcept {
    freeReplyObject(reply);
}

RedisConnection::RedisConnection(std::unique_ptr<RedisTransport> transport, std::chrono::milliseconds limit)
    : transport_(std::move(transport)), reader_(redisReaderCreate()), limit_(limit) {
    if (reader_ == nullptr) throw std::bad_alloc();
}

RedisConnection::~RedisConnection() {
    redisReaderFree(reader_);
}

std::unique_ptr<RedisConnection> RedisConnection::open(const RedisAddress& address, std::chrono::milliseconds limit) {
    if (!address.service.empty()) return open_primary(address, limit);
    if (!address.hosts.empty()) return open_host(address, address.hosts.front(), limit);
    auto transport = RedisTransport::open_socket(address.socket, steady_clock::now() + limit);
    if (!transport) return nullptr;
    std::unique_ptr<RedisConnection> made(new RedisConnection(std::move(transport), limit));
    return made->log_in(address) ? std::move(made) : nullptr;
}

std::unique_ptr<RedisConnection> RedisConnection::open_host(const RedisAddress& address, const RedisHost& host,
                                                            std::chrono::milliseconds limit) {
    auto transport = RedisTransport::open_host(host, address.is_tls, address.ca_file, steady_clock::now() + limit);
    if (!transport) return nullptr;
    std::unique_ptr<RedisConnection> made(new RedisConnection(std::move(transport), limit));
    return made->log_in(address) ? std::move(made) : nullptr;
}

/// A Sentinel that has not yet heard of a failover names the former primary; that one knows better what it is.
std::unique_ptr<RedisConnection> RedisConnection::open_primary(const RedisAddress& address,
                                                               std::chrono::milliseconds limit) {
    auto bare = address;  // Sentinels have no log-in of ours
    bare.password.clear();
    for (const auto& sentinel : address.hosts) {
        const auto connection = open_host(bare, sentinel, limit);
        if (!connection) continue;
        const std::string_view question[] = {"SENTINEL", "get-master-addr-by-name", address.service};
        const auto named = connection->ask(question);
        if (!named || named->size() != 2 || !(*named)[0] || !(*named)[1]) continue;
        RedisHost primary{*(*named)[0]};
        const auto& port = *(*named)[1];
        std::from_chars(port.data(), port.data() + port.size(), primary.port);
        auto made = open_host(address, primary, limit);
        if (!made) continue;
        const std::string_view role[] = {"ROLE"};
        const auto said = made->ask(role);
        if (said && !said->empty() && said->front() == "master") return made;
    }
    return nullptr;
}

bool RedisConnection::log_in(const RedisAddress& address) {
    if (address.password.empty()) return true;
    return address.user.empty() ? run({"AUTH", address.password}) : run({"AUTH", address.user, address.password});
}

bool RedisConnection::run(std::initializer_list<std::string_view> command) {
    return ask({command.begin(), command.size()}).has_value();
}

std::optional<std::vector<std::optional<std::string>>> RedisConnection::ask(std::span<const std::string_view> command) {
    Reply reply;
    if (!write(command) || take_reply(reply, steady_clock::now() + limit_) != Outcome::message ||
        reply->type == REDIS_REPLY_ERROR)
        return std::nullopt;
    std::vector<std::optional<std::string>> texts;
    if (reply->type != REDIS_REPLY_ARRAY) {
        texts.push_back(optional_text(*reply));
    } else {
        for (std::size_t i = 0; i < reply->elements; ++i) texts.push_back(optional_text(*reply->element[i]));
    }
    return texts;
}

bool RedisConnection::write(std::span<const std::string_view> command) {
    return transport_->write(packed(command), steady_clock::now() + limit_);
}

RedisConnection::Outcome RedisConnection::next(std::chrono::milliseconds limit, Message& message) {
    Reply reply;
    const auto outcome = take_reply(reply, steady_clock::now() + limit);
    if (outcome != Outcome::message) return outcome;
    if (reply->type == REDIS_REPLY_ERROR) return Outcome::failed;
    message = to_message(*reply);
    return Outcome::message;
}

RedisConnection::Outcome RedisConnection::take_reply(Reply& reply, Deadline deadline) {
    while (true) {
        void* raw = nullptr;
        if (redisReaderGetReply(reader_, &raw) != REDIS_OK) return Outcome::failed;
        reply.reset(static_cast<redisReply*>(raw));
        if (reply) return Outcome::message;
        std::string came;
        const auto outcome = transport_->read(came, deadline);
        if (outcome == RedisTransport::Outcome::silence) return Outcome::silence;
        if (outcome == RedisTransport::Outcome::failed ||
            redisReaderFeed(reader_, came.data(), came.size()) != REDIS_OK)
            return Outcome::failed;
    }
}

}  // namespace drp::cache
