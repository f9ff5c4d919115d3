#include "http/lane.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/socket.h>

namespace drp::http {

namespace {

using tcp = net::ip::tcp;

// How late a time-out may come, and how often an idle server wakes.
constexpr auto kSweepTime = std::chrono::milliseconds{200};
constexpr auto kRetryAccept = std::chrono::milliseconds{100};
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 5\r\n"
    "Connection: close\r\nContent-Length: 121\r\n\r\n"
    R"({"type":"/problems/too-many-connections","title":"Service Unavailable","status":503,"detail":"The server is full."}      )";
static_assert(kFull.size() - kFull.find("\r\n\r\n") - 4 == 121);

using ReusePort = net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

std::string date_line() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(now));
}

core::Problem not_bound(const tcp::endpoint& endpoint, const boost::system::error_code& error) {
    const auto address = endpoint.address().to_string();
    return {.kind = core::ProblemKind::unavailable,
            .code = "address-not-bound",
            .message = fmt::format("Cannot listen: {}.", error.message()),
            .place = fmt::format("{}:{}", address, endpoint.port()),
            .cure = "Choose another port, or stop what holds this one."};
}

}  // namespace

Lane::Lane(House& house, std::uint32_t number)
    : house_(house), number_(number), sweep_timer_(io_.get_executor()), date_line_(date_line()) {}

core::Result<std::uint16_t> Lane::listen(const Listener& listener, std::uint16_t port, net::ssl::context* tls) {
    boost::system::error_code error;
    const auto endpoint = tcp::endpoint(net::ip::make_address(listener.address, error), port);
    if (error) return not_bound(endpoint, error);
    if (number_ == 0 && port != 0) {
        // SO_REUSEPORT would let two servers share a port unawares: first ask without it.
        Acceptor probe(io_.get_executor());
        probe.open(endpoint.protocol(), error);
        if (!error) probe.set_option(Acceptor::reuse_address(true), error);
        if (!error) probe.bind(endpoint, error);
        if (error) return not_bound(endpoint, error);
    }
    auto made = std::make_unique<Port>(Port{Acceptor(io_.get_executor()), tls});
    auto& acceptor = made->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
    if (!error) acceptor.set_option(ReusePort(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(Acceptor::max_listen_connections, error);
    if (error) return not_bound(endpoint, error);
    const auto real_port = acceptor.local_endpoint(error).port();
    ports_.push_back(std::move(made));
    return real_port;
}

void Lane::start() {
    for (auto& port : ports_) net::co_spawn(io_.get_executor(), accept(*port), net::detached);
    net::co_spawn(io_.get_executor(), sweep(), net::detached);
    thread_ = std::thread([this] { io_.run(); });
}

Task<void> Lane::accept(Port& port) {
    while (!is_draining_) {
        boost::system::error_code error;
        Socket socket = co_await port.acceptor.async_accept(net::redirect_error(use_task, error));
        if (is_draining_) break;
        if (!error) {
            admit(std::move(socket), port.tls);
        } else if (error != net::error::connection_aborted) {
            // Out of file descriptors, most likely: give connections time to end.
            Timer pause(io_.get_executor(), kRetryAccept);
            co_await pause.async_wait(net::redirect_error(use_task, error));
        }
    }
}

void Lane::admit(Socket socket, net::ssl::context* tls) {
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error).address();
    if (error) return;  // gone already
    if (house_.connections.load(std::memory_order_relaxed) >= house_.settings.limits.max_connections) {
        house_.refused_connections.add();
        if (tls == nullptr) {
            socket.non_blocking(true, error);
            socket.write_some(net::buffer(kFull), error);
            socket.shutdown(Socket::shutdown_send, error);
        }
        return;
    }
    const auto view = LaneView{io_.get_executor(), date_line_, next_request_, number_};
    const auto place = connections_.emplace(connections_.end(), house_, view, std::move(socket), peer, tls);
    net::co_spawn(io_.get_executor(), run(place), net::detached);
}

Task<void> Lane::run(std::list<Connection>::iterator connection) {
    co_await connection->run();
    connections_.erase(connection);
}

Task<void> Lane::sweep() {
    while (!is_draining_ || !connections_.empty()) {
        boost::system::error_code ignored;
        sweep_timer_.expires_after(kSweepTime);
        co_await sweep_timer_.async_wait(net::redirect_error(use_task, ignored));
        date_line_ = date_line();
        const auto now = SteadyClock::now();
        for (auto& connection : connections_) {
            connection.check_deadline(now);
            // Repeated, for those that were busy when it began.
            if (is_draining_) connection.drain();
            if (is_cutting_) connection.cut();
        }
    }
}

void Lane::drain() {
    net::post(io_.get_executor(), [this] {
        is_draining_ = true;
        boost::system::error_code ignored;
        for (auto& port : ports_) port->acceptor.close(ignored);
        for (auto& connection : connections_) connection.drain();
        sweep_timer_.cancel();
    });
}

void Lane::cut() {
    net::post(io_.get_executor(), [this] {
        is_cutting_ = true;
        sweep_timer_.cancel();
    });
}

void Lane::join() {
    if (thread_.joinable()) thread_.join();
}

}  // namespace drp::http
