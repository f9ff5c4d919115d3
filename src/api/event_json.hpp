/// Events as the API shows them.
#pragma once

#include <boost/json.hpp>

#include "core/time_zone.hpp"
#include "portal/events.hpp"

namespace drp::api {

/// The schema `Event`: what everybody who sees it may know.
[[nodiscard]] boost::json::object event_json(const storage::ProgramEvent& event, const core::TimeZone& zone);

}  // namespace drp::api
