#include "http/request.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/cookies.hpp"
#include "http/header_text.hpp"

namespace drp::http {

double take_quality(std::string_view& item) noexcept {
    auto parameters = item;
    item = take_until(parameters, ';');
    while (!parameters.empty()) {
        auto value = take_until(parameters, ';');
        if (!iequals(take_until(value, '='), "q")) continue;
        // "0", "1", "0.5", "0.123": at most three decimals (RFC 9110, 12.4.2)
        if (value.empty() || value.size() > 5 || (value[0] != '0' && value[0] != '1')) return 0;
        double quality = value[0] - '0';
        if (value.size() > 1 && value[1] != '.') return 0;
        double weight = 0.1;
        for (const char c : value.substr(std::min<std::size_t>(2, value.size()))) {
            if (c < '0' || c > '9') return 0;
            quality += weight * (c - '0');
            weight /= 10;
        }
        return std::min(quality, 1.0);
    }
    return 1;
}

std::string_view Request::param(std::string_view name) const {
    for (const auto& [known, value] : params_)
        if (known == name) return value;
    throw std::out_of_range("the route has no parameter " + std::string(name));
}

std::optional<std::string_view> Request::query(std::string_view name) const noexcept {
    for (const auto& [known, value] : query_)
        if (known == name) return value;
    return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const noexcept {
    const std::string_view text = head_;
    for (const auto& line : headers_)
        if (line.name_size == name.size() && iequals(text.substr(line.name_at, line.name_size), name))
            return text.substr(line.value_at, line.value_size);
    return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const noexcept {
    const auto line = header("Cookie");
    return line ? find_cookie(*line, name) : std::nullopt;
}

bool Request::accepts(std::string_view media_type) const noexcept {
    auto rest = header("Accept").value_or("");
    while (!rest.empty()) {
        auto item = take_until(rest, ',');
        const auto quality = take_quality(item);
        if (quality > 0 && iequals(item, media_type)) return true;
    }
    return false;
}

void Request::answer_with(std::string_view name, std::string_view value) {
    answer_lines_.append(name).append(": ").append(value).append("\r\n");
}

Task<core::Result<void>> Request::buffer_body(std::uint64_t max_bytes) {
    if (!has_body_) co_return core::Result<void>{};
    const auto too_large = core::Problem{.kind = core::ProblemKind::too_large,
                                         .code = "body-too-large",
                                         .message = "The request body is larger than this address takes.",
                                         .place = {},
                                         .cure = {}};
    if (content_length_ && *content_length_ > max_bytes) co_return too_large;
    // Not reserved from what Content-Length claims: memory follows the bytes that really come.
    for (;;) {
        core::Result<std::string_view> piece = co_await source_->read_some();
        if (!piece) co_return piece.error();
        if (piece->empty()) co_return core::Result<void>{};
        if (body_.size() + piece->size() > max_bytes) co_return too_large;
        body_.append(*piece);
    }
}

}  // namespace drp::http
