/// A client's socket, plain or TLS. Internal to this room; belongs to one I/O thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "http/deadline.hpp"
#include "http/task.hpp"

namespace drp::http {

using Socket = net::basic_stream_socket<net::ip::tcp, Executor>;

/// The plain path asks the kernel first and suspends only if that would block, so that a small answer costs one system
/// call and no trip through the scheduler.
class Transport {
  public:
    /// `tls` null: plain.
    Transport(Socket socket, net::ssl::context* tls, Deadline& deadline, std::chrono::milliseconds write_stall_time);

    /// True at once on a plain connection.
    Task<bool> handshake(std::chrono::milliseconds time);
    /// At least one byte; 0 if the client is done, gone, or the deadline (the caller's) has fired.
    Task<std::size_t> read_some(char* to, std::size_t max_bytes);
    /// Both, whole; false if the client is gone or takes nothing for the stall time.
    Task<bool> write(std::string_view first, std::string_view second = {});
    /// Says goodbye, then reads and drops what the client still sends for a moment: closing over unread bytes would
    /// make the kernel reset the connection and destroy an answer that is still on its way.
    Task<void> finish();

    /// Wakes whoever waits in here.
    void cancel() noexcept;
    void close() noexcept;
    [[nodiscard]] bool is_tls() const noexcept { return tls_ != nullptr; }

  private:
    Task<std::size_t> read_tls(char* to, std::size_t max_bytes);
    Task<bool> write_tls(std::string_view text);

    Socket socket_;
    std::unique_ptr<net::ssl::stream<Socket&>> tls_;
    Deadline& deadline_;
    std::chrono::milliseconds write_stall_time_;
};

}  // namespace drp::http
