/// Slows down whoever guesses passwords.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/attempt_window.hpp"

namespace drp::portal {

/// Counts failed log-ins by account and by network. Any thread; memory is bounded.
class LoginThrottle {
  public:
    static constexpr int kMaxFailuresPerAccount = 10;
    static constexpr int kMaxFailuresPerAddress = 100;
    static constexpr std::int64_t kWindowSeconds = 900;

    /// Nothing, or `too-many-log-ins` (too_many_requests) while either count is used up.
    [[nodiscard]] core::Result<void> check(std::string_view account, std::string_view address,
                                           core::UtcSeconds now) const;
    void failed(std::string_view account, std::string_view address, core::UtcSeconds now);
    void succeeded(std::string_view account);
    /// Accounts, in lower case, whose count is used up.
    [[nodiscard]] std::vector<std::string> locked(core::UtcSeconds now) const;

  private:
    AttemptWindow accounts_{kWindowSeconds};
    AttemptWindow networks_{kWindowSeconds};
};

}  // namespace drp::portal
