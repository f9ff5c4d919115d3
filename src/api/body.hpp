/// Reading the JSON object that a request carries: every field named, bounded and checked, unknown ones refused, so
/// that nobody can set what a form does not offer.
///
///     auto body = JsonBody::read(request, {"email", "password", "code"});
///     if (!body) co_return body.error();
///     auto email = body->text("email", 254);
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "core/problem.hpp"
#include "http/request.hpp"
#include "portal/password_rules.hpp"

namespace drp::api {

/// Longer than any address that mail servers take (RFC 5321).
inline constexpr std::size_t kMaxEmailBytes = 254;
using portal::kMaxPasswordBytes;

/// The Problem `field-invalid` at that field.
[[nodiscard]] core::Problem field_problem(std::string_view field, std::string message, std::string cure = "");

class JsonBody {
  public:
    /// Problems: request-body-invalid for what is no JSON object, field-invalid for a field that is not in `known`.
    [[nodiscard]] static core::Result<JsonBody> read(const http::Request& request,
                                                     std::initializer_list<std::string_view> known);

    [[nodiscard]] bool has(std::string_view name) const;
    /// Is the field there, be it null?
    [[nodiscard]] bool states(std::string_view name) const;
    /// A text that is not empty. All texts are UTF-8 without control characters, trimmed of surrounding blanks.
    [[nodiscard]] core::Result<std::string> text(std::string_view name, std::size_t max_bytes) const;
    /// Byte for byte as it was sent (passwords).
    [[nodiscard]] core::Result<std::string> secret(std::string_view name, std::size_t max_bytes) const;
    /// Nothing if the field is absent or null; may be empty.
    [[nodiscard]] core::Result<std::optional<std::string>> optional_text(std::string_view name,
                                                                         std::size_t max_bytes) const;
    [[nodiscard]] core::Result<std::int64_t> integer(std::string_view name) const;
    [[nodiscard]] core::Result<std::optional<std::int64_t>> optional_integer(std::string_view name) const;
    [[nodiscard]] core::Result<std::optional<double>> optional_number(std::string_view name) const;
    [[nodiscard]] core::Result<std::optional<bool>> optional_flag(std::string_view name) const;
    /// An array of texts, none empty.
    [[nodiscard]] core::Result<std::vector<std::string>> texts(std::string_view name, std::size_t max_items,
                                                               std::size_t max_bytes) const;
    /// The field as it is; null if absent.
    [[nodiscard]] const boost::json::value& value(std::string_view name) const;

  private:
    explicit JsonBody(boost::json::object object) : object_(std::move(object)) {}
    boost::json::object object_;
};

}  // namespace drp::api
