#include "http/transport.hpp"

#include <array>
#include <cerrno>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <sys/socket.h>
#include <sys/uio.h>

namespace drp::http {

namespace {

constexpr auto kFarewellTime = std::chrono::milliseconds{2'000};
constexpr std::size_t kMaxFarewellBytes = 1024 * 1024;
// What fits into one TLS record together is sent as one.
constexpr std::size_t kTlsRecordBytes = 16 * 1024;

bool would_block() noexcept {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

/// Sends what the kernel takes and shortens both; false on failure other than "would block".
bool send_now(int fd, std::string_view& first, std::string_view& second) noexcept {
    while (!first.empty() || !second.empty()) {
        // sendmsg() takes pointers to non-const and never writes through them.
        std::array<iovec, 2> parts{iovec{const_cast<char*>(first.data()), first.size()},
                                   iovec{const_cast<char*>(second.data()), second.size()}};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = second.empty() ? 1 : 2;
        const auto sent = ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return would_block();
        const auto bytes = static_cast<std::size_t>(sent);
        const auto of_first = std::min(bytes, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(bytes - of_first);
    }
    return true;
}

}  // namespace

Transport::Transport(Socket socket, net::ssl::context* tls, Deadline& deadline,
                     std::chrono::milliseconds write_stall_time)
    : socket_(std::move(socket)), deadline_(deadline), write_stall_time_(write_stall_time) {
    boost::system::error_code ignored;
    socket_.set_option(net::ip::tcp::no_delay(true), ignored);
    if (tls != nullptr) tls_ = std::make_unique<net::ssl::stream<Socket&>>(socket_, *tls);
}

Task<bool> Transport::handshake(std::chrono::milliseconds time) {
    if (!tls_) co_return true;
    boost::system::error_code error;
    deadline_.arm(time);
    co_await tls_->async_handshake(net::ssl::stream_base::server, net::redirect_error(use_task, error));
    deadline_.disarm();
    co_return !error;
}

Task<std::size_t> Transport::read_some(char* to, std::size_t max_bytes) {
    if (tls_) co_return co_await read_tls(to, max_bytes);
    for (;;) {
        const auto got = ::recv(socket_.native_handle(), to, max_bytes, MSG_DONTWAIT);
        if (got > 0) co_return static_cast<std::size_t>(got);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0 || !would_block()) co_return 0;
        boost::system::error_code error;
        co_await socket_.async_wait(Socket::wait_read, net::redirect_error(use_task, error));
        if (error || deadline_.has_fired()) co_return 0;
    }
}

Task<std::size_t> Transport::read_tls(char* to, std::size_t max_bytes) {
    boost::system::error_code error;
    const auto got = co_await tls_->async_read_some(net::buffer(to, max_bytes), net::redirect_error(use_task, error));
    co_return error ? 0 : got;
}

Task<bool> Transport::write(std::string_view first, std::string_view second) {
    if (tls_) {
        if (!second.empty() && first.size() + second.size() <= kTlsRecordBytes) {
            const auto joined = std::string(first).append(second);
            co_return co_await write_tls(joined);
        }
        bool is_sent = co_await write_tls(first);
        if (is_sent) is_sent = co_await write_tls(second);
        co_return is_sent;
    }
    bool is_well = send_now(socket_.native_handle(), first, second);
    while (is_well && !(first.empty() && second.empty())) {
        boost::system::error_code error;
        deadline_.arm(write_stall_time_);
        co_await socket_.async_wait(Socket::wait_write, net::redirect_error(use_task, error));
        is_well = !error && !deadline_.has_fired() && send_now(socket_.native_handle(), first, second);
    }
    deadline_.disarm();
    co_return is_well;
}

Task<bool> Transport::write_tls(std::string_view text) {
    boost::system::error_code error;
    while (!text.empty() && !error) {
        deadline_.arm(write_stall_time_);
        const auto sent = co_await tls_->async_write_some(net::buffer(text.data(), text.size()),
                                                          net::redirect_error(use_task, error));
        text.remove_prefix(sent);
    }
    deadline_.disarm();
    co_return !error;
}

Task<void> Transport::finish() {
    boost::system::error_code error;
    deadline_.arm(kFarewellTime);
    if (tls_) {
        // Waits for the client's own goodbye.
        co_await tls_->async_shutdown(net::redirect_error(use_task, error));
    } else {
        socket_.shutdown(Socket::shutdown_send, error);
        std::array<char, 4096> dropped{};
        std::size_t total = 0;
        while (!error && total < kMaxFarewellBytes) {
            const auto got = co_await read_some(dropped.data(), dropped.size());
            if (got == 0) break;
            total += got;
        }
    }
    deadline_.disarm();
}

void Transport::cancel() noexcept {
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Transport::close() noexcept {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace drp::http
