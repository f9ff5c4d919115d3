/// Ids in a route's path. What is no id is answered like an id that does not exist.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "http/request.hpp"
#include "portal/enrolments.hpp"
#include "portal/events.hpp"
#include "portal/members.hpp"
#include "portal/organisations.hpp"
#include "portal/programs.hpp"

namespace drp::api {

/// A whole number from 1 on, written plainly.
[[nodiscard]] inline std::optional<std::int64_t> id_in(std::string_view text) noexcept {
    std::int64_t id = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    if (error != std::errc() || stop != end || id < 1) return std::nullopt;
    return id;
}

/// `{organization_id}`. Problem: organisation-not-found.
[[nodiscard]] inline core::Result<core::OrgId> organisation_in_path(const http::Request& request) {
    if (const auto id = id_in(request.param("organization_id"))) return core::OrgId{*id};
    return portal::organisation_not_found();
}

/// `?organization_id=`, for whoever sees more than one; nothing if it is absent. Problem: organisation-not-found.
[[nodiscard]] inline core::Result<std::optional<core::OrgId>> organisation_in_query(const http::Request& request) {
    const auto text = request.query("organization_id");
    if (!text) return std::optional<core::OrgId>();
    if (const auto id = id_in(*text)) return std::optional(core::OrgId{*id});
    return portal::organisation_not_found();
}

/// `{user_id}`. Problem: user-not-found.
[[nodiscard]] inline core::Result<core::UserId> user_in_path(const http::Request& request) {
    if (const auto id = id_in(request.param("user_id"))) return core::UserId{*id};
    return portal::user_not_found();
}

/// `{program_id}`. Problem: program-not-found.
[[nodiscard]] inline core::Result<core::ProgramId> program_in_path(const http::Request& request) {
    if (const auto id = id_in(request.param("program_id"))) return core::ProgramId{*id};
    return portal::program_not_found();
}

/// `{enrolment_id}`. Problem: enrolment-not-found.
[[nodiscard]] inline core::Result<core::EnrolmentId> enrolment_in_path(const http::Request& request) {
    if (const auto id = id_in(request.param("enrolment_id"))) return core::EnrolmentId{*id};
    return portal::enrolment_not_found();
}

/// `{event_id}`. Problem: event-not-found.
[[nodiscard]] inline core::Result<core::EventId> event_in_path(const http::Request& request) {
    if (const auto id = id_in(request.param("event_id"))) return core::EventId{*id};
    return portal::event_not_found();
}

}  // namespace drp::api
