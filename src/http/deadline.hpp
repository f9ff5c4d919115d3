/// Until when a connection may wait for its client. Internal to this room.
#pragma once

#include <chrono>

namespace drp::http {

using SteadyClock = std::chrono::steady_clock;

/// Setting one costs a clock reading and no timer: the I/O thread looks at all of them a few times a second, see Lane.
/// Belongs to one I/O thread.
class Deadline {
  public:
    void arm(SteadyClock::duration time) noexcept {
        at_ = SteadyClock::now() + time;
        has_fired_ = false;
    }
    void disarm() noexcept { at_ = SteadyClock::time_point::max(); }
    /// True once, when it has just passed.
    [[nodiscard]] bool fire(SteadyClock::time_point now) noexcept {
        if (now < at_) return false;
        disarm();
        has_fired_ = true;
        return true;
    }
    [[nodiscard]] bool has_fired() const noexcept { return has_fired_; }

  private:
    SteadyClock::time_point at_ = SteadyClock::time_point::max();
    bool has_fired_ = false;
};

}  // namespace drp::http
