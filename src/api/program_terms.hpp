/// The terms of a programme as JSON, both ways.
#pragma once

#include <boost/json.hpp>

#include "api/body.hpp"
#include "core/problem.hpp"
#include "portal/programs.hpp"

namespace drp::api {

[[nodiscard]] boost::json::object terms_json(const storage::ProgramTerms& terms);

/// An object with every field of the schema `ProgramTerms`; what may be left out is the default. Problem: field-invalid
/// at `terms.…`.
[[nodiscard]] core::Result<storage::ProgramTerms> read_terms(const boost::json::value& value);

/// "2.8" as micro-dollars. Problem: field-invalid at `field`.
[[nodiscard]] core::Result<std::int64_t> read_rate(std::string_view text, std::string_view field);

}  // namespace drp::api
