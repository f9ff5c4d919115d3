/// A core::Problem as HTTP: status and `application/problem+json` (RFC 9457). The only place that knows either.
#pragma once

#include <string>
#include <string_view>

#include "core/problem.hpp"

namespace drp::http {

/// Status of a kind. invalid_input is 400 where the request cannot be read ("request-…", "query-…", "body-malformed")
/// and 422 where it can but states something wrong.
[[nodiscard]] unsigned status_of(const core::Problem& problem) noexcept;

/// "Not Found" for 404; empty for numbers we never send.
[[nodiscard]] std::string_view reason_phrase(unsigned status) noexcept;

/// {"type":"/problems/<code>","title":…,"status":…,"detail":…,"instance":…,"place":…,"cure":…}; place and cure are left
/// out where empty, `instance` is the request id (empty: left out). Malformed UTF-8 is replaced.
[[nodiscard]] std::string problem_document(const core::Problem& problem, unsigned status, std::string_view request_id);

}  // namespace drp::http
