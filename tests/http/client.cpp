#include "client.hpp"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/text.hpp"

namespace drp::http::test {

namespace {
constexpr int kPatienceSeconds = 20;  // only a hanging test waits so long

int connected(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval patience{kPatienceSeconds, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
    ::close(fd);
    return -1;
}
}  // namespace

Client::Client(std::uint16_t port) : fd_(connected(port)) {}

Client::Client(std::uint16_t port, const std::string& certificate) : fd_(connected(port)) {
    auto* const context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_locations(context, certificate.c_str(), nullptr);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    tls_ = SSL_new(context);
    SSL_CTX_free(context);
    SSL_set1_host(tls_, "localhost");
    SSL_set_fd(tls_, fd_);
    if (SSL_connect(tls_) != 1) throw std::runtime_error("no TLS connection");
}

Client::~Client() {
    if (tls_ != nullptr) {
        SSL_shutdown(tls_);
        SSL_free(tls_);
    }
    if (fd_ >= 0) ::close(fd_);
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = tls_ != nullptr
                              ? static_cast<ssize_t>(SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())))
                              : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the server is allowed to hang up; what it said is read as usual
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool Client::fill() {
    std::array<char, 16'384> buffer{};
    const auto got = tls_ != nullptr
                         ? static_cast<ssize_t>(SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size())))
                         : ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    input_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

std::string Client::take(std::size_t bytes) {
    while (input_.size() < bytes && fill()) continue;
    auto out = input_.substr(0, bytes);
    input_.erase(0, out.size());
    return out;
}

std::string Client::take_line() {
    while (input_.find("\r\n") == std::string::npos && fill()) continue;
    const auto end = input_.find("\r\n");
    auto line = input_.substr(0, end);
    input_.erase(0, end == std::string::npos ? end : end + 2);
    return line;
}

Answer Client::read(bool to_head) {
    Answer answer;
    const auto first = take_line();
    if (!first.starts_with("HTTP/1.1 ")) return answer;
    answer.status = static_cast<unsigned>(std::stoul(first.substr(9, 3)));
    for (auto line = take_line(); !line.empty(); line = take_line()) {
        const auto colon = line.find(':');
        answer.headers.emplace(core::lower_ascii(line.substr(0, colon)),
                               std::string(core::trimmed(std::string_view(line).substr(colon + 1))));
    }
    if (to_head || answer.status == 100) return answer;
    if (answer.header("transfer-encoding") == "chunked") {
        for (;;) {
            const auto size_line = take_line();
            const auto size = size_line.empty() ? 0 : std::stoul(size_line, nullptr, 16);
            if (size == 0) break;
            answer.body += take(size);
            take_line();
        }
        take_line();
    } else if (const auto length = answer.header("content-length"); !length.empty()) {
        answer.body = take(std::stoul(length));
    }
    return answer;
}

Answer Client::get(const std::string& path, const std::string& more_headers) {
    return request("GET", path, {}, more_headers);
}

Answer Client::request(const std::string& method, const std::string& path, const std::string& body,
                       const std::string& more_headers) {
    auto text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more_headers;
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(text + "\r\n" + body);
    return read(method == "HEAD");
}

std::string Client::read_until(std::string_view mark) {
    while (input_.find(mark) == std::string::npos && fill()) continue;
    const auto at = input_.find(mark);
    return take(at == std::string::npos ? input_.size() : at + mark.size());
}

bool Client::is_closed() {
    return input_.empty() && !fill();
}

void Client::shrink_receive_buffer() {
    const int bytes = 4096;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

}  // namespace drp::http::test
