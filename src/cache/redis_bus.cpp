#include "cache/redis_bus.hpp"

#include <csignal>
#include <exception>

#include "cache/redis_connection.hpp"

namespace drp::cache {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostQueued = 4096;
/// How long Redis may take for one answer.
constexpr auto kLimit = 500ms;
constexpr auto kRest = 1s;
/// After so long without a word Redis is asked whether it is still there, and given up after that time again.
constexpr auto kSilence = 3s;
constexpr auto kTurn = 200ms;

/// hiredis writes without asking to be spared the signal of a peer that has gone.
void block_broken_pipes() noexcept {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

RedisBus::RedisBus(RedisAddress address, std::string channel, std::string name, Receive receive)
    : address_(std::move(address)),
      channel_(std::move(channel)),
      prefix_(std::move(name) + ' '),
      receive_(std::move(receive)),
      sender_([this](const std::stop_token& stop) { send_all(stop); }),
      listener_([this](const std::stop_token& stop) { listen_all(stop); }) {}

RedisBus::~RedisBus() {
    sender_.request_stop();
    listener_.request_stop();
}

void RedisBus::publish(std::string_view message) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() == kMostQueued) {
            queue_.pop_front();
            ++dropped_;
        }
        queue_.push_back(prefix_ + std::string(message));
    }
    changed_.notify_all();
}

/// False when the bus ends.
bool RedisBus::rest(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, kRest, [] { return false; });
    return !stop.stop_requested();
}

void RedisBus::send_all(const std::stop_token& stop) {
    block_broken_pipes();
    std::unique_ptr<RedisConnection> connection;
    while (!stop.stop_requested()) {
        std::deque<std::string> messages;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, stop, [this] { return !queue_.empty(); });
            messages.swap(queue_);
        }
        if (!connection) connection = RedisConnection::open(address_, kLimit);
        while (connection && !messages.empty() && !stop.stop_requested()) {
            if (!connection->run({"PUBLISH", channel_, messages.front()})) connection.reset();
            if (connection) messages.pop_front();
        }
        if (messages.empty()) continue;
        // What is old when Redis is back is of no use to anybody.
        dropped_ += messages.size();
        if (!rest(stop)) return;
    }
}

void RedisBus::listen_all(const std::stop_token& stop) {
    block_broken_pipes();
    do {
        if (const auto connection = RedisConnection::open(address_, kLimit);
            connection && connection->run({"SUBSCRIBE", channel_})) {
            is_listening_ = true;
            listen(*connection, stop);
            is_listening_ = false;
        }
    } while (rest(stop));
}

void RedisBus::listen(RedisConnection& connection, const std::stop_token& stop) {
    auto heard = std::chrono::steady_clock::now();
    bool has_asked = false;
    while (!stop.stop_requested()) {
        RedisConnection::Message message;
        const auto outcome = connection.next(kTurn, message);
        if (outcome == RedisConnection::Outcome::failed) return;
        const auto now = std::chrono::steady_clock::now();
        if (outcome == RedisConnection::Outcome::silence) {
            if (now - heard < kSilence) continue;
            if (has_asked || !connection.send({"PING"})) return;
            has_asked = true;
            heard = now;
            continue;
        }
        heard = now;
        has_asked = false;
        if (!message.is_published || message.text.starts_with(prefix_)) continue;
        const auto blank = message.text.find(' ');
        if (blank == std::string::npos) continue;
        try {
            receive_(std::string_view(message.text).substr(blank + 1));
        } catch (const std::exception&) {
            continue;  // one that cannot be used is one that did not come
        }
    }
}

}  // namespace drp::cache
