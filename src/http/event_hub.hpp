/// Server-sent events: one hub, many subscribers, each with a bounded queue.
///
///     EventHub<MeterNews> hub;
///     // in a handler:
///     co_return hub.subscribe(request, [may_see](const MeterNews& news) { return may_see(news.meter); });
///     // anywhere, any thread:
///     hub.publish(MeterNews{…}, {.name = "reading", .data = json});
///
/// Every event has an increasing id. The hub remembers the last few: a browser that reconnects with Last-Event-ID gets
/// what it missed, or a "reset" event if that is gone, upon which the page reloads its data. A subscriber that does not
/// keep up is cut off after what it has; its browser reconnects by itself and is made whole the same way.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace drp::http {

struct Event {
    std::string name;  ///< what the page listens for; a token
    std::string data;  ///< any text; line breaks are coded as the format wants
};

struct EventOptions {
    std::size_t max_queued = 256;            ///< events a subscriber may lag behind
    std::size_t remembered = 256;            ///< events kept for reconnecting subscribers
    std::chrono::milliseconds retry{2'000};  ///< how long a browser waits before it reconnects
};

/// The wire form: "id: 7\nevent: reading\ndata: …\n\n".
[[nodiscard]] std::string format_event(std::uint64_t id, const Event& event);

/// One subscriber's queue. The server takes from it, the hub puts into it; thread-safe.
class EventChannel {
  public:
    using Frame = std::shared_ptr<const std::string>;

    explicit EventChannel(std::size_t max_queued) : max_queued_(max_queued) {}

    /// False if the channel is closed or was just closed because its queue is full.
    bool push(Frame frame);
    /// Nothing more follows; what is queued is still sent.
    void close();
    [[nodiscard]] bool is_closed() const;

    /// Moves all that is queued to `frames`; false once closed and empty.
    bool take(std::vector<Frame>& frames);
    /// Called by the server: `wake` runs (on any thread, under the lock: it must only post) when something happens.
    void on_change(std::function<void()> wake);
    /// Called when the client has gone: no more pushes.
    void abandon();
    [[nodiscard]] bool has_overflowed() const;

  private:
    mutable std::mutex mutex_;
    std::deque<Frame> frames_;
    std::size_t max_queued_;
    bool is_closed_ = false;
    bool has_overflowed_ = false;
    std::function<void()> wake_;
};

/// `News` is whatever a filter decides by; it is kept for the remembered events.
template <class News>
class EventHub {
  public:
    /// Says whether this subscriber may see that. Called under the hub's lock, on the publisher's thread: be quick.
    using Filter = std::function<bool(const News&)>;

    explicit EventHub(EventOptions options = {}) : options_(options) {}

    [[nodiscard]] Response subscribe(const Request& request, Filter filter) {
        return subscribe(request.header("Last-Event-ID"), std::move(filter));
    }

    [[nodiscard]] Response subscribe(std::optional<std::string_view> last_event_id, Filter filter);

    /// Returns the number of subscribers that got it.
    std::size_t publish(const News& news, const Event& event);

    /// Ends every subscription.
    void close_all();

    [[nodiscard]] std::size_t subscribers() const {
        const std::scoped_lock lock(mutex_);
        return subscribers_.size();
    }

  private:
    struct Subscriber {
        std::shared_ptr<EventChannel> channel;
        Filter filter;
    };
    struct Remembered {
        std::uint64_t id;
        News news;
        EventChannel::Frame frame;
    };

    EventOptions options_;
    mutable std::mutex mutex_;
    std::uint64_t last_id_ = 0;
    std::deque<Remembered> remembered_;
    std::vector<Subscriber> subscribers_;
};

/// Parses a Last-Event-ID; nothing if it is none of ours.
[[nodiscard]] std::optional<std::uint64_t> parse_event_id(std::string_view text) noexcept;
/// "retry: 2000\n\n", the first thing a subscriber gets.
[[nodiscard]] EventChannel::Frame opening_frame(std::chrono::milliseconds retry);
/// Tells the page that it missed something and must load afresh.
[[nodiscard]] EventChannel::Frame reset_frame(std::uint64_t id);

template <class News>
Response EventHub<News>::subscribe(std::optional<std::string_view> last_event_id, Filter filter) {
    auto channel = std::make_shared<EventChannel>(options_.max_queued + options_.remembered + 2);
    channel->push(opening_frame(options_.retry));
    const std::scoped_lock lock(mutex_);
    if (last_event_id) {
        const auto seen = parse_event_id(*last_event_id);
        const auto oldest = remembered_.empty() ? last_id_ + 1 : remembered_.front().id;
        if (!seen || *seen > last_id_ || *seen + 1 < oldest) {
            channel->push(reset_frame(last_id_));
        } else {
            for (const auto& past : remembered_)
                if (past.id > *seen && filter(past.news)) channel->push(past.frame);
        }
    }
    subscribers_.push_back({channel, std::move(filter)});
    return Response::events(std::move(channel));
}

template <class News>
std::size_t EventHub<News>::publish(const News& news, const Event& event) {
    const std::scoped_lock lock(mutex_);
    const auto id = ++last_id_;
    const auto frame = std::make_shared<const std::string>(format_event(id, event));
    remembered_.push_back({id, news, frame});
    if (remembered_.size() > options_.remembered) remembered_.pop_front();
    std::size_t count = 0;
    std::erase_if(subscribers_, [&](const Subscriber& subscriber) {
        if (subscriber.channel->is_closed()) return true;
        if (!subscriber.filter(news)) return false;
        if (!subscriber.channel->push(frame)) return true;
        ++count;
        return false;
    });
    return count;
}

template <class News>
void EventHub<News>::close_all() {
    const std::scoped_lock lock(mutex_);
    for (const auto& subscriber : subscribers_) subscriber.channel->close();
    subscribers_.clear();
}

}  // namespace drp::http
