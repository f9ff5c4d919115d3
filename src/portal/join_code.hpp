/// An organisation's join code in the hands of whoever manages the organisation.
///
/// Looking at it is booked like renewing it. Another organisation is answered like one that is not there. Any thread.
#pragma once

#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/actor.hpp"
#include "portal/claims.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct JoinCode {
    core::OrgId organisation;  ///< whoever joins types this number beside the code
    std::string code;
};

/// Problem: organisation-not-found.
[[nodiscard]] core::Result<JoinCode> show_join_code(storage::Store& store, const Claims& claims, const Actor& actor,
                                                    std::optional<core::OrgId> asked, core::UtcSeconds now);
/// The former code is worth nothing from now on. Problem: organisation-not-found.
[[nodiscard]] core::Result<JoinCode> renew_join_code(storage::Store& store, const Claims& claims, const Actor& actor,
                                                     std::optional<core::OrgId> asked, core::UtcSeconds now);

}  // namespace drp::portal
