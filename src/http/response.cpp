#include "http/response.hpp"

#include <stdexcept>
#include <utility>

#include "http/header_text.hpp"
#include "http/problem_document.hpp"

namespace drp::http {

Response::Response(core::Problem problem) : status_(status_of(problem)), body_(std::move(problem)) {}

Response Response::empty(unsigned status) {
    auto response = Response();
    response.status_ = status;
    return response;
}

Response Response::bytes(std::string_view content_type, std::string body, unsigned status) {
    auto response = empty(status);
    response.header("Content-Type", content_type);
    response.body_ = std::move(body);
    return response;
}

Response Response::text(std::string body) {
    return bytes("text/plain; charset=utf-8", std::move(body));
}

Response Response::json(std::string body, unsigned status) {
    return bytes("application/json", std::move(body), status);
}

Response Response::shared(std::string_view content_type, SharedBytes plain, SharedBytes gzip) {
    auto response = empty(200);
    response.header("Content-Type", content_type);
    response.body_ = Shared{std::move(plain), std::move(gzip)};
    return response;
}

Response Response::stream(std::string_view content_type, BodyProducer producer) {
    auto response = empty(200);
    response.header("Content-Type", content_type);
    response.body_ = std::move(producer);
    return response;
}

Response Response::events(std::shared_ptr<EventChannel> channel) {
    auto response = empty(200);
    response.header("Content-Type", "text/event-stream").header("X-Accel-Buffering", "no");
    response.body_ = std::move(channel);
    return response;
}

Response Response::see_other(std::string_view location) {
    auto response = empty(303);
    response.header("Location", location);
    return response;
}

Response& Response::header(std::string_view name, std::string_view value) & {
    if (!is_token(name) || !is_header_value(value)) throw std::invalid_argument("not a header: " + std::string(name));
    if (iequals(name, "Content-Length") || iequals(name, "Connection") || iequals(name, "Transfer-Encoding"))
        throw std::invalid_argument("the server's own header: " + std::string(name));
    has_cache_control_ = has_cache_control_ || iequals(name, "Cache-Control");
    header_lines_.append(name).append(": ").append(value).append("\r\n");
    return *this;
}

Response&& Response::header(std::string_view name, std::string_view value) && {
    return std::move(header(name, value));
}

Response& Response::etag(std::string_view tag) & {
    etag_.assign(1, '"').append(tag).append(1, '"');
    return header("ETag", "W/" + etag_);
}

Response&& Response::etag(std::string_view tag) && {
    return std::move(etag(tag));
}

Response& Response::uncompressed() & {
    may_compress_ = false;
    return *this;
}

Response&& Response::uncompressed() && {
    return std::move(uncompressed());
}

std::string_view Response::stated(std::string_view name) const noexcept {
    std::string_view rest = header_lines_;
    while (!rest.empty()) {
        auto line = rest.substr(0, rest.find('\r'));
        rest.remove_prefix(line.size() + 2);
        const auto known = line.substr(0, line.find(':'));
        if (iequals(known, name)) return without_blanks(line.substr(known.size() + 1));
    }
    return {};
}

}  // namespace drp::http
