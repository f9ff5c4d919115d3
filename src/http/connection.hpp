/// One client: a loop of read, route, answer. Internal to this room; belongs to one I/O thread.
#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "http/deadline.hpp"
#include "http/house.hpp"
#include "http/request_reader.hpp"
#include "http/response_writer.hpp"
#include "http/transport.hpp"

namespace drp::http {

/// What a connection needs from its I/O thread.
struct LaneView {
    Executor executor;
    const std::string& date_line;
    std::uint64_t& next_request;
    std::uint32_t number;
};

class Connection {
  public:
    Connection(House& house, LaneView lane, Socket socket, const net::ip::address& peer, net::ssl::context* tls);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Until the client leaves or is left. Must outlive the coroutine; throws nothing.
    Task<void> run();

    /// Called a few times a second: ends a wait that is overdue.
    void check_deadline(SteadyClock::time_point now);
    /// The server drains: an idle client is let go, an event stream ended, others finish their request.
    void drain();
    /// Ends all waits for the client now.
    void cut();

  private:
    Task<void> serve();
    Task<bool> exchange();
    Task<Response> respond();
    [[nodiscard]] bool is_worth_another_try(const std::exception_ptr& failure) const;
    [[nodiscard]] Response answer_to(const std::exception_ptr& failure) const;
    Task<Response> route_request();
    Response answer_unrouted(const RouteTable::Match& match);
    void identify();
    void record(const Written& written);

    House& house_;
    LaneView lane_;
    net::ip::address peer_;
    std::string peer_text_;
    Deadline deadline_;
    Transport transport_;
    RequestReader reader_;
    ResponseWriter writer_;
    Request request_;
    RouteMetrics* metrics_ = nullptr;  ///< of the route that the current request matched
    std::uint64_t requests_ = 0;
};

}  // namespace drp::http
