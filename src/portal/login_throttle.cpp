#include "portal/login_throttle.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace drp::portal {
namespace {
std::string account_key(std::string_view account) {
    return "account " + core::lower_ascii(account);
}
std::string address_key(std::string_view address) {
    return "address " + std::string(address);
}
}  // namespace

core::Result<void> LoginThrottle::check(std::string_view account, std::string_view address, core::UtcSeconds now) {
    const std::lock_guard lock(mutex_);
    if (failures(account_key(account), now) < kMaxFailuresPerAccount &&
        failures(address_key(address), now) < kMaxFailuresPerAddress)
        return {};
    return core::Problem{core::ProblemKind::too_many_requests, "too-many-log-ins", "Too many log-ins failed.", "",
                         "Wait fifteen minutes and try again."};
}

void LoginThrottle::failed(std::string_view account, std::string_view address, core::UtcSeconds now) {
    const std::lock_guard lock(mutex_);
    count(account_key(account), now);
    count(address_key(address), now);
}

void LoginThrottle::succeeded(std::string_view account) {
    const std::lock_guard lock(mutex_);
    windows_.erase(account_key(account));
}

int LoginThrottle::failures(const std::string& key, core::UtcSeconds now) {
    const auto found = windows_.find(key);
    if (found == windows_.end()) return 0;
    if (now - found->second.began < kWindowSeconds) return found->second.failures;
    windows_.erase(found);
    return 0;
}

void LoginThrottle::count(const std::string& key, core::UtcSeconds now) {
    if (windows_.size() >= kMaxKeys)
        windows_.erase(std::min_element(windows_.begin(), windows_.end(),
                                        [](const auto& a, const auto& b) { return a.second.began < b.second.began; }));
    auto& window = windows_.try_emplace(key, Window{now, 0}).first->second;
    if (now - window.began >= kWindowSeconds) window = {now, 0};
    ++window.failures;
}

}  // namespace drp::portal
