/// A client that can misbehave: raw bytes in, answers out. Blocking, with a generous time-out against hanging tests.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_st;

namespace drp::http::test {

struct Answer {
    unsigned status = 0;                              ///< 0: the connection ended before an answer
    std::multimap<std::string, std::string> headers;  ///< names in lower case
    std::string body;                                 ///< chunks joined

    [[nodiscard]] std::string header(const std::string& lower_name) const {
        const auto found = headers.find(lower_name);
        return found == headers.end() ? std::string() : found->second;
    }
};

class Client {
  public:
    explicit Client(std::uint16_t port);
    /// Over TLS, trusting `certificate` and checking that it is good for localhost.
    Client(std::uint16_t port, const std::string& certificate);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes);
    /// Reads one answer; `to_head` as for the answer to a HEAD request, which has no body.
    Answer read(bool to_head = false);
    /// "GET path" on this connection.
    Answer get(const std::string& path, const std::string& more_headers = {});
    Answer request(const std::string& method, const std::string& path, const std::string& body = {},
                   const std::string& more_headers = {});
    /// All bytes until `mark` was seen or the connection ends.
    std::string read_until(std::string_view mark);
    /// True if the server has ended the connection and sent nothing more.
    bool is_closed();
    /// A small receive buffer, for clients that do not keep up.
    void shrink_receive_buffer();
    [[nodiscard]] bool is_connected() const { return fd_ >= 0; }

  private:
    bool fill();
    std::string take_line();
    std::string take(std::size_t bytes);

    int fd_ = -1;
    ssl_st* tls_ = nullptr;
    std::string input_;
};

}  // namespace drp::http::test
