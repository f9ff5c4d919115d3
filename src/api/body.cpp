#include "api/body.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace drp::api {
namespace {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;

Problem missing(std::string_view name) {
    return field_problem(name, "The field '" + std::string(name) + "' is missing.");
}

Problem wrong(std::string_view name, std::string_view expected) {
    return field_problem(name, "The field '" + std::string(name) + "' is no " + std::string(expected) + ".");
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Result<std::string> checked_text(std::string_view name, const json::value& value, std::size_t max_bytes) {
    if (!value.is_string()) return wrong(name, "text");
    const std::string_view text = core::trimmed(std::string_view(value.get_string()));
    if (text.size() > max_bytes || !core::is_valid_utf8(text) || has_control(text))
        return field_problem(name, "The field '" + std::string(name) + "' is too long or has characters no text has.",
                             "Use at most " + std::to_string(max_bytes) + " bytes.");
    return std::string(text);
}

}  // namespace

Problem field_problem(std::string_view field, std::string message, std::string cure) {
    return {ProblemKind::invalid_input, "field-invalid", std::move(message), std::string(field), std::move(cure)};
}

Result<JsonBody> JsonBody::read(const http::Request& request, std::initializer_list<std::string_view> known) {
    boost::system::error_code error;
    auto value = json::parse(request.body(), error);
    if (error || !value.is_object()) {
        std::string fields;
        for (const auto name : known) fields += (fields.empty() ? "" : ", ") + std::string(name);
        return Problem{ProblemKind::invalid_input, "request-body-invalid", "The body is no JSON object.", "",
                       "Send an object with " + fields + "."};
    }
    for (const auto& member : value.get_object())
        if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end())
            return field_problem(core::excerpt(member.key(), 40), "This field is not known.");
    return JsonBody(std::move(value.get_object()));
}

const json::value& JsonBody::value(std::string_view name) const {
    static const json::value kNull;
    const auto* found = object_.if_contains(name);
    return found == nullptr ? kNull : *found;
}

bool JsonBody::has(std::string_view name) const {
    return !value(name).is_null();
}

bool JsonBody::states(std::string_view name) const {
    return object_.contains(name);
}

Result<std::string> JsonBody::text(std::string_view name, std::size_t max_bytes) const {
    if (!has(name)) return missing(name);
    auto text = checked_text(name, value(name), max_bytes);
    if (text && text->empty()) return missing(name);
    return text;
}

Result<std::string> JsonBody::secret(std::string_view name, std::size_t max_bytes) const {
    const auto& found = value(name);
    if (!found.is_string() || found.get_string().empty()) return missing(name);
    if (found.get_string().size() > max_bytes || !core::is_valid_utf8(found.get_string()))
        return field_problem(name, "The field '" + std::string(name) + "' is too long or no UTF-8.");
    return std::string(found.get_string());
}

Result<std::optional<std::string>> JsonBody::optional_text(std::string_view name, std::size_t max_bytes) const {
    if (!has(name)) return std::optional<std::string>();
    auto text = checked_text(name, value(name), max_bytes);
    if (!text) return text.error();
    return std::optional(std::move(*text));
}

Result<std::int64_t> JsonBody::integer(std::string_view name) const {
    if (!has(name)) return missing(name);
    if (!value(name).is_int64()) return wrong(name, "whole number");
    return value(name).get_int64();
}

Result<std::optional<std::int64_t>> JsonBody::optional_integer(std::string_view name) const {
    if (!has(name)) return std::optional<std::int64_t>();
    auto number = integer(name);
    if (!number) return number.error();
    return std::optional(*number);
}

Result<std::optional<double>> JsonBody::optional_number(std::string_view name) const {
    if (!has(name)) return std::optional<double>();
    if (!value(name).is_number()) return wrong(name, "number");
    return std::optional(value(name).to_number<double>());
}

Result<std::optional<bool>> JsonBody::optional_flag(std::string_view name) const {
    if (!has(name)) return std::optional<bool>();
    if (!value(name).is_bool()) return wrong(name, "true or false");
    return std::optional(value(name).get_bool());
}

Result<std::vector<std::string>> JsonBody::texts(std::string_view name, std::size_t max_items,
                                                 std::size_t max_bytes) const {
    const auto& found = value(name);
    if (!found.is_array()) return found.is_null() ? missing(name) : wrong(name, "list");
    if (found.get_array().size() > max_items)
        return field_problem(name, "The list is too long.",
                             "Send at most " + std::to_string(max_items) + " items at a time.");
    std::vector<std::string> items;
    for (const auto& item : found.get_array()) {
        auto text = checked_text(name, item, max_bytes);
        if (!text) return text.error();
        if (text->empty()) return wrong(name, "list of texts");
        items.push_back(std::move(*text));
    }
    return items;
}

}  // namespace drp::api
