#include "http/response_writer.hpp"

#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include "http/event_hub.hpp"
#include "http/header_text.hpp"
#include "http/problem_document.hpp"
#include "http/static_assets.hpp"

namespace drp::http {

namespace {

using Timer = net::basic_waitable_timer<SteadyClock, net::wait_traits<SteadyClock>, Executor>;

constexpr int kDynamicLevel = 1;                 // speed: a third of the bytes for a tenth of level 9's time
constexpr std::size_t kInlineBytes = 64 * 1024;  // about half a millisecond of an I/O thread

bool is_compressible(std::string_view content_type) noexcept {
    constexpr std::array<std::string_view, 7> kStarts{
        "text/",           "application/json",       "application/problem+json",
        "application/xml", "application/javascript", "application/yaml",
        "image/svg+xml"};
    for (const auto start : kStarts)
        if (content_type.starts_with(start)) return true;
    return false;
}

bool has_no_body(unsigned status) noexcept {
    return status == 204 || status == 304;
}

void append_number(std::string& out, std::uint64_t value, int base = 10) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
    out.append(digits.data(), end);
}

/// The bytes of a body that is whole in memory, and its coding.
struct Fixed {
    std::string_view bytes;
    std::string_view coding;
};

Fixed fixed_body(const Request& request, const Response::Body& body) {
    if (const auto* const text = std::get_if<std::string>(&body)) return {*text, {}};
    const auto* const shared = std::get_if<Response::Shared>(&body);
    if (shared == nullptr) return {};
    const auto accepted = request.header("Accept-Encoding").value_or("");
    const bool use_gzip = !shared->gzip.bytes.empty() && encoding_quality(accepted, "gzip") > 0;
    return use_gzip ? Fixed{shared->gzip.bytes, "gzip"} : Fixed{shared->plain.bytes, {}};
}

}  // namespace

bool matches_etag(std::string_view if_none_match, std::string_view quoted_tag) noexcept {
    while (!if_none_match.empty()) {
        auto tag = take_until(if_none_match, ',');
        if (tag == "*") return true;
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == quoted_tag) return true;
    }
    return false;
}

std::string security_lines(const SecurityHeaders& headers) {
    // Framing and plug-ins once more in words that old browsers know.
    std::string out =
        "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nX-Permitted-Cross-Domain-Policies: none\r\n";
    const auto append = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) out.append(name).append(": ").append(value).append("\r\n");
    };
    append("Content-Security-Policy", headers.content_security_policy);
    append("Referrer-Policy", headers.referrer_policy);
    append("Permissions-Policy", headers.permissions_policy);
    append("Cross-Origin-Opener-Policy", headers.cross_origin_opener_policy);
    append("Cross-Origin-Resource-Policy", headers.cross_origin_resource_policy);
    return out;
}

ResponseWriter::ResponseWriter(Transport& transport, Executor executor, const ServerSettings& settings,
                               std::string_view common_lines)
    : transport_(transport), executor_(std::move(executor)), settings_(settings), common_lines_(common_lines) {}

Task<Written> ResponseWriter::send(const Request& request, Response& response, WriteContext context) {
    if (const auto* const problem = std::get_if<core::Problem>(&response.body_)) {
        auto document = problem_document(*problem, response.status_, request.id());
        response.header("Content-Type", "application/problem+json");
        response.body_ = std::move(document);
    }
    if (std::holds_alternative<BodyProducer>(response.body_))
        co_return co_await send_stream(request, response, context);
    if (std::holds_alternative<std::shared_ptr<EventChannel>>(response.body_))
        co_return co_await send_events(request, response, context);
    if (const auto* const text = std::get_if<std::string>(&response.body_);
        text != nullptr && text->size() >= settings_.min_compressed_bytes)
        co_await compress(request, response);
    co_return co_await send_fixed(request, response, context);
}

Task<void> ResponseWriter::compress(const Request& request, Response& response) {
    if (!response.may_compress_ || !is_compressible(response.stated("Content-Type")) ||
        !response.stated("Content-Encoding").empty())
        co_return;
    response.header("Vary", "Accept-Encoding");
    if (encoding_quality(request.header("Accept-Encoding").value_or(""), "gzip") <= 0) co_return;
    auto& text = std::get<std::string>(response.body_);
    if (text.size() > kInlineBytes && settings_.compression_pool != nullptr) {
        auto squeeze = [&text] { return gzip(text, kDynamicLevel); };
        core::Result<std::string> squeezed = co_await run_on(*settings_.compression_pool, squeeze);
        if (!squeezed) co_return;  // the pool is busy: better large than late
        text = std::move(*squeezed);
    } else {
        text = gzip(text, kDynamicLevel);
    }
    response.header("Content-Encoding", "gzip");
}

void ResponseWriter::write_head(const Request& request, const Response& response, unsigned status,
                                const WriteContext& context) {
    head_.assign("HTTP/1.1 ");
    append_number(head_, status);
    head_.append(1, ' ').append(reason_phrase(status)).append("\r\n");
    head_.append(context.date_line).append(common_lines_);
    if (request.is_secure() && !settings_.security.strict_transport_security.empty())
        head_.append("Strict-Transport-Security: ").append(settings_.security.strict_transport_security).append("\r\n");
    head_.append("X-Request-Id: ").append(request.id()).append("\r\n");
    head_.append(request.answer_lines_).append(response.header_lines_);
    if (!response.has_cache_control_) head_.append("Cache-Control: no-store\r\n");
    const bool is_stated =
        !response.stated("Retry-After").empty() || request.answer_lines_.find("Retry-After:") != std::string::npos;
    if (status == 503 && !is_stated) head_.append("Retry-After: 1\r\n");
    if (status == 429 && !is_stated) head_.append("Retry-After: 60\r\n");
    if (!context.keeps_alive) {
        head_.append("Connection: close\r\n");
    } else if (!context.is_http11) {
        head_.append("Connection: keep-alive\r\n");
    }
}

Task<Written> ResponseWriter::send_fixed(const Request& request, const Response& response,
                                         const WriteContext& context) {
    auto status = response.status_;
    const bool reads_only = request.method() == Method::get || request.method() == Method::head;
    if (status == 200 && reads_only && !response.etag_.empty()) {
        const auto known = request.header("If-None-Match");
        if (known && matches_etag(*known, response.etag_)) status = 304;
    }
    const auto [bytes, coding] = fixed_body(request, response.body_);
    write_head(request, response, status, context);
    const auto* const shared = std::get_if<Response::Shared>(&response.body_);
    if (shared != nullptr && !shared->gzip.bytes.empty()) head_.append("Vary: Accept-Encoding\r\n");
    if (!has_no_body(status)) {
        if (!coding.empty()) head_.append("Content-Encoding: ").append(coding).append("\r\n");
        head_.append("Content-Length: ");
        append_number(head_, bytes.size());
        head_.append("\r\n");
    }
    head_.append("\r\n");
    const bool has_body = !has_no_body(status) && request.method() != Method::head;
    const auto body = has_body ? bytes : std::string_view{};
    const bool is_sent = co_await transport_.write(head_, body);
    co_return Written{is_sent, status, body.size()};
}

Task<bool> ResponseWriter::send_chunk(std::string& data, bool is_chunked) {
    // The head may still wait in head_: it leaves with the first chunk.
    if (is_chunked && !data.empty()) {
        append_number(head_, data.size(), 16);
        head_.append("\r\n");
        data.append("\r\n");
    }
    const bool is_sent = co_await transport_.write(head_, data);
    head_.clear();
    co_return is_sent;
}

Task<Written> ResponseWriter::send_stream(const Request& request, const Response& response,
                                          const WriteContext& context) {
    const auto& produce = std::get<BodyProducer>(response.body_);
    write_head(request, response, response.status_, context);
    if (context.is_http11) head_.append("Transfer-Encoding: chunked\r\n");
    head_.append("\r\n");
    auto written = Written{true, response.status_, 0};
    if (request.method() == Method::head) {
        written.is_whole = co_await transport_.write(head_);
        co_return written;
    }
    std::string piece;
    for (bool has_more = true; has_more && written.is_whole;) {
        piece.clear();
        core::Result<bool> produced = co_await produce(piece);
        written.is_whole = produced.has_value();
        has_more = produced && *produced;
        if (!produced || piece.empty()) continue;
        written.body_bytes += piece.size();
        written.is_whole = co_await send_chunk(piece, context.is_http11);
    }
    if (!written.is_whole) co_return written;
    if (context.is_http11) head_.append("0\r\n\r\n");
    written.is_whole = co_await transport_.write(head_);
    written.is_whole = written.is_whole && context.is_http11;  // HTTP/1.0 sees the end in the close
    co_return written;
}

Task<Written> ResponseWriter::send_events(const Request& request, const Response& response,
                                          const WriteContext& context) {
    events_ = std::get<std::shared_ptr<EventChannel>>(response.body_);
    const auto channel = events_;
    write_head(request, response, response.status_, context);
    if (context.is_http11) head_.append("Transfer-Encoding: chunked\r\n");
    head_.append("\r\n");
    auto written = Written{true, response.status_, 0};
    auto timer = std::make_shared<Timer>(executor_);
    channel->on_change([executor = executor_, timer] { net::post(executor, [timer] { timer->cancel(); }); });

    std::vector<EventChannel::Frame> frames;
    std::string text;
    const bool wants_body = request.method() != Method::head;
    for (bool is_open = wants_body; is_open && written.is_whole;) {
        frames.clear();
        text.clear();
        is_open = channel->take(frames);
        for (const auto& frame : frames) text += *frame;
        if (!is_open && channel->has_overflowed()) text += ": too slow, please reconnect\n\n";
        if (!text.empty() || !head_.empty()) {
            written.body_bytes += text.size();
            written.is_whole = co_await send_chunk(text, context.is_http11);
            continue;  // more may have come meanwhile
        }
        if (!is_open) break;
        boost::system::error_code error;
        timer->expires_after(settings_.limits.event_heartbeat);
        co_await timer->async_wait(net::redirect_error(use_task, error));
        if (error) continue;  // woken by the channel
        text = ":\n\n";
        written.is_whole = co_await send_chunk(text, context.is_http11);
    }
    channel->abandon();
    events_.reset();
    if (written.is_whole && context.is_http11 && wants_body) head_.append("0\r\n\r\n");
    if (written.is_whole) written.is_whole = co_await transport_.write(head_);
    written.is_whole = written.is_whole && context.is_http11;  // HTTP/1.0 sees the end in the close
    co_return written;
}

void ResponseWriter::end_events() {
    if (events_) events_->close();
}

}  // namespace drp::http
