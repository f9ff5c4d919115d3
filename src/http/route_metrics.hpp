/// What is counted for each route. Internal to this room.
#pragma once

#include <array>
#include <atomic>
#include <string>
#include <string_view>

#include "http/metrics.hpp"

namespace drp::http {

class RouteMetrics {
  public:
    RouteMetrics(std::string_view route, std::string_view method);

    /// Lock-free after the first answer with that status.
    void count(unsigned status, std::uint64_t duration_us) noexcept;
    [[nodiscard]] const std::string& route() const noexcept { return route_; }

  private:
    static constexpr unsigned kStatuses = 600;
    std::string route_;
    std::string method_;
    Histogram& duration_;
    std::array<std::atomic<Counter*>, kStatuses> by_status_{};
};

}  // namespace drp::http
