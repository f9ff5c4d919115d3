/// What all connections of one server share. Internal to this room; immutable but for the counters.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "http/metrics.hpp"
#include "http/response_writer.hpp"
#include "http/route_metrics.hpp"
#include "http/server.hpp"

namespace drp::http {

struct House {
    House(ServerSettings with, Site what);

    ServerSettings settings;
    Site site;
    std::string common_lines;
    std::uint32_t start_mark;  ///< random: tells the request ids of two starts apart

    std::atomic<std::size_t> connections{0};
    std::atomic<bool> is_draining{false};
    std::mutex mutex;
    std::condition_variable is_quiet;  ///< signalled whenever a connection ends

    Gauge& open_connections = metrics().gauge("http_connections", "Open connections.");
    Gauge& in_flight = metrics().gauge("http_requests_in_flight", "Requests being answered.");
    Counter& refused_connections = metrics().counter("http_connections_refused_total", "Connections beyond the limit.");
    RouteMetrics assets_metrics{"(asset)", "GET"};
    RouteMetrics other_metrics{"(none)", "*"};
};

}  // namespace drp::http
