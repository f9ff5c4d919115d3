/// One I/O thread: its io_context, its acceptors, its connections. Internal to this room.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>

#include "http/connection.hpp"
#include "http/house.hpp"

namespace drp::http {

using Acceptor = net::basic_socket_acceptor<net::ip::tcp, Executor>;

class Lane {
  public:
    Lane(House& house, std::uint32_t number);

    /// Before start(). `tls` null: plain; else it must outlive the lane. Port 0 takes a free one; gives the real one.
    core::Result<std::uint16_t> listen(const Listener& listener, std::uint16_t port, net::ssl::context* tls);
    void start();

    // From other threads:
    void drain();  ///< stops accepting, lets connections end
    void cut();    ///< ends waits for clients
    void join();   ///< returns when the last connection has ended; drain() must have been called

  private:
    struct Port {
        Acceptor acceptor;
        net::ssl::context* tls;
    };
    using Timer = net::basic_waitable_timer<SteadyClock, net::wait_traits<SteadyClock>, Executor>;

    Task<void> accept(Port& port);
    void admit(Socket socket, net::ssl::context* tls);
    Task<void> run(std::list<Connection>::iterator connection);
    Task<void> sweep();

    House& house_;
    std::uint32_t number_;
    net::io_context io_{1};  // one thread runs it
    Timer sweep_timer_;
    std::vector<std::unique_ptr<Port>> ports_;
    std::list<Connection> connections_;
    std::string date_line_;
    std::uint64_t next_request_ = 0;
    bool is_draining_ = false;
    bool is_cutting_ = false;
    std::thread thread_;
};

}  // namespace drp::http
