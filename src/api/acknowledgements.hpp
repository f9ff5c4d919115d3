/// Noting events.
#pragma once

#include "api/caller.hpp"

namespace drp::api {

void add_acknowledgement_routes(Router& router, Services& services);

}  // namespace drp::api
