#include "portal/attempt_window.hpp"

#include <array>
#include <utility>

#include <arpa/inet.h>

namespace drp::portal {

bool AttemptWindow::is_over(const Window& window, core::UtcSeconds now) const {
    return now - window.began >= seconds_;
}

void AttemptWindow::drop(Windows::iterator window) {
    by_key_.erase(window->key);
    windows_.erase(window);
}

int AttemptWindow::count(std::string_view key, core::UtcSeconds now) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || is_over(*found->second, now)) return 0;
    return found->second->attempts;
}

int AttemptWindow::add(std::string_view key, core::UtcSeconds now) {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        if (!is_over(*found->second, now)) return ++found->second->attempts;
        drop(found->second);
    }
    if (windows_.size() >= max_keys_) drop(windows_.begin());
    windows_.push_back({std::string(key), now, 1});
    by_key_.emplace(windows_.back().key, std::prev(windows_.end()));
    return 1;
}

void AttemptWindow::clear(std::string_view key) {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
}

std::vector<std::string> AttemptWindow::used_up(int attempts, core::UtcSeconds now) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> keys;
    for (const auto& window : windows_)
        if (window.attempts >= attempts && !is_over(window, now)) keys.push_back(window.key);
    return keys;
}

std::vector<AttemptWindow::Closed> AttemptWindow::take_closed(core::UtcSeconds now) {
    const std::lock_guard lock(mutex_);
    std::vector<Closed> closed;
    while (!windows_.empty() && is_over(windows_.front(), now)) {
        closed.push_back({windows_.front().key, windows_.front().attempts});
        drop(windows_.begin());
    }
    return closed;
}

std::string network_of(std::string_view address) {
    constexpr std::size_t kNetworkBytes = 8;
    const std::string text(address);
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    for (auto i = kNetworkBytes; i < bytes.size(); ++i) bytes[i] = 0;
    std::array<char, INET6_ADDRSTRLEN> network{};
    inet_ntop(AF_INET6, bytes.data(), network.data(), network.size());
    return std::string(network.data()) + "/64";
}

}  // namespace drp::portal
