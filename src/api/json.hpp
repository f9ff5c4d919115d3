/// Small things that every resource writes the same way.
#pragma once

#include <optional>
#include <string>

#include <boost/json.hpp>

#include "core/time.hpp"
#include "portal/accounts.hpp"
#include "portal/meter_details.hpp"
#include "storage/meters.hpp"

namespace drp::api {

namespace json = boost::json;

[[nodiscard]] inline json::value or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);
}
template <class Number>
[[nodiscard]] json::value or_null(const std::optional<Number>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}
[[nodiscard]] inline json::value or_null(const std::optional<core::UtcSeconds>& t) {
    return t ? json::value(core::to_iso(*t)) : json::value(nullptr);
}

[[nodiscard]] json::object to_json(core::UtcRange range);
[[nodiscard]] json::object to_json(const storage::MeterRecord& meter);
[[nodiscard]] json::object to_json(const portal::AccountView& account);
[[nodiscard]] json::object to_json(const portal::Finding& finding);  ///< vis_details.cpp

/// `object` as text with one more member, `name`, whose value is JSON text already.
[[nodiscard]] std::string with_member(const json::object& object, std::string_view name, std::string_view json_text);

}  // namespace drp::api
