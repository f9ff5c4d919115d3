/// Puts answers on the wire. Internal to this room; belongs to one I/O thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "http/server.hpp"
#include "http/transport.hpp"

namespace drp::http {

/// What the writer must know about the exchange beside request and response.
struct WriteContext {
    bool is_http11;
    bool keeps_alive;
    const std::string& date_line;  ///< "Date: …\r\n"; changes while the writer waits, so no view
};

struct Written {
    bool is_whole = false;  ///< false: the connection is of no further use
    unsigned status = 0;    ///< as sent: 304 perhaps, where the handler said 200
    std::uint64_t body_bytes = 0;
};

/// The head is put together in one reused string and leaves with the body in one gather write.
class ResponseWriter {
  public:
    /// `common_lines`: security_lines(), kept by the server.
    ResponseWriter(Transport& transport, Executor executor, const ServerSettings& settings,
                   std::string_view common_lines);

    Task<Written> send(const Request& request, Response& response, WriteContext context);
    /// Ends an event stream that is being sent.
    void end_events();

  private:
    Task<void> compress(const Request& request, Response& response);
    void write_head(const Request& request, const Response& response, unsigned status, const WriteContext& context);
    Task<Written> send_fixed(const Request& request, const Response& response, const WriteContext& context);
    Task<Written> send_stream(const Request& request, const Response& response, const WriteContext& context);
    Task<Written> send_events(const Request& request, const Response& response, const WriteContext& context);
    Task<bool> send_chunk(std::string& data, bool is_chunked);

    Transport& transport_;
    Executor executor_;
    const ServerSettings& settings_;
    std::string_view common_lines_;
    std::string head_;  ///< bytes that leave before the next body bytes
    std::shared_ptr<EventChannel> events_;
};

/// True if an If-None-Match header covers the quoted tag (weak comparison, RFC 9110, 13.1.2).
[[nodiscard]] bool matches_etag(std::string_view if_none_match, std::string_view quoted_tag) noexcept;

/// The security headers as lines, made once per server.
[[nodiscard]] std::string security_lines(const SecurityHeaders& headers);

}  // namespace drp::http
