/// Counts attempts by key, for everything that must not be tried too often: log-ins, claim codes, mails to one address.
///
/// The first attempt of a key opens its window; after `seconds` the window is over and the count begins anew, so that
/// nobody gets more than twice the limit into any period of that length. Any thread. Memory is bounded: when there are
/// `max_keys` windows, the oldest is forgotten for a new one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/time.hpp"

namespace drp::portal {

class AttemptWindow {
  public:
    struct Closed {
        std::string key;
        int attempts = 0;
    };

    explicit AttemptWindow(std::int64_t seconds, std::size_t max_keys = 100'000)
        : seconds_(seconds), max_keys_(max_keys) {}

    /// Attempts in the key's window.
    [[nodiscard]] int count(std::string_view key, core::UtcSeconds now) const;
    /// Counts one more; returns the count with it.
    int add(std::string_view key, core::UtcSeconds now);
    void clear(std::string_view key);
    /// Keys with at least that many attempts in their window.
    [[nodiscard]] std::vector<std::string> used_up(int attempts, core::UtcSeconds now) const;
    /// Windows that are over, each told once, for whoever keeps a record. They are otherwise cleared away by add().
    [[nodiscard]] std::vector<Closed> take_closed(core::UtcSeconds now);

  private:
    struct Window {
        std::string key;
        core::UtcSeconds began;
        int attempts = 0;
    };
    using Windows = std::list<Window>;  ///< in the order in which they began
    [[nodiscard]] bool is_over(const Window& window, core::UtcSeconds now) const;
    void drop(Windows::iterator window);

    std::int64_t seconds_;
    std::size_t max_keys_;
    mutable std::mutex mutex_;
    Windows windows_;
    std::unordered_map<std::string_view, Windows::iterator> by_key_;  ///< the keys are the list's
};

/// What an address counts as: an IPv4 address itself; of an IPv6 address the first 64 bits, which one customer has all
/// to himself.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace drp::portal
