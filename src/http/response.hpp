/// What a handler answers.
///
///     co_return Response::json(text);
///     co_return Response::json(text).header("Cache-Control", "private, max-age=5").etag(tag);
///     co_return core::Problem{…};                       // becomes a problem document, RFC 9457
///     co_return Response::shared("application/json", cached.plain, cached.gzip);
///
/// The server adds the rest: length, date, request id, security headers, `Cache-Control: no-store` where the handler
/// states nothing else, 304 for a matching If-None-Match, gzip where it pays.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "core/problem.hpp"
#include "http/task.hpp"

namespace drp::http {

class EventChannel;

/// Immutable bytes that many answers share without copying. `owner` keeps them alive; null means static storage.
struct SharedBytes {
    std::shared_ptr<const void> owner;
    std::string_view bytes;

    SharedBytes() = default;
    SharedBytes(std::shared_ptr<const void> keeper, std::string_view view) : owner(std::move(keeper)), bytes(view) {}
    SharedBytes(const std::shared_ptr<const std::string>& text) : owner(text), bytes(*text) {}  // NOLINT: a conversion
};

/// Produces a body piece by piece: appends the next piece to `piece` (empty when called) and says whether more may
/// follow. It is asked again only after the client has taken the last piece, so memory stays bounded. A Problem, or an
/// exception, cuts the connection: the client sees a truncated body, never a complete-looking one.
/// The function object lives as long as the response, so a coroutine lambda with captures is safe here.
using BodyProducer = std::function<Task<core::Result<bool>>(std::string& piece)>;

class Response {
  public:
    struct Shared {
        SharedBytes plain;
        SharedBytes gzip;  ///< empty: no such variant
    };
    using Body =
        std::variant<std::monostate, std::string, Shared, BodyProducer, std::shared_ptr<EventChannel>, core::Problem>;

    Response() = default;             ///< 204 without a body
    Response(core::Problem problem);  // NOLINT(google-explicit-constructor): `co_return problem;` reads well
    [[nodiscard]] static Response empty(unsigned status);
    [[nodiscard]] static Response text(std::string body);
    [[nodiscard]] static Response json(std::string body, unsigned status = 200);
    [[nodiscard]] static Response bytes(std::string_view content_type, std::string body, unsigned status = 200);
    /// Bytes kept elsewhere, for example in a cache, perhaps with a gzip variant made once by gzip(). Never compressed
    /// on the fly.
    [[nodiscard]] static Response shared(std::string_view content_type, SharedBytes plain, SharedBytes gzip = {});
    /// Chunked, with back-pressure.
    [[nodiscard]] static Response stream(std::string_view content_type, BodyProducer producer);
    /// Server-sent events, see event_hub.hpp.
    [[nodiscard]] static Response events(std::shared_ptr<EventChannel> channel);
    /// 303: "see there, with GET".
    [[nodiscard]] static Response see_other(std::string_view location);

    /// Adds a header. A name or value that HTTP does not allow (a line break above all) is a defect: throws
    /// std::invalid_argument. Content-Length, Connection and Transfer-Encoding are the server's own.
    Response& header(std::string_view name, std::string_view value) &;
    Response&& header(std::string_view name, std::string_view value) &&;
    /// States the entity tag (without quotes); a matching If-None-Match is then answered 304. Meant for GET. It is sent
    /// as a weak tag: the same content in another coding keeps it, and there are no ranges that would need a strong
    /// one.
    Response& etag(std::string_view tag) &;
    Response&& etag(std::string_view tag) &&;
    /// Leaves the body as it is, for bodies that do not compress or that mix secrets with a stranger's text.
    Response& uncompressed() &;
    Response&& uncompressed() &&;

    [[nodiscard]] unsigned status() const noexcept { return status_; }
    [[nodiscard]] const Body& body() const noexcept { return body_; }
    /// The header lines so far, each ending in CRLF.
    [[nodiscard]] const std::string& header_lines() const noexcept { return header_lines_; }
    /// First header of that name that the handler stated; empty if none.
    [[nodiscard]] std::string_view stated(std::string_view name) const noexcept;

  private:
    friend class ResponseWriter;

    unsigned status_ = 204;
    std::string header_lines_;
    std::string etag_;  ///< with quotes; empty if none
    bool has_cache_control_ = false;
    bool may_compress_ = true;
    Body body_;
};

/// gzip of `bytes`; level 1 (fast) to 9. For bodies that are made once and answered often, and for tests.
[[nodiscard]] std::string gzip(std::string_view bytes, int level);

}  // namespace drp::http
