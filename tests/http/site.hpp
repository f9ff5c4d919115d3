/// A small site that shows every kind of route, on a free port of the loopback.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include "http/event_hub.hpp"
#include "http/server.hpp"

namespace drp::http::test {

enum class Access { everyone, members };
struct Caller {
    std::string name;
};

/// Members send "X-Member: name".
class TestSite {
  public:
    explicit TestSite(ServerSettings settings = {});

    [[nodiscard]] std::uint16_t port() const { return server->ports().at(0); }

    std::atomic<int> secrets_told{0};  ///< how often a handler behind the gate ran
    std::atomic<int> attempts{0};      ///< of /unlucky, which goes well the third time
    std::promise<void> release_slow;   ///< lets /slow answer
    std::atomic<bool> is_slow_running{false};
    EventHub<int> hub{{.max_queued = 8, .remembered = 4}};  ///< a subscriber of /events?below=n sees news < n
    WorkerPool pool{2, 4};
    std::unique_ptr<Server> server;  // last: ends first

  private:
    std::shared_future<void> released_{release_slow.get_future()};
};

/// Waits until `is_true`, for things that happen on the server's threads.
bool eventually(const std::function<bool()>& is_true);

}  // namespace drp::http::test
