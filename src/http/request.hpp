/// One request as a handler sees it.
///
/// Views are valid while the handler runs; what must live longer is copied. Everything here comes from a stranger:
/// names and values are well-formed HTTP and paths and query are well-formed UTF-8 without control characters, but
/// nothing else is promised.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/problem.hpp"
#include "http/method.hpp"
#include "http/task.hpp"

namespace drp::http {

/// Where the bytes of a request body come from; the connection implements it.
class BodySource {
  public:
    BodySource() = default;
    BodySource(const BodySource&) = delete;
    BodySource& operator=(const BodySource&) = delete;
    virtual ~BodySource() = default;

    /// The next piece, at most some 64 kB, valid until the next call; empty at the end of the body. Fails with
    /// "body-too-large", "body-too-slow", "body-malformed" or "client-gone". The first call answers `Expect:
    /// 100-continue`.
    virtual Task<core::Result<std::string_view>> read_some() = 0;
};

class Request {
  public:
    [[nodiscard]] Method method() const noexcept { return method_; }
    /// Percent-encoded, as it was sent, without the query.
    [[nodiscard]] std::string_view raw_path() const noexcept { return raw_path_; }
    /// The value of `{name}` in the route's pattern, decoded. Asking for a name the pattern lacks is a defect: throws
    /// std::out_of_range.
    [[nodiscard]] std::string_view param(std::string_view name) const;

    /// First value of a query parameter, decoded ('+' is a blank); nothing if absent.
    [[nodiscard]] std::optional<std::string_view> query(std::string_view name) const noexcept;
    /// All query parameters in order, at most ServerLimits::max_query_params.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& query() const noexcept { return query_; }

    /// First header of that name (ASCII case does not matter), without surrounding blanks.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
    /// First cookie of that name, as it was sent (RFC 6265 has no escapes).
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const noexcept;
    /// True if the Accept header names `media_type` itself (no wildcard) with a quality above zero.
    [[nodiscard]] bool accepts(std::string_view media_type) const noexcept;

    /// The whole body; empty on a route with BodyMode::streamed, which reads body_source() instead.
    [[nodiscard]] const std::string& body() const noexcept { return body_; }
    /// What Content-Length stated; nothing for chunked bodies and requests without one.
    [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept { return content_length_; }
    [[nodiscard]] BodySource& body_source() const noexcept { return *source_; }

    /// Unique per process start; the same as in the log, in X-Request-Id and in the `instance` of a problem document.
    [[nodiscard]] std::string_view id() const noexcept { return id_; }
    /// Address of the client, without port. Behind a trusted proxy the one that X-Forwarded-For states.
    [[nodiscard]] std::string_view remote_address() const noexcept { return remote_address_; }
    /// TLS on this connection, or X-Forwarded-Proto: https from a trusted proxy.
    [[nodiscard]] bool is_secure() const noexcept { return is_secure_; }
    /// The Host header (name and port as the client addressed us).
    [[nodiscard]] std::string_view host() const noexcept { return host_; }

    /// Adds a header to whatever answers this request, be it the handler's answer or a refusal: for gates, which see
    /// the request before anybody answers it. Name and value are ours and well-formed.
    void answer_with(std::string_view name, std::string_view value);

    /// Reads the whole body into body(), up to `max_bytes`. The router does it for routes with BodyMode::buffered.
    Task<core::Result<void>> buffer_body(std::uint64_t max_bytes);

  private:
    friend class RequestReader;   // fills it from the wire
    friend class Connection;      // says who asks
    friend class RouteTable;      // fills the path parameters
    friend class ResponseWriter;  // sends what answer_with() was told

    struct Header {
        std::uint32_t name_at, name_size, value_at, value_size;
    };

    Method method_ = Method::get;
    std::string head_;  ///< target and header text; the views below point into it
    std::vector<Header> headers_;
    std::string_view raw_path_;
    std::string_view host_;
    std::vector<std::pair<std::string, std::string>> query_;
    std::vector<std::pair<std::string_view, std::string>> params_;
    std::string body_;
    std::optional<std::uint64_t> content_length_;
    bool has_body_ = false;
    std::string id_;
    std::string remote_address_;
    bool is_secure_ = false;
    std::string answer_lines_;
    BodySource* source_ = nullptr;
};

}  // namespace drp::http
