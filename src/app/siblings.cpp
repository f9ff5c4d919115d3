#include "app/siblings.hpp"

#include <algorithm>

#include "portal/secrets.hpp"

namespace drp::app {
namespace {

/// One channel for a portal; several portals have a Redis each, or a user each with channels of its own.
constexpr const char* kChannel = "drp:news:1";

}  // namespace

void Siblings::start() {
    bus_.emplace(address_, kChannel, portal::random_token(), [this](std::string_view message) { receive(message); });
}

void Siblings::tell(std::string_view kind, std::string_view text) {
    if (!bus_) return;
    std::string message(kind);
    message += ' ';
    message += text;
    bus_->publish(message);
}

void Siblings::receive(std::string_view message) const {
    const auto kind = message.substr(0, message.find(' '));
    const auto found = hear_.find(kind);
    if (found != hear_.end()) found->second(message.substr(std::min(message.size(), kind.size() + 1)));
}

}  // namespace drp::app
