/// Slows down whoever guesses passwords.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/problem.hpp"
#include "core/time.hpp"

namespace drp::portal {

/// Counts failed log-ins by account and by address over a sliding window. Any thread. Memory is bounded: past
/// kMaxKeys the oldest windows are forgotten first.
class LoginThrottle {
  public:
    static constexpr int kMaxFailuresPerAccount = 10;
    static constexpr int kMaxFailuresPerAddress = 100;
    static constexpr std::int64_t kWindowSeconds = 900;
    static constexpr std::size_t kMaxKeys = 100'000;

    /// Nothing, or `too-many-log-ins` (too_many_requests) while either count is used up.
    [[nodiscard]] core::Result<void> check(std::string_view account, std::string_view address, core::UtcSeconds now);
    void failed(std::string_view account, std::string_view address, core::UtcSeconds now);
    void succeeded(std::string_view account);

  private:
    struct Window {
        core::UtcSeconds began;
        int failures = 0;
    };
    [[nodiscard]] int failures(const std::string& key, core::UtcSeconds now);
    void count(const std::string& key, core::UtcSeconds now);

    std::mutex mutex_;
    std::unordered_map<std::string, Window> windows_;
};

}  // namespace drp::portal
