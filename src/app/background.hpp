/// Work that goes on beside the requests.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/time.hpp"
#include "portal/accounts.hpp"
#include "portal/change_feed.hpp"
#include "portal/meter_directory.hpp"
#include "portal/programme.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// Runs `work` every `period` on a thread of its own until it is destroyed. What `work` throws is logged; the next
/// turn tries again.
class Background {
  public:
    Background(std::string name, std::chrono::milliseconds period, std::function<void()> work);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

  private:
    void run();

    std::string name_;
    std::chrono::milliseconds period_;
    std::function<void()> work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_over_ = false;
    std::thread thread_;
};

/// Notices what other processes write into the store (`drp import` beside a running server): caches forget, meters are
/// read anew, and every watcher is told of the meters that have new readings. While a database server does not answer,
/// nothing is served from what is remembered.
[[nodiscard]] std::unique_ptr<Background> watch_other_writers(storage::Store& store, portal::ChangeFeed& changes,
                                                              portal::MeterDirectory& directory,
                                                              portal::Accounts& accounts);

/// Moves response events along and tells those who are called.
[[nodiscard]] std::unique_ptr<Background> run_event_clock(storage::Store& store, const portal::Programme& programme);

/// Lets the demo's meters go on measuring.
[[nodiscard]] std::unique_ptr<Background> live_demo(storage::Store& store, portal::ChangeFeed& changes,
                                                    core::UtcSeconds anchor);

}  // namespace drp::app
