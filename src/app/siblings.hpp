/// The instances of one portal, and what they tell each other over Redis: a line "kind text" each.
///
/// Never the only way: a message may be lost, and while Redis is away none comes. Whoever tells something says in his
/// header what holds without it. Nothing that came over Redis is written into the store or shown as a reading of
/// record.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cache/redis_bus.hpp"

namespace drp::app {

class Siblings {
  public:
    /// Called on a thread of the bus's own with what another instance has told. Must not throw for a text of any shape:
    /// a newer version may tell more.
    using Hear = std::function<void(std::string_view text)>;

    explicit Siblings(cache::RedisAddress address) : address_(std::move(address)) {}
    Siblings(const Siblings&) = delete;
    Siblings& operator=(const Siblings&) = delete;

    /// Before start(). `kind` is one word.
    void on(std::string kind, Hear hear) { hear_.emplace(std::move(kind), std::move(hear)); }
    /// From now on the others are heard. What has been registered must outlive this object.
    void start();
    /// Returns at once; before start() and while Redis is away the others do not hear it. Any thread.
    void tell(std::string_view kind, std::string_view text);

    /// Are the others heard at this moment, as far as is known?
    [[nodiscard]] bool is_listening() const noexcept { return bus_ && bus_->is_listening(); }

  private:
    void receive(std::string_view message) const;

    cache::RedisAddress address_;
    std::map<std::string, Hear, std::less<>> hear_;
    std::optional<cache::RedisBus> bus_;  // last: it calls back into the others
};

}  // namespace drp::app
