#include "http/problem_document.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::http {

namespace {

// HTTP's own refusals, which a ProblemKind is too coarse for.
constexpr std::array<std::pair<std::string_view, unsigned>, 12> kStatusOfCode{{
    {"request-malformed", 400},
    {"request-target-malformed", 400},
    {"query-malformed", 400},
    {"body-malformed", 400},
    {"method-not-allowed", 405},
    {"request-too-slow", 408},
    {"body-too-slow", 408},
    {"request-target-too-long", 414},
    {"expectation-unknown", 417},
    {"request-header-too-large", 431},
    {"method-unknown", 501},
    {"http-version-unsupported", 505},
}};

void append_json(std::string& out, std::string_view text) {
    out += '"';
    // excerpt() leaves no control characters and no malformed UTF-8.
    for (const char c : core::excerpt(text, 4096)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out += ",\"";
    out += name;
    out += "\":";
    append_json(out, value);
}

}  // namespace

unsigned status_of(const core::Problem& problem) noexcept {
    const auto* const known =
        std::find_if(kStatusOfCode.begin(), kStatusOfCode.end(), [&](auto& row) { return row.first == problem.code; });
    if (known != kStatusOfCode.end()) return known->second;
    switch (problem.kind) {
        case core::ProblemKind::invalid_input:
            return 422;
        case core::ProblemKind::not_authenticated:
            return 401;
        case core::ProblemKind::not_allowed:
            return 403;
        case core::ProblemKind::not_found:
            return 404;
        case core::ProblemKind::conflict:
            return 409;
        case core::ProblemKind::too_large:
            return 413;
        case core::ProblemKind::too_many_requests:
            return 429;
        case core::ProblemKind::unavailable:
            return 503;
        case core::ProblemKind::damaged:
            return 500;
    }
    return 500;
}

std::string_view reason_phrase(unsigned status) noexcept {
    constexpr std::array<std::pair<unsigned, std::string_view>, 32> kPhrases{{
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
    }};
    for (const auto& [known, phrase] : kPhrases)
        if (known == status) return phrase;
    return {};
}

std::string problem_document(const core::Problem& problem, unsigned status, std::string_view request_id) {
    std::string out = R"({"type":)";
    append_json(out, fmt::format("/problems/{}", problem.code));
    append_member(out, "title", reason_phrase(status));
    out += fmt::format(R"(,"status":{})", status);
    append_member(out, "detail", problem.message);
    append_member(out, "instance", request_id);
    append_member(out, "place", problem.place);
    append_member(out, "cure", problem.cure);
    out += "}\n";
    return out;
}

}  // namespace drp::http
